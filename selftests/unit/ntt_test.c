// SPDX-License-Identifier: GPL-2.0-only
/* Transforms and polynomials against their definitions, with libgmp */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gmp.h>

#include "ntt.h"
#include "poly.h"
#include "sample.h"

static const char modulus_hex[] =
	"73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001";

static void to_mpz(mpz_t out, const struct zk_fr *a)
{
	u8 bytes[32];

	zk_fr_to_bytes(bytes, a);
	mpz_import(out, 32, 1, 1, 1, 0, bytes);
}

/* out = w_n by its definition, 7^((r - 1) / n) */
static void root(mpz_t out, const mpz_t r, size_t n)
{
	mpz_t e;

	mpz_init(e);
	mpz_sub_ui(e, r, 1);
	mpz_divexact_ui(e, e, n);
	mpz_set_ui(out, 7);
	mpz_powm(out, out, e, r);
	mpz_clear(e);
}

/* out = sum a[j] x^j mod r */
static void horner(mpz_t out, const mpz_t *a, size_t n, const mpz_t x, const mpz_t r)
{
	mpz_set_ui(out, 0);
	while (n-- > 0) {
		mpz_mul(out, out, x);
		mpz_add(out, out, a[n]);
		mpz_mod(out, out, r);
	}
}

static void assert_value(const struct zk_fr *got, const mpz_t want)
{
	mpz_t v;

	mpz_init(v);
	to_mpz(v, got);
	assert_int_equal(mpz_cmp(v, want), 0);
	mpz_clear(v);
}

static void check_size(unsigned int log2n, bool coset)
{
	size_t n = (size_t)1 << log2n, i, step;
	struct zk_fr *a = malloc(n * sizeof(*a)), *copy = malloc(n * sizeof(*a));
	mpz_t *coeff = malloc(n * sizeof(*coeff));
	struct sample s = { log2n };
	struct zkcap_domain d;
	mpz_t r, w, x, want;

	mpz_inits(w, x, want, NULL);
	mpz_init_set_str(r, modulus_hex, 16);
	assert_int_equal(zkcap_domain_init(&d, log2n), 0);
	for (i = 0; i < n; i++) {
		sample_fr(&s, &a[i]);
		copy[i] = a[i];
		mpz_init(coeff[i]);
		to_mpz(coeff[i], &a[i]);
	}
	root(w, r, n);
	if (coset)
		zkcap_coset_ntt(&d, a);
	else
		zkcap_ntt(&d, a);
	/* every value of the small ones, some of the large ones */
	step = n > 256 ? n / 64 + 1 : 1;
	for (i = 0; i < n; i += step) {
		mpz_powm_ui(x, w, i, r);
		if (coset)
			mpz_mul_ui(x, x, 7);
		horner(want, coeff, n, x, r);
		assert_value(&a[i], want);
	}
	if (coset)
		zkcap_coset_intt(&d, a);
	else
		zkcap_intt(&d, a);
	assert_memory_equal(a, copy, n * sizeof(*a));
	for (i = 0; i < n; i++)
		mpz_clear(coeff[i]);
	mpz_clears(r, w, x, want, NULL);
	zkcap_domain_free(&d);
	free(coeff);
	free(copy);
	free(a);
}

static void transform_evaluates_on_the_subgroup_and_comes_back(void **state)
{
	unsigned int log2n;

	(void)state;
	for (log2n = 0; log2n <= ZKCAP_NTT_MAX_LOG2N; log2n++)
		check_size(log2n, false);
}

static void coset_transform_evaluates_on_7_times_the_subgroup_and_comes_back(void **state)
{
	unsigned int log2n;

	(void)state;
	for (log2n = 0; log2n <= ZKCAP_NTT_MAX_LOG2N; log2n++)
		check_size(log2n, true);
}

static void transform_of_edge_values(void **state)
{
	struct zk_fr a[8], minus_one;
	struct zkcap_domain d;
	int i;

	(void)state;
	assert_int_equal(zkcap_domain_init(&d, 3), 0);
	zk_fr_neg(&minus_one, &zk_fr_one);
	/* the constant -1 */
	memset(a, 0, sizeof(a));
	a[0] = minus_one;
	zkcap_ntt(&d, a);
	for (i = 0; i < 8; i++)
		assert_true(zk_fr_eq(&a[i], &minus_one));
	/* -1 everywhere is the constant -1 */
	zkcap_intt(&d, a);
	assert_true(zk_fr_eq(&a[0], &minus_one));
	for (i = 1; i < 8; i++)
		assert_true(zk_fr_is_zero(&a[i]));
	zkcap_domain_free(&d);
}

