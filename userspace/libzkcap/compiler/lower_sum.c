// SPDX-License-Identifier: MIT
/* Sums, comparisons and set membership as gates. */

#include <string.h>

#include "lower_sum.h"

#define DIGITS_OF_U64 32

/* A sum that has a variable already */
struct zkcap_lower_sum {
	struct zkcap_lower_sum *next;
	const struct zkcap_linear *sum;
	u32 var;
};

/* A vanishing polynomial that has a variable already: its value at a slot's value */
struct zkcap_lower_set {
	struct zkcap_lower_set *next;
	const struct zkcap_set *set;
	u32 slot;
	u32 var;
};

static u32 operand_var(struct zkcap_lower *lw, const struct zkcap_linear *sum, u32 i)
{
	if (sum->terms[i].operand == ZKCAP_OPERAND_PARAM)
		return zkcap_gates_public(lw->gates, sum->terms[i].index);
	return zkcap_gates_slot(lw->gates, sum->terms[i].index);
}

static bool is_unit(const mpz_t k)
{
	return !mpz_cmpabs_ui(k, 1);
}

/* Hold operands to 64 bits where the sum alone would not say what they are */
static void bound_operands(struct zkcap_lower *lw, const struct zkcap_linear *sum)
{
	u32 i, params = 0;
	bool bounded;

	for (i = 0; i < sum->n_terms; i++)
		params += sum->terms[i].operand == ZKCAP_OPERAND_PARAM &&
			  mpz_sgn(sum->terms[i].coefficient);
	for (i = 0; i < sum->n_terms; i++) {
		if (!mpz_sgn(sum->terms[i].coefficient))
			continue;
		bounded = sum->terms[i].operand == ZKCAP_OPERAND_PARAM && params == 1 &&
			  is_unit(sum->terms[i].coefficient);
		if (!bounded)
			zkcap_gates_digits(lw->gates, operand_var(lw, sum, i), DIGITS_OF_U64);
	}
}

/* x == constant, or x == y: field equality says it all */
static bool is_plain_equality(const struct zkcap_linear *sum)
{
	u32 i, n = 0;
	int signs = 0;

	for (i = 0; i < sum->n_terms; i++) {
		if (!mpz_sgn(sum->terms[i].coefficient))
			continue;
		if (!is_unit(sum->terms[i].coefficient))
			return false;
		signs += mpz_sgn(sum->terms[i].coefficient);
		n++;
	}
	return n == 1 || (n == 2 && !signs && !mpz_sgn(sum->constant));
}

struct operands {
	u32 n;
	u32 var[ZKCAP_LINEAR_MAX_TERMS];
	struct zk_fr k[ZKCAP_LINEAR_MAX_TERMS];
};

static void list_operands(struct zkcap_lower *lw, const struct zkcap_linear *sum,
			  struct operands *ops)
{
	u32 i;

	ops->n = 0;
	for (i = 0; i < sum->n_terms; i++) {
		if (!mpz_sgn(sum->terms[i].coefficient))
			continue;
		ops->var[ops->n] = operand_var(lw, sum, i);
		zkcap_fr_from_mpz(&ops->k[ops->n++], sum->terms[i].coefficient);
	}
}

/*
 * All operands but the last `left` go into the first of those that remain, two
 * a row; the constant goes along with the first row.
 */
static void gather(struct zkcap_lower *lw, struct operands *ops, struct zk_fr *constant, u32 left)
{
	struct zk_fr q[ZKCAP_SELECTORS] = { 0 };

	zk_fr_neg(&q[ZKCAP_QO], &zk_fr_one);
	while (ops->n > left) {
		q[ZKCAP_QL] = ops->k[0];
		q[ZKCAP_QR] = ops->n > 1 ? ops->k[1] : zk_fr_zero;
		q[ZKCAP_QC] = *constant;
		*constant = zk_fr_zero;
		ops->var[0] = zkcap_gates_out_fr(lw->gates, ZKCAP_ROW_LINEAR, q, ops->var[0],
						 ops->n > 1 ? ops->var[1] : ZKCAP_WIRE_NONE);
		ops->k[0] = zk_fr_one;
		if (ops->n == 1)
			return;
		ops->n--;
		memmove(&ops->var[1], &ops->var[2], (ops->n - 1) * sizeof(ops->var[0]));
		memmove(&ops->k[1], &ops->k[2], (ops->n - 1) * sizeof(ops->k[0]));
	}
}

