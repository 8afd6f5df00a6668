// SPDX-License-Identifier: MIT
/* Truth values as variables. */

#include "literal.h"

/* A literal is base + sign * var */
static int base(struct zkcap_literal a)
{
	return a.inverted;
}

static int sign(struct zkcap_literal a)
{
	return a.inverted ? -1 : 1;
}

/* Selectors of the product of two literals */
static struct zkcap_q product(struct zkcap_literal a, struct zkcap_literal b)
{
	return (struct zkcap_q){
		.m = sign(a) * sign(b),
		.l = sign(a) * base(b),
		.r = base(a) * sign(b),
		.c = base(a) * base(b),
	};
}

struct zkcap_literal zkcap_literal_and(struct zkcap_gates *g, struct zkcap_literal a,
				       struct zkcap_literal b)
{
	return (struct zkcap_literal){
		.var = zkcap_gates_out(g, ZKCAP_ROW_LOGIC, product(a, b), a.var, b.var),
	};
}

/* not both may fail: (1 - a)(1 - b) = 0 */
void zkcap_literal_assert_or(struct zkcap_gates *g, struct zkcap_literal a,
			     struct zkcap_literal b)
{
	zkcap_gates_row(g, ZKCAP_ROW_ASSERT,
			product(zkcap_literal_not(a), zkcap_literal_not(b)), a.var, b.var,
			ZKCAP_WIRE_NONE);
}
