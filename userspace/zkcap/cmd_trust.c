// SPDX-License-Identifier: MIT
/* zkcap trust: whose evidence counts, and which. */

#include "admin.h"
#include "commands.h"
#include "config_apply.h"

static int set_run(struct cmd *cmd)
{
	return config_apply_files(cmd, 1u << ZKCAP_CONFIG_TRUST);
}

static int del_run(struct cmd *cmd)
{
	return admin_del(cmd, zkcap_trust_del);
}

static int ls_run(struct cmd *cmd)
{
	return admin_ls(cmd, "trusts");
}

static int show_run(struct cmd *cmd)
{
	return admin_show(cmd, "trusts");
}

static const struct cmd_verb verbs[] = {
	{
		.name = "set",
		.synopsis = "FILE...",
		.summary = "set the trust policies in a file",
		.details = "FILE holds documents of kind TrustPolicy; the certificates of their authorities are read\n"
			   "from the files that they name.  Attestation keys whose certificates they name are\n"
			   "enrolled.  A policy that is as it is in the file is left alone; otherwise it is\n"
			   "redefined, and attestations accepted under it no longer count.",
		.run = set_run,
	},
	{
		.name = "del",
		.synopsis = "NAME...",
		.summary = "remove trust policies",
		.details = "No offer may name them.",
		.run = del_run,
	},
	{
		.name = "ls",
		.synopsis = "",
		.summary = "list all policies",
		.run = ls_run,
	},
	{
		.name = "show",
		.synopsis = "NAME",
		.summary = "show one policy in full",
		.run = show_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_trust = {
	.name = "trust",
	.summary = "whose evidence counts, and which",
	.verbs = verbs,
};
