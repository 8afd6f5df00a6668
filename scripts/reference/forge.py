# SPDX-License-Identifier: GPL-2.0-only
"""Proofs that a verifier with a weak transcript accepts, and a good one must not.

Such verifiers have been shipped: "Weak Fiat-Shamir Attacks on Modern Proof
Systems" (ePrint 2023/691) and "The Last Challenge Attack" (ePrint 2024/398).
"""

import dataclasses

import bls12_381 as bls
from bls12_381 import R
from circuits import example_witness, numbers
from plonk_ref import (POINTS, SCALARS, SLOTS, Key, attribute_poly, be32, challenges, coefficients,
                       equation, interpolate, inv, p_add, p_blind, p_div_linear, p_eval, p_scale,
                       prove, root_of_unity, scalars_of)

# What is absorbed before each challenge but the last: a prover does not use u and rho,
# so that only a forger's proof depends on what they are drawn from
GROUPS = {"e": ["vk", "context", "attr", "pub", "V", "T"], "beta": ["s", "a", "b", "c"],
          "alpha": ["z"], "zeta": ["tlo", "tmid", "thi"], "nu": ["eval"]}


def dropping(label):
    return lambda challenge, items: [i for i in items if i[0] != label]


def exchanging(first, second):
    def tweak(challenge, items):
        by_label = dict(items)
        swap = {first: second, second: first}
        if first not in by_label:
            return items
        return [(x, by_label[x]) for x in (swap.get(k, k) for k, _ in items)]
    return tweak


def without_bytes(label, start, end):
    return lambda challenge, items: [
        (k, d[:start] + d[end:] if k == label else d) for k, d in items]


class Late:
    """Absorbs a label only before the next challenge that has a group of its own"""

    def __init__(self, label):
        self.label, self.held = label, []

    def __call__(self, challenge, items):
        if challenge == "e":
            self.held = []
        out = self.held + [i for i in items if i[0] != self.label]
        self.held = [i for i in items if i[0] == self.label] or (
            self.held if not items else [])
        return out


def transcript_variants():
    for group in GROUPS.values():
        for label in group:
            yield f"transcript without {label}", dropping(label)
        for first, second in zip(group, group[1:]):
            yield f"transcript with {first} after {second}", exchanging(first, second)
    for i, name in enumerate(SCALARS[:7]):
        yield f"transcript with eval lacking {name}", without_bytes("eval", 32 * i, 32 * i + 32)
    yield "transcript with s lacking s0", without_bytes("s", 0, 32)
    yield "transcript with s lacking s1", without_bytes("s", 32, 64)
    yield "transcript with T after the challenge e", Late("T")


class Forgery:
    """A proof's bytes under construction"""

    def __init__(self, srs, key, context, commitment, publics, tweak):
        self.srs, self.fields, self.tweak = srs, (key, context, commitment, publics), tweak
        self.proof = bytearray(816)

    def put(self, name, value):
        if name in POINTS:
            i = 48 * POINTS.index(name)
            self.proof[i:i + 48] = bls.g1_encode(value)
        else:
            i = 528 + 32 * SCALARS.index(name)
            self.proof[i:i + 32] = be32(value % R)

    def draw(self, name):
        key, context, commitment, publics = self.fields
        return challenges(bytes(self.proof), key, context, commitment, publics, self.tweak)[name]

    def done(self):
        return (*self.fields, bytes(self.proof))


