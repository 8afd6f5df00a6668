// SPDX-License-Identifier: MIT
/* What an expression says, from its syntax tree. */

#include <string.h>

#include "eval.h"
#include "value.h"

static bool level_suffices(const struct zkcap_attribute *attr, const struct zkcap_scope *scope,
			   const struct zkcap_facts *facts)
{
	return zkcap_slots_level(facts->slots, attr->slot) >= scope->def->assurance;
}

/* The attribute that a name means, as a whole or by one of its bits */
static const struct zkcap_attribute *named(const struct zkcap_cel *node,
					   const struct zkcap_scope *scope, u8 *bit)
{
	const struct zkcap_attribute *attr;

	if (node->op != ZKCAP_CEL_NAME)
		return NULL;
	attr = zkcap_schema_find(scope->schema, node->text);
	return attr ? attr : zkcap_schema_find_bit(scope->schema, node->text, bit);
}

const struct zkcap_attribute *zkcap_eval_weak(const struct zkcap_cel *node,
					      const struct zkcap_scope *scope,
					      const struct zkcap_facts *facts)
{
	const struct zkcap_attribute *attr;
	unsigned int i;
	u8 bit;

	attr = named(node, scope, &bit);
	if (attr)
		return level_suffices(attr, scope, facts) ? NULL : attr;
	for (i = 0; i < node->n_args; i++) {
		attr = zkcap_eval_weak(node->args[i], scope, facts);
		if (attr)
			return attr;
	}
	return NULL;
}

static void text_value(mpz_t r, enum zkcap_type type, const char *text)
{
	struct zk_fr v;

	zkcap_value_parse(&v, type, text, "", NULL);
	zkcap_fr_to_mpz(r, &v);
}

static void value(mpz_t r, const struct zkcap_cel *node, const struct zkcap_scope *scope,
		  const struct zkcap_facts *facts)
{
	mpz_t right;
	int param;

	switch (node->op) {
	case ZKCAP_CEL_INTEGER:
		mpz_set(r, node->integer);
		return;
	case ZKCAP_CEL_STRING:
		text_value(r, ZKCAP_TYPE_DIGEST, node->text);
		return;
	case ZKCAP_CEL_CALL:
		text_value(r, strcmp(node->text, "semver") ? ZKCAP_TYPE_U64 : ZKCAP_TYPE_VERSION,
			   node->args[0]->text);
		return;
	case ZKCAP_CEL_NAME:
		if (zkcap_check_param(scope, node->text, &param))
			zkcap_fr_to_mpz(r, &facts->publics[param]);
		else
			zkcap_fr_to_mpz(r, &facts->slots[zkcap_schema_find(scope->schema,
									   node->text)->slot]);
		return;
	default:
		break;
	}
	mpz_init(right);
	value(r, node->args[0], scope, facts);
	value(right, node->args[1], scope, facts);
	if (node->op == ZKCAP_CEL_ADD)
		mpz_add(r, r, right);
	else if (node->op == ZKCAP_CEL_SUB)
		mpz_sub(r, r, right);
	else
		mpz_mul(r, r, right);
	mpz_clear(right);
}

static bool compare(const struct zkcap_cel *node, const struct zkcap_scope *scope,
		    const struct zkcap_facts *facts)
{
	mpz_t left, right;
	int c;

	mpz_inits(left, right, NULL);
	value(left, node->args[0], scope, facts);
	value(right, node->args[1], scope, facts);
	c = mpz_cmp(left, right);
	mpz_clears(left, right, NULL);
	switch (node->op) {
	case ZKCAP_CEL_EQ:
		return c == 0;
	case ZKCAP_CEL_NE:
		return c != 0;
	case ZKCAP_CEL_LT:
		return c < 0;
	case ZKCAP_CEL_LE:
		return c <= 0;
	case ZKCAP_CEL_GT:
		return c > 0;
	default:
		return c >= 0;
	}
}

static bool atom(const struct zkcap_cel *node, const struct zkcap_scope *scope,
		 const struct zkcap_facts *facts)
{
	const struct zkcap_attribute *attr;
	const struct zkcap_set *set;
	u64 word;
	u8 bit;

	if (node->op == ZKCAP_CEL_IN) {
		attr = named(node->args[0], scope, &bit);
		return !zkcap_check_set(&set, node->args[1], scope) &&
		       zkcap_set_contains(set, &facts->slots[attr->slot]);
	}
	if (node->op == ZKCAP_CEL_NAME) {
		attr = named(node, scope, &bit);
		return zkcap_value_to_u64(&word, &facts->slots[attr->slot]) && word >> bit & 1;
	}
	return compare(node, scope, facts);
}

bool zkcap_eval(const struct zkcap_cel *node, bool negated, const struct zkcap_scope *scope,
		const struct zkcap_facts *facts)
{
	bool left, right;

	switch (node->op) {
	case ZKCAP_CEL_NOT:
		return zkcap_eval(node->args[0], !negated, scope, facts);
	case ZKCAP_CEL_AND:
	case ZKCAP_CEL_OR:
		left = zkcap_eval(node->args[0], negated, scope, facts);
		right = zkcap_eval(node->args[1], negated, scope, facts);
		return (node->op == ZKCAP_CEL_AND) != negated ? left && right : left || right;
	case ZKCAP_CEL_CALL:
		return !zkcap_eval_weak(node, scope, facts) != negated;
	default:
		return !zkcap_eval_weak(node, scope, facts) &&
		       atom(node, scope, facts) != negated;
	}
}

static void each_term(const struct zkcap_cel *node, bool negated, zkcap_eval_term_fn *fn,
		      void *data)
{
	if (node->op == ZKCAP_CEL_NOT) {
		each_term(node->args[0], !negated, fn, data);
	} else if (node->op == (negated ? ZKCAP_CEL_OR : ZKCAP_CEL_AND)) {
		each_term(node->args[0], negated, fn, data);
		each_term(node->args[1], negated, fn, data);
	} else {
		fn(node, negated, data);
	}
}

void zkcap_eval_each_term(const struct zkcap_cel *root, zkcap_eval_term_fn *fn, void *data)
{
	each_term(root, false, fn, data);
}
