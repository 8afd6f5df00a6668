// SPDX-License-Identifier: MIT
/* Affine additions that share one inversion (Montgomery's trick). */

#include <errno.h>
#include <stdlib.h>

#include "g1_batch_pairs.h"

/* Products that run side by side, so that none waits for the one before it */
#define CHAINS 4
/* Room for an element in either implementation: eight limbs, in groups of eight */
#define ELEMENT_BYTES 64
#define GROUP 8

static bool force_plain;

void zkcap_g1_batch_force_plain(bool plain)
{
	force_plain = plain;
}

int zkcap_g1_batch_init(struct zkcap_g1_batch *b, size_t max)
{
	memset(b, 0, sizeof(*b));
	b->max = (max + GROUP - 1) / GROUP * GROUP;
	b->den = aligned_alloc(ELEMENT_BYTES, (b->max + GROUP) * ELEMENT_BYTES);
	b->product = aligned_alloc(ELEMENT_BYTES, (b->max + GROUP) * ELEMENT_BYTES);
	b->pair = malloc((b->max + GROUP) * sizeof(*b->pair));
	b->other = malloc(b->max + GROUP);
	b->ifma = !force_plain && zkcap_g1_pairs_ifma_usable();
	if (b->den && b->product && b->pair && b->other)
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
	wipe_and_free(b->den, b->max * ELEMENT_BYTES);
	wipe_and_free(b->product, b->max * ELEMENT_BYTES);
	wipe_and_free(b->pair, b->max * sizeof(*b->pair));
	wipe_and_free(b->other, b->max);
	memset(b, 0, sizeof(*b));
}

static bool fp_is_zero(const struct zk_fp *a)
{
	u64 any = 0;
	int i;

	for (i = 0; i < ZK_FP_LIMBS; i++)
		any |= a->l[i];
	return !any;
}

/* r = p + q through the chord or tangent with slope num * inv; r may be p */
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

/* den[0..n) become their inverses; none is zero */
static void invert_all(struct zkcap_g1_batch *b, size_t n)
{
	struct zk_fp *den = b->den, *product = b->product;
	struct zk_fp acc[CHAINS], last[CHAINS], all = zk_fp_one, t;
	size_t i;
	int c;

	for (c = 0; c < CHAINS; c++)
		acc[c] = zk_fp_one;
	for (i = 0; i < n; i++) {
		product[i] = acc[i % CHAINS];
		zk_fp_mul(&acc[i % CHAINS], &acc[i % CHAINS], &den[i]);
	}
	/* the chains' inverses, in the same way */
	for (c = 0; c < CHAINS; c++) {
		last[c] = acc[c];
		acc[c] = all;
		zk_fp_mul(&all, &all, &last[c]);
	}
	zk_fp_inv_vartime(&all, &all);
	for (c = CHAINS - 1; c >= 0; c--) {
		zk_fp_mul(&acc[c], &acc[c], &all);
		zk_fp_mul(&all, &all, &last[c]);
	}
	while (n-- > 0) {
		zk_fp_mul(&t, &acc[n % CHAINS], &product[n]);
		zk_fp_mul(&acc[n % CHAINS], &acc[n % CHAINS], &den[n]);
		den[n] = t;
	}
}

void zkcap_g1_add_pair_slowly(struct zk_g1_affine *points, const struct zkcap_g1_pair *pair)
{
	const struct zk_g1_affine *p = &points[pair->from];
	struct zk_g1 sum;

	zk_g1_from_affine(&sum, p);
	zk_g1_add_affine_vartime(&sum, &sum, p + 1);
	zk_g1_to_affine_vartime(&points[pair->to], &sum);
}

void zkcap_g1_add_pairs_plain(struct zkcap_g1_batch *b, struct zk_g1_affine *points, size_t n)
{
	const struct zkcap_g1_pair *pair = b->pair;
	const struct zk_g1_affine *p;
	struct zk_fp *den = b->den, num;
	size_t i;

	for (i = 0; i < n; i++) {
		p = &points[pair[i].from];
		zk_fp_sub(&den[i], &p[1].x, &p[0].x);
		/* x = 0 is infinity, or a point that is rare */
		b->other[i] = fp_is_zero(&den[i]) || fp_is_zero(&p[0].x) || fp_is_zero(&p[1].x);
		if (b->other[i])
			den[i] = zk_fp_one;
	}
	invert_all(b, n);
	for (i = 0; i < n; i++) {
		p = &points[pair[i].from];
		if (b->other[i]) {
			zkcap_g1_add_pair_slowly(points, &pair[i]);
			continue;
		}
		zk_fp_sub(&num, &p[1].y, &p[0].y);
		add_with_slope(&points[pair[i].to], p, &p[1].x, &num, &den[i]);
	}
}

/* Halves every segment; returns the number of additions made */
static size_t sum_round(struct zkcap_g1_batch *b, struct zk_g1_affine *p, size_t *len,
			const size_t *start, size_t n_segments)
{
	size_t s, i, n = 0;

	for (s = 0; s < n_segments; s++)
		for (i = 0; i < len[s] / 2; i++, n++)
			b->pair[n] = (struct zkcap_g1_pair){
				.from = (u32)(start[s] + 2 * i), .to = (u32)(start[s] + i),
			};
	if (!n)
		return 0;
	if (b->ifma)
		zkcap_g1_add_pairs_ifma(b, p, n);
	else
		zkcap_g1_add_pairs_plain(b, p, n);
	for (s = 0; s < n_segments; s++) {
		if (len[s] > 1 && len[s] % 2)
			p[start[s] + len[s] / 2] = p[start[s] + len[s] - 1];
		len[s] = (len[s] + 1) / 2;
	}
	return n;
}

void zkcap_g1_batch_sum_vartime(struct zkcap_g1_batch *b, struct zk_g1_affine *p, size_t *len,
				const size_t *start, size_t n_segments)
{
	while (sum_round(b, p, len, start, n_segments))
		;
}

void zkcap_g1_batch_dbl_vartime(struct zkcap_g1_batch *b, struct zk_g1_affine *p, size_t n)
{
	struct zk_fp *den = b->den, num, t;
	size_t i;

	for (i = 0; i < n; i++)
		zk_fp_add(&den[i], &p[i].y, &p[i].y);
	invert_all(b, n);
	for (i = 0; i < n; i++) {
		zk_fp_sqr(&t, &p[i].x);
		zk_fp_add(&num, &t, &t);
		zk_fp_add(&num, &num, &t);
		add_with_slope(&p[i], &p[i], &p[i].x, &num, &den[i]);
	}
}
