// SPDX-License-Identifier: MIT
/* zkcap prove: that a capability holds for a manifest. */

#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "circuit_open.h"
#include "commands.h"
#include "manifest.h"
#include "srs_open.h"
#include "verifier.h"
#include "verifying_key.h"

/* Where the definition's id stands in a verifying key */
#define VK_DEFINITION_AT 40

enum { OPT_PARAM = CMD_LONG(0) };

/* The command line, and what is made of it */
struct request {
	struct cmd *cmd;
	const char *circuit_path, *vk_path, *manifest_path, *context_text, *output;
	const char **params;
	size_t n_params;
	uint64_t threads;
	bool constant_time;
	struct zkcap_circuit *circuit;
	struct zkcap_srs *srs;
	struct zkcap_prover_key *key;
	struct zkcap_manifest manifest;
	struct zk_fr publics[ZKCAP_MAX_PUBLIC];
	uint8_t context[ZKCAP_CONTEXT_BYTES];
	uint8_t vk[ZKCAP_VK_BYTES];
	uint8_t proof[ZKCAP_PROOF_BYTES];
};

static int parse(struct request *r)
{
	const char *missing = NULL;
	int c, rc;

	r->params = calloc((size_t)r->cmd->argc + 1, sizeof(*r->params));
	if (!r->params)
		return cmd_fail(r->cmd, CMD_USAGE, "out of memory");
	r->threads = zkcap_online_threads();
	r->cmd->into = r;
	while ((c = cmd_getopt(r->cmd)) == OPT_PARAM)
		r->params[r->n_params++] = r->cmd->arg;
	rc = c == CMD_OPT_END ? cmd_operands(r->cmd, 0, 0) : CMD_USAGE;
	if (rc)
		return rc;
	if (r->threads < 1 || r->threads > ZKCAP_MAX_THREADS)
		return cmd_fail(r->cmd, CMD_USAGE, "--threads %" PRIu64 ": expected 1 to %d",
				r->threads, ZKCAP_MAX_THREADS);
	if (!r->circuit_path && !r->vk_path)
		missing = "--circuit FILE or --vk VK";
	else if (!r->manifest_path)
		missing = "--manifest M";
	else if (!r->context_text)
		missing = "--context HEX32";
	else if (!r->output)
		missing = "-o PROOF";
	if (missing)
		return cmd_fail(r->cmd, CMD_USAGE, "expected %s", missing);
	return cmd_parse_hex(r->cmd, "--context", r->context_text, r->context,
			     sizeof(r->context));
}

static int read_key(struct request *r)
{
	cleanup_free uint8_t *data = NULL;
	size_t len;
	int rc = cmd_read_file(r->cmd, r->vk_path, ZKCAP_VK_BYTES, &data, &len);

	if (rc)
		return rc;
	if (len != ZKCAP_VK_BYTES)
		return cmd_fail(r->cmd, CMD_USAGE, "%s: %zu bytes: expected a verifying key of %d",
				r->vk_path, len, ZKCAP_VK_BYTES);
	memcpy(r->vk, data, len);
	return 0;
}

static bool key_is_of(const struct request *r, const struct zkcap_circuit *c)
{
	return !memcmp(r->vk + VK_DEFINITION_AT, c->definition_id, ZKCAP_DIGEST_BYTES);
}

/* The shipped definition that the key was made from */
static int find_definition(struct request *r)
{
	cleanup_free char *pattern = cmd_data_path(r->cmd, "capabilities/*.yaml");
	glob_t found = { 0 };
	size_t i;
	int rc = 0;

	if (!pattern)
		return cmd_fail(r->cmd, CMD_USAGE, "out of memory");
	glob(pattern, 0, NULL, &found);
	for (i = 0; i < found.gl_pathc && !rc && !r->circuit; i++) {
		rc = cmd_compile(r->cmd, found.gl_pathv[i], &r->circuit);
		if (!rc && !key_is_of(r, r->circuit)) {
			zkcap_circuit_free(r->circuit);
			r->circuit = NULL;
		}
	}
	globfree(&found);
	if (!rc && !r->circuit)
		rc = cmd_fail(r->cmd, CMD_USAGE,
			      "%s: no definition in %s has its id: expected --circuit FILE",
			      r->vk_path, pattern);
	return rc;
}

static int open_circuit(struct request *r)
{
	struct zkcap_error err = { 0 };
	int rc = r->vk_path ? read_key(r) : 0;

	if (rc)
		return rc;
	if (!r->circuit_path)
		return find_definition(r);
	rc = cmd_compile(r->cmd, r->circuit_path, &r->circuit);
	if (rc)
		return rc;
	if (!r->vk_path) {
		if (zkcap_vk_make(r->vk, r->circuit, r->srs, r->threads, &err))
			return cmd_fail(r->cmd, CMD_USAGE, "%s", err.message);
	} else if (!key_is_of(r, r->circuit)) {
		return cmd_fail(r->cmd, CMD_USAGE, "%s: not the verifying key of %s", r->vk_path,
				r->circuit_path);
	}
	return 0;
}

