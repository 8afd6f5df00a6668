/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The cubic extension Fp6 = Fp2[v] / (v^3 - (1 + u)): c0 + c1 v + c2 v^2.
 * Constant time unless a name ends in _vartime.  Results may alias arguments.
 */
#ifndef ZK_FP6_H
#define ZK_FP6_H

#include "fp2.h"

struct zk_fp6 {
	struct zk_fp2 c0, c1, c2;
};

void zk_fp6_add(struct zk_fp6 *r, const struct zk_fp6 *a, const struct zk_fp6 *b);
void zk_fp6_sub(struct zk_fp6 *r, const struct zk_fp6 *a, const struct zk_fp6 *b);
void zk_fp6_neg(struct zk_fp6 *r, const struct zk_fp6 *a);
void zk_fp6_mul(struct zk_fp6 *r, const struct zk_fp6 *a, const struct zk_fp6 *b);
/* r = a * v */
void zk_fp6_mul_v(struct zk_fp6 *r, const struct zk_fp6 *a);
/* r = a * (b0 + b1 v) */
void zk_fp6_mul_sparse(struct zk_fp6 *r, const struct zk_fp6 *a,
		       const struct zk_fp2 *b0, const struct zk_fp2 *b1);
/* r = 1/a; 0 for a = 0 */
void zk_fp6_inv_vartime(struct zk_fp6 *r, const struct zk_fp6 *a);
bool zk_fp6_eq(const struct zk_fp6 *a, const struct zk_fp6 *b);
bool zk_fp6_is_zero(const struct zk_fp6 *a);

#endif /* ZK_FP6_H */
