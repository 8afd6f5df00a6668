#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The units under a systemd that runs: what they forbid is not what the programs need.
# Needs scripts/vm --tpm.
#
# usage: units_test.sh    (as root, in a guest, from the top of the tree)
#
# A guest of the lab has no systemd: one is started in namespaces of its own, as in a
# container, with these units and little else.
#
#	/sys/fs/cgroup
#	├── lab		systemd's root
#	└── zkt-web	a tenant
#	    └── job		that asks

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

cgroup=/sys/fs/cgroup
units=/run/zkt-units
log=$scratch/log
export SYSTEMD_UNIT_PATH=$units

if [ -z "${ZKCAP_TPM_CA:-}" ] || [ ! -x /lib/systemd/systemd ]; then
	skip_all "no TPM of the lab's, or no systemd"
fi
[ ! -e /sys/module/zkcap ] || rmmod zkcap
if [ -n "${ZKCAP_MODULE:-}" ]; then insmod "$ZKCAP_MODULE"; else modprobe zkcap; fi || exit 1

# drop_in UNIT LINE...
drop_in()
{
	mkdir -p "$units/$1.d"
	printf '%s\n' "${@:2}" >>"$units/$1.d/lab.conf"
}

start_systemd()
{
	local unit end=$((SECONDS + 300))

	mkdir -p "$units" $cgroup/lab
	cp /usr/local/lib/systemd/system/zkcap* /lib/systemd/system/modprobe@.service "$units"
	for unit in sysinit basic sockets shutdown umount local-fs multi-user zkt; do
		printf '[Unit]\nDefaultDependencies=no\n' >"$units/$unit.target"
	done
	for unit in zkcap-measure zkcap-load zkcapd; do
		drop_in $unit.service "[Service]" "StandardOutput=append:$log" \
			"StandardError=append:$log"
		[ -e /dev/tpmrm0 ] || drop_in $unit.service "Environment=ZKCAP_TCTI=$TPM2TOOLS_TCTI"
	done
	# systemd gives a private IPC its message queues, which user-mode kernels lack; and their
	# TPM is a socket.
	grep -qw mqueue /proc/filesystems || drop_in zkcapd.service "PrivateIPC=no"
	[ -e /dev/tpmrm0 ] || drop_in zkcap-measure.service "[Unit]" "ConditionSecurity="
	# shellcheck disable=SC2016 # for the other shell
	env container=lab unshare -fpm --kill-child sh -c 'echo 0 >"$1/cgroup.procs"
		mount -t proc proc /proc
		exec /lib/systemd/systemd --system --unit=zkt.target --show-status=0 \
			--log-target=kmsg --log-level=notice' sh "$cgroup/lab" >/dev/null 2>&1 &
	trap 'kill -KILL "$init"; rm -rf "$scratch"' EXIT
	until init=$(pgrep -P $!) && ctl is-system-running >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] && kill -0 $! || return 1
		sleep 0.2
	done
}

# systemd and its services answer those only whose numbers they see.
ctl()
{
	nsenter -t "$init" -m -p systemctl "$@"
}

# start UNIT: shows its log if it fails
start()
{
	ctl start "$1" && return
	ctl status --no-pager "$1"
	cat "$log"
	return 1
}

# of UNIT PROPERTY
of()
{
	ctl show --value -p "$2" "$1"
}

# status PID FIELD
status()
{
	sed -n "s/^$2:\t//p" "/proc/$1/status"
}

# The platform's own configuration: one offer for one proof, one tenant
configure()
{
	# What an earlier test configured in this guest
	rm -f /etc/zkcap/*.yaml
	mkdir -p /etc/zkcap/ek-roots
	cp "$ZKCAP_TPM_CA"/*cert.pem /etc/zkcap/ek-roots
	ZKCAP_TCTI=${ZKCAP_TPM_TCTI:-} "$zkcap" enroll --local || return
	sed 's|/bench|/zkt-web|' selftests/bench/etc/latency.yaml >/etc/zkcap/all.yaml
	mkdir -p $cgroup/zkt-web
}

# As a container does: from a group below the tenant's, without privileges
asks()
{
	mkdir -p $cgroup/zkt-web/job
	# shellcheck disable=SC2016 # for the other shell
	nsenter -t "$init" -m -p sh -c 'echo $$ >"$1/cgroup.procs"; shift
		exec setpriv --reuid 1000 --regid 1000 --clear-groups "$@"' sh $cgroup/zkt-web/job \
		"$zkcap" request --offer one-proof --cpu 100m --service /run/zkcap/zkcapd.sock
}

# Processes of the service: the first has the manifest, the others are its agents.
processes()
{
	cat $cgroup/lab/system.slice/zkcapd.service/cgroup.procs
}

confined()
{
	local pid

	for pid in $(processes); do
		is "$(status "$pid" Seccomp) $(status "$pid" NoNewPrivs)" "2 1" \
			"$(status "$pid" Name) has a filter of system calls and gets no privileges"
	done
	pid=$(processes | head -n 1)
	is "$(status "$pid" CapEff)" 0000000000000000 "who holds the manifest has no capabilities"
	ok "and another network" test "$(readlink "/proc/$pid/ns/net")" != \
		"$(readlink /proc/self/ns/net)"
	is "$(grep -c "^Max core file size *0 *0 " "/proc/$pid/limits")" 1 "and leaves no core"
}

ok "installed" make -s install PREFIX=/usr/local B="$B"
zkcap=/usr/local/bin/zkcap
start_systemd
is $? 0 "systemd runs"
ok "zkcap-measure.service" start zkcap-measure.service
is "$(of zkcap-measure.service Result)" success "measures"
is "$(stat -c '%a %U' /var/lib/zkcap/manifest.json)" "600 root" "into a file of root's"
is "$(stat -c %a /var/lib/zkcap /run/zkcap | tr '\n' ' ')" "700 755 " "in directories as asked"
ok "enrolled and configured" configure
ok "zkcap-load.service" start zkcap-load.service
is "$(find /sys/kernel/zkcap/offers -mindepth 1 -maxdepth 1 -printf %f)" one-proof "loads"
is "$(cat $cgroup/zkt-web/cpu.max)" "10000 100000" "also into control groups"
ok "zkcap-load.service reloaded" ctl reload zkcap-load.service

ok "zkcapd.socket" start zkcapd.socket
is "$(stat -c %a /run/zkcap/zkcapd.sock)" 666 "which all may connect to"
is "$(of zkcapd.service ActiveState)" inactive "nobody has asked"
exits 0 "active" "the first who asks starts the service, and is answered" asks
is "$(cat $cgroup/zkt-web/cpu.max)" "20000 100000" "and has what was granted"
is "$(of zkcapd.service ActiveState)" active "the service is there"
confined
ok "reloaded" ctl reload zkcapd.service
exits 0 "active" "it goes on" asks
pid=$(of zkcapd.service MainPID)
kill -KILL "$(processes | head -n 1)"
exits 0 "active" "killed, it is started again" asks
ok "by another number" test "$(of zkcapd.service MainPID)" != "$pid"
ok "stopped" ctl stop zkcapd.socket zkcapd.service
is "$(of zkcapd.service Result)" success "it ends well"
ok "nothing is left of it" test ! -e $cgroup/lab/system.slice/zkcapd.service/cgroup.procs
done_testing
