// SPDX-License-Identifier: MIT
/* zkcap load: what documents say becomes what the kernel does. */

#include "commands.h"
#include "config_apply.h"

static int load_run(struct cmd *cmd)
{
	static char *directory[] = { ZKCAP_CONFIG_DIR };
	struct config_request request = { .prune = false };
	int rc;

	cmd->into = &request;
	rc = cmd_operands(cmd, 0, 256);
	if (rc)
		return rc;
	request.paths = cmd->argc ? cmd->argv : directory;
	request.n_paths = cmd->argc ? cmd->argc : 1;
	return config_apply(cmd, &request);
}

static const struct cmd_option options[] = {
	{ CMD_FLAG(struct config_request, check), "check", NULL,
	  "only read the files and what they name" },
	{ CMD_FLAG(struct config_request, dry_run), "dry-run", NULL,
	  "say what would be done, do nothing" },
	{ CMD_FLAG(struct config_request, end_grants), "end-grants", NULL,
	  "change and remove tenants that have grants" },
	{ CMD_FLAG(struct config_request, prune), "prune", NULL,
	  "remove what no document describes" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "[PATH]...",
		.summary = "bring the kernel in line with the documents under /etc/zkcap",
		.details = "PATH is a file or a directory, of which all *.yaml are read; /etc/zkcap unless\n"
			   "given.  Documents are of kind Pool, DeviceClass, TrustPolicy, Capability, Offer and\n"
			   "Tenant; JSON Schemas are beside the attribute schema.  Capabilities that offers ask\n"
			   "for and no document defines are the shipped ones.  Attestation keys whose\n"
			   "certificates are named by documents are enrolled.\n"
			   "\n"
			   "All documents are checked, and compared with what the kernel has, before anything\n"
			   "is changed.  Only what differs is changed: loading twice changes nothing the second\n"
			   "time.  Should the kernel refuse a step all the same, the rest is not done, offers\n"
			   "are put back as they were, and what was done is listed.  Once something has been\n"
			   "changed, SIGINT, SIGTERM and SIGHUP no longer stop it.\n"
			   "\n"
			   "A policy that changes ends all attestations accepted under it.  An offer that\n"
			   "changes leaves its grants alone, but they can no longer grow or be renewed.  A\n"
			   "tenant that changes, or is removed, loses its grants: that takes --end-grants.\n"
			   "Neither the pool nor enrolled keys are pruned.",
		.options = options,
		.run = load_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_load = {
	.name = "load",
	.summary = "bring the kernel in line with the documents under /etc/zkcap",
	.verbs = verbs,
};
