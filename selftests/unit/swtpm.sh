# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A software TPM for shell tests, on free ports of the loopback interface.  Source it
# after tap.sh; start_tpm sets ZKCAP_TCTI and TPM2TOOLS_TCTI, and it ends with the test.

swtpm_pid=

stop_tpm()
{
	[ -z "$swtpm_pid" ] || kill "$swtpm_pid" 2>/dev/null
	[ -z "$swtpm_pid" ] || wait "$swtpm_pid" 2>/dev/null
	swtpm_pid=
}
# shellcheck disable=SC2154 # tap.sh sets it
trap 'stop_tpm; rm -rf "$scratch"' EXIT

# Whether it answers on that port already
tpm_answers()
{
	tpm2_pcrread -T "swtpm:host=127.0.0.1,port=$1" sha256:0 >/dev/null 2>&1
}

# start_tpm FOLDER: its state stays there
start_tpm()
{
	local port try
	mkdir -p "$1"
	for try in {1..20}; do
		port=$((20000 + (RANDOM + try) % 20000 / 2 * 2))
		swtpm socket --tpm2 --tpmstate dir="$1" \
			--server type=tcp,port="$port",bindaddr=127.0.0.1,disconnect \
			--ctrl type=tcp,port="$((port + 1))",bindaddr=127.0.0.1 \
			--flags not-need-init,startup-clear 2>/dev/null &
		swtpm_pid=$!
		for _ in {1..50}; do
			kill -0 "$swtpm_pid" 2>/dev/null || break
			if tpm_answers "$port"; then
				export ZKCAP_TCTI=swtpm:host=127.0.0.1,port=$port
				export TPM2TOOLS_TCTI=$ZKCAP_TCTI
				return 0
			fi
			sleep 0.05
		done
		stop_tpm
	done
	echo "Bail out! no software TPM could be started"
	exit 1
}

# pcr N: its value, SHA-256 bank
pcr()
{
	tpm2_pcrread -Q -o "$scratch/pcr.bin" "sha256:$1" && od -An -v -tx1 "$scratch/pcr.bin" | tr -d ' \n'
}

# replay LOG PCR: what the log's digests give, reckoned apart from the tool
replay()
{
	python3 - "$1" "$2" <<-'END'
	import hashlib, json, sys
	value = bytes(32)
	for record in json.load(open(sys.argv[1], encoding="ascii")):
	    if record["pcr"] == int(sys.argv[2]):
	        digest = bytes.fromhex(record["digests"][0]["digest"])
	        value = hashlib.sha256(value + digest).digest()
	print(value.hex())
	END
}
