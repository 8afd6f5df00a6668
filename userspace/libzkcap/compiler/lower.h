/* SPDX-License-Identifier: MIT */
/*
 * A predicate as gates.
 *
 * Operands of the outermost "and" are asserted: rows that hold only if they do.
 * Below an "or", every atom gets a variable that is 1 if it holds and 0 if it
 * does not, both ways forced, so that a witness has no freedom but the inverse
 * of a difference that is zero.
 *
 * Comparisons are of integers.  Operands are held to 64 bits by base-4 digits,
 * the sum that is compared has an interval known at compile time, and its sign
 * is shown by digits for as many bits as that interval needs, at most 240: far
 * from the modulus, so nothing wraps.  Two cases need no digits for an operand:
 *
 *  - equality of one operand with a constant, or of two operands: in the field
 *    that is equality of the numbers themselves;
 *  - a parameter that is the only one in its comparison, with coefficient 1 or
 *    -1: the other operands and the sum have their digits, and the parameter is
 *    what joins them, so it is below 2^240 in absolute value, whatever the
 *    verifier is given.
 */
#ifndef ZKCAP_LOWER_H
#define ZKCAP_LOWER_H

#include "check.h"
#include "gates.h"

struct zkcap_lower {
	struct zkcap_gates *gates;
	struct zkcap_arena *arena;
	enum zkcap_level assurance;
	struct zkcap_lower_sum *sums;
	struct zkcap_lower_set *sets;
	bool no_memory;
};

/* Add rows that hold only if the predicate does */
void zkcap_lower_assert(struct zkcap_lower *lw, const struct zkcap_predicate *p);

#endif /* ZKCAP_LOWER_H */
