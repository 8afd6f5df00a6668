#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write kmod/zk/selftest_proof.c, the known good proof, from the worked example.

usage: gen_selftest_proof.py [--check]

With --check nothing is written: exits 1 if the file is not what would be.
"""

import json
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
EXAMPLE = TOP / "selftests/unit/vectors/worked-example.json"
OUTPUT = TOP / "kmod/zk/selftest_proof.c"

HEAD = """\
// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Generated from the worked example by scripts/gen_selftest_proof.py: do not edit */
#include "selftest.h"

const struct zk_known_proof zk_known_proof = {
"""


def member(name, data):
    rows = [data[i:i + 12] for i in range(0, len(data), 12)]
    body = "".join("\t\t" + " ".join(f"0x{b:02x}," for b in r) + "\n" for r in rows)
    return f"\t.{name} = {{\n{body}\t}},\n"


def main(argv):
    e = json.loads(EXAMPLE.read_text())
    text = HEAD + "".join(member(m, bytes.fromhex(e[k])) for m, k in (
        ("vk", "vk"), ("context", "context"), ("commitment", "commitment"), ("proof", "proof")))
    text += f"\t.public = {e['publics'][0]},\n}};\n"
    if argv != ["--check"]:
        OUTPUT.write_text(text)
    elif OUTPUT.read_text() != text:
        print(f"{OUTPUT}: not the worked example; run {sys.argv[0]}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
