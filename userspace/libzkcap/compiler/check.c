// SPDX-License-Identifier: MIT
/* Names and types of an expression, and its meaning as a predicate. */

#include <errno.h>
#include <string.h>

#include "check_value.h"

static int check_condition(struct zkcap_predicate **out, const struct zkcap_cel *node,
			   bool negated, const struct zkcap_scope *scope);

static int fail_at(const struct zkcap_cel *node, const struct zkcap_scope *scope,
		   const char *message)
{
	return zkcap_source_error(&scope->def->expression, node->at, scope->err, "%s", message);
}

static struct zkcap_predicate *new_predicate(const struct zkcap_scope *scope,
					     enum zkcap_predicate_kind kind,
					     const struct zkcap_cel *node, bool negated)
{
	struct zkcap_predicate *p = zkcap_arena_alloc(scope->arena, sizeof(*p));

	if (!p) {
		zkcap_error_set(scope->err, -ENOMEM, "out of memory");
		return NULL;
	}
	p->kind = kind;
	p->holds = !negated;
	p->node = node;
	p->negated = negated;
	return p;
}

/*
 * An order that only one value decides is an equality, which costs less: what
 * is at least -1 is not negative unless it is -1, and what is at most 0 is not
 * negative if it is 0.
 */
static void order_to_equality(struct zkcap_predicate *p, const mpz_t low, const mpz_t high)
{
	bool one_below = !mpz_cmp_si(low, -1);

	if (p->kind != ZKCAP_PREDICATE_NOT_NEGATIVE || (!one_below && mpz_sgn(high)))
		return;
	p->kind = ZKCAP_PREDICATE_ZERO;
	p->holds = !one_below;
	if (one_below)
		mpz_add_ui(p->sum->constant, p->sum->constant, 1);
}

/* Take out what operands in [0, 2^bits) decide by themselves */
static int fold(struct zkcap_predicate *p, const struct zkcap_scope *scope)
{
	mpz_t low, high;
	bool decided = false, holds = false;
	size_t bits;

	mpz_inits(low, high, NULL);
	zkcap_linear_interval(low, high, p->sum, p->bits);
	bits = mpz_sizeinbase(low, 2);
	if (mpz_sizeinbase(high, 2) > bits)
		bits = mpz_sizeinbase(high, 2);
	if (p->kind == ZKCAP_PREDICATE_NOT_NEGATIVE) {
		holds = mpz_sgn(low) >= 0;
		decided = holds || mpz_sgn(high) < 0;
	} else if (mpz_sgn(low) > 0 || mpz_sgn(high) < 0) {
		holds = !p->holds;
		decided = true;
	} else if (!mpz_sgn(low) && !mpz_sgn(high)) {
		holds = p->holds;
		decided = true;
	}
	if (!decided)
		order_to_equality(p, low, high);
	mpz_clears(low, high, NULL);
	if (bits > ZKCAP_LINEAR_MAX_BITS && p->bits == 64)
		return zkcap_source_error(&scope->def->expression, p->node->begin, scope->err,
					  "expected numbers that stay within %d bits",
					  ZKCAP_LINEAR_MAX_BITS);
	if (decided) {
		p->kind = ZKCAP_PREDICATE_CONSTANT;
		p->holds = holds;
		if (!holds)
			memset(p->guards, 0, sizeof(p->guards));
	}
	return 0;
}

/* sum = (left - right) * sign - (strict ? 1 : 0) */
static bool difference(struct zkcap_linear *sum, const struct zkcap_scope *scope,
		       const struct zkcap_cel_value *left, const struct zkcap_cel_value *right,
		       int sign, bool strict)
{
	mpz_t k;
	bool ok;

	mpz_init_set_si(k, sign);
	ok = zkcap_linear_add(sum, scope->arena, left->sum, k);
	mpz_neg(k, k);
	ok = ok && zkcap_linear_add(sum, scope->arena, right->sum, k);
	mpz_clear(k);
	if (strict)
		mpz_sub_ui(sum->constant, sum->constant, 1);
	return ok;
}

static const enum zkcap_cel_op negation[] = {
	[ZKCAP_CEL_EQ] = ZKCAP_CEL_NE, [ZKCAP_CEL_NE] = ZKCAP_CEL_EQ,
	[ZKCAP_CEL_LT] = ZKCAP_CEL_GE, [ZKCAP_CEL_GE] = ZKCAP_CEL_LT,
	[ZKCAP_CEL_GT] = ZKCAP_CEL_LE, [ZKCAP_CEL_LE] = ZKCAP_CEL_GT,
};

