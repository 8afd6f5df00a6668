#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# From a TPM to an attestation with the tools alone: measure, enroll, trust, attest; and
# what the kernel says when any part of the evidence is not as it was made.
#
# usage: attest_test.sh    (as root, in a guest, from the top of the tree)
#
#	/sys/fs/cgroup
#	├── zkt-host	tenant for which the host's own key speaks
#	└── zkt-guest	tenant for which a virtual machine's key speaks

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh
# shellcheck source=selftests/unit/swtpms.sh
. selftests/unit/swtpms.sh

[ ! -e /sys/module/zkcap ] || rmmod zkcap
if [ -n "${ZKCAP_MODULE:-}" ]; then insmod "$ZKCAP_MODULE"; else modprobe zkcap; fi || exit 1

swtpm_vendor vendor
swtpm_make tpm vendor
swtpm_start tpm
tpm_pid=$swtpm_pid
ZKCAP_TCTI=$(tcti tpm)
export ZKCAP_TCTI ZKCAP_AK_DIR=$scratch/ak ZKCAP_CA_DIR=$scratch/ca
export ZKCAP_ATTESTATIONS=$scratch/attestations
log=$scratch/log
roots=$scratch/vendor-roots.pem
mkdir -p /sys/fs/cgroup/zkt-host /sys/fs/cgroup/zkt-guest

attest()
{
	"$zkcap" attest --event-log "$log" "$@"
}
host()
{
	attest --cgroup /zkt-host "$@"
}
# policy NAME: a trust policy, the rest of whose spec comes from standard input
policy()
{
	{
		printf 'apiVersion: zkcap/v1\nkind: TrustPolicy\nmetadata: {name: %s}\nspec:\n' "$1"
		printf '  maxAge: 10m\n'
		sed 's/^/  /'
	} >"$scratch/$1.yaml"
	"$zkcap" trust set "$scratch/$1.yaml"
}
# A jq function that changes the last digit of a string of hex digits
flip='def flip: .[:-1] + (if .[-1:] == "0" then "1" else "0" end);'

"$zkcap" tenant add /zkt-host >"$scratch/out" || cat "$scratch/out"
ok "a key that an authority of the host certified" "$zkcap" enroll --local --ek-roots "$roots"
ok "a policy that trusts this authority" policy plain <<-END
	authorities: [$scratch/ca/authority.der]
	hostKeys: [{certificate: $scratch/ak/ak.der}]
	pcrs: [0, 7]
END
exits 3 "expected 'zkcap measure' before" "nothing was measured yet" host
measure()
{
	"$zkcap" measure --event-log "$log" --manifest "$scratch/manifest" "$@"
}
ok "measured" measure
exits 0 "^attestation *[0-9a-f]\{32\}$" "attested" host
is "$(find "$scratch/attestations" -type f | wc -l)" 1 "which is kept"
is "$(find "$scratch/attestations" -type f -exec jq -r .id {} + 2>/dev/null | wc -c)" 33 \
	"with its id"
host --json >"$scratch/json"
is "$(jq -r .commitment "$scratch/json")" \
	"$("$zkcap" --json manifest show "$scratch/manifest" | jq -r .commitment)" \
	"it is the manifest's commitment"
ok "for ten minutes" jq -e '.["expires-in-ms"] | . > 500000 and . <= 600000' \
	"$scratch/json"
ok "with the time of each step" jq -e \
	'.["took-ms"] | .challenge > 0 and .quote > 0 and .attest > 0' "$scratch/json"
# shellcheck disable=SC2016 # for the inner shell
ok "a process of the tenant for itself" sh -c 'echo $$ >/sys/fs/cgroup/zkt-host/cgroup.procs &&
	exec "$@"' sh "$zkcap" attest --event-log "$log" --trust plain
exits 2 "no trust policy named other" "a policy that there is not" host --trust other

challenge=$scratch/challenge evidence=$scratch/evidence
# changed REASON FILTER
changed()
{
	host --begin -o "$challenge"
	attest --challenge "$challenge" -o "$evidence"
	jq -c "$flip $2" "$evidence" >"$scratch/bad"
	exits 1 "$1" "evidence refused: $2" host --submit "$scratch/bad"
	# Failed verifications are rate limited.
	sleep 0.3
}
# asked REASON FILTER: the challenge is changed before it is answered
asked()
{
	host --begin -o "$challenge"
	jq -c "$flip $2" "$challenge" >"$scratch/bad"
	attest --challenge "$scratch/bad" -o "$evidence"
	exits 1 "$1" "challenge changed: $2" host --submit "$evidence"
	sleep 0.3
}

# By files, and each part of them changed on the way
on_the_way()
{
	host --begin -o "$challenge"
	attest --challenge "$challenge" -o "$evidence"
	exits 0 "attestation" "by files" host --submit "$evidence"
	changed "challenge" '.challenge |= flip'
	changed "trust-absent" '.trust = "other"'
	changed "key-unknown" '.key |= flip'
	changed "quote-size" '.quote |= .[:-2]'
	changed "signature: " '.quote |= flip'
	changed "signature: " '.signature |= flip'
	changed "signature-size" '.signature += "00"'
	changed "pcr-digest" '.pcr_values[0] |= flip'
	changed "pcr-count" '.pcr_values |= .[1:]'
	changed "measurement-replay" '.measurements[0] |= flip'
	changed "measurement-replay" '.measurements += .measurements'
	changed "commitment-index" '.schema |= flip'
	changed "quote-nonce" '.commitment |= flip'
	asked "selection-pcrs" '.pcrs = 8192'
	asked "challenge" '.challenge |= flip'
	exits 2 "'pcrs'" "a challenge without the measurement PCR" attest --challenge \
		<(jq -c '.pcrs = 1' "$challenge")
	exits 2 "'kind'" "evidence that is none" host --submit "$challenge"
}

