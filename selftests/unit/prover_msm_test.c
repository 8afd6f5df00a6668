// SPDX-License-Identifier: GPL-2.0-only
/* The prover's multi-scalar multiplications against one multiplication at a time */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "g1_batch.h"
#include "g1_ct.h"
#include "pippenger.h"
#include "sample.h"

/* r - 1 */
static void minus_one(struct zk_fr *r)
{
	zk_fr_neg(r, &zk_fr_one);
}

/* (r - 1) / 2 + d: where signed recoding changes its mind */
static void near_half(struct zk_fr *r, int d)
{
	struct zk_fr two, t;

	zk_fr_from_u64(&two, 2);
	zk_fr_inv(&two, &two);
	minus_one(r);
	zk_fr_mul(r, r, &two);
	zk_fr_from_u64(&t, d < 0 ? -d : d);
	if (d < 0)
		zk_fr_sub(r, r, &t);
	else
		zk_fr_add(r, r, &t);
}

/* 2^k */
static void power_of_two(struct zk_fr *r, unsigned int k)
{
	*r = zk_fr_one;
	while (k-- > 0)
		zk_fr_add(r, r, r);
}

/* Scalars at the edges of digits, windows, limbs and the modulus */
static size_t edge_scalars(struct zk_fr *k)
{
	size_t n = 0;
	unsigned int i;
	int d;

	k[n++] = zk_fr_zero;
	k[n++] = zk_fr_one;
	minus_one(&k[n++]);
	for (d = -2; d <= 2; d++)
		near_half(&k[n++], d);
	for (i = 4; i < 255; i++) {
		power_of_two(&k[n++], i);
		zk_fr_sub(&k[n], &k[n - 1], &zk_fr_one);
		n++;
		zk_fr_neg(&k[n], &k[n - 2]);
		n++;
	}
	for (i = (1 << (ZKCAP_MSM_WINDOW_BITS - 1)) - 3; i < (1 << (ZKCAP_MSM_WINDOW_BITS - 1)) + 3; i++)
		zk_fr_from_u64(&k[n++], i);
	return n;
}

static void naive(struct zk_g1 *r, const struct zk_g1_affine *p, const struct zk_fr *k, size_t n)
{
	struct zk_g1 t;
	size_t i;

	memset(r, 0, sizeof(*r));
	for (i = 0; i < n; i++) {
		zk_g1_mul_vartime(&t, &p[i], &k[i]);
		zk_g1_add_vartime(r, r, &t);
	}
}

static void check_pippenger(const struct zk_g1_affine *p, const struct zk_fr *k, size_t n,
			    unsigned int windows)
{
	struct zk_g1_affine *table = malloc(n * windows * sizeof(*table));
	struct zkcap_basis basis = { .points = table, .n = n, .windows = windows };
	struct zk_g1 got, want;
	unsigned int threads;

	assert_int_equal(zkcap_g1_multiples(table, p, n, windows), 0);
	naive(&want, p, k, n);
	for (threads = 1; threads <= 3; threads++) {
		assert_int_equal(zkcap_msm_vartime(&got, &basis, k, n, threads), 0);
		assert_true(zk_g1_eq(&got, &want));
	}
	free(table);
}

static void check_ct(const struct zk_g1_affine *p, const struct zk_fr *k, size_t n)
{
	struct zk_g1_affine got, want;
	struct zk_g1 sum;

	naive(&sum, p, k, n);
	zk_g1_to_affine_vartime(&want, &sum);
	zkcap_g1_ct_msm(&got, p, 1, k, n);
	assert_memory_equal(&got, &want, sizeof(got));
}

static void random_scalars_for_every_number_of_windows(void **state)
{
	static const unsigned int windows[] = { 1, 2, 6, 12, 23, ZKCAP_MSM_WINDOWS };
	struct zk_g1_affine p[65];
	struct zk_fr k[65];
	struct sample s = { 1 };
	size_t i;

	(void)state;
	sample_points(&s, p, ARRAY_SIZE(p));
	for (i = 0; i < ARRAY_SIZE(k); i++)
		sample_fr(&s, &k[i]);
	for (i = 0; i < ARRAY_SIZE(windows); i++)
		check_pippenger(p, k, ARRAY_SIZE(p), windows[i]);
}

