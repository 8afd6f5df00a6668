/* SPDX-License-Identifier: MIT */
/*
 * A circuit: what the compiler makes of a capability definition and what the
 * prover and the verifying key are made from.
 *
 * Row i holds when, with a, b, c the values of its three wires,
 *
 *	qM*a*b + qL*a + qR*b + qO*c + qC + PI(i) + qI*v(i) = 0
 *
 * where PI(2j+1) = -public[j] and 0 elsewhere, and v(s*n/128) = slot[s], the
 * only rows where the committed attribute column may be read (qI is zero on all
 * others).  A wire names a variable; equal variables on several cells are tied
 * by the permutation.  A cell without a variable holds zero and is tied to
 * nothing.
 */
#ifndef ZKCAP_CIRCUIT_H
#define ZKCAP_CIRCUIT_H

#include <stdio.h>

#include "error.h"
#include "fr.h"

#define ZKCAP_SLOTS 128
#define ZKCAP_MAX_PUBLIC 16
#define ZKCAP_MIN_LOG2N 8
#define ZKCAP_MAX_LOG2N 11
#define ZKCAP_WIRES 3
#define ZKCAP_WIRE_NONE UINT32_MAX
#define ZKCAP_TERM_NONE UINT16_MAX
#define ZKCAP_DIGEST_BYTES 32

/* In the order in which their commitments stand in a verifying key */
enum zkcap_selector {
	ZKCAP_QM,
	ZKCAP_QL,
	ZKCAP_QR,
	ZKCAP_QO,
	ZKCAP_QC,
	ZKCAP_QI,
	ZKCAP_SELECTORS
};

/* What a row is there for: only people and statistics ask */
enum zkcap_row_kind {
	ZKCAP_ROW_UNUSED,
	ZKCAP_ROW_PUBLIC,	/* binds a public input */
	ZKCAP_ROW_SLOT,		/* reads an attribute or a level slot */
	ZKCAP_ROW_DIGIT,	/* a value is 0..3 */
	ZKCAP_ROW_BIT,		/* a value is 0 or 1 */
	ZKCAP_ROW_SUM,		/* puts digits together */
	ZKCAP_ROW_LINEAR,	/* arithmetic of the definition */
	ZKCAP_ROW_COMPARE,	/* relates a comparison's result to its operands */
	ZKCAP_ROW_SET,		/* a step of the vanishing polynomial */
	ZKCAP_ROW_LOGIC,	/* and, or, not */
	ZKCAP_ROW_ASSERT,	/* a term must hold */
	ZKCAP_ROW_KINDS
};

/**
 * struct zkcap_row - one gate and its wires
 * @q: selectors, indexed by enum zkcap_selector
 * @wire: variables on a, b, c, or ZKCAP_WIRE_NONE
 * @kind: enum zkcap_row_kind
 * @term: index of the source term it belongs to, or ZKCAP_TERM_NONE
 */
struct zkcap_row {
	struct zk_fr q[ZKCAP_SELECTORS];
	u32 wire[ZKCAP_WIRES];
	u8 kind;
	u16 term;
};

/* How a variable gets its value */
enum zkcap_step_op {
	ZKCAP_STEP_SLOT,	/* slot[arg] */
	ZKCAP_STEP_PUBLIC,	/* public[arg] */
	ZKCAP_STEP_ROW,		/* what makes row arg hold as its wire c (qO = -1) */
	ZKCAP_STEP_BITS,	/* width bits of the integer in, from bit shift on */
	ZKCAP_STEP_INVERSE,	/* 1/in, or 0 if in is 0 */
	ZKCAP_STEP_NOT_NEGATIVE,/* 1 if in, taken from (-r/2, r/2), is at least 0 */
};

/**
 * struct zkcap_step - definition of one variable; steps come in an order in
 *	which every input is known before it is used
 * @op: enum zkcap_step_op
 * @shift: of ZKCAP_STEP_BITS
 * @width: of ZKCAP_STEP_BITS, at most 64
 * @arg: slot, public input or row
 * @in: input variable
 * @out: the variable it defines
 */
struct zkcap_step {
	u8 op;
	u16 shift;
	u8 width;
	u32 arg;
	u32 in;
	u32 out;
};

/**
 * struct zkcap_term - a part of the source that must hold by itself: one
 *	operand of the outermost &&
 * @text: as written in the definition
 * @line: in the definition's file, from 1
 * @column: from 1
 */
