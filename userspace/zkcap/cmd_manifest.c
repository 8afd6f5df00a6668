// SPDX-License-Identifier: MIT
/* zkcap manifest: manifests made by hand, and what is in one. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "attribute_json.h"
#include "commands.h"
#include "manifest.h"
#include "no_dumps.h"
#include "srs_open.h"

enum { OPT_SET = CMD_LONG(0), OPT_SCHEMA, OPT_VALUES };

/* What both verbs need, and what the command line said */
struct request {
	struct cmd *cmd;
	struct zkcap_schema schema;
	struct zkcap_srs *srs;
	struct zkcap_manifest manifest;
	const char *schema_path;
	const char *output;
	const char **set;
	size_t n_set;
	bool values;
};

static int load_schema(struct request *r)
{
	cleanup_free char *shipped = NULL;
	struct zkcap_error err = { 0 };
	const char *path = r->schema_path;

	if (!path)
		path = shipped = cmd_data_path(r->cmd, "attributes.yaml");
	if (!path)
		return cmd_fail(r->cmd, CMD_USAGE, "out of memory");
	if (zkcap_schema_load(&r->schema, path, &err))
		return cmd_fail(r->cmd, CMD_USAGE, "%s", err.message);
	return 0;
}

static int parse(struct request *r, int min, int max)
{
	int c;

	r->set = calloc((size_t)r->cmd->argc + 1, sizeof(*r->set));
	if (!r->set)
		return cmd_fail(r->cmd, CMD_USAGE, "out of memory");
	while ((c = cmd_getopt(r->cmd)) != CMD_OPT_END) {
		if (c == OPT_SET)
			r->set[r->n_set++] = r->cmd->arg;
		else if (c == OPT_SCHEMA)
			r->schema_path = r->cmd->arg;
		else if (c == OPT_VALUES)
			r->values = true;
		else if (c == 'o')
			r->output = r->cmd->arg;
		else
			return CMD_USAGE;
	}
	return cmd_operands(r->cmd, min, max);
}

static void cleanup(struct request *r)
{
	zkcap_manifest_wipe(&r->manifest);
	zkcap_schema_free(&r->schema);
	zkcap_srs_free(r->srs);
	free(r->set);
	free(r);
}

static int make(struct request *r)
{
	struct zkcap_error err = { 0 };
	char hex[2 * ZKCAP_COMMITMENT_BYTES + 1];
	size_t i;
	int rc;

	if (!r->output)
		return cmd_fail(r->cmd, CMD_USAGE, "no output: expected -o FILE");
	rc = load_schema(r);
	if (!rc)
		rc = cmd_open_srs(r->cmd, &r->srs);
	if (rc)
		return rc;
	if (zkcap_no_dumps(&err))
		return cmd_fail(r->cmd, CMD_USAGE, "%s", err.message);
	zkcap_manifest_init(&r->manifest, &r->schema);
	for (i = 0; i < r->n_set; i++)
		if (zkcap_manifest_assign(&r->manifest, &r->schema, r->set[i], &err))
			return cmd_fail(r->cmd, CMD_USAGE, "--set: %s", err.message);
	if (zkcap_manifest_seal(&r->manifest, r->srs, &zkcap_rand_system, &err) ||
	    zkcap_manifest_save(&r->manifest, r->output, &err))
		return cmd_fail(r->cmd, CMD_USAGE, "%s", err.message);
	cmd_hex(hex, r->manifest.commitment, sizeof(r->manifest.commitment));
	return cmd_emit(r->cmd, json_pack("{s:s}", "commitment", hex));
}

static int new_run(struct cmd *cmd)
{
	struct request *r = calloc(1, sizeof(*r));
	int rc;

	if (!r)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	r->cmd = cmd;
	rc = parse(r, 0, 0);
	if (!rc)
		rc = make(r);
	cleanup(r);
	return rc;
}

static json_t *attributes_json(const struct request *r)
{
	const struct zkcap_attribute *a;
	enum zkcap_level level;
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < r->schema.n_attributes; i++) {
		a = &r->schema.attributes[i];
		level = zkcap_slots_level(r->manifest.slots, a->slot);
		if (level == ZKCAP_LEVEL_ABSENT)
			continue;
		o = json_pack("{s:s, s:s, s:s}", "attribute", a->name, "type",
			      zkcap_type_name(a->type), "level", zkcap_level_name(level));
		if (r->values)
			json_object_set_new(o, "value", attribute_value_json(a,
					    &r->manifest.slots[a->slot]));
		json_array_append_new(list, o);
	}
	return list;
}

static int show(struct request *r)
{
	char commitment[2 * ZKCAP_COMMITMENT_BYTES + 1], schema[2 * ZKCAP_DIGEST_BYTES + 1];
	struct zkcap_error err = { 0 };
	int rc = load_schema(r);

	if (!rc)
		rc = cmd_open_srs(r->cmd, &r->srs);
	if (rc)
		return rc;
	if (zkcap_manifest_load(&r->manifest, r->cmd->argv[0], r->srs, &err))
		return cmd_fail(r->cmd, err.code == -EBADMSG ? CMD_REFUSED : CMD_USAGE, "%s",
				err.message);
	if (memcmp(r->manifest.schema_digest, r->schema.digest, ZKCAP_DIGEST_BYTES))
		return cmd_fail(r->cmd, CMD_USAGE,
				"%s: made with another attribute schema: expected --schema FILE",
				r->cmd->argv[0]);
	cmd_hex(commitment, r->manifest.commitment, ZKCAP_COMMITMENT_BYTES);
	cmd_hex(schema, r->manifest.schema_digest, ZKCAP_DIGEST_BYTES);
	return cmd_emit(r->cmd, json_pack("{s:s, s:s, s:o}", "commitment", commitment, "schema",
					  schema, "attributes", attributes_json(r)));
}

static int show_run(struct cmd *cmd)
{
	struct request *r = calloc(1, sizeof(*r));
	int rc;

	if (!r)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	r->cmd = cmd;
	rc = parse(r, 1, 1);
	if (!rc)
		rc = show(r);
	cleanup(r);
	return rc;
}

static const struct cmd_option new_options[] = {
	{ OPT_SET, "set", "NAME=VALUE:LEVEL", "give an attribute a value; may be repeated" },
	{ OPT_SCHEMA, "schema", "FILE", "another attribute schema than the shipped one" },
	{ 'o', "output", "FILE", "where to write the manifest" },
	{ 0 },
};

static const struct cmd_option show_options[] = {
	{ OPT_VALUES, "values", NULL, "print the attributes' values too" },
	{ OPT_SCHEMA, "schema", "FILE", "another attribute schema than the shipped one" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.name = "new",
		.synopsis = "[--set NAME=VALUE:LEVEL]... -o FILE",
		.summary = "make a manifest by hand, for tests and offline use",
		.details = "LEVEL is absent, reported, measured, signed, or 0 to 3.  VALUE is written as the\n"
			   "attribute's type wants it: 4096, 0x1000, 8Gi; 3.0.14; sha256:HEX or text; AVX2+BMI2.\n"
			   "The file holds the opening of the commitment and has mode 0600.",
		.options = new_options,
		.run = new_run,
	},
	{
		.name = "show",
		.synopsis = "FILE [--values]",
		.summary = "show a manifest's commitment, and names and levels of its attributes",
		.details = "The opening of the commitment is never shown.",
		.options = show_options,
		.run = show_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_manifest = {
	.name = "manifest",
	.summary = "make and show manifests",
	.verbs = verbs,
};
