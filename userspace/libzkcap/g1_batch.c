// SPDX-License-Identifier: MIT
/* Affine additions that share one inversion (Montgomery's trick). */

#include <errno.h>
#include <stdlib.h>

#include "g1_batch.h"

#define CHAINS ZKCAP_G1_BATCH_CHAINS

int zkcap_g1_batch_init(struct zkcap_g1_batch *b, size_t max)
{
	memset(b, 0, sizeof(*b));
	b->max = max;
	b->den = malloc(max * sizeof(*b->den));
	b->product = malloc(max * sizeof(*b->product));
	b->distinct = malloc(max * sizeof(*b->distinct));
	if (b->den && b->product && b->distinct)
		return 0;
	zkcap_g1_batch_free(b);
	return -ENOMEM;
}

static void wipe_and_free(void *p, size_t size)
{
	if (p)
		explicit_bzero(p, size);
	free(p);
}

void zkcap_g1_batch_free(struct zkcap_g1_batch *b)
{
	wipe_and_free(b->den, b->max * sizeof(*b->den));
	wipe_and_free(b->product, b->max * sizeof(*b->product));
	wipe_and_free(b->distinct, b->max * sizeof(*b->distinct));
	explicit_bzero(b, sizeof(*b));
}

static bool fp_is_zero(const struct zk_fp *a)
{
	u64 any = 0;
	int i;

	for (i = 0; i < ZK_FP_LIMBS; i++)
		any |= a->l[i];
	return !any;
}

static bool is_inf(const struct zk_g1_affine *p)
{
	/* nearly every point is told from infinity by its first limb */
	return !p->x.l[0] && fp_is_zero(&p->x) && fp_is_zero(&p->y);
}

/*
 * Denominator of the slope of p + q.  In the rare cases that take another formula
 * or none, p = q, p = -q, or infinity, false: den is then still not zero.
 */
static bool slope_den(struct zk_fp *den, const struct zk_g1_affine *p,
		      const struct zk_g1_affine *q)
{
	zk_fp_sub(den, &q->x, &p->x);
	if (!fp_is_zero(den) && !is_inf(p) && !is_inf(q))
		return true;
	*den = zk_fp_one;
	if (!is_inf(p) && !is_inf(q) && zk_fp_eq(&p->y, &q->y))
		zk_fp_add(den, &p->y, &p->y);
	return false;
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

/* r = p + q where slope_den() gave true, and the inverse of its den; r may be p */
static void add_distinct(struct zk_g1_affine *r, const struct zk_g1_affine *p,
			 const struct zk_g1_affine *q, const struct zk_fp *inv)
{
	struct zk_fp num;

	zk_fp_sub(&num, &q->y, &p->y);
	add_with_slope(r, p, &q->x, &num, inv);
}

/* The same where it gave false */
static void add_special(struct zk_g1_affine *r, const struct zk_g1_affine *p,
			const struct zk_g1_affine *q, const struct zk_fp *inv)
{
	struct zk_fp num;

	if (is_inf(p) || is_inf(q)) {
		*r = is_inf(p) ? *q : *p;
	} else if (zk_fp_eq(&p->y, &q->y)) {
		tangent_num(&num, p);
		add_with_slope(r, p, &q->x, &num, inv);
	} else {
		memset(r, 0, sizeof(*r));
	}
}

/*
 * den[0..n) become their inverses; none is zero.  Each of the running products has
 * its own chain, so that the processor can work on all of them at once.
 */
static void invert_all(struct zkcap_g1_batch *b, size_t n)
{
	struct zk_fp acc[CHAINS], all = zk_fp_one, t;
	size_t i;
	int c;

	for (c = 0; c < CHAINS; c++)
		acc[c] = zk_fp_one;
	for (i = 0; i < n; i++) {
		b->product[i] = acc[i % CHAINS];
		zk_fp_mul(&acc[i % CHAINS], &acc[i % CHAINS], &b->den[i]);
	}
	/* the chains' inverses, in the same way */
	for (c = 0; c < CHAINS; c++) {
		t = acc[c];
		acc[c] = all;
		zk_fp_mul(&all, &all, &t);
		b->chain[c] = t;
	}
	zk_fp_inv_vartime(&all, &all);
	for (c = CHAINS - 1; c >= 0; c--) {
		zk_fp_mul(&acc[c], &acc[c], &all);
		zk_fp_mul(&all, &all, &b->chain[c]);
	}
	while (n-- > 0) {
		zk_fp_mul(&t, &acc[n % CHAINS], &b->product[n]);
		zk_fp_mul(&acc[n % CHAINS], &acc[n % CHAINS], &b->den[n]);
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

		for (i = 0; i < len[s] / 2; i++, pairs++)
			b->distinct[pairs] = slope_den(&b->den[pairs], &from[2 * i],
						       &from[2 * i + 1]);
	}
	if (!pairs)
		return 0;
	invert_all(b, pairs);
	pairs = 0;
	for (s = 0; s < n_segments; s++) {
		struct zk_g1_affine *seg = &p[start[s]];

		for (i = 0; i < len[s] / 2; i++, pairs++) {
			const struct zk_g1_affine *pair = &seg[2 * i];

			if (b->distinct[pairs])
				add_distinct(&seg[i], &pair[0], &pair[1], &b->den[pairs]);
			else
				add_special(&seg[i], &pair[0], &pair[1], &b->den[pairs]);
		}
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
