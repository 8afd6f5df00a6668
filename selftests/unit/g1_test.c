// SPDX-License-Identifier: GPL-2.0-only
/*
 * G1 against PARI/GP's answers and against affine arithmetic on libgmp.  Everything runs on
 * both implementations of the field.
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
#include "g1_sum.h"

#define POOL 48
#define SMALL_ORDER 33

static void multiples_of_the_generator_are_the_known_ones(void **state)
{
	json_t *entry, *all = curve_vectors("g1_mul");
	u8 want[ZK_G1_BYTES], out[ZK_G1_BYTES];
	struct zk_g1_affine expected, got;
	struct zk_fr k;
	struct zk_g1 r;
	size_t i;

	(void)state;
	json_array_foreach(all, i, entry) {
		vector_fr(&k, entry, "k");
		vector_g1(&expected, entry, "point");
		zk_g1_mul_vartime(&r, &zk_g1_generator, &k);
		zk_g1_to_affine_vartime(&got, &r);
		assert_memory_equal(&got, &expected, sizeof(got));
		assert_true(zk_g1_on_curve(&got));
		assert_true(zk_g1_in_subgroup_vartime(&got));

		example_bytes(want, sizeof(want), entry, "compressed");
		zk_g1_to_bytes(out, &expected);
		assert_memory_equal(out, want, sizeof(out));
		assert_int_equal(zk_g1_from_bytes_vartime(&got, want), ZK_DECODE_OK);
		assert_memory_equal(&got, &expected, sizeof(got));
	}
}

/* As published with the curve and in the consensus specification of Ethereum */
static void generator_has_its_published_encoding(void **state)
{
	static const char *const hex[] = {
		"97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905",
		"a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb",
	};
	u8 want[ZK_G1_BYTES], out[ZK_G1_BYTES];
	size_t i, at = 0;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(hex); i++)
		at += example_hex(want + at, sizeof(want) - at, hex[i]);
	zk_g1_to_bytes(out, &zk_g1_generator);
	assert_memory_equal(out, want, sizeof(out));
}

static void sums_are_the_known_ones(void **state)
{
	json_t *entry, *all = curve_vectors("g1_add");
	struct zk_g1_affine a, b, sum, got;
	struct zk_g1 ja, jb, r;
	size_t i;

	(void)state;
	json_array_foreach(all, i, entry) {
		vector_g1(&a, entry, "a");
		vector_g1(&b, entry, "b");
		vector_g1(&sum, entry, "sum");
		assert_true(zk_g1_on_curve(&a));
		zk_g1_from_affine(&ja, &a);
		zk_g1_from_affine(&jb, &b);
		zk_g1_add_vartime(&r, &ja, &jb);
		zk_g1_to_affine_vartime(&got, &r);
		assert_memory_equal(&got, &sum, sizeof(got));
		zk_g1_add_affine_vartime(&r, &ja, &b);
		zk_g1_to_affine_vartime(&got, &r);
		assert_memory_equal(&got, &sum, sizeof(got));
	}
}

static void points_outside_the_subgroup_are_refused(void **state)
{
	json_t *entry, *all = curve_vectors("g1_outside");
	struct zk_g1_affine p, inf = { 0 };
	u8 in[ZK_G1_BYTES], out[ZK_G1_BYTES];
	size_t i;

	(void)state;
	json_array_foreach(all, i, entry) {
		example_bytes(in, sizeof(in), entry, "compressed");
		assert_int_equal(zk_g1_from_bytes_vartime(&p, in), ZK_DECODE_NOT_IN_SUBGROUP);
		assert_memory_equal(&p, &inf, sizeof(p));
		assert_int_equal(zk_g1_from_bytes_unchecked_vartime(&p, in), ZK_DECODE_OK);
		assert_true(zk_g1_on_curve(&p));
		assert_false(zk_g1_in_subgroup_vartime(&p));
		zk_g1_to_bytes(out, &p);
		assert_memory_equal(out, in, sizeof(out));
	}
}

static void abscissas_off_the_curve_are_refused(void **state)
{
	json_t *entry, *all = curve_vectors("g1_off_curve");
	struct zk_g1_affine p;
	u8 in[ZK_G1_BYTES];
	size_t i;

	(void)state;
	json_array_foreach(all, i, entry) {
		example_hex(in, sizeof(in), json_string_value(entry));
		assert_int_equal(zk_g1_from_bytes_vartime(&p, in), ZK_DECODE_NOT_ON_CURVE);
		in[0] |= 0x20;
		assert_int_equal(zk_g1_from_bytes_vartime(&p, in), ZK_DECODE_NOT_ON_CURVE);
	}
}