def last_challenge(srs, s, publics):
    """Any statement at all, to a verifier whose u does not depend on the openings.

    Everything but the openings is arbitrary.  With A = W_zeta + u W_zw chosen as
    [a]_1, the equation x A = zeta A + (w - 1) zeta u W_zw + F - E is solved for W_zw.
    """
    tweak = dropping("W")
    v0 = attribute_poly(s.slots, s.r0)
    commitment_point = srs.commit(v0)
    f = Forgery(srs, s.key, s.context, bls.g1_encode(commitment_point), publics, tweak)
    d0, d1, t0, t1, a = numbers("last challenge", 5)
    blind = bls.msm([srs.z0, srs.z1], [d0, d1])
    f.put("V'", bls.add(commitment_point, blind))
    f.put("T", bls.msm([srs.z0, srs.z1], [t0, t1]))
    e = f.draw("e")
    f.put("s0", t0 + e * d0)
    f.put("s1", t1 + e * d1)
    for i, name in enumerate(POINTS[2:9]):
        f.put(name, bls.mul(bls.G1, 1000 + i))
    for i, name in enumerate(SCALARS[:7]):
        f.put(name, 2000 + i)
    zeta, u = f.draw("zeta"), f.draw("u")
    # B with openings of zero coefficient: put any, take their part out again
    f.put("W_zeta", bls.G1)
    f.put("W_zw", bls.G1)
    w = root_of_unity(s.circuit.n)
    _, b = equation(srs, *f.done(), tweak)
    f_minus_e = bls.add(b, bls.neg(bls.mul(bls.G1, (zeta + u * zeta * w) % R)))
    x_a, a_pt = bls.mul(srs[1], a), bls.mul(srs[0], a)
    num = bls.add(bls.add(x_a, bls.neg(bls.mul(a_pt, zeta))), bls.neg(f_minus_e))
    w_zw = bls.mul(num, inv((w - 1) * zeta * u % R))
    f.put("W_zw", w_zw)
    f.put("W_zeta", bls.add(a_pt, bls.neg(bls.mul(w_zw, u))))
    return "opening forged from a u known ahead", tweak, f.done()


def second_opening(srs, s, publics):
    """Any statement, to a verifier whose u depends on W_zeta but not on W_zw.

    All polynomials are constants of the forger's choice, but z's value is right. Then
    F - E = f does not depend on u, and (X - zeta) W_zeta + u (X - zeta w) W_zw = f
    has a solution for W_zw after u, if W_zeta is such that the rest vanishes at zeta w.
    """
    tweak = without_bytes("W", 48, 96)
    v0 = attribute_poly(s.slots, s.r0)
    commitment_point = srs.commit(v0)
    f = Forgery(srs, s.key, s.context, bls.g1_encode(commitment_point), publics, tweak)
    d0, d1, t0, t1 = numbers("second opening", 4)
    v = p_blind(v0, SLOTS, [d0, d1])
    f.put("V'", srs.commit(v))
    f.put("T", bls.msm([srs.z0, srs.z1], [t0, t1]))
    e = f.draw("e")
    f.put("s0", t0 + e * d0)
    f.put("s1", t1 + e * d1)
    polys = {**s.circuit.polys, **dict(zip(("S1", "S2", "S3"), s.circuit.s_polys)),
             "V'": v, "1": [1]}
    for i, name in enumerate(POINTS[2:9]):
        f.put(name, bls.mul(bls.G1, 1000 + i))
        polys[name] = [1000 + i]
    for i, name in enumerate(SCALARS[:7]):
        f.put(name, polys["z"][0] if name == "z~w" else 2000 + i)
    proof = bytes(f.proof)
    zeta_w = f.draw("zeta") * root_of_unity(s.circuit.n) % R
    ch = {**challenges(proof, *f.fields, tweak), "u": 0, "rho": 0}
    k = coefficients(Key(s.key), publics, scalars_of(proof), ch)
    rest = p_add(*(p_scale(p, k[name]) for name, p in polys.items()))
    first = p_eval(rest, zeta_w) * inv(zeta_w - ch["zeta"]) % R
    f.put("W_zeta", bls.mul(bls.G1, first))
    u = f.draw("u")
    rest = p_add(rest, [ch["zeta"] * first, -first])
    f.put("W_zw", srs.commit(p_scale(p_div_linear(rest, zeta_w), inv(u))))
    return "second opening forged from a u known ahead", tweak, f.done()


def other_column(srs, s):
    """A proof over other attributes than the commitment's, to a verifier whose e
    does not depend on T: T is solved for from s0, s1 and e."""
    tweak = dropping("T")
    mine = dataclasses.replace(s, r0=77)
    honest = attribute_poly(s.slots, s.r0)
    commitment = srs.commit(honest)
    # A prover whose V is another platform's, and who knows nothing of its opening
    swapped = TSwap(srs, mine, bls.g1_encode(commitment), tweak)
    return "column of another platform, T solved for", tweak, swapped.prove()


