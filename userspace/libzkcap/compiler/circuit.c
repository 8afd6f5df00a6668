// SPDX-License-Identifier: MIT
/* Circuits: rows, permutation, and evaluation of the witness program. */

#include <errno.h>
#include <stdlib.h>

#include "circuit.h"

static const char *const kind_names[ZKCAP_ROW_KINDS] = {
	[ZKCAP_ROW_UNUSED] = "unused",
	[ZKCAP_ROW_PUBLIC] = "public",
	[ZKCAP_ROW_SLOT] = "slot",
	[ZKCAP_ROW_DIGIT] = "digit",
	[ZKCAP_ROW_BIT] = "bit",
	[ZKCAP_ROW_SUM] = "sum",
	[ZKCAP_ROW_LINEAR] = "linear",
	[ZKCAP_ROW_COMPARE] = "compare",
	[ZKCAP_ROW_SET] = "set",
	[ZKCAP_ROW_LOGIC] = "logic",
	[ZKCAP_ROW_ASSERT] = "assert",
};

/* (r - 1) / 2: integers above it stand for negative numbers */
static const u64 half_modulus[ZK_FR_LIMBS] = {
	0x7fffffff80000000ULL, 0xa9ded2017fff2dffULL,
	0x199cec0404d0ec02ULL, 0x39f6d3a994cebea4ULL,
};

const char *zkcap_row_kind_name(enum zkcap_row_kind kind)
{
	return kind < ZKCAP_ROW_KINDS ? kind_names[kind] : "?";
}

struct zkcap_circuit *zkcap_circuit_new(u8 log2n, u32 n_public)
{
	struct zkcap_circuit *c;
	u32 i, j;

	if (log2n < ZKCAP_MIN_LOG2N || log2n > ZKCAP_MAX_LOG2N || n_public > ZKCAP_MAX_PUBLIC)
		return NULL;
	c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	c->log2n = log2n;
	c->n = 1u << log2n;
	c->n_public = n_public;
	c->rows = calloc(c->n, sizeof(*c->rows));
	c->sigma = calloc((size_t)ZKCAP_WIRES * c->n, sizeof(*c->sigma));
	c->params = calloc(ZKCAP_MAX_PUBLIC, sizeof(*c->params));
	if (!c->rows || !c->sigma || !c->params) {
		zkcap_circuit_free(c);
		return NULL;
	}
	for (i = 0; i < c->n; i++) {
		c->rows[i].term = ZKCAP_TERM_NONE;
		for (j = 0; j < ZKCAP_WIRES; j++)
			c->rows[i].wire[j] = ZKCAP_WIRE_NONE;
	}
	return c;
}

void zkcap_circuit_free(struct zkcap_circuit *c)
{
	u32 i;

	if (!c)
		return;
	for (i = 0; i < c->n_terms; i++)
		free(c->terms[i].text);
	for (i = 0; c->params && i < ZKCAP_MAX_PUBLIC; i++) {
		free(c->params[i].name);
		free(c->params[i].unit);
	}
	free(c->name);
	free(c->title);
	free(c->rows);
	free(c->sigma);
	free(c->steps);
	free(c->terms);
	free(c->params);
	free(c);
}

int zkcap_circuit_permute(struct zkcap_circuit *c)
{
	/* for each variable, its first and latest cell so far, each plus one */
	u32 *first = calloc(c->n_vars + 1, sizeof(*first));
	u32 *last = calloc(c->n_vars + 1, sizeof(*last));
	u32 row, col, cell, w;
	int ret = -ENOMEM;

	if (!first || !last)
		goto out;
	for (row = 0; row < c->n; row++) {
		for (col = 0; col < ZKCAP_WIRES; col++) {
			w = c->rows[row].wire[col];
			cell = col * c->n + row;
			c->sigma[cell] = cell;
			if (w == ZKCAP_WIRE_NONE)
				continue;
			if (last[w])
				c->sigma[last[w] - 1] = cell;
			else
				first[w] = cell + 1;
			last[w] = cell + 1;
		}
	}
	for (w = 0; w < c->n_vars; w++)
		if (last[w])
			c->sigma[last[w] - 1] = first[w] - 1;
	ret = 0;
out:
	free(first);
	free(last);
	return ret;
}

