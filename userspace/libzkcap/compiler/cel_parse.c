// SPDX-License-Identifier: MIT
/* Recursive descent over the tokens of an expression. */

#include <errno.h>
#include <string.h>

#include "cel.h"
#include "cel_lex.h"
#include "shim.h"

struct parser {
	struct zkcap_cel_lexer lx;
	unsigned int depth;
};

struct operator {
	const char *text;
	enum zkcap_cel_op op;
};

static const struct operator relations[] = {
	{ "==", ZKCAP_CEL_EQ }, { "!=", ZKCAP_CEL_NE }, { "<=", ZKCAP_CEL_LE },
	{ ">=", ZKCAP_CEL_GE }, { "<", ZKCAP_CEL_LT }, { ">", ZKCAP_CEL_GT },
	{ "in", ZKCAP_CEL_IN }, { NULL, 0 }
};

/* By precedence, loosest first; operators of one row associate to the left */
static const struct operator levels[][3] = {
	{ { "||", ZKCAP_CEL_OR }, { NULL, 0 } },
	{ { "&&", ZKCAP_CEL_AND }, { NULL, 0 } },
	{ { NULL, 0 } }, /* relations */
	{ { "+", ZKCAP_CEL_ADD }, { "-", ZKCAP_CEL_SUB }, { NULL, 0 } },
	{ { "*", ZKCAP_CEL_MUL }, { NULL, 0 } },
};

#define RELATION_LEVEL 2
#define UNARY_LEVEL ARRAY_SIZE(levels)

static int parse_level(struct parser *ps, unsigned int level, struct zkcap_cel **out);

static int fail_expected(struct parser *ps, const char *what)
{
	char buf[80];

	return zkcap_source_error(ps->lx.source, ps->lx.begin, ps->lx.err,
				  "expected %s, found %s", what,
				  zkcap_cel_describe(&ps->lx, buf, sizeof(buf)));
}

static const struct operator *match(const struct parser *ps, const struct operator *table)
{
	for (; table->text; table++)
		if (zkcap_cel_is(&ps->lx, table->text))
			return table;
	return NULL;
}

static struct zkcap_cel *new_node(struct parser *ps, enum zkcap_cel_op op)
{
	struct zkcap_cel *node = zkcap_arena_alloc(ps->lx.arena, sizeof(*node));

	if (!node) {
		zkcap_error_set(ps->lx.err, -ENOMEM, "out of memory");
		return NULL;
	}
	node->op = op;
	node->begin = ps->lx.begin;
	node->end = ps->lx.end;
	node->at = ps->lx.begin;
	return node;
}

/* The rest of a call after its "(" */
static int parse_arguments(struct parser *ps, struct zkcap_cel *call)
{
	int ret;

	for (;;) {
		if (call->n_args == ZKCAP_CEL_MAX_ARGS)
			return fail_expected(ps, "\")\" after so many arguments");
		ret = parse_level(ps, 0, &call->args[call->n_args++]);
		if (ret)
			return ret;
		if (zkcap_cel_is(&ps->lx, ")"))
			break;
		if (!zkcap_cel_is(&ps->lx, ","))
			return fail_expected(ps, "\")\"");
		ret = zkcap_cel_next(&ps->lx);
		if (ret)
			return ret;
	}
	call->end = ps->lx.end;
	return zkcap_cel_next(&ps->lx);
}

static int parse_name(struct parser *ps, struct zkcap_cel **out)
{
	struct zkcap_cel *node = new_node(ps, ZKCAP_CEL_NAME);
	char name[ZKCAP_CEL_MAX_LENGTH + 1];
	size_t len = 0, part;
	int ret;

	if (!node)
		return -ENOMEM;
	for (;;) {
		if (ps->lx.token != ZKCAP_CEL_T_IDENTIFIER)
			return fail_expected(ps, "a name after \".\"");
		part = ps->lx.end - ps->lx.begin;
		memcpy(name + len, ps->lx.source->text + ps->lx.begin, part);
		len += part;
		node->end = ps->lx.end;
		ret = zkcap_cel_next(&ps->lx);
		if (ret)
			return ret;
		if (!zkcap_cel_is(&ps->lx, "."))
			break;
		name[len++] = '.';
		ret = zkcap_cel_next(&ps->lx);
		if (ret)
			return ret;
	}
	node->text = zkcap_arena_strndup(ps->lx.arena, name, len);
	if (!node->text)
		return zkcap_error_set(ps->lx.err, -ENOMEM, "out of memory");
	*out = node;
	if (!zkcap_cel_is(&ps->lx, "("))
		return 0;
	node->op = ZKCAP_CEL_CALL;
	ret = zkcap_cel_next(&ps->lx);
	return ret ? ret : parse_arguments(ps, node);
}