/* Every combination of the three flags, over a body of zeros and over the generator's */
static void only_canonical_flags_decode(void **state)
{
	/* 0 is an abscissa too: that of the points of order 3 */
	static const enum zk_decode zero_body[8] = {
		[4] = ZK_DECODE_NOT_IN_SUBGROUP, [5] = ZK_DECODE_NOT_IN_SUBGROUP,
		[6] = ZK_DECODE_OK, [7] = ZK_DECODE_BAD_FLAGS,
		[0] = ZK_DECODE_BAD_FLAGS, [1] = ZK_DECODE_BAD_FLAGS,
		[2] = ZK_DECODE_BAD_FLAGS, [3] = ZK_DECODE_BAD_FLAGS,
	};
	struct zk_g1_affine p, minus;
	u8 zeros[ZK_G1_BYTES] = { 0 }, in[ZK_G1_BYTES];
	int flags, i;

	(void)state;
	zk_g1_affine_neg(&minus, &zk_g1_generator);
	for (flags = 0; flags < 8; flags++) {
		zeros[0] = flags << 5;
		assert_int_equal(zk_g1_from_bytes_vartime(&p, zeros), zero_body[flags]);
		assert_true(zk_g1_affine_is_inf(&p));
		zk_g1_to_bytes(in, &zk_g1_generator);
		in[0] = (in[0] & 0x1f) | flags << 5;
		assert_int_equal(zk_g1_from_bytes_vartime(&p, in),
				 flags == 4 || flags == 5 ? ZK_DECODE_OK : ZK_DECODE_BAD_FLAGS);
		if (flags == 4)
			assert_true(zk_g1_affine_eq(&p, &zk_g1_generator));
		if (flags == 5)
			assert_true(zk_g1_affine_eq(&p, &minus));
	}
	/* infinity with any single bit of a body */
	for (i = 3; i < 8 * ZK_G1_BYTES; i++) {
		memset(zeros, 0, sizeof(zeros));
		zeros[0] = 0xc0;
		zeros[i / 8] |= 0x80 >> i % 8;
		assert_int_equal(zk_g1_from_bytes_vartime(&p, zeros), ZK_DECODE_BAD_FLAGS);
	}
}

static void abscissas_from_p_on_are_refused(void **state)
{
	u8 in[ZK_G1_BYTES] = { 0 };
	struct zk_g1_affine p;
	mpz_t x;
	int d;

	(void)state;
	mpz_init(x);
	for (d = 0; d < 64; d++) {
		mpz_add_ui(x, ref_p, d);
		mpz_export(in, NULL, 1, 1, 1, 0, x);
		in[0] |= d % 2 ? 0xa0 : 0x80;
		assert_int_equal(zk_g1_from_bytes_vartime(&p, in), ZK_DECODE_NOT_CANONICAL);
		assert_true(zk_g1_affine_is_inf(&p));
	}
	/* p + the generator's abscissa does not fit; the largest number does */
	memset(in, 0xff, sizeof(in));
	in[0] = 0x9f;
	assert_int_equal(zk_g1_from_bytes_vartime(&p, in), ZK_DECODE_NOT_CANONICAL);
	/* p - 1 is canonical: -1 + 4 = 3 is no square */
	mpz_sub_ui(x, ref_p, 1);
	mpz_export(in, NULL, 1, 1, 1, 0, x);
	in[0] |= 0x80;
	assert_int_equal(zk_g1_from_bytes_vartime(&p, in), ZK_DECODE_NOT_ON_CURVE);
	mpz_clear(x);
}

