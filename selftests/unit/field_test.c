// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fp and Fr against libgmp, once on the portable path and once on the fastest that
 * this processor has.  Operands are chosen as limbs, that is in Montgomery form, so
 * that the arithmetic itself meets the hard cases: limbs a stand for a / R.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gmp.h>

#include "cpu.h"
#include "fp.h"
#include "fr.h"
#include "operand.h"

#define MAX_LIMBS ZK_FP_LIMBS

static size_t rounds;

/* The same tests for both fields: each operation behind one type */
struct field {
	size_t limbs;
	mpz_t m, r_inv;		/* modulus, and 1/R mod it */
	const u64 *zero, *one;
	void (*add)(u64 *r, const u64 *a, const u64 *b);
	void (*sub)(u64 *r, const u64 *a, const u64 *b);
	void (*mul)(u64 *r, const u64 *a, const u64 *b);
	void (*neg)(u64 *r, const u64 *a);
	void (*sqr)(u64 *r, const u64 *a);
	void (*inv)(u64 *r, const u64 *a);
	void (*inv_vartime)(u64 *r, const u64 *a);
	void (*pow_vartime)(u64 *r, const u64 *a, const u64 *e, size_t n);
	void (*cmov)(u64 *r, const u64 *a, bool cond);
	bool (*is_zero)(const u64 *a);
	bool (*eq)(const u64 *a, const u64 *b);
	bool (*from_bytes)(u64 *r, const u8 *in);
	void (*to_bytes)(u8 *out, const u64 *a);
	void (*from_u64)(u64 *r, u64 v);
	void (*to_limbs)(u64 *out, const u64 *a);
};

#define BINARY(f, op)							\
static void f##_##op(u64 *r, const u64 *a, const u64 *b)		\
{									\
	zk_##f##_##op((struct zk_##f *)r, (const struct zk_##f *)a, (const struct zk_##f *)b); \
}

#define UNARY(f, op)							\
static void f##_##op(u64 *r, const u64 *a)				\
{									\
	zk_##f##_##op((struct zk_##f *)r, (const struct zk_##f *)a);	\
}

#define FIELD(f)							\
BINARY(f, add)								\
BINARY(f, sub)								\
BINARY(f, mul)								\
UNARY(f, neg)								\
UNARY(f, sqr)								\
UNARY(f, inv)								\
UNARY(f, inv_vartime)							\
static void f##_pow_vartime(u64 *r, const u64 *a, const u64 *e, size_t n) \
{									\
	zk_##f##_pow_vartime((struct zk_##f *)r, (const struct zk_##f *)a, e, n); \
}									\
static void f##_cmov(u64 *r, const u64 *a, bool cond)			\
{									\
	zk_##f##_cmov((struct zk_##f *)r, (const struct zk_##f *)a, cond); \
}									\
static bool f##_is_zero(const u64 *a)					\
{									\
	return zk_##f##_is_zero((const struct zk_##f *)a);		\
}									\
static bool f##_eq(const u64 *a, const u64 *b)				\
{									\
	return zk_##f##_eq((const struct zk_##f *)a, (const struct zk_##f *)b); \
}									\
static bool f##_from_bytes(u64 *r, const u8 *in)			\
{									\
	return zk_##f##_from_bytes((struct zk_##f *)r, in);		\
}									\
static void f##_to_bytes(u8 *out, const u64 *a)				\
{									\
	zk_##f##_to_bytes(out, (const struct zk_##f *)a);		\
}									\
static void f##_from_u64(u64 *r, u64 v)					\
{									\
	zk_##f##_from_u64((struct zk_##f *)r, v);			\
}									\
static void f##_to_limbs(u64 *out, const u64 *a)			\
{									\
	zk_##f##_to_limbs(out, (const struct zk_##f *)a);		\
}									\
static struct field f = {						\
	.zero = zk_##f##_zero.l, .one = zk_##f##_one.l,			\
	.add = f##_add, .sub = f##_sub, .mul = f##_mul, .neg = f##_neg,	\
	.sqr = f##_sqr, .inv = f##_inv, .inv_vartime = f##_inv_vartime,	\
	.pow_vartime = f##_pow_vartime, .cmov = f##_cmov,		\
	.is_zero = f##_is_zero, .eq = f##_eq, .from_bytes = f##_from_bytes, \
	.to_bytes = f##_to_bytes, .from_u64 = f##_from_u64, .to_limbs = f##_to_limbs, \
}

