// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fp2, Fp6 and Fp12 against PARI/GP's answers and against polynomials over libgmp: the
 * smaller fields are tested as subfields of the largest.
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
#include "pairing.h"

#define assert_fp12(a, b) assert_memory_equal(a, b, sizeof(struct zk_fp12))

static struct zk_pairing_scratch scratch;

static void operations_give_the_known_answers(void **state)
{
	json_t *entry, *all = curve_vectors("fp12");
	struct zk_fp12 a, b, want, r;
	size_t i;

	(void)state;
	json_array_foreach(all, i, entry) {
		vector_fp12(&a, entry, "a");
		vector_fp12(&b, entry, "b");
		vector_fp12(&want, entry, "product");
		zk_fp12_mul(&r, &a, &b);
		assert_fp12(&r, &want);
		vector_fp12(&want, entry, "square");
		zk_fp12_sqr(&r, &a);
		assert_fp12(&r, &want);
		vector_fp12(&want, entry, "inverse");
		zk_fp12_inv_vartime(&r, &a);
		assert_fp12(&r, &want);
		vector_fp12(&want, entry, "frobenius");
		zk_fp12_frobenius(&r, &a);
		assert_fp12(&r, &want);
		vector_fp12(&want, entry, "frobenius2");
		zk_fp12_frobenius2(&r, &a);
		assert_fp12(&r, &want);
		vector_fp12(&a, entry, "cyclotomic");
		vector_fp12(&want, entry, "cyclotomic_square");
		zk_fp12_cyclotomic_sqr(&r, &a);
		assert_fp12(&r, &want);
		/* the inverse of a cyclotomic element is its conjugate */
		zk_fp12_conj(&r, &a);
		zk_fp12_mul(&r, &r, &a);
		assert_true(zk_fp12_is_one(&r));
	}
}

static void final_exponentiation_gives_the_known_answers(void **state)
{
	json_t *entry, *all = curve_vectors("fp12");
	struct zk_fp12 want;
	size_t i;

	(void)state;
	json_array_foreach(all, i, entry) {
		vector_fp12(&scratch.f, entry, "a");
		vector_fp12(&want, entry, "final_exp");
		zk_final_exp_vartime(&scratch);
		assert_fp12(&scratch.f, &want);
	}
}

/* What makes a map the Frobenius, besides the known answers */
static void frobenius_is_additive_multiplicative_and_of_order_12(void **state)
{
	struct zk_fp12 a, b, fa, fb, t;
	struct sample s = { 21 };
	int i;

	(void)state;
	ref_sample_fp12(&s, &a);
	ref_sample_fp12(&s, &b);
	zk_fp12_frobenius(&fa, &a);
	zk_fp12_frobenius(&fb, &b);
	zk_fp12_mul(&t, &a, &b);
	zk_fp12_frobenius(&t, &t);
	zk_fp12_mul(&fb, &fa, &fb);
	assert_fp12(&t, &fb);
	zk_fp12_frobenius(&t, &fa);
	zk_fp12_frobenius2(&fb, &a);
	assert_fp12(&t, &fb);
	t = a;
	for (i = 0; i < 6; i++)
		zk_fp12_frobenius(&t, &t);
	zk_fp12_conj(&fb, &a);
	assert_fp12(&t, &fb);
}

/* The product of w-polynomials, and with it square, in place and not */
static void products_agree_with_polynomials(void **state)
{
	struct zk_fp12 a, b, r;
	struct ref_fp12 ra, rb, want, got;
	struct sample s = { 22 };
	int i;

	(void)state;
	ref_fp12_init(&ra);
	ref_fp12_init(&rb);
	ref_fp12_init(&want);
	ref_fp12_init(&got);
	for (i = 0; i < 100000; i++) {
		ref_sample_fp12(&s, &a);
		ref_sample_fp12(&s, &b);
		ref_from_fp12(&ra, &a);
		ref_from_fp12(&rb, &b);
		ref_fp12_mul(&want, &ra, &rb);
		zk_fp12_mul(&r, &a, &b);
		ref_from_fp12(&got, &r);
		assert_true(ref_fp12_eq(&want, &got));
		ref_fp12_mul(&want, &ra, &ra);
		zk_fp12_sqr(&r, &a);
		ref_from_fp12(&got, &r);
		assert_true(ref_fp12_eq(&want, &got));
		if (i % 16)
			continue;
		zk_fp12_mul(&r, &a, &b);
		zk_fp12_mul(&b, &a, &b);
		assert_fp12(&r, &b);
		zk_fp12_sqr(&r, &a);
		b = a;
		zk_fp12_mul(&b, &b, &b);
		assert_fp12(&r, &b);
		zk_fp12_sqr(&a, &a);
		assert_fp12(&r, &a);
	}
	ref_fp12_clear(&ra);
	ref_fp12_clear(&rb);
	ref_fp12_clear(&want);
	ref_fp12_clear(&got);
}

