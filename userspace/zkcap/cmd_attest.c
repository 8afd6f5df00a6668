// SPDX-License-Identifier: MIT
/* zkcap attest: a TPM's quote for the kernel, which gives an attestation for it. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ak_store.h"
#include "attest.h"
#include "client_open.h"
#include "commands.h"
#include "enroll_io.h"

/* Milliseconds that each step took */
struct timing {
	double challenge, quote, attest;
};

struct call {
	struct cmd *cmd;
	struct zkcap_attest_source source;
	const char *trust, *cgroup, *challenge, *submit, *output;
	bool begin;
	int cgroup_fd;
	struct zkcap_client *client;
	struct zkcap_attest_task task;
	struct zkcap_attest_evidence evidence;
	struct timing ms;
};

static int parse(struct call *c)
{
	int rc;

	c->cmd->into = c;
	rc = cmd_operands(c->cmd, 0, 0);
	if (rc)
		return rc;
	if (c->begin + !!c->challenge + !!c->submit > 1)
		return cmd_fail(c->cmd, CMD_USAGE,
				"expected only one of --begin, --challenge and --submit");
	if (c->output && !c->begin && !c->challenge)
		return cmd_fail(c->cmd, CMD_USAGE, "-o: expected with --begin or --challenge only");
	return c->cgroup ? cmd_open_cgroup(c->cmd, c->cgroup, &c->cgroup_fd) : 0;
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int begin(struct call *c)
{
	struct zkcap_error err = { 0 };
	double start;
	int rc = cmd_open_client(c->cmd, &c->client);

	if (rc)
		return rc;
	start = now_ms();
	rc = zkcap_attest_begin(c->client, c->cgroup_fd, c->trust, &c->task, &err);
	c->ms.challenge = now_ms() - start;
	if (!rc)
		return 0;
	/* Which policy is asked for is the caller's choice, not the kernel's. */
	if (!zkcap_client_refusal(c->client)->error && (rc == -ENOENT || rc == -EINVAL))
		return cmd_fail(c->cmd, CMD_USAGE, "%s", err.message);
	return cmd_client_fail(c->cmd, c->client, &err);
}

static int make(struct call *c)
{
	struct zkcap_error err = { 0 };
	double start = now_ms();
	int rc = zkcap_attest_make(&c->source, &c->task, &c->evidence, &err);

	c->ms.quote = now_ms() - start;
	return rc ? cmd_fail(c->cmd, CMD_TPM, "%s", err.message) : 0;
}

static int show(const struct call *c, const struct zkcap_kept *kept)
{
	char id[2 * ZKCAP_ATTESTATION_ID_LEN + 1], v[2 * ZKCAP_COMMITMENT_LEN + 1];
	uint64_t now = zkcap_boottime_ms();
	json_int_t left = kept->expires_ms > now ? (json_int_t)(kept->expires_ms - now) : 0;

	return cmd_emit(c->cmd,
			json_pack("{s:s, s:I, s:I, s:s, s:s, s:{s:f, s:f, s:f}}", "attestation",
				  cmd_hex(id, kept->id, sizeof(kept->id)), "expires-in-ms", left,
				  "tenant", (json_int_t)kept->tenant, "trust", kept->trust,
				  "commitment",
				  cmd_hex(v, kept->commitment, sizeof(kept->commitment)),
				  "took-ms", "challenge", c->ms.challenge, "quote", c->ms.quote,
				  "attest", c->ms.attest));
}

static int submit(struct call *c)
{
	struct zkcap_kept kept;
	struct zkcap_error err = { 0 };
	double start = now_ms();
	int rc = zkcap_attest_submit(c->client, c->cgroup_fd, &c->evidence, &kept, &err);

	c->ms.attest = now_ms() - start;
	if (rc)
		return cmd_client_fail(c->cmd, c->client, &err);
	if (zkcap_attestation_save(NULL, &kept, &err))
		return cmd_fail(c->cmd, CMD_USAGE, "%s", err.message);
	return show(c, &kept);
}

static int run_challenge(struct call *c)
{
	struct zkcap_error err = { 0 };
	cleanup_free uint8_t *text = NULL;
	size_t len;
	int rc = cmd_read_file(c->cmd, c->challenge, ZKCAP_ATTEST_MESSAGE_MAX, &text, &len);

	if (rc)
		return rc;
	if (zkcap_attest_task_decode(&c->task, (char *)text, len, &err))
		return cmd_fail(c->cmd, CMD_USAGE, "%s: %s", c->challenge, err.message);
	rc = make(c);
	return rc ? rc : enroll_write(c->cmd, c->output ? c->output : "-",
				      zkcap_attest_evidence_encode(&c->evidence));
}

static int run_submit(struct call *c)
{
	struct zkcap_error err = { 0 };
	cleanup_free uint8_t *text = NULL;
	size_t len;
	int rc = cmd_read_file(c->cmd, c->submit, ZKCAP_ATTEST_MESSAGE_MAX, &text, &len);

	if (rc)
		return rc;
	if (zkcap_attest_evidence_decode(&c->evidence, (char *)text, len, &err))
		return cmd_fail(c->cmd, CMD_USAGE, "%s: %s", c->submit, err.message);
	rc = cmd_open_client(c->cmd, &c->client);
	return rc ? rc : submit(c);
}

static int run(struct call *c)
{
	int rc = parse(c);

	if (rc)
		return rc;
	if (c->challenge)
		return run_challenge(c);
	if (c->submit)
		return run_submit(c);
	rc = begin(c);
	if (!rc && c->begin)
		return enroll_write(c->cmd, c->output ? c->output : "-",
				    zkcap_attest_task_encode(&c->task));
	if (!rc)
		rc = make(c);
	return rc ? rc : submit(c);
}

static int attest_run(struct cmd *cmd)
{
	struct call *c = calloc(1, sizeof(*c));
	int rc;

	if (!c)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	c->cmd = cmd;
	c->cgroup_fd = ZKCAP_OWN_TENANT;
	rc = run(c);
	zkcap_client_close(c->client);
	cmd_cleanup_close(&c->cgroup_fd);
	free(c);
	return rc;
}

static const struct cmd_option options[] = {
	{ CMD_TEXT(struct call, trust), "trust", "NAME",
	  "trust policy to be accepted under; the only one" },
	{ CMD_TEXT(struct call, cgroup), "cgroup", "DIR",
	  "the tenant's control group; the caller's own tenant" },
	{ CMD_TEXT(struct call, source.tcti), "tcti", "TCTI",
	  "where the TPM is, as tpm2-tss names it; $ZKCAP_TCTI or device:/dev/tpmrm0" },
	{ CMD_TEXT(struct call, source.ak_dir), "ak-dir", "DIR",
	  "where the key is kept; $ZKCAP_AK_DIR or " ZKCAP_AK_DIR },
	{ CMD_TEXT(struct call, source.event_log), "event-log", "FILE",
	  "what was measured; " ZKCAP_EVENT_LOG_PATH },
	{ CMD_FLAG(struct call, begin), "begin", NULL,
	  "only get a challenge from the kernel, for another machine" },
	{ CMD_TEXT(struct call, challenge), "challenge", "FILE",
	  "only answer a challenge of another machine" },
	{ CMD_TEXT(struct call, submit), "submit", "EVIDENCE",
	  "only send another machine's evidence to the kernel" },
	{ CMD_TEXT(struct call, output) | CMD_LETTER('o'), "output", "FILE",
	  "where to write a challenge or evidence; standard output" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "[--trust NAME] [--cgroup DIR] [--tcti TCTI] [--begin|--challenge FILE|--submit EVIDENCE] [-o FILE]",
		.summary = "have the kernel accept this platform's commitment",
		.details =
			"Gets a challenge from the kernel, lets the TPM quote the PCRs that the trust policy\n"
			"wants, bound to the challenge and the commitment measured since boot, and sends the\n"
			"quote, the PCRs and the event log's digests to the kernel.  The attestation that it\n"
			"gives is kept for the requests that follow.\n"
			"\n"
			"A virtual machine attests to its host by files: --begin on the host with the virtual\n"
			"machine's --cgroup, --challenge in the virtual machine, --submit on the host.\n"
			"\n"
			"Exit code 1 and the check that failed when the kernel refuses, 3 when the TPM, the\n"
			"key or the event log is at fault, 4 without the kernel module.",
		.options = options,
		.run = attest_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_attest = {
	.name = "attest",
	.summary = "have the kernel accept this platform's commitment",
	.verbs = verbs,
};
