// SPDX-License-Identifier: GPL-2.0-only
/* G2 against PARI/GP's answers and against affine arithmetic on libgmp */
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

#define POOL 40

static void multiples_of_the_generator_are_the_known_ones(void **state)
{
	json_t *entry, *all = curve_vectors("g2_mul");
	u8 want[ZK_G2_BYTES], out[ZK_G2_BYTES];
	struct zk_g2_affine expected, got;
	struct zk_fr k;
	struct zk_g2 r;
	size_t i;

	(void)state;
	json_array_foreach(all, i, entry) {
		vector_fr(&k, entry, "k");
		vector_g2(&expected, entry, "point");
		zk_g2_mul_vartime(&r, &zk_g2_generator, &k);
		zk_g2_to_affine_vartime(&got, &r);
		assert_memory_equal(&got, &expected, sizeof(got));
		assert_true(zk_g2_on_curve(&got));
		assert_true(zk_g2_in_subgroup_vartime(&got));

		example_bytes(want, sizeof(want), entry, "compressed");
		zk_g2_to_bytes(out, &expected);
		assert_memory_equal(out, want, sizeof(out));
		assert_int_equal(zk_g2_from_bytes_vartime(&got, want), ZK_DECODE_OK);
		assert_true(zk_g2_affine_eq(&got, &expected));
	}
}

/* As published with the curve and in the consensus specification of Ethereum */
static void generator_has_its_published_encoding(void **state)
{
	static const char *const hex[] = {
		"93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049",
		"334cf11213945d57e5ac7d055d042b7e024aa2b2f08f0a91260805272dc51051",
		"c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8",
	};
	u8 want[ZK_G2_BYTES], out[ZK_G2_BYTES];
	size_t i, at = 0;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(hex); i++)
		at += example_hex(want + at, sizeof(want) - at, hex[i]);
	zk_g2_to_bytes(out, &zk_g2_generator);
	assert_memory_equal(out, want, sizeof(out));
}

static void sums_are_the_known_ones(void **state)
{
	json_t *entry, *all = curve_vectors("g2_add");
	struct zk_g2_affine a, b, sum, got;
	struct zk_g2 ja, jb, r;
	size_t i;

	(void)state;
	json_array_foreach(all, i, entry) {
		vector_g2(&a, entry, "a");
		vector_g2(&b, entry, "b");
		vector_g2(&sum, entry, "sum");
		assert_true(zk_g2_on_curve(&a));
		zk_g2_from_affine(&ja, &a);
		zk_g2_from_affine(&jb, &b);
		zk_g2_add_vartime(&r, &ja, &jb);
		zk_g2_to_affine_vartime(&got, &r);
		assert_memory_equal(&got, &sum, sizeof(got));
	}
}

static void points_outside_the_subgroup_are_refused(void **state)
{
	json_t *entry, *all = curve_vectors("g2_outside");
	struct zk_g2_affine p;
	u8 in[ZK_G2_BYTES];
	size_t i;

	(void)state;
	json_array_foreach(all, i, entry) {
		example_bytes(in, sizeof(in), entry, "compressed");
		assert_int_equal(zk_g2_from_bytes_vartime(&p, in), ZK_DECODE_NOT_IN_SUBGROUP);
		assert_true(zk_g2_affine_is_inf(&p));
	}
}

static void abscissas_off_the_curve_are_refused(void **state)
{
	json_t *entry, *all = curve_vectors("g2_off_curve");
	struct zk_g2_affine p;
	u8 in[ZK_G2_BYTES];
	size_t i;

	(void)state;
	json_array_foreach(all, i, entry) {
		example_hex(in, sizeof(in), json_string_value(entry));
		assert_int_equal(zk_g2_from_bytes_vartime(&p, in), ZK_DECODE_NOT_ON_CURVE);
		in[0] |= 0x20;
		assert_int_equal(zk_g2_from_bytes_vartime(&p, in), ZK_DECODE_NOT_ON_CURVE);
	}
}

static void only_canonical_flags_decode(void **state)
{
	u8 in[ZK_G2_BYTES];
	struct zk_g2_affine p, minus;
	int flags, i;

	(void)state;
	zk_g2_affine_neg(&minus, &zk_g2_generator);
	for (flags = 0; flags < 8; flags++) {
		zk_g2_to_bytes(in, &zk_g2_generator);
		in[0] = (in[0] & 0x1f) | flags << 5;
		assert_int_equal(zk_g2_from_bytes_vartime(&p, in),
				 flags == 4 || flags == 5 ? ZK_DECODE_OK : ZK_DECODE_BAD_FLAGS);
		if (flags == 4)
			assert_true(zk_g2_affine_eq(&p, &zk_g2_generator));
		if (flags == 5)
			assert_true(zk_g2_affine_eq(&p, &minus));
	}
	for (i = 2; i < 8 * ZK_G2_BYTES; i++) {
		memset(in, 0, sizeof(in));
		in[0] = 0xc0;
		in[i / 8] |= 0x80 >> i % 8;
		assert_int_equal(zk_g2_from_bytes_vartime(&p, in), ZK_DECODE_BAD_FLAGS);
	}
	memset(in, 0, sizeof(in));
	in[0] = 0xc0;
	assert_int_equal(zk_g2_from_bytes_vartime(&p, in), ZK_DECODE_OK);
	assert_true(zk_g2_affine_is_inf(&p));
}

