#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write kmod/zk/srs_const.c from the reference string in circuits/srs/.

usage: gen_srs_const.py [--check] [SRS [OUTPUT]]

With --check nothing is written: exits 1 if OUTPUT is not what would be.
"""

import hashlib
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "scripts" / "reference"))

import bls12_381 as bls  # noqa: E402
from plonk_ref import Srs  # noqa: E402

HEAD = """\
// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Generated from circuits/srs/{name} by scripts/gen_srs_const.py: do not edit */
#include "srs.h"

const struct zk_srs_const zk_srs_const = {{
"""


def member(name, data):
    rows = [data[i:i + 12] for i in range(0, len(data), 12)]
    body = "".join("\t\t" + " ".join(f"0x{b:02x}," for b in r) + "\n" for r in rows)
    return f"\t.{name} = {{\n{body}\t}},\n"


def generate(path):
    srs = Srs.load(path)
    return (HEAD.format(name=path.name)
            + member("g1", srs.encoded[0])
            + member("z0", bls.g1_encode(srs.z0))
            + member("z1", bls.g1_encode(srs.z1))
            + member("g2", srs.encoded_g2[0])
            + member("x_g2", srs.encoded_g2[1])
            + member("digest", hashlib.sha256(path.read_bytes()).digest())
            + "};\n")


def main(argv):
    check = "--check" in argv
    args = [pathlib.Path(a) for a in argv if a != "--check"]
    srs = args[0] if args else TOP / "circuits/srs/ethereum-kzg.srs"
    out = args[1] if len(args) > 1 else TOP / "kmod/zk/srs_const.c"
    text = generate(srs)
    if not check:
        out.write_text(text)
    elif out.read_text() != text:
        print(f"{out}: not what {srs} gives; run scripts/gen_srs_const.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
