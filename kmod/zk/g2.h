/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * G2 of BLS12-381: the subgroup of order r of the twist E': y^2 = x^3 + 4 (1 + u) over
 * Fp2.  Only what decoding, checking a setup and precomputing lines need: nothing here
 * is on a hot path.  The order of E' is odd; (0, 0) stands for infinity, as in G1.
 */
#ifndef ZK_G2_H
#define ZK_G2_H

#include "fp2.h"
#include "g1.h"

#define ZK_G2_BYTES 96

/* x = y = 0: infinity */
struct zk_g2_affine {
	struct zk_fp2 x, y;
};

/* Jacobian; z = 0: infinity */
struct zk_g2 {
	struct zk_fp2 x, y, z;
};

extern const struct zk_g2_affine zk_g2_generator;

/* Decode 96 bytes, compressed, x.c1 first; flags, checks and result as in G1 */
enum zk_decode zk_g2_from_bytes_vartime(struct zk_g2_affine *r, const u8 in[ZK_G2_BYTES]);
void zk_g2_to_bytes(u8 out[ZK_G2_BYTES], const struct zk_g2_affine *a);

bool zk_g2_on_curve(const struct zk_g2_affine *a);
/* a, which must be on the curve, has order 1 or r */
bool zk_g2_in_subgroup_vartime(const struct zk_g2_affine *a);
bool zk_g2_affine_is_inf(const struct zk_g2_affine *a);
bool zk_g2_affine_eq(const struct zk_g2_affine *a, const struct zk_g2_affine *b);
void zk_g2_affine_neg(struct zk_g2_affine *r, const struct zk_g2_affine *a);

bool zk_g2_is_inf(const struct zk_g2 *a);
bool zk_g2_eq(const struct zk_g2 *a, const struct zk_g2 *b);
void zk_g2_neg(struct zk_g2 *r, const struct zk_g2 *a);
void zk_g2_dbl(struct zk_g2 *r, const struct zk_g2 *a);
void zk_g2_add_vartime(struct zk_g2 *r, const struct zk_g2 *a, const struct zk_g2 *b);
/* r = k a, any point a of the curve */
void zk_g2_mul_vartime(struct zk_g2 *r, const struct zk_g2_affine *a, const struct zk_fr *k);
void zk_g2_from_affine(struct zk_g2 *r, const struct zk_g2_affine *a);
void zk_g2_to_affine_vartime(struct zk_g2_affine *r, const struct zk_g2 *a);

#endif /* ZK_G2_H */
