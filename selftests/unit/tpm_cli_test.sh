#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Faults: a TPM that is not there, busy, locked, cleared, full, or gone in the middle of
# things; a program that is interrupted or killed.  What fails has to say why, leave
# nothing in the TPM, and no file torn.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh
# shellcheck source=selftests/unit/swtpms.sh
. selftests/unit/swtpms.sh

proxy=$PWD/selftests/unit/tpm_proxy.py
swtpm_vendor vendor
swtpm_make tpm vendor
swtpm_start tpm
tpm_pid=$swtpm_pid
export ZKCAP_AK_DIR=$scratch/ak ZKCAP_CA_DIR=$scratch/ca ZKCAP_TCTI
ZKCAP_TCTI=$(tcti tpm)
cd "$scratch" || exit 1

enroll()
{
	"$zkcap" enroll "$@"
}
challenge()
{
	"$zkcap" ca challenge --ek-roots vendor-roots.pem "$@"
}
# through RULE... -- COMMAND...: with the proxy between it and the TPM
through()
{
	local rules=() status=0 pid
	while [ "$1" != -- ]; do
		rules+=("$1")
		shift
	done
	shift
	rm -f proxy.sock
	"$proxy" "$scratch/proxy.sock" "$scratch/tpm.sock" "${rules[@]}" &
	pid=$!
	swtpms+=("$pid")
	wait_for_socket "$scratch/proxy.sock"
	ZKCAP_TCTI=$(tcti proxy) "$@" || status=$?
	kill "$pid"
	wait "$pid" 2>/dev/null
	return $status
}

"$zkcap" ca init >/dev/null
enroll request --ak ecc -o request
challenge request -o challenge
before=$(handles tpm)

# Where there is no TPM
exits 3 "no TPM answers there" "nothing listens" enroll request --tcti "$(tcti nowhere)"
exits 3 "no TPM: No such file" "no device" enroll request --tcti device:/dev/tpm-none
exits 3 "no TPM answers" "a device that is no TPM" enroll request --tcti device:/dev/null
exits 3 "no TPM answers" "a transport that there is not" enroll request --tcti nonsense:
exits 0 '"error"' "said in JSON too" bash -c "'$zkcap' --json enroll request --tcti nonsense: || true"
python3 -c 'import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1])' dead.sock
exits 3 "no TPM answers there" "a socket that nobody serves" enroll request --tcti "$(tcti dead)"

# What a TPM answers: command codes and response codes of TPM 2.0 Library, Part 2, 6.5 and 6.6
create=0x153 load=0x157 primary=0x131 session=0x176 policy=0x151 activate=0x147
ok "busy three times" through $create:0x922:3 -- enroll request --ak ecc -o again
ok "busy for longer than the library waits" through $create:0x922:12 -- enroll request --ak ecc -o again
ok "testing itself" through $create:0x90a:2 -- enroll request --ak ecc -o again
exits 3 "the TPM is busy" "busy for ever" through $create:0x922:9999 -- enroll request --ak ecc -o never
exits 3 "locked out after wrong" "locked out" through $load:0x921 -- enroll request --ak ecc -o never
exits 3 "failure mode" "in failure mode" through any:0x101:9999 -- enroll request --ak ecc -o never
exits 3 "not started" "not started" through any:0x100:9999 -- enroll request --ak ecc -o never
exits 3 "no room for another object" "full" through $primary:0x902 -- enroll request --ak ecc -o never
exits 3 "limits the rate" "worn out" through $primary:0x920 -- enroll request --ak ecc -o never
exits 3 "hierarchy is disabled" "a hierarchy that is disabled" \
	through $primary:0x185 -- enroll request --ak ecc -o never
exits 3 "make an attestation key" "a code that has no words" \
	through $create:0x14b -- enroll request --ak ecc -o never
enroll request --ak ecc -o request
challenge request -o challenge
exits 3 "no room for another session" "no session left" \
	through $session:0x903 -- enroll activate challenge
exits 3 "authorize the endorsement key's use: a password" "a password of the hierarchy" \
	through $policy:0x9a2 -- enroll activate challenge
exits 3 "does not answer" "hangs up" through $activate:drop -- enroll activate challenge
# Whoever hung up cannot be asked to clean up.
tpm2 tpm flushcontext -t
tpm2 tpm flushcontext -l
ok "nothing was written" test ! -e never

# Each command in turn fails
sweep()
{
	local n status left=0 clean=yes
	for n in {1..60}; do
		status=0
		through "@$n:0x14b" -- enroll "$@" >out 2>&1 || status=$?
		[ "$(handles tpm)" = "$before" ] || clean="after the failure of command $n"
		[ $status != 0 ] || break
		grep -q "cannot" out || clean="no reason for the failure of command $n"
		[ $status = 3 ] || clean="exit $status for the failure of command $n"
		left=$n
	done
	is "$clean" yes "$1: each of its $left commands fails cleanly"
	ok "$1: which are several" test "$left" -ge 5 -a "$left" -lt 60
}
sweep request --ak ecc -o again
enroll request --ak ecc -o request
challenge request -o challenge
sweep activate challenge

