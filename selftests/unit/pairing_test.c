// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pairing: values derived from PARI/GP's Tate pairing, bilinearity, and what the
 * product check must accept and refuse.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "both_paths.h"
#include "curve_ref.h"
#include "curve_vectors.h"
#include "example.h"
#include "pairing.h"

static struct zk_pairing_scratch scratch;
static struct zk_g2_lines lines[ZK_PAIRING_MAX + 1];

static void g1_times(struct zk_g1_affine *r, const struct zk_fr *k)
{
	struct zk_g1 t;

	zk_g1_mul_vartime(&t, &zk_g1_generator, k);
	zk_g1_to_affine_vartime(r, &t);
}

/* Lines of k times the generator of G2 */
static void lines_times(struct zk_g2_lines *l, const struct zk_fr *k)
{
	struct zk_g2_affine q;
	struct zk_g2 t;

	zk_g2_mul_vartime(&t, &zk_g2_generator, k);
	zk_g2_to_affine_vartime(&q, &t);
	zk_g2_lines_init(l, &q);
}

static bool product_is_one(const struct zk_g1_affine *p, size_t n)
{
	const struct zk_g2_lines *q[ZK_PAIRING_MAX + 1];
	size_t i;

	for (i = 0; i <= ZK_PAIRING_MAX; i++)
		q[i] = &lines[i];
	return zk_pairing_product_is_one(p, q, n, &scratch);
}

/*
 * PARI/GP gives f_(x,Q)(P)^((p^12 - 1) / r); the loop here runs over |x|, which inverts
 * the value, and the exponent is three times that.
 */
static void values_are_the_known_ones(void **state)
{
	json_t *entry, *all = curve_vectors("pairing");
	const struct zk_g2_lines *q = &lines[0];
	struct zk_fp12 ate, want;
	struct zk_g2_affine q2;
	struct zk_g1_affine p;
	u8 in[ZK_G2_BYTES];
	size_t i;

	(void)state;
	json_array_foreach(all, i, entry) {
		example_bytes(in, ZK_G1_BYTES, entry, "p");
		assert_int_equal(zk_g1_from_bytes_vartime(&p, in), ZK_DECODE_OK);
		example_bytes(in, ZK_G2_BYTES, entry, "q");
		assert_int_equal(zk_g2_from_bytes_vartime(&q2, in), ZK_DECODE_OK);
		zk_g2_lines_init(&lines[0], &q2);
		assert_true(zk_miller_loop_vartime(&scratch, &p, &q, 1));
		zk_final_exp_vartime(&scratch);

		vector_fp12(&ate, entry, "ate");
		zk_fp12_conj(&ate, &ate);
		zk_fp12_sqr(&want, &ate);
		zk_fp12_mul(&want, &want, &ate);
		assert_memory_equal(&scratch.f, &want, sizeof(want));
		assert_false(zk_fp12_is_one(&scratch.f));
	}
}

/* e(aP, bQ) e(-abP, Q) = 1, and no longer with ab + 1 */
static void pairing_is_bilinear(void **state)
{
	struct zk_g1_affine p[2];
	struct sample s = { 31 };
	struct zk_fr a, b, ab;
	int i;

	(void)state;
	lines_times(&lines[1], &zk_fr_one);
	for (i = 0; i < 20; i++) {
		sample_fr(&s, &a);
		sample_fr(&s, &b);
		if (i == 0)
			a = zk_fr_one;
		if (i == 1)
			zk_fr_neg(&b, &zk_fr_one);
		g1_times(&p[0], &a);
		lines_times(&lines[0], &b);
		zk_fr_mul(&ab, &a, &b);
		zk_fr_neg(&ab, &ab);
		g1_times(&p[1], &ab);
		assert_true(product_is_one(p, 2));
		zk_fr_add(&ab, &ab, &zk_fr_one);
		g1_times(&p[1], &ab);
		assert_false(product_is_one(p, 2));
	}
}

