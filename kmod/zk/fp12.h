/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The quadratic extension Fp12 = Fp6[w] / (w^2 - v): c0 + c1 w, in which pairings
 * take their values.  Constant time unless a name ends in _vartime.  Results may
 * alias arguments.
 */
#ifndef ZK_FP12_H
#define ZK_FP12_H

#include "fp6.h"

struct zk_fp12 {
	struct zk_fp6 c0, c1;
};

extern const struct zk_fp12 zk_fp12_one;

void zk_fp12_mul(struct zk_fp12 *r, const struct zk_fp12 *a, const struct zk_fp12 *b);
void zk_fp12_sqr(struct zk_fp12 *r, const struct zk_fp12 *a);
/*
 * r = a^2 for a in the cyclotomic subgroup, of order p^4 - p^2 + 1.
 * Granger and Scott, "Faster squaring in the cyclotomic subgroup of sixth degree
 * extensions", ePrint 2009/565.
 */
void zk_fp12_cyclotomic_sqr(struct zk_fp12 *r, const struct zk_fp12 *a);
/* r = a * (1 + (b0 v + b1 v^2) w), the form of a line of the pairing */
void zk_fp12_mul_line(struct zk_fp12 *r, const struct zk_fp12 *a,
		      const struct zk_fp2 *b0, const struct zk_fp2 *b1);
/* r = c0 - c1 w, which is a^(p^6): the inverse in the cyclotomic subgroup */
void zk_fp12_conj(struct zk_fp12 *r, const struct zk_fp12 *a);
/* r = a^p, a^(p^2) */
void zk_fp12_frobenius(struct zk_fp12 *r, const struct zk_fp12 *a);
void zk_fp12_frobenius2(struct zk_fp12 *r, const struct zk_fp12 *a);
/* r = 1/a; 0 for a = 0 */
void zk_fp12_inv_vartime(struct zk_fp12 *r, const struct zk_fp12 *a);
bool zk_fp12_eq(const struct zk_fp12 *a, const struct zk_fp12 *b);
bool zk_fp12_is_one(const struct zk_fp12 *a);

#endif /* ZK_FP12_H */