# Signals in the middle: the command at hand ends, the rest is cleaned up.
interrupt()
{
	local signal=$1 code=$2 rule=$3 status=0 pid proxy_pid
	shift 3
	rm -f proxy.sock
	"$proxy" "$scratch/proxy.sock" "$scratch/tpm.sock" "$rule" &
	proxy_pid=$!
	swtpms+=("$proxy_pid")
	wait_for_socket "$scratch/proxy.sock"
	# Shells let what runs in the background ignore SIGINT, and nohup SIGHUP.
	env --default-signal=INT,HUP "$zkcap" enroll --tcti "$(tcti proxy)" "$@" \
		>/dev/null 2>&1 &
	pid=$!
	for _ in {1..200}; do
		[ ! -e proxy.sock.paused ] || break
		sleep 0.05
	done
	kill "-$signal" "$pid"
	touch proxy.sock.go
	wait "$pid" || status=$?
	kill "$proxy_pid"
	wait "$proxy_pid" 2>/dev/null
	is "$status" "$code" "SIG$signal ends it"
	is "$(handles tpm)" "$before" "and leaves nothing in the TPM"
}
# "enroll --tcti X request" is no command line: a wrapper puts the option last
real=$zkcap
cat >wrapper <<-END
	#!/bin/bash
	shift
	exec "$real" enroll "\${@:3}" "\$1" "\$2"
END
chmod +x wrapper
zkcap=$scratch/wrapper
interrupt INT 130 $create:pause request -o never
interrupt TERM 143 $load:pause request -o never
interrupt HUP 129 $policy:pause activate challenge
interrupt TERM 143 $activate:pause activate challenge
zkcap=$real
ok "nothing was written either" test ! -e never

# The TPM itself
tpm2 tpm changeauth -c owner secret
exits 3 "make the storage root key: a password" "an owner's password" enroll request --ak ecc -o never
tpm2 tpm changeauth -c owner -p secret
tpm2 tpm changeauth -c endorsement secret
exits 3 "a password is needed" "the endorsement hierarchy's" enroll activate challenge
tpm2 tpm changeauth -c endorsement -p secret
ok "without again" enroll activate challenge -o response
for i in 1 2 3; do
	tpm2 tpm createprimary -C o -c "full-$i" >/dev/null
done
exits 3 "no room for another object" "a TPM that others have filled" enroll request --ak ecc -o never
tpm2 tpm flushcontext -t
tpm2 tpm clear
exits 3 "cleared since" "a TPM that was cleared" enroll activate challenge
swtpm_stop "$tpm_pid"
exits 3 "no TPM answers there" "a TPM that is gone" enroll activate challenge
swtpm_start tpm not-need-init
tpm_pid=$swtpm_pid
exits 3 "not started" "a TPM that the firmware did not start" enroll request --ak ecc -o never
swtpm_stop "$tpm_pid"
swtpm_setup --tpm2 --tpmstate "$scratch/bare" --createek --overwrite >/dev/null 2>&1 ||
	{ mkdir -p bare && swtpm_setup --tpm2 --tpmstate "$scratch/bare" --overwrite >/dev/null; }
swtpm_start bare
exits 3 "has no certificate of any endorsement key" "a TPM without a certificate" \
	enroll request --tcti "$(tcti bare)" -o never
swtpm_stop "$swtpm_pid"
rm -f tpm.sock tpm.sock.ctrl
swtpm_make tpm vendor
swtpm_start tpm
enroll request --ak ecc -o request
challenge request -o challenge
enroll activate challenge -o response
"$zkcap" ca certify response -o certificate
enroll install certificate >/dev/null
old=$(enroll show --json | jq -r '.["key-id"]')

# Killed at each step: a sanitizer's own look for leaks cannot run under a tracer.
export ASAN_OPTIONS=detect_leaks=0
killed()
{
	local call=$1 n=$2
	shift 2
	strace -f -qq -o trace -e "trace=$call" -e "inject=$call:signal=KILL:when=$n" "$@" \
		>out 2>&1
}
# steps CALL CHECK COMMAND...: killed at the first, second ... CALL, until it is done
steps()
{
	local call=$1 check=$2 n status whole=yes
	shift 2
	for n in {1..40}; do
		status=0
		killed "$call" "$n" "$@" 2>/dev/null || status=$?
		$check || whole="no: killed at $call $n"
		[ $status != 0 ] || break
	done
	is "$whole" yes "killed at any of its $((n - 1)) $call: files are whole: ${*#"$zkcap"}"
	is "$status" 0 "and done in the end"
}
key_is_whole()
{
	enroll show >shown 2>&1 && { [ ! -e ak/pending.json ] || jq -e .name ak/pending.json >shown; }
}
message_is_whole()
{
	[ ! -e message ] || jq -e .kind message >shown
}
key_and_message()
{
	key_is_whole && message_is_whole
}
for call in fsync rename; do
	rm -f message
	steps $call key_and_message "$zkcap" enroll request --ak ecc -o message
	cp message request
	rm -f message
	steps $call message_is_whole "$zkcap" ca challenge --ek-roots vendor-roots.pem request -o message
	cp message challenge
	rm -f message
	steps $call message_is_whole "$zkcap" enroll activate challenge -o message
	"$zkcap" ca certify message -o certificate
	steps $call key_is_whole "$zkcap" enroll install certificate
done
new=$(enroll show --json | jq -r '.["key-id"]')
ok "another key in the end" test "$new" != "$old"
is "$(openssl x509 -inform DER -in ak/ak.der -noout -ext subjectKeyIdentifier | tail -1 |
	tr -d ' :\n' | tr A-F a-f)" "$new" "whose certificate is beside it"
authority_is_whole()
{
	[ ! -e killed/authority.pem ] || "$zkcap" ca show --dir killed >shown
}
for call in fsync rename; do
	# shellcheck disable=SC2016 # for the inner shell
	steps $call authority_is_whole sh -c 'rm -rf killed; exec "$0" ca init --dir killed' "$zkcap"
done
done_testing
