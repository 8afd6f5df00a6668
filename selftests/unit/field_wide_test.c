// SPDX-License-Identifier: GPL-2.0-only
/* Products before reduction, in Fp and within Fp2, against libgmp on both paths. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <gmp.h>

#include "cpu.h"
#include "fp2.h"
#include "fp_wide.h"
#include "operand.h"

#define WIDE (2 * ZK_FP_LIMBS)

/* 2 p, 3 p, 2^384, and the bound of wide numbers, p * 2^384 */
static mpz_t twice_p, thrice_p, r384, bound;
static mpz_t r_inv;
static size_t rounds;

static void products_of_numbers_not_reduced(void)
{
	struct zk_fp a, b;
	struct zk_fp_wide w;
	mpz_t A, B;
	size_t i;

	mpz_inits(A, B, NULL);
	for (i = 0; i < rounds; i++) {
		operand_next(a.l, ZK_FP_LIMBS, i & 1 ? twice_p : operand_p);
		operand_next(b.l, ZK_FP_LIMBS, i & 2 ? twice_p : operand_p);
		operand_to_mpz(A, a.l, ZK_FP_LIMBS);
		operand_to_mpz(B, b.l, ZK_FP_LIMBS);
		zk_fp_mul_wide(&w, &a, &b);
		mpz_mul(B, A, B);
		operand_check(w.l, WIDE, B, "mul_wide", i);
		zk_fp_mul_wide(&w, &a, &a);
		mpz_mul(B, A, A);
		operand_check(w.l, WIDE, B, "mul_wide by itself", i);
	}
	mpz_clears(A, B, NULL);
}

static void squares_of_numbers_not_reduced(void)
{
	struct zk_fp a;
	struct zk_fp_wide w;
	mpz_t A;
	size_t i;

	mpz_init(A);
	for (i = 0; i < rounds; i++) {
		operand_next(a.l, ZK_FP_LIMBS, i & 1 ? thrice_p : operand_p);
		operand_to_mpz(A, a.l, ZK_FP_LIMBS);
		zk_fp_sqr_wide(&w, &a);
		mpz_mul(A, A, A);
		operand_check(w.l, WIDE, A, "sqr_wide", i);
	}
	mpz_clear(A);
}

/* Up to 3 p each, and anything of 384 bits by a reduced number */
static void reduced_products_of_numbers_not_reduced(void)
{
	struct zk_fp a, b, r;
	mpz_t A, B, want;
	size_t i;

	mpz_inits(A, B, want, NULL);
	for (i = 0; i < rounds; i++) {
		operand_next(a.l, ZK_FP_LIMBS, i & 1 ? thrice_p : r384);
		operand_next(b.l, ZK_FP_LIMBS, i & 1 ? thrice_p : operand_p);
		operand_to_mpz(A, a.l, ZK_FP_LIMBS);
		operand_to_mpz(B, b.l, ZK_FP_LIMBS);
		mpz_mul(want, A, B);
		mpz_mul(want, want, r_inv);
		mpz_mod(want, want, operand_p);
		zk_fp_mul(&r, &a, &b);
		operand_check(r.l, ZK_FP_LIMBS, want, "mul of numbers not reduced", i);
		mpz_mul(want, B, B);
		mpz_mul(want, want, r_inv);
		mpz_mod(want, want, operand_p);
		zk_fp_sqr(&r, &b);
		operand_check(r.l, ZK_FP_LIMBS, want, "sqr of a number not reduced", i);
	}
	mpz_clears(A, B, want, NULL);
}

/* r = a b / 2^384 mod p, below 2 p */
static void check_lazy(const struct zk_fp *r, const mpz_t a, const mpz_t b)
{
	mpz_t got, want;

	mpz_inits(got, want, NULL);
	mpz_mul(want, a, b);
	mpz_mul(want, want, r_inv);
	operand_to_mpz(got, r->l, ZK_FP_LIMBS);
	assert_true(mpz_cmp(got, twice_p) < 0);
	assert_true(mpz_congruent_p(got, want, operand_p));
	mpz_clears(got, want, NULL);
}

/* From below 2 p to below 2 p */
static void products_that_stay_unreduced(void)
{
	struct zk_fp a, b, r;
	mpz_t A, B;
	size_t i;

	mpz_inits(A, B, NULL);
	for (i = 0; i < rounds; i++) {
		operand_next(a.l, ZK_FP_LIMBS, i & 1 ? twice_p : operand_p);
		operand_next(b.l, ZK_FP_LIMBS, i & 2 ? twice_p : operand_p);
		operand_to_mpz(A, a.l, ZK_FP_LIMBS);
		operand_to_mpz(B, b.l, ZK_FP_LIMBS);
		zk_fp_mul_lazy(&r, &a, &b);
		check_lazy(&r, A, B);
		zk_fp_mul_lazy(&b, &a, &b);
		assert_memory_equal(&b, &r, sizeof(b));
		zk_fp_sqr_lazy(&r, &a);
		check_lazy(&r, A, A);
		zk_fp_sqr_lazy(&a, &a);
		assert_memory_equal(&a, &r, sizeof(a));
	}
	mpz_clears(A, B, NULL);
}

