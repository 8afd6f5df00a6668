// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The quadratic extension Fp2 of BLS12-381. */

#include "fp2.h"
#include "fp_arith.h"

const struct zk_fp2 zk_fp2_zero = { { { 0 } }, { { 0 } } };
const struct zk_fp2 zk_fp2_one = {
	.c0 = { {
		0x760900000002fffdULL, 0xebf4000bc40c0002ULL,
		0x5f48985753c758baULL, 0x77ce585370525745ULL,
		0x5c071a97a256ec6dULL, 0x15f65ec3fa80e493ULL,
	} },
};

void zk_fp2_add(struct zk_fp2 *r, const struct zk_fp2 *a, const struct zk_fp2 *b)
{
	fp_add(&r->c0, &a->c0, &b->c0);
	fp_add(&r->c1, &a->c1, &b->c1);
}

void zk_fp2_sub(struct zk_fp2 *r, const struct zk_fp2 *a, const struct zk_fp2 *b)
{
	fp_sub(&r->c0, &a->c0, &b->c0);
	fp_sub(&r->c1, &a->c1, &b->c1);
}

void zk_fp2_dbl(struct zk_fp2 *r, const struct zk_fp2 *a)
{
	zk_fp2_add(r, a, a);
}

void zk_fp2_neg(struct zk_fp2 *r, const struct zk_fp2 *a)
{
	fp_sub(&r->c0, &zk_fp_zero, &a->c0);
	fp_sub(&r->c1, &zk_fp_zero, &a->c1);
}

void zk_fp2_conj(struct zk_fp2 *r, const struct zk_fp2 *a)
{
	r->c0 = a->c0;
	zk_fp_neg(&r->c1, &a->c1);
}

void zk_fp2_mul(struct zk_fp2 *r, const struct zk_fp2 *a, const struct zk_fp2 *b)
{
	struct zk_fp_wide v, w0, w1;
	struct zk_fp s, t;

	/*
	 * Karatsuba: a0 b1 + a1 b0 = (a0 + a1) (b0 + b1) - a0 b0 - a1 b1, all before
	 * reduction.  The sums are below 2 p and their product below 4 p^2 < p * 2^384;
	 * what remains of it is not negative.
	 */
	fp_add_lazy(&s, &a->c0, &a->c1);
	fp_add_lazy(&t, &b->c0, &b->c1);
	zk_fp_mul_wide(&w1, &s, &t);
	zk_fp_mul_wide(&w0, &a->c0, &b->c0);
	zk_fp_mul_wide(&v, &a->c1, &b->c1);
	fp_wide_sub_nonneg(&w1, &w1, &w0);
	fp_wide_sub_nonneg(&w1, &w1, &v);
	fp_wide_sub(&w0, &w0, &v);
	zk_fp_redc(&r->c0, &w0);
	zk_fp_redc(&r->c1, &w1);
}

void zk_fp2_sqr(struct zk_fp2 *r, const struct zk_fp2 *a)
{
	struct zk_fp sum, diff, twice;

	/* (c0 + c1) (c0 - c1) and 2 c0 c1: factors need no reduction */
	fp_add_lazy(&sum, &a->c0, &a->c1);
	fp_sub_lazy(&diff, &a->c0, &a->c1);
	fp_add_lazy(&twice, &a->c0, &a->c0);
	zk_fp_mul(&r->c1, &twice, &a->c1);
	zk_fp_mul(&r->c0, &sum, &diff);
}

void zk_fp2_mul_fp(struct zk_fp2 *r, const struct zk_fp2 *a, const struct zk_fp *k)
{
	struct zk_fp f = *k;

	zk_fp_mul(&r->c0, &a->c0, &f);
	zk_fp_mul(&r->c1, &a->c1, &f);
}

void zk_fp2_mul_xi(struct zk_fp2 *r, const struct zk_fp2 *a)
{
	struct zk_fp t;

	fp_sub(&t, &a->c0, &a->c1);
	fp_add(&r->c1, &a->c0, &a->c1);
	r->c0 = t;
}

