# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Software TPMs for shell tests, each on a socket in the scratch directory, with an
# endorsement certificate of a vendor of our own.  Source it after tap.sh.

swtpms=()
swtpm_cleanup()
{
	local process

	for process in "${swtpms[@]}"; do
		kill "$process" 2>/dev/null
	done
	# shellcheck disable=SC2154 # tap.sh sets it
	rm -rf "$scratch"
}
trap swtpm_cleanup EXIT

# swtpm_vendor NAME: the vendor whose tool makes certificates; roots in NAME-roots.pem
swtpm_vendor()
{
	local dir=$scratch/$1

	mkdir -p "$dir"
	cat >"$dir/ca.conf" <<-END
	statedir = $dir
	signingkey = $dir/signkey.pem
	issuercert = $dir/issuercert.pem
	certserial = $dir/certserial
	END
	cat >"$dir/setup.conf" <<-END
	create_certs_tool = $(command -v swtpm_localca)
	create_certs_tool_config = $dir/ca.conf
	create_certs_tool_options = /etc/swtpm-localca.options
	active_pcr_banks = sha256
	END
}

# swtpm_make NAME VENDOR: a TPM that was never started, in NAME/
swtpm_make()
{
	mkdir -p "$scratch/$1"
	swtpm_setup --tpm2 --tpmstate "$scratch/$1" --create-ek-cert --lock-nvram --overwrite \
		--pcr-banks sha256 --config "$scratch/$2/setup.conf" >"$scratch/$1.log" 2>&1 ||
		cat "$scratch/$1.log" >&2
	cat "$scratch/$2"/issuercert.pem "$scratch/$2"/swtpm-localca-rootca-cert.pem \
		>"$scratch/$2-roots.pem"
}

# swtpm_start NAME [FLAGS]: on the socket NAME.sock; sets $swtpm_pid
swtpm_start()
{
	# Those of one that was killed are still there, and nobody listens.
	rm -f "$scratch/$1.sock" "$scratch/$1.sock.ctrl"
	swtpm socket --tpm2 --tpmstate "dir=$scratch/$1" \
		--server "type=unixio,path=$scratch/$1.sock" \
		--ctrl "type=unixio,path=$scratch/$1.sock.ctrl" \
		--flags "${2:-not-need-init,startup-clear}" >"$scratch/$1.out" 2>&1 &
	swtpm_pid=$!
	swtpms+=("$swtpm_pid")
	wait_for_socket "$scratch/$1.sock"
}

wait_for_socket()
{
	local i

	for i in {1..100}; do
		[ ! -S "$1" ] || return 0
		sleep 0.05
	done
	echo "# nothing listens on $1 after $i tries" >&2
	return 1
}

# swtpm_stop PID: as if the power went
swtpm_stop()
{
	kill -KILL "$1"
	wait "$1" 2>/dev/null
}

# tcti NAME
tcti()
{
	echo "swtpm:path=$scratch/$1.sock"
}

# tpm2 NAME TOOL ...: one of tpm2-tools on the TPM, quietly
tpm2()
{
	local name=$1 tool=$2
	shift 2
	TPM2TOOLS_TCTI=$(tcti "$name") "tpm2_$tool" "$@" 2>"$scratch/tpm2.err"
}

# handles NAME: what is loaded in the TPM: objects and sessions
handles()
{
	tpm2 "$1" getcap handles-transient
	tpm2 "$1" getcap handles-loaded-session
	tpm2 "$1" getcap handles-saved-session
}