static u32 sum_var(struct zkcap_lower *lw, const struct zkcap_linear *sum)
{
	struct zkcap_lower_sum *s;
	struct zk_fr constant;
	struct operands ops;

	for (s = lw->sums; s; s = s->next)
		if (zkcap_linear_eq(s->sum, sum))
			return s->var;
	list_operands(lw, sum, &ops);
	zkcap_fr_from_mpz(&constant, sum->constant);
	if (ops.n > 1 || !zk_fr_is_zero(&constant) || !zk_fr_eq(&ops.k[0], &zk_fr_one))
		gather(lw, &ops, &constant, ops.n > 1 ? 1 : 0);
	s = zkcap_arena_alloc(lw->arena, sizeof(*s));
	if (!s) {
		lw->no_memory = true;
		return ops.var[0];
	}
	s->sum = sum;
	s->var = ops.var[0];
	s->next = lw->sums;
	lw->sums = s;
	return s->var;
}

static u32 digits_for(const mpz_t greatest)
{
	return (mpz_sizeinbase(greatest, 2) + 1) / 2;
}

void zkcap_lower_assert_not_negative(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	mpz_t low, high;
	u32 var;

	bound_operands(lw, p->sum);
	var = sum_var(lw, p->sum);
	mpz_inits(low, high, NULL);
	zkcap_linear_interval(low, high, p->sum, p->bits);
	zkcap_gates_digits(lw->gates, var, digits_for(high));
	mpz_clears(low, high, NULL);
}

/*
 * t is 1 if f >= 0, else 0: the one of f and -f - 1 that is not negative is
 * d = t(2f + 1) - f - 1, and d has digits.
 */
struct zkcap_literal zkcap_lower_not_negative(struct zkcap_lower *lw,
					      const struct zkcap_predicate *p)
{
	struct zkcap_literal t;
	mpz_t low, high;
	u32 f, d;

	bound_operands(lw, p->sum);
	f = sum_var(lw, p->sum);
	t.var = zkcap_gates_var(lw->gates, ZKCAP_STEP_NOT_NEGATIVE, f, 0, 0);
	t.inverted = false;
	zkcap_gates_row(lw->gates, ZKCAP_ROW_BIT, (struct zkcap_q){ .m = 1, .l = -1 }, t.var,
			t.var, ZKCAP_WIRE_NONE);
	d = zkcap_gates_out(lw->gates, ZKCAP_ROW_COMPARE,
			    (struct zkcap_q){ .m = 2, .l = 1, .r = -1, .c = -1 }, t.var, f);
	mpz_inits(low, high, NULL);
	zkcap_linear_interval(low, high, p->sum, p->bits);
	mpz_com(low, low);
	zkcap_gates_digits(lw->gates, d, digits_for(mpz_cmp(low, high) > 0 ? low : high));
	mpz_clears(low, high, NULL);
	return t;
}

/* v must not be 0: it has an inverse */
static void assert_not_zero(struct zkcap_lower *lw, u32 var)
{
	u32 inverse = zkcap_gates_var(lw->gates, ZKCAP_STEP_INVERSE, var, 0, 0);

	zkcap_gates_row(lw->gates, ZKCAP_ROW_ASSERT, (struct zkcap_q){ .m = 1, .c = -1 }, var,
			inverse, ZKCAP_WIRE_NONE);
}

/* t = 1 - v * inverse and t * v = 0: t is 1 if v is 0, else 0 */
static struct zkcap_literal zero_literal(struct zkcap_lower *lw, u32 var)
{
	u32 inverse = zkcap_gates_var(lw->gates, ZKCAP_STEP_INVERSE, var, 0, 0);
	struct zkcap_literal t = {
		.var = zkcap_gates_out(lw->gates, ZKCAP_ROW_COMPARE,
				       (struct zkcap_q){ .m = -1, .c = 1 }, var, inverse),
	};

	zkcap_gates_row(lw->gates, ZKCAP_ROW_COMPARE, (struct zkcap_q){ .m = 1 }, t.var, var,
			ZKCAP_WIRE_NONE);
	return t;
}

