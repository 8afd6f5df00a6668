/* SPDX-License-Identifier: MIT */
/* Values within an expression: what stands on the sides of a comparison. */
#ifndef ZKCAP_CHECK_VALUE_H
#define ZKCAP_CHECK_VALUE_H

#include "check.h"

enum zkcap_value_kind {
	ZKCAP_VALUE_NUMBER,	/* an integer literal: a u64 */
	ZKCAP_VALUE_U64,
	ZKCAP_VALUE_VERSION,
	ZKCAP_VALUE_DIGEST,
	ZKCAP_VALUE_STRING,	/* becomes a digest beside one */
};

/**
 * struct zkcap_cel_value - a value
 * @kind: enum zkcap_value_kind
 * @sum: its value; NULL for a string
 * @guards: attributes that it reads
 * @node: where it stands
 */
struct zkcap_cel_value {
	enum zkcap_value_kind kind;
	struct zkcap_linear *sum;
	u64 guards[ZKCAP_SLOTS / 64];
	const struct zkcap_cel *node;
};

/* What a value of that kind is called in messages: "a number" */
const char *zkcap_value_kind_name(enum zkcap_value_kind kind);

/* Return: as zkcap_check() */
int zkcap_check_value(struct zkcap_cel_value *out, const struct zkcap_cel *node,
		      const struct zkcap_scope *scope);

/* Give the two sides of a comparison one kind.  Return: as zkcap_check(). */
int zkcap_check_unify(struct zkcap_cel_value *left, struct zkcap_cel_value *right,
		      const struct zkcap_scope *scope);

/* Record an unknown name with a suggestion.  Return: -EINVAL. */
int zkcap_check_unknown(const struct zkcap_cel *node, const struct zkcap_scope *scope);

#endif /* ZKCAP_CHECK_VALUE_H */
