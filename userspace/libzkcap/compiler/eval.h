/* SPDX-License-Identifier: MIT */
/*
 * What an expression says of given attributes, computed from its syntax tree
 * with integers, without gates: the meaning that a circuit must agree with, and
 * what tells people which term failed.
 */
#ifndef ZKCAP_EVAL_H
#define ZKCAP_EVAL_H

#include "check.h"

/**
 * struct zkcap_facts - what an expression is evaluated on
 * @slots: the attribute column, levels in its last eight
 * @publics: the definition's parameters
 */
struct zkcap_facts {
	const struct zk_fr *slots;
	const struct zk_fr *publics;
};

/* Whether it holds, or its negation; the tree has passed zkcap_check() in this scope */
bool zkcap_eval(const struct zkcap_cel *node, bool negated, const struct zkcap_scope *scope,
		const struct zkcap_facts *facts);

/* Called for each operand of the outermost "and", negation pushed down to it */
typedef void zkcap_eval_term_fn(const struct zkcap_cel *node, bool negated, void *data);
void zkcap_eval_each_term(const struct zkcap_cel *root, zkcap_eval_term_fn *fn, void *data);

/* The first attribute of a term whose level is below the assurance; NULL if none is */
const struct zkcap_attribute *zkcap_eval_weak(const struct zkcap_cel *node,
					      const struct zkcap_scope *scope,
					      const struct zkcap_facts *facts);

#endif /* ZKCAP_EVAL_H */
