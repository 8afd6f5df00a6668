#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: latency.sh FILE     adds "latency_ms" to the benchmark's results
#
# What each step from a challenge to a grant takes, in a user-mode guest with the module
# and a software TPM: the kernel is a process of the machine, at the machine's own speed.

set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$(readlink -f "$0")")/../.."

file=$1
B=${B:-build}
work=$B/bench/latency
ROUNDS=${ROUNDS:-11}

# What is printed, in the order in which it happens
steps=(challenge quote attest prove request scale_up_prove scale_up_request)

# unavailable WHAT: the other figures stand
unavailable()
{
	printf '\nlatencies: none, since this machine %s\n' "$1"
	jq 'del(.latency_ms)' "$file" >"$file.new"
	mv "$file.new" "$file"
	exit 0
}

rm -rf "$work"
mkdir -p "$work"
scripts/deps vm || unavailable "lacks what a guest needs"
scripts/kernel-tree image uml >/dev/null || unavailable "cannot prepare a user-mode kernel"
ZKCAP_MODULE=$(scripts/build-module uml)
export ZKCAP_MODULE
scripts/vm --kernel uml --timeout 60 -- true || unavailable "does not boot a user-mode kernel"
scripts/vm --kernel uml --tpm --results "$work" -- \
	env B="$B" selftests/bench/latency_guest.sh "$ROUNDS" >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	echo "latencies: failed in the guest, see above" >&2
	exit 1
}
jq --slurpfile latency "$work/latency.json" '.latency_ms = $latency[0]' "$file" >"$file.new"
mv "$file.new" "$file"

printf '\nlatency, in milliseconds, median of %d (a user-mode guest with swtpm)\n' "$ROUNDS"
for step in "${steps[@]}"; do
	printf '%-20s %10.2f\n' "$step" "$(jq -e ".latency_ms.$step" "$file")"
done