static int check_comparison(struct zkcap_predicate **out, const struct zkcap_cel *node,
			    bool negated, const struct zkcap_scope *scope)
{
	enum zkcap_cel_op op = negated ? negation[node->op] : node->op;
	bool equality = op == ZKCAP_CEL_EQ || op == ZKCAP_CEL_NE;
	bool less = op == ZKCAP_CEL_LT || op == ZKCAP_CEL_LE;
	struct zkcap_cel_value left, right;
	struct zkcap_predicate *p;
	int ret = zkcap_check_value(&left, node->args[0], scope);

	if (!ret)
		ret = zkcap_check_value(&right, node->args[1], scope);
	if (!ret)
		ret = zkcap_check_unify(&left, &right, scope);
	if (ret)
		return ret;
	if (left.kind == ZKCAP_VALUE_DIGEST && !equality)
		return fail_at(node, scope, "digests have no order: expected == or !=");
	p = new_predicate(scope, equality ? ZKCAP_PREDICATE_ZERO : ZKCAP_PREDICATE_NOT_NEGATIVE,
			  node, negated);
	if (!p)
		return -ENOMEM;
	p->holds = op != ZKCAP_CEL_NE;
	p->bits = left.kind == ZKCAP_VALUE_DIGEST ? 248 : 64;
	p->guards[0] = left.guards[0] | right.guards[0];
	p->guards[1] = left.guards[1] | right.guards[1];
	p->sum = zkcap_linear_zero(scope->arena);
	if (!p->sum)
		return zkcap_error_set(scope->err, -ENOMEM, "out of memory");
	if (!difference(p->sum, scope, &left, &right, less ? -1 : 1,
			op == ZKCAP_CEL_LT || op == ZKCAP_CEL_GT))
		return fail_at(node, scope, "expected fewer attributes in one comparison");
	*out = p;
	return fold(p, scope);
}

int zkcap_check_set(const struct zkcap_set **out, const struct zkcap_cel *call,
		    const struct zkcap_scope *scope)
{
	struct zkcap_error reason = { 0 };
	int ret;

	if (call->op != ZKCAP_CEL_CALL || strcmp(call->text, "set"))
		return fail_at(call, scope, "expected set(\"name\") after \"in\"");
	if (call->n_args != 1 || call->args[0]->op != ZKCAP_CEL_STRING)
		return fail_at(call->args[0], scope, "expected one string: set(\"name\")");
	ret = zkcap_sets_get(scope->sets, call->args[0]->text, out, &reason);
	if (ret) {
		zkcap_source_error(&scope->def->expression, call->begin, scope->err, "%s",
				   reason.message);
		if (scope->err)
			scope->err->code = ret;
	}
	return ret;
}

static int check_in(struct zkcap_predicate **out, const struct zkcap_cel *node, bool negated,
		    const struct zkcap_scope *scope)
{
	const struct zkcap_attribute *attr;
	struct zkcap_cel_value left;
	struct zkcap_predicate *p;
	int ret = zkcap_check_value(&left, node->args[0], scope);

	if (ret)
		return ret;
	if (node->args[0]->op != ZKCAP_CEL_NAME || !(left.guards[0] | left.guards[1]))
		return fail_at(node, scope, "expected an attribute before \"in\"");
	p = new_predicate(scope, ZKCAP_PREDICATE_IN, node, negated);
	if (!p)
		return -ENOMEM;
	ret = zkcap_check_set(&p->set, node->args[1], scope);
	if (ret)
		return ret;
	attr = zkcap_schema_find(scope->schema, node->args[0]->text);
	if (attr->type != p->set->type)
		return zkcap_source_error(&scope->def->expression, node->args[1]->begin,
					  scope->err, "expected a set of type %s, %s is of %s",
					  zkcap_type_name(attr->type), p->set->name,
					  zkcap_type_name(p->set->type));
	p->slot = attr->slot;
	memcpy(p->guards, left.guards, sizeof(p->guards));
	*out = p;
	return 0;
}

static int check_has(struct zkcap_predicate **out, const struct zkcap_cel *node, bool negated,
		     const struct zkcap_scope *scope)
{
	const struct zkcap_attribute *attr;
	struct zkcap_predicate *p;
	u8 bit;

	if (strcmp(node->text, "has"))
		return zkcap_source_error(&scope->def->expression, node->at, scope->err,
					  "%s(): expected a condition", node->text);
	if (node->n_args != 1 || node->args[0]->op != ZKCAP_CEL_NAME)
		return fail_at(node->args[0], scope, "expected one attribute: has(gpu.memory_max)");
	attr = zkcap_schema_find_bit(scope->schema, node->args[0]->text, &bit);
	if (attr)
		return zkcap_source_error(&scope->def->expression, node->args[0]->at, scope->err,
					  "%s is a bit: expected its word, %s",
					  node->args[0]->text, attr->name);
	attr = zkcap_schema_find(scope->schema, node->args[0]->text);
	if (!attr)
		return zkcap_check_unknown(node->args[0], scope);
	p = new_predicate(scope, ZKCAP_PREDICATE_HAS, node, negated);
	if (!p)
		return -ENOMEM;
	p->slot = attr->slot;
	*out = p;
	return 0;
}

