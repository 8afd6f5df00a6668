# SPDX-License-Identifier: GPL-2.0-only
"""Three small statements to prove, with everything a prover needs."""

import dataclasses
import hashlib
import json
import pathlib

from bls12_381 import R
from plonk_ref import SLOTS, Circuit, prove

TOP = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = TOP / "selftests/unit/vectors/worked-example.json"

_cache = {}


def numbers(seed, count, bound=R):
    """Reproducible, so that the corpus is"""
    return [int.from_bytes(hashlib.sha512(f"{seed}/{i}".encode()).digest(), "big") % bound
            for i in range(count)]


def digest(text):
    return hashlib.sha256(text).digest()


@dataclasses.dataclass
class Statement:
    srs: object
    circuit: Circuit
    key: bytes
    slots: list
    r0: int
    context: bytes
    publics: list
    witness: list
    seed: str

    def proved(self, blinders=None, tweak=None, check=True, seed=""):
        """(key, context, commitment, publics, proof)"""
        proof, commitment = prove(
            self.srs, self.circuit, self.key, self.slots, self.r0, self.context, self.publics,
            self.witness, blinders or numbers(self.seed + seed, 15), tweak, check)
        return self.key, self.context, commitment, self.publics, proof


def _circuit(srs, name, n, n_public, gates):
    if name not in _cache:
        circuit = Circuit(n, n_public, gates)
        _cache[name] = circuit, circuit.key(srs, digest(b"schema"), digest(name.encode()))
    return _cache[name]


def example_witness(gates, slot3, slot5, public):
    w = [0] * 97
    w[1], w[2], w[3], w[34] = slot3, slot5, public, (slot3 - public) % R
    for i in range(16):
        w[4 + i] = slot5 >> i & 1
    for i in range(32):
        w[35 + i] = w[34] >> i & 1
    for g in gates:
        if 19 <= g["row"] < 33 or 68 <= g["row"] < 98:
            x, y, z = g["wires"]
            w[z] = w[x] + int(g["qR"]) * w[y]
    return w


def example(srs, context, seed):
    """The worked example's platform and circuit: slot 3 >= 8192 and bit 5 of slot 5"""
    e = json.loads(EXAMPLE.read_text())
    if "example" not in _cache:
        _cache["example"] = Circuit(256, 1, e["gates"]), bytes.fromhex(e["vk"])
    circuit, key = _cache["example"]
    slots = [int(x) for x in e["attributes"]]
    return Statement(srs, circuit, key, slots, int(e["r0"], 16), digest(context), e["publics"],
                     example_witness(e["gates"], slots[3], slots[5], e["publics"][0]), seed)


def linear(srs, context, seed):
    """slot 0 + slot 1 + 5 = slot 2: no products, so [qM] is infinity; no public input"""
    gates = [{"row": 2 * i, "qI": 1, "qL": -1, "wires": [i, None, None]} for i in range(3)]
    gates.append({"row": 7, "qL": 1, "qR": 1, "qO": -1, "qC": 5, "wires": [0, 1, 2]})
    circuit, key = _circuit(srs, "linear", 256, 0, gates)
    slots = [30, 7, 42] + numbers("linear", SLOTS - 3, 2**32)
    return Statement(srs, circuit, key, slots, numbers("linear r0", 1)[0], digest(context), [],
                     slots[:3], seed)


def products(srs, context, seed):
    """slot j = public j for 16 slots, and two products, in 512 rows"""
    n = 512
    gates = [{"row": 2 * j + 1, "qL": 1, "wires": [j, None, None]} for j in range(16)]
    gates += [{"row": j * n // SLOTS, "qI": 1, "qL": -1, "wires": [j, None, None]}
              for j in range(16)]
    gates += [{"row": 2, "qM": 1, "qO": -1, "wires": [0, 1, 16]},
              {"row": n - 1, "qM": 1, "qO": -1, "wires": [16, 2, 17]}]
    circuit, key = _circuit(srs, "products", n, 16, gates)
    slots = numbers("products", SLOTS)
    publics = slots[:16]
    xy = publics[0] * publics[1] % R
    return Statement(srs, circuit, key, slots, numbers("products r0", 1)[0], digest(context),
                     publics, publics + [xy, xy * publics[2] % R], seed)
