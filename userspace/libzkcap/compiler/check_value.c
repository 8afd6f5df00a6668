// SPDX-License-Identifier: MIT
/* Values within an expression. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check_value.h"
#include "suggest.h"
#include "value.h"

static const char *const kind_names[] = {
	[ZKCAP_VALUE_NUMBER] = "a number",
	[ZKCAP_VALUE_U64] = "a number",
	[ZKCAP_VALUE_VERSION] = "a version",
	[ZKCAP_VALUE_DIGEST] = "a digest",
	[ZKCAP_VALUE_STRING] = "a string",
};

static const enum zkcap_value_kind kind_of_type[] = {
	[ZKCAP_TYPE_U64] = ZKCAP_VALUE_U64,
	[ZKCAP_TYPE_VERSION] = ZKCAP_VALUE_VERSION,
	[ZKCAP_TYPE_DIGEST] = ZKCAP_VALUE_DIGEST,
};

const char *zkcap_value_kind_name(enum zkcap_value_kind kind)
{
	return kind_names[kind];
}

static int no_memory(const struct zkcap_scope *scope)
{
	return zkcap_error_set(scope->err, -ENOMEM, "out of memory");
}

/* One operand with coefficient 1 */
static int set_operand(struct zkcap_cel_value *v, const struct zkcap_scope *scope,
		       enum zkcap_operand operand, u32 index)
{
	mpz_t one;
	bool ok;

	mpz_init_set_ui(one, 1);
	ok = zkcap_linear_add_operand(v->sum, scope->arena, operand, index, one);
	mpz_clear(one);
	if (operand == ZKCAP_OPERAND_ATTRIBUTE)
		v->guards[index / 64] |= 1ULL << index % 64;
	return ok ? 0 : no_memory(scope);
}

static void set_constant(struct zkcap_cel_value *v, const struct zk_fr *constant)
{
	zkcap_fr_to_mpz(v->sum->constant, constant);
}

bool zkcap_check_param(const struct zkcap_scope *scope, const char *text, int *index)
{
	if (strncmp(text, "params.", 7))
		return false;
	*index = zkcap_definition_param(scope->def, text + 7);
	return true;
}

static int unknown_param(const struct zkcap_cel *node, const struct zkcap_scope *scope)
{
	struct zkcap_suggest s;
	u32 i;

	zkcap_suggest_init(&s, node->text + 7);
	for (i = 0; i < scope->def->n_params; i++)
		zkcap_suggest_offer(&s, scope->def->params[i].name);
	if (!zkcap_suggest_best(&s))
		return zkcap_source_error(&scope->def->expression, node->at, scope->err,
					  "%s: expected one of spec.params", node->text);
	return zkcap_source_error(&scope->def->expression, node->at, scope->err,
				  "%s: expected one of spec.params; did you mean params.%s?",
				  node->text, zkcap_suggest_best(&s));
}

int zkcap_check_unknown(const struct zkcap_cel *node, const struct zkcap_scope *scope)
{
	const char *best = zkcap_schema_suggest(scope->schema, node->text);

	if (best)
		return zkcap_source_error(&scope->def->expression, node->at, scope->err,
					  "%s: expected an attribute; did you mean %s?",
					  node->text, best);
	return zkcap_source_error(&scope->def->expression, node->at, scope->err,
				  "%s: expected an attribute of the schema", node->text);
}

static int check_name(struct zkcap_cel_value *v, const struct zkcap_cel *node,
		      const struct zkcap_scope *scope)
{
	const struct zkcap_attribute *attr;
	int param;
	u8 bit;

	if (zkcap_check_param(scope, node->text, &param)) {
		if (param < 0)
			return unknown_param(node, scope);
		v->kind = kind_of_type[scope->def->params[param].type];
		return set_operand(v, scope, ZKCAP_OPERAND_PARAM, param);
	}
	attr = zkcap_schema_find(scope->schema, node->text);
	if (!attr && zkcap_schema_find_bit(scope->schema, node->text, &bit))
		return zkcap_source_error(&scope->def->expression, node->at, scope->err,
					  "%s is a bit: expected it by itself, or !%s",
					  node->text, node->text);
	if (!attr)
		return zkcap_check_unknown(node, scope);
	if (attr->type == ZKCAP_TYPE_BITS64)
		return zkcap_source_error(&scope->def->expression, node->at, scope->err,
					  "%s is a word of bits: expected one of them, as %s",
					  node->text, attr->bits[0].name);
	v->kind = kind_of_type[attr->type];
	return set_operand(v, scope, ZKCAP_OPERAND_ATTRIBUTE, attr->slot);
}

