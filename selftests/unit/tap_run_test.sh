#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The runner of tests must not believe a test program that goes wrong.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

run()
{
	scripts/tap-run "$scratch" t "$@"
}

run_plain()
{
	scripts/tap-run --plain "$scratch" t "$@"
}

plan2='1..2\nok 1 - a\n'

exits 0 '2 passed (' "a plan kept" run printf "${plan2}ok 2 - b\n"
exits 0 '3 passed (' "several groups, each with its plan" run printf "1..1\nok 1\n${plan2}ok 2\n"
exits 1 '1 passed, 1 failed' "a test that fails" run printf "${plan2}not ok 2 - b\n"
harness='TAP version 13\n1..2\n#  RUN           a.b ...\n#            OK  a.b\nok 1 a.b\n'
exits 1 '1 passed, 1 failed' "a test that fails, on the kernel's harness" \
	run printf "$harness#          FAIL  a.c\nnot ok 2 a.c\n"
exits 1 'planned 2 tests, reported 1' "the harness cut short" run printf "$harness"
exits 1 '1 passed, 1 failed' "fewer tests than planned" run printf "$plan2"
exits 1 '3 passed, 1 failed' "more tests than planned" run printf "${plan2}ok 2\nok 3\n"
exits 1 '0 passed, 1 failed' "no output" run true
exits 1 '1 passed, 1 failed' "no plan" run echo "ok 1 - a"
exits 1 '1 passed, 1 failed' "a crash after the last test" \
	run sh -c 'echo 1..1; echo ok 1; kill -SEGV $$'
exits 1 '1 passed, 1 failed' "exit status against its own lines" \
	run sh -c 'echo 1..1; echo ok 1; exit 3'
exits 1 '1 passed, 1 failed' "bailing out" run printf '1..1\nok 1\nBail out! no disk\n'
exits 1 '0 passed, 1 failed' "a program that is not there" run /nonexistent
exits 1 '0 passed, 1 failed' "a program that does not end" \
	scripts/tap-run --timeout 0.2 "$scratch" t sleep 60
exits 0 '1 passed, 1 skipped' "a skipped test" run printf '1..2\nok 1 # SKIP no TPM\nok 2\n'
exits 0 '0 passed, 1 skipped' "everything skipped" run printf '1..0 # SKIP no TPM\n'
exits 0 '0 passed, 1 skipped' "everything skipped, and its exit status" \
	run sh -c 'echo "1..0 # SKIP no TPM"; exit 4'
exits 1 '1 failed, 1 skipped' "status 4 although something ran" \
	run sh -c 'echo 1..2; echo ok 1; echo "ok 2 # SKIP"; exit 4'
exits 0 '1 passed' "--plain: success" run_plain true
exits 0 '1 skipped' "--plain: status 4 is a skip" run_plain sh -c 'exit 4'
exits 1 '1 failed' "--plain: failure" run_plain false

exits 1 '1 failed' "--keep: nothing to keep" \
	scripts/tap-run --keep --plain "$scratch" kept false
exits 0 '1 passed' "--keep: what failed runs again" \
	scripts/tap-run --keep --plain "$scratch" kept true
exits 0 '^kept kept$' "--keep: what passed does not" \
	scripts/tap-run --keep --plain "$scratch" kept false
is "$(scripts/tap-summary "$scratch" | tail -n 1 | grep -o '^[0-9]* passed')" "1 passed" \
	"what was kept counts"

rm -rf "${scratch:?}"/*
scripts/tap-run "$scratch" good printf "${plan2}ok 2\n" >"$scratch/out"
is "$(scripts/tap-summary "$scratch" | tail -n 1)" "2 passed, 0 failed" "the summary's last line"
ok "the summary succeeds" scripts/tap-summary "$scratch"
scripts/tap-run "$scratch" bad printf "$plan2" >"$scratch/out"
scripts/tap-run "$scratch" skip printf '1..0 # SKIP x\n' >"$scratch/out"
is "$(scripts/tap-summary "$scratch" | tail -n 1)" "3 passed, 1 failed, 1 skipped" \
	"the summary counts all"
exits 1 'planned 2 tests, reported 1' "the summary fails and says why" \
	scripts/tap-summary "$scratch"
mkdir "$scratch/empty"
exits 1 '^0 passed, 0 failed' "nothing ran: not a success" scripts/tap-summary "$scratch/empty"
done_testing
