#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# libzkcap as others use it: an installed tree, found by pkg-config alone.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

root=$scratch/root
export PKG_CONFIG_LIBDIR=$root/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
export LD_LIBRARY_PATH=$root/usr/lib
so=$root/usr/lib/libzkcap.so.0
map=userspace/libzkcap/libzkcap.map
include=$root/usr/include/zkcap

build()
{
	local flags
	read -ra flags <<<"$(PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 pkg-config --cflags --libs libzkcap)"
	gcc -Wall -Wextra -Werror -Wno-unused-parameter -o "$scratch/request" "$1" "${flags[@]}"
}

alone()
{
	local header
	for header in "$include"/*.h; do
		echo "#include <zkcap/$(basename "$header")>" |
			gcc -std=c99 -pedantic -Wall -Werror -fsyntax-only -x c \
				-I"$root/usr/include" -I"$include/uapi" - || return
	done
}

# Names of functions that installed headers declare, and those that the library gives out
declared()
{
	cat "$include"/*.h | gcc -fpreprocessed -dD -E -P -x c - 2>/dev/null | tr '\n' ' ' |
		grep -oE 'zkcap_[a-z_]+ ?\([^;{]*;' | sed 's/(.*//; s/ //' | sort -u
}

exported()
{
	nm -D --defined-only "$so" | sed -n 's/.* T \(.*\)@@LIBZKCAP_0$/\1/p' | sort
}

ok "make install" make -s -f userspace/Makefile B="$B" PREFIX=/usr DESTDIR="$root" install
ok "the library's name has its major version" \
	grep -q 'Library soname: \[libzkcap.so.0\]' <(readelf -d "$so")
ok "each header stands alone" alone
is "$(exported)" "$(sed -n 's/^\t\(zkcap_.*\);/\1/p' "$map" | sort)" "what is listed is exported"
is "$(exported)" "$(declared)" "what is declared is exported, and nothing else"
is "$(nm -D --defined-only "$so" | grep -vc '@@LIBZKCAP_0$\| A LIBZKCAP_0$')" 0 \
	"everything has the version"
ok "the example has less than 60 lines" test "$(wc -l <userspace/examples/request.c)" -lt 60
ok "the example compiles with pkg-config's flags" build userspace/examples/request.c
if [ -e /sys/module/zkcap ]; then
	ok "the example runs" "$scratch/request"
else
	exits 1 'no netlink family zkcap: is the module loaded' \
		"the example runs, and says that there is no module" "$scratch/request"
fi
done_testing
