/* SPDX-License-Identifier: MIT */
/*
 * A circuit under construction: rows without a place yet, variables, and the
 * steps that compute them.
 *
 * Failures (too many rows, no memory) are remembered and reported once, by
 * zkcap_gates_finish(); until then every function returns something usable.
 */
#ifndef ZKCAP_GATES_H
#define ZKCAP_GATES_H

#include "circuit.h"

#define ZKCAP_GATES_MAX_ROWS (1u << ZKCAP_MAX_LOG2N)
/* Every variable stands on a row, and a row has three wires */
#define ZKCAP_GATES_MAX_VARS (ZKCAP_WIRES * ZKCAP_GATES_MAX_ROWS)
#define ZKCAP_MAX_DIGITS 124

/* Small selector values; others are given as field elements */
struct zkcap_q {
	int m, l, r, o, c;
};

/* Permitted values of a digit as a mask */
#define ZKCAP_DIGIT(v) (1u << (v))
#define ZKCAP_DIGIT_ANY 0xfu

/**
 * struct zkcap_digits - a variable taken apart in base 4, lowest first
 * @var: the variable
 * @n: number of digits: var < 4^n
 * @digit: the digits' variables
 * @allowed: for each digit, masks that rows hold it to, as a set of masks:
 *	bit m is set if a row says that the digit is one of mask m
 * @bits: low and high bit of a digit, where something asked for them
 * @term: the source term that first asked
 */
struct zkcap_digits {
	struct zkcap_digits *next;
	u32 var;
	u32 n;
	u32 digit[ZKCAP_MAX_DIGITS];
	u16 allowed[ZKCAP_MAX_DIGITS];
	u32 bits[ZKCAP_MAX_DIGITS][2];
	u16 term;
};

struct zkcap_gates;

struct zkcap_gates *zkcap_gates_new(void);
void zkcap_gates_free(struct zkcap_gates *g);

/* The source term that rows belong to from now on */
void zkcap_gates_set_term(struct zkcap_gates *g, u16 term);

/* Rows so far */
u32 zkcap_gates_count(const struct zkcap_gates *g);

/* The variable of a slot or a public input; one row, the first time */
u32 zkcap_gates_slot(struct zkcap_gates *g, u32 slot);
u32 zkcap_gates_public(struct zkcap_gates *g, u32 index);

/* A variable computed by a step other than ZKCAP_STEP_ROW */
u32 zkcap_gates_var(struct zkcap_gates *g, enum zkcap_step_op op, u32 in, u32 shift, u32 width);

/* A row of small selectors; wires may be ZKCAP_WIRE_NONE */
void zkcap_gates_row(struct zkcap_gates *g, enum zkcap_row_kind kind, struct zkcap_q q, u32 a,
		     u32 b, u32 c);

/* A row that defines its wire c, with q.o = -1; returns c */
u32 zkcap_gates_out(struct zkcap_gates *g, enum zkcap_row_kind kind, struct zkcap_q q, u32 a,
		    u32 b);

/* The same two with selectors as field elements */
void zkcap_gates_row_fr(struct zkcap_gates *g, enum zkcap_row_kind kind,
			const struct zk_fr q[ZKCAP_SELECTORS], u32 a, u32 b, u32 c);
u32 zkcap_gates_out_fr(struct zkcap_gates *g, enum zkcap_row_kind kind,
		       const struct zk_fr q[ZKCAP_SELECTORS], u32 a, u32 b);

/* A variable in base 4, in n digits; made once for each variable and n */
struct zkcap_digits *zkcap_gates_digits(struct zkcap_gates *g, u32 var, u32 n);

/* Hold digit i to a mask of permitted values: ZKCAP_DIGIT(2) | ZKCAP_DIGIT(3) */
void zkcap_gates_allow(struct zkcap_gates *g, struct zkcap_digits *d, u32 i, unsigned int mask);

/* The variable of bit i */
u32 zkcap_gates_bit(struct zkcap_gates *g, struct zkcap_digits *d, u32 i);

/**
 * zkcap_gates_finish() - place the rows
 * @n_public: public inputs, all of which get their row
 * @err: on -E2BIG, how many rows there are
 *
 * Return: a circuit of the smallest size that holds the rows, without names,
 * terms and permutation; NULL on failure.
 */
struct zkcap_circuit *zkcap_gates_finish(struct zkcap_gates *g, u32 n_public,
					 struct zkcap_error *err);

#endif /* ZKCAP_GATES_H */
