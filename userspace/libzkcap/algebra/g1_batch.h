/* SPDX-License-Identifier: MIT */
/*
 * Affine additions in bulk: each costs about six multiplications, because all of
 * a round share one inversion.  With AVX-512 IFMA, eight are made at a time.
 */
#ifndef ZKCAP_G1_BATCH_H
#define ZKCAP_G1_BATCH_H

#include "g1.h"

/* An addition to be made: of two neighbours in an array, and where to */
struct zkcap_g1_pair {
	u32 from, to;
};

/**
 * struct zkcap_g1_batch - working memory of a round
 * @den: denominators of the slopes, then their inverses
 * @product: running products of @den
 * @pair: the additions of the round
 * @other: which of them do not take the usual formula
 * @max: number of elements of each array
 * @ifma: use AVX-512 IFMA
 */
struct zkcap_g1_batch {
	void *den;
	void *product;
	struct zkcap_g1_pair *pair;
	u8 *other;
	size_t max;
	bool ifma;
};

/* Return: 0 or -ENOMEM */
int zkcap_g1_batch_init(struct zkcap_g1_batch *b, size_t max);
/* Wipes, then frees */
void zkcap_g1_batch_free(struct zkcap_g1_batch *b);

/**
 * zkcap_g1_batch_sum_vartime() - add up segments of an array, in place
 * @b: scratch, of at least half of all points
 * @p: the points, segment after segment; infinity is allowed.  The sum of a
 *	segment replaces its first point, the rest is overwritten.
 * @len: number of points of each segment, may be 0; overwritten with 0 or 1
 * @start: index of each segment's first point
 * @n_segments: how many
 *
 * An empty segment has no sum: nothing of it is written.
 */
void zkcap_g1_batch_sum_vartime(struct zkcap_g1_batch *b, struct zk_g1_affine *p, size_t *len,
				const size_t *start, size_t n_segments);

/* p[i] = 2 p[i], n points, none at infinity and none of order two */
void zkcap_g1_batch_dbl_vartime(struct zkcap_g1_batch *b, struct zk_g1_affine *p, size_t n);

/* For tests and benchmarks: without vector instructions from now on, or as usual */
void zkcap_g1_batch_force_plain(bool plain);

#endif /* ZKCAP_G1_BATCH_H */
