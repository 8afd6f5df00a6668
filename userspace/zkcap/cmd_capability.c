// SPDX-License-Identifier: MIT
/* zkcap capability: predicates that the kernel verifies proofs of. */

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin.h"
#include "commands.h"
#include "config_apply.h"

#define MAX_FILES 256

/* A name without a slash or an ending is a shipped definition's; to be freed. */
static char *definition_path(const struct cmd *cmd, const char *operand)
{
	cleanup_free char *name = NULL;

	if (strchr(operand, '/') || strchr(operand, '.'))
		return strdup(operand);
	if (asprintf(&name, "capabilities/%s.yaml", operand) < 0)
		return NULL;
	return cmd_data_path(cmd, name);
}

static int add_run(struct cmd *cmd)
{
	struct config_request request = { .kinds = 1u << ZKCAP_CONFIG_CAPABILITY };
	char *paths[MAX_FILES] = { NULL };
	int i, rc = cmd_operands(cmd, 1, MAX_FILES);

	for (i = 0; !rc && i < cmd->argc; i++) {
		paths[i] = definition_path(cmd, cmd->argv[i]);
		if (!paths[i])
			rc = cmd_fail(cmd, CMD_USAGE, "out of memory");
	}
	request.paths = paths;
	request.n_paths = cmd->argc;
	if (!rc)
		rc = config_apply(cmd, &request);
	for (i = 0; i < MAX_FILES; i++)
		free(paths[i]);
	return rc;
}

static int del_run(struct cmd *cmd)
{
	return admin_del(cmd, zkcap_capability_del);
}

static int ls_run(struct cmd *cmd)
{
	return admin_ls(cmd, "capabilities");
}

static int show_run(struct cmd *cmd)
{
	return admin_show(cmd, "capabilities");
}

static const struct cmd_verb verbs[] = {
	{
		.name = "add",
		.synopsis = "FILE|NAME...",
		.summary = "compile definitions and load their verifying keys",
		.details = "A NAME without slash and dot is that of a shipped definition.  A capability that\n"
			   "the kernel has already is left alone; one whose definition, sets or attribute schema\n"
			   "changed is replaced, which offers that ask for it stand in the way of: zkcap load\n"
			   "makes those anew.",
		.run = add_run,
	},
	{
		.name = "del",
		.synopsis = "NAME...",
		.summary = "remove capabilities",
		.details = "No offer may ask for them.",
		.run = del_run,
	},
	{
		.name = "ls",
		.synopsis = "",
		.summary = "list all capabilities",
		.details = "Everybody may.  Digests are shortened but with --json.",
		.run = ls_run,
	},
	{
		.name = "show",
		.synopsis = "NAME",
		.summary = "show one capability in full",
		.run = show_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_capability = {
	.name = "capability",
	.summary = "predicates that the kernel verifies proofs of",
	.verbs = verbs,
};
