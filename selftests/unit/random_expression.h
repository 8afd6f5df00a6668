/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random expressions with their meaning: the text is for the compiler, the
 * tree is evaluated here, with 128-bit integers and without any of the
 * compiler's code.
 */
#ifndef SELFTEST_RANDOM_EXPRESSION_H
#define SELFTEST_RANDOM_EXPRESSION_H

#include "sample.h"
#include "schema.h"

#define RANDOM_PARAMS "a u64, b u64, v version, d digest"
#define RANDOM_N_PARAMS 4

/**
 * struct random_facts - values that expressions speak of
 * @slots: the attribute column
 * @publics: a, b, v, d
 * @assurance: of the definition
 */
struct random_facts {
	struct zk_fr slots[ZKCAP_SLOTS];
	struct zk_fr publics[RANDOM_N_PARAMS + 2];
	enum zkcap_level assurance;
};

struct random_expression;

/* Depth 0 is an atom.  The sets that it speaks of: see random_sets(). */
struct random_expression *random_expression(struct sample *s, int depth);
void random_expression_free(struct random_expression *e);
/* As a definition writes it; to be freed */
char *random_expression_text(const struct random_expression *e);
/* What it means: an odd number of negations around it pushed down to the atoms */
bool random_expression_holds(const struct random_expression *e, bool negated,
			     const struct random_facts *f);

/* Put the sets there */
void random_sets(void);
/* Values near each other and near the limits, levels of all kinds */
void random_facts(struct random_facts *f, struct sample *s);

#endif /* SELFTEST_RANDOM_EXPRESSION_H */
