// SPDX-License-Identifier: MIT
/* A circuit under construction. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gates.h"

/* Where a row has to stand */
enum place {
	PLACE_ANY,
	PLACE_SLOT,
	PLACE_PUBLIC,
};

struct placed_row {
	struct zkcap_row row;
	u8 place;
	u8 index;
};

struct zkcap_gates {
	struct placed_row rows[ZKCAP_GATES_MAX_ROWS];
	u32 n_rows;	/* may exceed the array: then they were only counted */
	struct zkcap_step steps[ZKCAP_GATES_MAX_VARS];
	u32 n_vars;	/* likewise */
	u32 slots[ZKCAP_SLOTS];
	u32 publics[ZKCAP_MAX_PUBLIC];
	struct zkcap_digits *digits;
	struct zkcap_digits spare;	/* handed out when there is no memory */
	struct placed_row surplus;	/* takes rows beyond the array */
	u16 term;
	bool no_memory;
};

struct zkcap_gates *zkcap_gates_new(void)
{
	struct zkcap_gates *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	memset(g->slots, 0xff, sizeof(g->slots));
	memset(g->publics, 0xff, sizeof(g->publics));
	g->term = ZKCAP_TERM_NONE;
	return g;
}

void zkcap_gates_free(struct zkcap_gates *g)
{
	struct zkcap_digits *d, *next;

	if (!g)
		return;
	for (d = g->digits; d; d = next) {
		next = d->next;
		free(d);
	}
	free(g);
}

void zkcap_gates_set_term(struct zkcap_gates *g, u16 term)
{
	g->term = term;
}

u32 zkcap_gates_count(const struct zkcap_gates *g)
{
	return g->n_rows;
}

static u32 add_step(struct zkcap_gates *g, const struct zkcap_step *step)
{
	u32 var = g->n_vars++;

	if (var < ZKCAP_GATES_MAX_VARS) {
		g->steps[var] = *step;
		g->steps[var].out = var;
	}
	return var;
}

u32 zkcap_gates_var(struct zkcap_gates *g, enum zkcap_step_op op, u32 in, u32 shift, u32 width)
{
	struct zkcap_step s = { .op = op, .in = in, .shift = shift, .width = width };

	return add_step(g, &s);
}

static struct placed_row *add_row(struct zkcap_gates *g, enum zkcap_row_kind kind, u32 a, u32 b,
				  u32 c)
{
	u32 i = g->n_rows++;
	struct placed_row *r = i < ZKCAP_GATES_MAX_ROWS ? &g->rows[i] : &g->surplus;

	r->row.kind = kind;
	r->row.term = g->term;
	r->row.wire[0] = a;
	r->row.wire[1] = b;
	r->row.wire[2] = c;
	return r;
}

static void small(struct zk_fr *r, int v)
{
	zk_fr_from_u64(r, v < 0 ? -(s64)v : v);
	if (v < 0)
		zk_fr_neg(r, r);
}

static void small_selectors(struct zk_fr out[ZKCAP_SELECTORS], struct zkcap_q q)
{
	small(&out[ZKCAP_QM], q.m);
	small(&out[ZKCAP_QL], q.l);
	small(&out[ZKCAP_QR], q.r);
	small(&out[ZKCAP_QO], q.o);
	small(&out[ZKCAP_QC], q.c);
	small(&out[ZKCAP_QI], 0);
}

void zkcap_gates_row_fr(struct zkcap_gates *g, enum zkcap_row_kind kind,
			const struct zk_fr q[ZKCAP_SELECTORS], u32 a, u32 b, u32 c)
{
	memcpy(add_row(g, kind, a, b, c)->row.q, q, ZKCAP_SELECTORS * sizeof(*q));
}

u32 zkcap_gates_out_fr(struct zkcap_gates *g, enum zkcap_row_kind kind,
		       const struct zk_fr q[ZKCAP_SELECTORS], u32 a, u32 b)
{
	struct zkcap_step s = { .op = ZKCAP_STEP_ROW, .arg = g->n_rows };
	u32 c = add_step(g, &s);

	zkcap_gates_row_fr(g, kind, q, a, b, c);
	return c;
}

void zkcap_gates_row(struct zkcap_gates *g, enum zkcap_row_kind kind, struct zkcap_q q, u32 a,
		     u32 b, u32 c)
{
	struct zk_fr s[ZKCAP_SELECTORS];

	small_selectors(s, q);
	zkcap_gates_row_fr(g, kind, s, a, b, c);
}

u32 zkcap_gates_out(struct zkcap_gates *g, enum zkcap_row_kind kind, struct zkcap_q q, u32 a,
		    u32 b)
{
	struct zk_fr s[ZKCAP_SELECTORS];

	q.o = -1;
	small_selectors(s, q);
	return zkcap_gates_out_fr(g, kind, s, a, b);
}

