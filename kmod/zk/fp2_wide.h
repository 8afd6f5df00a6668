/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Products in Fp2 before Montgomery's reduction: see fp_wide.h.  Both coordinates
 * are wide numbers, below p * 2^384, and stay so.  Constant time.  Results may
 * alias wide arguments.
 */
#ifndef ZK_FP2_WIDE_H
#define ZK_FP2_WIDE_H

#include "fp2.h"
#include "fp_wide.h"

struct zk_fp2_wide {
	struct zk_fp_wide c0, c1;
};

/* r = a * b for reduced a, b */
void zk_fp2_mul_wide(struct zk_fp2_wide *r, const struct zk_fp2 *a, const struct zk_fp2 *b);
/* r = a / 2^384, reduced */
void zk_fp2_redc(struct zk_fp2 *r, const struct zk_fp2_wide *a);
void zk_fp2_wide_add(struct zk_fp2_wide *r, const struct zk_fp2_wide *a,
		     const struct zk_fp2_wide *b);
void zk_fp2_wide_sub(struct zk_fp2_wide *r, const struct zk_fp2_wide *a,
		     const struct zk_fp2_wide *b);
/* r = a * (1 + u) */
void zk_fp2_wide_mul_xi(struct zk_fp2_wide *r, const struct zk_fp2_wide *a);

#endif /* ZK_FP2_WIDE_H */
