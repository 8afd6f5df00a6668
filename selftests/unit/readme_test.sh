#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What README.md tells people to type works: every ```sh block, in one shell, in order.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' README.md >"$scratch/commands"

run_readme()
{
	# What is shown with '!' is to be refused: exit status 1, not another failure.
	{
		echo 'refused() { local rc=0; "$@" || rc=$?; [ "$rc" = 1 ]; }'
		sed 's/^! /refused /' "$scratch/commands"
	} | OUT=$scratch bash -eu -o pipefail /dev/stdin
}

ok "README has commands" test "$(grep -c zkcap "$scratch/commands")" -ge 8
ok "every command of README works" run_readme
ok "they leave a key" test "$(stat -c %s "$scratch/gpu.vk")" = 504
ok "and a proof" test "$(stat -c %s "$scratch/proof")" = 816
ok "every link of README leads to a file" bash -c \
	'grep -o "](\([^)]*\))" README.md | tr -d "]()" | xargs ls -d'
done_testing
