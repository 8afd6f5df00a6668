// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Products in Fp before reduction. */

#include "fp_arith.h"
#include "fp_wide.h"

static noinline void mul_wide_plain(struct zk_fp_wide *r, const struct zk_fp *a,
				    const struct zk_fp *b)
{
	limbs_mul_wide(r->l, a->l, b->l, ZK_FP_LIMBS);
}

static noinline void sqr_wide_plain(struct zk_fp_wide *r, const struct zk_fp *a)
{
	limbs_sqr_wide(r->l, a->l, ZK_FP_LIMBS);
}

static noinline void redc_plain(struct zk_fp *r, const struct zk_fp_wide *a)
{
	limbs_mont_redc(r->l, a->l, fp_modulus, FP_INV, ZK_FP_LIMBS);
}

void zk_fp_mul_wide(struct zk_fp_wide *r, const struct zk_fp *a, const struct zk_fp *b)
{
	if (zk_cpu_has_mulx())
		mulx_mul_wide6(r->l, a->l, b->l);
	else
		mul_wide_plain(r, a, b);
}

void zk_fp_sqr_wide(struct zk_fp_wide *r, const struct zk_fp *a)
{
	if (zk_cpu_has_mulx())
		mulx_sqr_wide6(r->l, a->l);
	else
		sqr_wide_plain(r, a);
}

void zk_fp_redc(struct zk_fp *r, const struct zk_fp_wide *a)
{
	if (zk_cpu_has_mulx())
		mulx_mont_redc6(r->l, a->l, fp_modulus);
	else
		redc_plain(r, a);
}
