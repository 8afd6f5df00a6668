/* SPDX-License-Identifier: GPL-2.0-only */
/* Expressions compiled against the shipped schema, for tests */
#ifndef SELFTEST_COMPILE_FIXTURE_H
#define SELFTEST_COMPILE_FIXTURE_H

#include "compile.h"
#include "eval.h"

/**
 * struct compiled - an expression in every form that it passes through
 * @arena: owns @tree
 * @def: the definition around it
 * @tree: its syntax tree
 * @scope: where its names are looked up
 * @circuit: what it became
 */
struct compiled {
	struct zkcap_arena arena;
	struct zkcap_definition def;
	struct zkcap_cel *tree;
	struct zkcap_scope scope;
	struct zkcap_circuit *circuit;
};

/* circuits/attributes.yaml; ends the test program if it cannot be read */
const struct zkcap_schema *fixture_schema(void);
/* circuits/sets, and those that fixture_add_set() puts there */
struct zkcap_sets *fixture_sets(void);
/* A set of that type with these values, ended by NULL */
void fixture_add_set(const char *name, const char *type, const char *const *values);

/**
 * fixture_compile() - compile an expression
 * @assurance: "measured" and so on
 * @params: "a u64, v version", or "" for none
 *
 * Return: what zkcap_compile() or reading the definition returned; on 0,
 * fixture_release() it.
 */
int fixture_compile(struct compiled *out, const char *assurance, const char *params,
		    const char *expression, struct zkcap_error *err);
void fixture_release(struct compiled *c);

/* Whether the syntax tree holds */
bool fixture_eval(const struct compiled *c, const struct zk_fr *slots,
		  const struct zk_fr *publics);
/* Whether the gates hold on the honest witness */
bool fixture_gates(const struct compiled *c, const struct zk_fr *slots,
		   const struct zk_fr *publics);

/* Slot and level of an attribute by name */
void fixture_set(struct zk_fr *slots, const char *name, const char *value,
		 enum zkcap_level level);

#endif /* SELFTEST_COMPILE_FIXTURE_H */
