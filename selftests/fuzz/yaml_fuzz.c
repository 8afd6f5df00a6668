// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a YAML document: as a tree with places and a canonical form, as a
 * schema, as a set and as a definition.
 */
#include <stdlib.h>
#include <string.h>

#include "canonical.h"
#include "definition.h"
#include "set.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

/* Places stand within the text, and never go back */
static void check_positions(const struct zkcap_yaml *doc, const struct zkcap_yaml_node *node)
{
	size_t n = strlen(node->text) + 1, i;
	u32 *lines = calloc(n, sizeof(*lines)), *columns = calloc(n, sizeof(*columns));

	zkcap_yaml_positions(doc, node, lines, columns);
	for (i = 0; i < n; i++)
		if (!lines[i] || !columns[i] || (i && lines[i] < lines[i - 1]))
			abort();
	free(lines);
	free(columns);
}

static void walk(const struct zkcap_yaml *doc, const struct zkcap_yaml_node *node)
{
	size_t i;

	if (node->text)
		check_positions(doc, node);
	for (i = 0; i < node->n_items; i++)
		walk(doc, node->items[i]);
}

/* The canonical form is itself a document of the same canonical form */
static void check_canonical(const struct zkcap_yaml *doc)
{
	json_t *json = zkcap_yaml_to_json(doc->root), *again;
	char *text, *second;

	/* strings that are not UTF-8 have no JSON form */
	if (!json)
		return;
	if (!zkcap_canonical_json(&text, json, NULL)) {
		again = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		if (!again || zkcap_canonical_json(&second, again, NULL) || strcmp(text, second))
			abort();
		json_decref(again);
		free(second);
		free(text);
	}
	json_decref(json);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct zkcap_error err = { 0 };
	struct zkcap_definition def;
	struct zkcap_sets sets = { 0 };
	struct zkcap_schema schema;
	struct zkcap_yaml doc;

	if (!zkcap_yaml_parse(&doc, "fuzz", (const char *)data, len, &err)) {
		walk(&doc, doc.root);
		check_canonical(&doc);
		zkcap_yaml_free(&doc);
	}
	if (!zkcap_schema_parse(&schema, "fuzz", (const char *)data, len, &err))
		zkcap_schema_free(&schema);
	zkcap_sets_add(&sets, "fuzz", (const char *)data, len, &err);
	zkcap_sets_free(&sets);
	if (!zkcap_definition_parse(&def, "fuzz", (const char *)data, len, &err))
		zkcap_definition_free(&def);
	return 0;
}