FIELD(fp);
FIELD(fr);

static void field_init(struct field *f, size_t limbs, const mpz_t m)
{
	f->limbs = limbs;
	mpz_init_set(f->m, m);
	mpz_init_set_ui(f->r_inv, 1);
	mpz_mul_2exp(f->r_inv, f->r_inv, 64 * limbs);
	mpz_invert(f->r_inv, f->r_inv, m);
}

/* Operands, their integers, what libgmp says, and what is to be tested said */
struct round {
	u64 a[MAX_LIMBS], b[MAX_LIMBS], c[MAX_LIMBS], got[MAX_LIMBS], got2[MAX_LIMBS];
	mpz_t A, B, want;
};

static void round_init(struct round *r)
{
	mpz_inits(r->A, r->B, r->want, NULL);
}

static void round_next(struct round *r, const struct field *f)
{
	operand_next(r->a, f->limbs, f->m);
	operand_next(r->b, f->limbs, f->m);
	operand_next(r->c, f->limbs, f->m);
	operand_to_mpz(r->A, r->a, f->limbs);
	operand_to_mpz(r->B, r->b, f->limbs);
}

static void round_clear(struct round *r)
{
	mpz_clears(r->A, r->B, r->want, NULL);
}

static void check_binary(const struct field *f, struct round *r, const char *what, size_t i,
			 void (*op)(u64 *r, const u64 *a, const u64 *b))
{
	size_t size = f->limbs * sizeof(u64);

	mpz_mod(r->want, r->want, f->m);
	op(r->got, r->a, r->b);
	operand_check(r->got, f->limbs, r->want, what, i);
	memcpy(r->got, r->a, size);
	op(r->got, r->got, r->b);
	operand_check(r->got, f->limbs, r->want, what, i);
	memcpy(r->got, r->b, size);
	op(r->got, r->a, r->got);
	operand_check(r->got, f->limbs, r->want, what, i);
}

static void check_unary(const struct field *f, struct round *r, const char *what, size_t i,
			void (*op)(u64 *r, const u64 *a))
{
	mpz_mod(r->want, r->want, f->m);
	op(r->got, r->a);
	operand_check(r->got, f->limbs, r->want, what, i);
	memcpy(r->got, r->a, f->limbs * sizeof(u64));
	op(r->got, r->got);
	operand_check(r->got, f->limbs, r->want, what, i);
}

static void ring_operations(const struct field *f)
{
	struct round r;
	size_t i;

	round_init(&r);
	for (i = 0; i < rounds; i++) {
		round_next(&r, f);
		mpz_add(r.want, r.A, r.B);
		check_binary(f, &r, "add", i, f->add);
		mpz_sub(r.want, r.A, r.B);
		check_binary(f, &r, "sub", i, f->sub);
		mpz_mul(r.want, r.A, r.B);
		mpz_mul(r.want, r.want, f->r_inv);
		check_binary(f, &r, "mul", i, f->mul);
		mpz_neg(r.want, r.A);
		check_unary(f, &r, "neg", i, f->neg);
		mpz_mul(r.want, r.A, r.A);
		mpz_mul(r.want, r.want, f->r_inv);
		check_unary(f, &r, "sqr", i, f->sqr);
		/* All three the same object */
		memcpy(r.got, r.a, sizeof(r.got));
		f->mul(r.got, r.got, r.got);
		operand_check(r.got, f->limbs, r.want, "mul in place", i);
		memcpy(r.got, r.a, sizeof(r.got));
		f->sub(r.got, r.got, r.got);
		assert_true(f->is_zero(r.got));
	}
	round_clear(&r);
}