/* Each kind of encoding beside each other kind: neither changes what becomes of the other */
static void pairs_decode_as_their_members_do(void **state)
{
	u8 in[7][ZK_G1_BYTES] = { 0 }, both[2 * ZK_G1_BYTES];
	enum zk_decode single, found[2];
	struct zk_g1_affine one, r[2];
	unsigned int seen = 0;
	size_t i, j, k;

	(void)state;
	/* in[0] has no flags */
	in[1][0] = 0xc0;
	zk_g1_to_bytes(in[2], &zk_g1_generator);
	zk_g1_affine_neg(&one, &zk_g1_generator);
	zk_g1_to_bytes(in[3], &one);
	memset(in[4], 0xff, sizeof(in[4]));
	in[4][0] = 0xbf;
	example_hex(in[5], sizeof(in[5]),
		    json_string_value(json_array_get(curve_vectors("g1_off_curve"), 0)));
	example_bytes(in[6], sizeof(in[6]), json_array_get(curve_vectors("g1_outside"), 1),
		      "compressed");
	for (i = 0; i < 7; i++) {
		for (j = 0; j < 7; j++) {
			memcpy(both, in[i], ZK_G1_BYTES);
			memcpy(both + ZK_G1_BYTES, in[j], ZK_G1_BYTES);
			zk_g1_pair_from_bytes_vartime(r, found, both);
			for (k = 0; k < 2; k++) {
				single = zk_g1_from_bytes_vartime(&one, k ? in[j] : in[i]);
				assert_int_equal(found[k], single);
				assert_memory_equal(&r[k], &one, sizeof(one));
				seen |= 1 << single;
			}
		}
	}
	/* all five kinds were among them */
	assert_int_equal(seen, 31);
}

static void affine_points_off_the_curve_are_noticed(void **state)
{
	struct zk_g1_affine p = zk_g1_generator;

	(void)state;
	zk_fp_add(&p.y, &p.y, &zk_fp_one);
	assert_false(zk_g1_on_curve(&p));
	p = zk_g1_generator;
	p.x = zk_fp_zero;
	assert_false(zk_g1_on_curve(&p));
}

/* Decodes the entry'th point outside the subgroup */
static void outside_point(struct zk_g1_affine *p, size_t entry)
{
	u8 in[ZK_G1_BYTES];

	example_bytes(in, sizeof(in), json_array_get(curve_vectors("g1_outside"), entry),
		      "compressed");
	assert_int_equal(zk_g1_from_bytes_unchecked_vartime(p, in), ZK_DECODE_OK);
}

/* A pool of points of all kinds; the first is infinity */
static void fill_pool(struct ref_point *pool, struct sample *s)
{
	struct zk_g1_affine p;
	size_t i;

	for (i = 0; i < POOL; i++) {
		ref_point_init(&pool[i]);
		if (i == 0)
			memset(&p, 0, sizeof(p));
		else if (i <= 30)
			outside_point(&p, i - 1);
		else
			sample_points(s, &p, 1);
		ref_from_g1(&pool[i], &p);
	}
}

/*
 * Picks two points of the pool: equal or opposite one time in eight each.  Every step puts one
 * sum back, so that the points wander over the whole curve.
 */
static void pick(struct ref_point *a, struct ref_point *b, const struct ref_point *pool,
		 struct sample *s)
{
	u64 n = sample_u64(s);

	ref_point_set(a, &pool[n % POOL]);
	ref_point_set(b, &pool[n / POOL % POOL]);
	if (n >> 61 == 0)
		ref_point_set(b, a);
	if (n >> 61 == 1)
		ref_point_neg(b, a);
}

static void group_law_agrees_with_affine_arithmetic(void **state)
{
	struct ref_point pool[POOL], a, b, sum, twice;
	struct sample s = { 1 };
	struct zk_g1_affine pb;
	struct zk_g1 ja, jb, r;
	int i;

	(void)state;
	fill_pool(pool, &s);
	ref_point_init(&a);
	ref_point_init(&b);
	ref_point_init(&sum);
	ref_point_init(&twice);
	for (i = 0; i < 100000; i++) {
		pick(&a, &b, pool, &s);
		ref_point_add(&sum, &a, &b);
		ref_point_add(&twice, &a, &a);
		ref_to_g1_jacobian(&ja, &a, &s);
		ref_to_g1_jacobian(&jb, &b, &s);
		ref_to_g1(&pb, &b);
		zk_g1_add_vartime(&r, &ja, &jb);
		assert_true(ref_is_g1(&sum, &r));
		zk_g1_add_affine_vartime(&r, &ja, &pb);
		assert_true(ref_is_g1(&sum, &r));
		/* in place, either operand */
		r = ja;
		zk_g1_add_vartime(&r, &r, &jb);
		assert_true(ref_is_g1(&sum, &r));
		assert_true(zk_g1_eq(&ja, &jb) == ref_point_eq(&a, &b));
		zk_g1_add_vartime(&jb, &ja, &jb);
		assert_true(ref_is_g1(&sum, &jb));
		zk_g1_add_affine_vartime(&ja, &ja, &pb);
		assert_true(zk_g1_eq(&ja, &jb));
		ref_to_g1_jacobian(&ja, &a, &s);
		zk_g1_dbl(&r, &ja);
		assert_true(ref_is_g1(&twice, &r));
		zk_g1_neg(&r, &ja);
		ref_point_neg(&twice, &a);
		assert_true(ref_is_g1(&twice, &r));
		ref_point_set(&pool[1 + sample_u64(&s) % (POOL - 1)], &sum);
	}
	for (i = 0; i < POOL; i++)
		ref_point_clear(&pool[i]);
	ref_point_clear(&a);
	ref_point_clear(&b);
	ref_point_clear(&sum);
	ref_point_clear(&twice);
}

