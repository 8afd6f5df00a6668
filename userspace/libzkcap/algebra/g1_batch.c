// SPDX-License-Identifier: MIT
/* Affine additions that share one inversion (Montgomery's trick). */

#include <errno.h>
#include <stdlib.h>

#include "fp_arith.h"
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

/* r = p + q through the chord or tangent with slope num * inv; r may be p */
static void add_with_slope(struct zk_g1_affine *r, const struct zk_g1_affine *p,
			   const struct zk_fp *qx, const struct zk_fp *num,
			   const struct zk_fp *inv)
{
	struct zk_fp slope, x, y;

	zk_fp_mul_lazy(&slope, num, inv);
	zk_fp_sqr(&x, &slope);
	fp_sub(&x, &x, &p->x);
	fp_sub(&x, &x, qx);
	fp_sub_lazy(&y, &p->x, &x);
	zk_fp_mul(&y, &y, &slope);
	fp_sub(&r->y, &y, &p->y);
	r->x = x;
}

/*
 * From den[0..n), none of which is zero, to what next_inverse() starts with.  Products are
 * only factors here, and so not reduced.
 */
static void multiply_up(struct zk_fp acc[CHAINS], struct zkcap_g1_batch *b, size_t n)
{
	const struct zk_fp *den = b->den;
	struct zk_fp *product = b->product, last[CHAINS], all = zk_fp_one;
	int c;

	for (c = 0; c < CHAINS; c++)
		acc[c] = zk_fp_one;
	while (n-- > 0) {
		product[n] = acc[n % CHAINS];
		zk_fp_mul_lazy(&acc[n % CHAINS], &acc[n % CHAINS], &den[n]);
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
}

/* inv = 1 / den[i], to be called for all i from 0 on */
static void next_inverse(struct zk_fp *inv, struct zk_fp acc[CHAINS],
			 const struct zkcap_g1_batch *b, size_t i)
{
	const struct zk_fp *den = b->den, *product = b->product;

	zk_fp_mul_lazy(inv, &acc[i % CHAINS], &product[i]);
	zk_fp_mul_lazy(&acc[i % CHAINS], &acc[i % CHAINS], &den[i]);
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
	struct zk_fp *den = b->den, acc[CHAINS], num, inv;
	size_t i;

	for (i = 0; i < n; i++) {
		p = &points[pair[i].from];
		fp_sub(&den[i], &p[1].x, &p[0].x);
		/* x = 0 is infinity, or a point that is rare */
		b->other[i] = fp_is_zero(&den[i]) || fp_is_zero(&p[0].x) || fp_is_zero(&p[1].x);
		if (b->other[i])
			den[i] = zk_fp_one;
	}
	multiply_up(acc, b, n);
	for (i = 0; i < n; i++) {
		p = &points[pair[i].from];
		next_inverse(&inv, acc, b, i);
		if (b->other[i]) {
			zkcap_g1_add_pair_slowly(points, &pair[i]);
			continue;
		}
		fp_sub_lazy(&num, &p[1].y, &p[0].y);
		add_with_slope(&points[pair[i].to], p, &p[1].x, &num, &inv);
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
	struct zk_fp *den = b->den, acc[CHAINS], num, inv, t;
	size_t i;

	for (i = 0; i < n; i++)
		zk_fp_add(&den[i], &p[i].y, &p[i].y);
	multiply_up(acc, b, n);
	for (i = 0; i < n; i++) {
		next_inverse(&inv, acc, b, i);
		zk_fp_sqr(&t, &p[i].x);
		zk_fp_add(&num, &t, &t);
		zk_fp_add(&num, &num, &t);
		add_with_slope(&p[i], &p[i], &p[i].x, &num, &inv);
	}
}
