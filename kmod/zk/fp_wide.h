/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Products in Fp before Montgomery's reduction.  A sum of products is then
 * reduced once instead of once per product ("lazy reduction").
 *
 * A wide number is an integer below p * 2^384, where reduction is defined; it
 * stands for itself / 2^384 mod p.  Constant time.
 */
#ifndef ZK_FP_WIDE_H
#define ZK_FP_WIDE_H

#include "fp.h"

struct zk_fp_wide {
	u64 l[2 * ZK_FP_LIMBS];
};

/*
 * r = a * b, as integers.  a and b need not be reduced if a * b < p * 2^384:
 * sums of two reduced numbers will do, as 4 p < 2^384.  r must not overlap a or b.
 */
void zk_fp_mul_wide(struct zk_fp_wide *r, const struct zk_fp *a, const struct zk_fp *b);
/* r = a^2, as integers, for any a below sqrt(p * 2^384), which is above 3 p */
void zk_fp_sqr_wide(struct zk_fp_wide *r, const struct zk_fp *a);
/* r = a / 2^384 mod p, reduced */
void zk_fp_redc(struct zk_fp *r, const struct zk_fp_wide *a);

#endif /* ZK_FP_WIDE_H */