# A log that tells another story
other_logs()
{
	cp "$log" "$scratch/good"
	jq '.[0].digests[0].digest |= "00" * 32' "$scratch/good" >"$log"
	exits 3 "digest" "a digest that is not its commitment's" host
	python3 - "$scratch/good" >"$log" <<-'END'
		import json, sys
		records = json.load(open(sys.argv[1], encoding="ascii"))
		records[0]["recnum"] = 1
		print(json.dumps([{"recnum": 0, "pcr": records[0]["pcr"], "content_type": "pcclient_std",
		                   "digests": [{"hashAlg": "sha256", "digest": "11" * 32}],
		                   "content": {}}] + records))
	END
	exits 1 "measurement-replay" "a measurement that was never made" host
	cp "$scratch/good" "$log"
	ok "the true one" host
}

# Whose key it is
other_keys()
{
	ok "a key of another authority" "$zkcap" enroll --local --ek-roots "$roots" \
		--ak-dir "$scratch/foreign" --ca-dir "$scratch/foreign-ca"
	exits 1 "key-unknown" "is not enrolled" host --ak-dir "$scratch/foreign"
	sleep 0.3
	ok "until a policy says so" policy foreign <<-END
		authorities: [$scratch/foreign-ca/authority.der]
		hostKeys: [{certificate: $scratch/foreign/ak.der}]
	END
	exits 1 "key-authority" "does not count under this policy" host --trust plain \
		--ak-dir "$scratch/foreign"
	ok "but under its own" host --trust foreign --ak-dir "$scratch/foreign"
}

# A virtual machine has a TPM of its own, and is attested by its host.
virtual_machine()
{
	vm()
	{
		ZKCAP_TCTI=$(tcti vm) ZKCAP_AK_DIR=$scratch/vm-ak "$zkcap" "$@"
	}
	swtpm_make vm vendor
	swtpm_start vm
	vm measure --event-log "$scratch/vm-log" --manifest "$scratch/vm-manifest" >"$scratch/out" ||
		cat "$scratch/out"
	vm enroll request | "$zkcap" ca challenge --ek-roots "$roots" | vm enroll activate |
		"$zkcap" ca certify | vm enroll install >"$scratch/out"
	ok "a virtual machine's tenant" "$zkcap" tenant add /zkt-guest --key "$scratch/vm-ak/ak.der"
	ok "and a policy without other PCRs" policy plain <<-END
		authorities: [$scratch/ca/authority.der]
		hostKeys: [{certificate: $scratch/ak/ak.der}]
	END
	by_files()
	{
		attest --trust plain --cgroup "$1" --begin |
			vm attest --event-log "$scratch/vm-log" --challenge - |
			attest --cgroup "$1" --submit -
	}
	exits 0 "attestation" "the virtual machine's evidence counts for it" by_files /zkt-guest
}

# ECDSA, where the kernel has it: Debian's 6.1 has not
ecdsa_key()
{
	ok "a key on P-256" "$zkcap" enroll --local --ek-roots "$roots" --ak ecc \
		--ak-dir "$scratch/ecc"
	ecdsa()
	{
		policy ecdsa <<-END && host --trust ecdsa --ak-dir "$scratch/ecc"
			authorities: [$scratch/ca/authority.der]
			hostKeys: [{certificate: $scratch/ecc/ak.der}]
		END
	}
	if grep -q ecdsa-nist-p256 /proc/crypto || modprobe -q ecdsa_generic; then
		exits 0 "attestation" "attests" ecdsa
	else
		exits 1 "key-unsupported\|key-certificate" "is refused without ECDSA" ecdsa
	fi
}

# The TPM restarted, full of others, cleared, gone
faults()
{
	tpm2 tpm dictionarylockout -s -n 1 -t 1000 -l 1000
	tpm2 tpm createprimary -C o -c "$scratch/p.ctx" -p right -Q
	tpm2 tpm unseal -c "$scratch/p.ctx" -p wrong -Q
	tpm2 tpm create -C "$scratch/p.ctx" -P wrong -u "$scratch/u" -r "$scratch/r" -Q
	tpm2 tpm flushcontext -t
	exits 0 "inLockout: *1" "a TPM locked out by wrong passwords" tpm2 tpm getcap \
		properties-variable
	ok "wrong passwords of others do not lock it out" host --trust plain
	exits 3 "no TPM answers" "no TPM" host --trust plain --tcti "$(tcti nowhere)"
	swtpm_stop "$tpm_pid"
	rm -f "$scratch"/tpm.sock*
	swtpm_start tpm
	tpm_pid=$swtpm_pid
	exits 1 "measurement-replay" "a TPM that was restarted has other PCRs" host --trust plain
	sleep 0.3
	rm "$log" "$scratch/manifest"
	ok "measured again" measure
	ok "with the same key" host --trust plain
	tpm2 tpm pcrextend "13:sha256=$(printf '%064d' 1)"
	exits 1 "measurement-replay" "a PCR that somebody else extended" host --trust plain
	tpm2 tpm clear
	exits 3 "cleared since" "a TPM that was cleared" host --trust plain
}

# In an emulated guest all of it takes minutes: what depends on the kernel's version
case ${ZKCAP_VM_KERNEL:-} in
6.*)
	ecdsa_key
	;;
*)
	on_the_way
	other_logs
	other_keys
	virtual_machine
	ecdsa_key
	faults
	"$zkcap" tenant del /zkt-guest >"$scratch/out"
	;;
esac
ok "the tenant can go" "$zkcap" tenant del /zkt-host
rmmod zkcap
exits 4 "zkcap" "no module" host --trust plain
done_testing
