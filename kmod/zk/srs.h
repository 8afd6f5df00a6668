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
 * struct zk_srs_const - what is taken from the ceremony's output, compressed
 * @g1: [1]_1
 * @z0: [x^128 - 1]_1
 * @z1: [x^129 - x]_1
 * @g2: [1]_2
 * @x_g2: [x]_2
 * @digest: SHA-256 of the file in circuits/srs/ that it was taken from
 */
struct zk_srs_const {
	u8 g1[ZK_G1_BYTES];
	u8 z0[ZK_G1_BYTES];
	u8 z1[ZK_G1_BYTES];
	u8 g2[ZK_G2_BYTES];
	u8 x_g2[ZK_G2_BYTES];
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
 * @msm: for making the points' tables
 */
struct zk_srs_scratch {
	struct zk_msm_scratch msm;
};

/**
 * zk_srs_init() - fill the tables
 * @srs: result
 * @from: &zk_srs_const, or another reference string in tests
 * @scratch: working memory
 *
 * Return: false if one of the points is not what it must be, a finite point in
 * the subgroup: then @srs must not be used.
 */
bool zk_srs_init(struct zk_srs *srs, const struct zk_srs_const *from,
		 struct zk_srs_scratch *scratch);

/**
 * zk_srs_tables_ok() - whether the tables of [1]_1, Z0 and Z1 are whole
 * @srs: tables
 *
 * Every entry must be twice the first one away from the one before it.  The
 * lines are not looked at: every pairing uses all of them, so that a known
 * good proof checks them.
 *
 * Return: true if they are.
 */
bool zk_srs_tables_ok(const struct zk_srs *srs);

#endif /* ZK_SRS_H */
