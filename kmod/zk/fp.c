// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The base field Fp of BLS12-381. */

#include "fp_arith.h"
#include "modinv.h"

/* R^2 mod p: into Montgomery form */
static const struct zk_fp r_squared = { {
	0xf4df1f341c341746ULL, 0x0a76e6a609d104f1ULL,
	0x8de5476c4c95b6d5ULL, 0x67eb88a9939d83c0ULL,
	0x9a793e85b519952dULL, 0x11988fe592cae3aaULL,
} };

const struct zk_fp zk_fp_zero = { { 0 } };
const struct zk_fp zk_fp_one = { {
	0x760900000002fffdULL, 0xebf4000bc40c0002ULL,
	0x5f48985753c758baULL, 0x77ce585370525745ULL,
	0x5c071a97a256ec6dULL, 0x15f65ec3fa80e493ULL,
} };

void zk_fp_add(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	fp_add(r, a, b);
}

void zk_fp_sub(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	fp_sub(r, a, b);
}

void zk_fp_neg(struct zk_fp *r, const struct zk_fp *a)
{
	fp_sub(r, &zk_fp_zero, a);
}

/* Apart from its callers, which then need no stack on the other path */
static noinline void mul_plain(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	limbs_mont_mul(r->l, a->l, b->l, fp_modulus, FP_INV, ZK_FP_LIMBS);
}

static noinline void sqr_plain(struct zk_fp *r, const struct zk_fp *a)
{
	u64 w[2 * ZK_FP_LIMBS];

	limbs_sqr_wide(w, a->l, ZK_FP_LIMBS);
	limbs_mont_redc(r->l, w, fp_modulus, FP_INV, ZK_FP_LIMBS);
}

void zk_fp_mul(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	if (zk_cpu_has_mulx())
		mulx_mont_mul6(r->l, a->l, b->l, fp_modulus);
	else
		mul_plain(r, a, b);
}

void zk_fp_sqr(struct zk_fp *r, const struct zk_fp *a)
{
	if (zk_cpu_has_mulx())
		mulx_mont_sqr6(r->l, a->l, fp_modulus);
	else
		sqr_plain(r, a);
}

bool zk_fp_is_zero(const struct zk_fp *a)
{
	return zk_fp_eq(a, &zk_fp_zero);
}

bool zk_fp_eq(const struct zk_fp *a, const struct zk_fp *b)
{
	u64 d = 0;
	int i;

	for (i = 0; i < ZK_FP_LIMBS; i++)
		d |= a->l[i] ^ b->l[i];
	return !d;
}

void zk_fp_cmov(struct zk_fp *r, const struct zk_fp *a, bool cond)
{
	limbs_select(r->l, a->l, 0 - (u64)cond, ZK_FP_LIMBS);
}

static noinline void sqr_times_plain(struct zk_fp *r, int n)
{
	u64 w[2 * ZK_FP_LIMBS];

	for (; n; n--) {
		limbs_sqr_wide(w, r->l, ZK_FP_LIMBS);
		limbs_mont_redc_lazy(r->l, w, fp_modulus, FP_INV, ZK_FP_LIMBS);
	}
}

/*
 * r = r^(2^n) in each of the lanes, below 2 p and for r below 2 p: the portable square is at
 * most r^2 / 2^384 + p, the other below r^2 / 2^384 + 1.54 p, and r^2 / 2^384 <=
 * 4 p^2 / 2^384 < 0.41 p.
 */
static __always_inline void sqr_times_lazy(struct zk_fp *r, int n, int lanes)
{
	int i;

	if (!zk_cpu_has_mulx()) {
		for (i = 0; i < lanes; i++)
			sqr_times_plain(&r[i], n);
		return;
	}
	for (; n; n--)
		for (i = 0; i < lanes; i++)
			mulx_mont_sqr_lazy6(r[i].l, r[i].l, fp_modulus);
}

/*
 * The portable product is reduced all the same.  The other is below a b / 2^384 + 1.54 p, and
 * a b / 2^384 <= 4 p^2 / 2^384 < 0.41 p.
 */
void zk_fp_mul_lazy(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	if (zk_cpu_has_mulx())
		mulx_mont_mul_lazy6(r->l, a->l, b->l, fp_modulus);
	else
		mul_plain(r, a, b);
}

