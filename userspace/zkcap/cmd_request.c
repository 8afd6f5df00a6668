// SPDX-License-Identifier: MIT
/* zkcap request: a grant under an offer. */

#include "ask.h"
#include "commands.h"

static int parse(struct ask *ask)
{
	int rc = ask_options(ask);

	if (!rc)
		rc = cmd_operands(ask->cmd, 0, 0);
	if (!rc && !ask->offer_name)
		rc = cmd_fail(ask->cmd, CMD_USAGE, "expected --offer NAME");
	if (!rc && !ask->resources.n)
		rc = cmd_fail(ask->cmd, CMD_USAGE,
			      "expected something to ask for: --cpu, --memory, --pids or --device");
	return rc;
}

static int request(struct ask *ask)
{
	int rc = parse(ask);

	if (!rc)
		rc = ask_open(ask);
	if (!rc)
		rc = ask_find_offer(ask);
	if (!rc)
		rc = ask_send(ask, true);
	return rc ? rc : cmd_emit(ask->cmd, ask_result(ask));
}

static int request_run(struct cmd *cmd)
{
	return ask_run(cmd, ZKCAP_CONTEXT_OP_REQUEST, request);
}

static const struct cmd_option options[] = {
	ASK_OFFER_OPTION,
	ASK_RESOURCE_OPTIONS,
	ASK_DURATION_OPTION,
	ASK_TENANT_OPTION,
	ASK_EVIDENCE_OPTIONS,
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "--offer NAME [--cpu AMOUNT] [--memory AMOUNT] [--pids N] [--device CLASS[=N]]... [--duration TIME]",
		.summary = "ask the kernel for resources under an offer",
		.details = ASK_EVIDENCE_DETAILS "\n\n"
			   "What is granted is added to the tenant's limits until the lease ends.  It is printed, and\n"
			   "how long each step took, in milliseconds.  A refusal exits with 1 and names its reason,\n"
			   "which zkcap explain explains.",
		.options = options,
		.run = request_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_request = {
	.name = "request",
	.summary = "ask the kernel for resources under an offer",
	.verbs = verbs,
};
