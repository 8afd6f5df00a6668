#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The lab itself: a guest's status and output come back, and no guest whose kernel
# complained, or that never reported, passes.  Runs on the host, not in a guest.
#
# usage: selftests/lab/vm_test.sh [KERNEL...]      (default: 6.1 6.12 uml debug)

set -u
top=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")
vm=$top/scripts/vm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0
failures=0

result()
{
	local verdict=ok

	number=$((number + 1))
	[ "$1" = 0 ] || { verdict='not ok'; failures=$((failures + 1)); }
	echo "$verdict $number $2"
}

# expect STATUS DESCRIPTION VM-ARGUMENT...
expect()
{
	local want=$1 what=$2 got

	shift 2
	timeout 900 "$vm" "$@" >"$work/output" 2>"$work/errors"
	got=$?
	if [ "$got" = "$want" ]; then
		result 0 "$what"
	else
		sed 's/^/# /' "$work/output" "$work/errors" | tail -n 20
		echo "# exit status $got, expected $want"
		result 1 "$what"
	fi
}

contains()
{
	grep -qF "$2" "$1"
	result $? "$3"
}

build_complain()
{
	local tree=$top/scripts/kernel-tree dir=$work/complain-$1

	mkdir "$dir"
	cp "$top"/selftests/lab/complain/{Kbuild,complain.c} "$dir"
	make -s -C "$("$tree" build-dir "$1")" M="$dir" ARCH="$("$tree" arch "$1")" modules \
		>"$dir/log" 2>&1 || { sed 's/^/# /' "$dir/log"; return 1; }
}

# Every boot under emulation takes seconds, so the emulated kernels get the tests
# that differ there, and the native ones all of them.
test_common()
{
	local k=$1 module=$2

	expect 7 "$k: exit status and output come back" --kernel "$k" --results "$work/$k" -- \
		sh -c 'echo "in $(pwd) as $(id -u)"; echo kept >$ZKCAP_RESULTS/file; exit 7'
	contains "$work/output" "in $PWD as 0" "$k: runs in the caller's directory as root"
	contains "$work/$k/file" kept "$k: results are kept"
	expect 0 "$k: a loaded module is no complaint" --kernel "$k" -- insmod "$module"
	expect 99 "$k: a warning fails the run" --kernel "$k" -- insmod "$module" what=warn
}

test_native()
{
	local k=$1 module=$2

	expect 99 "$k: an oops fails the run" --kernel "$k" -- insmod "$module" what=oops
	expect 99 "$k: a panic fails the run" --kernel "$k" -- insmod "$module" what=panic
	expect 98 "$k: power off without report fails the run" --kernel "$k" -- \
		busybox poweroff -f
	expect 98 "$k: a hung guest fails the run" --kernel "$k" --timeout 8 -- sleep 3600
	expect 0 "$k: with --tpm a TPM answers" --kernel "$k" --tpm -- \
		tpm2_nvreadpublic 0x1c00002
}

test_debug()
{
	local k=$1 module=$2 fault

	for fault in use-after-free leak lock-order; do
		expect 99 "$k: $fault fails the run" --kernel "$k" -- insmod "$module" "what=$fault"
	done
}

[ $# -gt 0 ] || set -- 6.1 6.12 uml debug
echo "TAP version 13"
for k; do
	build_complain "$k"
	result $? "$k: builds a module"
	module=$work/complain-$k/complain.ko
	test_common "$k" "$module"
	case $k in
	6.1|6.12)
		expect 0 "$k: with --tpm a TPM answers" --kernel "$k" --tpm -- \
			sh -c 'test -c /dev/tpmrm0 && tpm2_nvreadpublic 0x1c00002'
		;;
	uml) test_native "$k" "$module" ;;
	debug) test_native "$k" "$module"; test_debug "$k" "$module" ;;
	debug-smp) test_debug "$k" "$module" ;;
	esac
done
echo "1..$number"
[ "$failures" = 0 ]
