// SPDX-License-Identifier: MIT
/* zkcap offer: what the host gives, against which proofs. */

#include "admin.h"
#include "commands.h"
#include "config_apply.h"

static int add_run(struct cmd *cmd)
{
	return config_apply_files(cmd, 1u << ZKCAP_CONFIG_OFFER |
				  1u << ZKCAP_CONFIG_CAPABILITY | 1u << ZKCAP_CONFIG_TENANT);
}

static int del_run(struct cmd *cmd)
{
	return admin_del(cmd, zkcap_offer_del);
}

static int ls_run(struct cmd *cmd)
{
	return admin_ls(cmd, "offers");
}

static int show_run(struct cmd *cmd)
{
	return admin_show(cmd, "offers");
}

static const struct cmd_verb verbs[] = {
	{
		.name = "add",
		.synopsis = "FILE...",
		.summary = "make the offers in a file, or change them",
		.details = "FILE holds documents of kind Offer, and of kind Capability and Tenant that offers\n"
			   "name, which are loaded too.  Capabilities without a document are the shipped ones.\n"
			   "An offer that there is already, as it is in the file, is left alone; another one of\n"
			   "its name is replaced.",
		.run = add_run,
	},
	{
		.name = "del",
		.synopsis = "NAME...",
		.summary = "withdraw offers",
		.details = "Their grants live on until they end, but cannot grow or be renewed.",
		.run = del_run,
	},
	{
		.name = "ls",
		.synopsis = "",
		.summary = "list all offers",
		.run = ls_run,
	},
	{
		.name = "show",
		.synopsis = "NAME",
		.summary = "show one offer in full",
		.run = show_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_offer = {
	.name = "offer",
	.summary = "what the host gives, against which proofs",
	.verbs = verbs,
};
