# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the shell tests share: TAP, a scratch directory, the tool.  Source it, call
# ok and is for each fact, and done_testing at the end.

B=${B:-build}
# shellcheck disable=SC2034 # for the tests
zkcap=$PWD/$B/bin/zkcap
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tests=0
failures=0

# ok NAME COMMAND...: the command succeeds
ok()
{
	local name=$1 out rc=0
	shift
	tests=$((tests + 1))
	out=$("$@" 2>&1) || rc=$?
	if [ "$rc" = 0 ]; then
		echo "ok $tests - $name"
	else
		failures=$((failures + 1))
		echo "not ok $tests - $name"
		printf '%s\n' "exit status $rc: $*" "$out" | sed 's/^/# /'
	fi
}

# exits STATUS PATTERN NAME COMMAND...: it exits so, and says so
exits()
{
	local want=$1 pattern=$2 name=$3 out rc=0
	shift 3
	tests=$((tests + 1))
	out=$("$@" 2>&1) || rc=$?
	if [ "$rc" = "$want" ] && grep -q -e "$pattern" <<<"$out"; then
		echo "ok $tests - $name"
	else
		failures=$((failures + 1))
		echo "not ok $tests - $name"
		printf '%s\n' "exit status $rc, expected $want and '$pattern': $*" "$out" |
			sed 's/^/# /'
	fi
}

# is GOT WANTED NAME
is()
{
	ok "$3" test "$1" = "$2"
}

# The program's status, too, says whether all passed.
done_testing()
{
	echo "1..$tests"
	[ "$failures" = 0 ]
}

# skip_all REASON: the program does not fit this machine
skip_all()
{
	echo "1..0 # SKIP $1"
	exit 4
}
