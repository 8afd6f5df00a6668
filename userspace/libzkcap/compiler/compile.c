// SPDX-License-Identifier: MIT
/* From a capability definition to a circuit. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "compile.h"
#include "definition_id.h"
#include "lower.h"

/* As written; with the negation that was pushed down to it */
static char *term_text(const struct zkcap_definition *def, const struct zkcap_predicate *p)
{
	const char *text = def->expression.text + p->node->begin;
	int len = p->node->end - p->node->begin;
	char *out;

	if (asprintf(&out, p->negated ? "!(%.*s)" : "%.*s", len, text) < 0)
		return NULL;
	return out;
}

static int add_term(struct zkcap_circuit *c, const struct zkcap_definition *def,
		    const struct zkcap_predicate *p)
{
	struct zkcap_term *t = &c->terms[c->n_terms++];

	t->line = zkcap_source_line(&def->expression, p->node->begin);
	t->column = zkcap_source_column(&def->expression, p->node->begin);
	t->text = term_text(def, p);
	return t->text ? 0 : -ENOMEM;
}

static const struct zkcap_predicate *first_term(const struct zkcap_predicate *root)
{
	return root->kind == ZKCAP_PREDICATE_AND ? root->children : root;
}

static const struct zkcap_predicate *next_term(const struct zkcap_predicate *root,
					       const struct zkcap_predicate *p)
{
	return root->kind == ZKCAP_PREDICATE_AND ? p->next : NULL;
}

static int describe(struct zkcap_circuit *c, const struct zkcap_definition *def,
		    const struct zkcap_schema *schema, const struct zkcap_predicate *root)
{
	const struct zkcap_predicate *p;
	u32 i, n = 0;

	c->name = strdup(def->name);
	c->title = strdup(def->title);
	c->version = def->version;
	memcpy(c->schema_digest, schema->digest, sizeof(c->schema_digest));
	for (p = first_term(root); p; p = next_term(root, p))
		n++;
	c->terms = calloc(n, sizeof(*c->terms));
	if (!c->name || !c->title || !c->terms)
		return -ENOMEM;
	for (p = first_term(root); p; p = next_term(root, p))
		if (add_term(c, def, p))
			return -ENOMEM;
	for (i = 0; i < def->n_params; i++) {
		c->params[i].type = def->params[i].type;
		c->params[i].name = strdup(def->params[i].name);
		if (def->params[i].unit)
			c->params[i].unit = strdup(def->params[i].unit);
		if (!c->params[i].name)
			return -ENOMEM;
	}
	return zkcap_circuit_permute(c);
}

static int check_meaningful(const struct zkcap_predicate *p, const struct zkcap_scope *scope)
{
	if (p->kind != ZKCAP_PREDICATE_CONSTANT || p->guards[0] || p->guards[1])
		return 0;
	return zkcap_source_error(&scope->def->expression, p->node->begin, scope->err,
				  p->holds ? "always holds: expected a condition on attributes" :
					     "never holds, whatever the attributes are");
}

/* The set that takes most rows, for the message about too many */
static const struct zkcap_predicate *largest_set(const struct zkcap_predicate *p)
{
	const struct zkcap_predicate *child, *best = NULL, *b;

	if (p->kind == ZKCAP_PREDICATE_IN)
		return p;
	for (child = p->children; child; child = child->next) {
		b = largest_set(child);
		if (b && (!best || b->set->n_elements > best->set->n_elements))
			best = b;
	}
	return best;
}

static int too_large(const struct zkcap_predicate *root, const struct zkcap_scope *scope, u32 rows)
{
	const struct zkcap_predicate *p = largest_set(root);

	if (p)
		zkcap_source_error(&scope->def->expression, p->node->args[1]->begin, scope->err,
				   "needs %u rows, expected at most %u: set \"%s\" alone takes %zu, one an element",
				   rows, ZKCAP_GATES_MAX_ROWS, p->set->name, p->set->n_elements);
	else
		zkcap_source_error(&scope->def->expression, root->node->begin, scope->err,
				   "needs %u rows, expected at most %u", rows,
				   ZKCAP_GATES_MAX_ROWS);
	if (scope->err)
		scope->err->code = -E2BIG;
	return -E2BIG;
}

static int lower(struct zkcap_circuit **out, const struct zkcap_predicate *root,
		 const struct zkcap_scope *scope)
{
	struct zkcap_lower lw = {
		.gates = zkcap_gates_new(),
		.arena = scope->arena,
		.assurance = scope->def->assurance,
	};
	const struct zkcap_predicate *p;
	u16 term = 0;
	int ret = 0;

	*out = NULL;
	for (p = first_term(root); p && lw.gates; p = next_term(root, p)) {
		zkcap_gates_set_term(lw.gates, term++);
		zkcap_lower_assert(&lw, p);
	}
	if (lw.gates && !lw.no_memory)
		*out = zkcap_gates_finish(lw.gates, scope->def->n_params, NULL);
	if (!*out && lw.gates && zkcap_gates_count(lw.gates) > ZKCAP_GATES_MAX_ROWS)
		ret = too_large(root, scope, zkcap_gates_count(lw.gates));
	else if (!*out)
		ret = zkcap_error_set(scope->err, -ENOMEM, "out of memory");
	zkcap_gates_free(lw.gates);
	return ret;
}

static int compile_expression(struct zkcap_circuit **out, const struct zkcap_scope *scope)
{
	struct zkcap_predicate *root;
	struct zkcap_cel *tree;
	int ret = zkcap_cel_parse(&tree, &scope->def->expression, scope->arena, scope->err);

	if (!ret)
		ret = zkcap_check(&root, tree, scope);
	if (!ret)
		ret = check_meaningful(root, scope);
	if (!ret)
		ret = lower(out, root, scope);
	if (ret)
		return ret;
	if (describe(*out, scope->def, scope->schema, root))
		ret = zkcap_error_set(scope->err, -ENOMEM, "out of memory");
	if (!ret)
		ret = zkcap_definition_id((*out)->definition_id, scope, tree);
	if (ret) {
		zkcap_circuit_free(*out);
		*out = NULL;
	}
	return ret;
}

int zkcap_compile(struct zkcap_circuit **out, const struct zkcap_definition *def,
		  const struct zkcap_schema *schema, struct zkcap_sets *sets,
		  struct zkcap_error *err)
{
	struct zkcap_arena arena = { 0 };
	struct zkcap_scope scope = {
		.def = def, .schema = schema, .sets = sets, .arena = &arena, .err = err,
	};
	int ret;

	*out = NULL;
	ret = compile_expression(out, &scope);
	zkcap_arena_free(&arena);
	return ret;
}

int zkcap_compile_file(struct zkcap_circuit **out, const char *path, const char *schema_path,
		       const char *sets_dir, struct zkcap_error *err)
{
	struct zkcap_sets sets = { .dir = sets_dir };
	struct zkcap_definition def;
	struct zkcap_schema schema;
	int ret;

	*out = NULL;
	ret = zkcap_schema_load(&schema, schema_path, err);
	if (ret)
		return ret;
	ret = zkcap_definition_load(&def, path, err);
	if (!ret) {
		ret = zkcap_compile(out, &def, &schema, &sets, err);
		zkcap_definition_free(&def);
	}
	zkcap_sets_free(&sets);
	zkcap_schema_free(&schema);
	return ret;
}