static int check_call(struct zkcap_cel_value *v, const struct zkcap_cel *node,
		      const struct zkcap_scope *scope)
{
	bool version = !strcmp(node->text, "semver");
	struct zkcap_error reason;
	const char *text;
	struct zk_fr c;

	if (!version && strcmp(node->text, "quantity")) {
		if (!strcmp(node->text, "has"))
			return zkcap_source_error(&scope->def->expression, node->at, scope->err,
						  "has() is a condition: expected a value");
		if (!strcmp(node->text, "set"))
			return zkcap_source_error(&scope->def->expression, node->at, scope->err,
						  "expected set(\"name\") after \"in\" only");
		return zkcap_source_error(&scope->def->expression, node->at, scope->err,
					  "%s(): expected quantity(), semver(), set() or has()",
					  node->text);
	}
	if (node->n_args != 1 || node->args[0]->op != ZKCAP_CEL_STRING)
		return zkcap_source_error(&scope->def->expression, node->args[0]->begin,
					  scope->err, "%s(): expected one string, as %s",
					  node->text, version ? "semver(\"3.0.14\")" :
								"quantity(\"8Gi\")");
	text = node->args[0]->text;
	if (zkcap_value_parse(&c, version ? ZKCAP_TYPE_VERSION : ZKCAP_TYPE_U64, text, node->text,
			      &reason))
		return zkcap_source_error(&scope->def->expression, node->args[0]->begin,
					  scope->err, "%s", reason.message);
	v->kind = version ? ZKCAP_VALUE_VERSION : ZKCAP_VALUE_NUMBER;
	set_constant(v, &c);
	return 0;
}

static int expect_number(const struct zkcap_cel_value *v, const struct zkcap_scope *scope)
{
	if (v->kind == ZKCAP_VALUE_NUMBER || v->kind == ZKCAP_VALUE_U64)
		return 0;
	return zkcap_source_error(&scope->def->expression, v->node->begin, scope->err,
				  "expected a number in arithmetic, found %s",
				  kind_names[v->kind]);
}

/* left + right, left - right, left * right with one of them constant */
static int combine(struct zkcap_cel_value *v, const struct zkcap_cel_value *left,
		   const struct zkcap_cel_value *right, const struct zkcap_scope *scope)
{
	const struct zkcap_linear *a = left->sum, *b = right->sum;
	enum zkcap_cel_op op = v->node->op;
	mpz_t k;
	bool ok;

	mpz_init_set_si(k, op == ZKCAP_CEL_SUB ? -1 : 1);
	if (op == ZKCAP_CEL_MUL) {
		if (zkcap_linear_is_constant(b)) {
			mpz_set(k, b->constant);
		} else {
			mpz_set(k, a->constant);
			a = b;
		}
		ok = zkcap_linear_add(v->sum, scope->arena, a, k);
	} else {
		ok = zkcap_linear_add(v->sum, scope->arena, b, k);
		mpz_set_ui(k, 1);
		ok = ok && zkcap_linear_add(v->sum, scope->arena, a, k);
	}
	mpz_clear(k);
	if (ok)
		return 0;
	return zkcap_source_error(&scope->def->expression, v->node->begin, scope->err,
				  "expected at most %d attributes and parameters in a sum",
				  ZKCAP_LINEAR_MAX_TERMS);
}

