// SPDX-License-Identifier: MIT
/* zkcap resize: other resources for a grant. */

#include <errno.h>

#include "ask.h"
#include "commands.h"
#include "quantity.h"

static int parse(struct ask *ask)
{
	int rc = ask_options(ask);

	if (!rc)
		rc = cmd_operands(ask->cmd, 1, 1);
	if (!rc)
		rc = cmd_parse_u64(ask->cmd, "GRANT", ask->cmd->argv[0], &ask->grant);
	if (!rc && !ask->resources.n)
		rc = cmd_fail(ask->cmd, CMD_USAGE,
			      "expected what to change: --cpu, --memory, --pids or --device");
	return rc;
}

/* What is not named stays as it is; what is given as 0 goes. */
static int merge(struct ask *ask, struct zkcap_resources *changes, bool *grows,
		 struct zkcap_error *err)
{
	struct zkcap_resources *had = &ask->known.grant.resources;
	const struct zkcap_resource *now, *before;
	uint32_t i;
	int rc;

	*grows = false;
	ask->resources.n = 0;
	for (i = 0; i < had->n; i++) {
		now = &had->r[i];
		rc = zkcap_resources_find(changes, now->kind, now->name) ? 0 :
			zkcap_resources_add(&ask->resources, now, err);
		if (rc)
			return rc;
	}
	for (i = 0; i < changes->n; i++) {
		now = &changes->r[i];
		before = zkcap_resources_find(had, now->kind, now->name);
		*grows = *grows || now->amount > (before ? before->amount : 0);
		rc = now->amount ? zkcap_resources_add(&ask->resources, now, err) : 0;
		if (rc)
			return rc;
	}
	if (!ask->resources.n)
		return zkcap_error_set(err, -EINVAL,
				       "nothing would be left of the grant: use zkcap release");
	return 0;
}

/* What was kept of a grant need not be so any more: it is no ground but for growing. */
static int send(struct ask *ask, struct zkcap_resources *changes)
{
	struct zkcap_error err = { 0 };
	bool grows;
	int rc = merge(ask, changes, &grows, &err);

	if (ask->recalled && (rc || !grows))
		return ASK_CHANGED;
	return rc ? cmd_fail(ask->cmd, CMD_USAGE, "%s", err.message) : ask_send(ask, grows);
}

static int resize(struct ask *ask)
{
	struct zkcap_resources changes;
	int rc = parse(ask);

	if (!rc)
		rc = ask_open(ask);
	if (rc)
		return rc;
	changes = ask->resources;
	rc = ask_recall_grant(ask) ? send(ask, &changes) : ASK_CHANGED;
	while (rc == ASK_CHANGED) {
		rc = ask_find_grant(ask);
		if (!rc)
			rc = send(ask, &changes);
	}
	return rc ? rc : cmd_emit(ask->cmd, ask_result(ask));
}

static int resize_run(struct cmd *cmd)
{
	return ask_run(cmd, ZKCAP_CONTEXT_OP_RESIZE, resize);
}

static const struct cmd_option options[] = {
	ASK_RESOURCE_OPTIONS,
	ASK_TENANT_OPTION,
	ASK_EVIDENCE_OPTIONS,
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "GRANT [--cpu AMOUNT] [--memory AMOUNT] [--pids N] [--device CLASS[=N]]...",
		.summary = "give a grant more or fewer resources",
		.details = "Resources that are not named stay as they are; an amount of 0 drops one.  More of anything\n"
			   "takes new evidence, less takes none.  The lease ends when it did before.\n\n"
			   ASK_EVIDENCE_DETAILS,
		.options = options,
		.run = resize_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_resize = {
	.name = "resize",
	.summary = "give a grant more or fewer resources",
	.verbs = verbs,
};
