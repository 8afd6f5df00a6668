/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Many independent additions of affine points that share one inversion: about six
 * multiplications each, where a Jacobian addition takes eleven to sixteen.
 */
#ifndef ZK_G1_SUM_H
#define ZK_G1_SUM_H

#include "g1.h"

/* *r = *a + *b, with room for the working values */
struct zk_g1_sum {
	struct zk_g1_affine *r;
	const struct zk_g1_affine *a, *b;
	struct zk_fp den, prefix;
	bool tangent;
};

/**
 * zk_g1_sums_vartime() - perform n additions
 * @sum: the additions; all cases are handled: infinity, doubling, opposite points
 * @n: how many
 *
 * A result may be one of its own operands, but no operand of another addition.
 */
void zk_g1_sums_vartime(struct zk_g1_sum *sum, size_t n);

#endif /* ZK_G1_SUM_H */