static void edge_scalars_one_by_one_and_together(void **state)
{
	struct zk_g1_affine *p = malloc(1024 * sizeof(*p)), *table;
	struct zk_fr *k = malloc(1024 * sizeof(*k));
	struct zkcap_basis basis;
	struct zk_g1 got, want;
	struct sample s = { 2 };
	size_t n = edge_scalars(k), i;

	(void)state;
	sample_points(&s, p, n);
	check_pippenger(p, k, n, ZKCAP_MSM_WINDOWS);
	check_pippenger(p, k, n, 6);
	check_ct(p, k, n);
	table = malloc(ZKCAP_MSM_WINDOWS * sizeof(*table));
	assert_int_equal(zkcap_g1_multiples(table, p, 1, ZKCAP_MSM_WINDOWS), 0);
	basis = (struct zkcap_basis){ table, 1, ZKCAP_MSM_WINDOWS };
	for (i = 0; i < n; i++) {
		naive(&want, p, &k[i], 1);
		assert_int_equal(zkcap_msm_vartime(&got, &basis, &k[i], 1, 1), 0);
		assert_true(zk_g1_eq(&got, &want));
		check_ct(p, &k[i], 1);
	}
	free(table);
	free(k);
	free(p);
}

/* Equal and opposite points meet in buckets: doublings and cancellations */
static void repeated_and_opposite_points(void **state)
{
	struct zk_g1_affine p[32];
	struct zk_fr k[32];
	struct sample s = { 3 };
	size_t i;

	(void)state;
	sample_points(&s, p, 1);
	for (i = 1; i < 32; i++) {
		p[i] = p[0];
		if (i % 3 == 0)
			zk_fp_neg(&p[i].y, &p[i].y);
	}
	for (i = 0; i < 32; i++)
		sample_fr(&s, &k[i / 4 * 4]);
	for (i = 0; i < 32; i++)
		k[i] = k[i / 4 * 4];
	check_pippenger(p, k, 32, ZKCAP_MSM_WINDOWS);
	check_ct(p, k, 32);
	/* P - P in one bucket */
	k[0] = zk_fr_one;
	minus_one(&k[1]);
	p[1] = p[0];
	check_pippenger(p, k, 2, ZKCAP_MSM_WINDOWS);
	check_ct(p, k, 2);
}

static void bits_and_small_numbers_fill_few_buckets(void **state)
{
	enum { N = 700 };
	struct zk_g1_affine *p = malloc(N * sizeof(*p));
	struct zk_fr *k = malloc(N * sizeof(*k));
	struct sample s = { 4 };
	size_t i;

	(void)state;
	sample_points(&s, p, N);
	for (i = 0; i < N; i++)
		zk_fr_from_u64(&k[i], sample_u64(&s) & 1);
	check_pippenger(p, k, N, 6);
	for (i = 0; i < N; i++)
		zk_fr_from_u64(&k[i], sample_u64(&s) >> (i % 64));
	check_pippenger(p, k, N, 6);
	memset(k, 0, N * sizeof(*k));
	check_pippenger(p, k, N, 6);
	free(k);
	free(p);
}

/* More of one digit than a block holds */
static void one_bucket_larger_than_a_block(void **state)
{
	enum { N = 600 };
	struct zk_g1_affine *p = malloc(N * sizeof(*p));
	struct zk_fr *k = malloc(N * sizeof(*k)), step;
	struct sample s = { 5 };
	size_t i, w;

	(void)state;
	sample_points(&s, p, N);
	/* digit 3 in every window below the top: 600 entries from each in bucket 3 */
	power_of_two(&step, ZKCAP_MSM_WINDOW_BITS);
	zk_fr_from_u64(&k[0], 3);
	for (w = 1; w < ZKCAP_MSM_WINDOWS - 1; w++) {
		struct zk_fr three;

		zk_fr_from_u64(&three, 3);
		zk_fr_mul(&k[0], &k[0], &step);
		zk_fr_add(&k[0], &k[0], &three);
	}
	for (i = 1; i < N; i++)
		k[i] = k[0];
	check_pippenger(p, k, N, ZKCAP_MSM_WINDOWS);
	free(k);
	free(p);
}

