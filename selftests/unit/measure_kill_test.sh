#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# zkcap measure stopped by SIGKILL before each system call that changes something, the
# commands to the TPM among them: no file is torn, and the next run makes it good.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh
# shellcheck source=selftests/unit/swtpm.sh
. selftests/unit/swtpm.sh

calls=mkdir,write,fsync,fchmod,rename,unlink
state=$scratch/state
manifest=$state/manifest
log=$scratch/run/log.json
start_tpm "$scratch/tpm"

measure()
{
	"$zkcap" --json measure --manifest "$manifest" --event-log "$log" --pcr 16 \
		--allow-resettable
}

# stopped CALL N: a run killed as it makes that call for the Nth time
stopped()
{
	local call=$1 n=$2
	shift 2
	# strace ends as what it traces does, which this shell would report
	sh -c '"$@"; :' sh strace -f -o "$scratch/trace" -e trace="$call" \
		-e inject="$call:signal=KILL:when=$n" "$zkcap" measure --manifest "$manifest" \
		--event-log "$log" --pcr 16 --allow-resettable "$@" >/dev/null 2>&1
	grep -q 'killed by SIGKILL' "$scratch/trace"
}

# How often each call is made, as "CALL COUNT" lines
count_calls()
{
	strace -f -o "$scratch/trace" -e trace="$calls" "$zkcap" measure --manifest "$manifest" \
		--event-log "$log" --pcr 16 --allow-resettable "$@" >/dev/null 2>&1
	sed -n 's/^[0-9]* *\([a-z]*\)(.*/\1/p' "$scratch/trace" | sort | uniq -c |
		awk '{print $2, $1}'
}

fresh()
{
	rm -rf "$state" "$scratch/run"
	tpm2_pcrreset 16
}

# What is there has to be whole: a manifest that decodes, a log that parses and is ours
check_files()
{
	local f
	for f in "$manifest" "$manifest.pcr16"; do
		[ ! -e "$f" ] || [ "$(stat -c %a "$f")" = 600 ] || return 1
		[ ! -e "$f" ] || "$zkcap" manifest show "$f" >/dev/null || return 1
	done
	[ ! -e "$log" ] || jq -e 'type == "array" and all(.[]; .pcr == 16)' "$log" >/dev/null
}

# After the next run everything agrees, and nothing else is left
check_recovered()
{
	local commitment
	commitment=$("$zkcap" --json manifest show "$manifest" | jq -r .commitment)
	[ "$(pcr 16)" = "$(replay "$log" 16)" ] || { echo "the log does not replay"; return 1; }
	[ "$(jq -r '.[-1].content.commitment' "$log")" = "$commitment" ] ||
		{ echo "the manifest is not the last commitment's"; return 1; }
	[ "$(ls "$state")" = "manifest
manifest.lock" ] || { ls "$state"; return 1; }
	[ "$(ls "$scratch/run")" = "log.json
log.json.lock" ] || { ls "$scratch/run"; return 1; }
}

# sweep NAME LEAST BEFORE OPTIONS...: from what BEFORE leaves, each call of a run is its
# last, LEAST of them or more
sweep()
{
	local name=$1 least=$2 before=$3 call n count total=0 finished=0 out rc why
	shift 3
	"$before" >/dev/null
	count_calls "$@" >"$scratch/counts"
	while read -r call count; do
		for ((n = 1; n <= count; n++)); do
			"$before" >/dev/null
			# its count may differ by one from run to run: a run that ended is no stop
			stopped "$call" "$n" "$@" || continue
			total=$((total + 1))
			if ! check_files; then
				ok "$name: files are whole before $call number $n" false
				continue
			fi
			rc=0
			out=$(measure 2>"$scratch/err") || rc=$?
			! grep -q 'finished it' "$scratch/err" || finished=$((finished + 1))
			if [ "$rc" != 0 ] || ! why=$(check_recovered); then
				ok "$name: made good after $call number $n: $out $(cat "$scratch/err") $why" \
					false
			fi
		done
	done <"$scratch/counts"
	echo "# $name: stopped $total times, finished what was begun $finished times"
	ok "$name: every step was a last one" test "$total" -ge "$least"
	ok "$name: runs that got to the PCR were finished by the next" test "$finished" -ge 2
}

again()
{
	[ -e "$manifest" ] && [ -e "$log" ] && [ "$(jq length "$log")" -lt 200 ] && return
	fresh
	measure
}

sweep "the first commitment" 20 fresh
fresh
[ -n "${ZKCAP_TEST_LONG:-}" ] || calls=rename,fsync
sweep "another one" 8 again --force
done_testing