static void inverses(const struct field *f)
{
	struct round r;
	size_t i;

	round_init(&r);
	for (i = 0; i < rounds; i++) {
		round_next(&r, f);
		/* R / (a / R), and 0 of 0 */
		if (!mpz_invert(r.want, r.A, f->m))
			mpz_set_ui(r.want, 0);
		mpz_mul_2exp(r.want, r.want, 2 * 64 * f->limbs);
		check_unary(f, &r, "inv_vartime", i, f->inv_vartime);
		f->inv(r.got, r.a);
		operand_check(r.got, f->limbs, r.want, "inv", i);
	}
	round_clear(&r);
}

static void powers(const struct field *f)
{
	struct round r;
	mpz_t e;
	size_t i, n;

	round_init(&r);
	mpz_init(e);
	for (i = 0; i < rounds / 10; i++) {
		round_next(&r, f);
		n = i % (f->limbs + 1);
		operand_to_mpz(e, r.b, n);
		mpz_mul(r.A, r.A, f->r_inv);
		mpz_powm(r.want, r.A, e, f->m);
		mpz_mul_2exp(r.want, r.want, 64 * f->limbs);
		mpz_mod(r.want, r.want, f->m);
		f->pow_vartime(r.got, r.a, r.b, n);
		operand_check(r.got, f->limbs, r.want, "pow", i);
	}
	mpz_clear(e);
	round_clear(&r);
}

static void laws(const struct field *f)
{
	u64 t[MAX_LIMBS];
	struct round r;
	size_t i;

	round_init(&r);
	for (i = 0; i < rounds; i++) {
		round_next(&r, f);
		/* (a b) c = a (b c) */
		f->mul(r.got, r.a, r.b);
		f->mul(r.got, r.got, r.c);
		f->mul(r.got2, r.b, r.c);
		f->mul(r.got2, r.a, r.got2);
		assert_true(f->eq(r.got, r.got2));
		/* (a + b) c = a c + b c */
		f->add(r.got, r.a, r.b);
		f->mul(r.got, r.got, r.c);
		f->mul(r.got2, r.a, r.c);
		f->mul(t, r.b, r.c);
		f->add(r.got2, r.got2, t);
		assert_true(f->eq(r.got, r.got2));
		/* a + (-a) = 0, a 1 = a, a / a = 1 */
		f->neg(r.got, r.a);
		f->add(r.got, r.got, r.a);
		assert_true(f->is_zero(r.got));
		f->mul(r.got, r.a, f->one);
		assert_true(f->eq(r.got, r.a));
		f->inv_vartime(r.got, r.a);
		f->mul(r.got, r.got, r.a);
		assert_true(f->eq(r.got, f->is_zero(r.a) ? f->zero : f->one));
	}
	round_clear(&r);
}

static void comparisons(const struct field *f)
{
	struct round r;
	size_t i, bit;

	round_init(&r);
	for (i = 0; i < rounds; i++) {
		round_next(&r, f);
		assert_int_equal(f->eq(r.a, r.b), !mpz_cmp(r.A, r.B));
		assert_int_equal(f->is_zero(r.a), !mpz_sgn(r.A));
		assert_true(f->eq(r.a, r.a));
		/* One bit anywhere makes the difference */
		bit = i % (64 * f->limbs);
		memcpy(r.got, r.a, sizeof(r.got));
		r.got[bit / 64] ^= 1ULL << bit % 64;
		assert_false(f->eq(r.got, r.a));
		memset(r.got, 0, sizeof(r.got));
		assert_true(f->is_zero(r.got));
		r.got[bit / 64] ^= 1ULL << bit % 64;
		assert_false(f->is_zero(r.got));

		memcpy(r.got, r.a, sizeof(r.got));
		f->cmov(r.got, r.b, false);
		operand_check(r.got, f->limbs, r.A, "cmov not taken", i);
		f->cmov(r.got, r.b, true);
		operand_check(r.got, f->limbs, r.B, "cmov taken", i);
	}
	round_clear(&r);
}

static void put_bytes(u8 *out, size_t n, const mpz_t v)
{
	size_t used = (mpz_sizeinbase(v, 2) + 7) / 8;

	memset(out, 0, n);
	if (mpz_sgn(v))
		mpz_export(out + n - used, NULL, 1, 1, 0, 0, v);
}

