/* SPDX-License-Identifier: MIT */
/*
 * Names and types of an expression, and its meaning as a predicate in which
 * negation stands at the atoms only.
 *
 * An atom over attributes holds only if each of them has the definition's
 * assurance at least: those are its guards.  A negated atom has the same guards,
 * so what is absent or too weak satisfies nothing but !has().
 */
#ifndef ZKCAP_CHECK_H
#define ZKCAP_CHECK_H

#include "cel.h"
#include "definition.h"
#include "linear.h"
#include "set.h"

enum zkcap_predicate_kind {
	ZKCAP_PREDICATE_CONSTANT,	/* true, under its guards; or false */
	ZKCAP_PREDICATE_AND,
	ZKCAP_PREDICATE_OR,
	ZKCAP_PREDICATE_NOT_NEGATIVE,	/* sum >= 0 */
	ZKCAP_PREDICATE_ZERO,		/* sum == 0, or its negation */
	ZKCAP_PREDICATE_IN,		/* slot's value is in the set, or its negation */
	ZKCAP_PREDICATE_BIT,		/* bit of the slot, or its negation */
	ZKCAP_PREDICATE_HAS,		/* slot's level suffices, or its negation: no guards */
};

/**
 * struct zkcap_predicate - a node of the predicate
 * @kind: enum zkcap_predicate_kind
 * @holds: of a constant: which; of an atom: false where it is negated
 * @sum: of a comparison
 * @bits: operands of @sum are below 2^bits
 * @slot: of an atom over one attribute
 * @bit: of ZKCAP_PREDICATE_BIT
 * @set: of ZKCAP_PREDICATE_IN
 * @guards: slots whose level must suffice: bit s % 64 of word s / 64
 * @node: where it comes from
 * @negated: an odd number of "!" stands around @node
 * @children: of and, or: a list
 * @next: sibling
 */
struct zkcap_predicate {
	enum zkcap_predicate_kind kind;
	bool holds;
	struct zkcap_linear *sum;
	unsigned int bits;
	u32 slot;
	u8 bit;
	const struct zkcap_set *set;
	u64 guards[ZKCAP_SLOTS / 64];
	const struct zkcap_cel *node;
	bool negated;
	struct zkcap_predicate *children;
	struct zkcap_predicate *next;
};

/**
 * struct zkcap_scope - where the names of an expression are looked up
 * @def: parameters, and the source for messages
 * @schema: attributes and bits
 * @sets: sets
 * @arena: where the result lives
 */
struct zkcap_scope {
	const struct zkcap_definition *def;
	const struct zkcap_schema *schema;
	struct zkcap_sets *sets;
	struct zkcap_arena *arena;
	struct zkcap_error *err;
};

/**
 * zkcap_check() - resolve names, check types, fold constants, push negation down
 * @out: the predicate
 *
 * Return: 0; -EINVAL with file, line, column and what was expected; an errno of
 * reading a set; -ENOMEM.
 */
int zkcap_check(struct zkcap_predicate **out, const struct zkcap_cel *root,
		const struct zkcap_scope *scope);

/* The set named by a call set("name"), with the place in its errors */
int zkcap_check_set(const struct zkcap_set **out, const struct zkcap_cel *call,
		    const struct zkcap_scope *scope);

/* Whether text begins with "params.", and which parameter follows, or -1 */
bool zkcap_check_param(const struct zkcap_scope *scope, const char *text, int *index);

#endif /* ZKCAP_CHECK_H */