/* Either coordinate of the abscissa */
static void coordinates_from_p_on_are_refused(void **state)
{
	struct zk_g2_affine p;
	u8 in[ZK_G2_BYTES];
	mpz_t x;
	int d, half;

	(void)state;
	mpz_init(x);
	for (d = 0; d < 32; d++) {
		for (half = 0; half < 2; half++) {
			memset(in, 0, sizeof(in));
			mpz_add_ui(x, ref_p, d);
			mpz_export(in + half * ZK_FP_BYTES, NULL, 1, 1, 1, 0, x);
			in[0] |= 0x80;
			assert_int_equal(zk_g2_from_bytes_vartime(&p, in), ZK_DECODE_NOT_CANONICAL);
			assert_true(zk_g2_affine_is_inf(&p));
		}
	}
	mpz_clear(x);
}

static void affine_points_off_the_curve_are_noticed(void **state)
{
	struct zk_g2_affine p = zk_g2_generator;

	(void)state;
	zk_fp_add(&p.y.c1, &p.y.c1, &zk_fp_one);
	assert_false(zk_g2_on_curve(&p));
}

/* Points outside G2: their ordinates come from PARI/GP's sums, random points of the curve */
static void fill_pool(struct ref_point *pool)
{
	json_t *sums = curve_vectors("g2_add"), *muls = curve_vectors("g2_mul");
	struct zk_g2_affine p;
	size_t i;

	for (i = 0; i < POOL; i++) {
		ref_point_init(&pool[i]);
		if (i == 0)
			memset(&p, 0, sizeof(p));
		else if (i < 20)
			vector_g2(&p, json_array_get(sums, i), "a");
		else
			vector_g2(&p, json_array_get(muls, i - 19), "point");
		ref_from_g2(&pool[i], &p);
	}
}

static void group_law_agrees_with_affine_arithmetic(void **state)
{
	struct ref_point pool[POOL], a, b, sum, twice;
	struct sample s = { 11 };
	struct zk_g2 ja, jb, r;
	int i;

	(void)state;
	fill_pool(pool);
	ref_point_init(&a);
	ref_point_init(&b);
	ref_point_init(&sum);
	ref_point_init(&twice);
	for (i = 0; i < 100000; i++) {
		u64 n = sample_u64(&s);

		ref_point_set(&a, &pool[n % POOL]);
		ref_point_set(&b, &pool[n / POOL % POOL]);
		if (n >> 61 == 0)
			ref_point_set(&b, &a);
		if (n >> 61 == 1)
			ref_point_neg(&b, &a);
		ref_point_add(&sum, &a, &b);
		ref_point_add(&twice, &a, &a);
		ref_to_g2_jacobian(&ja, &a, &s);
		ref_to_g2_jacobian(&jb, &b, &s);
		assert_true(zk_g2_eq(&ja, &jb) == ref_point_eq(&a, &b));
		zk_g2_dbl(&r, &ja);
		assert_true(ref_is_g2(&twice, &r));
		zk_g2_add_vartime(&r, &ja, &jb);
		assert_true(ref_is_g2(&sum, &r));
		zk_g2_add_vartime(&jb, &ja, &jb);
		assert_true(zk_g2_eq(&r, &jb));
		ref_point_set(&pool[1 + sample_u64(&s) % (POOL - 1)], &sum);
	}
	for (i = 0; i < POOL; i++)
		ref_point_clear(&pool[i]);
	ref_point_clear(&a);
	ref_point_clear(&b);
	ref_point_clear(&sum);
	ref_point_clear(&twice);
}

static void multiplication_and_membership_agree_with_affine_arithmetic(void **state)
{
	struct ref_point pool[POOL], want;
	struct sample s = { 12 };
	struct zk_g2_affine p;
	struct zk_g2 r;
	struct zk_fr k;
	mpz_t e;
	int i;

	(void)state;
	mpz_init(e);
	ref_point_init(&want);
	fill_pool(pool);
	for (i = 0; i < POOL; i++) {
		sample_fr(&s, &k);
		ref_from_fr(e, &k);
		ref_to_g2(&p, &pool[i]);
		assert_true(zk_g2_on_curve(&p));
		ref_point_mul(&want, &pool[i], e);
		zk_g2_mul_vartime(&r, &p, &k);
		assert_true(ref_is_g2(&want, &r));
		ref_point_mul(&want, &pool[i], ref_r);
		assert_true(zk_g2_in_subgroup_vartime(&p) == want.inf);
		assert_true(want.inf == (i == 0 || i >= 20));
		ref_point_clear(&pool[i]);
	}
	ref_point_clear(&want);
	mpz_clear(e);
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
		cmocka_unit_test(coordinates_from_p_on_are_refused),
		cmocka_unit_test(affine_points_off_the_curve_are_noticed),
		cmocka_unit_test(group_law_agrees_with_affine_arithmetic),
		cmocka_unit_test(multiplication_and_membership_agree_with_affine_arithmetic),
	};

	ref_init();
	return run_on_both_paths("g2", tests);
}
