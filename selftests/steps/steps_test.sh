#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Limits and device gates of real control groups, step by step, in a guest.
#
# usage: [ZKCAP_TEST_MODULE=.../zkcap_steps.ko] steps_test.sh [.../zkcap_steps.ko]
#
# Without either, it is what make -C KDIR M=.../selftests/steps leaves in this folder.
#
#	/sys/fs/cgroup
#	└── t		the tenant: limits and gate are set here
#	    └── job	its tasks

set -u
module=${1:-${ZKCAP_TEST_MODULE:-$(dirname "$0")/zkcap_steps.ko}}
top=/sys/fs/cgroup
run=/sys/kernel/debug/zkcap_steps/run
result=/sys/kernel/debug/zkcap_steps/result
mib=$((1 << 20))
number=0
failures=0

result()
{
	local verdict=ok

	number=$((number + 1))
	[ "$1" = 0 ] || { verdict='not ok'; failures=$((failures + 1)); }
	echo "$verdict $number $2"
}

# is WANT GOT DESCRIPTION
is()
{
	[ "$1" = "$2" ] || echo "# wanted '$1', got '$2'"
	[ "$1" = "$2" ]
	result $? "$3"
}

# step STEP: does it, quietly; its status is whether it worked
step()
{
	{ echo "$*" >"$run"; } 2>/dev/null
}

# fails ERROR STEP DESCRIPTION
fails()
{
	local message

	message=$({ echo "$2" >"$run"; } 2>&1)
	case $message in
	*"$1"*) result 0 "$3" ;;
	*) echo "# wanted '$1', got '$message'"; result 1 "$3" ;;
	esac
}

# in_job COMMAND...: runs it as a task of the tenant
in_job()
{
	(echo "$BASHPID" >$top/t/job/cgroup.procs && exec "$@")
}

# start_in_job COMMAND...: the same in the background; sets $holder
start_in_job()
{
	(echo "$BASHPID" >$top/t/job/cgroup.procs && exec "$@") &
	holder=$!
}

# hold MIB: a task of the tenant that uses so much memory
hold()
{
	start_in_job python3 -c "
import time
x = bytearray($1 << 20)
for i in range(0, len(x), 4096): x[i] = 1
open('/tmp/held', 'w').close()
time.sleep(600)"
	while [ ! -e /tmp/held ]; do sleep 0.05; done
	rm /tmp/held
}

drop()
{
	kill -KILL "$holder"
	wait "$holder" 2>/dev/null
}

# All tasks of the tenant
end_job()
{
	while grep -q . $top/t/job/cgroup.procs; do
		xargs -r kill -KILL <$top/t/job/cgroup.procs
		sleep 0.1
	done
}

oom_kills()
{
	sed -n 's/^oom_kill //p' $top/t/memory.events
}

test_mount()
{
	local before after

	before=$(grep -w cgroup2 /proc/mounts)
	insmod "$module" || { echo "Bail out! cannot load $module"; exit 1; }
	after=$(grep -w cgroup2 /proc/mounts)
	is "$before" "$after" "the hierarchy keeps its mount options"
}

test_cpu()
{
	step write cpu /t 250
	is "25000 100000" "$(cat $top/t/cpu.max)" "cpu is milli-CPU"
	step read cpu /t
	is 250 "$(cat $result)" "cpu reads back"
	step write cpu /t 1
	is "1000 1000000" "$(cat $top/t/cpu.max)" "one milli-CPU is the least"
	echo "20000 20000" >$top/t/cpu.max
	step read cpu /t
	is 1000 "$(cat $result)" "cpu reads any period"
	step write cpu /t 1500
	is "30000 20000" "$(cat $top/t/cpu.max)" "cpu keeps the period"
	fails "umerical result" "write cpu /t 18446744073709551614" "cpu refuses what does not fit"
	is "30000 20000" "$(cat $top/t/cpu.max)" "and changes nothing"
	step write cpu /t 18446744073709551615
	is "max 20000" "$(cat $top/t/cpu.max)" "cpu can be unlimited"
}

# Part of a processor that the tenant gets, in percent
share()
{
	local used elapsed

	elapsed=${EPOCHREALTIME/./}
	used=$(sed -n 's/^usage_usec //p' $top/t/cpu.stat)
	sleep 2
	used=$(($(sed -n 's/^usage_usec //p' $top/t/cpu.stat) - used))
	elapsed=$((${EPOCHREALTIME/./} - elapsed))
	echo $((used * 100 / elapsed))
}

