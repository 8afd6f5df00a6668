/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The base field Fp of BLS12-381, in Montgomery form with R = 2^384, limbs least
 * significant first, always fully reduced.  Constant time unless a name ends
 * in _vartime.  Results may alias arguments.
 */
#ifndef ZK_FP_H
#define ZK_FP_H

#include "shim.h"

#define ZK_FP_LIMBS 6
#define ZK_FP_BYTES 48

struct zk_fp {
	u64 l[ZK_FP_LIMBS];
};

/* && and || of answers that are all computed, so that no branch tells the first. */
static __always_inline bool zk_both(bool a, bool b)
{
	return a & b;
}

static __always_inline bool zk_either(bool a, bool b)
{
	return a | b;
}

extern const struct zk_fp zk_fp_zero;
extern const struct zk_fp zk_fp_one; /* Montgomery form of 1 */

void zk_fp_add(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b);
void zk_fp_sub(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b);
void zk_fp_neg(struct zk_fp *r, const struct zk_fp *a);
/*
 * Products are reduced, even if their factors are not: it is enough that b < 2^383 and
 * a * b < p * 2^384 as integers.  As 9 p < 2^384, sums of up to three reduced numbers may
 * be multiplied, and any a < 2^384 by a reduced b.
 */
void zk_fp_mul(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b);
void zk_fp_sqr(struct zk_fp *r, const struct zk_fp *a);
/* The same below 2 p, and for a, b below 2 p: for factors.  Less work than reduced ones. */
void zk_fp_mul_lazy(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b);
void zk_fp_sqr_lazy(struct zk_fp *r, const struct zk_fp *a);
bool zk_fp_is_zero(const struct zk_fp *a);
bool zk_fp_eq(const struct zk_fp *a, const struct zk_fp *b);
/* r = cond ? a : r */
void zk_fp_cmov(struct zk_fp *r, const struct zk_fp *a, bool cond);
/* r = a^e for a public exponent of n limbs, least significant first */
void zk_fp_pow_vartime(struct zk_fp *r, const struct zk_fp *a, const u64 *e, size_t n);
/* r = 1/a; 0 for a = 0 */
void zk_fp_inv(struct zk_fp *r, const struct zk_fp *a);
void zk_fp_inv_vartime(struct zk_fp *r, const struct zk_fp *a);
/* Big-endian bytes; false (and r = 0) if the number is not below the modulus */
bool zk_fp_from_bytes(struct zk_fp *r, const u8 in[ZK_FP_BYTES]);
void zk_fp_to_bytes(u8 out[ZK_FP_BYTES], const struct zk_fp *a);
void zk_fp_from_u64(struct zk_fp *r, u64 v);
/* The integer a, out of Montgomery form, limbs least significant first */
void zk_fp_to_limbs(u64 out[ZK_FP_LIMBS], const struct zk_fp *a);
/* r = sqrt(a); false if a is not a square (r is then undefined) */
bool zk_fp_sqrt(struct zk_fp *r, const struct zk_fp *a);
/* Two at once, in three quarters of the time.  r must not be a. */
void zk_fp_sqrt_pair(struct zk_fp r[2], bool square[2], const struct zk_fp a[2]);
/* true if a > (p - 1) / 2 as an integer: the sign bit of the point encoding */
bool zk_fp_is_larger_half(const struct zk_fp *a);

#endif /* ZK_FP_H */
