// SPDX-License-Identifier: MIT
/* zkcap measure: reads the platform, commits to it, and extends the PCR. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "commit.h"
#include "measuring.h"
#include "no_dumps.h"
#include "paths.h"
#include "srs_open.h"
#include "whole_file.h"

struct request {
	struct cmd *cmd;
	struct measuring how;
	struct zkcap_schema schema;
	struct zkcap_srs *srs;
	struct zkcap_facts facts;
	struct zkcap_manifest manifest;
	const char *manifest_path;
	const char *log_path;
	uint64_t pcr;
	bool resettable;
	bool force;
};

static int check_options(struct request *r)
{
	if (r->how.no_tpm && !r->manifest_path)
		return cmd_fail(r->cmd, CMD_USAGE,
				"--no-tpm: expected --manifest, so that no measured manifest is lost");
	if (r->how.root && !r->how.no_tpm)
		return cmd_fail(r->cmd, CMD_USAGE,
				"--root: expected --no-tpm: a TPM speaks for the machine that it is in");
	if (r->pcr < ZKCAP_PCR_FIRST || r->pcr >= ZKCAP_PCRS)
		return cmd_fail(r->cmd, CMD_USAGE,
				"--pcr: %" PRIu64 " is not for measurements: expected 8..15",
				r->pcr);
	if (r->pcr >= ZKCAP_PCR_RESETTABLE && !r->resettable)
		return cmd_fail(r->cmd, CMD_USAGE,
				"--pcr: %" PRIu64 " can be reset without a restart: expected 8..15, or --allow-resettable",
				r->pcr);
	if (!r->manifest_path)
		r->manifest_path = ZKCAP_MANIFEST_PATH;
	return 0;
}

static int parse(struct request *r)
{
	int rc;

	r->cmd->into = r;
	rc = cmd_operands(r->cmd, 0, 0);
	return rc ? rc : check_options(r);
}

static json_t *levels_json(const struct request *r)
{
	unsigned int n[ZKCAP_LEVELS] = { 0 };
	size_t i;

	for (i = 0; i < r->schema.n_attributes; i++)
		n[r->facts.fact[r->schema.attributes[i].slot].level]++;
	return json_pack("{s:i, s:i, s:i, s:i}", "measured", (int)n[ZKCAP_LEVEL_MEASURED],
			 "reported", (int)n[ZKCAP_LEVEL_REPORTED],
			 "signed", (int)n[ZKCAP_LEVEL_SIGNED],
			 "absent", (int)n[ZKCAP_LEVEL_ABSENT]);
}

static int emit(struct request *r, const char *state, const uint8_t *commitment)
{
	char hex[2 * ZKCAP_COMMITMENT_BYTES + 1];
	json_t *o;

	cmd_hex(hex, commitment, ZKCAP_COMMITMENT_BYTES);
	o = json_pack("{s:s, s:s, s:s}", "state", state, "commitment", hex, "manifest",
		      r->manifest_path);
	if (o)
		json_object_set_new(o, "attributes", levels_json(r));
	return cmd_emit(r->cmd, o);
}

/* A manifest that no TPM vouches for */
static int write_offline(struct request *r)
{
	struct zkcap_error err = { 0 };

	zkcap_manifest_init(&r->manifest, &r->schema);
	if (zkcap_measure_fill(&r->manifest, &r->schema, &r->facts, &err) ||
	    zkcap_manifest_seal(&r->manifest, r->srs, &zkcap_rand_system, &err) ||
	    zkcap_manifest_save(&r->manifest, r->manifest_path, &err))
		return cmd_fail(r->cmd, CMD_TPM, "%s", err.message);
	return emit(r, "not committed", r->manifest.commitment);
}

