#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Puts the results of scripts/bench-kernel together.

usage: report.py FOLDER JSON
"""

import json
import os
import sys


def load(path):
    """A file of results."""
    with open(path, encoding="ascii") as source:
        return json.load(source)


def targets(result):
    """Each with what was measured and the most that it may be."""
    emulated = result["emulated_6.12"]
    return {
        "not verification, of a request with one proof": (
            result["request_share_not_verification"], 0.15),
        "each further proof, over the first": (result["verify_further"], 0.5),
        "message of a request with 4 proofs, KiB": (result["message_bytes"]["4"] / 1024, 8),
        "request without proof, over systemctl": (
            emulated["request without proof"] / emulated["systemctl set-property"], 1),
        "request with one proof, over systemctl": (
            emulated["request with one proof"] / emulated["systemctl set-property"], 1),
    }


def main():
    """Prints a table and writes the file."""
    folder, out = sys.argv[1:]
    result = load(f"{folder}/uml/times.json")
    result["verify_ns"]["userspace"] = load(f"{folder}/userspace.json")
    result["emulated_6.12"] = load(f"{folder}/6.12/property.json")
    bench = os.path.join(os.path.dirname(out), "bench.json")
    if os.path.exists(bench):
        result["verify_ns"]["make_bench"] = {
            name: ns["zk"] if isinstance(ns, dict) else ns
            for name, ns in load(bench)["times_ns"].items() if name.startswith("verify")}
    verify = result["verify_ns"]
    result["verify_kernel_vs_userspace"] = {
        count: round(ns / verify["userspace"][count], 3)
        for count, ns in verify["kernel"].items()}
    print(f"{'least, us':24} {'kernel':>9} {'userspace':>9} {'ratio':>6}")
    for count, ns in verify["kernel"].items():
        print(f"{'verify, proofs: ' + count:24} {ns / 1e3:9.0f} "
              f"{verify['userspace'][count] / 1e3:9.0f} "
              f"{result['verify_kernel_vs_userspace'][count]:6.2f}")
    print(f"\n{'user-mode kernel, us':24} {'median':>9} {'least':>9}")
    for name, ns in result["median_ns"].items():
        print(f"{name:24} {ns / 1e3:9.0f} {result['least_ns'][name] / 1e3:9.0f}")
    print(f"\n{'emulated 6.12, ms':24} {'median':>9}")
    for name, ms in result["emulated_6.12"].items():
        print(f"{name:24} {ms:9.1f}")
    print()
    for name, (ratio, limit) in targets(result).items():
        print(f"{name:46} {ratio:6.2f}   at most {limit:.2f}: "
              f"{'reached' if ratio <= limit else 'missed'}")
    with open(out, "w", encoding="ascii") as file:
        json.dump(result, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