/* The subgroup of order 33, its elements by number: all pairs, all representations */
static void group_of_order_33_exhaustively(void **state)
{
	struct ref_point t, a, multiple[SMALL_ORDER];
	struct zk_g1_affine p[SMALL_ORDER], q;
	struct sample s = { 2 };
	struct zk_g1 ja, jb, r;
	int i, j;

	(void)state;
	ref_point_init(&t);
	ref_point_init(&a);
	/* the file begins with points of order 3, each followed by one of order 3 r; then 11 */
	outside_point(&q, 0);
	ref_from_g1(&t, &q);
	outside_point(&q, 6);
	ref_from_g1(&a, &q);
	ref_point_add(&t, &t, &a);
	a.inf = true;
	for (i = 0; i < SMALL_ORDER; i++) {
		ref_point_init(&multiple[i]);
		ref_point_set(&multiple[i], &a);
		assert_true(a.inf == (i == 0));
		ref_to_g1(&p[i], &a);
		ref_point_add(&a, &a, &t);
	}
	assert_true(a.inf);
	for (i = 0; i < SMALL_ORDER; i++) {
		assert_true(zk_g1_in_subgroup_vartime(&p[i]) == (i == 0));
		ref_to_g1_jacobian(&ja, &multiple[i], &s);
		zk_g1_dbl(&r, &ja);
		assert_true(ref_is_g1(&multiple[2 * i % SMALL_ORDER], &r));
		for (j = 0; j < SMALL_ORDER; j++) {
			const struct ref_point *sum = &multiple[(i + j) % SMALL_ORDER];
			struct zk_g1_sum one = { .r = &q, .a = &p[i], .b = &p[j] };

			ref_to_g1_jacobian(&jb, &multiple[j], &s);
			zk_g1_add_vartime(&r, &ja, &jb);
			assert_true(ref_is_g1(sum, &r));
			zk_g1_add_affine_vartime(&r, &ja, &p[j]);
			assert_true(ref_is_g1(sum, &r));
			zk_g1_sums_vartime(&one, 1);
			assert_memory_equal(&q, &p[(i + j) % SMALL_ORDER], sizeof(q));
		}
	}
	for (i = 0; i < SMALL_ORDER; i++)
		ref_point_clear(&multiple[i]);
	ref_point_clear(&t);
	ref_point_clear(&a);
}

static void multiplication_agrees_with_affine_arithmetic(void **state)
{
	struct ref_point pool[POOL], want;
	struct sample s = { 3 };
	struct zk_g1_affine p;
	struct zk_g1 r;
	struct zk_fr k;
	mpz_t e;
	int i;

	(void)state;
	mpz_init(e);
	ref_point_init(&want);
	fill_pool(pool, &s);
	for (i = 0; i < POOL; i++) {
		sample_fr(&s, &k);
		ref_from_fr(e, &k);
		ref_to_g1(&p, &pool[i]);
		ref_point_mul(&want, &pool[i], e);
		zk_g1_mul_vartime(&r, &p, &k);
		assert_true(ref_is_g1(&want, &r));
		ref_point_clear(&pool[i]);
	}
	ref_point_clear(&want);
	mpz_clear(e);
}

static void membership_agrees_with_multiplication_by_the_order(void **state)
{
	struct ref_point pool[POOL], want;
	struct sample s = { 4 };
	struct zk_g1_affine p;
	int i, members = 0;

	(void)state;
	ref_point_init(&want);
	fill_pool(pool, &s);
	for (i = 0; i < POOL; i++) {
		ref_to_g1(&p, &pool[i]);
		ref_point_mul(&want, &pool[i], ref_r);
		assert_true(zk_g1_in_subgroup_vartime(&p) == want.inf);
		members += want.inf;
		ref_point_clear(&pool[i]);
	}
	assert_int_equal(members, POOL - 30);
	ref_point_clear(&want);
}