/* n pairs whose exponents sum to zero, n from 2 to the most; each made wrong in turn */
static void products_of_every_length(void **state)
{
	struct zk_g1_affine p[ZK_PAIRING_MAX];
	struct zk_fr a, b, sum, inv;
	struct sample s = { 32 };
	size_t n, i;

	(void)state;
	for (n = 2; n <= ZK_PAIRING_MAX; n++) {
		sum = zk_fr_zero;
		for (i = 0; i < n; i++) {
			sample_fr(&s, &b);
			lines_times(&lines[i], &b);
			sample_fr(&s, &a);
			if (i + 1 == n) {
				zk_fr_inv_vartime(&inv, &b);
				zk_fr_mul(&a, &sum, &inv);
				zk_fr_neg(&a, &a);
			}
			g1_times(&p[i], &a);
			zk_fr_mul(&a, &a, &b);
			zk_fr_add(&sum, &sum, &a);
		}
		assert_true(product_is_one(p, n));
		for (i = 0; i < n; i++) {
			zk_g1_affine_neg(&p[i], &p[i]);
			assert_false(product_is_one(p, n));
			zk_g1_affine_neg(&p[i], &p[i]);
		}
		/* a product that lacks its last factor */
		assert_false(product_is_one(p, n - 1));
	}
}

static void infinity_contributes_one(void **state)
{
	struct zk_g1_affine p[3];
	struct zk_fr two;

	(void)state;
	zk_fr_from_u64(&two, 2);
	lines_times(&lines[0], &zk_fr_one);
	lines_times(&lines[1], &two);
	lines_times(&lines[2], &two);
	memset(p, 0, sizeof(p));
	assert_true(product_is_one(p, 1));
	assert_true(product_is_one(p, 3));
	/* e(2P, Q) e(infinity, 2Q) e(-P, 2Q) */
	g1_times(&p[0], &two);
	assert_false(product_is_one(p, 2));
	zk_g1_affine_neg(&p[2], &zk_g1_generator);
	assert_true(product_is_one(p, 3));
}

static void counts_out_of_range_are_refused(void **state)
{
	struct zk_g1_affine p[ZK_PAIRING_MAX + 1] = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i <= ZK_PAIRING_MAX; i++)
		lines_times(&lines[i], &zk_fr_one);
	assert_false(product_is_one(p, 0));
	assert_true(product_is_one(p, ZK_PAIRING_MAX));
	assert_false(product_is_one(p, ZK_PAIRING_MAX + 1));
}

/* Lines of zeros are each 1, so that any product of them would be */
static void tables_that_were_not_filled_are_refused(void **state)
{
	struct zk_g1_affine p[2] = { zk_g1_generator, zk_g1_generator };
	size_t i;

	(void)state;
	memset(lines, 0, sizeof(lines));
	assert_false(product_is_one(p, 1));
	assert_false(product_is_one(p, 2));
	/* every single line counts */
	zk_g1_affine_neg(&p[1], &p[1]);
	for (i = 0; i < ZK_G2_LINES; i++) {
		lines_times(&lines[0], &zk_fr_one);
		lines[1] = lines[0];
		if (i == 0)
			assert_true(product_is_one(p, 2));
		memset(&lines[0].line[i], 0, sizeof(lines[0].line[i]));
		lines[1].line[i] = lines[0].line[i];
		assert_false(product_is_one(p, 2));
	}
}

static void any_changed_line_changes_the_value(void **state)
{
	struct zk_g1_affine p[2] = { zk_g1_generator, zk_g1_generator };
	size_t i;

	(void)state;
	zk_g1_affine_neg(&p[1], &p[1]);
	lines_times(&lines[0], &zk_fr_one);
	for (i = 0; i < ZK_G2_LINES; i++) {
		lines[1] = lines[0];
		zk_fp_add(&lines[1].line[i].offset.c0, &lines[1].line[i].offset.c0, &zk_fp_one);
		assert_false(product_is_one(p, 2));
		lines[1] = lines[0];
		zk_fp_add(&lines[1].line[i].slope.c1, &lines[1].line[i].slope.c1, &zk_fp_one);
		assert_false(product_is_one(p, 2));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_the_known_ones),
		cmocka_unit_test(pairing_is_bilinear),
		cmocka_unit_test(products_of_every_length),
		cmocka_unit_test(infinity_contributes_one),
		cmocka_unit_test(counts_out_of_range_are_refused),
		cmocka_unit_test(tables_that_were_not_filled_are_refused),
		cmocka_unit_test(any_changed_line_changes_the_value),
	};

	ref_init();
	return run_on_both_paths("pairing", tests);
}
