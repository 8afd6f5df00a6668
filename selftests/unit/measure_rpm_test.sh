#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Versions of packages where rpm keeps them: in a tree whose database rpm itself made.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

if [ "$(id -u)" != 0 ] || ! command -v rpmbuild >/dev/null; then
	skip_all "this is not root, or there is no rpmbuild"
fi

root=$scratch/root
database=/var/lib/rpm
mkdir -p "$root/usr/lib64" "$scratch/build"

# package NAME VERSION: installed in the tree's database
package()
{
	cat >"$scratch/build/$1.spec" <<-END
	Name: $1
	Version: $2
	Release: 4.el9
	Epoch: 1
	Summary: of the test
	License: MIT
	BuildArch: noarch
	%description
	Of the test.
	%files
	END
	rpmbuild --quiet -bb --define "_topdir $scratch/build" "$scratch/build/$1.spec"
	rpm --force-debian --root "$root" --dbpath "$database" -i --justdb --nodeps --ignorearch "$scratch/build/RPMS/noarch/$1-$2"*.rpm
}

rpm --root "$root" --dbpath "$database" --initdb
package openssl-libs 3.0.7
package gnutls 3.8.3
package glibc 2.34
package crun 1.14.3
mkdir -p "$root/etc/containers"
printf '[engine]\nruntime = "crun"\n' >"$root/etc/containers/containers.conf"

"$zkcap" --json attributes --values --root "$root" >"$scratch/values.json"
value()
{
	jq -r --arg name "$1" '.attributes[] | select(.name == $name) |
		"\(.value) \(.level) \(.source)"' "$scratch/values.json"
}

is "$(value openssl.version)" "3.0.7 reported rpm, package openssl-libs" "OpenSSL's version"
is "$(value gnutls.version)" "3.8.3 reported rpm, package gnutls" "that of GnuTLS"
is "$(value libc.version)" "2.34.0 reported rpm, package glibc" "that of the C library"
is "$(value container.runtime.version)" "1.14.3 reported rpm, package crun" \
	"that of the container runtime"
is "$(value libsodium.version)" "null absent no package database has libsodium23" \
	"a package that is not installed is absent"
done_testing
