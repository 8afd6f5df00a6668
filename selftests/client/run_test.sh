#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# From an empty machine to a command that runs with what its platform proved: measured
# into a software TPM, enrolled, attested, proved, granted, given back.
#
# usage: run_test.sh    (as root, in a guest, from the top of the tree)
#
#	/sys/fs/cgroup
#	├── zkt-run		tenant with several grants
#	└── zkcap-run-PID	made and removed by zkcap run

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh
# shellcheck source=selftests/unit/swtpms.sh
. selftests/unit/swtpms.sh

# It is about the command line, not the kernel's version: once, at the machine's own speed.
if [ -n "${ZKCAP_OUTSIDE:-}" ]; then
	skip_all "takes minutes in an emulated guest"
fi
if ! grep -qw avx2 /proc/cpuinfo; then
	skip_all "the processor has no AVX2 to prove"
fi

load_module()
{
	[ ! -e /sys/module/zkcap ] || rmmod zkcap || return
	if [ -n "${ZKCAP_MODULE:-}" ]; then insmod "$ZKCAP_MODULE"; else modprobe zkcap; fi
}
load_module || exit 1

top=/sys/fs/cgroup
etc=$scratch/etc
export ZKCAP_AK_DIR=$scratch/ak ZKCAP_SERVICE=$scratch/none
export ZKCAP_ATTESTATIONS=$scratch/attestations ZKCAP_GRANTS=$scratch/grants
platform=(--manifest "$scratch/manifest" --event-log "$scratch/log")

mkdir -p "$etc" $top/zkt-run
swtpm_vendor maker
swtpm_make tpm maker
swtpm_start tpm || exit 1
export ZKCAP_TCTI=swtpm:path=$scratch/tpm.sock

# document KIND NAME: with the spec from standard input
document()
{
	printf 'apiVersion: zkcap/v1\nkind: %s\nmetadata: {name: %s}\nspec:\n%s\n' \
		"$1" "$2" "$(sed 's/^/  /')" >"$etc/$1-$2.yaml"
}

offer()
{
	document Offer "$1" <<-END
	trust: main
	capabilities: [{name: $2}]
	resources: {cpu: 4, memory: 1Gi, pids: 1000}
	duration: 1h
	END
}

# request ARGUMENT...: for the tenant zkt-run, its answer in $answer
request()
{
	answer=$("$zkcap" --json request --tenant $top/zkt-run "${platform[@]}" "$@")
}

# runs COMMAND...: in a tenant of its own
run=(run --offer fast --cpu 2 --memory 256Mi --duration 10m "${platform[@]}" --)
runs()
{
	"$zkcap" "${run[@]}" "$@"
}

# granted: how many grants there are
granted()
{
	"$zkcap" --json ls grants | jq '.grants | length'
}

# left: control groups that zkcap run has made
left()
{
	find $top -maxdepth 1 -name 'zkcap-run-*'
}

# took STEP: how long a step of the last answer took; null for none
took()
{
	jq ".\"took-ms\".$1" <<<"$answer"
}

ok "the platform is measured" "$zkcap" measure --tcti "$ZKCAP_TCTI" "${platform[@]}"
ok "its key is enrolled" "$zkcap" enroll --local --trust-this-tpm
document Pool host <<<'{cpu: 8, memory: 4Gi, pids: 10000}'
document TrustPolicy main <<-END
	authorities: [$ZKCAP_AK_DIR/authority.der]
	hostKeys: [{certificate: $ZKCAP_AK_DIR/ak.der}]
	maxAge: 1h
END
document Tenant run <<<'{cgroup: /zkt-run, baseline: {cpu: 100m}}'
offer fast cpu-avx2
offer faster cpu-avx512
ok "the host is set up" "$zkcap" load "$etc"

ok "a command runs with a grant" runs true
exits 7 '' "its exit status is passed on" runs sh -c 'exit 7'
exits 0 '^201000 100000$' "it has the processors that were granted" runs sh -c \
	'cat /sys/fs/cgroup$(sed s/^0::// /proc/self/cgroup)/cpu.max'