static void bytes_and_integers(const struct field *f)
{
	size_t n = 8 * f->limbs, i;
	u8 in[8 * MAX_LIMBS], out[8 * MAX_LIMBS];
	struct round r;

	round_init(&r);
	for (i = 0; i < rounds; i++) {
		round_next(&r, f);
		/* Here a is the number itself */
		put_bytes(in, n, r.A);
		assert_true(f->from_bytes(r.got, in));
		mpz_mul_2exp(r.want, r.A, 64 * f->limbs);
		mpz_mod(r.want, r.want, f->m);
		operand_check(r.got, f->limbs, r.want, "from_bytes", i);
		f->to_limbs(r.got2, r.got);
		operand_check(r.got2, f->limbs, r.A, "to_limbs", i);
		f->to_bytes(out, r.got);
		assert_memory_equal(in, out, n);

		f->from_u64(r.got, r.b[0]);
		f->to_limbs(r.got2, r.got);
		mpz_fdiv_r_2exp(r.B, r.B, 64);
		operand_check(r.got2, f->limbs, r.B, "from_u64", i);
	}
	round_clear(&r);
}

static void check_refused(const struct field *f, const mpz_t v)
{
	u8 in[8 * MAX_LIMBS];
	u64 got[MAX_LIMBS];

	put_bytes(in, 8 * f->limbs, v);
	memset(got, 0xff, sizeof(got));
	assert_false(f->from_bytes(got, in));
	assert_true(f->is_zero(got));
}

static void modulus_and_above_refused(const struct field *f)
{
	u64 excess[MAX_LIMBS];
	mpz_t v, room;
	size_t i;

	mpz_inits(v, room, NULL);
	for (i = 0; i < 3; i++) {
		mpz_add_ui(v, f->m, i);
		check_refused(f, v);
	}
	/* Anything up to all ones, not only what is near */
	mpz_set_ui(room, 1);
	mpz_mul_2exp(room, room, 64 * f->limbs);
	mpz_sub(room, room, f->m);
	for (i = 0; i < rounds; i++) {
		operand_next(excess, f->limbs, room);
		operand_to_mpz(v, excess, f->limbs);
		mpz_add(v, v, f->m);
		check_refused(f, v);
	}
	mpz_clears(v, room, NULL);
}

/* Either path, named in each test's name */
static void on_path(bool plain, void (*test)(const struct field *), const struct field *f)
{
	if (plain)
		zk_cpu_force_plain();
	else
		zk_cpu_detect();
	if (f) {
		test(f);
	} else {
		test(&fp);
		test(&fr);
	}
	zk_cpu_detect();
}

#define BOTH_PATHS_OF(field, test)			\
static void test##__portable(void **state)		\
{							\
	(void)state;					\
	on_path(true, test, field);			\
}							\
static void test##__native(void **state)		\
{							\
	(void)state;					\
	on_path(false, test, field);			\
}

/* Both paths, both fields */
#define BOTH_PATHS(test) BOTH_PATHS_OF(NULL, test)

BOTH_PATHS(ring_operations)
BOTH_PATHS(inverses)
BOTH_PATHS(powers)
BOTH_PATHS(laws)
BOTH_PATHS(comparisons)
BOTH_PATHS(bytes_and_integers)
BOTH_PATHS(modulus_and_above_refused)

