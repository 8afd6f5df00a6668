/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The quadratic extension Fp2 = Fp[u] / (u^2 + 1): the element c0 + c1 u.
 * Constant time unless a name ends in _vartime.  Results may alias arguments.
 */
#ifndef ZK_FP2_H
#define ZK_FP2_H

#include "fp.h"

#define ZK_FP2_BYTES 96

struct zk_fp2 {
	struct zk_fp c0, c1;
};

extern const struct zk_fp2 zk_fp2_zero;
extern const struct zk_fp2 zk_fp2_one;

void zk_fp2_add(struct zk_fp2 *r, const struct zk_fp2 *a, const struct zk_fp2 *b);
void zk_fp2_sub(struct zk_fp2 *r, const struct zk_fp2 *a, const struct zk_fp2 *b);
void zk_fp2_dbl(struct zk_fp2 *r, const struct zk_fp2 *a);
void zk_fp2_neg(struct zk_fp2 *r, const struct zk_fp2 *a);
/* r = c0 - c1 u, which is a^p */
void zk_fp2_conj(struct zk_fp2 *r, const struct zk_fp2 *a);
void zk_fp2_mul(struct zk_fp2 *r, const struct zk_fp2 *a, const struct zk_fp2 *b);
void zk_fp2_sqr(struct zk_fp2 *r, const struct zk_fp2 *a);
/* r = a * k for k in Fp */
void zk_fp2_mul_fp(struct zk_fp2 *r, const struct zk_fp2 *a, const struct zk_fp *k);
/* r = a * (1 + u), the non-residue that Fp6 is built on */
void zk_fp2_mul_xi(struct zk_fp2 *r, const struct zk_fp2 *a);
/* r = 1/a; 0 for a = 0 */
void zk_fp2_inv_vartime(struct zk_fp2 *r, const struct zk_fp2 *a);
/* r = sqrt(a), either root; false if a is not a square (r is then undefined) */
bool zk_fp2_sqrt_vartime(struct zk_fp2 *r, const struct zk_fp2 *a);
bool zk_fp2_is_zero(const struct zk_fp2 *a);
bool zk_fp2_eq(const struct zk_fp2 *a, const struct zk_fp2 *b);
/* true if a > -a, comparing c1 first: the sign bit of the point encoding */
bool zk_fp2_is_larger_half(const struct zk_fp2 *a);
/* Big-endian bytes, c1 first; false (and r = 0) if a number is not below p */
bool zk_fp2_from_bytes(struct zk_fp2 *r, const u8 in[ZK_FP2_BYTES]);
void zk_fp2_to_bytes(u8 out[ZK_FP2_BYTES], const struct zk_fp2 *a);

#endif /* ZK_FP2_H */