static void domain_refuses_more_than_8192_rows(void **state)
{
	struct zkcap_domain d;

	(void)state;
	assert_true(zkcap_domain_init(&d, ZKCAP_NTT_MAX_LOG2N + 1) < 0);
}

static void division_by_a_linear_factor_gives_the_quotient(void **state)
{
	enum { N = 37 };
	struct zk_fr a[N], q[N], x, y, at_x, at_y, q_at_y, diff;
	struct sample s = { 1 };
	int i;

	(void)state;
	for (i = 0; i < N; i++)
		sample_fr(&s, &a[i]);
	sample_fr(&s, &x);
	sample_fr(&s, &y);
	memcpy(q, a, sizeof(q));
	zkcap_poly_divide_linear(q, N, &x);
	assert_true(zk_fr_is_zero(&q[N - 1]));
	/* a(y) = q(y) (y - x) + a(x) */
	zkcap_poly_eval(&at_x, a, N, &x);
	zkcap_poly_eval(&at_y, a, N, &y);
	zkcap_poly_eval(&q_at_y, q, N, &y);
	zk_fr_sub(&diff, &y, &x);
	zk_fr_mul(&q_at_y, &q_at_y, &diff);
	zk_fr_add(&q_at_y, &q_at_y, &at_x);
	assert_true(zk_fr_eq(&q_at_y, &at_y));
}

static void blinding_changes_no_value_on_the_domain(void **state)
{
	struct zk_fr a[16 + 3] = { 0 }, b[3], x, before, after;
	struct sample s = { 2 };
	struct zkcap_domain d;
	size_t i;

	(void)state;
	assert_int_equal(zkcap_domain_init(&d, 4), 0);
	for (i = 0; i < 16; i++)
		sample_fr(&s, &a[i]);
	for (i = 0; i < 3; i++)
		sample_fr(&s, &b[i]);
	for (i = 0; i < 16; i++) {
		struct zk_fr blinded[16 + 3];

		memcpy(blinded, a, sizeof(a));
		zkcap_poly_blind(blinded, 16, b, 3);
		zkcap_poly_eval(&before, a, 16, &d.powers[i]);
		zkcap_poly_eval(&after, blinded, 19, &d.powers[i]);
		assert_true(zk_fr_eq(&before, &after));
		sample_fr(&s, &x);
		zkcap_poly_eval(&before, a, 16, &x);
		zkcap_poly_eval(&after, blinded, 19, &x);
		assert_false(zk_fr_eq(&before, &after));
	}
	zkcap_domain_free(&d);
}

static void batch_inversion_inverts_each(void **state)
{
	struct zk_fr a[33], inv[33], scratch[33], one;
	struct sample s = { 3 };
	int i;

	(void)state;
	for (i = 0; i < 33; i++)
		sample_fr(&s, &a[i]);
	a[4] = zk_fr_one;
	zk_fr_neg(&a[5], &zk_fr_one);
	memcpy(inv, a, sizeof(a));
	zkcap_fr_batch_inv(inv, 33, scratch);
	for (i = 0; i < 33; i++) {
		zk_fr_mul(&one, &a[i], &inv[i]);
		assert_true(zk_fr_eq(&one, &zk_fr_one));
	}
	inv[7] = zk_fr_zero;
	zkcap_fr_batch_inv(inv, 33, scratch);
	for (i = 0; i < 33; i++)
		assert_true(zk_fr_is_zero(&inv[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transform_evaluates_on_the_subgroup_and_comes_back),
		cmocka_unit_test(coset_transform_evaluates_on_7_times_the_subgroup_and_comes_back),
		cmocka_unit_test(transform_of_edge_values),
		cmocka_unit_test(domain_refuses_more_than_8192_rows),
		cmocka_unit_test(division_by_a_linear_factor_gives_the_quotient),
		cmocka_unit_test(blinding_changes_no_value_on_the_domain),
		cmocka_unit_test(batch_inversion_inverts_each),
	};

	return cmocka_run_group_tests_name("ntt", tests, NULL, NULL);
}
