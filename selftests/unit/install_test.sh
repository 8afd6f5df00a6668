#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# make install and make uninstall, below a directory.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

root=$scratch/root
install_make()
{
	make -s -f userspace/Makefile B="$B" PREFIX=/usr DESTDIR="$root" "$1"
}

# completed WORD...: what bash makes of the last one
completed()
{
	local COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()

	# shellcheck source=/dev/null
	. "$root/usr/share/bash-completion/completions/zkcap"
	_zkcap
	echo "${COMPREPLY[*]}"
}

ok "make install" install_make install
exits 0 '^zkcap [0-9]' "the tool is there" "$root/usr/bin/zkcap" --version
ok "so is the attribute schema" test -s "$root/usr/share/zkcap/attributes.yaml"
ok "so are definitions" test -s "$root/usr/share/zkcap/capabilities/cpu-avx2.yaml"
ok "the installed tool works on the installed data" "$root/usr/bin/zkcap" \
	--data "$root/usr/share/zkcap" circuit show "$root/usr/share/zkcap/capabilities/cpu-avx2.yaml"
ok "every command has a manual page" bash -c \
	"'$zkcap' --json help | jq -r '.commands[].name' |
		while read -r c; do test -s '$root/usr/share/man/man1/zkcap-'\$c.1 || exit 1; done"
for program in zkcapd zkcap-oci-hook; do
	page=$root/usr/share/man/man8/$program.8
	ok "so has $program" test -s "$page"
	is "$(grep -c "^\.TH.*\b8\b" "$page")" 1 "in section 8"
done
ok "every option of zkcapd is in its page" bash -c \
	"'$B/bin/zkcapd' --help=json | jq -r '.rows[].name' | sed 's/-/\\\\-/g' |
		while read -r o; do grep -qF -- \"\$o\" '$root/usr/share/man/man8/zkcapd.8' || exit 1; done"
exits 2 "expected --help or --help=json" "another form of help" "$B/bin/zkcapd" --help=xml
ok "bash takes the completion" bash -eu "$root/usr/share/bash-completion/completions/zkcap"
is "$(completed zkcap re)" "release renew request resize" "which completes commands"
is "$(completed zkcap ca ch)" "challenge" "verbs"
is "$(completed zkcap ca init --da)" "--days --data" "and options"
ok "examples of configuration are there" test -s "$root/usr/share/doc/zkcap/examples/40-offers.yaml"
ok "make uninstall" install_make uninstall
is "$(find "$root" -type f)" "" "and nothing is left"
done_testing
