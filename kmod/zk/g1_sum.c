// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Affine additions in G1 with one inversion for all (Montgomery's trick). */

#include "fp_arith.h"
#include "g1_sum.h"

/* Most finite points are told from infinity by the first look */
static __always_inline bool is_inf(const struct zk_g1_affine *a)
{
	return fp_is_zero(&a->x) && fp_is_zero(&a->y);
}

/*
 * The denominator of the slope, 0 where the sum needs none: one operand is
 * infinity, or both are opposite.
 */
static void set_denominator(struct zk_g1_sum *s)
{
	fp_sub(&s->den, &s->b->x, &s->a->x);
	s->tangent = fp_is_zero(&s->den);
	/* 2 y for a doubling, y - y = 0 for opposite points */
	if (s->tangent)
		fp_add(&s->den, &s->a->y, &s->b->y);
	if (is_inf(s->a) || is_inf(s->b))
		s->den = zk_fp_zero;
}

/* r = a + b by the chord or tangent, given the inverse of its slope's denominator */
static void chord(const struct zk_g1_sum *s, const struct zk_fp *inv)
{
	const struct zk_g1_affine *a = s->a, *b = s->b;
	struct zk_fp slope, x, t;

	if (s->tangent) {
		zk_fp_sqr(&t, &a->x);
		fp_add_lazy(&slope, &t, &t);
		fp_add_lazy(&slope, &slope, &t);
	} else {
		fp_sub(&slope, &b->y, &a->y);
	}
	zk_fp_mul(&slope, &slope, inv);
	zk_fp_sqr(&x, &slope);
	fp_sub(&x, &x, &a->x);
	fp_sub(&x, &x, &b->x);
	fp_sub(&t, &a->x, &x);
	zk_fp_mul(&t, &t, &slope);
	fp_sub(&s->r->y, &t, &a->y);
	s->r->x = x;
}

/* r = a + b where no slope is needed */
static void trivial(const struct zk_g1_sum *s)
{
	if (is_inf(s->a))
		*s->r = *s->b;
	else if (is_inf(s->b))
		*s->r = *s->a;
	else
		memset(s->r, 0, sizeof(*s->r));
}

void zk_g1_sums_vartime(struct zk_g1_sum *sum, size_t n)
{
	struct zk_fp acc = zk_fp_one, inv;
	size_t i;

	if (!n)
		return;
	for (i = 0; i < n; i++) {
		set_denominator(&sum[i]);
		sum[i].prefix = acc;
		if (!fp_is_zero(&sum[i].den))
			zk_fp_mul(&acc, &acc, &sum[i].den);
	}
	zk_fp_inv_vartime(&acc, &acc);
	for (i = n; i-- > 0;) {
		if (fp_is_zero(&sum[i].den)) {
			trivial(&sum[i]);
			continue;
		}
		zk_fp_mul(&inv, &acc, &sum[i].prefix);
		zk_fp_mul(&acc, &acc, &sum[i].den);
		chord(&sum[i], &inv);
	}
}