/* Fp6 and Fp2 inside Fp12, and sparse factors written out in full */
static void parts_of_the_tower_agree_with_the_whole(void **state)
{
	struct zk_fp12 a, b, line, r, want;
	struct zk_fp6 t;
	struct sample s = { 23 };
	int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		memset(&a, 0, sizeof(a));
		memset(&b, 0, sizeof(b));
		ref_sample_fp6(&s, &a.c0);
		ref_sample_fp6(&s, &b.c0);
		zk_fp12_mul(&want, &a, &b);
		zk_fp6_mul(&t, &a.c0, &b.c0);
		assert_true(zk_fp6_eq(&t, &want.c0) && zk_fp6_is_zero(&want.c1));
		zk_fp6_mul(&b.c0, &a.c0, &b.c0);
		assert_true(zk_fp6_eq(&t, &b.c0));

		memset(&line, 0, sizeof(line));
		line.c0.c0 = zk_fp2_one;
		ref_sample_fp2(&s, &line.c1.c1);
		ref_sample_fp2(&s, &line.c1.c2);
		ref_sample_fp12(&s, &a);
		zk_fp12_mul(&want, &a, &line);
		zk_fp12_mul_line(&r, &a, &line.c1.c1, &line.c1.c2);
		assert_fp12(&r, &want);
		zk_fp12_mul_line(&a, &a, &line.c1.c1, &line.c1.c2);
		assert_fp12(&a, &want);

		memset(&b, 0, sizeof(b));
		b.c0.c0 = line.c1.c1;
		b.c0.c1 = line.c1.c2;
		zk_fp12_mul(&want, &a, &b);
		zk_fp6_mul_sparse(&t, &a.c0, &b.c0.c0, &b.c0.c1);
		assert_true(zk_fp6_eq(&t, &want.c0));

		memset(&b, 0, sizeof(b));
		b.c0.c1 = zk_fp2_one;
		zk_fp12_mul(&want, &a, &b);
		zk_fp6_mul_v(&t, &a.c1);
		assert_true(zk_fp6_eq(&t, &want.c1));
	}
}

static void sums_follow_the_laws(void **state)
{
	struct zk_fp6 a, b, c, t, v;
	struct sample s = { 24 };
	int i;

	(void)state;
	for (i = 0; i < 10000; i++) {
		ref_sample_fp6(&s, &a);
		ref_sample_fp6(&s, &b);
		ref_sample_fp6(&s, &c);
		/* (a + b) c - b c = a c */
		zk_fp6_add(&t, &a, &b);
		zk_fp6_mul(&t, &t, &c);
		zk_fp6_mul(&v, &b, &c);
		zk_fp6_sub(&t, &t, &v);
		zk_fp6_mul(&v, &a, &c);
		assert_true(zk_fp6_eq(&t, &v));
		/* (-a) c + a c = 0 */
		zk_fp6_neg(&t, &a);
		zk_fp6_mul(&t, &t, &c);
		zk_fp6_add(&t, &t, &v);
		assert_true(zk_fp6_is_zero(&t));
	}
}

static void inverses_multiply_to_one(void **state)
{
	struct zk_fp12 a, inv, zero;
	struct sample s = { 25 };
	int i;

	(void)state;
	memset(&zero, 0, sizeof(zero));
	zk_fp12_inv_vartime(&inv, &zero);
	assert_fp12(&inv, &zero);
	for (i = 0; i < 2000; i++) {
		ref_sample_fp12(&s, &a);
		/* also the sparse ones, down to Fp2 */
		if (i % 4 == 1)
			memset(&a.c1, 0, sizeof(a.c1));
		if (i % 4 == 2)
			memset(&a.c0, 0, sizeof(a.c0));
		if (i % 8 == 3)
			memset(&a.c0.c1, 0, sizeof(a) - sizeof(a.c0.c0));
		zk_fp12_inv_vartime(&inv, &a);
		if (zk_fp12_eq(&a, &zero)) {
			assert_fp12(&inv, &zero);
			continue;
		}
		zk_fp12_mul(&inv, &inv, &a);
		assert_true(zk_fp12_is_one(&inv));
	}
}

static void square_roots_in_fp2_square_back(void **state)
{
	struct zk_fp2 a, sq, root, minus, nonresidue;
	struct sample s = { 26 };
	int i;

	(void)state;
	/* 1 + u is no square: its norm 2 is none in Fp */
	zk_fp2_mul_xi(&nonresidue, &zk_fp2_one);
	assert_false(zk_fp2_sqrt_vartime(&root, &nonresidue));
	for (i = 0; i < 2000; i++) {
		ref_sample_fp2(&s, &a);
		if (i % 8 == 1)
			a.c0 = zk_fp_zero;
		if (i % 8 == 2)
			a.c1 = zk_fp_zero;
		zk_fp2_sqr(&sq, &a);
		zk_fp2_neg(&minus, &a);
		assert_true(zk_fp2_sqrt_vartime(&root, &sq));
		assert_true(zk_fp2_eq(&root, &a) || zk_fp2_eq(&root, &minus));
		assert_true(zk_fp2_sqrt_vartime(&sq, &sq));
		assert_true(zk_fp2_eq(&root, &sq));
		zk_fp2_sqr(&sq, &a);
		zk_fp2_mul(&sq, &sq, &nonresidue);
		assert_true(zk_fp2_sqrt_vartime(&root, &sq) == zk_fp2_is_zero(&a));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operations_give_the_known_answers),
		cmocka_unit_test(final_exponentiation_gives_the_known_answers),
		cmocka_unit_test(frobenius_is_additive_multiplicative_and_of_order_12),
		cmocka_unit_test(products_agree_with_polynomials),
		cmocka_unit_test(parts_of_the_tower_agree_with_the_whole),
		cmocka_unit_test(sums_follow_the_laws),
		cmocka_unit_test(inverses_multiply_to_one),
		cmocka_unit_test(square_roots_in_fp2_square_back),
	};

	ref_init();
	return run_on_both_paths("tower", tests);
}