static void endomorphism_multiplies_by_its_eigenvalue(void **state)
{
	struct sample s = { 5 };
	struct zk_g1_affine p[20], e;
	struct zk_g1 r, image;
	struct zk_fr lambda;
	mpz_t x;
	int i;

	(void)state;
	/* -x^2 */
	mpz_init_set_str(x, "-ac45a4010001a4020000000100000000", 16);
	ref_to_fr(&lambda, x);
	mpz_clear(x);
	sample_points(&s, p, 20);
	for (i = 0; i < 20; i++) {
		zk_g1_mul_vartime(&r, &p[i], &lambda);
		zk_g1_affine_endo(&e, &p[i]);
		zk_g1_from_affine(&image, &e);
		assert_true(zk_g1_eq(&r, &image));
	}
}

/* Batches of every size, infinities anywhere, against one conversion at a time */
static void batched_conversion_is_the_single_one(void **state)
{
	struct zk_g1_affine p[20], got[20], one;
	struct zk_fp scratch[20];
	struct sample s = { 6 };
	struct zk_g1 a[20];
	struct ref_point t;
	size_t n, i;

	(void)state;
	ref_point_init(&t);
	sample_points(&s, p, 20);
	for (n = 0; n <= 20; n++) {
		for (i = 0; i < n; i++) {
			ref_from_g1(&t, &p[i]);
			t.inf = sample_u64(&s) % 3 == 0;
			ref_to_g1_jacobian(&a[i], &t, &s);
		}
		zk_g1_batch_to_affine_vartime(got, a, n, scratch);
		for (i = 0; i < n; i++) {
			zk_g1_to_affine_vartime(&one, &a[i]);
			assert_memory_equal(&got[i], &one, sizeof(one));
			assert_true(zk_g1_is_inf(&a[i]) || zk_g1_affine_eq(&one, &p[i]));
		}
	}
	ref_point_clear(&t);
}

static void batched_sums_agree_with_affine_arithmetic(void **state)
{
	struct ref_point pool[POOL], a, b, want[POOL];
	struct zk_g1_affine pa[POOL], pb[POOL], out[POOL];
	struct zk_g1_sum sum[POOL];
	struct sample s = { 7 };
	size_t i, n, round;

	(void)state;
	fill_pool(pool, &s);
	ref_point_init(&a);
	ref_point_init(&b);
	for (i = 0; i < POOL; i++)
		ref_point_init(&want[i]);
	for (round = 0; round < 400; round++) {
		n = round % (POOL + 1);
		for (i = 0; i < n; i++) {
			pick(&a, &b, pool, &s);
			ref_point_add(&want[i], &a, &b);
			ref_to_g1(&pa[i], &a);
			ref_to_g1(&pb[i], &b);
			/* elsewhere, or over either operand */
			sum[i].r = i % 3 == 0 ? &out[i] : i % 3 == 1 ? &pa[i] : &pb[i];
			sum[i].a = &pa[i];
			sum[i].b = &pb[i];
		}
		zk_g1_sums_vartime(sum, n);
		for (i = 0; i < n; i++) {
			ref_from_g1(&a, sum[i].r);
			assert_true(ref_point_eq(&a, &want[i]));
			ref_point_set(&pool[1 + sample_u64(&s) % (POOL - 1)], &a);
		}
	}
	for (i = 0; i < POOL; i++) {
		ref_point_clear(&pool[i]);
		ref_point_clear(&want[i]);
	}
	ref_point_clear(&a);
	ref_point_clear(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generator_has_its_published_encoding),
		cmocka_unit_test(multiples_of_the_generator_are_the_known_ones),
		cmocka_unit_test(sums_are_the_known_ones),
		cmocka_unit_test(points_outside_the_subgroup_are_refused),
		cmocka_unit_test(abscissas_off_the_curve_are_refused),
		cmocka_unit_test(only_canonical_flags_decode),
		cmocka_unit_test(abscissas_from_p_on_are_refused),
		cmocka_unit_test(pairs_decode_as_their_members_do),
		cmocka_unit_test(affine_points_off_the_curve_are_noticed),
		cmocka_unit_test(group_law_agrees_with_affine_arithmetic),
		cmocka_unit_test(group_of_order_33_exhaustively),
		cmocka_unit_test(multiplication_agrees_with_affine_arithmetic),
		cmocka_unit_test(membership_agrees_with_multiplication_by_the_order),
		cmocka_unit_test(endomorphism_multiplies_by_its_eigenvalue),
		cmocka_unit_test(batched_conversion_is_the_single_one),
		cmocka_unit_test(batched_sums_agree_with_affine_arithmetic),
	};

	ref_init();
	return run_on_both_paths("g1", tests);
}