struct zkcap_term {
	char *text;
	u32 line;
	u32 column;
};

enum zkcap_type {
	ZKCAP_TYPE_U64,
	ZKCAP_TYPE_DIGEST,
	ZKCAP_TYPE_VERSION,
	ZKCAP_TYPE_BITS64,
};

/**
 * struct zkcap_param - a parameter of the definition: public input j is params[j]
 * @name: as in params.name
 * @unit: for people; may be NULL
 * @type: enum zkcap_type
 */
struct zkcap_param {
	char *name;
	char *unit;
	u8 type;
};

/**
 * struct zkcap_circuit - a compiled definition
 * @name: metadata.name
 * @title: metadata.title, for people
 * @version: metadata.version
 * @log2n: 8..11
 * @n: rows, 1 << log2n
 * @n_used: rows that hold a gate
 * @n_public: number of public inputs, up to ZKCAP_MAX_PUBLIC
 * @schema_digest: SHA-256 of the schema's canonical JSON
 * @definition_id: SHA-256 of the definition's canonical JSON
 * @rows: n of them
 * @sigma: the permutation, 3n cells: cell column * n + row goes to sigma[cell]
 * @n_vars: number of variables; wires are below it
 * @steps: n_vars of them, the witness program
 * @terms: source terms, by zkcap_row.term
 * @n_terms: how many
 * @params: n_public of them
 * @slots_read: slots with a row that reads them: bit s % 64 of word s / 64
 */
struct zkcap_circuit {
	char *name;
	char *title;
	u32 version;
	u8 log2n;
	u32 n;
	u32 n_used;
	u32 n_public;
	u8 schema_digest[ZKCAP_DIGEST_BYTES];
	u8 definition_id[ZKCAP_DIGEST_BYTES];
	struct zkcap_row *rows;
	u32 *sigma;
	u32 n_vars;
	struct zkcap_step *steps;
	struct zkcap_term *terms;
	u32 n_terms;
	struct zkcap_param *params;
	u64 slots_read[ZKCAP_SLOTS / 64];
};

/**
 * zkcap_circuit_new() - an empty circuit: all selectors zero, all wires unused
 * @log2n: ZKCAP_MIN_LOG2N..ZKCAP_MAX_LOG2N
 * @n_public: up to ZKCAP_MAX_PUBLIC; the caller fills rows 2j+1
 *
 * Return: the circuit, to be freed with zkcap_circuit_free(), or NULL.
 */
struct zkcap_circuit *zkcap_circuit_new(u8 log2n, u32 n_public);
void zkcap_circuit_free(struct zkcap_circuit *c);

/**
 * zkcap_circuit_permute() - derive @c->sigma from the wires
 *
 * Cells of one variable form one cycle: rows ascending, in a row a, b, c, the
 * last back to the first.  An unused cell maps to itself.
 *
 * Return: 0 or -ENOMEM.
 */
int zkcap_circuit_permute(struct zkcap_circuit *c);

/**
 * zkcap_circuit_witness() - compute every variable and check every row
 * @c: the circuit
 * @slots: the 128 values of the attribute column
 * @publics: c->n_public public inputs
 * @vars: c->n_vars results: variable i of the wires
 * @err: names the source term that does not hold
 *
 * Variable time.  Return: 0; -EDOM if the definition does not hold for these
 * attributes and public inputs.
 */
int zkcap_circuit_witness(const struct zkcap_circuit *c, const struct zk_fr slots[ZKCAP_SLOTS],
			  const struct zk_fr *publics, struct zk_fr *vars,
			  struct zkcap_error *err);

/**
 * zkcap_circuit_first_broken_row() - check given values against every row
 *
 * Return: the lowest row that does not hold, or c->n if all do.
 */
u32 zkcap_circuit_first_broken_row(const struct zkcap_circuit *c,
				   const struct zk_fr slots[ZKCAP_SLOTS],
				   const struct zk_fr *publics, const struct zk_fr *vars);

/* Value on a cell: vars[wire], or zero on an unused one */
static inline const struct zk_fr *zkcap_circuit_cell(const struct zkcap_circuit *c,
						     const struct zk_fr *vars,
						     unsigned int column, u32 row)
{
	u32 w = c->rows[row].wire[column];

	return w == ZKCAP_WIRE_NONE ? &zk_fr_zero : &vars[w];
}

const char *zkcap_row_kind_name(enum zkcap_row_kind kind);

#endif /* ZKCAP_CIRCUIT_H */
