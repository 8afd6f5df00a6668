// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verifier's multi-scalar multiplication.  Points are known multiples of the
 * generator, so that libgmp says what each sum is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "both_paths.h"
#include "curve_ref.h"
#include "msm.h"

#define MAX_TERMS 100
#define MAX_FIXED 20

static struct zk_msm_scratch scratch;
static struct zk_msm_table tables[MAX_FIXED];
static struct zk_g1_affine points[MAX_TERMS];
/* points[i] is this times the generator, and tables[i] are multiples of points[i] */
static struct zk_fr logs[MAX_TERMS];
static struct zk_msm_term terms[MAX_TERMS];

static void set_point(size_t i, const struct zk_fr *log)
{
	struct zk_g1 t;

	logs[i] = *log;
	zk_g1_mul_vartime(&t, &zk_g1_generator, log);
	zk_g1_to_affine_vartime(&points[i], &t);
	if (i < MAX_FIXED)
		zk_msm_table_init_vartime(&tables[i], &points[i], &scratch);
}

/* Term i: fixed if there is a table and i is even */
static void set_term(size_t i, const struct zk_fr *k0, const struct zk_fr *k1)
{
	bool fixed = i < MAX_FIXED && i % 2 == 0;

	terms[i].table = fixed ? &tables[i] : NULL;
	terms[i].point = fixed ? NULL : &points[i];
	terms[i].k[0] = *k0;
	terms[i].k[1] = *k1;
}

static void check_sums(size_t n)
{
	struct zk_g1 r[2], want;
	struct zk_fr log;
	mpz_t sum, a, b;
	size_t i, j;

	zk_msm_vartime(r, terms, n, &scratch);
	mpz_init(sum);
	mpz_init(a);
	mpz_init(b);
	for (j = 0; j < 2; j++) {
		mpz_set_ui(sum, 0);
		for (i = 0; i < n; i++) {
			ref_from_fr(a, &logs[i]);
			ref_from_fr(b, &terms[i].k[j]);
			mpz_addmul(sum, a, b);
		}
		ref_to_fr(&log, sum);
		zk_g1_mul_vartime(&want, &zk_g1_generator, &log);
		assert_true(zk_g1_eq(&r[j], &want));
	}
	mpz_clear(sum);
	mpz_clear(a);
	mpz_clear(b);
}

static void random_terms_of_every_number(void **state)
{
	struct sample s = { 41 };
	struct zk_fr k0, k1;
	size_t n, i;

	(void)state;
	for (i = 0; i < MAX_TERMS; i++) {
		sample_fr(&s, &k0);
		set_point(i, &k0);
	}
	for (n = 0; n <= MAX_TERMS; n += n < 40 ? 1 : 15) {
		for (i = 0; i < n; i++) {
			sample_fr(&s, &k0);
			sample_fr(&s, &k1);
			/* most terms are in one sum only */
			set_term(i, i % 5 == 1 ? &zk_fr_zero : &k0, i % 5 < 2 ? &k1 : &zk_fr_zero);
		}
		check_sums(n);
	}
}