static int check_arithmetic(struct zkcap_cel_value *v, const struct zkcap_cel *node,
			    const struct zkcap_scope *scope)
{
	struct zkcap_cel_value left, right;
	int ret = zkcap_check_value(&left, node->args[0], scope);

	if (!ret)
		ret = expect_number(&left, scope);
	if (!ret)
		ret = zkcap_check_value(&right, node->args[1], scope);
	if (!ret)
		ret = expect_number(&right, scope);
	if (ret)
		return ret;
	if (node->op == ZKCAP_CEL_MUL && !zkcap_linear_is_constant(left.sum) &&
	    !zkcap_linear_is_constant(right.sum))
		return zkcap_source_error(&scope->def->expression, node->at, scope->err,
					  "expected a constant on one side of \"*\"");
	v->kind = left.kind == ZKCAP_VALUE_NUMBER ? right.kind : left.kind;
	v->guards[0] = left.guards[0] | right.guards[0];
	v->guards[1] = left.guards[1] | right.guards[1];
	return combine(v, &left, &right, scope);
}

int zkcap_check_value(struct zkcap_cel_value *v, const struct zkcap_cel *node,
		      const struct zkcap_scope *scope)
{
	memset(v, 0, sizeof(*v));
	v->node = node;
	v->sum = zkcap_linear_zero(scope->arena);
	if (!v->sum)
		return no_memory(scope);
	switch (node->op) {
	case ZKCAP_CEL_INTEGER:
		v->kind = ZKCAP_VALUE_NUMBER;
		mpz_set(v->sum->constant, node->integer);
		return 0;
	case ZKCAP_CEL_STRING:
		v->kind = ZKCAP_VALUE_STRING;
		return 0;
	case ZKCAP_CEL_NAME:
		return check_name(v, node, scope);
	case ZKCAP_CEL_CALL:
		return check_call(v, node, scope);
	case ZKCAP_CEL_ADD:
	case ZKCAP_CEL_SUB:
	case ZKCAP_CEL_MUL:
		return check_arithmetic(v, node, scope);
	default:
		return zkcap_source_error(&scope->def->expression, node->at, scope->err,
					  "expected a value, found a condition");
	}
}

static int string_to_digest(struct zkcap_cel_value *v, const struct zkcap_scope *scope)
{
	struct zkcap_error reason;
	struct zk_fr digest;

	if (zkcap_value_parse(&digest, ZKCAP_TYPE_DIGEST, v->node->text, "digest", &reason))
		return zkcap_source_error(&scope->def->expression, v->node->begin, scope->err,
					  "%s", reason.message);
	v->kind = ZKCAP_VALUE_DIGEST;
	set_constant(v, &digest);
	return 0;
}

int zkcap_check_unify(struct zkcap_cel_value *left, struct zkcap_cel_value *right,
		      const struct zkcap_scope *scope)
{
	static const char *const instead[] = {
		[ZKCAP_VALUE_NUMBER] = "a number, or quantity(\"8Gi\")",
		[ZKCAP_VALUE_U64] = "a number, or quantity(\"8Gi\")",
		[ZKCAP_VALUE_VERSION] = "a version, as semver(\"3.0.14\")",
		[ZKCAP_VALUE_DIGEST] = "a digest: a string, or set(\"name\") after \"in\"",
		[ZKCAP_VALUE_STRING] = "an attribute of type digest",
	};

	if (left->kind == ZKCAP_VALUE_NUMBER)
		left->kind = ZKCAP_VALUE_U64;
	if (right->kind == ZKCAP_VALUE_NUMBER)
		right->kind = ZKCAP_VALUE_U64;
	if (left->kind == ZKCAP_VALUE_DIGEST && right->kind == ZKCAP_VALUE_STRING)
		return string_to_digest(right, scope);
	if (left->kind == ZKCAP_VALUE_STRING && right->kind == ZKCAP_VALUE_DIGEST)
		return string_to_digest(left, scope);
	if (left->kind == right->kind && left->kind != ZKCAP_VALUE_STRING)
		return 0;
	return zkcap_source_error(&scope->def->expression, right->node->begin, scope->err,
				  "expected %s, found %s", instead[left->kind],
				  kind_names[right->kind]);
}
