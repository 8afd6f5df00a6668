// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Affine additions in G1 with one inversion for all (Montgomery's trick). */

#include "fp_arith.h"
#include "g1_sum.h"

/*
 * The denominator of the slope, 0 where the sum needs none: one operand is
 * infinity, or both are opposite.
 */
static void denominator(struct zk_fp *d, const struct zk_g1_affine *a,
			const struct zk_g1_affine *b)
{
	fp_sub(d, &b->x, &a->x);
	/* 2 y for a doubling, y - y = 0 for opposite points */
	if (zk_fp_is_zero(d))
		fp_add(d, &a->y, &b->y);
	if (zk_g1_affine_is_inf(a) || zk_g1_affine_is_inf(b))
		*d = zk_fp_zero;
}

/* r = a + b by the chord or tangent, given the inverse of its slope's denominator */
static void chord(struct zk_g1_affine *r, const struct zk_g1_affine *a,
		  const struct zk_g1_affine *b, const struct zk_fp *inv)
{
	struct zk_fp slope, x, t;

	fp_sub(&slope, &b->x, &a->x);
	if (zk_fp_is_zero(&slope)) {
		zk_fp_sqr(&t, &a->x);
		fp_add(&slope, &t, &t);
		fp_add(&slope, &slope, &t);
	} else {
		fp_sub(&slope, &b->y, &a->y);
	}
	zk_fp_mul(&slope, &slope, inv);
	zk_fp_sqr(&x, &slope);
	fp_sub(&x, &x, &a->x);
	fp_sub(&x, &x, &b->x);
	fp_sub(&t, &a->x, &x);
	zk_fp_mul(&t, &t, &slope);
	fp_sub(&r->y, &t, &a->y);
	r->x = x;
}

/* r = a + b where no slope is needed */
static void trivial(struct zk_g1_affine *r, const struct zk_g1_affine *a,
		    const struct zk_g1_affine *b)
{
	if (zk_g1_affine_is_inf(a))
		*r = *b;
	else if (zk_g1_affine_is_inf(b))
		*r = *a;
	else
		memset(r, 0, sizeof(*r));
}

void zk_g1_sums_vartime(struct zk_g1_sum *sum, size_t n)
{
	struct zk_fp acc = zk_fp_one, inv;
	size_t i;

	if (!n)
		return;
	for (i = 0; i < n; i++) {
		denominator(&sum[i].den, sum[i].a, sum[i].b);
		sum[i].prefix = acc;
		if (!zk_fp_is_zero(&sum[i].den))
			zk_fp_mul(&acc, &acc, &sum[i].den);
	}
	zk_fp_inv_vartime(&acc, &acc);
	for (i = n; i-- > 0;) {
		if (zk_fp_is_zero(&sum[i].den)) {
			trivial(sum[i].r, sum[i].a, sum[i].b);
			continue;
		}
		zk_fp_mul(&inv, &acc, &sum[i].prefix);
		zk_fp_mul(&acc, &acc, &sum[i].den);
		chord(sum[i].r, sum[i].a, sum[i].b, &inv);
	}
}
