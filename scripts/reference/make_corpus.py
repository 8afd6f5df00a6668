#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Make selftests/unit/vectors/verify-corpus.json: proofs and what to say to them.

usage: make_corpus.py [OUTPUT]        make the whole file, some minutes
       make_corpus.py --check STEP    judge every STEP-th case of the file anew

Every verdict in the file is the reference verifier's; where it is known ahead
what it has to be, that is asserted.  A case names one of the proofs and
replaces some bytes of its fields.
"""

import hashlib
import itertools
import json
import pathlib
import sys

import bls12_381 as bls
import forge
from bls12_381 import P, R
from circuits import example, linear, products
from plonk_ref import POINTS, SCALARS, Srs, verify

TOP = pathlib.Path(__file__).resolve().parents[2]
SRS = TOP / "circuits/srs/ethereum-kzg.srs"
CORPUS = TOP / "selftests/unit/vectors/verify-corpus.json"

# Points of the curve with the small orders 3 and 11, outside the subgroup
TORSION3 = (0, 2)


def torsion11():
    h = 0x396c8c005555e1568c00aaab0000aaab
    x = 1
    while True:
        try:
            t = bls.g1_decode(b"\x80" + x.to_bytes(47, "big"), subgroup=False)
            q = bls.affine(bls.jac_mul(bls.affine(bls.jac_mul(t, R)), h // 121))
            while q is not bls.INF and bls.mul(q, 11) is not bls.INF:
                q = bls.mul(q, 11)
            if q is not bls.INF:
                return q
        except bls.DecodeError:
            pass
        x += 1


TORSION11 = torsion11()


def hexa(b):
    return bytes(b).hex()


class Corpus:
    def __init__(self):
        self.proofs, self.cases = {}, []

    def proof(self, name, key, context, commitment, publics, proof):
        self.proofs[name] = {"key": hexa(key), "context": hexa(context),
                             "commitment": hexa(commitment),
                             "publics": ["%064x" % x for x in publics], "proof": hexa(proof)}

    def case(self, name, base, expect=None, publics=None, **patches):
        """patches: field=(offset, bytes), or field=bytes to replace it whole"""
        assert all(name != other["name"] for other in self.cases), name
        case = {"name": name, "base": base}
        for field, patch in patches.items():
            if isinstance(patch, tuple):
                case[field] = {"at": patch[0], "bytes": hexa(patch[1])}
            else:
                case[field] = hexa(patch)
        if publics is not None:
            case["publics"] = ["%064x" % x for x in publics]
        case["expect"] = expect
        self.cases.append(case)


def resolve(proofs, case):
    """The fields of a case, as the verifier takes them"""
    out = {}
    for field in ("key", "context", "commitment", "proof"):
        data = bytearray.fromhex(proofs[case["base"]][field])
        patch = case.get(field)
        if isinstance(patch, dict):
            new = bytes.fromhex(patch["bytes"])
            data[patch["at"]:patch["at"] + len(new)] = new
        elif patch is not None:
            data = bytearray.fromhex(patch)
        out[field] = bytes(data)
    publics = case.get("publics", proofs[case["base"]]["publics"])
    return (out["key"], out["context"], out["commitment"],
            [int(x, 16) for x in publics], out["proof"])


# --- malformed and exchanged elements ----------------------------------------

def out_of_range(enc):
    """The same point with x + p for x if that fits, else with x = p"""
    x = int.from_bytes(enc, "big") & ((1 << 381) - 1)
    x = x + P if x + P < 1 << 381 else P
    out = bytearray(x.to_bytes(48, "big"))
    out[0] |= enc[0] & 0xe0
    return bytes(out)


def off_curve(enc):
    data = bytearray(enc)
    while True:
        data[47] = (data[47] + 1) % 256
        try:
            bls.g1_decode(bytes(data), subgroup=False)
        except bls.DecodeError:
            return bytes(data)


def point_variants(enc):
    pt = bls.g1_decode(enc)
    flag = lambda mask: bytes([enc[0] ^ mask]) + enc[1:]
    yield "negated", flag(0x20), "equation"
    yield "plus the generator", bls.g1_encode(bls.add(pt, bls.G1)), "equation"
    yield "plus a point of order 3", bls.g1_encode(bls.add(pt, TORSION3)), "point_subgroup"
    yield "plus a point of order 11", bls.g1_encode(bls.add(pt, TORSION11)), "point_subgroup"
    yield "a point of order 3", bls.g1_encode(TORSION3), "point_subgroup"
    yield "x not below p", out_of_range(enc), "point_range"
    yield "off the curve", off_curve(enc), "point_off_curve"
    yield "not compressed", flag(0x80), "point_flags"
    yield "infinity flag beside a body", flag(0x40), "point_flags"
    yield "infinity with the sign flag", b"\xe0" + bytes(47), "point_flags"
    yield "infinity not compressed", b"\x40" + bytes(47), "point_flags"
    yield "all zero bytes", bytes(48), "point_flags"
    yield "all one bits", b"\xff" * 48, "point_flags"


def elements(c, base):
    proof = bytes.fromhex(c.proofs[base]["proof"])
    for i, name in enumerate(POINTS):
        enc = proof[48 * i:48 * i + 48]
        for what, data, expect in point_variants(enc):
            c.case(f"{name} {what}", base, expect, proof=(48 * i, data))
        c.case(f"{name} infinity", base, "point_infinity", proof=(48 * i, b"\xc0" + bytes(47)))
        if i + 1 < len(POINTS):
            c.case(f"{name} exchanged with {POINTS[i + 1]}", base, "equation",
                   proof=(48 * i, proof[48 * i + 48:48 * i + 96] + enc))
    for i, name in enumerate(SCALARS):
        at = 528 + 32 * i
        x = int.from_bytes(proof[at:at + 32], "big")
        for what, y, expect in (("plus 1", (x + 1) % R, "equation"), ("zero", 0, "equation"),
                                ("negated", -x % R, "equation"), ("plus r", x + R, "scalar_range"),
                                ("r", R, "scalar_range"), ("2^256-1", 2**256 - 1, "scalar_range")):
            c.case(f"{name} {what}", base, expect, proof=(at, y.to_bytes(32, "big")))
        if i + 1 < len(SCALARS):
            c.case(f"{name} exchanged with {SCALARS[i + 1]}", base, "equation",
                   proof=(at, proof[at + 32:at + 64] + proof[at:at + 32]))
    c.case("both openings infinity", base, "point_infinity",
           proof=(9 * 48, (b"\xc0" + bytes(47)) * 2))
    c.case("both openings the same point", base, "equation",
           proof=(9 * 48, proof[9 * 48:10 * 48] * 2))
    c.case("openings that cancel for u = 1", base, "equation",
           proof=(9 * 48, bls.g1_encode(bls.G1) + bls.g1_encode(bls.neg(bls.G1))))
    c.case("every evaluation zero", base, "equation", proof=(528, bytes(224)))
    c.case("every scalar zero", base, "equation", proof=(528, bytes(288)))
    c.case("all points infinity, all scalars zero", base, "point_infinity",
           proof=(b"\xc0" + bytes(47)) * 11 + bytes(288))
    c.case("all points the generator, all scalars zero", base, "equation",
           proof=bls.g1_encode(bls.G1) * 11 + bytes(288))
    for n in (0, 48, 815, 817, 1632):
        c.case(f"proof of {n} bytes", base, "proof_length", proof=(proof * 2)[:n])


def statements(c, base, other):
    key, context, commitment, publics, _ = resolve(c.proofs, {"base": base})
    for i in (0, 15, 31):
        c.case(f"context with byte {i} changed", base, "equation",
               context=(i, bytes([context[i] ^ 1])))
    c.case("context of zeros", base, "equation", context=bytes(32))
    for what, data, expect in point_variants(commitment):
        c.case(f"commitment {what}", base, expect, commitment=data)
    c.case("commitment infinity", base, "point_infinity", commitment=b"\xc0" + bytes(47))
    c.case("another platform's commitment", base, "equation",
           commitment=bytes.fromhex(c.proofs[other]["commitment"]))
    c.case("V' as the commitment", base, "equation",
           commitment=bytes.fromhex(c.proofs[base]["proof"])[:48])
    for what, x in (("plus 1", publics[0] + 1), ("minus 1", publics[0] - 1),
                    ("negated", -publics[0] % R), ("zero", 0), ("r - 1", R - 1)):
        c.case(f"public input {what}", base, "equation", publics=[x])
    c.case("a public input missing", base, "public_count", publics=[])
    c.case("a public input too many", base, "public_count", publics=publics + [0])
    for at, value, expect in ((0, b"z", "key_magic"), (3, b"W", "key_magic"),
                              (4, b"\0", "key_version"), (4, b"\2", "key_version"),
                              (5, b"\7", "key_domain"), (5, b"\x0c", "key_domain"),
                              (5, b"\xff", "key_domain"), (5, b"\x09", "equation"),
                              (6, b"\5", "key_coset"), (7, b"\x11", "key_publics"),
                              (7, b"\0", "public_count"), (8, b"\0", "equation"),
                              (71, b"\0", "equation")):
        c.case(f"key byte {at} = {value[0]}", base, expect, key=(at, value))
    for i, name in enumerate(("qM", "qL", "qR", "qO", "qC", "qI", "S1", "S2", "S3")):
        enc = key[72 + 48 * i:120 + 48 * i]
        for what, data, expect in point_variants(enc):
            c.case(f"key {name} {what}", base, expect, key=(72 + 48 * i, data))
        c.case(f"key {name} infinity", base, "equation" if i < 6 else "point_infinity",
               key=(72 + 48 * i, b"\xc0" + bytes(47)))
    for n in (0, 72, 503, 505):
        c.case(f"key of {n} bytes", base, "key_length", key=(key * 2)[:n])
    c.case("another capability's key", base, "public_count",
           key=bytes.fromhex(c.proofs["linear"]["key"]))


def add_honest(c, srs):
    """Proofs that hold, of three circuits; returns what they were made from"""
    made = {}
    for name, make, context in (("example", example, b"one"), ("example again", example, b"one"),
                                ("example, other context", example, b"two"),
                                ("linear", linear, b"one"), ("products", products, b"one")):
        # Same label, same platform, other blinders
        s = made[name] = make(srs, context, seed=name)
        c.proof(name, *s.proved())
        c.case(f"honest: {name}", name, "accepted")
    name = "no blinding but of T"
    c.proof(name, *example(srs, b"one", seed="").proved(blinders=[0, 0, 1, 0] + [0] * 11))
    c.case(name, name, "accepted")
    return made


def add_forged(c, srs, made):
    """Proofs for a transcript that leaves something out or reorders, and attacks on those

    Each is first shown to a verifier that has the weakness, which must accept it.
    """
    for name, tweak, fields in forge.all_forgeries(srs, made["example"]):
        if tweak is not None:
            assert verify(srs, *fields, tweak=tweak)[0] == "accepted", name
        c.proof(name, *fields)
        c.case(name, name, None if tweak is None else "equation")


def add_cancelling(c, srs):
    one, two = forge.cancelling_pair(srs, c.proofs, "example", "example again")
    c.case("first of a pair whose errors cancel", "example", "equation", proof=one)
    c.case("second of a pair whose errors cancel", "example again", "equation", proof=two)


def judge(srs, proofs, case):
    verdict, element = verify(srs, *resolve(proofs, case))
    if case["expect"] not in (None, verdict):
        raise AssertionError(f"{case['name']}: {verdict} {element}, not {case['expect']}")
    return verdict, element


def make(path):
    srs, c = Srs.load(SRS), Corpus()
    made = add_honest(c, srs)
    elements(c, "example")
    statements(c, "example", "linear")
    add_forged(c, srs, made)
    add_cancelling(c, srs)
    for i, case in enumerate(c.cases):
        case["expect"], case["element"] = judge(srs, c.proofs, case)
        print(f"\r{i + 1}/{len(c.cases)}", end="", file=sys.stderr)
    lines = ["{", ' "SPDX-License-Identifier": "GPL-2.0-only",',
             ' "about": "Made by scripts/reference/make_corpus.py",', ' "proofs": {']
    lines.append(",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in c.proofs.items()))
    lines += [" },", ' "cases": [', ",\n".join("  " + json.dumps(case) for case in c.cases)]
    path.write_text("\n".join(lines + [" ]", "}"]) + "\n")


def check(step):
    srs, data = Srs.load(SRS), json.loads(CORPUS.read_text())
    count = 0
    for case in itertools.islice(data["cases"], 0, None, step):
        if judge(srs, data["proofs"], case)[1] != case["element"]:
            raise AssertionError(f"{case['name']}: another element than {case['element']}")
        count += 1
    print(f"{count} of {len(data['cases'])} verdicts confirmed, "
          f"corpus {hashlib.sha256(CORPUS.read_bytes()).hexdigest()[:16]}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check(int(sys.argv[2]))
    else:
        make(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS)
