// SPDX-License-Identifier: MIT
/* zkcap attributes: what is measured, and for root what it is on this machine. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attribute_json.h"
#include "commands.h"
#include "measuring.h"
#include "no_dumps.h"
#include "srs_open.h"

struct request {
	struct cmd *cmd;
	struct measuring how;
	struct zkcap_schema schema;
	struct zkcap_facts facts;
	const char *manifest_path;
	bool values;
};

static int parse(struct request *r)
{
	int rc;

	r->cmd->into = r;
	rc = cmd_operands(r->cmd, 0, 0);
	if (rc)
		return rc;
	if (!r->values && (r->manifest_path || r->how.root))
		return cmd_fail(r->cmd, CMD_USAGE, "--manifest and --root: expected --values, too");
	if (r->manifest_path && r->how.root)
		return cmd_fail(r->cmd, CMD_USAGE, "expected --manifest or --root, not both");
	if (r->values && geteuid())
		return cmd_fail(r->cmd, CMD_REFUSED,
				"--values: only root may see the values: proofs are there to keep them secret");
	/* a captured tree has no TPM */
	r->how.no_tpm |= !!r->how.root;
	return 0;
}

static int from_manifest(struct request *r)
{
	struct zkcap_manifest *m = calloc(1, sizeof(*m));
	const struct zkcap_attribute *a;
	struct zkcap_error err = { 0 };
	struct zkcap_srs *srs = NULL;
	int rc;
	size_t i;

	if (!m)
		return cmd_fail(r->cmd, CMD_USAGE, "out of memory");
	rc = cmd_open_srs(r->cmd, &srs);
	if (!rc && zkcap_manifest_load(m, r->manifest_path, srs, &err))
		rc = cmd_fail(r->cmd, CMD_USAGE, "%s", err.message);
	if (!rc && memcmp(m->schema_digest, r->schema.digest, sizeof(m->schema_digest)))
		rc = cmd_fail(r->cmd, CMD_USAGE, "%s: made with another attribute schema",
			      r->manifest_path);
	for (i = 0; !rc && i < r->schema.n_attributes; i++) {
		a = &r->schema.attributes[i];
		r->facts.fact[a->slot].value = m->slots[a->slot];
		r->facts.fact[a->slot].level = zkcap_slots_level(m->slots, a->slot);
		snprintf(r->facts.fact[a->slot].source, ZKCAP_FACT_SOURCE_MAX, "the manifest");
	}
	zkcap_manifest_wipe(m);
	free(m);
	zkcap_srs_free(srs);
	return rc;
}

static json_t *schema_row(const struct zkcap_attribute *a)
{
	return json_pack("{s:i, s:s, s:s, s:s?, s:s, s:s, s:s}", "slot", a->slot, "name", a->name,
			 "type", zkcap_type_name(a->type), "unit", a->unit, "least",
			 zkcap_level_name(a->least), "usual", zkcap_level_name(a->usual),
			 "source", a->source);
}

static json_t *value_row(const struct zkcap_attribute *a, const struct zkcap_fact *f)
{
	json_t *value = f->level == ZKCAP_LEVEL_ABSENT ? json_null() :
			attribute_value_json(a, &f->value);

	return json_pack("{s:i, s:s, s:o, s:s?, s:s, s:s}", "slot", a->slot, "name", a->name,
			 "value", value, "unit", a->unit, "level", zkcap_level_name(f->level),
			 "source", f->source);
}

static int emit(struct request *r)
{
	const struct zkcap_attribute *a;
	json_t *rows = json_array();
	char digest[2 * ZKCAP_DIGEST_BYTES + 1];
	size_t i;

	for (i = 0; i < r->schema.n_attributes; i++) {
		a = &r->schema.attributes[i];
		json_array_append_new(rows, r->values ? value_row(a, &r->facts.fact[a->slot]) :
				      schema_row(a));
	}
	cmd_hex(digest, r->schema.digest, ZKCAP_DIGEST_BYTES);
	return cmd_emit(r->cmd, json_pack("{s:s, s:o}", "schema", digest, "attributes", rows));
}

static int run(struct request *r)
{
	struct zkcap_error err = { 0 };
	int rc = measuring_schema(r->cmd, &r->how, &r->schema);

	if (!rc && r->values && zkcap_no_dumps(&err))
		rc = cmd_fail(r->cmd, CMD_TPM, "%s", err.message);
	if (!rc && r->manifest_path)
		rc = from_manifest(r);
	else if (!rc && r->values)
		rc = measuring_collect(r->cmd, &r->how, false, &r->schema, &r->facts);
	return rc ? rc : emit(r);
}

static int attributes_run(struct cmd *cmd)
{
	struct request *r = calloc(1, sizeof(*r));
	int rc;

	if (!r)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	r->cmd = cmd;
	rc = parse(r);
	if (!rc)
		rc = run(r);
	explicit_bzero(&r->facts, sizeof(r->facts));
	zkcap_schema_free(&r->schema);
	free(r);
	return rc;
}

static const struct cmd_option options[] = {
	{ CMD_FLAG(struct request, values), "values", NULL,
	  "measure now and show the values; for root only" },
	{ CMD_TEXT(struct request, manifest_path), "manifest", "FILE",
	  "with --values: those of a manifest instead" },
	{ CMD_TEXT(struct request, how.root), "root", "DIR",
	  "with --values: measure a captured tree" },
	{ CMD_TEXT(struct request, how.schema_path), "schema", "FILE",
	  "another attribute schema than the shipped one" },
	{ CMD_TEXT(struct request, how.tcti), "tcti", "TCTI",
	  "the TPM to ask, as device:/dev/tpmrm0 or swtpm:port=2321" },
	{ CMD_FLAG(struct request, how.no_tpm), "no-tpm", NULL, "ask no TPM" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "[--values [--manifest FILE | --root DIR]]",
		.summary = "list what is measured, and the values",
		.details = "Without options: slot, name, type, unit and source of each attribute, and the\n"
			   "assurance that it has at least, and on a platform set up as documented.\n\n"
			   "With --values: what it is here, with the assurance that this machine's own sources\n"
			   "give, and which they were, or why it is absent.  Nothing is written or extended.",
		.options = options,
		.run = attributes_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_attributes = {
	.name = "attributes",
	.summary = "list attributes and their values",
	.verbs = verbs,
};