void zk_fp_sqr_lazy(struct zk_fp *r, const struct zk_fp *a)
{
	if (zk_cpu_has_mulx()) {
		mulx_mont_sqr_lazy6(r->l, a->l, fp_modulus);
		return;
	}
	*r = *a;
	sqr_times_plain(r, 1);
}

#define WINDOW_ODDS (1 << (LIMBS_WINDOW - 1))

void zk_fp_pow_vartime(struct zk_fp *r, const struct zk_fp *a, const u64 *e, size_t n)
{
	struct limbs_window w = { .bit = 64 * n };
	struct zk_fp odd[WINDOW_ODDS], t = zk_fp_one;
	bool is_one = true;
	int i;

	odd[0] = *a;
	zk_fp_sqr(r, a);
	for (i = 1; i < WINDOW_ODDS; i++)
		zk_fp_mul(&odd[i], &odd[i - 1], r);
	/* Not reduced after squaring; as a first factor it may be so */
	while (limbs_next_window_vartime(&w, e)) {
		if (!is_one)
			sqr_times_lazy(&t, w.squarings, 1);
		zk_fp_mul(&t, &t, w.digit ? &odd[w.digit / 2] : &zk_fp_one);
		is_one = is_one && !w.digit;
	}
	*r = t;
}

void zk_fp_inv(struct zk_fp *r, const struct zk_fp *a)
{
	/* Fermat: a^(p - 2); the exponent is public, so the time is constant */
	u64 e[ZK_FP_LIMBS];

	memcpy(e, fp_modulus, sizeof(e));
	e[0] -= 2;
	zk_fp_pow_vartime(r, a, e, ZK_FP_LIMBS);
}

/* 1 / (a / R) in Montgomery form is R^2 / a */
static const struct zk_modinv inversion = {
	.limbs = 6,
	.signed_limbs = 7,
	.inv = 0x360c000300030003ULL,
	.modulus = {
		0x39feffffffffaaabLL, 0x3aaffffac54ffffeLL, 0x330d2a0f6b0f6241LL,
		0x1dd2e13ce144afd9LL, 0x1ba7b6434bacd764LL, 0x0447a8e5ff9a692cLL,
		0x00000000000001a0LL,
	},
	.factor = {
		0x34df1f341c341746LL, 0x29db9a98274413c7LL, 0x1e5476c4c95b6d50LL,
		0x3ae22a64e760f023LL, 0x393e85b519952d67LL, 0x223f964b2b8eaa69LL,
		0x0000000000000119LL,
	},
};

void zk_fp_inv_vartime(struct zk_fp *r, const struct zk_fp *a)
{
	zk_modinv_vartime(r->l, a->l, &inversion);
}

bool zk_fp_from_bytes(struct zk_fp *r, const u8 in[ZK_FP_BYTES])
{
	struct zk_fp t;
	u64 ok;

	limbs_load_be(t.l, in, ZK_FP_LIMBS);
	ok = limbs_lt(t.l, fp_modulus, ZK_FP_LIMBS);
	limbs_select(t.l, zk_fp_zero.l, ok - 1, ZK_FP_LIMBS);
	zk_fp_mul(r, &t, &r_squared);
	return ok;
}

void zk_fp_to_limbs(u64 out[ZK_FP_LIMBS], const struct zk_fp *a)
{
	static const struct zk_fp raw_one = { { 1 } };
	struct zk_fp t;

	zk_fp_mul(&t, a, &raw_one);
	memcpy(out, t.l, sizeof(t.l));
}

void zk_fp_to_bytes(u8 out[ZK_FP_BYTES], const struct zk_fp *a)
{
	u64 l[ZK_FP_LIMBS];

	zk_fp_to_limbs(l, a);
	limbs_store_be(out, l, ZK_FP_LIMBS);
}

void zk_fp_from_u64(struct zk_fp *r, u64 v)
{
	struct zk_fp t = { { v } };

	zk_fp_mul(r, &t, &r_squared);
}

/*
 * What follows is done in each of one or two lanes: each step waits for the one before, so
 * the processor has time for a second one in between.  Results are below 2 p, for factors
 * below 2 p.
 */
static noinline void sqr_times(struct zk_fp *r, int n, int lanes)
{
	if (lanes == 2)
		sqr_times_lazy(r, n, 2);
	else
		sqr_times_lazy(r, n, 1);
}

