#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: latency_guest.sh ROUNDS     (as root, in a guest with a TPM)
#
# A platform is enrolled, and attests, asks for a resource and for more of it, over and
# over.  Leaves the median of what each step took, in milliseconds and as the command line
# says it, in $ZKCAP_RESULTS/latency.json.

set -euo pipefail
shopt -s inherit_errexit

rounds=$1
top=$(readlink -f "$(dirname "$0")/../..")
tenant=/sys/fs/cgroup/bench
PATH=$top/${B:-build}/bin:$PATH
export ZKCAP_TCTI=${TPM2TOOLS_TCTI:-device:/dev/tpmrm0}

setup()
{
	insmod "$ZKCAP_MODULE"
	mkdir -p /etc/zkcap/ek-roots
	cp "$ZKCAP_TPM_CA"/*cert.pem /etc/zkcap/ek-roots
	zkcap measure
	zkcap enroll --local
	cp "$top"/selftests/bench/etc/*.yaml /etc/zkcap
	zkcap load
}

once()
{
	local granted

	zkcap --json attest --cgroup "$tenant" | jq -c '."took-ms"'
	granted=$(zkcap --json request --tenant "$tenant" --offer one-proof --cpu 100m)
	jq -c '."took-ms" | {prove, request}' <<<"$granted"
	zkcap --json resize "$(jq .id <<<"$granted")" --tenant "$tenant" --cpu 200m |
		jq -c '."took-ms" | {"scale_up_prove": .prove, "scale_up_request": .request}'
	zkcap release "$(jq .id <<<"$granted")" --tenant "$tenant" >&2
}

setup >&2
for _ in $(seq "$rounds"); do
	once
done | jq -s 'def median: sort | .[length / 2 | floor];
	[.[] | to_entries[]] | group_by(.key) |
	map({(.[0].key): (map(.value) | median * 100 | round / 100)}) | add' \
	>"$ZKCAP_RESULTS/latency.json"