class TSwap:
    """Runs the prover with a foreign commitment and T = s0 Z0 + s1 Z1 - e (V' - V)"""

    def __init__(self, srs, s, commitment, tweak):
        self.srs, self.s, self.commitment, self.tweak = srs, s, commitment, tweak

    def prove(self):
        s, srs = self.s, self.srs
        foreign = bls.g1_decode(self.commitment)
        commit_to = self.commitment

        def link(v1, draw):
            s0, s1 = numbers("column", 2)
            e = draw("e")
            diff = bls.add(v1, bls.neg(foreign))
            t = bls.add(bls.msm([srs.z0, srs.z1], [s0, s1]), bls.neg(bls.mul(diff, e)))
            return t, s0, s1

        proof, _ = prove(srs, s.circuit, s.key, s.slots, s.r0, s.context, s.publics, s.witness,
                         numbers("column blinders", 15), self.tweak, link=link,
                         commitment=commit_to)
        return s.key, s.context, commit_to, s.publics, proof


def false_statements(srs, s):
    """Provers that do not satisfy the circuit, or not with the committed column"""
    gates_witness = example_witness(
        [{"row": r, "wires": [s.circuit.wires[k][r] for k in range(3)],
          "qR": s.circuit.sel["qR"][r]} for r in range(s.circuit.n)
         if s.circuit.wires[0][r] is not None],
        s.slots[3], s.slots[5], s.slots[3] + 1)
    yield ("public input above the attribute",
           dataclasses.replace(s, publics=[s.slots[3] + 1], witness=gates_witness))
    yield ("wires of another row", dataclasses.replace(
        s, witness=s.witness[:34] + [s.witness[34] + 1] + s.witness[35:]))
    slots = list(s.slots)
    slots[5] ^= 32
    yield "attribute without the bit", dataclasses.replace(s, slots=slots)
    slots = list(s.slots)
    slots[127] += 1
    other = dataclasses.replace(s, slots=slots)
    yield "honest proof over a slot that the circuit does not read", other


def beyond_blinders(srs, s):
    """V' - V outside the span of Z0 and Z1, everything else honest"""
    commitment = bls.g1_encode(srs.commit(attribute_poly(s.slots, s.r0)))
    for name, extra in (("V' with a third blinder", [0] * 2 + [1]), ("V' with slot 127 changed", None)):
        if extra is None:
            delta = interpolate([0] * 127 + [1])
        else:
            delta = p_add([0, 0, -1], [0] * 130 + [1])
        proof, _ = prove(srs, s.circuit, s.key, s.slots, s.r0, s.context, s.publics, s.witness,
                         numbers(name, 15), column_delta=delta, commitment=commitment)
        yield name, (s.key, s.context, commitment, s.publics, proof)


def all_forgeries(srs, s):
    """(name, the weakness that accepts it or None, (key, context, commitment, publics, proof))"""
    for name, tweak in transcript_variants():
        yield name, tweak, s.proved(tweak=tweak, seed=name)
    yield last_challenge(srs, s, [2**32])
    yield second_opening(srs, s, [2**32])
    yield other_column(srs, s)
    for name, statement in false_statements(srs, s):
        yield name, None, statement.proved(check=False)
    for name, fields in beyond_blinders(srs, s):
        yield name, None, fields


def cancelling_pair(srs, proofs, first, second):
    """Two bad proofs whose equations hold when they are added without weights.

    Adding D to W_zeta adds (x - zeta) D to the error; D_1 = [x - zeta_2]_1 and
    D_2 = -[x - zeta_1]_1 add the same to both, with opposite signs.
    """
    raw = [proofs[n] for n in (first, second)]
    fields = [[bytes.fromhex(p["key"]), bytes.fromhex(p["context"]),
               bytes.fromhex(p["commitment"]), [int(x, 16) for x in p["publics"]],
               bytes.fromhex(p["proof"])] for p in raw]
    zetas = [challenges(f[4], *f[:4])["zeta"] for f in fields]
    out = []
    for f, zeta, sign in zip(fields, reversed(zetas), (1, -1)):
        delta = bls.msm([srs[1], srs[0]], [sign, -sign * zeta])
        w = bls.add(bls.g1_decode(f[4][432:480]), delta)
        out.append(f[4][:432] + bls.g1_encode(w) + f[4][480:])
    sums = [equation(srs, *f[:4], p) for f, p in zip(fields, out)]
    a, b = (bls.add(sums[0][i], sums[1][i]) for i in (0, 1))
    assert bls.pairing_product_is_one([(a, srs.lines[1]), (bls.neg(b), srs.lines[0])])
    return out