/* v - a = 0 on the slot's own row */
u32 zkcap_gates_slot(struct zkcap_gates *g, u32 slot)
{
	struct zkcap_step s = { .op = ZKCAP_STEP_SLOT, .arg = slot };
	struct placed_row *r;

	if (g->slots[slot] != ZKCAP_WIRE_NONE)
		return g->slots[slot];
	g->slots[slot] = add_step(g, &s);
	r = add_row(g, ZKCAP_ROW_SLOT, g->slots[slot], ZKCAP_WIRE_NONE, ZKCAP_WIRE_NONE);
	small_selectors(r->row.q, (struct zkcap_q){ .l = -1 });
	r->row.q[ZKCAP_QI] = zk_fr_one;
	r->place = PLACE_SLOT;
	r->index = slot;
	return g->slots[slot];
}

/* a - public = 0 on the public input's own row */
u32 zkcap_gates_public(struct zkcap_gates *g, u32 index)
{
	struct zkcap_step s = { .op = ZKCAP_STEP_PUBLIC, .arg = index };
	struct placed_row *r;

	if (g->publics[index] != ZKCAP_WIRE_NONE)
		return g->publics[index];
	g->publics[index] = add_step(g, &s);
	r = add_row(g, ZKCAP_ROW_PUBLIC, g->publics[index], ZKCAP_WIRE_NONE, ZKCAP_WIRE_NONE);
	small_selectors(r->row.q, (struct zkcap_q){ .l = 1 });
	r->place = PLACE_PUBLIC;
	r->index = index;
	return g->publics[index];
}

/* sum of the digits times powers of 4 = var: n - 1 rows */
static void tie_digits(struct zkcap_gates *g, struct zkcap_digits *d)
{
	struct zk_fr q[ZKCAP_SELECTORS], four;
	u32 acc = d->digit[0], i;

	small(&four, 4);
	small_selectors(q, (struct zkcap_q){ .l = 1, .r = 1, .o = -1 });
	if (d->n == 1)
		zkcap_gates_row(g, ZKCAP_ROW_SUM, (struct zkcap_q){ .l = 1, .r = -1 },
				d->digit[0], d->var, ZKCAP_WIRE_NONE);
	for (i = 1; i < d->n; i++) {
		zk_fr_mul(&q[ZKCAP_QR], &q[ZKCAP_QR], &four);
		if (i + 1 < d->n)
			acc = zkcap_gates_out_fr(g, ZKCAP_ROW_SUM, q, acc, d->digit[i]);
		else
			zkcap_gates_row_fr(g, ZKCAP_ROW_SUM, q, acc, d->digit[i], d->var);
	}
}

struct zkcap_digits *zkcap_gates_digits(struct zkcap_gates *g, u32 var, u32 n)
{
	struct zkcap_digits *d, **end = &g->digits;
	u32 i;

	for (; *end; end = &(*end)->next)
		if ((*end)->var == var && (*end)->n == n)
			return *end;
	d = calloc(1, sizeof(*d));
	if (!d) {
		g->no_memory = true;
		return &g->spare;
	}
	*end = d;
	d->var = var;
	d->n = n;
	d->term = g->term;
	memset(d->bits, 0xff, sizeof(d->bits));
	for (i = 0; i < n; i++)
		d->digit[i] = zkcap_gates_var(g, ZKCAP_STEP_BITS, var, 2 * i, 2);
	tie_digits(g, d);
	return d;
}

/*
 * The product of (digit - v) over the permitted v is 0.  One row does two
 * factors, and a row before it the other one or two.
 */
static void digit_rows(struct zkcap_gates *g, enum zkcap_row_kind kind, u32 digit,
		       unsigned int mask)
{
	int v[4], n = 0, i;
	u32 t;

	for (i = 0; i < 4; i++)
		if (mask & ZKCAP_DIGIT(i))
			v[n++] = i;
	if (n == 1) {
		zkcap_gates_row(g, kind, (struct zkcap_q){ .l = 1, .c = -v[0] }, digit,
				ZKCAP_WIRE_NONE, ZKCAP_WIRE_NONE);
	} else if (n == 2) {
		zkcap_gates_row(g, kind,
				(struct zkcap_q){ .m = 1, .l = -(v[0] + v[1]), .c = v[0] * v[1] },
				digit, digit, ZKCAP_WIRE_NONE);
	} else if (n == 3) {
		t = zkcap_gates_out(g, kind,
				    (struct zkcap_q){ .m = 1, .l = -(v[0] + v[1]),
						      .c = v[0] * v[1] },
				    digit, digit);
		zkcap_gates_row(g, kind, (struct zkcap_q){ .m = 1, .l = -v[2] }, t, digit,
				ZKCAP_WIRE_NONE);
	} else {
		/* t = d(d - 3) is 0 or -2 for d in 0..3, and for no other */
		t = zkcap_gates_out(g, kind, (struct zkcap_q){ .m = 1, .l = -3 }, digit, digit);
		zkcap_gates_row(g, kind, (struct zkcap_q){ .m = 1, .l = 2 }, t, t,
				ZKCAP_WIRE_NONE);
	}
}