/* r = r^(2^n) * a */
static void sqr_times_mul(struct zk_fp *r, int n, const struct zk_fp *a, int lanes)
{
	int i;

	sqr_times(r, n, lanes);
	for (i = 0; i < lanes; i++)
		zk_fp_mul_lazy(&r[i], &r[i], &a[i]);
}

/* Minus the curve's parameter is X = 2^16 m, m = (((3 * 2^2 + 1) 2^3 + 1) 2^9 + 1) 2^32 + 1 */
static const u8 runs_of_m[] = { 2, 3, 9, 32 };

/* r = a^(2^n m) */
static void pow_m(struct zk_fp *r, const struct zk_fp *a, int n, int lanes)
{
	size_t k;

	memcpy(r, a, lanes * sizeof(*r));
	sqr_times_mul(r, 1, a, lanes);
	for (k = 0; k < ARRAY_SIZE(runs_of_m); k++)
		sqr_times_mul(r, runs_of_m[k], a, lanes);
	sqr_times(r, n, lanes);
}

/* r = a^(X - 1): the last two ones of X, but for zeros, become 16 ones at the end */
static void pow_x_minus_1(struct zk_fp *r, const struct zk_fp *a, int lanes)
{
	struct zk_fp cube[2], ones[2];
	size_t k;

	memcpy(cube, a, lanes * sizeof(*a));
	sqr_times_mul(cube, 1, a, lanes);
	/* four ones */
	memcpy(ones, cube, lanes * sizeof(*a));
	sqr_times_mul(ones, 2, cube, lanes);
	memcpy(r, cube, lanes * sizeof(*a));
	for (k = 0; k < ARRAY_SIZE(runs_of_m) - 1; k++)
		sqr_times_mul(r, runs_of_m[k], a, lanes);
	sqr_times(r, 32, lanes);
	for (k = 0; k < 4; k++)
		sqr_times_mul(r, 4, ones, lanes);
}

/*
 * p = 3 mod 4, so if a has a root, a^((p + 1) / 4) is one.  As a^((p - 1) / 2) is 1 then, the
 * same number is a^((3 p - 1) / 4), which takes fewer multiplications: 3 p is
 * (X + 1)^2 (X^4 - X^2 + 1) - 3 X, and so (3 p - 1) / 4 is
 * X / 4 (X - 1) (X^4 + 3 X^3 + 3 X^2 + X + 1).
 */
static noinline void sqrt_lanes(struct zk_fp *r, bool *square, const struct zk_fp *a, int lanes)
{
	struct zk_fp c[2], cube[2], t[2];
	int i, k;

	pow_m(t, a, 14, lanes);
	pow_x_minus_1(c, t, lanes);
	memcpy(cube, c, lanes * sizeof(*c));
	sqr_times_mul(cube, 1, c, lanes);
	memcpy(r, c, lanes * sizeof(*c));
	for (k = 0; k < 4; k++) {
		pow_m(t, r, 16, lanes);
		for (i = 0; i < lanes; i++)
			zk_fp_mul(&r[i], &t[i], k < 2 ? &cube[i] : &c[i]);
	}
	for (i = 0; i < lanes; i++) {
		zk_fp_sqr(&t[i], &r[i]);
		square[i] = zk_fp_eq(&t[i], &a[i]);
	}
}

bool zk_fp_sqrt(struct zk_fp *r, const struct zk_fp *a)
{
	struct zk_fp root;
	bool square;

	sqrt_lanes(&root, &square, a, 1);
	*r = root;
	return square;
}

void zk_fp_sqrt_pair(struct zk_fp r[2], bool square[2], const struct zk_fp a[2])
{
	sqrt_lanes(r, square, a, 2);
}

bool zk_fp_is_larger_half(const struct zk_fp *a)
{
	static const u64 half[] = {
		0xdcff7fffffffd555ULL,
		0x0f55ffff58a9ffffULL,
		0xb39869507b587b12ULL,
		0xb23ba5c279c2895fULL,
		0x258dd3db21a5d66bULL,
		0x0d0088f51cbff34dULL,
	};
	u64 l[ZK_FP_LIMBS];

	zk_fp_to_limbs(l, a);
	return limbs_lt(half, l, ZK_FP_LIMBS);
}
