// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as an expression.  What compiles has gates that agree with the
 * expression, on two platforms: one with nothing, one where everything is
 * present and the values come from the input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile.h"
#include "eval.h"

#define PARAMS 3

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

static const char before[] =
	"apiVersion: zkcap/v1\nkind: Capability\n"
	"metadata: {name: fuzz, version: 1, title: T}\nspec:\n"
	"  params: [{name: a, type: u64}, {name: v, type: version}, {name: d, type: digest}]\n"
	"  assurance: measured\n  expression: \"";

static const struct zkcap_schema *schema(void)
{
	static struct zkcap_schema s;
	struct zkcap_error err;

	if (!s.attributes && zkcap_schema_load(&s, "circuits/attributes.yaml", &err)) {
		fprintf(stderr, "%s (run from the top of the tree)\n", err.message);
		exit(1);
	}
	return &s;
}

/* As a double-quoted string that holds exactly these bytes */
static char *definition_text(const u8 *data, size_t len)
{
	char *text = malloc(sizeof(before) + 4 * len + 3), *p = text;
	size_t i;

	p += sprintf(p, "%s", before);
	for (i = 0; i < len; i++) {
		if (data[i] == '"' || data[i] == '\\')
			p += sprintf(p, "\\%c", data[i]);
		else if (data[i] < 0x20 || data[i] >= 0x7f)
			p += sprintf(p, "\\x%02x", data[i]);
		else
			*p++ = data[i];
	}
	memcpy(p, "\"\n", 3);
	return text;
}

static void compare(const struct zkcap_circuit *circuit, const struct zkcap_cel *tree,
		    const struct zkcap_scope *scope, const struct zk_fr *slots)
{
	struct zk_fr publics[PARAMS], *vars = calloc(circuit->n_vars, sizeof(*vars));
	struct zkcap_facts facts = { .slots = slots, .publics = publics };
	bool gates;
	int i;

	for (i = 0; i < PARAMS; i++)
		zk_fr_from_u64(&publics[i], i + 1);
	gates = !zkcap_circuit_witness(circuit, slots, publics, vars, NULL);
	if (gates != zkcap_eval(tree, false, scope, &facts))
		abort();
	free(vars);
}

static void compile(const struct zkcap_definition *def, const u8 *data, size_t len)
{
	struct zkcap_sets sets = { .dir = "circuits/sets" };
	struct zkcap_arena arena = { 0 };
	struct zkcap_scope scope = {
		.def = def, .schema = schema(), .sets = &sets, .arena = &arena,
	};
	struct zk_fr slots[ZKCAP_SLOTS] = { 0 };
	struct zkcap_circuit *circuit;
	struct zkcap_error err = { 0 };
	struct zkcap_cel *tree;
	u32 i;

	if (!zkcap_compile(&circuit, def, schema(), &sets, &err)) {
		if (zkcap_cel_parse(&tree, &def->expression, &arena, &err))
			abort();
		compare(circuit, tree, &scope, slots);
		for (i = 0; i < ZKCAP_ATTRIBUTE_SLOTS; i++) {
			zk_fr_from_u64(&slots[i], len ? data[i % len] % 8 : 0);
			zkcap_slots_set_level(slots, i, ZKCAP_LEVEL_MEASURED);
		}
		compare(circuit, tree, &scope, slots);
		zkcap_circuit_free(circuit);
	} else if (!err.message[0]) {
		abort();
	}
	zkcap_arena_free(&arena);
	zkcap_sets_free(&sets);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	char *text = definition_text(data, len);
	struct zkcap_error err = { 0 };
	struct zkcap_definition def;

	if (!zkcap_definition_parse(&def, "fuzz", text, strlen(text), &err)) {
		compile(&def, data, len);
		zkcap_definition_free(&def);
	}
	free(text);
	return 0;
}
