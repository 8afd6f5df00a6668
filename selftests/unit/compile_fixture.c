// SPDX-License-Identifier: GPL-2.0-only
#include "compile_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value.h"

static void fail(const char *message)
{
	fprintf(stderr, "%s (run from the top of the tree)\n", message);
	exit(1);
}

const struct zkcap_schema *fixture_schema(void)
{
	static struct zkcap_schema schema;
	struct zkcap_error err = { 0 };

	if (!schema.attributes && zkcap_schema_load(&schema, "circuits/attributes.yaml", &err))
		fail(err.message);
	return &schema;
}

struct zkcap_sets *fixture_sets(void)
{
	static struct zkcap_sets sets = { .dir = "circuits/sets" };

	return &sets;
}

void fixture_add_set(const char *name, const char *type, const char *const *values)
{
	static char text[ZKCAP_YAML_MAX_BYTES];
	struct zkcap_error err = { 0 };
	size_t len;

	len = sprintf(text,
		      "{apiVersion: zkcap/v1, kind: Set, metadata: {name: %s, title: t},\n"
		      " spec: {type: %s, items: [", name, type);
	for (; *values; values++)
		len += sprintf(text + len, "{value: \"%s\", source: s},\n", *values);
	len += sprintf(text + len, "]}}\n");
	if (zkcap_sets_add(fixture_sets(), name, text, len, &err))
		fail(err.message);
}

static void print_params(FILE *f, const char *params)
{
	char name[32], type[16];
	int n;

	fputs("  params:\n", f);
	while (sscanf(params, " %31s %15[a-z0-9]%n", name, type, &n) == 2) {
		fprintf(f, "    - {name: %s, type: %s}\n", name, type);
		params += n;
		params += *params == ',';
	}
}

static char *definition_text(const char *assurance, const char *params, const char *expression)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	fputs("apiVersion: zkcap/v1\nkind: Capability\n"
	      "metadata: {name: test, version: 1, title: T}\nspec:\n", f);
	if (*params)
		print_params(f, params);
	fprintf(f, "  assurance: %s\n  expression: |-\n    %s\n", assurance, expression);
	fclose(f);
	return text;
}

int fixture_compile(struct compiled *out, const char *assurance, const char *params,
		    const char *expression, struct zkcap_error *err)
{
	char *text = definition_text(assurance, params, expression);
	int ret;

	memset(out, 0, sizeof(*out));
	out->scope = (struct zkcap_scope){
		.def = &out->def, .schema = fixture_schema(), .sets = fixture_sets(),
		.arena = &out->arena,
	};
	ret = zkcap_definition_parse(&out->def, "test.yaml", text, strlen(text), err);
	free(text);
	if (ret)
		return ret;
	ret = zkcap_compile(&out->circuit, &out->def, fixture_schema(), fixture_sets(), err);
	if (!ret)
		ret = zkcap_cel_parse(&out->tree, &out->def.expression, &out->arena, err);
	if (ret)
		fixture_release(out);
	return ret;
}

void fixture_release(struct compiled *c)
{
	zkcap_circuit_free(c->circuit);
	zkcap_arena_free(&c->arena);
	zkcap_definition_free(&c->def);
}

bool fixture_eval(const struct compiled *c, const struct zk_fr *slots,
		  const struct zk_fr *publics)
{
	struct zkcap_facts facts = { .slots = slots, .publics = publics };

	return zkcap_eval(c->tree, false, &c->scope, &facts);
}

bool fixture_gates(const struct compiled *c, const struct zk_fr *slots,
		   const struct zk_fr *publics)
{
	struct zk_fr *vars = calloc(c->circuit->n_vars, sizeof(*vars));
	int ret = zkcap_circuit_witness(c->circuit, slots, publics, vars, NULL);

	free(vars);
	return !ret;
}

void fixture_set(struct zk_fr *slots, const char *name, const char *value,
		 enum zkcap_level level)
{
	const struct zkcap_attribute *attr = zkcap_schema_find(fixture_schema(), name);
	struct zkcap_error err = { 0 };

	if (!attr)
		fail(name);
	if (zkcap_attribute_value_parse(&slots[attr->slot], attr, value, &err))
		fail(err.message);
	zkcap_slots_set_level(slots, attr->slot, level);
}
