// SPDX-License-Identifier: GPL-2.0-only
/*
 * A challenge zeta on a row of the circuit makes L_i(zeta) a division by zero.  No
 * transcript will ever give one: here a transcript that does takes the place
 * of the real one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "judge.h"

static struct zk_fr forced;

static void forced_challenge(struct zk_transcript *t, const char *label, struct zk_fr *c)
{
	zk_transcript_challenge(t, label, c);
	if (!strcmp(label, "zeta"))
		*c = forced;
}

#define zk_transcript_challenge forced_challenge
#include "../../kmod/zk/claim.c"
#undef zk_transcript_challenge

static struct judge_case example;
static struct judge_decoded decoded;

static enum zk_verdict verdict_with(const struct zk_fr *zeta)
{
	static struct zk_claim claim;
	static struct zk_claim_scratch scratch;
	struct zk_statement st = judge_statement(&decoded, &example);
	enum zk_element element;

	forced = *zeta;
	return zk_claim_make(&claim, &st, &element, &scratch);
}

static void every_row_is_refused(void **state)
{
	struct zk_fr zeta = zk_fr_one;
	unsigned int i;

	(void)state;
	for (i = 0; i < 256; i++) {
		assert_int_equal(verdict_with(&zeta), ZK_REFUSE_ZETA_IN_DOMAIN);
		zk_fr_mul(&zeta, &zeta, &decoded.vk.omega);
	}
	assert_true(zk_fr_eq(&zeta, &zk_fr_one));
}

static void other_points_are_not(void **state)
{
	struct zk_fr zeta;

	(void)state;
	assert_int_equal(verdict_with(&zk_fr_zero), ZK_ACCEPT);
	zk_fr_add(&zeta, &decoded.vk.omega, &zk_fr_one);
	assert_int_equal(verdict_with(&zeta), ZK_ACCEPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_refused),
		cmocka_unit_test(other_points_are_not),
	};
	enum zk_element element;

	judge_example(&example);
	if (judge_decode(&decoded, &example, &element) != ZK_ACCEPT)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