exits 0 '^268435456$' "and the memory" runs sh -c \
	'cat /sys/fs/cgroup$(sed s/^0::// /proc/self/cgroup)/memory.max'
is "$(left)" "" "its control group is gone"
is "$(granted)" 0 "and so is the grant"

"$zkcap" "${run[@]}" sleep 60 &
runner=$!
for _ in {1..200}; do
	[ "$(granted)" = 0 ] || break
	sleep 0.05
done
kill $runner
wait $runner
is $? 143 "a signal ends it"
is "$(left)$(granted)" 0 "and leaves nothing"
# Others change the grant, oftener than a single renewal would put up with.
run_renewed=(run --renew "${run[@]:1:4}" --duration 4s "${platform[@]}" --)
"$zkcap" "${run_renewed[@]}" sh -c "until [ -e '$scratch/stop' ]; do sleep 0.1; done
	cat /sys/fs/cgroup\$(sed s/^0::// /proc/self/cgroup)/cpu.max" >"$scratch/renewed" &
runner=$!
until [ "$(granted)" = 1 ]; do sleep 0.1; done
for i in {1..20}; do
	sleep 1
	"$zkcap" resize "$("$zkcap" --json ls grants | jq .grants[0].id)" --cpu $((2000 - i))m >/dev/null
done
touch "$scratch/stop"
wait $runner
is $? 0 "a command whose lease is renewed ends well"
is "$(cat "$scratch/renewed")" "199000 100000" "and had its resources, as others changed them, until then"
exits 0 started "what it leaves running ends with it" runs sh -c 'sleep 1000 & echo started'
is "$(left)" "" "its control group is gone, too"

request --offer fast --cpu 1
is $? 0 "a first request attests"
ok "which takes a quote" test "$(took attest)" != null
grant=$(jq .id <<<"$answer")
answer=$("$zkcap" --json resize "$grant" --cpu 3 --tenant $top/zkt-run "${platform[@]}")
is "$(jq -c '.resources, (."took-ms" | keys)' <<<"$answer")" \
	'[{"kind":"cpu","amount":3000}]
["prepare","prove","request"]' \
	"with a fresh attestation, scaling up takes a proof and the request"
is "$(cat $top/zkt-run/cpu.max)" "310000 100000" "and is in force"
for kept in "$ZKCAP_ATTESTATIONS"/*; do
	jq -c ".id = \"$(printf '1%.0s' {1..32})\"" "$kept" >"$scratch/kept" && mv "$scratch/kept" "$kept"
done
answer=$("$zkcap" --json resize "$grant" --cpu 2 --tenant $top/zkt-run "${platform[@]}")
is "$(jq -c '.resources, (."took-ms" | keys)' <<<"$answer")" \
	'[{"kind":"cpu","amount":2000}]
["request"]' "scaling down takes neither"
answer=$("$zkcap" --json resize "$grant" --cpu 3 --tenant $top/zkt-run "${platform[@]}")
is "$(jq -c '.resources, (."took-ms" | keys)' <<<"$answer")" \
	'[{"kind":"cpu","amount":3000}]
["attest","prepare","prove","request"]' \
	"up again replaces an attestation that the kernel does not know"
ok "it is given back" "$zkcap" release "$grant"

if grep -qw avx512f /proc/cpuinfo; then
	echo "# the processor has AVX-512: nothing that it lacks is tried"
else
	exits 1 'cpu-avx512' "what the processor lacks is not proved" request --offer faster --cpu 1
fi

ok "the module may come and go" load_module
ok "and is set up again" "$zkcap" load "$etc"
request --offer fast --cpu 1
is $? 0 "an attestation that it does not know is replaced"
ok "by a new quote" test "$(took attest)" != null
swtpm_stop "$swtpm_pid"
request --offer fast --cpu 1
is $? 0 "a kept attestation needs no TPM"
exits 3 'TPM\|tcti\|TCTI' "a new tenant does" runs true
is "$(left)" "" "and is gone, being refused"
rmmod zkcap
rmdir $top/zkt-run
done_testing
