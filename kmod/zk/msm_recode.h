/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Scalars made ready for multiplication: halved by the endomorphism, in sparse digits. */
#ifndef ZK_MSM_RECODE_H
#define ZK_MSM_RECODE_H

#include "fr.h"

/* Digits of a 128-bit number in non-adjacent form, and the most that are not 0 for width w */
#define ZK_WNAF_POSITIONS 129
#define ZK_WNAF_DIGITS(w) (ZK_WNAF_POSITIONS / (w) + 1)

/* An integer below 2^128 */
struct zk_half {
	u64 lo, hi;
};

/*
 * A digit that is not 0: odd and |value| < 2^(w-1), counting 2^position.  Positions
 * rise from digit to digit, by at least w.
 */
struct zk_digit {
	u8 position;
	s8 value;
};

/*
 * k = r0 + r1 x^2 mod r as integers, both below x^2 < 2^128: the plain quotient and
 * remainder.  On G1, x^2 is minus the endomorphism's eigenvalue.
 */
void zk_fr_halves_vartime(struct zk_half *r0, struct zk_half *r1, const struct zk_fr *k);

/**
 * zk_wnaf_vartime() - width-w non-adjacent form
 * @out: room for ZK_WNAF_DIGITS(@w)
 * @k: a number below 2^128 - 2^w
 * @w: 2 to 8
 *
 * Return: how many digits.
 */
size_t zk_wnaf_vartime(struct zk_digit *out, const struct zk_half *k, unsigned int w);

#endif /* ZK_MSM_RECODE_H */
