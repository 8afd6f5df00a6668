/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The optimal ate pairing e: G1 x G2 -> Fp12 of BLS12-381, for second arguments that
 * are known in advance: their lines are computed once.
 *
 * All functions take public data and run in variable time.
 */
#ifndef ZK_PAIRING_H
#define ZK_PAIRING_H

#include "fp12.h"
#include "g1.h"
#include "g2.h"

/* 63 doublings and 5 additions: the bits of |x| after the first */
#define ZK_G2_LINES 68

/* The most pairs that one product takes */
#define ZK_PAIRING_MAX 4

/*
 * A line through multiples of Q, as a function of P = (x, y):
 * 1 + (offset / y) v w - (slope x / y) v^2 w, up to a factor that the final exponentiation kills
 */
struct zk_g2_line {
	struct zk_fp2 slope, offset;
};

/* 13 KiB */
struct zk_g2_lines {
	struct zk_g2_line line[ZK_G2_LINES];
};

/* Working memory, its content meaningless between calls; 6 KiB */
struct zk_pairing_scratch {
	struct zk_fp12 f, t[8];
	/* per pair: -x / y and 1 / y */
	struct zk_fp px[ZK_PAIRING_MAX], py[ZK_PAIRING_MAX];
	const struct zk_g2_lines *q[ZK_PAIRING_MAX];
};

/**
 * zk_g2_lines_init() - compute the lines of a fixed second argument
 * @lines: the table
 * @q: a point of G2, not infinity
 */
void zk_g2_lines_init(struct zk_g2_lines *lines, const struct zk_g2_affine *q);

/**
 * zk_pairing_product_is_one() - check e(p[0], q[0]) ... e(p[n-1], q[n-1]) = 1
 * @p: n points of G1, checked to be in the subgroup; infinity contributes a factor of one
 * @q: lines of n points of G2
 * @n: 1 to ZK_PAIRING_MAX
 * @scratch: working memory
 *
 * Return: true if the product is one; false if it is not, if @n is out of range, or if a
 * line has slope 0, which no point of order r has: a table that was never filled
 * would otherwise make every product one.
 */
bool zk_pairing_product_is_one(const struct zk_g1_affine *p, const struct zk_g2_lines *const *q,
			       size_t n, struct zk_pairing_scratch *scratch);

/*
 * The two halves, for tests: scratch->f = the product of the Miller functions; and
 * scratch->f = scratch->f^(3 (p^12 - 1) / r).  3 is prime to r, so the result is one
 * exactly if the pairing's is.
 */
bool zk_miller_loop_vartime(struct zk_pairing_scratch *scratch, const struct zk_g1_affine *p,
			    const struct zk_g2_lines *const *q, size_t n);
void zk_final_exp_vartime(struct zk_pairing_scratch *scratch);

#endif /* ZK_PAIRING_H */
