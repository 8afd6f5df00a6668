// SPDX-License-Identifier: MIT
/* zkcap circuit: capability definitions and what becomes of them. */

#include <string.h>

#include "circuit_open.h"
#include "circuit_test.h"
#include "commands.h"
#include "parallel.h"
#include "srs_open.h"
#include "verifying_key.h"

static json_t *digest_json(const uint8_t digest[ZKCAP_DIGEST_BYTES])
{
	char hex[2 * ZKCAP_DIGEST_BYTES + 1];

	return json_string(cmd_hex(hex, digest, ZKCAP_DIGEST_BYTES));
}

static json_t *params_json(const struct zkcap_circuit *c)
{
	json_t *list = json_array();
	u32 i;

	for (i = 0; i < c->n_public; i++)
		json_array_append_new(list, json_pack("{s:i, s:s, s:s, s:s?}", "public", (int)i,
						      "name", c->params[i].name, "type",
						      zkcap_type_name(c->params[i].type), "unit",
						      c->params[i].unit));
	return list;
}

static json_t *attributes_json(const struct zkcap_circuit *c, const struct zkcap_schema *schema)
{
	const struct zkcap_attribute *a;
	json_t *list = json_array();
	u32 slot;

	for (slot = 0; slot < ZKCAP_ATTRIBUTE_SLOTS; slot++) {
		a = zkcap_schema_at(schema, slot);
		if (a && c->slots_read[slot / 64] >> slot % 64 & 1)
			json_array_append_new(list, json_pack("{s:i, s:s, s:s}", "slot", (int)slot,
							      "name", a->name, "type",
							      zkcap_type_name(a->type)));
	}
	return list;
}

static json_t *kinds_json(const struct zkcap_circuit *c)
{
	u32 count[ZKCAP_ROW_KINDS] = { 0 }, i;
	json_t *kinds = json_object();

	for (i = 0; i < c->n; i++)
		count[c->rows[i].kind]++;
	for (i = ZKCAP_ROW_UNUSED + 1; i < ZKCAP_ROW_KINDS; i++)
		json_object_set_new(kinds, zkcap_row_kind_name(i), json_integer(count[i]));
	return kinds;
}

static json_t *terms_json(const struct zkcap_circuit *c)
{
	json_t *list = json_array();
	u32 i, row, rows;

	for (i = 0; i < c->n_terms; i++) {
		rows = 0;
		for (row = 0; row < c->n; row++)
			rows += c->rows[row].kind != ZKCAP_ROW_UNUSED && c->rows[row].term == i;
		json_array_append_new(list, json_pack("{s:i, s:i, s:i, s:s}", "line",
						      (int)c->terms[i].line, "column",
						      (int)c->terms[i].column, "rows", (int)rows,
						      "term", c->terms[i].text));
	}
	return list;
}

static json_t *describe(const struct zkcap_circuit *c)
{
	return json_pack("{s:s, s:i, s:s, s:o, s:o, s:i, s:i}", "name", c->name, "version",
			 (int)c->version, "title", c->title, "id", digest_json(c->definition_id),
			 "schema", digest_json(c->schema_digest), "n", (int)c->n, "rows",
			 (int)c->n_used);
}

static int show_run(struct cmd *cmd)
{
	struct zkcap_circuit *c;
	struct zkcap_schema schema;
	json_t *result;
	int rc = cmd_operands(cmd, 1, 1);

	if (!rc)
		rc = cmd_open_schema(cmd, &schema);
	if (rc)
		return rc;
	rc = cmd_compile(cmd, cmd->argv[0], &c);
	if (!rc) {
		result = describe(c);
		json_object_set_new(result, "params", params_json(c));
		json_object_set_new(result, "attributes", attributes_json(c, &schema));
		json_object_set_new(result, "terms", terms_json(c));
		json_object_set_new(result, "constraints", kinds_json(c));
		rc = cmd_emit(cmd, result);
		zkcap_circuit_free(c);
	}
	zkcap_schema_free(&schema);
	return rc;
}

static int write_key(const struct cmd *cmd, const struct zkcap_circuit *c, const char *output)
{
	struct zkcap_error err = { 0 };
	uint8_t vk[ZKCAP_VK_BYTES];
	struct zkcap_srs *srs;
	int rc = cmd_open_srs(cmd, &srs);

	if (rc)
		return rc;
	if (zkcap_vk_make(vk, c, srs, zkcap_online_threads(), &err))
		rc = cmd_fail(cmd, CMD_USAGE, "%s", err.message);
	else
		rc = cmd_write_file(cmd, output, vk, sizeof(vk), 0644);
	zkcap_srs_free(srs);
	/* "-o -" has put the key where the description would go */
	return rc || !strcmp(output, "-") ? rc : cmd_emit(cmd, describe(c));
}

static int compile_run(struct cmd *cmd)
{
	const char *output = NULL;
	struct zkcap_circuit *c;
	int opt, rc;

	while ((opt = cmd_getopt(cmd)) == 'o')
		output = cmd->arg;
	if (opt != CMD_OPT_END)
		return CMD_USAGE;
	rc = cmd_operands(cmd, 1, 1);
	if (!rc && !output)
		rc = cmd_fail(cmd, CMD_USAGE, "no output: expected -o VK");
	if (!rc)
		rc = cmd_compile(cmd, cmd->argv[0], &c);
	if (rc)
		return rc;
	rc = write_key(cmd, c, output);
	zkcap_circuit_free(c);
	return rc;
}

static const struct cmd_option compile_options[] = {
	{ 'o', "output", "VK", "where to write the verifying key" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.name = "compile",
		.synopsis = "FILE -o VK",
		.summary = "compile a capability definition to a verifying key",
		.details = "The same definition, attribute schema, sets and reference string give\n"
			   "the same 504 bytes.",
		.options = compile_options,
		.run = compile_run,
	},
	{
		.name = "show",
		.synopsis = "FILE",
		.summary = "describe the circuit of a capability definition",
		.details = "Its id, size, parameters, the attributes it reads, the rows of each\n"
			   "term (shared ones count for the first) and of each kind.",
		.run = show_run,
	},
	{
		.name = "test",
		.synopsis = "FILE --manifest M [--param NAME=VALUE ...]",
		.summary = "say whether a capability holds for a manifest, and which term fails",
		.details = "Exits with 1 if it does not hold.  Terms are the operands of the\n"
			   "outermost &&.  No value of the manifest is shown.",
		.options = circuit_test_options,
		.run = circuit_test_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_circuit = {
	.name = "circuit",
	.summary = "compile, describe and test capability definitions",
	.verbs = verbs,
};