test_cpu_limits()
{
	local percent

	step write cpu /t 200
	start_in_job sh -c 'while :; do :; done'
	sleep 0.5
	# A guest that stands still in the loop's turn counts that as the loop's; less than a
	# fifth is for the machine to blame, which has more to do than this.
	for _ in $(seq 5); do
		percent=$(share)
		echo "# $percent% of a processor"
		[ "$percent" -lt 1 ] || [ "$percent" -gt 40 ] || break
	done
	drop
	[ "$percent" -ge 1 ] && [ "$percent" -le 40 ]
	result $? "a busy loop gets its fifth of a processor"
	step write cpu /t 18446744073709551615
}

test_pids()
{
	local idle='sleep 600 >/dev/null 2>&1 &'

	step write pids /t 3
	is 3 "$(cat $top/t/pids.max)" "pids is a number of tasks"
	in_job dash -c "$idle $idle" 2>/dev/null
	result $? "as many run"
	end_job
	in_job dash -c "$idle $idle $idle" 2>&1 | grep -q 'Cannot fork'
	result $? "the fourth is refused"
	end_job
	step write pids /t 18446744073709551615
	is max "$(cat $top/t/pids.max)" "pids can be unlimited"
	fails "not supported" "lower pids /t 1" "pids needs no lowering"
}

test_memory()
{
	step write memory /t $((64 * mib + 1))
	is $((64 * mib)) "$(cat $top/t/memory.max)" "memory is bytes, in whole pages"
	step round memory /t $((64 * mib + 1))
	is $((64 * mib)) "$(cat $result)" "the rounding is known beforehand"
	step lower memory /t $((32 * mib))
	is "$((32 * mib)) max" "$(cat $top/t/memory.max $top/t/memory.high | xargs)" \
		"an idle group is lowered at once"
	is 0 "$(cat $top/t/cgroup.freeze)" "and left thawed"
	step lower memory /t $((48 * mib))
	is $((48 * mib)) "$(cat $top/t/memory.max)" "lowering to more raises"
	fails "umerical result" "write memory /t 18446744073709551614" \
		"memory refuses what does not fit"
}

test_shrink()
{
	step write memory /t $((256 * mib))
	echo $((200 * mib)) >$top/t/memory.high
	hold 96
	fails "temporarily unavailable" "lower memory /t $((64 * mib))" \
		"memory is not lowered below use"
	is "$((256 * mib)) $((64 * mib))" "$(cat $top/t/memory.max $top/t/memory.high | xargs)" \
		"memory.high holds it back meanwhile"
	fails "temporarily unavailable" "lower memory /t $((64 * mib))" "nor when asked again"
	drop
	for _ in $(seq 20); do
		step lower memory /t $((64 * mib)) && break
		sleep 0.1
	done
	is "$((64 * mib)) $((200 * mib))" "$(cat $top/t/memory.max $top/t/memory.high | xargs)" \
		"once it is free it is lowered, and memory.high is as it was"
	is 0 "$(oom_kills)" "nothing was killed"

	step write memory /t $((256 * mib))
	hold 96
	step lower memory /t $((64 * mib))
	step write memory /t $((128 * mib))
	is "$((128 * mib)) $((200 * mib))" "$(cat $top/t/memory.max $top/t/memory.high | xargs)" \
		"a shrink that is called off leaves memory.high as it was"
	echo max >$top/t/memory.high
	step write memory /t $((64 * mib))
	wait "$holder" 2>/dev/null
	is 137 $? "writing at once kills, as asked for"
}

# Whatever a task allocates while its group is lowered, it is not killed by it:
# it always stays below the limit that it had, and takes no more than the new one.
test_shrink_race()
{
	local before failed=0

	before=$(oom_kills)
	step write memory /t $((256 * mib))
	start_in_job python3 -c "
while True:
    for size in (8, 40, 16, 56):
        x = bytearray(size << 20)
        for i in range(0, len(x), 4096): x[i] = 1
        del x"
	for _ in $(seq 30); do
		step lower memory /t $((90 * mib))
		step write memory /t $((256 * mib)) || failed=1
	done
	kill -0 "$holder" && [ "$failed" = 0 ]
	result $? "a task that allocates and frees survives being lowered and raised"
	is "$before" "$(oom_kills)" "without an OOM kill"
	is 0 "$(cat $top/t/cgroup.freeze)" "and is thawed"
	drop
	step write memory /t 18446744073709551615
}

