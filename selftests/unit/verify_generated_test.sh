#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What scripts made for the verifier is what they would make again.

# shellcheck source=selftests/unit/tap.sh
. selftests/unit/tap.sh

ok "the verifier's constants are the reference string's" scripts/gen_srs_const.py --check
ok "the self-test's proof is the worked example" scripts/gen_selftest_proof.py --check

sed 's/0x97, 0xf1/0x97, 0xf2/' kmod/zk/srs_const.c >"$scratch/other.c"
exits 1 'not what' "another constant is noticed" \
	scripts/gen_srs_const.py --check circuits/srs/ethereum-kzg.srs "$scratch/other.c"

# All of them take minutes; the file is made by the same code
ok "verdicts of the corpus, a sample, by the reference verifier" \
	scripts/reference/make_corpus.py --check 45
done_testing
