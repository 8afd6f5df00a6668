#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whatever reads or makes a manifest leaves no core behind, and says so to the kernel before
# there is a secret in its memory.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

manifest=$scratch/manifest
avx2=circuits/capabilities/cpu-avx2.yaml
"$zkcap" manifest new --set cpu.cpuid.AVX2=1:measured --set cpu.cpuid.OSXSAVE=1:measured \
	-o "$manifest" >/dev/null

# before NAME COMMAND...: it forbids dumps before it opens the manifest, to read or to write
before()
{
	local name=$1
	shift
	strace -f -o "$scratch/trace" -e trace=prctl,openat "$@" >/dev/null 2>&1
	is "$(grep -nE 'PR_SET_DUMPABLE, SUID_DUMP_DISABLE\) = 0|"[^"]*/manifest[^"]*", O_(RDONLY|RDWR)' \
		"$scratch/trace" | head -n 1 | grep -c PR_SET_DUMPABLE)" 1 "$name forbids dumps first"
	ok "$name opens the manifest" grep -q "$scratch/manifest" "$scratch/trace"
}

before prove "$zkcap" prove --manifest "$manifest" --context "$(printf '%064x' 1)" \
	-o "$scratch/proof" --circuit "$avx2"
before "circuit test" "$zkcap" circuit test "$avx2" --manifest "$manifest"
before "manifest show" "$zkcap" manifest show "$manifest"
before "manifest new" "$zkcap" manifest new --set memory.total=1:reported -o "$manifest"
before measure "$zkcap" measure --no-tpm --manifest "$manifest"

done_testing