void zkcap_gates_allow(struct zkcap_gates *g, struct zkcap_digits *d, u32 i, unsigned int mask)
{
	if (d->allowed[i] & 1u << mask)
		return;
	d->allowed[i] |= 1u << mask;
	digit_rows(g, ZKCAP_ROW_ASSERT, d->digit[i], mask);
}

static u32 new_bit(struct zkcap_gates *g, u32 digit, u32 shift)
{
	u32 bit = zkcap_gates_var(g, ZKCAP_STEP_BITS, digit, shift, 1);

	zkcap_gates_row(g, ZKCAP_ROW_BIT, (struct zkcap_q){ .m = 1, .l = -1 }, bit, bit,
			ZKCAP_WIRE_NONE);
	return bit;
}

u32 zkcap_gates_bit(struct zkcap_gates *g, struct zkcap_digits *d, u32 i)
{
	u32 *bits = d->bits[i / 2];

	if (bits[0] == ZKCAP_WIRE_NONE) {
		bits[0] = new_bit(g, d->digit[i / 2], 0);
		bits[1] = new_bit(g, d->digit[i / 2], 1);
		zkcap_gates_row(g, ZKCAP_ROW_SUM, (struct zkcap_q){ .l = 1, .r = 2, .o = -1 },
				bits[0], bits[1], d->digit[i / 2]);
	}
	return bits[i % 2];
}

/* Digits that nothing else holds to 0..3 */
static void finish_digits(struct zkcap_gates *g)
{
	struct zkcap_digits *d;
	u32 i;

	for (d = g->digits; d; d = d->next) {
		g->term = d->term;
		for (i = 0; i < d->n; i++)
			if (!d->allowed[i] && d->bits[i][0] == ZKCAP_WIRE_NONE)
				digit_rows(g, ZKCAP_ROW_DIGIT, d->digit[i], ZKCAP_DIGIT_ANY);
	}
}

static u32 fixed_place(const struct placed_row *r, u32 n)
{
	switch (r->place) {
	case PLACE_SLOT:
		return r->index * (n / ZKCAP_SLOTS);
	case PLACE_PUBLIC:
		return 2 * r->index + 1;
	default:
		return n;
	}
}

/* Rows with a place of their own first, the others in order into what is left */
static void place_rows(const struct zkcap_gates *g, struct zkcap_circuit *c, u32 *where)
{
	u32 i, at = 0;

	for (i = 0; i < g->n_rows; i++) {
		where[i] = fixed_place(&g->rows[i], c->n);
		if (where[i] < c->n)
			c->rows[where[i]] = g->rows[i].row;
		if (g->rows[i].place == PLACE_SLOT)
			c->slots_read[g->rows[i].index / 64] |= 1ULL << g->rows[i].index % 64;
	}
	for (i = 0; i < g->n_rows; i++) {
		if (where[i] < c->n)
			continue;
		while (c->rows[at].kind != ZKCAP_ROW_UNUSED)
			at++;
		c->rows[at] = g->rows[i].row;
		where[i] = at;
	}
	c->n_used = g->n_rows;
}

static struct zkcap_circuit *build(const struct zkcap_gates *g, u32 n_public)
{
	u8 log2n = ZKCAP_MIN_LOG2N;
	struct zkcap_circuit *c;
	u32 *where, i;

	while (1u << log2n < g->n_rows)
		log2n++;
	c = zkcap_circuit_new(log2n, n_public);
	where = calloc(g->n_rows + 1, sizeof(*where));
	if (!c || !where)
		goto err;
	c->steps = calloc(g->n_vars + 1, sizeof(*c->steps));
	if (!c->steps)
		goto err;
	c->n_vars = g->n_vars;
	place_rows(g, c, where);
	for (i = 0; i < g->n_vars; i++) {
		c->steps[i] = g->steps[i];
		if (c->steps[i].op == ZKCAP_STEP_ROW)
			c->steps[i].arg = where[c->steps[i].arg];
	}
	free(where);
	return c;
err:
	free(where);
	zkcap_circuit_free(c);
	return NULL;
}

struct zkcap_circuit *zkcap_gates_finish(struct zkcap_gates *g, u32 n_public,
					 struct zkcap_error *err)
{
	struct zkcap_circuit *c = NULL;
	u32 i;

	g->term = ZKCAP_TERM_NONE;
	for (i = 0; i < n_public; i++)
		zkcap_gates_public(g, i);
	finish_digits(g);
	if (g->n_rows > ZKCAP_GATES_MAX_ROWS) {
		zkcap_error_set(err, -E2BIG, "needs %u rows, expected at most %u", g->n_rows,
				ZKCAP_GATES_MAX_ROWS);
		return NULL;
	}
	if (!g->no_memory)
		c = build(g, n_public);
	if (!c)
		zkcap_error_set(err, -ENOMEM, "out of memory");
	return c;
}
