/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The verifier's multi-scalar multiplication: sums of some tens of points of G1 with public
 * scalars, in variable time, without allocation.  Each scalar is split in two halves
 * of 128 bits by the endomorphism; the halves are recoded to signed odd digits
 * (width-w NAF) that share one chain of doublings.
 */
#ifndef ZK_MSM_H
#define ZK_MSM_H

#include "g1.h"
#include "g1_sum.h"
#include "msm_recode.h"

/* Digit width, hence odd multiples in a table, for points known in advance and others */
#define ZK_MSM_FIXED_WIDTH 8
#define ZK_MSM_FIXED_ODDS (1 << (ZK_MSM_FIXED_WIDTH - 2))
#define ZK_MSM_FRESH_WIDTH 5
#define ZK_MSM_FRESH_ODDS (1 << (ZK_MSM_FRESH_WIDTH - 2))

/* P, 3P, 5P ... 127P; 6 KiB */
struct zk_msm_table {
	struct zk_g1_affine odd[ZK_MSM_FIXED_ODDS];
};

/*
 * One point and its scalars in two sums, of which either may be 0.  Exactly one of
 * table and point is set; point is on the curve and in G1, or infinity.
 */
struct zk_msm_term {
	const struct zk_msm_table *table;
	const struct zk_g1_affine *point;
	struct zk_fr k[2];
};

/*
 * How much is worked on at a time: more terms take more rounds.  The points and digits of two
 * proofs, each for a key of its own, have room at once whatever the scalars are.
 */
#define ZK_MSM_ITEMS 2176
#define ZK_MSM_SUMS 640
#define ZK_MSM_FRESH 24
/* One list of points for each sum, half of the scalar, and digit position */
#define ZK_MSM_LISTS (4 * ZK_WNAF_POSITIONS)

/* A table entry, or its opposite, that belongs to a list */
struct zk_msm_ref {
	const struct zk_g1_affine *point;
	u16 list;
	bool negate;
};

/* Working memory, its content meaningless between calls; about 390 KiB */
struct zk_msm_scratch {
	struct zk_g1_sum sum[ZK_MSM_SUMS];
	size_t n_sums;
	struct zk_msm_ref ref[ZK_MSM_ITEMS];
	size_t n_refs;
	struct zk_g1_affine item[ZK_MSM_ITEMS];
	u16 start[ZK_MSM_LISTS + 1];
	struct zk_g1_affine total[ZK_MSM_LISTS];
	struct zk_g1_affine odd[ZK_MSM_FRESH][ZK_MSM_FRESH_ODDS];
	struct zk_g1_affine power[2][ZK_MSM_FRESH];
};

/**
 * zk_msm_table_init_vartime() - odd multiples of a point
 * @table: the table
 * @p: point of G1; infinity gives a table of infinities, which works
 * @scratch: working memory
 */
void zk_msm_table_init_vartime(struct zk_msm_table *table, const struct zk_g1_affine *p,
			       struct zk_msm_scratch *scratch);

/**
 * zk_msm_vartime() - two sums over the same points
 * @r: r[j] = the sum of terms[i].k[j] times terms[i]'s point, for j = 0 and 1
 * @terms: the terms
 * @n: number of terms, any
 * @scratch: working memory
 */
void zk_msm_vartime(struct zk_g1 r[2], const struct zk_msm_term *terms, size_t n,
		    struct zk_msm_scratch *scratch);

#endif /* ZK_MSM_H */
