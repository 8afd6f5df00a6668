/* SPDX-License-Identifier: MIT */
/*
 * Constant-time multiplication in G1, for scalars that live longer than one
 * proof: the opening of a commitment, the column's blinders, Schnorr nonces.
 * The sequence of field operations and of memory addresses depends on the number
 * of terms only.  Homogeneous projective coordinates with the complete formulas
 * of Renes, Costello, Batina, "Complete addition formulas for prime order
 * elliptic curves" (ePrint 2015/1060), section 4 (a = 0): they have no
 * exceptional case in the subgroup of order r, the point at infinity included.
 */
#ifndef ZKCAP_G1_CT_H
#define ZKCAP_G1_CT_H

#include "fr.h"
#include "g1.h"

/**
 * zkcap_g1_ct_msm() - r = sum k[i] * p[i * stride]
 * @r: result, the point at infinity as (0, 0)
 * @p: points of the subgroup of order r, none at infinity
 * @stride: distance between one point and the next, in points
 * @k: n scalars, secret
 * @n: number of terms; n = 0 gives infinity
 *
 * Intermediate values are wiped from the stack.
 */
void zkcap_g1_ct_msm(struct zk_g1_affine *r, const struct zk_g1_affine *p, size_t stride,
		     const struct zk_fr *k, size_t n);

#endif /* ZKCAP_G1_CT_H */
