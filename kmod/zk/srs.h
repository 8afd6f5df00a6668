/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The part of the structured reference string that the verifier needs, with
 * everything that can be computed from it ahead of time.
 */
#ifndef ZK_SRS_H
#define ZK_SRS_H

#include "g1.h"
#include "g2.h"
#include "msm.h"
#include "pairing.h"

/* Attribute slots: the commitment's domain has this many rows */
#define ZK_SLOTS 128

/**
 * struct zk_srs_const - what is taken from the ceremony's output
 * @g1: [1]_1
 * @z0: [x^128 - 1]_1
 * @z1: [x^129 - x]_1
 * @g2: [1]_2
 * @x_g2: [x]_2
 * @digest: SHA-256 of circuits/srs/, the file it was taken from
 */
struct zk_srs_const {
	struct zk_g1_affine g1;
	struct zk_g1_affine z0;
	struct zk_g1_affine z1;
	struct zk_g2_affine g2;
	struct zk_g2_affine x_g2;
	u8 digest[32];
};

/* Generated from circuits/srs/ by scripts/gen_srs_const.py */
extern const struct zk_srs_const zk_srs_const;

/**
 * struct zk_srs - precomputed tables
 * @g1: multiples of [1]_1
 * @z0: multiples of [x^128 - 1]_1
 * @z1: multiples of [x^129 - x]_1
 * @g2: lines of the Miller loop for [1]_2
 * @x_g2: lines of the Miller loop for [x]_2
 *
 * Large: allocate it, or make it static.  Read-only once filled; zk_selftest()
 * must have passed with it before anything is verified with it.
 */
struct zk_srs {
	struct zk_msm_table g1;
	struct zk_msm_table z0;
	struct zk_msm_table z1;
	struct zk_g2_lines g2;
	struct zk_g2_lines x_g2;
};

/**
 * struct zk_srs_scratch - working memory of zk_srs_init()
 */
struct zk_srs_scratch {
	struct zk_msm_table_scratch table;
};

/**
 * zk_srs_init() - fill the tables from zk_srs_const
 * @srs: result
 * @scratch: working memory
 */
void zk_srs_init(struct zk_srs *srs, struct zk_srs_scratch *scratch);

#endif /* ZK_SRS_H */