static void no_terms_give_infinity(void **state)
{
	struct zkcap_basis basis = { &zk_g1_generator, 1, 1 };
	struct zk_g1_affine ct;
	struct zk_g1 r;

	(void)state;
	assert_int_equal(zkcap_msm_vartime(&r, &basis, &zk_fr_one, 0, 2), 0);
	assert_true(zk_g1_is_inf(&r));
	zkcap_g1_ct_msm(&ct, &zk_g1_generator, 1, &zk_fr_one, 0);
	assert_true(zk_g1_affine_is_inf(&ct));
}

static void more_terms_than_points_are_refused(void **state)
{
	struct zkcap_basis basis = { &zk_g1_generator, 1, 1 };
	struct zk_fr k[2] = { { { 0 } } };
	struct zk_g1 r;

	(void)state;
	assert_true(zkcap_msm_vartime(&r, &basis, k, 2, 1) < 0);
	assert_true(zkcap_msm_vartime(&r, &basis, k, 1, 0) < 0);
	assert_true(zkcap_msm_vartime(&r, &basis, k, 1, ZKCAP_MAX_THREADS + 1) < 0);
}

static void constant_time_sum_over_chunks_and_strides(void **state)
{
	struct zk_g1_affine p[101], strided[3 * 101] = { 0 }, got, want;
	struct zk_fr k[101];
	struct sample s = { 6 };
	size_t n;

	(void)state;
	sample_points(&s, p, 101);
	for (n = 0; n < 101; n++) {
		sample_fr(&s, &k[n]);
		strided[3 * n] = p[n];
	}
	for (n = 1; n <= 101; n += 10)
		check_ct(p, k, n);
	zkcap_g1_ct_msm(&want, p, 1, k, 101);
	zkcap_g1_ct_msm(&got, strided, 3, k, 101);
	assert_memory_equal(&got, &want, sizeof(got));
}

static void batched_sums_of_segments(void **state)
{
	enum { N = 40 };
	struct zk_g1_affine p[N], work[N], want;
	size_t len[] = { 0, 1, 2, 3, 0, 17, 16, 1 }, start[8], at = 0, i, j, count[8];
	struct zkcap_g1_batch batch;
	struct sample s = { 7 };
	struct zk_g1 sum;

	(void)state;
	sample_points(&s, p, N);
	memset(&p[4], 0, sizeof(p[4]));		/* infinity among them */
	memcpy(work, p, sizeof(p));
	assert_int_equal(zkcap_g1_batch_init(&batch, N / 2), 0);
	for (i = 0; i < 8; i++) {
		start[i] = at;
		count[i] = len[i];
		at += len[i];
	}
	assert_int_equal(at, N);
	zkcap_g1_batch_sum_vartime(&batch, work, len, start, 8);
	for (i = 0; i < 8; i++) {
		memset(&sum, 0, sizeof(sum));
		for (j = 0; j < count[i]; j++)
			zk_g1_add_affine_vartime(&sum, &sum, &p[start[i] + j]);
		zk_g1_to_affine_vartime(&want, &sum);
		assert_int_equal(len[i], count[i] ? 1 : 0);
		if (count[i])
			assert_memory_equal(&work[start[i]], &want, sizeof(want));
	}
	zkcap_g1_batch_free(&batch);
}

static int plain(void **state)
{
	(void)state;
	zkcap_g1_batch_force_plain(true);
	return 0;
}

static int as_usual(void **state)
{
	(void)state;
	zkcap_g1_batch_force_plain(false);
	return 0;
}

/* With the processor's vector instructions, if it has them, and without */
#define BOTH(test) \
	cmocka_unit_test(test), { #test "__plain", test, plain, as_usual, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(random_scalars_for_every_number_of_windows),
		BOTH(edge_scalars_one_by_one_and_together),
		BOTH(repeated_and_opposite_points),
		BOTH(bits_and_small_numbers_fill_few_buckets),
		BOTH(one_bucket_larger_than_a_block),
		cmocka_unit_test(no_terms_give_infinity),
		cmocka_unit_test(more_terms_than_points_are_refused),
		cmocka_unit_test(constant_time_sum_over_chunks_and_strides),
		BOTH(batched_sums_of_segments),
	};

	return cmocka_run_group_tests_name("prover_msm", tests, NULL, NULL);
}