static int commit(struct request *r)
{
	struct zkcap_commit c = {
		.srs = r->srs,
		.manifest_path = r->manifest_path,
		.log_path = r->log_path,
		.pcr = (u8)r->pcr,
		.force = r->force,
	};
	struct zkcap_error err = { 0 };
	int rc = zkcap_tpm_open(&c.tpm, r->how.tcti, &err);

	if (!rc) {
		rc = zkcap_commit(&c, &r->schema, &r->facts, &err);
		zkcap_tpm_close(c.tpm);
	}
	if (rc)
		return cmd_fail(r->cmd, rc == -EEXIST ? CMD_REFUSED : CMD_TPM, "%s", err.message);
	if (c.recovered)
		fputs("zkcap measure: the run before this one was stopped half way: finished it\n",
		      stderr);
	return emit(r, c.result == ZKCAP_COMMIT_NEW ? "committed" : "unchanged since committed",
		    c.commitment);
}

static int run(struct request *r)
{
	struct zkcap_error err = { 0 };
	int rc;

	if (zkcap_no_dumps(&err))
		return cmd_fail(r->cmd, CMD_TPM, "%s", err.message);
	rc = measuring_schema(r->cmd, &r->how, &r->schema);
	if (!rc)
		rc = cmd_open_srs(r->cmd, &r->srs);
	if (!rc)
		rc = measuring_collect(r->cmd, &r->how, true, &r->schema, &r->facts);
	if (rc)
		return rc;
	return r->how.no_tpm ? write_offline(r) : commit(r);
}

static int measure_run(struct cmd *cmd)
{
	struct request *r = calloc(1, sizeof(*r));
	int rc;

	if (!r)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	r->cmd = cmd;
	r->pcr = ZKCAP_MEASUREMENT_PCR;
	r->log_path = ZKCAP_EVENT_LOG_PATH;
	rc = parse(r);
	if (!rc)
		rc = run(r);
	zkcap_manifest_wipe(&r->manifest);
	explicit_bzero(&r->facts, sizeof(r->facts));
	zkcap_schema_free(&r->schema);
	zkcap_srs_free(r->srs);
	free(r);
	return rc;
}

static const struct cmd_option options[] = {
	{ CMD_NUMBER(struct request, pcr), "pcr", "N", "the PCR to extend, 13 if not given" },
	{ CMD_TEXT(struct request, how.tcti), "tcti", "TCTI",
	  "the TPM, as device:/dev/tpmrm0 or swtpm:port=2321" },
	{ CMD_TEXT(struct request, manifest_path), "manifest", "FILE",
	  "where the manifest is kept; " ZKCAP_MANIFEST_PATH },
	{ CMD_TEXT(struct request, log_path), "event-log", "FILE",
	  "the event log; " ZKCAP_EVENT_LOG_PATH },
	{ CMD_TEXT(struct request, how.schema_path), "schema", "FILE",
	  "another attribute schema than the shipped one" },
	{ CMD_FLAG(struct request, force), "force", NULL,
	  "commit anew, also if there is a commitment since boot" },
	{ CMD_FLAG(struct request, resettable), "allow-resettable", NULL,
	  "let --pcr be one of 16 to 23" },
	{ CMD_FLAG(struct request, how.no_tpm), "no-tpm", NULL,
	  "only write the manifest, which nothing vouches for" },
	{ CMD_TEXT(struct request, how.root), "root", "DIR",
	  "measure a captured tree instead of this machine" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "[--pcr N] [--tcti TCTI] [--manifest FILE] [--event-log FILE] [--force]",
		.summary = "measure this machine and commit to what it is",
		.details = "Reads every attribute of the schema, commits to them with a fresh opening, extends\n"
			   "the PCR by SHA-256(\"zkcap-measurement-v1\" || schema digest || commitment), and\n"
			   "appends that to the event log.  The manifest is secret and has mode 0600.\n\n"
			   "A fact is measured, and not only reported, if the processor, the TPM, or a kernel\n"
			   "whose boot was measured by a TPM states it, or if IMA measured the file that it is\n"
			   "read from.  What cannot be read is absent.\n\n"
			   "If there is a commitment since boot, nothing is done: trust policies count the\n"
			   "first.  If attributes changed since, they are named, and it exits with 1.  What a\n"
			   "run left half done is finished, or undone, by the next; if PCR and log do not agree,\n"
			   "it says so and exits with 3.",
		.options = options,
		.run = measure_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_measure = {
	.name = "measure",
	.summary = "measure the platform into the TPM",
	.verbs = verbs,
};
