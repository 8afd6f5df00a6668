/* SPDX-License-Identifier: MIT */
/* Truth values as variables that are 0 or 1, or one minus such a variable. */
#ifndef ZKCAP_LITERAL_H
#define ZKCAP_LITERAL_H

#include "gates.h"

struct zkcap_literal {
	u32 var;
	bool inverted;
};

static inline struct zkcap_literal zkcap_literal_not(struct zkcap_literal a)
{
	a.inverted = !a.inverted;
	return a;
}

/* a and b: one row */
struct zkcap_literal zkcap_literal_and(struct zkcap_gates *g, struct zkcap_literal a,
				       struct zkcap_literal b);

/* a or b must hold: one row */
void zkcap_literal_assert_or(struct zkcap_gates *g, struct zkcap_literal a,
			     struct zkcap_literal b);

#endif /* ZKCAP_LITERAL_H */