test_freeze()
{
	step freeze /t 1
	is 1 "$(cat $top/t/cgroup.freeze)" "a group can be frozen"
	step write memory /t $((64 * mib))
	step lower memory /t $((48 * mib))
	is "1 $((48 * mib))" "$(cat $top/t/cgroup.freeze $top/t/memory.max | xargs)" \
		"a frozen group is lowered and stays frozen"
	step freeze /t 0
	is 0 "$(cat $top/t/cgroup.freeze)" "and thawed"
	step write memory /t 18446744073709551615
}

test_absent()
{
	mkdir $top/bare $top/bare/leaf
	fails "No such file" "write memory /bare/leaf 4096" \
		"a group without the controller is told apart"
	rmdir $top/bare/leaf $top/bare
}

opens()
{
	in_job head -c 0 "$1" 2>/dev/null
}

test_gate()
{
	opens /dev/full
	result $? "without a gate a device opens"
	step attach /t
	result $? "a gate attaches"
	opens /dev/full
	result $? "it lets pass what is not claimed"
	step claim 2 1 7
	! opens /dev/full
	result $? "it is closed for what is claimed"
	opens /dev/zero
	result $? "and only for that"
	head -c 0 /dev/full
	result $? "and only for tenants"
	fails "File exists" "claim 2 1 7" "a node is claimed once"
	step open /t 2 1 7
	opens /dev/full
	result $? "an open node opens"
	fails "File exists" "open /t 2 1 7" "a node is opened once"
	in_job mknod /tmp/node c 1 7
	result $? "and can be made"
	rm -f /tmp/node
	step close /t 2 1 7
	! opens /dev/full
	result $? "a closed one does not open"
	! in_job mknod /tmp/node c 1 7 2>/dev/null
	result $? "and cannot be made"
	step unclaim 2 1 7
	opens /dev/full
	result $? "an unclaimed node opens for everybody"
}

test_gate_is_per_tenant()
{
	mkdir $top/u
	step attach /u
	step claim 2 1 7
	step open /t 2 1 7
	opens /dev/full
	result $? "a node opens for the tenant that holds it"
	! (echo "$BASHPID" >$top/u/cgroup.procs && exec head -c 0 /dev/full) 2>/dev/null
	result $? "and not for another tenant of the same level"
	step detach /u
	(echo "$BASHPID" >$top/u/cgroup.procs && exec head -c 0 /dev/full)
	result $? "a group whose gate is detached opens all"
	rmdir $top/u
	mkdir $top/v
	step attach /v
	rmdir $top/v
	result $? "a gate does not keep a group from being removed"
	mkdir $top/v
	fails "No such" "detach /v" "a group made anew under the name is another"
	rmdir $top/v
	step close /t 2 1 7
}

count_bpf()
{
	bpftool -j "$1" list 2>/dev/null | grep -o '"id":' | wc -l
}

test_unload()
{
	local before=$1

	rmmod zkcap_steps
	result $? "the module unloads with gates attached"
	for _ in $(seq 20); do
		[ "$(count_bpf prog) $(count_bpf map) $(count_bpf link)" = "$before" ] && break
		sleep 0.1
	done
	is "$before" "$(count_bpf prog) $(count_bpf map) $(count_bpf link)" \
		"no BPF program, map or link is left behind"
	opens /dev/full
	result $? "no gate either"
}

echo "TAP version 13"
if [ ! -e "$module" ]; then
	echo "1..0 # SKIP no $module"
	exit 4
fi
[ ! -e /sys/module/zkcap ] || rmmod zkcap || exit
mkdir $top/t
read -ra controllers <$top/t/cgroup.controllers
for controller in "${controllers[@]}"; do
	echo "+$controller" >$top/t/cgroup.subtree_control
done
mkdir $top/t/job
bpf_before="$(count_bpf prog) $(count_bpf map) $(count_bpf link)"
test_mount
test_cpu
test_cpu_limits
test_pids
test_memory
test_shrink
test_shrink_race
test_freeze
test_absent
test_gate
test_gate_is_per_tenant
test_unload "$bpf_before"
echo "1..$number"
[ "$failures" = 0 ]