static void square_roots(const struct field *f)
{
	struct zk_fp a, root, sq, pair[2], roots[2];
	size_t i, first, squares = 0;
	bool square[2];
	mpz_t v;

	mpz_init(v);
	for (i = 0; i < rounds; i++) {
		operand_next(a.l, f->limbs, f->m);
		/* Whether a / R is a square: R = (2^192)^2 is one */
		operand_to_mpz(v, a.l, f->limbs);
		squares += mpz_legendre(v, f->m) >= 0;
		assert_int_equal(zk_fp_sqrt(&root, &a), mpz_legendre(v, f->m) >= 0);
		zk_fp_sqr(&sq, &a);
		assert_true(zk_fp_sqrt(&root, &sq));
		if (!zk_fp_eq(&root, &a))
			zk_fp_neg(&root, &root);
		assert_true(zk_fp_eq(&root, &a));

		/* a beside its square, in either order; the roots are those of one at a time */
		if (i % 16)
			continue;
		first = i / 16 % 2;
		pair[first] = a;
		pair[!first] = sq;
		zk_fp_sqrt_pair(roots, square, pair);
		assert_int_equal(square[first], mpz_legendre(v, f->m) >= 0);
		assert_true(square[!first]);
		zk_fp_sqrt(&root, &a);
		assert_true(zk_fp_eq(&roots[first], &root));
		zk_fp_sqrt(&root, &sq);
		assert_true(zk_fp_eq(&roots[!first], &root));
	}
	assert_in_range(squares, rounds / 3, rounds * 2 / 3);
	mpz_clear(v);
}

static void larger_halves(const struct field *f)
{
	mpz_t v, half, mont;
	struct zk_fp a;
	size_t i;

	mpz_inits(v, half, mont, NULL);
	mpz_fdiv_q_2exp(half, f->m, 1);
	for (i = 0; i < rounds; i++) {
		operand_next(a.l, f->limbs, f->m);
		operand_to_mpz(v, a.l, f->limbs);
		mpz_mul_2exp(mont, v, 64 * f->limbs);
		mpz_mod(mont, mont, f->m);
		operand_from_mpz(a.l, f->limbs, mont);
		assert_int_equal(zk_fp_is_larger_half(&a), mpz_cmp(v, half) > 0);
	}
	mpz_clears(v, half, mont, NULL);
}

static void wide_bytes(const struct field *f)
{
	u64 limbs[8];
	u8 in[64];
	struct zk_fr got;
	mpz_t v, all;
	size_t i;

	mpz_inits(v, all, NULL);
	mpz_set_ui(all, 1);
	mpz_mul_2exp(all, all, 512);
	for (i = 0; i < rounds; i++) {
		operand_next(limbs, 8, all);
		operand_to_mpz(v, limbs, 8);
		put_bytes(in, sizeof(in), v);
		zk_fr_from_wide(&got, in);
		mpz_mul_2exp(v, v, 256);
		mpz_mod(v, v, f->m);
		operand_check(got.l, ZK_FR_LIMBS, v, "from_wide", i);
	}
	mpz_clears(v, all, NULL);
}

BOTH_PATHS_OF(&fp, square_roots)
BOTH_PATHS_OF(&fp, larger_halves)
BOTH_PATHS_OF(&fr, wide_bytes)

#ifdef __x86_64__
/* Whether the kernel lists the processor's flag */
static bool cpu_has(const char *flag)
{
	char word[64];
	bool found = false;
	FILE *f = fopen("/proc/cpuinfo", "r");

	assert_non_null(f);
	while (!found && fscanf(f, "%63s", word) == 1)
		found = !strcmp(word, flag);
	fclose(f);
	return found;
}
#else
/* Other processors have none, whatever an emulator's host lists */
static bool cpu_has(const char *flag)
{
	(void)flag;
	return false;
}
#endif

static void fastest_path_chosen_before_main(void **state)
{
	(void)state;
	assert_int_equal(zk_cpu_has_mulx(), cpu_has("bmi2") && cpu_has("adx"));
}

#define BOTH(test) cmocka_unit_test(test##__portable), cmocka_unit_test(test##__native)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fastest_path_chosen_before_main),
		BOTH(ring_operations),
		BOTH(inverses),
		BOTH(powers),
		BOTH(laws),
		BOTH(comparisons),
		BOTH(bytes_and_integers),
		BOTH(modulus_and_above_refused),
		BOTH(square_roots),
		BOTH(larger_halves),
		BOTH(wide_bytes),
	};

	operand_init();
	rounds = operand_rounds();
	field_init(&fp, ZK_FP_LIMBS, operand_p);
	field_init(&fr, ZK_FR_LIMBS, operand_r);
	return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
