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

/*
 * r = a + b by the chord or tangent, given the inverse of its slope's denominator, for one
 * sum or for two side by side
 */
static __always_inline void chords(const struct zk_g1_sum *const *s, const struct zk_fp *inv,
				   int lanes)
{
	struct zk_fp slope[2], x[2], t[2];
	int i;

	for (i = 0; i < lanes; i++) {
		if (s[i]->tangent) {
			zk_fp_sqr(&t[i], &s[i]->a->x);
			fp_add(&slope[i], &t[i], &t[i]);
			fp_add_lazy(&slope[i], &slope[i], &t[i]);
		} else {
			fp_sub_lazy(&slope[i], &s[i]->b->y, &s[i]->a->y);
		}
	}
	/* slopes are factors only */
	for (i = 0; i < lanes; i++)
		zk_fp_mul_lazy(&slope[i], &slope[i], &inv[i]);
	for (i = 0; i < lanes; i++) {
		zk_fp_sqr(&x[i], &slope[i]);
		fp_sub(&x[i], &x[i], &s[i]->a->x);
		fp_sub(&x[i], &x[i], &s[i]->b->x);
		fp_sub_lazy(&t[i], &s[i]->a->x, &x[i]);
	}
	for (i = 0; i < lanes; i++) {
		zk_fp_mul(&t[i], &t[i], &slope[i]);
		fp_sub(&s[i]->r->y, &t[i], &s[i]->a->y);
		s[i]->r->x = x[i];
	}
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

/* The one or two sums from sum[0] on, given the inverse of each lane's product up to them */
static void finish(struct zk_g1_sum *sum, size_t n, struct zk_fp *acc)
{
	const struct zk_g1_sum *live[2];
	struct zk_fp inv[2];
	size_t i, lanes = 0;

	for (i = 0; i < n && i < 2; i++) {
		if (fp_is_zero(&sum[i].den)) {
			trivial(&sum[i]);
			continue;
		}
		zk_fp_mul_lazy(&inv[lanes], &acc[i], &sum[i].prefix);
		zk_fp_mul_lazy(&acc[i], &acc[i], &sum[i].den);
		live[lanes++] = &sum[i];
	}
	if (lanes == 2)
		chords(live, inv, 2);
	else if (lanes)
		chords(live, inv, 1);
}

void zk_g1_sums_vartime(struct zk_g1_sum *sum, size_t n)
{
	struct zk_fp acc[2] = { zk_fp_one, zk_fp_one }, inv;
	size_t i;

	if (!n)
		return;
	/* Products of the denominators, of even and of odd sums: neither waits for the other */
	for (i = 0; i < n; i++) {
		set_denominator(&sum[i]);
		sum[i].prefix = acc[i % 2];
		if (!fp_is_zero(&sum[i].den))
			zk_fp_mul_lazy(&acc[i % 2], &acc[i % 2], &sum[i].den);
	}
	zk_fp_mul(&inv, &acc[0], &acc[1]);
	zk_fp_inv_vartime(&inv, &inv);
	zk_fp_mul(&acc[0], &acc[0], &inv);
	zk_fp_mul(&acc[1], &acc[1], &inv);
	inv = acc[0];
	acc[0] = acc[1];
	acc[1] = inv;
	for (i = (n + 1) / 2; i-- > 0;)
		finish(&sum[2 * i], n - 2 * i, acc);
}
