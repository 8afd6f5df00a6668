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
done_testing
