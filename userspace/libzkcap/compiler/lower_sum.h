/* SPDX-License-Identifier: MIT */
/* Sums, comparisons and set membership as gates. */
#ifndef ZKCAP_LOWER_SUM_H
#define ZKCAP_LOWER_SUM_H

#include "literal.h"
#include "lower.h"

/* sum >= 0, asserted, or as a literal */
void zkcap_lower_assert_not_negative(struct zkcap_lower *lw, const struct zkcap_predicate *p);
struct zkcap_literal zkcap_lower_not_negative(struct zkcap_lower *lw,
					      const struct zkcap_predicate *p);

/* sum == 0, or != 0 where the predicate is negated */
void zkcap_lower_assert_zero(struct zkcap_lower *lw, const struct zkcap_predicate *p);
struct zkcap_literal zkcap_lower_zero(struct zkcap_lower *lw, const struct zkcap_predicate *p);

/* the slot's value is in the set, or is not where the predicate is negated */
void zkcap_lower_assert_in(struct zkcap_lower *lw, const struct zkcap_predicate *p);
struct zkcap_literal zkcap_lower_in(struct zkcap_lower *lw, const struct zkcap_predicate *p);

#endif /* ZKCAP_LOWER_SUM_H */
