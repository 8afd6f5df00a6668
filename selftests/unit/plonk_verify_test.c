// SPDX-License-Identifier: GPL-2.0-only
/* The verifier on the worked example, and on every way to change one bit of it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "claim.h"
#include "example.h"
#include "judge.h"

/* Sanitizers make this slow: look at some of the bits only */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BIT_STEP 61
#else
#define BIT_STEP 1
#endif

static struct judge_case example;

static void worked_example_is_accepted(void **state)
{
	enum zk_element element;

	(void)state;
	assert_int_equal(judge(&example, &element), ZK_ACCEPT);
	assert_int_equal(element, ZK_ELEMENT_NONE);
}

static void assert_challenge(const json_t *steps, const char *name, const struct zk_fr *got)
{
	char padded[65];
	struct zk_fr want;
	const json_t *step;
	const char *hex;
	u8 bytes[32];
	size_t i;

	json_array_foreach(steps, i, step) {
		const char *label = json_string_value(json_object_get(step, "challenge"));

		if (!label || strcmp(label, name))
			continue;
		hex = json_string_value(json_object_get(step, "value")) + 2;
		memset(padded, '0', 64);
		padded[64] = 0;
		memcpy(padded + 64 - strlen(hex), hex, strlen(hex));
		example_hex(bytes, sizeof(bytes), padded);
		assert_true(zk_fr_from_bytes(&want, bytes));
		assert_true(zk_fr_eq(got, &want));
		return;
	}
	fail_msg("no challenge %s in the example", name);
}

static void challenges_are_the_worked_examples(void **state)
{
	struct judge_decoded *d = malloc(sizeof(*d));
	struct zk_claim_scratch *s = malloc(sizeof(*s));
	struct zk_claim *claim = malloc(sizeof(*claim));
	json_t *e = example_load(), *steps = json_object_get(e, "transcript");
	enum zk_element element;
	struct zk_statement st;
	u8 final[32];

	(void)state;
	assert_true(d && s && claim);
	assert_int_equal(judge_decode(d, &example, &element), ZK_ACCEPT);
	st = judge_statement(d, &example);
	assert_int_equal(zk_claim_make(claim, &st, &element, s), ZK_ACCEPT);
	assert_challenge(steps, "e", &s->e);
	assert_challenge(steps, "beta", &s->beta);
	assert_challenge(steps, "gamma", &s->gamma);
	assert_challenge(steps, "alpha", &s->alpha);
	assert_challenge(steps, "zeta", &s->zeta);
	assert_challenge(steps, "nu", &s->nu);
	assert_challenge(steps, "u", &s->u);
	assert_challenge(steps, "rho", &s->rho);
	example_bytes(final, sizeof(final), json_array_get(steps, json_array_size(steps) - 1),
		      "state");
	assert_memory_equal(claim->final.h, final, sizeof(final));
	json_decref(e);
	free(claim);
	free(s);
	free(d);
}

static void every_flipped_bit_of_a_proof_is_refused(void **state)
{
	struct judge_decoded *d = malloc(sizeof(*d));
	struct judge_case *c = malloc(sizeof(*c));
	enum zk_element element;
	struct zk_statement st;
	size_t bit;

	(void)state;
	assert_true(d && c);
	*c = example;
	assert_int_equal(judge_decode(d, c, &element), ZK_ACCEPT);
	st = judge_statement(d, c);
	for (bit = 0; bit < 8 * ZK_PROOF_BYTES; bit += BIT_STEP) {
		c->proof[bit / 8] ^= 1 << bit % 8;
		if (zk_plonk_verify(judge_srs(), &st, 1, NULL, judge_scratch()) == ZK_ACCEPT)
			fail_msg("bit %zu of the proof changed, accepted", bit);
		c->proof[bit / 8] ^= 1 << bit % 8;
	}
	assert_int_equal(judge(c, &element), ZK_ACCEPT);
	free(c);
	free(d);
}

