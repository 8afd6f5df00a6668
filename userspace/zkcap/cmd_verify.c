// SPDX-License-Identifier: MIT
/* zkcap verify: the kernel's verifier on files, as the kernel runs it. */

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "commands.h"
#include "verifier.h"

/* Longer files are refused for their length, not read whole */
#define MAX_FILE_BYTES 65536
#define MAX_DIGITS 80

enum { OPT_VK = CMD_LONG(0), OPT_CONTEXT, OPT_COMMITMENT, OPT_PUBLIC };

/* Keys and commitments are kept apart, so that statements can share them */
struct key {
	uint8_t *bytes;
	size_t len;
	struct zk_vk *vk;
	struct key *next;
};

struct commitment {
	struct zk_commitment c;
	struct commitment *next;
};

/* What was said on the command line about one proof */
struct group {
	const char *proof_name;
	uint8_t *proof;
	uint8_t context[ZK_CONTEXT_BYTES];
	struct zk_fr publics[ZK_MAX_PUBLIC];
};

struct request {
	struct cmd *cmd;
	struct key *keys;
	struct commitment *commitments;
	struct group **groups;
	struct zk_statement *statements;
	size_t n;
	/* Of the group being read */
	struct group *group;
	struct zk_statement st;
	bool have_context;
};

/* What is refused: file or option, and the part of it */
struct refusal {
	const char *what;
	enum zk_verdict verdict;
	enum zk_element element;
	size_t index;
};

static int out_of_memory(const struct request *r)
{
	return cmd_fail(r->cmd, CMD_USAGE, "out of memory");
}

static int refuse(const struct request *r, const struct refusal *why)
{
	const char *element = zk_element_name(why->element);

	if (!r->cmd->json)
		return cmd_fail(r->cmd, CMD_REFUSED, "%s: refused: %s%s%s: %s", why->what,
				zk_verdict_name(why->verdict), *element ? ": " : "", element,
				zk_verdict_text(why->verdict));
	cmd_emit(r->cmd, json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "verdict", "refused",
				   "reason", zk_verdict_name(why->verdict), "element", element,
				   "text", zk_verdict_text(why->verdict), "input", why->what,
				   "index", (json_int_t)why->index));
	return CMD_REFUSED;
}

/* A field element: decimal or 0x hex, below the group order */
static int parse_scalar(const struct request *r, const char *text, struct zk_fr *out)
{
	bool hex = !strncmp(text, "0x", 2) || !strncmp(text, "0X", 2);
	const char *digits = text + (hex ? 2 : 0);
	const char *set = hex ? "0123456789abcdefABCDEF" : "0123456789";
	uint8_t bytes[ZK_FR_BYTES] = { 0 };
	bool ok = false;
	size_t len;
	mpz_t v;

	if (*digits && strspn(digits, set) == strlen(digits) && strlen(digits) <= MAX_DIGITS) {
		mpz_init_set_str(v, digits, hex ? 16 : 10);
		len = (mpz_sizeinbase(v, 2) + 7) / 8;
		if (len <= sizeof(bytes)) {
			mpz_export(bytes + sizeof(bytes) - len, NULL, 1, 1, 1, 0, v);
			ok = zk_fr_from_bytes(out, bytes);
		}
		mpz_clear(v);
	}
	if (ok)
		return 0;
	return cmd_fail(r->cmd, CMD_USAGE,
			"--public: '%s' is not a field element: expected decimal or 0x hex below r",
			text);
}

static int set_key(struct request *r, const char *path)
{
	struct refusal why = { .what = path, .index = r->n };
	struct zkcap_error err = { 0 };
	cleanup_free uint8_t *bytes = NULL;
	struct key *k;
	size_t len;
	int rc = cmd_read_file(r->cmd, path, MAX_FILE_BYTES, &bytes, &len);

	if (rc)
		return rc;
	for (k = r->keys; k; k = k->next)
		if (k->len == len && !memcmp(k->bytes, bytes, len))
			break;
	if (!k) {
		k = calloc(1, sizeof(*k));
		if (!k)
			return out_of_memory(r);
		k->vk = zkcap_verifier_key(bytes, len, &why.verdict, &why.element, &err);
		if (!k->vk) {
			free(k);
			return err.code ? cmd_fail(r->cmd, CMD_USAGE, "%s", err.message)
					: refuse(r, &why);
		}
		k->bytes = bytes;
		k->len = len;
		bytes = NULL;
		k->next = r->keys;
		r->keys = k;
	}
	r->st.vk = k->vk;
	return 0;
}

static int set_commitment(struct request *r, const char *text)
{
	struct refusal why = { .what = "--commitment", .element = ZK_ELEMENT_COMMITMENT,
			       .index = r->n };
	uint8_t bytes[ZK_POINT_BYTES];
	struct commitment *c;
	int rc = cmd_parse_hex(r->cmd, "--commitment", text, bytes, sizeof(bytes));

	if (rc)
		return rc;
	for (c = r->commitments; c; c = c->next)
		if (!memcmp(c->c.bytes, bytes, sizeof(bytes)))
			break;
	if (!c) {
		c = calloc(1, sizeof(*c));
		if (!c)
			return out_of_memory(r);
		why.verdict = zk_commitment_decode(&c->c, bytes);
		if (why.verdict != ZK_ACCEPT) {
			free(c);
			return refuse(r, &why);
		}
		c->next = r->commitments;
		r->commitments = c;
	}
	r->st.commitment = &c->c;
	return 0;
}

