// SPDX-License-Identifier: MIT
/* zkcap release: a grant given back, or taken away. */

#include "ask.h"
#include "commands.h"

enum { OPT_REVOKE = CMD_LONG(0) };

static int release_one(struct ask *ask, const char *text, bool revoke, json_t *done)
{
	struct zkcap_error err = { 0 };
	uint64_t id;
	int rc = cmd_parse_u64(ask->cmd, "GRANT", text, &id);

	if (rc)
		return rc;
	rc = revoke ? zkcap_revoke(ask->client, id, &err) :
		zkcap_release(ask->client, ask->cgroup_fd, id, &err);
	if (rc)
		return cmd_client_fail(ask->cmd, ask->client, &err);
	json_array_append_new(done, json_integer((json_int_t)id));
	return 0;
}

static int release(struct ask *ask)
{
	cleanup_json json_t *done = json_array();
	bool revoke = false;
	int c, i, rc;

	while ((c = cmd_getopt(ask->cmd)) != CMD_OPT_END) {
		if (c == OPT_REVOKE) {
			revoke = true;
			continue;
		}
		rc = ask_option(ask, c);
		if (rc)
			return rc;
	}
	rc = cmd_operands(ask->cmd, 1, 64);
	if (!rc)
		rc = ask_open(ask);
	for (i = 0; !rc && i < ask->cmd->argc; i++)
		rc = release_one(ask, ask->cmd->argv[i], revoke, done);
	return rc ? rc : cmd_emit(ask->cmd, json_pack("{s:O}", revoke ? "revoked" : "released",
						      done));
}

static int release_run(struct cmd *cmd)
{
	return ask_run(cmd, ZKCAP_CONTEXT_OP_REQUEST, release);
}

static const struct cmd_option options[] = {
	ASK_TENANT_OPTION,
	{ OPT_REVOKE, "revoke", NULL, "take it away as the administrator" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "GRANT...",
		.summary = "give grants back before they end",
		.details = "Limits go down at once, but memory only as far as it is free: what is still in use is\n"
			   "reclaimed, and back in the pool when it has been.  The administrator may release any\n"
			   "tenant's grants; --revoke records that it was not the tenant who did.",
		.options = options,
		.run = release_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_release = {
	.name = "release",
	.summary = "give grants back before they end",
	.verbs = verbs,
};
