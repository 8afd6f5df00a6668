// SPDX-License-Identifier: MIT
/* zkcap circuit test: does a definition hold for a manifest, and which term does not? */

#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "circuit_open.h"
#include "circuit_test.h"
#include "eval.h"
#include "manifest.h"
#include "srs_open.h"

enum { OPT_MANIFEST = CMD_LONG(0), OPT_PARAM };

const struct cmd_option circuit_test_options[] = {
	{ OPT_MANIFEST, "manifest", "M", "the attributes to test on" },
	{ OPT_PARAM, "param", "NAME=VALUE", "a parameter of the definition; all must be given" },
	{ 0 },
};

/* Everything that a test works on */
struct test {
	struct cmd *cmd;
	const char *manifest_path;
	const char **params;
	size_t n_params;
	struct zkcap_schema schema;
	struct zkcap_sets sets;
	char *sets_dir;
	struct zkcap_definition def;
	struct zkcap_circuit *circuit;
	struct zkcap_arena arena;
	struct zkcap_scope scope;
	struct zkcap_cel *tree;
	struct zkcap_manifest manifest;
	struct zk_fr publics[ZKCAP_MAX_PUBLIC];
	struct zkcap_facts facts;
	json_t *terms;
	bool holds;
};

static int parse(struct test *t)
{
	int c, rc;

	t->params = calloc((size_t)t->cmd->argc + 1, sizeof(*t->params));
	if (!t->params)
		return cmd_fail(t->cmd, CMD_USAGE, "out of memory");
	while ((c = cmd_getopt(t->cmd)) != CMD_OPT_END) {
		if (c == OPT_MANIFEST)
			t->manifest_path = t->cmd->arg;
		else if (c == OPT_PARAM)
			t->params[t->n_params++] = t->cmd->arg;
		else
			return CMD_USAGE;
	}
	rc = cmd_operands(t->cmd, 1, 1);
	if (!rc && !t->manifest_path)
		rc = cmd_fail(t->cmd, CMD_USAGE, "expected --manifest M");
	return rc;
}

static int open_definition(struct test *t)
{
	struct zkcap_error err = { 0 };
	int rc = cmd_open_schema(t->cmd, &t->schema);

	if (rc)
		return rc;
	t->sets_dir = cmd_data_path(t->cmd, "sets");
	t->sets.dir = t->sets_dir;
	t->scope = (struct zkcap_scope){
		.def = &t->def, .schema = &t->schema, .sets = &t->sets, .arena = &t->arena,
	};
	if (zkcap_definition_load(&t->def, t->cmd->argv[0], &err) ||
	    zkcap_compile(&t->circuit, &t->def, &t->schema, &t->sets, &err) ||
	    zkcap_cel_parse(&t->tree, &t->def.expression, &t->arena, &err))
		return cmd_fail(t->cmd, CMD_USAGE, "%s", err.message);
	return cmd_parse_params(t->cmd, t->circuit, t->params, t->n_params, t->publics);
}

static int open_manifest(struct test *t)
{
	struct zkcap_error err = { 0 };
	struct zkcap_srs *srs;
	int rc = cmd_open_srs(t->cmd, &srs);

	if (rc)
		return rc;
	if (zkcap_manifest_load(&t->manifest, t->manifest_path, srs, &err))
		rc = cmd_fail(t->cmd, err.code == -EBADMSG ? CMD_REFUSED : CMD_USAGE, "%s",
			      err.message);
	else if (memcmp(t->manifest.schema_digest, t->schema.digest, ZKCAP_DIGEST_BYTES))
		rc = cmd_fail(t->cmd, CMD_USAGE,
			      "%s: made with another attribute schema than the definition",
			      t->manifest_path);
	zkcap_srs_free(srs);
	t->facts = (struct zkcap_facts){ .slots = t->manifest.slots, .publics = t->publics };
	return rc;
}

/* Why a term fails, as far as levels say it: values are nobody's business */
static json_t *reason(const struct test *t, const struct zkcap_cel *node, bool holds)
{
	const struct zkcap_attribute *weak = zkcap_eval_weak(node, &t->scope, &t->facts);
	enum zkcap_level level;

	if (holds || !weak)
		return json_string(holds ? "holds" : "does not hold");
	level = zkcap_slots_level(t->facts.slots, weak->slot);
	if (level == ZKCAP_LEVEL_ABSENT)
		return json_sprintf("%s is absent", weak->name);
	return json_sprintf("%s is %s, expected %s", weak->name, zkcap_level_name(level),
			    zkcap_level_name(t->def.assurance));
}

static void add_term(const struct zkcap_cel *node, bool negated, void *data)
{
	struct test *t = data;
	bool holds = zkcap_eval(node, negated, &t->scope, &t->facts);
	const char *text = t->def.expression.text + node->begin;
	int len = node->end - node->begin;
	json_t *term;

	t->holds &= holds;
	term = json_pack("{s:i, s:i, s:b}", "line",
			 (int)zkcap_source_line(&t->def.expression, node->begin), "column",
			 (int)zkcap_source_column(&t->def.expression, node->begin), "holds",
			 holds);
	json_object_set_new(term, "why", reason(t, node, holds));
	json_object_set_new(term, "term",
			    json_sprintf(negated ? "!(%.*s)" : "%.*s", len, text));
	json_array_append_new(t->terms, term);
}

/* The gates must say the same as the expression */
static int check_gates(const struct test *t)
{
	struct zk_fr *vars = calloc(t->circuit->n_vars, sizeof(*vars));
	bool gates;

	if (!vars)
		return cmd_fail(t->cmd, CMD_USAGE, "out of memory");
	gates = !zkcap_circuit_witness(t->circuit, t->manifest.slots, t->publics, vars, NULL);
	explicit_bzero(vars, t->circuit->n_vars * sizeof(*vars));
	free(vars);
	if (gates != t->holds)
		return cmd_fail(t->cmd, CMD_REFUSED,
				"the expression %s but its circuit says otherwise: please report this",
				t->holds ? "holds" : "does not hold");
	return 0;
}

static int judge(struct test *t)
{
	json_t *result;
	int rc;

	t->holds = true;
	t->terms = json_array();
	zkcap_eval_each_term(t->tree, add_term, t);
	result = json_pack("{s:s, s:b, s:o}", "name", t->def.name, "holds", t->holds, "terms",
			   t->terms);
	rc = check_gates(t);
	if (rc) {
		json_decref(result);
		return rc;
	}
	rc = cmd_emit(t->cmd, result);
	return rc || t->holds ? rc : CMD_REFUSED;
}

int circuit_test_run(struct cmd *cmd)
{
	struct test t = { .cmd = cmd };
	int rc = parse(&t);

	if (!rc)
		rc = open_definition(&t);
	if (!rc)
		rc = open_manifest(&t);
	if (!rc)
		rc = judge(&t);
	zkcap_manifest_wipe(&t.manifest);
	zkcap_circuit_free(t.circuit);
	zkcap_arena_free(&t.arena);
	zkcap_definition_free(&t.def);
	zkcap_sets_free(&t.sets);
	zkcap_schema_free(&t.schema);
	free(t.sets_dir);
	free(t.params);
	return rc;
}