void zk_fp2_inv_vartime(struct zk_fp2 *r, const struct zk_fp2 *a)
{
	struct zk_fp n, t;

	zk_fp_sqr(&n, &a->c0);
	zk_fp_sqr(&t, &a->c1);
	zk_fp_add(&n, &n, &t);
	zk_fp_inv_vartime(&n, &n);
	zk_fp_mul(&r->c0, &a->c0, &n);
	zk_fp_neg(&n, &n);
	zk_fp_mul(&r->c1, &a->c1, &n);
}

bool zk_fp2_sqrt_vartime(struct zk_fp2 *r, const struct zk_fp2 *a)
{
	static const struct zk_fp half = { {
		0x1804000000015554ULL, 0x855000053ab00001ULL,
		0x633cb57c253c276fULL, 0x6e22d1ec31ebb502ULL,
		0xd3916126f2d14ca2ULL, 0x17fbb8571a006596ULL,
	} };
	struct zk_fp n, s, t;

	/*
	 * (s + t u)^2 = a needs s^2 = (c0 +- n) / 2 with n^2 = c0^2 + c1^2, the
	 * norm, and t = c1 / (2 s).  Exactly one of the two signs gives a
	 * square where a is one, as their product is -(c1 / 2)^2 and -1 is no
	 * square; c1 = 0 leaves a zero factor and is apart.
	 */
	if (zk_fp_is_zero(&a->c1)) {
		t = a->c0;
		*r = zk_fp2_zero;
		if (zk_fp_sqrt(&s, &t)) {
			r->c0 = s;
			return true;
		}
		zk_fp_neg(&t, &t);
		return zk_fp_sqrt(&r->c1, &t);
	}
	zk_fp_sqr(&s, &a->c0);
	zk_fp_sqr(&t, &a->c1);
	zk_fp_add(&s, &s, &t);
	if (!zk_fp_sqrt(&n, &s))
		return false;
	zk_fp_add(&t, &a->c0, &n);
	zk_fp_mul(&t, &t, &half);
	if (!zk_fp_sqrt(&s, &t)) {
		zk_fp_sub(&t, &a->c0, &n);
		zk_fp_mul(&t, &t, &half);
		if (!zk_fp_sqrt(&s, &t))
			return false;
	}
	zk_fp_add(&n, &s, &s);
	zk_fp_inv_vartime(&n, &n);
	zk_fp_mul(&r->c1, &a->c1, &n);
	r->c0 = s;
	return true;
}

bool zk_fp2_is_zero(const struct zk_fp2 *a)
{
	return zk_both(zk_fp_is_zero(&a->c0), zk_fp_is_zero(&a->c1));
}

bool zk_fp2_eq(const struct zk_fp2 *a, const struct zk_fp2 *b)
{
	return zk_both(zk_fp_eq(&a->c0, &b->c0), zk_fp_eq(&a->c1, &b->c1));
}

bool zk_fp2_is_larger_half(const struct zk_fp2 *a)
{
	bool c1_zero = zk_fp_is_zero(&a->c1);

	return zk_either(zk_fp_is_larger_half(&a->c1),
			 zk_both(c1_zero, zk_fp_is_larger_half(&a->c0)));
}

bool zk_fp2_from_bytes(struct zk_fp2 *r, const u8 in[ZK_FP2_BYTES])
{
	bool ok = zk_both(zk_fp_from_bytes(&r->c1, in),
			  zk_fp_from_bytes(&r->c0, in + ZK_FP_BYTES));

	if (!ok)
		*r = zk_fp2_zero;
	return ok;
}

void zk_fp2_to_bytes(u8 out[ZK_FP2_BYTES], const struct zk_fp2 *a)
{
	zk_fp_to_bytes(out, &a->c1);
	zk_fp_to_bytes(out + ZK_FP_BYTES, &a->c0);
}