static void every_flipped_bit_of_a_key_is_refused(void **state)
{
	struct judge_case *c = malloc(sizeof(*c));
	enum zk_element element;
	size_t bit;

	(void)state;
	assert_non_null(c);
	*c = example;
	for (bit = 0; bit < 8 * ZK_VK_BYTES; bit += BIT_STEP) {
		c->key[bit / 8] ^= 1 << bit % 8;
		if (judge(c, &element) == ZK_ACCEPT)
			fail_msg("bit %zu of the key changed, accepted", bit);
		c->key[bit / 8] ^= 1 << bit % 8;
	}
	assert_int_equal(judge(c, &element), ZK_ACCEPT);
	free(c);
}

static void every_flipped_bit_of_context_and_commitment_is_refused(void **state)
{
	struct judge_case *c = malloc(sizeof(*c));
	enum zk_element element;
	size_t bit;

	(void)state;
	assert_non_null(c);
	*c = example;
	for (bit = 0; bit < 8 * ZK_CONTEXT_BYTES; bit += BIT_STEP) {
		c->context[bit / 8] ^= 1 << bit % 8;
		assert_int_equal(judge(c, &element), ZK_REFUSE_EQUATION);
		c->context[bit / 8] ^= 1 << bit % 8;
	}
	for (bit = 0; bit < 8 * ZK_POINT_BYTES; bit += BIT_STEP) {
		c->commitment[bit / 8] ^= 1 << bit % 8;
		assert_int_not_equal(judge(c, &element), ZK_ACCEPT);
		c->commitment[bit / 8] ^= 1 << bit % 8;
	}
	free(c);
}

static void number_of_statements_is_bounded(void **state)
{
	struct zk_statement st[ZK_MAX_BATCH + 1] = { 0 };
	struct zk_fault fault;

	(void)state;
	assert_int_equal(zk_plonk_verify(judge_srs(), st, 0, &fault, judge_scratch()),
			 ZK_REFUSE_BATCH_SIZE);
	assert_int_equal(zk_plonk_verify(judge_srs(), st, ZK_MAX_BATCH + 1, &fault,
					 judge_scratch()),
			 ZK_REFUSE_BATCH_SIZE);
}

static void verdicts_and_elements_have_distinct_names(void **state)
{
	int i, j;

	(void)state;
	for (i = 0; i < ZK_VERDICTS; i++) {
		assert_true(strlen(zk_verdict_name(i)) > 0);
		assert_int_equal(strspn(zk_verdict_name(i), "abcdefghijklmnopqrstuvwxyz_"),
				 strlen(zk_verdict_name(i)));
		assert_true(strlen(zk_verdict_text(i)) > 10);
		for (j = 0; j < i; j++)
			assert_string_not_equal(zk_verdict_name(i), zk_verdict_name(j));
	}
	for (i = 0; i < ZK_ELEMENTS; i++) {
		assert_int_equal(strlen(zk_element_name(i)) == 0, i == ZK_ELEMENT_NONE);
		for (j = 0; j < i; j++)
			assert_string_not_equal(zk_element_name(i), zk_element_name(j));
	}
	assert_string_equal(zk_verdict_name(ZK_VERDICTS), "unknown");
	assert_string_equal(zk_verdict_text(-1), "not a verdict");
	assert_string_equal(zk_element_name(ZK_ELEMENTS), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worked_example_is_accepted),
		cmocka_unit_test(challenges_are_the_worked_examples),
		cmocka_unit_test(every_flipped_bit_of_a_proof_is_refused),
		cmocka_unit_test(every_flipped_bit_of_a_key_is_refused),
		cmocka_unit_test(every_flipped_bit_of_context_and_commitment_is_refused),
		cmocka_unit_test(number_of_statements_is_bounded),
		cmocka_unit_test(verdicts_and_elements_have_distinct_names),
	};

	judge_example(&example);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
