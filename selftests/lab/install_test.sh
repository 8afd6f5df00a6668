#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The module through DKMS, through make modules_install, and signed, for Debian's 6.12.
# Runs on the host and leaves nothing there: every tree is a temporary one.

set -u
cd "$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")" || exit
# DKMS keeps the key that it signs with in a place of its own.
if [ "${1:-}" != inside ]; then
	kdir=$(scripts/kernel-tree build-dir 6.12) || exit
	release=$(scripts/kernel-tree release 6.12) || exit
	export kdir release
	exec unshare -rm selftests/lab/install_test.sh inside
fi
mkdir -p /var/lib/dkms
mount -t tmpfs tmpfs /var/lib/dkms || exit
# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
sources=$scratch/src/zkcap-$version
installed=$scratch/lib/modules

mkdir -p "$sources" "$scratch/dkms" "$installed/$release"
cp -r Makefile Kbuild dkms.conf kmod uapi "$sources"
with_dkms()
{
	dkms "$1" --dkmstree "$scratch/dkms" --sourcetree "$scratch/src" \
		--installtree "$installed" -m zkcap -v "$version" "${@:2}"
}

for_kernel()
{
	with_dkms "$1" -k "$release" --kernelsourcedir "$kdir" "${@:2}"
}

# The only module below a folder
module_in()
{
	find "$1" -name 'zkcap.ko*'
}

# modinfo of a module, which may be compressed, by field
field()
{
	/sbin/modinfo -F "$1" "$2"
}

ok "dkms add" with_dkms add
ok "dkms build" for_kernel build
ok "dkms install" for_kernel install --no-depmod
module=$(module_in "$installed/$release/updates/dkms")
ok "the module is among the updates" test -s "$module"
is "$(field version "$module")" "$version" "it is of this version"
is "$(field vermagic "$module" | cut -d' ' -f1)" "$release" "and for this kernel"
ok "dkms uninstall" for_kernel uninstall --no-depmod
is "$(module_in "$installed")" "" "no module is left"
ok "dkms remove" with_dkms remove --all --no-depmod
is "$(ls "$scratch/dkms/zkcap" 2>/dev/null)" "" "DKMS has forgotten it"

# In a copy: the kernel's build system writes beside the sources.
install_by_make()
{
	make -s -C "$sources" KDIR="$kdir" INSTALL_MOD_PATH="$scratch/root" DEPMOD=true \
		modules_install
}

make_key()
{
	openssl req -new -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=zkcap throwaway/" \
		-addext subjectKeyIdentifier=hash -keyout "$scratch/key.pem" \
		-outform DER -out "$scratch/cert.der"
}

sign()
{
	make -s -C "$sources" KDIR="$kdir" KEY="$scratch/$1" CERT="$scratch/cert.der" sign
}

ok "make modules_install" install_by_make
ok "the module is below INSTALL_MOD_PATH" test -s \
	"$(module_in "$scratch/root/lib/modules/$release")"
ok "a throwaway key" make_key
is "$(field signer "$sources/zkcap.ko")" "" "nobody has signed the module"
exits 2 'none.pem' "make sign: no key, no signature" sign none.pem
ok "make sign" sign key.pem
is "$(field signer "$sources/zkcap.ko")" "zkcap throwaway" "modinfo names the signer"
is "$(field sig_hashalgo "$sources/zkcap.ko")" sha256 "and the hash"
for name in description author license; do
	ok "modinfo has: $name" test -n "$(field "$name" "$sources/zkcap.ko")"
done
done_testing
