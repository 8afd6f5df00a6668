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


def main():
    """Prints a table and writes the file."""
    folder, out = sys.argv[1:]
    result = load(f"{folder}/uml/times.json")
    result["verify_ns"]["userspace"] = load(f"{folder}/userspace.json")
    result["emulated_6.12"] = load(f"{folder}/6.12/property.json")
    bench = os.path.join(os.path.dirname(out), "bench.json")
    if os.path.exists(bench):
        result["verify_ns"]["make_bench"] = {
            name: ns["zkcap"] if isinstance(ns, dict) else ns
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
    share = 100 * result["request_share_not_verification"]
    print(f"{'not verification':24} {share:8.1f}%   of a request with one proof; at most 15%")
    print(f"\n{'emulated 6.12, ms':24} {'median':>9}")
    for name, ms in result["emulated_6.12"].items():
        print(f"{name:24} {ms:9.1f}")
    with open(out, "w", encoding="ascii") as file:
        json.dump(result, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