/* Scalars where a half, a digit, or a carry is at its end */
static size_t edge_scalars(struct zk_fr *out, size_t max)
{
	static const char *const base[] = {
		"0", "10000000000000000", "100000000000000000000000000000000",
		"d201000000010000" /* |x| */, "ac45a4010001a4020000000100000000" /* x^2 */,
		/* r, (r - 1) / 2 */
		"73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001",
		"39f6d3a994cebea4199cec0404d0ec02a9ded2017fff2dff7fffffff80000000",
		"ac45a4010001a401ffffffffffffffff000000000000000000000000ffffffff",
		"5555555555555555555555555555555555555555555555555555555555555555",
		"2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	size_t i, n = 0;
	mpz_t a, b;
	int d;

	mpz_init(a);
	mpz_init(b);
	for (i = 0; i < ARRAY_SIZE(base); i++) {
		mpz_set_str(a, base[i], 16);
		for (d = -2; d <= 2 && n + 2 <= max; d++) {
			mpz_set_si(b, d);
			mpz_add(b, a, b);
			ref_to_fr(&out[n++], b);
			mpz_neg(b, b);
			ref_to_fr(&out[n++], b);
		}
	}
	mpz_clear(a);
	mpz_clear(b);
	return n;
}

static void edge_scalars_alone_and_together(void **state)
{
	struct zk_fr k[100], log;
	struct sample s = { 42 };
	size_t n = edge_scalars(k, ARRAY_SIZE(k)), i;

	(void)state;
	assert_int_equal(n, 100);
	for (i = 0; i < n; i++) {
		sample_fr(&s, &log);
		set_point(i, &log);
	}
	for (i = 0; i < n; i++) {
		set_term(0, &k[i], &k[n - 1 - i]);
		check_sums(1);
		memset(terms, 0, sizeof(terms[0]));
		terms[0].point = &points[0];
		terms[0].k[0] = k[i];
		check_sums(1);
	}
	for (i = 0; i < n; i++)
		set_term(i, &k[i], &k[n - 1 - i]);
	check_sums(n);
}

/* Points that meet themselves, their opposite, or nothing, in tables and sums */
static void repeated_opposite_and_infinite_points(void **state)
{
	struct sample s = { 43 };
	struct zk_fr a, minus_a, k, minus_k;
	size_t i, round;

	(void)state;
	sample_fr(&s, &a);
	zk_fr_neg(&minus_a, &a);
	for (round = 0; round < 8; round++) {
		sample_fr(&s, &k);
		zk_fr_neg(&minus_k, &k);
		for (i = 0; i < 24; i++) {
			if (round == 0)
				set_point(i, i % 3 == 0 ? &a : i % 3 == 1 ? &minus_a : &zk_fr_zero);
			/* all equal; opposite scalars; k and -k, which cancel */
			set_term(i, round % 2 ? &k : i % 4 < 2 ? &k : &minus_k,
				 round % 3 ? &k : &zk_fr_one);
		}
		check_sums(24);
		check_sums(23);
		check_sums(3);
	}
}

static void sums_that_vanish_are_infinity(void **state)
{
	struct zk_fr k, minus;
	struct sample s = { 44 };
	struct zk_g1 r[2];

	(void)state;
	sample_fr(&s, &k);
	set_point(0, &k);
	set_point(1, &k);
	sample_fr(&s, &k);
	zk_fr_neg(&minus, &k);
	set_term(0, &k, &zk_fr_zero);
	set_term(1, &minus, &zk_fr_zero);
	zk_msm_vartime(r, terms, 2, &scratch);
	assert_true(zk_g1_is_inf(&r[0]));
	assert_true(zk_g1_is_inf(&r[1]));
}

static void tables_hold_the_odd_multiples(void **state)
{
	struct zk_fr k, three;
	struct zk_g1_affine want;
	struct zk_g1 t;
	size_t i;

	(void)state;
	zk_fr_from_u64(&three, 3);
	set_point(0, &three);
	for (i = 0; i < ZK_MSM_FIXED_ODDS; i++) {
		zk_fr_from_u64(&k, 3 * (2 * i + 1));
		zk_g1_mul_vartime(&t, &zk_g1_generator, &k);
		zk_g1_to_affine_vartime(&want, &t);
		assert_memory_equal(&tables[0].odd[i], &want, sizeof(want));
	}
}

/* The digits of k: odd, small, apart by at least w, and k is their sum */
static void check_digits(const mpz_t k, unsigned int w)
{
	struct zk_digit d[ZK_WNAF_DIGITS(2)];
	int next = 0;
	struct zk_half h;
	mpz_t sum, t;
	size_t n, i;

	mpz_init(sum);
	mpz_init(t);
	h.lo = mpz_getlimbn(k, 0);
	h.hi = mpz_getlimbn(k, 1);
	n = zk_wnaf_vartime(d, &h, w);
	assert_true(n <= ZK_WNAF_DIGITS(w));
	for (i = 0; i < n; i++) {
		assert_true(d[i].value % 2 && abs(d[i].value) < 1 << (w - 1));
		assert_true(d[i].position >= next && d[i].position < ZK_WNAF_POSITIONS);
		next = d[i].position + w;
		mpz_set_si(t, d[i].value);
		mpz_mul_2exp(t, t, d[i].position);
		mpz_add(sum, sum, t);
	}
	assert_int_equal(mpz_cmp(sum, k), 0);
	mpz_clear(sum);
	mpz_clear(t);
}

static void digits_of_all_small_and_of_extreme_numbers(void **state)
{
	struct sample s = { 45 };
	unsigned int w, i;
	mpz_t k;

	(void)state;
	mpz_init(k);
	for (w = 2; w <= 8; w++) {
		for (i = 0; i < 1 << 14; i++) {
			mpz_set_ui(k, i);
			check_digits(k, w);
			/* the same at the top: x^2 - 1 - i is the largest half there is */
			mpz_set_str(k, "ac45a4010001a40200000000ffffffff", 16);
			mpz_sub_ui(k, k, i);
			check_digits(k, w);
		}
		for (i = 0; i < 128; i++) {
			mpz_set_ui(k, 1);
			mpz_mul_2exp(k, k, i);
			check_digits(k, w);
			mpz_sub_ui(k, k, 1);
			check_digits(k, w);
		}
		for (i = 0; i < 4000; i++) {
			mpz_set_ui(k, sample_u64(&s) % 0xac45a4010001a402);
			mpz_mul_2exp(k, k, 64);
			mpz_add_ui(k, k, sample_u64(&s));
			check_digits(k, w);
		}
	}
	mpz_clear(k);
}

static void halves_are_quotient_and_remainder(void **state)
{
	struct sample s = { 46 };
	struct zk_half r0, r1;
	mpz_t k, xx, q, rem;
	struct zk_fr e[100], a;
	int i;

	(void)state;
	mpz_init(k);
	mpz_init(q);
	mpz_init(rem);
	mpz_init_set_str(xx, "ac45a4010001a4020000000100000000", 16);
	edge_scalars(e, ARRAY_SIZE(e));
	for (i = 0; i < 101000; i++) {
		if (i < 100) {
			a = e[i];
		} else if (i < 1000) {
			/* around multiples of x^2 */
			mpz_set_ui(k, sample_u64(&s));
			mpz_mul_2exp(k, k, i % 64);
			mpz_mul(k, k, xx);
			mpz_add_ui(k, k, i % 3);
			mpz_sub_ui(k, k, 1);
			ref_to_fr(&a, k);
		} else {
			sample_fr(&s, &a);
		}
		ref_from_fr(k, &a);
		mpz_tdiv_qr(q, rem, k, xx);
		zk_fr_halves_vartime(&r0, &r1, &a);
		assert_true(r0.lo == mpz_getlimbn(rem, 0) && r0.hi == mpz_getlimbn(rem, 1));
		assert_true(r1.lo == mpz_getlimbn(q, 0) && r1.hi == mpz_getlimbn(q, 1));
	}
	mpz_clear(k);
	mpz_clear(q);
	mpz_clear(rem);
	mpz_clear(xx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(halves_are_quotient_and_remainder),
		cmocka_unit_test(digits_of_all_small_and_of_extreme_numbers),
		cmocka_unit_test(tables_hold_the_odd_multiples),
		cmocka_unit_test(random_terms_of_every_number),
		cmocka_unit_test(edge_scalars_alone_and_together),
		cmocka_unit_test(repeated_opposite_and_infinite_points),
		cmocka_unit_test(sums_that_vanish_are_infinity),
	};

	ref_init();
	return run_on_both_paths("msm", tests);
}
