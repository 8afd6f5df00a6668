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

/* The low halves carry into the high ones, and only those are brought below p */
void zk_fp_wide_add(struct zk_fp_wide *r, const struct zk_fp_wide *a, const struct zk_fp_wide *b)
{
	u64 t[2 * ZK_FP_LIMBS];
	int i;

	limbs_add(t, a->l, b->l, 2 * ZK_FP_LIMBS);
	for (i = 0; i < ZK_FP_LIMBS; i++)
		r->l[i] = t[i];
	limbs_reduce_once(r->l + ZK_FP_LIMBS, t + ZK_FP_LIMBS, fp_modulus, ZK_FP_LIMBS);
}

void zk_fp_wide_sub(struct zk_fp_wide *r, const struct zk_fp_wide *a, const struct zk_fp_wide *b)
{
	u64 t[2 * ZK_FP_LIMBS];
	u64 mask = 0 - limbs_sub(t, a->l, b->l, 2 * ZK_FP_LIMBS);
	int i;

	for (i = 0; i < ZK_FP_LIMBS; i++)
		r->l[i] = t[i];
	limbs_add_masked(r->l + ZK_FP_LIMBS, t + ZK_FP_LIMBS, fp_modulus, mask, ZK_FP_LIMBS);
}

void zk_fp_add_lazy(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	limbs_add(r->l, a->l, b->l, ZK_FP_LIMBS);
}
