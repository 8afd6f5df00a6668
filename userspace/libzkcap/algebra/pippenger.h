/* SPDX-License-Identifier: MIT */
/*
 * Multi-scalar multiplication over fixed bases: the large sums of the prover.
 * Pippenger's buckets over signed 11-bit windows, with precomputed multiples of
 * each base point so that several windows share one set of buckets, and affine
 * additions that share their inversions.  Small and zero scalars cost what their
 * non-zero digits cost, negative ones (close to r) the same.
 *
 * Running time and memory access depend on the scalars.  Secrets that outlive one
 * proof go through g1_ct.h instead.
 */
#ifndef ZKCAP_PIPPENGER_H
#define ZKCAP_PIPPENGER_H

#include "fr.h"
#include "g1.h"
#include "parallel.h"

#define ZKCAP_MSM_WINDOW_BITS 11
/* Scalars are taken from (-r/2, r/2): 254 bits and the carry of the last digit */
#define ZKCAP_MSM_WINDOWS 24
#define ZKCAP_MSM_MAX_TERMS 8192

/**
 * struct zkcap_basis - fixed points with their multiples
 * @points: 2^(ZKCAP_MSM_WINDOW_BITS * j) * P_i at [i * windows + j], j < windows;
 *	none at infinity
 * @n: number of points P_i
 * @windows: multiples kept of each, 1 .. ZKCAP_MSM_WINDOWS.  With all of them
 *	there is one pass over one set of buckets, with fewer there are more passes.
 */
struct zkcap_basis {
	const struct zk_g1_affine *points;
	size_t n;
	unsigned int windows;
};

/**
 * zkcap_msm_vartime() - r = sum k[i] * P_i
 * @r: result
 * @basis: at least n points
 * @k: n scalars
 * @n: up to ZKCAP_MSM_MAX_TERMS
 * @threads: 1 .. ZKCAP_MAX_THREADS; the result does not depend on it
 *
 * Scalars' digits and partial sums are wiped before their memory is freed.
 *
 * Return: 0, -EINVAL for n above the basis or the limit, -ENOMEM.
 */
int zkcap_msm_vartime(struct zk_g1 *r, const struct zkcap_basis *basis, const struct zk_fr *k,
		      size_t n, unsigned int threads);

/**
 * zkcap_g1_multiples() - fill a basis: multiples of n points
 * @out: n * windows points
 * @p: n points of order r
 *
 * Return: 0 or -ENOMEM.
 */
int zkcap_g1_multiples(struct zk_g1_affine *out, const struct zk_g1_affine *p, size_t n,
		       unsigned int windows);

#endif /* ZKCAP_PIPPENGER_H */