/* The gate of a row without its qO*c, for given a, b */
static void row_without_c(struct zk_fr *r, const struct zkcap_circuit *c, u32 row,
			  const struct zk_fr slots[ZKCAP_SLOTS], const struct zk_fr *publics,
			  const struct zk_fr *vars)
{
	const struct zk_fr *q = c->rows[row].q;
	const struct zk_fr *a = zkcap_circuit_cell(c, vars, 0, row);
	const struct zk_fr *b = zkcap_circuit_cell(c, vars, 1, row);
	u32 stride = c->n / ZKCAP_SLOTS;
	struct zk_fr t;

	zk_fr_mul(&t, a, b);
	zk_fr_mul(r, &t, &q[ZKCAP_QM]);
	zk_fr_mul(&t, a, &q[ZKCAP_QL]);
	zk_fr_add(r, r, &t);
	zk_fr_mul(&t, b, &q[ZKCAP_QR]);
	zk_fr_add(r, r, &t);
	zk_fr_add(r, r, &q[ZKCAP_QC]);
	if (row % stride == 0) {
		zk_fr_mul(&t, &slots[row / stride], &q[ZKCAP_QI]);
		zk_fr_add(r, r, &t);
	}
	if (row % 2 && row / 2 < c->n_public)
		zk_fr_sub(r, r, &publics[row / 2]);
}

static bool not_negative(const struct zk_fr *a)
{
	u64 l[ZK_FR_LIMBS];
	int i;

	zk_fr_to_limbs(l, a);
	for (i = ZK_FR_LIMBS - 1; i > 0 && l[i] == half_modulus[i]; i--)
		;
	return l[i] <= half_modulus[i];
}

static u64 integer_bits(const struct zk_fr *a, unsigned int shift, unsigned int width)
{
	u64 l[ZK_FR_LIMBS + 1] = { 0 }, v;
	unsigned int limb = shift / 64, bit = shift % 64;

	zk_fr_to_limbs(l, a);
	v = l[limb] >> bit;
	if (bit)
		v |= l[limb + 1] << (64 - bit);
	return width < 64 ? v & ((1ULL << width) - 1) : v;
}

static void run_step(const struct zkcap_circuit *c, const struct zkcap_step *s,
		     const struct zk_fr slots[ZKCAP_SLOTS], const struct zk_fr *publics,
		     struct zk_fr *vars)
{
	struct zk_fr *out = &vars[s->out];

	switch ((enum zkcap_step_op)s->op) {
	case ZKCAP_STEP_SLOT:
		*out = slots[s->arg];
		break;
	case ZKCAP_STEP_PUBLIC:
		*out = publics[s->arg];
		break;
	case ZKCAP_STEP_ROW:
		row_without_c(out, c, s->arg, slots, publics, vars);
		break;
	case ZKCAP_STEP_BITS:
		zk_fr_from_u64(out, integer_bits(&vars[s->in], s->shift, s->width));
		break;
	case ZKCAP_STEP_INVERSE:
		zk_fr_inv_vartime(out, &vars[s->in]);
		break;
	case ZKCAP_STEP_NOT_NEGATIVE:
		zk_fr_from_u64(out, not_negative(&vars[s->in]));
		break;
	}
}

u32 zkcap_circuit_first_broken_row(const struct zkcap_circuit *c,
				   const struct zk_fr slots[ZKCAP_SLOTS],
				   const struct zk_fr *publics, const struct zk_fr *vars)
{
	struct zk_fr sum, t;
	u32 row;

	for (row = 0; row < c->n; row++) {
		row_without_c(&sum, c, row, slots, publics, vars);
		zk_fr_mul(&t, &c->rows[row].q[ZKCAP_QO], zkcap_circuit_cell(c, vars, 2, row));
		zk_fr_add(&sum, &sum, &t);
		if (!zk_fr_is_zero(&sum))
			break;
	}
	return row;
}

int zkcap_circuit_witness(const struct zkcap_circuit *c, const struct zk_fr slots[ZKCAP_SLOTS],
			  const struct zk_fr *publics, struct zk_fr *vars,
			  struct zkcap_error *err)
{
	const struct zkcap_term *t;
	u32 i, row;

	for (i = 0; i < c->n_vars; i++)
		run_step(c, &c->steps[i], slots, publics, vars);
	row = zkcap_circuit_first_broken_row(c, slots, publics, vars);
	if (row == c->n)
		return 0;
	if (c->rows[row].term >= c->n_terms)
		return zkcap_error_set(err, -EDOM, "%s does not hold (row %u)", c->name, row);
	t = &c->terms[c->rows[row].term];
	return zkcap_error_set(err, -EDOM, "%s does not hold: line %u, column %u: %s", c->name,
			       t->line, t->column, t->text);
}