static void reductions(void)
{
	struct zk_fp_wide w;
	struct zk_fp r;
	mpz_t v;
	size_t i;

	mpz_init(v);
	for (i = 0; i < rounds; i++) {
		operand_next(w.l, WIDE, bound);
		operand_to_mpz(v, w.l, WIDE);
		mpz_mul(v, v, r_inv);
		mpz_mod(v, v, operand_p);
		zk_fp_redc(&r, &w);
		operand_check(r.l, ZK_FP_LIMBS, v, "redc", i);
	}
	mpz_clear(v);
}

/* A factor of Fp2 as two integers */
struct pair {
	struct zk_fp2 a;
	mpz_t c0, c1;
};

static void pair_next(struct pair *x)
{
	operand_next(x->a.c0.l, ZK_FP_LIMBS, operand_p);
	operand_next(x->a.c1.l, ZK_FP_LIMBS, operand_p);
	operand_to_mpz(x->c0, x->a.c0.l, ZK_FP_LIMBS);
	operand_to_mpz(x->c1, x->a.c1.l, ZK_FP_LIMBS);
}

/* w0 + w1 u = (a0 + a1 u) (b0 + b1 u) with u^2 = -1, by the definition */
static void pair_mul(mpz_t w0, mpz_t w1, const struct pair *a, const struct pair *b)
{
	mpz_mul(w0, a->c0, b->c0);
	mpz_submul(w0, a->c1, b->c1);
	mpz_mul(w1, a->c0, b->c1);
	mpz_addmul(w1, a->c1, b->c0);
}

static void check_reduced(const struct zk_fp2 *got, const mpz_t w0, const mpz_t w1,
			  const char *what, size_t i)
{
	mpz_t v;

	mpz_init(v);
	mpz_mul(v, w0, r_inv);
	mpz_mod(v, v, operand_p);
	operand_check(got->c0.l, ZK_FP_LIMBS, v, what, i);
	mpz_mul(v, w1, r_inv);
	mpz_mod(v, v, operand_p);
	operand_check(got->c1.l, ZK_FP_LIMBS, v, what, i);
	mpz_clear(v);
}

static void products_in_fp2(void)
{
	struct pair a, b;
	struct zk_fp2 r;
	mpz_t w0, w1;
	size_t i;

	mpz_inits(a.c0, a.c1, b.c0, b.c1, w0, w1, NULL);
	for (i = 0; i < rounds; i++) {
		pair_next(&a);
		pair_next(&b);
		pair_mul(w0, w1, &a, &b);
		r = a.a;
		zk_fp2_mul(&r, &r, &b.a);
		check_reduced(&r, w0, w1, "fp2 mul", i);
		r = b.a;
		zk_fp2_mul(&r, &a.a, &r);
		check_reduced(&r, w0, w1, "fp2 mul", i);
		pair_mul(w0, w1, &a, &a);
		r = a.a;
		zk_fp2_sqr(&r, &r);
		check_reduced(&r, w0, w1, "fp2 sqr", i);
	}
	mpz_clears(a.c0, a.c1, b.c0, b.c1, w0, w1, NULL);
}

#define BOTH_PATHS(test)				\
static void test##__portable(void **state)		\
{							\
	(void)state;					\
	zk_cpu_force_plain();				\
	test();						\
	zk_cpu_detect();				\
}							\
static void test##__native(void **state)		\
{							\
	(void)state;					\
	test();						\
}

BOTH_PATHS(products_of_numbers_not_reduced)
BOTH_PATHS(squares_of_numbers_not_reduced)
BOTH_PATHS(reduced_products_of_numbers_not_reduced)
BOTH_PATHS(products_that_stay_unreduced)
BOTH_PATHS(reductions)
BOTH_PATHS(products_in_fp2)

#define BOTH(test) cmocka_unit_test(test##__portable), cmocka_unit_test(test##__native)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(products_of_numbers_not_reduced),
		BOTH(squares_of_numbers_not_reduced),
		BOTH(reduced_products_of_numbers_not_reduced),
		BOTH(products_that_stay_unreduced),
		BOTH(reductions),
		BOTH(products_in_fp2),
	};

	operand_init();
	rounds = operand_rounds();
	mpz_inits(twice_p, thrice_p, r384, bound, r_inv, NULL);
	mpz_mul_2exp(twice_p, operand_p, 1);
	mpz_mul_ui(thrice_p, operand_p, 3);
	mpz_mul_2exp(bound, operand_p, 384);
	mpz_set_ui(r384, 1);
	mpz_mul_2exp(r384, r384, 384);
	mpz_invert(r_inv, r384, operand_p);
	return cmocka_run_group_tests_name("field_wide", tests, NULL, NULL);
}
