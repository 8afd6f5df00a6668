#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every command that the guides show works: each ".. code-block:: sh", in order.  The
# module is ZKCAP_MODULE, else the installed one.  Needs scripts/vm --tpm, whose TPM's
# makers ZKCAP_TPM_CA has.

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

[ -d "${ZKCAP_TPM_CA:-}" ] || skip_all "no TPM, or ZKCAP_TPM_CA does not say who made it"
ZKCAP_MODULE=${ZKCAP_MODULE:-$(modinfo -n zkcap)} || exit 1

[ ! -e /sys/module/zkcap ] || rmmod zkcap
top=$PWD
PATH=$top/build/bin:$PATH
export ZKCAP_TCTI=${ZKCAP_TCTI:-${TPM2TOOLS_TCTI:-device:/dev/tpmrm0}}
# What make install would have put there
mkdir -p /usr/local/share /etc/zkcap/ek-roots
ln -sfn "$top/circuits" /usr/local/share/zkcap
cp "$ZKCAP_TPM_CA"/*cert.pem /etc/zkcap/ek-roots
cp "$ZKCAP_MODULE" "$scratch/zkcap.ko"

# blocks GUIDE: its commands, one file a block
blocks()
{
	mkdir -p "$scratch/$1"
	awk -v out="$scratch/$1/" '
		/^\.\. code-block:: sh$/ { file = sprintf("%s%02d", out, ++n); next }
		file && /^[^ ]/ { close(file); file = "" }
		file { sub(/^   /, ""); print >file }' "Documentation/$1.rst"
}

run_block()
{
	(cd "$scratch" && bash -eu -o pipefail "$1")
}

guide()
{
	local block first

	blocks "$1"
	for block in "$scratch/$1"/*; do
		first=$(grep -m 1 . "$block")
		ok "$1: $first" run_block "$block"
	done
}

guide quickstart
ok "the module again" insmod "$ZKCAP_MODULE"
rm -f /etc/zkcap/*.yaml
guide admin-guide

ok "the module for containers" insmod "$ZKCAP_MODULE"
# The key is certified by the other authority now.
ok "and a key of the local authority" zkcap enroll --local
ok "and what it lends" zkcap load
guide container-guide
kill "$(cat /run/zkcap/zkcapd.pid)"
done_testing
