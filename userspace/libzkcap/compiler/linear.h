/* SPDX-License-Identifier: MIT */
/*
 * Sums of attributes and parameters with whole coefficients, and the interval
 * of values that they can take.
 */
#ifndef ZKCAP_LINEAR_H
#define ZKCAP_LINEAR_H

#include <stdbool.h>

#include "arena.h"
#include "circuit.h"

#define ZKCAP_LINEAR_MAX_TERMS 16

/* Intervals stay within this many bits, far below the 254 of the field, so that
 * a sum taken in the field is the sum of integers.
 */
#define ZKCAP_LINEAR_MAX_BITS 240

enum zkcap_operand {
	ZKCAP_OPERAND_ATTRIBUTE,
	ZKCAP_OPERAND_PARAM,
};

/**
 * struct zkcap_linear - constant + sum of coefficient * operand
 * @terms: ascending by (operand, index); a coefficient may be 0
 * @terms.operand: enum zkcap_operand
 * @terms.index: slot of an attribute, index of a parameter
 */
struct zkcap_linear {
	struct {
		enum zkcap_operand operand;
		u32 index;
		mpz_ptr coefficient;
	} terms[ZKCAP_LINEAR_MAX_TERMS];
	u32 n_terms;
	mpz_ptr constant;
};

/* The sum 0; NULL when there is no memory.  Sums live in the arena. */
struct zkcap_linear *zkcap_linear_zero(struct zkcap_arena *arena);

/* r = r + k * operand; false if it has too many terms or there is no memory */
bool zkcap_linear_add_operand(struct zkcap_linear *r, struct zkcap_arena *arena,
			      enum zkcap_operand operand, u32 index, const mpz_t k);

/* r = r + k * a; false as above */
bool zkcap_linear_add(struct zkcap_linear *r, struct zkcap_arena *arena,
		      const struct zkcap_linear *a, const mpz_t k);

/* All coefficients are 0, or there are none */
bool zkcap_linear_is_constant(const struct zkcap_linear *a);

bool zkcap_linear_eq(const struct zkcap_linear *a, const struct zkcap_linear *b);

/**
 * zkcap_linear_interval() - least and greatest value, operands in [0, 2^bits)
 */
void zkcap_linear_interval(mpz_t low, mpz_t high, const struct zkcap_linear *a,
			   unsigned int bits);

/* k mod r */
void zkcap_fr_from_mpz(struct zk_fr *out, const mpz_t k);
/* the integer in [0, r) */
void zkcap_fr_to_mpz(mpz_t out, const struct zk_fr *a);

#endif /* ZKCAP_LINEAR_H */
