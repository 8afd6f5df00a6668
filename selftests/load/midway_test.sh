#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# zkcap load that fails on the way: what it had to remove to make it anew is put back.
#
# usage: midway_test.sh    (as root, in a guest, from the top of the tree)
#
# Each message to the kernel in turn is made to fail by strace, or comes with a signal;
# tables that keys are made from are damaged; and, once, the kernel itself refuses a
# message, because another administrator was there in between.
#
#	/sys/fs/cgroup
#	└── zkt-midway		a tenant's

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

if [ -e /sys/module/zkcap ]; then
	rmmod zkcap
fi
if [ -n "${ZKCAP_MODULE:-}" ]; then insmod "$ZKCAP_MODULE"; else modprobe zkcap; fi || exit 1

mkdir /sys/fs/cgroup/zkt-midway
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -sha256 -subj /CN=ca -keyout /dev/null \
	-out "$scratch/ca.pem" -addext keyUsage=critical,keyCertSign \
	-addext subjectKeyIdentifier=hash 2>/dev/null

# documents FOLDER MINOR OTHER OPERATOR DURATION TASKS
documents()
{
	mkdir -p "$1"
	cp "$scratch/ca.pem" "$1"
	cat >"$1/all.yaml" <<-END
	apiVersion: zkcap/v1
	kind: DeviceClass
	metadata: {name: zero}
	spec: {nodes: [{type: char, major: 1, minor: $2}]}
	---
	apiVersion: zkcap/v1
	kind: DeviceClass
	metadata: {name: random}
	spec: {nodes: [{type: char, major: 1, minor: $3}]}
	---
	apiVersion: zkcap/v1
	kind: TrustPolicy
	metadata: {name: default}
	spec: {authorities: [ca.pem], maxAge: 1h}
	---
	apiVersion: zkcap/v1
	kind: Capability
	metadata: {name: site-cores, version: 1, title: Cores}
	spec:
	  params: [{name: min, type: u64}]
	  assurance: measured
	  expression: cpu.topology.core_count $4 params.min
	---
	apiVersion: zkcap/v1
	kind: Offer
	metadata: {name: proven}
	spec:
	  trust: default
	  capabilities: [{name: site-cores, params: {min: 4}}]
	  resources: {cpu: 1}
	  duration: 1h
	---
	apiVersion: zkcap/v1
	kind: Offer
	metadata: {name: given}
	spec: {trust: default, resources: {cpu: 1}, duration: $5}
	---
	apiVersion: zkcap/v1
	kind: Tenant
	metadata: {name: midway}
	spec: {cgroup: /zkt-midway, baseline: {pids: $6}}
	END
}
documents "$scratch/before" 5 8 '>=' 1h 20
documents "$scratch/after" 8 9 '>' 2h 30

# What the kernel has, one object a line, without what is counted
objects()
{
	"$zkcap" --json ls offers tenants capabilities devices trusts | jq -Sc 'to_entries[] |
		.key as $kind | .value[] | {$kind, object: del(.drifts, .failures, .verified, .refused)}' |
		sort
}
# names: kinds and names of the objects that come from standard input
names()
{
	jq -rc '"\(.kind) \(.object.name // .object.id)"' | sort
}
# sends LOG: messages that strace saw
sends()
{
	grep -c sendmsg "$1"
}
traced()
{
	strace -f -qq -o "$scratch/trace" -e trace=sendmsg "$@"
}

ok "loaded" "$zkcap" load "$scratch/before"
before=$(objects)
ok "what a load reads" traced "$zkcap" load --dry-run "$scratch/after"
reads=$(sends "$scratch/trace")
ok "what it changes" traced "$zkcap" load "$scratch/after"
all=$(sends "$scratch/trace")
after=$(objects)
ok "messages of both kinds" test "$reads" -ge 7 -a "$all" -ge $((reads + 10))
is "$(comm -12 <(echo "$before") <(echo "$after") | wc -l)" 2 "all but a policy and an offer differ"
ok "and back" "$zkcap" load "$scratch/before"