static int check_bit(struct zkcap_predicate **out, const struct zkcap_cel *node, bool negated,
		     const struct zkcap_scope *scope)
{
	const struct zkcap_attribute *attr;
	struct zkcap_cel_value value;
	struct zkcap_predicate *p;
	u8 bit;
	int ret;

	attr = zkcap_schema_find_bit(scope->schema, node->text, &bit);
	if (!attr) {
		ret = zkcap_check_value(&value, node, scope);
		if (ret)
			return ret;
		return zkcap_source_error(&scope->def->expression, node->at, scope->err,
					  "expected a condition, found %s: compare %s with something",
					  zkcap_value_kind_name(value.kind), node->text);
	}
	p = new_predicate(scope, ZKCAP_PREDICATE_BIT, node, negated);
	if (!p)
		return -ENOMEM;
	p->slot = attr->slot;
	p->bit = bit;
	p->guards[p->slot / 64] |= 1ULL << p->slot % 64;
	*out = p;
	return 0;
}

static bool is_unguarded(const struct zkcap_predicate *p, bool holds)
{
	return p->kind == ZKCAP_PREDICATE_CONSTANT && p->holds == holds &&
	       !(p->guards[0] | p->guards[1]);
}

/*
 * Append a child: one of the same kind gives its children, a neutral one is
 * left out, one that decides takes the parent's place.
 */
static void adopt(struct zkcap_predicate *parent, struct zkcap_predicate *child)
{
	bool neutral = parent->kind == ZKCAP_PREDICATE_AND;
	struct zkcap_predicate **end = &parent->children;

	if (parent->kind == ZKCAP_PREDICATE_CONSTANT || is_unguarded(child, neutral))
		return;
	if (is_unguarded(child, !neutral)) {
		parent->kind = ZKCAP_PREDICATE_CONSTANT;
		parent->holds = !neutral;
		return;
	}
	while (*end)
		end = &(*end)->next;
	*end = child->kind == parent->kind ? child->children : child;
}

static int check_connective(struct zkcap_predicate **out, const struct zkcap_cel *node,
			    bool negated, const struct zkcap_scope *scope)
{
	bool all = (node->op == ZKCAP_CEL_AND) != negated;
	struct zkcap_predicate *p, *child;
	unsigned int i;
	int ret;

	p = new_predicate(scope, all ? ZKCAP_PREDICATE_AND : ZKCAP_PREDICATE_OR, node, negated);
	if (!p)
		return -ENOMEM;
	for (i = 0; i < 2; i++) {
		ret = check_condition(&child, node->args[i], negated, scope);
		if (ret)
			return ret;
		adopt(p, child);
	}
	if (p->kind != ZKCAP_PREDICATE_CONSTANT && !p->children) {
		p->kind = ZKCAP_PREDICATE_CONSTANT;
		p->holds = all;
	} else if (p->kind != ZKCAP_PREDICATE_CONSTANT && !p->children->next) {
		p = p->children;
	}
	*out = p;
	return 0;
}

static int check_not(struct zkcap_predicate **out, const struct zkcap_cel *node, bool negated,
		     const struct zkcap_scope *scope)
{
	return check_condition(out, node->args[0], !negated, scope);
}

/* What stands for a condition; other operators make values */
static int (*const checks[])(struct zkcap_predicate **out, const struct zkcap_cel *node,
			     bool negated, const struct zkcap_scope *scope) = {
	[ZKCAP_CEL_OR] = check_connective,
	[ZKCAP_CEL_AND] = check_connective,
	[ZKCAP_CEL_NOT] = check_not,
	[ZKCAP_CEL_EQ] = check_comparison,
	[ZKCAP_CEL_NE] = check_comparison,
	[ZKCAP_CEL_LT] = check_comparison,
	[ZKCAP_CEL_LE] = check_comparison,
	[ZKCAP_CEL_GT] = check_comparison,
	[ZKCAP_CEL_GE] = check_comparison,
	[ZKCAP_CEL_IN] = check_in,
	[ZKCAP_CEL_CALL] = check_has,
	[ZKCAP_CEL_NAME] = check_bit,
};

static int check_condition(struct zkcap_predicate **out, const struct zkcap_cel *node,
			   bool negated, const struct zkcap_scope *scope)
{
	if (node->op >= ARRAY_SIZE(checks) || !checks[node->op])
		return fail_at(node, scope, "expected a condition, found a value");
	return checks[node->op](out, node, negated, scope);
}

int zkcap_check(struct zkcap_predicate **out, const struct zkcap_cel *root,
		const struct zkcap_scope *scope)
{
	return check_condition(out, root, false, scope);
}
