// SPDX-License-Identifier: MIT
/* zkcap renew: a grant's lease begins anew. */

#include "ask.h"
#include "commands.h"

static int renew(struct ask *ask)
{
	int rc = ask_options(ask);

	if (!rc)
		rc = cmd_operands(ask->cmd, 1, 1);
	if (!rc)
		rc = cmd_parse_u64(ask->cmd, "GRANT", ask->cmd->argv[0], &ask->grant);
	if (!rc)
		rc = ask_open(ask);
	if (!rc)
		rc = ask_find_grant(ask);
	if (!rc)
		rc = ask_find_offer(ask);
	if (!rc)
		rc = ask_send(ask, true);
	return rc ? rc : cmd_emit(ask->cmd, ask_result(ask));
}

static int renew_run(struct cmd *cmd)
{
	return ask_run(cmd, ZKCAP_CONTEXT_OP_RENEW, renew);
}

static const struct cmd_option options[] = {
	ASK_DURATION_OPTION,
	ASK_TENANT_OPTION,
	ASK_EVIDENCE_OPTIONS,
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "GRANT [--duration TIME]",
		.summary = "let a grant's lease begin anew",
		.details = "The lease then lasts for the given time from now, at most what the offer allows, with the\n"
			   "same resources.  It takes the evidence that a request takes.\n\n"
			   ASK_EVIDENCE_DETAILS,
		.options = options,
		.run = renew_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_renew = {
	.name = "renew",
	.summary = "let a grant's lease begin anew",
	.verbs = verbs,
};