# An offer for it cannot be put back when a capability is not: the kernel does not show keys.
lost=0
for n in $(seq $((reads + 1)) "$all"); do
	exits 4 "all.yaml:" "message $n of $all fails" traced -e "inject=sendmsg:error=EIO:when=$n" \
		"$zkcap" load "$scratch/after"
	now=$(objects)
	if [ "$(names <<<"$now")" != "$(names <<<"$before")" ]; then
		lost=$((lost + 1))
		is "$(comm -3 <(names <<<"$now") <(names <<<"$before") | tr -d '\t' | tr '\n' ' ')" \
			"capabilities site-cores offers proven " "a capability and its offer are lost"
	else
		is "$(comm -23 <(echo "$now") <(sort -u <<<"$before"$'\n'"$after") | wc -l)" 0 \
			"each object is as before or as wanted"
	fi
	"$zkcap" load "$scratch/after" >/dev/null || echo "# cannot go on after message $n"
	is "$(objects)" "$after" "and the rest can be done"
	"$zkcap" load "$scratch/before" >/dev/null
done
is "$lost" 1 "which happens at one message only"

# A signal comes too late when something may have been changed.
exits 143 "" "a signal stops what only reads" traced -e "inject=sendmsg:signal=SIGTERM:when=$reads" \
	"$zkcap" load "$scratch/after"
is "$(objects)" "$before" "and nothing has changed"
for n in $(seq $((reads + 1)) "$all"); do
	exits 0 "changed" "message $n of $all is sent, and a signal comes" traced \
		-e "inject=sendmsg:signal=SIGTERM:when=$n" "$zkcap" load "$scratch/after"
	is "$(objects)" "$after" "the rest is done all the same"
	"$zkcap" load "$scratch/before" >/dev/null
done

# Keys are made from tables that a file has, those of small circuits two thirds in.
# damaged FILE: tables with 1 MiB of standard input there
damaged()
{
	local tables=$B/srs/ethereum-kzg.tables

	cp "$tables" "$scratch/$1"
	head -c 1M | dd of="$scratch/$1" bs=64K seek="$(($(stat -c %s "$tables") * 2 / 3))" \
		oflag=seek_bytes iflag=fullblock conv=notrunc status=none
}
# with_tables FILE
with_tables()
{
	ZKCAP_SRS_TABLES=$scratch/$1 "$zkcap" load "$scratch/after"
}
damaged unwritten </dev/zero
exits 2 "tables are damaged: remake them" "tables with a hole" with_tables unwritten
is "$(objects)" "$before" "nothing has changed"
damaged garbled < <(yes no point)
# Its own digest of all that follows makes it look whole.
tail -c +81 "$scratch/garbled" | sha256sum | xxd -r -p -l 32 |
	dd of="$scratch/garbled" bs=32 seek=48 oflag=seek_bytes conv=notrunc status=none
exits 1 "all.yaml:.*: Capability site-cores: its verifying key is no good" \
	"tables of what are no points" with_tables garbled
is "$(objects)" "$before" "nothing has changed"

# The kernel refuses: the capability is wanted by an offer that was not there before.
cp -r "$scratch/before" "$scratch/operator"
sed -i 's/core_count >= /core_count > /' "$scratch/operator/all.yaml"
{
	sed -n '/kind: Capability/,/---/p' "$scratch/before/all.yaml" |
		sed '1i apiVersion: zkcap/v1'
	printf '%s\n' "apiVersion: zkcap/v1" "kind: Offer" "metadata: {name: other}" "spec:" \
		"  trust: default" "  capabilities: [{name: site-cores, params: {min: 2}}]" \
		"  resources: {cpu: 1}" "  duration: 1h"
} >"$scratch/other.yaml"
in_between()
{
	rm "$scratch/trace"
	traced -e "inject=sendmsg:signal=SIGSTOP:when=$((reads + 1))" \
		"$zkcap" load "$scratch/operator" &
	until grep -qs "stopped by SIGSTOP" "$scratch/trace"; do
		[ -n "$(jobs -r)" ] || return 98
		sleep 0.1
	done
	"$zkcap" offer add "$scratch/other.yaml" || return 99
	kill -CONT "$(sed -n 's/ .*stopped by SIGSTOP.*//p' "$scratch/trace")"
	wait $!
}
exits 1 "capability-in-use" "another offer asks for a capability that changes" in_between
is "$(objects | grep -v '"name":"other"')" "$before" "what was there before is there"
ok "the offer goes" "$zkcap" offer del other
ok "and then the capability changes" "$zkcap" load "$scratch/operator"
rmmod zkcap
done_testing