static int parse_parentheses(struct parser *ps, struct zkcap_cel **out)
{
	uint32_t begin = ps->lx.begin;
	int ret = zkcap_cel_next(&ps->lx);

	if (ret)
		return ret;
	ret = parse_level(ps, 0, out);
	if (ret)
		return ret;
	if (!zkcap_cel_is(&ps->lx, ")"))
		return fail_expected(ps, "\")\"");
	(*out)->begin = begin;
	(*out)->end = ps->lx.end;
	return zkcap_cel_next(&ps->lx);
}

static int parse_primary(struct parser *ps, struct zkcap_cel **out)
{
	struct zkcap_cel *node;

	if (zkcap_cel_is(&ps->lx, "("))
		return parse_parentheses(ps, out);
	if (zkcap_cel_is(&ps->lx, "in"))
		return fail_expected(ps, "a name, a number, a string or \"(\"");
	if (ps->lx.token == ZKCAP_CEL_T_IDENTIFIER)
		return parse_name(ps, out);
	if (ps->lx.token != ZKCAP_CEL_T_INTEGER && ps->lx.token != ZKCAP_CEL_T_STRING)
		return fail_expected(ps, "a name, a number, a string or \"(\"");
	node = new_node(ps, ZKCAP_CEL_INTEGER);
	if (!node)
		return -ENOMEM;
	node->integer = ps->lx.integer;
	if (ps->lx.token == ZKCAP_CEL_T_STRING) {
		node->op = ZKCAP_CEL_STRING;
		node->text = ps->lx.string;
	}
	*out = node;
	return zkcap_cel_next(&ps->lx);
}

static int parse_unary(struct parser *ps, struct zkcap_cel **out)
{
	struct zkcap_cel *node;
	int ret;

	if (!zkcap_cel_is(&ps->lx, "!"))
		return parse_primary(ps, out);
	node = new_node(ps, ZKCAP_CEL_NOT);
	if (!node)
		return -ENOMEM;
	ret = zkcap_cel_next(&ps->lx);
	if (!ret)
		ret = parse_level(ps, UNARY_LEVEL, &node->args[node->n_args++]);
	if (ret)
		return ret;
	node->end = node->args[0]->end;
	*out = node;
	return 0;
}

/* left operator right */
static int parse_binary(struct parser *ps, enum zkcap_cel_op op, unsigned int level,
			struct zkcap_cel **left)
{
	struct zkcap_cel *node = new_node(ps, op);
	int ret;

	if (!node)
		return -ENOMEM;
	node->begin = (*left)->begin;
	node->args[0] = *left;
	node->n_args = 2;
	ret = zkcap_cel_next(&ps->lx);
	if (!ret)
		ret = parse_level(ps, level, &node->args[1]);
	if (ret)
		return ret;
	node->end = node->args[1]->end;
	*left = node;
	return 0;
}

static int parse_operators(struct parser *ps, unsigned int level, struct zkcap_cel **out)
{
	const struct operator *table = level == RELATION_LEVEL ? relations : levels[level], *op;
	int ret = parse_level(ps, level + 1, out);

	while (!ret) {
		op = match(ps, table);
		if (!op)
			return 0;
		ret = parse_binary(ps, op->op, level + 1, out);
		if (!ret && level == RELATION_LEVEL && match(ps, relations))
			return fail_expected(ps, "\"&&\" or \"||\": comparisons do not chain");
	}
	return ret;
}

static int parse_level(struct parser *ps, unsigned int level, struct zkcap_cel **out)
{
	int ret;

	/* only parentheses, calls and "!" lead back here from below */
	if (++ps->depth > ZKCAP_CEL_MAX_DEPTH * (UNARY_LEVEL + 1))
		return zkcap_source_error(ps->lx.source, ps->lx.begin, ps->lx.err,
					  "expected an expression nested less deeply");
	ret = level == UNARY_LEVEL ? parse_unary(ps, out) : parse_operators(ps, level, out);
	ps->depth--;
	return ret;
}

int zkcap_cel_parse(struct zkcap_cel **out, const struct zkcap_source *source,
		    struct zkcap_arena *arena, struct zkcap_error *err)
{
	struct parser ps = { .lx = { .source = source, .arena = arena, .err = err } };
	int ret;

	if (strlen(source->text) > ZKCAP_CEL_MAX_LENGTH)
		return zkcap_source_error(source, ZKCAP_CEL_MAX_LENGTH, err,
					  "expected an expression of up to %d bytes",
					  ZKCAP_CEL_MAX_LENGTH);
	ret = zkcap_cel_next(&ps.lx);
	if (!ret)
		ret = parse_level(&ps, 0, out);
	if (!ret && ps.lx.token != ZKCAP_CEL_T_END)
		ret = fail_expected(&ps, "an operator or the end of the expression");
	return ret;
}