static int add_public(struct request *r, const char *text)
{
	if (r->st.n_publics == ZK_MAX_PUBLIC)
		return cmd_fail(r->cmd, CMD_USAGE, "--public: more than %d for one proof",
				ZK_MAX_PUBLIC);
	return parse_scalar(r, text, &r->group->publics[r->st.n_publics++]);
}

/* The context and the commitment stay as they are until they are given again */
static int new_group(struct request *r)
{
	struct group *g = calloc(1, sizeof(*g));

	if (!g)
		return out_of_memory(r);
	if (r->group)
		memcpy(g->context, r->group->context, sizeof(g->context));
	r->group = g;
	r->st.vk = NULL;
	r->st.publics = g->publics;
	r->st.context = g->context;
	r->st.n_publics = 0;
	return 0;
}

static int end_group(struct request *r, const char *path)
{
	struct zk_statement *statements;
	const char *missing = NULL;
	struct group **groups;
	int rc;

	if (!r->st.vk)
		missing = "--vk";
	else if (!r->have_context)
		missing = "--context";
	else if (!r->st.commitment)
		missing = "--commitment";
	if (missing)
		return cmd_fail(r->cmd, CMD_USAGE, "%s: needs %s before it", path, missing);
	rc = cmd_read_file(r->cmd, path, MAX_FILE_BYTES, &r->group->proof, &r->st.proof_len);
	if (rc)
		return rc;
	r->group->proof_name = path;
	r->st.proof = r->group->proof;

	statements = realloc(r->statements, (r->n + 1) * sizeof(*statements));
	if (statements)
		r->statements = statements;
	groups = realloc(r->groups, (r->n + 1) * sizeof(*groups));
	if (groups)
		r->groups = groups;
	if (!statements || !groups)
		return out_of_memory(r);
	r->statements[r->n] = r->st;
	r->groups[r->n++] = r->group;
	return 0;
}

static int read_groups(struct request *r)
{
	struct cmd *cmd = r->cmd;
	bool open = false;
	int id, rc;

	while ((id = cmd_getopt(cmd)) != CMD_OPT_END) {
		if (id == CMD_OPT_ERROR)
			return CMD_USAGE;
		if (!open) {
			rc = new_group(r);
			if (rc)
				return rc;
			open = true;
		}
		switch (id) {
		case OPT_VK:
			rc = set_key(r, cmd->arg);
			break;
		case OPT_CONTEXT:
			rc = cmd_parse_hex(cmd, "--context", cmd->arg, r->group->context,
					   sizeof(r->group->context));
			r->have_context = true;
			break;
		case OPT_COMMITMENT:
			rc = set_commitment(r, cmd->arg);
			break;
		case OPT_PUBLIC:
			rc = add_public(r, cmd->arg);
			break;
		default:
			rc = end_group(r, cmd->arg);
			open = false;
			break;
		}
		if (rc)
			return rc;
	}
	if (open || !r->n)
		return cmd_fail(cmd, CMD_USAGE, "expected a PROOF after the options");
	return 0;
}

static int check(const struct request *r)
{
	struct zk_fault fault = { 0 };
	struct refusal why = { 0 };
	struct zkcap_error err = { 0 };

	if (zkcap_verifier_check(r->statements, r->n, &why.verdict, &fault, &err))
		return cmd_fail(r->cmd, CMD_USAGE, "%s", err.message);
	if (why.verdict == ZK_ACCEPT)
		return cmd_emit(r->cmd, json_pack("{s:s, s:I}", "verdict", "accepted", "proofs",
						  (json_int_t)r->n));
	why.what = r->groups[fault.statement]->proof_name;
	why.element = fault.element;
	why.index = fault.statement;
	return refuse(r, &why);
}

static void release(struct request *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		free(r->groups[i]->proof);
		if (r->groups[i] != r->group)
			free(r->groups[i]);
	}
	if (r->group && (!r->n || r->groups[r->n - 1] != r->group))
		free(r->group->proof);
	free(r->group);
	while (r->keys) {
		struct key *k = r->keys;

		r->keys = k->next;
		free(k->bytes);
		free(k->vk);
		free(k);
	}
	while (r->commitments) {
		struct commitment *c = r->commitments;

		r->commitments = c->next;
		free(c);
	}
	free(r->groups);
	free(r->statements);
}

static int verify_run(struct cmd *cmd)
{
	struct request r = { .cmd = cmd };
	int rc = read_groups(&r);

	if (!rc)
		rc = check(&r);
	release(&r);
	return rc;
}

static const struct cmd_option verify_options[] = {
	{ OPT_VK, "vk", "VK", "verifying key of the capability" },
	{ OPT_CONTEXT, "context", "HEX32", "what the proof is bound to, 32 bytes" },
	{ OPT_COMMITMENT, "commitment", "HEX48", "the platform's attributes, 48 bytes" },
	{ OPT_PUBLIC, "public", "N", "next public input: decimal or 0x hex" },
	{ 0 },
};

static const struct cmd_verb verify_verbs[] = {
	{
		.synopsis = "--vk VK --context HEX32 --commitment HEX48 [--public N ...] PROOF ...",
		.summary = "check proofs with the kernel's verifier",
		.details =
			"Several groups are one request; context and commitment carry over.",
		.options = verify_options,
		.flags = CMD_IN_ORDER,
		.run = verify_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_verify = {
	.name = "verify",
	.summary = "check proofs with the kernel's verifier",
	.verbs = verify_verbs,
};
