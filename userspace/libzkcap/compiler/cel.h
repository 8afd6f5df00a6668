/* SPDX-License-Identifier: MIT */
/*
 * The expression language: a subset of CEL, the Common Expression Language.
 *
 *	or	   = and { "||" and }
 *	and	   = relation { "&&" relation }
 *	relation   = sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") sum ]
 *	sum	   = product { ("+" | "-") product }
 *	product	   = unary { "*" unary }
 *	unary	   = { "!" } primary
 *	primary	   = "(" or ")" | integer | string | name [ "(" or { "," or } ")" ]
 *	name	   = identifier { "." identifier }
 *
 * Relations do not chain.  Parsing knows no names and no types; see check.h.
 */
#ifndef ZKCAP_CEL_H
#define ZKCAP_CEL_H

#include "arena.h"
#include "error.h"
#include "source.h"

#define ZKCAP_CEL_MAX_LENGTH 4096
#define ZKCAP_CEL_MAX_DEPTH 64
#define ZKCAP_CEL_MAX_ARGS 4

enum zkcap_cel_op {
	ZKCAP_CEL_OR,
	ZKCAP_CEL_AND,
	ZKCAP_CEL_NOT,
	ZKCAP_CEL_EQ,
	ZKCAP_CEL_NE,
	ZKCAP_CEL_LT,
	ZKCAP_CEL_LE,
	ZKCAP_CEL_GT,
	ZKCAP_CEL_GE,
	ZKCAP_CEL_IN,
	ZKCAP_CEL_ADD,
	ZKCAP_CEL_SUB,
	ZKCAP_CEL_MUL,
	ZKCAP_CEL_INTEGER,
	ZKCAP_CEL_STRING,
	ZKCAP_CEL_NAME,
	ZKCAP_CEL_CALL,
};

/**
 * struct zkcap_cel - a node of the syntax tree
 * @op: enum zkcap_cel_op
 * @begin: offset of its first character
 * @end: offset after its last character
 * @at: offset of the operator, of the name, or @begin
 * @text: of a string its content; of a name or call the dotted name
 * @integer: of an integer
 * @args: operands or arguments
 * @n_args: how many
 */
struct zkcap_cel {
	enum zkcap_cel_op op;
	uint32_t begin;
	uint32_t end;
	uint32_t at;
	const char *text;
	mpz_ptr integer;
	struct zkcap_cel *args[ZKCAP_CEL_MAX_ARGS];
	unsigned int n_args;
};

/**
 * zkcap_cel_parse() - parse an expression
 * @out: the tree, in @arena
 *
 * Return: 0; -EINVAL with file, line, column and what was expected; -ENOMEM.
 */
int zkcap_cel_parse(struct zkcap_cel **out, const struct zkcap_source *source,
		    struct zkcap_arena *arena, struct zkcap_error *err);

#endif /* ZKCAP_CEL_H */
