// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Products in Fp2 before reduction. */

#include "fp2_wide.h"
#include "fp_arith.h"

void zk_fp2_mul_wide(struct zk_fp2_wide *r, const struct zk_fp2 *a, const struct zk_fp2 *b)
{
	struct zk_fp_wide v;
	struct zk_fp s, t;

	/*
	 * Karatsuba: a0 b1 + a1 b0 = (a0 + a1) (b0 + b1) - a0 b0 - a1 b1.  The sums
	 * are below 2 p and their product below 4 p^2 < p * 2^384; what remains of
	 * it is not negative.
	 */
	fp_add_lazy(&s, &a->c0, &a->c1);
	fp_add_lazy(&t, &b->c0, &b->c1);
	zk_fp_mul_wide(&r->c1, &s, &t);
	zk_fp_mul_wide(&r->c0, &a->c0, &b->c0);
	zk_fp_mul_wide(&v, &a->c1, &b->c1);
	fp_wide_sub_nonneg(&r->c1, &r->c1, &r->c0);
	fp_wide_sub_nonneg(&r->c1, &r->c1, &v);
	fp_wide_sub(&r->c0, &r->c0, &v);
}

void zk_fp2_redc(struct zk_fp2 *r, const struct zk_fp2_wide *a)
{
	zk_fp_redc(&r->c0, &a->c0);
	zk_fp_redc(&r->c1, &a->c1);
}

void zk_fp2_wide_add(struct zk_fp2_wide *r, const struct zk_fp2_wide *a,
		     const struct zk_fp2_wide *b)
{
	fp_wide_add(&r->c0, &a->c0, &b->c0);
	fp_wide_add(&r->c1, &a->c1, &b->c1);
}

void zk_fp2_wide_sub(struct zk_fp2_wide *r, const struct zk_fp2_wide *a,
		     const struct zk_fp2_wide *b)
{
	fp_wide_sub(&r->c0, &a->c0, &b->c0);
	fp_wide_sub(&r->c1, &a->c1, &b->c1);
}

void zk_fp2_wide_mul_xi(struct zk_fp2_wide *r, const struct zk_fp2_wide *a)
{
	struct zk_fp_wide t;

	fp_wide_sub(&t, &a->c0, &a->c1);
	fp_wide_add(&r->c1, &a->c0, &a->c1);
	r->c0 = t;
}
