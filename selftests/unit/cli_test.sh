#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The tool's frame: what it does with a command line before any command runs.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

exits 2 'Usage: zkcap' "no command: usage, on standard error" "$zkcap"
is "$("$zkcap" 2>/dev/null)" "" "no command: nothing on standard output"
exits 0 'Usage: zkcap' "--help: usage" "$zkcap" --help
exits 0 '^zkcap [0-9]' "--version: name and number" "$zkcap" --version
exits 2 "unknown command 'nonsense'" "an unknown command is named" "$zkcap" nonsense
exits 2 "unknown command 'nonsense'" "help for an unknown command" "$zkcap" help nonsense
exits 2 "unknown or ambiguous option '--bogus'" "an unknown option is named" "$zkcap" help --bogus
exits 2 "'--data' needs an argument" "an option without its argument" "$zkcap" help --data
exits 2 "unexpected operand 'b'" "too many operands" "$zkcap" help a b
is "$("$zkcap" --json nonsense 2>/dev/null | jq -r '.exit')" 2 "--json: errors are JSON too"

while read -r noun; do
	ok "help $noun works" "$zkcap" help "$noun"
done < <("$zkcap" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')
is "$("$zkcap" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | LC_ALL=C sort -c 2>&1)" "" \
	"commands are listed in order"
exits 2 "cannot write" "a full disk is an error" sh -c "'$zkcap' --help >/dev/full"

# Files: whole or not at all.
definition=circuits/capabilities/cpu-avx2.yaml
compile()
{
	"$zkcap" circuit compile "$definition" -o "$1"
}

exits 2 '/nonexistent/vk: cannot write' "a directory that is not there" compile /nonexistent/vk
exits 2 '/dev/full: cannot write' "a device that takes nothing" compile /dev/full
is "$(compile - 2>/dev/null | wc -c)" 504 "'-' is standard output"
echo old >"$scratch/vk"
(trap '' XFSZ && ulimit -f 0 && compile "$scratch/vk") >/dev/null 2>&1
is "$(cat "$scratch/vk")" old "a write that fails leaves the old file"
is "$(find "$scratch" -name 'vk.*')" "" "and nothing beside it"
(umask 027 && compile "$scratch/new") >/dev/null
is "$(stat -c %a "$scratch/new")" 640 "a new file obeys the umask"
exits 2 'missing: No such file' "an input that is not there" \
	"$zkcap" circuit compile "$scratch/missing" -o "$scratch/x"
exits 2 'cannot be read' "an input that is a directory" \
	"$zkcap" circuit compile "$scratch" -o "$scratch/x"

# Values: what was expected is said.
verify()
{
	"$zkcap" verify --vk "$scratch/new" "$@" --commitment 00 proof
}

exits 2 'has 4 hex digits: expected 64' "a short context" verify --context 0xabcd
exits 2 'not two hex digits' "a context that is not hex" \
	verify --context "$(printf 'zz%.0s' {1..32})"
exits 2 "'12x' is not a field element: expected decimal or 0x hex" "a number with a letter" verify --public 12x
exits 2 "'0x' is not a field element" "a number without digits" verify --public 0x
exits 2 "'-1' is not a field element" "a negative number" verify --public -1
done_testing