void zkcap_lower_assert_zero(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	struct zk_fr q[ZKCAP_SELECTORS] = { 0 };
	struct operands ops;
	u32 i;

	if (!is_plain_equality(p->sum))
		bound_operands(lw, p->sum);
	if (!p->holds) {
		assert_not_zero(lw, sum_var(lw, p->sum));
		return;
	}
	list_operands(lw, p->sum, &ops);
	zkcap_fr_from_mpz(&q[ZKCAP_QC], p->sum->constant);
	gather(lw, &ops, &q[ZKCAP_QC], ZKCAP_WIRES);
	for (i = ops.n; i < ZKCAP_WIRES; i++)
		ops.var[i] = ZKCAP_WIRE_NONE;
	for (i = 0; i < ops.n; i++)
		q[ZKCAP_QL + i] = ops.k[i];
	zkcap_gates_row_fr(lw->gates, ZKCAP_ROW_ASSERT, q, ops.var[0], ops.var[1], ops.var[2]);
}

struct zkcap_literal zkcap_lower_zero(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	struct zkcap_literal t;

	if (!is_plain_equality(p->sum))
		bound_operands(lw, p->sum);
	t = zero_literal(lw, sum_var(lw, p->sum));
	t.inverted = !p->holds;
	return t;
}

/* Coefficients of the product of (x - element), the leading 1 first: n + 1 */
static struct zk_fr *vanishing_polynomial(struct zkcap_lower *lw, const struct zkcap_set *set)
{
	struct zk_fr *c, t;
	size_t i, j;

	c = zkcap_arena_alloc(lw->arena, (set->n_elements + 1) * sizeof(*c));
	if (!c) {
		lw->no_memory = true;
		return NULL;
	}
	c[0] = zk_fr_one;
	for (i = 0; i < set->n_elements; i++) {
		for (j = i + 1; j > 0; j--) {
			zk_fr_mul(&t, &c[j - 1], &set->elements[i]);
			zk_fr_sub(&c[j], &c[j], &t);
		}
	}
	return c;
}

/* Horner: acc = acc * x + coefficient; the first row does two steps, x being the first acc */
static void horner(struct zkcap_lower *lw, const struct zkcap_set *set, u32 x, bool last_is_zero,
		   u32 *out)
{
	struct zk_fr q[ZKCAP_SELECTORS] = { 0 }, *c = vanishing_polynomial(lw, set);
	size_t i, n = set->n_elements;

	if (!c)
		return;
	q[ZKCAP_QM] = zk_fr_one;
	zk_fr_neg(&q[ZKCAP_QO], &zk_fr_one);
	if (n == 1) {
		q[ZKCAP_QM] = zk_fr_zero;
		q[ZKCAP_QL] = zk_fr_one;
	}
	*out = x;
	for (i = n > 1 ? 2 : 1; i <= n; i++) {
		/* (x + c1) x + c2 */
		if (i == 2)
			q[ZKCAP_QL] = c[1];
		else if (n > 1)
			q[ZKCAP_QL] = zk_fr_zero;
		q[ZKCAP_QC] = c[i];
		if (i == n && last_is_zero) {
			q[ZKCAP_QO] = zk_fr_zero;
			zkcap_gates_row_fr(lw->gates, ZKCAP_ROW_SET, q, *out,
					   n > 1 ? x : ZKCAP_WIRE_NONE, ZKCAP_WIRE_NONE);
		} else {
			*out = zkcap_gates_out_fr(lw->gates, ZKCAP_ROW_SET, q, *out,
						  n > 1 ? x : ZKCAP_WIRE_NONE);
		}
	}
}

static u32 vanishing_var(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	struct zkcap_lower_set *s;
	u32 var = ZKCAP_WIRE_NONE;

	for (s = lw->sets; s; s = s->next)
		if (s->set == p->set && s->slot == p->slot)
			return s->var;
	horner(lw, p->set, zkcap_gates_slot(lw->gates, p->slot), false, &var);
	s = zkcap_arena_alloc(lw->arena, sizeof(*s));
	if (!s) {
		lw->no_memory = true;
		return var;
	}
	s->set = p->set;
	s->slot = p->slot;
	s->var = var;
	s->next = lw->sets;
	lw->sets = s;
	return var;
}

void zkcap_lower_assert_in(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	u32 unused;

	if (p->holds)
		horner(lw, p->set, zkcap_gates_slot(lw->gates, p->slot), true, &unused);
	else
		assert_not_zero(lw, vanishing_var(lw, p));
}

struct zkcap_literal zkcap_lower_in(struct zkcap_lower *lw, const struct zkcap_predicate *p)
{
	struct zkcap_literal t = zero_literal(lw, vanishing_var(lw, p));

	t.inverted = !p->holds;
	return t;
}
