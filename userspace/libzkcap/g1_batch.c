// SPDX-License-Identifier: MIT
/* Affine additions that share one inversion (Montgomery's trick). */

#include <errno.h>
#include <stdlib.h>

#include "g1_batch.h"

int zkcap_g1_batch_init(struct zkcap_g1_batch *b, size_t max)
{
	b->max = max;
	b->den = malloc(max * sizeof(*b->den));
	b->product = malloc(max * sizeof(*b->product));
	if (b->den && b->product)
		return 0;
	free(b->den);
	free(b->product);
	return -ENOMEM;
}

void zkcap_g1_batch_free(struct zkcap_g1_batch *b)
{
	if (b->den)
		explicit_bzero(b->den, b->max * sizeof(*b->den));
	if (b->product)
		explicit_bzero(b->product, b->max * sizeof(*b->product));
	free(b->den);
	free(b->product);
	memset(b, 0, sizeof(*b));
}

static bool is_inf(const struct zk_g1_affine *p)
{
	u64 any = p->x.l[0];
	int i;

	/* nearly every point is told from infinity by its first limb */
	if (any)
		return false;
	for (i = 0; i < ZK_FP_LIMBS; i++)
		any |= p->x.l[i] | p->y.l[i];
	return !any;
}

/*
 * Denominator of the slope of p + q, or 1 where the sum takes no division:
 * one of them is infinity, or q = -p.
 */
static void slope_den(struct zk_fp *den, const struct zk_g1_affine *p,
		      const struct zk_g1_affine *q)
{
	zk_fp_sub(den, &q->x, &p->x);
	if (!zk_fp_is_zero(den) && !is_inf(p) && !is_inf(q))
		return;
	*den = zk_fp_one;
	if (!is_inf(p) && !is_inf(q) && zk_fp_eq(&p->y, &q->y))
		zk_fp_add(den, &p->y, &p->y);
}

/* r = p + q through the chord or tangent with slope num * inv */
static void add_with_slope(struct zk_g1_affine *r, const struct zk_g1_affine *p,
			   const struct zk_fp *qx, const struct zk_fp *num,
			   const struct zk_fp *inv)
{
	struct zk_fp slope, x, y;

	zk_fp_mul(&slope, num, inv);
	zk_fp_sqr(&x, &slope);
	zk_fp_sub(&x, &x, &p->x);
	zk_fp_sub(&x, &x, qx);
	zk_fp_sub(&y, &p->x, &x);
	zk_fp_mul(&y, &y, &slope);
	zk_fp_sub(&r->y, &y, &p->y);
	r->x = x;
}

static void tangent_num(struct zk_fp *num, const struct zk_g1_affine *p)
{
	struct zk_fp t;

	zk_fp_sqr(&t, &p->x);
	zk_fp_add(num, &t, &t);
	zk_fp_add(num, num, &t);
}

/* r = p + q, given the inverse of slope_den(); r may be p */
static void add_pair(struct zk_g1_affine *r, const struct zk_g1_affine *p,
		     const struct zk_g1_affine *q, const struct zk_fp *inv)
{
	struct zk_fp num;

	if (is_inf(p) || is_inf(q)) {
		*r = is_inf(p) ? *q : *p;
		return;
	}
	if (!zk_fp_eq(&p->x, &q->x)) {
		zk_fp_sub(&num, &q->y, &p->y);
	} else if (zk_fp_eq(&p->y, &q->y)) {
		tangent_num(&num, p);
	} else {
		memset(r, 0, sizeof(*r));
		return;
	}
	add_with_slope(r, p, &q->x, &num, inv);
}

/* den[0..n) become their inverses; none is zero */
static void invert_all(struct zkcap_g1_batch *b, size_t n)
{
	struct zk_fp acc = zk_fp_one, t;
	size_t i;

	for (i = 0; i < n; i++) {
		b->product[i] = acc;
		zk_fp_mul(&acc, &acc, &b->den[i]);
	}
	zk_fp_inv_vartime(&acc, &acc);
	while (n-- > 0) {
		zk_fp_mul(&t, &acc, &b->product[n]);
		zk_fp_mul(&acc, &acc, &b->den[n]);
		b->den[n] = t;
	}
}

/* Halves every segment; returns the number of additions made */
static size_t sum_round(struct zkcap_g1_batch *b, struct zk_g1_affine *p, size_t *len,
			const size_t *start, size_t n_segments)
{
	size_t s, i, pairs = 0;

	for (s = 0; s < n_segments; s++) {
		const struct zk_g1_affine *from = &p[start[s]];

		for (i = 0; i < len[s] / 2; i++)
			slope_den(&b->den[pairs++], &from[2 * i], &from[2 * i + 1]);
	}
	if (!pairs)
		return 0;
	invert_all(b, pairs);
	pairs = 0;
	for (s = 0; s < n_segments; s++) {
		struct zk_g1_affine *seg = &p[start[s]];

		for (i = 0; i < len[s] / 2; i++)
			add_pair(&seg[i], &seg[2 * i], &seg[2 * i + 1], &b->den[pairs++]);
		if (len[s] > 1 && len[s] % 2)
			seg[i] = seg[2 * i];
		len[s] = (len[s] + 1) / 2;
	}
	return pairs;
}

void zkcap_g1_batch_sum_vartime(struct zkcap_g1_batch *b, struct zk_g1_affine *p, size_t *len,
				const size_t *start, size_t n_segments)
{
	while (sum_round(b, p, len, start, n_segments))
		;
}

void zkcap_g1_batch_dbl_vartime(struct zkcap_g1_batch *b, struct zk_g1_affine *p, size_t n)
{
	struct zk_fp num;
	size_t i;

	for (i = 0; i < n; i++)
		zk_fp_add(&b->den[i], &p[i].y, &p[i].y);
	invert_all(b, n);
	for (i = 0; i < n; i++) {
		tangent_num(&num, &p[i]);
		add_with_slope(&p[i], &p[i], &p[i].x, &num, &b->den[i]);
	}
}
