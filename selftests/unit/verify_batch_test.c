// SPDX-License-Identifier: GPL-2.0-only
/* Several proofs in one request: all hold, or the one that does not is named */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "corpus.h"
#include "verifier.h"

#define MAX 40

static json_t *corpus;

/* Statements with everything that they point to */
static struct batch {
	struct judge_case cases[MAX];
	struct judge_decoded decoded[MAX];
	struct zk_statement st[MAX];
	size_t n;
	struct zk_fault fault;
} *batch;

static void add(const char *name)
{
	struct judge_case *c = &batch->cases[batch->n];
	struct judge_decoded *d = &batch->decoded[batch->n];
	enum zk_element element;

	corpus_resolve(c, corpus, corpus_case(corpus, name));
	assert_int_equal(judge_decode(d, c, &element), ZK_ACCEPT);
	batch->st[batch->n++] = judge_statement(d, c);
}

static enum zk_verdict check(void)
{
	return zk_plonk_verify(judge_srs(), batch->st, batch->n, &batch->fault, judge_scratch());
}

static void add_all_honest(void)
{
	static const char *const names[] = {
		"honest: example", "honest: linear", "honest: products", "honest: example again",
		"honest: example, other context",
	};
	size_t i;

	batch->n = 0;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		add(names[i]);
}

static void proofs_of_several_keys_platforms_and_contexts_hold(void **state)
{
	(void)state;
	add_all_honest();
	assert_int_equal(check(), ZK_ACCEPT);
}

static void statements_may_share_keys_and_commitments(void **state)
{
	size_t i;

	(void)state;
	batch->n = 0;
	add("honest: example");
	add("honest: example again");
	add("honest: example, other context");
	for (i = 1; i < batch->n; i++) {
		batch->st[i].vk = batch->st[0].vk;
		batch->st[i].commitment = batch->st[0].commitment;
	}
	assert_int_equal(check(), ZK_ACCEPT);
	batch->cases[1].proof[ZK_PROOF_BYTES - 1] ^= 1;
	assert_int_equal(check(), ZK_REFUSE_EQUATION);
	assert_int_equal(batch->fault.statement, 1);
}

static void one_bad_is_named_at_every_position(void **state)
{
	size_t i;

	(void)state;
	add_all_honest();
	for (i = 0; i < batch->n; i++) {
		batch->cases[i].proof[ZK_PROOF_BYTES - 1] ^= 1;
		assert_int_equal(check(), ZK_REFUSE_EQUATION);
		assert_int_equal(batch->fault.statement, i);
		assert_int_equal(batch->fault.element, ZK_ELEMENT_NONE);
		batch->cases[i].proof[ZK_PROOF_BYTES - 1] ^= 1;
	}
	assert_int_equal(check(), ZK_ACCEPT);
}

static void one_malformed_is_named_at_every_position(void **state)
{
	size_t i;

	(void)state;
	add_all_honest();
	for (i = 0; i < batch->n; i++) {
		memset(batch->cases[i].proof + ZK_PROOF_BYTES - 64, 0xff, 32);
		assert_int_equal(check(), ZK_REFUSE_SCALAR_RANGE);
		assert_int_equal(batch->fault.statement, i);
		assert_int_equal(batch->fault.element, ZK_ELEMENT_S_0);
		add_all_honest();
	}
}

static void two_errors_that_cancel_are_refused(void **state)
{
	(void)state;
	batch->n = 0;
	add("first of a pair whose errors cancel");
	add("second of a pair whose errors cancel");
	assert_int_equal(check(), ZK_REFUSE_EQUATION);
	assert_int_equal(batch->fault.statement, 0);
	add("honest: linear");
	assert_int_equal(check(), ZK_REFUSE_EQUATION);
}

static void duplicates_hold_and_fail_together(void **state)
{
	size_t i;

	(void)state;
	batch->n = 0;
	for (i = 0; i < 3; i++)
		add("honest: example");
	assert_int_equal(check(), ZK_ACCEPT);
	for (i = 0; i < 3; i++)
		batch->cases[i].proof[ZK_PROOF_BYTES - 1] ^= 1;
	assert_int_equal(check(), ZK_REFUSE_EQUATION);
	assert_int_equal(batch->fault.statement, 0);
}

static void exchanged_proofs_are_refused(void **state)
{
	const u8 *proof;

	(void)state;
	batch->n = 0;
	add("honest: example");
	add("honest: example, other context");
	proof = batch->st[0].proof;
	batch->st[0].proof = batch->st[1].proof;
	batch->st[1].proof = proof;
	assert_int_equal(check(), ZK_REFUSE_EQUATION);
	assert_int_equal(batch->fault.statement, 0);
}

static void largest_batch_holds(void **state)
{
	(void)state;
	batch->n = 0;
	while (batch->n < ZK_MAX_BATCH)
		add(batch->n % 2 ? "honest: linear" : "honest: products");
	assert_int_equal(check(), ZK_ACCEPT);
	batch->cases[ZK_MAX_BATCH - 1].context[31] ^= 1;
	assert_int_equal(check(), ZK_REFUSE_EQUATION);
	assert_int_equal(batch->fault.statement, ZK_MAX_BATCH - 1);
}

static void library_splits_what_is_larger(void **state)
{
	struct zkcap_error err = { 0 };
	enum zk_verdict verdict;

	(void)state;
	batch->n = 0;
	while (batch->n < MAX)
		add("honest: linear");
	assert_int_equal(zkcap_verifier_check(batch->st, MAX, &verdict, &batch->fault, &err), 0);
	assert_int_equal(verdict, ZK_ACCEPT);
	batch->cases[ZK_MAX_BATCH + 3].context[31] ^= 1;
	assert_int_equal(zkcap_verifier_check(batch->st, MAX, &verdict, &batch->fault, &err), 0);
	assert_int_equal(verdict, ZK_REFUSE_EQUATION);
	assert_int_equal(batch->fault.statement, ZK_MAX_BATCH + 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proofs_of_several_keys_platforms_and_contexts_hold),
		cmocka_unit_test(statements_may_share_keys_and_commitments),
		cmocka_unit_test(one_bad_is_named_at_every_position),
		cmocka_unit_test(one_malformed_is_named_at_every_position),
		cmocka_unit_test(two_errors_that_cancel_are_refused),
		cmocka_unit_test(duplicates_hold_and_fail_together),
		cmocka_unit_test(exchanged_proofs_are_refused),
		cmocka_unit_test(largest_batch_holds),
		cmocka_unit_test(library_splits_what_is_larger),
	};
	int rc;

	corpus = corpus_load();
	batch = calloc(1, sizeof(*batch));
	if (!batch)
		return 1;
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	free(batch);
	json_decref(corpus);
	return rc;
}
