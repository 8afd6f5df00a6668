#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The Debian packages are installed and removed cleanly, in a guest: dkms builds the
# module for the running kernel, the tools talk to it, and nothing stays behind.
#
# usage: package_test.sh    (as root, in a guest, from the top of the tree)
#
# The packages are those in build/deb; scripts/build-module prepared the kernel.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

[ ! -e /sys/module/zkcap ] || rmmod zkcap
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"$/\1/p' dkms.conf)
packages="zkcap zkcap-dkms libzkcap0 libzkcap-dev"
release=$(uname -r)
# The headers of the guest's kernel, where a distribution has them; dkms knows no
# architecture but the processor's.
real=$(scripts/kernel-tree build-dir "$ZKCAP_VM_KERNEL")
headers=/lib/modules/$release/build
mkdir -p "$headers"
ln -s "$real/include" "$headers/include"
cat >"$headers/Makefile" <<END
.PHONY: modules clean
modules clean:
	\$(MAKE) -C $real ARCH=$(scripts/kernel-tree arch "$ZKCAP_VM_KERNEL") M=\$(M) \$@
END
export DEBIAN_FRONTEND=noninteractive
# The index of all the manual pages of the host would be made anew with each change.
echo "man-db man-db/auto-update boolean false" | debconf-set-selections

# A user-mode kernel keeps a file of the host open for each inode that it remembers, and
# a build of the module reads thousands: every two seconds would be a tenth faster, with
# up to 16000 of them open.
while sleep 1; do
	echo 2 >/proc/sys/vm/drop_caches
done &
trap 'kill $!; rm -rf "$scratch"' EXIT

installed_files()
{
	# shellcheck disable=SC2086 # one package a word
	dpkg -L $packages 2>/dev/null | sort -u | while read -r f; do
		[ -d "$f" ] || echo "$f"
	done
}

module_status()
{
	dkms status "zkcap/$version" -k "$release" | grep -c ': installed'
}

install_all()
{
	local p files=()

	for p in $packages; do
		files+=("$PWD/$B/deb/${p}_${version}"_*.deb)
	done
	dpkg -i "${files[@]}" || { cat "/var/lib/dkms/zkcap/$version/build/make.log"; return 1; }
}

ok "the packages install" install_all
is "$(module_status)" 1 "dkms has built and installed the module"
ok "the module loads by its name" modprobe zkcap
exits 0 "^zkcap $version" "the tool is on the path" zkcap --version
exits 0 "$version" "and talks to the module" zkcap show version
exits 0 "gpu-memory" "it finds what is shipped" zkcap circuit show \
	/usr/share/zkcap/capabilities/gpu-memory.yaml
ok "pkg-config knows the library" pkg-config --exists "libzkcap >= $version"
# shellcheck disable=SC2046 # flags are words
ok "a program builds against it" gcc -o "$scratch/request" userspace/examples/request.c \
	$(pkg-config --cflags --libs libzkcap)
ok "and finds it at run time" bash -c "ldd '$scratch/request' | grep -q 'libzkcap.so.0 => /'"
ok "every unit is well-formed" env SYSTEMD_LOG_LEVEL=err systemd-analyze verify \
	/usr/lib/systemd/system/zkcap*
is "$(find /etc/systemd -name "zkcap*")" "" "no service is switched on"
ok "the module unloads" rmmod zkcap

owned=$(installed_files)
# shellcheck disable=SC2086 # one package a word
ok "the packages are removed" dpkg --purge $packages
is "$(xargs -r ls -d 2>/dev/null <<<"$owned")" "" "with all their files"
is "$(find "/lib/modules/$release" -name 'zkcap*')" "" "and the module"
is "$(dkms status zkcap)" "" "which dkms has forgotten"
is "$(find /etc /usr/src /var/lib/dkms -path '*zkcap*')" "" "nothing is left"
done_testing