static int open_manifest(struct request *r)
{
	struct zkcap_error err = { 0 };

	if (zkcap_manifest_load(&r->manifest, r->manifest_path, r->srs, &err))
		return cmd_fail(r->cmd, err.code == -EBADMSG ? CMD_REFUSED : CMD_USAGE, "%s",
				err.message);
	if (memcmp(r->manifest.schema_digest, r->circuit->schema_digest, ZKCAP_DIGEST_BYTES))
		return cmd_fail(r->cmd, CMD_USAGE,
				"%s: made with another attribute schema than the definition",
				r->manifest_path);
	return 0;
}

/* A proof that the verifier refuses would give away something about a fault in here */
static int check(struct request *r)
{
	struct zk_statement st = {
		.context = r->context,
		.publics = r->publics,
		.n_publics = r->circuit->n_public,
		.proof = r->proof,
		.proof_len = sizeof(r->proof),
	};
	struct zkcap_error err = { 0 };
	struct zk_commitment commitment;
	enum zk_verdict verdict;
	struct zk_vk *vk = zkcap_verifier_key(r->vk, sizeof(r->vk), &verdict, NULL, &err);
	int rc;

	if (!vk)
		return cmd_fail(r->cmd, CMD_USAGE, "the verifying key is no good: %s",
				err.code ? err.message : zk_verdict_text(verdict));
	st.vk = vk;
	st.commitment = &commitment;
	rc = zk_commitment_decode(&commitment, r->manifest.commitment) ? -EINVAL :
		zkcap_verifier_check(&st, 1, &verdict, NULL, &err);
	free(vk);
	if (rc || verdict)
		return cmd_fail(r->cmd, CMD_USAGE,
				"the proof does not verify, and is not written: is %s the key of this definition?",
				r->vk_path ? r->vk_path : "the key");
	return 0;
}

static int prove(struct request *r)
{
	struct zkcap_prove_request rq = {
		.slots = r->manifest.slots,
		.opening = &r->manifest.opening,
		.commitment = r->manifest.commitment,
		.context = r->context,
		.publics = r->publics,
		.rand = &zkcap_rand_system,
		.threads = r->threads,
		.constant_time = r->constant_time,
	};
	struct zkcap_error err = { 0 };
	int rc;

	if (zkcap_prover_key_new(&r->key, r->circuit, r->vk, r->srs, &err))
		return cmd_fail(r->cmd, CMD_USAGE, "%s", err.message);
	rc = zkcap_prove(r->proof, r->key, &rq, &err);
	if (rc)
		return cmd_fail(r->cmd, rc == -EDOM ? CMD_REFUSED : CMD_USAGE, "%s",
				err.message);
	return check(r);
}

static int run(struct request *r)
{
	int rc = parse(r);

	if (!rc)
		rc = cmd_open_srs(r->cmd, &r->srs);
	if (!rc)
		rc = open_circuit(r);
	if (!rc)
		rc = cmd_parse_params(r->cmd, r->circuit, r->params, r->n_params, r->publics);
	if (!rc)
		rc = open_manifest(r);
	if (!rc)
		rc = prove(r);
	if (!rc)
		rc = cmd_write_file(r->cmd, r->output, r->proof, sizeof(r->proof), 0644);
	return rc;
}

static int prove_run(struct cmd *cmd)
{
	struct request *r = calloc(1, sizeof(*r));
	int rc;

	if (!r)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	r->cmd = cmd;
	rc = run(r);
	zkcap_manifest_wipe(&r->manifest);
	zkcap_prover_key_free(r->key);
	zkcap_circuit_free(r->circuit);
	zkcap_srs_free(r->srs);
	free(r->params);
	free(r);
	return rc;
}

static const struct cmd_option options[] = {
	{ CMD_TEXT(struct request, circuit_path), "circuit", "FILE", "capability definition" },
	{ CMD_TEXT(struct request, vk_path), "vk", "VK",
	  "its verifying key; finds a shipped definition by its id" },
	{ CMD_TEXT(struct request, manifest_path), "manifest", "M", "the platform's attributes" },
	{ CMD_TEXT(struct request, context_text), "context", "HEX32",
	  "32 bytes that the proof is bound to" },
	{ OPT_PARAM, "param", "NAME=VALUE", "a parameter of the definition; may be repeated" },
	{ CMD_NUMBER(struct request, threads), "threads", "N",
	  "threads to use; the number of processors" },
	{ CMD_FLAG(struct request, constant_time), "constant-time", NULL,
	  "make the large sums in constant time too, which takes many times as long" },
	{ CMD_TEXT(struct request, output) | CMD_LETTER('o'), "output", "PROOF",
	  "where to write the 816 bytes" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "--circuit FILE|--vk VK --manifest M --context HEX32 [--param NAME=VALUE]... -o PROOF",
		.summary = "prove that a capability holds for a manifest",
		.details = "Refuses, with exit code 1 and the part of the definition that fails, if it does\n"
			   "not hold.  The proof is verified before it is written.",
		.options = options,
		.run = prove_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_prove = {
	.name = "prove",
	.summary = "prove that a capability holds for a manifest",
	.verbs = verbs,
};
