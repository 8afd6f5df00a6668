# SPDX-License-Identifier: GPL-2.0-only
"""The proof system in plain Python: prover and verifier, from its equations.

Independent of kmod/zk and libzkcap, it makes the cases that they are tested
with and says which of them must be accepted.  It knows nothing of speed, and
the secrets of its proofs are not kept.
"""

import hashlib
import pathlib

import bls12_381 as bls
from bls12_381 import R, DecodeError

SLOTS = 128
K1, K2 = 7, 49
KEY_POINTS = ["qM", "qL", "qR", "qO", "qC", "qI", "S1", "S2", "S3"]
POINTS = ["V'", "T", "a", "b", "c", "z", "tlo", "tmid", "thi", "W_zeta", "W_zw"]
SCALARS = ["a~", "b~", "c~", "s1~", "s2~", "z~w", "v~", "s0", "s1"]


def be32(x):
    return x.to_bytes(32, "big")


def inv(x):
    return pow(x, -1, R)


# --- polynomials: lists of coefficients, lowest first ------------------------

def root_of_unity(n):
    return pow(7, (R - 1) // n, R)


def ntt(a, w):
    n = len(a)
    if n == 1:
        return a
    even, odd = ntt(a[0::2], w * w % R), ntt(a[1::2], w * w % R)
    out, t = [0] * n, 1
    for i in range(n // 2):
        x = t * odd[i] % R
        out[i], out[i + n // 2] = (even[i] + x) % R, (even[i] - x) % R
        t = t * w % R
    return out


def interpolate(values):
    n = len(values)
    ni = inv(n)
    return [c * ni % R for c in ntt(values, inv(root_of_unity(n)))]


def p_eval(p, x):
    acc = 0
    for c in reversed(p):
        acc = (acc * x + c) % R
    return acc


def p_add(*ps):
    return [sum(p[i] for p in ps if i < len(p)) % R for i in range(max(map(len, ps)))]


def p_scale(p, k):
    return [c * k % R for c in p]


def p_blind(p, n, blinders):
    """p + (blinders[0] + blinders[1] X + ...) * (X^n - 1)"""
    return p_add(p, [-b for b in blinders] + [0] * (n - len(blinders)) + list(blinders))


def p_div_linear(p, x):
    """The quotient of p - p(x) by X - x"""
    out, acc = [0] * (len(p) - 1), 0
    for i in range(len(p) - 1, 0, -1):
        acc = (acc * x + p[i]) % R
        out[i - 1] = acc
    return out


# --- the reference string ----------------------------------------------------

class Srs:
    """[x^i]_1 as encodings, decoded when first used, and the two G2 points"""

    def __init__(self, g1, g2):
        self.encoded, self.encoded_g2, self.decoded = g1, g2, {}
        self.g2 = [bls.g2_decode(b) for b in g2]
        self.lines = [bls.g2_lines(q) for q in self.g2]
        self.z0 = bls.add(self[SLOTS], bls.neg(self[0]))
        self.z1 = bls.add(self[SLOTS + 1], bls.neg(self[1]))

    @classmethod
    def load(cls, path):
        """From the binary form, which libzkcap/srs/srs_file.h describes"""
        data = pathlib.Path(path).read_bytes()
        if data[:8] != b"ZKCS\1\0\0\0":
            raise ValueError(f"{path}: not a reference string")
        n1, n2 = (int.from_bytes(data[i:i + 4], "big") for i in (8, 12))
        if len(data) != 48 + 48 * n1 + 96 * n2 or n1 < SLOTS + 2 or n2 < 2:
            raise ValueError(f"{path}: {len(data)} bytes do not hold {n1} and {n2} points")
        at = 48 + 48 * n1
        return cls([data[i:i + 48] for i in range(48, at, 48)],
                   [data[i:i + 96] for i in (at, at + 96)])

    def __getitem__(self, i):
        if i not in self.decoded:
            self.decoded[i] = bls.g1_decode(self.encoded[i], subgroup=False)
        return self.decoded[i]

    def commit(self, poly):
        return bls.msm([self[i] for i in range(len(poly))], poly)


# --- transcript --------------------------------------------------------------

class Transcript:
    """@tweak may change each step's list of (label, data): see make_corpus.py"""

    def __init__(self, domain, tweak=None):
        self.h, self.tweak, self.pending = hashlib.sha256(domain).digest(), tweak, []

    def hash(self, label, tail):
        label = label.encode()
        return hashlib.sha256(self.h + bytes([len(label)]) + label + tail).digest()

    def absorb(self, label, data):
        self.pending.append((label, data))

    def flush(self, challenge):
        items, self.pending = self.pending, []
        for label, data in self.tweak(challenge, items) if self.tweak else items:
            self.h = self.hash(label, len(data).to_bytes(4, "big") + data)

    def challenge(self, label):
        self.flush(label)
        wide = self.hash(label, b"\0") + self.hash(label, b"\1")
        self.h = self.hash(label, b"\2")
        return int.from_bytes(wide, "big") % R


def challenges(proof, vk, context, commitment, publics, tweak=None):
    """All challenges, by name, from the encodings"""
    pt = {k: proof[48 * i:48 * i + 48] for i, k in enumerate(POINTS)}
    sc = {k: proof[528 + 32 * i:560 + 32 * i] for i, k in enumerate(SCALARS)}
    t, c = Transcript(b"zkcap-plonk-v1", tweak), {}
    rounds = [
        [("vk", hashlib.sha256(vk).digest()), ("context", context), ("attr", commitment),
         ("pub", b"".join(map(be32, publics))), ("V", pt["V'"]), ("T", pt["T"])], ["e"],
        [("s", sc["s0"] + sc["s1"]), ("a", pt["a"]), ("b", pt["b"]), ("c", pt["c"])],
        ["beta", "gamma"],
        [("z", pt["z"])], ["alpha"],
        [(k, pt[k]) for k in ("tlo", "tmid", "thi")], ["zeta"],
        [("eval", b"".join(sc[k] for k in SCALARS[:7]))], ["nu"],
        [("W", pt["W_zeta"] + pt["W_zw"])], ["u", "rho"]]
    for absorbed, drawn in zip(rounds[0::2], rounds[1::2]):
        for label, data in absorbed:
            t.absorb(label, data)
        for name in drawn:
            c[name] = t.challenge(name)
    return c


# --- verifier ----------------------------------------------------------------

class Key:
    def __init__(self, data):
        if len(data) != 504:
            raise DecodeError("key_length")
        if data[:4] != b"ZKCV":
            raise DecodeError("key_magic")
        if data[4] != 1:
            raise DecodeError("key_version")
        if not 8 <= data[5] <= 11:
            raise DecodeError("key_domain")
        if data[6] != 7:
            raise DecodeError("key_coset")
        if data[7] > 16:
            raise DecodeError("key_publics")
        self.n, self.n_public = 1 << data[5], data[7]
        self.points = [decode_point(data[72 + 48 * i:120 + 48 * i], name, i < 6)
                       for i, name in enumerate(KEY_POINTS)]


def decode_point(data, element, infinity_ok=False):
    try:
        pt = bls.g1_decode(data)
    except DecodeError as err:
        raise DecodeError(err.verdict, element) from err
    if pt is bls.INF and not infinity_ok:
        raise DecodeError("point_infinity", element)
    return pt


def coefficients(key, publics, sc, ch):
    """Of B, by the names of the points; sc and ch: scalars and challenges by name"""
    a, b, c, s1, s2, zw, v, k0, k1 = (sc[k] for k in SCALARS)
    e, beta, gamma, alpha, zeta, nu, u, rho = (
        ch[k] for k in ("e", "beta", "gamma", "alpha", "zeta", "nu", "u", "rho"))
    n, w = key.n, root_of_unity(key.n)
    zn = pow(zeta, n, R)
    zh = (zn - 1) % R
    if zh == 0:
        raise DecodeError("zeta_in_domain")

    def lagrange(i):
        return pow(w, i, R) * zh * inv(n * (zeta - pow(w, i, R))) % R

    l0 = lagrange(0)
    pi = -sum(x * lagrange(2 * j + 1) for j, x in enumerate(publics))
    perm = alpha * (a + beta * s1 + gamma) * (b + beta * s2 + gamma)
    r0 = pi - l0 * alpha ** 2 - perm * (c + gamma) * zw
    const = -r0 + nu * a + nu**2 * b + nu**3 * c + nu**4 * s1 + nu**5 * s2 + nu**6 * v + u * zw
    return {"qM": a * b, "qL": a, "qR": b, "qO": c, "qC": 1, "qI": v,
            "S1": nu**4, "S2": nu**5, "S3": -perm * beta * zw,
            "z": (alpha * (a + beta * zeta + gamma) * (b + beta * K1 * zeta + gamma)
                  * (c + beta * K2 * zeta + gamma) + l0 * alpha ** 2 + u),
            "tlo": -zh, "tmid": -zh * zn, "thi": -zh * zn * zn,
            "a": nu, "b": nu**2, "c": nu**3, "V'": nu**6 - rho * e, "T": -rho, "V": rho * e,
            "W_zeta": zeta, "W_zw": u * zeta * w, "1": -const, "Z0": rho * k0, "Z1": rho * k1}


def scalars_of(proof):
    return {k: int.from_bytes(proof[528 + 32 * i:560 + 32 * i], "big")
            for i, k in enumerate(SCALARS)}


def equation(srs, vk, context, commitment, publics, proof, tweak=None):
    """(A, B) of e(A, [x]_2) = e(B, [1]_2); DecodeError if something is malformed"""
    key = Key(vk)
    points = {"V": decode_point(commitment, "commitment"),
              "1": srs[0], "Z0": srs.z0, "Z1": srs.z1}
    if len(proof) != 816:
        raise DecodeError("proof_length")
    if len(publics) != key.n_public:
        raise DecodeError("public_count")
    points.update(zip(KEY_POINTS, key.points))
    for i, name in enumerate(POINTS):
        points[name] = decode_point(proof[48 * i:48 * i + 48], name)
    sc = scalars_of(proof)
    for name in SCALARS:
        if sc[name] >= R:
            raise DecodeError("scalar_range", name)
    ch = challenges(proof, vk, context, commitment, publics, tweak)
    k = coefficients(key, publics, sc, ch)
    big_a = bls.msm([points["W_zeta"], points["W_zw"]], [1, ch["u"]])
    return big_a, bls.msm([points[name] for name in k], list(k.values()))


def verify(srs, vk, context, commitment, publics, proof, tweak=None):
    """("accepted", "") or the reason to refuse and the element it is found in"""
    try:
        a, b = equation(srs, vk, context, commitment, publics, proof, tweak)
    except DecodeError as err:
        return err.verdict, err.element
    ok = bls.pairing_product_is_one([(a, srs.lines[1]), (bls.neg(b), srs.lines[0])])
    return ("accepted" if ok else "equation"), ""


# --- prover ------------------------------------------------------------------

class Circuit:
    """Gates as dicts {row, qM, qL, qR, qO, qC, qI, wires}, wires naming variables or None"""

    SELECTORS = ("qM", "qL", "qR", "qO", "qC", "qI")

    def __init__(self, n, n_public, gates):
        self.n, self.n_public = n, n_public
        self.sel = {k: [0] * n for k in self.SELECTORS}
        self.wires = [[None] * n for _ in range(3)]
        for g in gates:
            for k in self.SELECTORS:
                self.sel[k][g["row"]] = int(g.get(k, 0)) % R
            for col in range(3):
                self.wires[col][g["row"]] = g["wires"][col]
        self.sigma = self.permutation()
        self.polys = {k: interpolate(v) for k, v in self.sel.items()}
        self.s_polys = [interpolate(s) for s in self.sigma]

    def permutation(self):
        w = root_of_unity(self.n)
        label = [[k * pow(w, i, R) % R for i in range(self.n)] for k in (1, K1, K2)]
        sigma = [row[:] for row in label]
        places = {}
        for row in range(self.n):
            for col in range(3):
                if self.wires[col][row] is not None:
                    places.setdefault(self.wires[col][row], []).append((col, row))
        for where in places.values():
            for (col, row), (col2, row2) in zip(where, where[1:] + where[:1]):
                sigma[col][row] = label[col2][row2]
        return sigma

    def key(self, srs, schema, definition):
        head = b"ZKCV" + bytes([1, self.n.bit_length() - 1, 7, self.n_public])
        polys = [self.polys[k] for k in self.SELECTORS] + self.s_polys
        return head + schema + definition + b"".join(
            bls.g1_encode(srs.commit(p)) for p in polys)

    def wire_values(self, witness):
        return [[0 if x is None else witness[x] % R for x in col] for col in self.wires]


def attribute_poly(slots, r0):
    """v(X) + r0 (X^128 - 1), whose commitment is V"""
    return p_blind(interpolate([s % R for s in slots]), SLOTS, [r0])


def grand_product(circ, wires, beta, gamma):
    w, z, acc, wi = root_of_unity(circ.n), [1], 1, 1
    for i in range(circ.n - 1):
        num = den = 1
        for col, k in enumerate((1, K1, K2)):
            num = num * (wires[col][i] + beta * k * wi + gamma) % R
            den = den * (wires[col][i] + beta * circ.sigma[col][i] + gamma) % R
        acc = acc * num * inv(den) % R
        z.append(acc)
        wi = wi * w % R
    return z


def quotient(circ, a, b, c, z, v, pi, beta, gamma, alpha):
    """t(X), by evaluation on a coset of the domain of 4n points"""
    n, m = circ.n, 4 * circ.n
    g, w4 = 7, root_of_unity(4 * circ.n)

    def on_coset(p):
        assert len(p) <= 2 * m
        folded, gi = [0] * m, 1
        for i, coef in enumerate(p):
            folded[i % m] = (folded[i % m] + coef * gi) % R
            gi = gi * g % R
        return ntt(folded, w4)

    ea, eb, ec, ez, ev, epi = map(on_coset, (a, b, c, z, v, pi))
    q = {k: on_coset(p) for k, p in circ.polys.items()}
    s = [on_coset(p) for p in circ.s_polys]
    l0 = on_coset(interpolate([1] + [0] * (n - 1)))
    out, x = [], g
    for i in range(m):
        gate = (q["qM"][i] * ea[i] * eb[i] + q["qL"][i] * ea[i] + q["qR"][i] * eb[i]
                + q["qO"][i] * ec[i] + q["qC"][i] + epi[i] + q["qI"][i] * ev[i])
        left = ((ea[i] + beta * x + gamma) * (eb[i] + beta * K1 * x + gamma)
                * (ec[i] + beta * K2 * x + gamma) % R * ez[i])
        right = ((ea[i] + beta * s[0][i] + gamma) * (eb[i] + beta * s[1][i] + gamma)
                 * (ec[i] + beta * s[2][i] + gamma) % R * ez[(i + 4) % m])
        num = gate + alpha * (left - right) + alpha * alpha * (ez[i] - 1) * l0[i]
        out.append(num * inv(pow(x, n, R) - 1) % R)
        x = x * w4 % R
    t, gi = ntt(out, inv(w4)), inv(m)
    for i in range(m):
        t[i] = t[i] * gi % R
        gi = gi * inv(g) % R
    return t


def prove(srs, circ, vk, slots, r0, context, publics, witness, blinders, tweak=None,
          check=True, commitment=None, link=None, column_delta=(0,)):
    """(proof, commitment)

    blinders: d0 d1 t0 t1, two each for a, b, c, three for z, two for t.

    For cheating: check=False proves false statements as well, commitment is
    claimed instead of that of the slots, link(V', draw) gives T, s0 and s1, and
    column_delta is added to the column that is proved about.
    """
    n, w = circ.n, root_of_unity(circ.n)
    bl = iter(blinders)
    take = lambda k: [next(bl) for _ in range(k)]
    proof = bytearray(816)

    def put(name, value):
        if name in POINTS:
            i = 48 * POINTS.index(name)
            proof[i:i + 48] = bls.g1_encode(value)
        else:
            i = 528 + 32 * SCALARS.index(name)
            proof[i:i + 32] = be32(value % R)

    v0 = attribute_poly(slots, r0)
    commitment = commitment or bls.g1_encode(srs.commit(v0))
    draw = lambda name: challenges(bytes(proof), vk, context, commitment, publics, tweak)[name]

    (d0, d1), (t0, t1) = take(2), take(2)
    v = p_add(p_blind(v0, SLOTS, [d0, d1]), column_delta)
    v1 = srs.commit(v)
    put("V'", v1)
    if link:
        t_point, s0, s1 = link(v1, draw)
        put("T", t_point)
    else:
        put("T", bls.msm([srs.z0, srs.z1], [t0, t1]))
        e = draw("e")
        s0, s1 = t0 + e * d0, t1 + e * d1
    put("s0", s0)
    put("s1", s1)

    wires = circ.wire_values(witness)
    a, b, c = (p_blind(interpolate(col), n, take(2)) for col in wires)
    for name, p in zip("abc", (a, b, c)):
        put(name, srs.commit(p))
    beta, gamma = draw("beta"), draw("gamma")
    z = p_blind(interpolate(grand_product(circ, wires, beta, gamma)), n, take(3))
    put("z", srs.commit(z))
    alpha = draw("alpha")

    pub_rows = [0] * n
    for j, x in enumerate(publics):
        pub_rows[2 * j + 1] = -x % R
    pi = interpolate(pub_rows)
    t = quotient(circ, a, b, c, z, v, pi, beta, gamma, alpha)
    if check and any(t[3 * n + 6:]):
        raise ValueError("the witness does not satisfy the circuit")
    x1, x2 = take(2)
    tlo = t[:n] + [x1]
    tmid = p_add(t[n:2 * n] + [x2], [-x1])
    thi = p_add(t[2 * n:3 * n + 6], [-x2])
    for name, p in zip(("tlo", "tmid", "thi"), (tlo, tmid, thi)):
        put(name, srs.commit(p))
    zeta = draw("zeta")

    a_, b_, c_ = p_eval(a, zeta), p_eval(b, zeta), p_eval(c, zeta)
    s1_, s2_ = p_eval(circ.s_polys[0], zeta), p_eval(circ.s_polys[1], zeta)
    zw_, v_ = p_eval(z, zeta * w % R), p_eval(v, zeta)
    for name, x in zip(SCALARS, (a_, b_, c_, s1_, s2_, zw_, v_)):
        put(name, x)
    nu = draw("nu")

    zn = pow(zeta, n, R)
    zh = (zn - 1) % R
    l0 = zh * inv(n * (zeta - 1)) % R
    perm = alpha * (a_ + beta * s1_ + gamma) * (b_ + beta * s2_ + gamma) % R
    z_coeff = (alpha * (a_ + beta * zeta + gamma) * (b_ + beta * K1 * zeta + gamma)
               * (c_ + beta * K2 * zeta + gamma) + l0 * alpha ** 2) % R
    r0_ = (p_eval(pi, zeta) - l0 * alpha ** 2 - perm * (c_ + gamma) * zw_) % R
    q = circ.polys
    lin = p_add(p_scale(q["qM"], a_ * b_), p_scale(q["qL"], a_), p_scale(q["qR"], b_),
                p_scale(q["qO"], c_), q["qC"], p_scale(q["qI"], v_), p_scale(z, z_coeff),
                p_scale(circ.s_polys[2], -perm * beta * zw_),
                p_scale(tlo, -zh), p_scale(tmid, -zh * zn), p_scale(thi, -zh * zn * zn), [r0_])
    if check and p_eval(lin, zeta):
        raise AssertionError("the linearisation does not vanish at zeta")
    opened = [lin, a, b, c, circ.s_polys[0], circ.s_polys[1], v]
    put("W_zeta", srs.commit(p_div_linear(
        p_add(*(p_scale(p, pow(nu, i, R)) for i, p in enumerate(opened))), zeta)))
    put("W_zw", srs.commit(p_div_linear(z, zeta * w % R)))
    return bytes(proof), commitment
