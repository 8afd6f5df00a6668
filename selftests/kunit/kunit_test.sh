#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs the unit tests of the module's pure functions in the kernel that it is on.
#
# usage: [ZKCAP_TEST_MODULE=.../zkcap_kunit.ko] kunit_test.sh [.../zkcap_kunit.ko]
#
# Without either, it is what make -C KDIR M=.../selftests/kunit leaves in this folder.
#
# The kernel keeps each suite's results below debugfs, as KTAP with the tests one
# level down; here they stand on one level, named after their suite.

set -u
results=/sys/kernel/debug/kunit
count=0
failed=0

module=${1:-${ZKCAP_TEST_MODULE:-$(dirname "$0")/zkcap_kunit.ko}}
if [ ! -e "$module" ] || [ ! -d "$results" ]; then
	echo "1..0 # SKIP no $module, or a kernel without KUnit"
	exit 4
fi
[ ! -e /sys/module/zkcap ] || rmmod zkcap || exit
insmod "$module" || exit
trap 'rmmod zkcap_kunit' EXIT

# flatten NAME: one suite's results; sets $planned and $seen
flatten()
{
	local line text

	planned=0 seen=0
	while IFS= read -r line; do
		text=${line#*ok }
		text="$1: ${text#* }"
		case $line in
		'    1..'*) planned=${line#*1..} ;;
		'    ok '*)
			seen=$((seen + 1))
			echo "ok $((count + seen)) - $text" ;;
		'    not ok '*)
			seen=$((seen + 1)) failed=$((failed + 1))
			echo "not ok $((count + seen)) - $text" ;;
		'    '*' EXPECTATION '* | '    '*' ASSERTION '* | '        '*) echo "# $line" ;;
		esac
	done
	count=$((count + seen))
}

for suite in "$results"/zkcap_*; do
	name=${suite##*/zkcap_}
	flatten "$name" <"$suite/results"
	if [ "$seen" != "$planned" ] || [ "$seen" = 0 ]; then
		echo "Bail out! $name: $planned tests planned, $seen reported"
		exit 1
	fi
done
echo "1..$count"
[ "$count" != 0 ] && [ "$failed" = 0 ]
