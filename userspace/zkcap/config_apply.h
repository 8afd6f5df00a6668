/* SPDX-License-Identifier: MIT */
/* Configuration files, for commands that bring them to the kernel. */
#ifndef ZKCAP_CONFIG_APPLY_H
#define ZKCAP_CONFIG_APPLY_H

#include "cmd.h"
#include "plan.h"

/**
 * struct config_request - what to do with files
 * @paths: n_paths files and directories
 * @kind: only documents of this kind may be in them, beside capabilities that they
 *	ask for; ZKCAP_CONFIG_KINDS for any
 * @prune: remove what is not in the files
 * @end_grants: even where that ends grants
 * @dry_run: only say what would be done
 * @check: do not even ask the kernel
 */
struct config_request {
	char **paths;
	int n_paths;
	enum zkcap_config_kind kind;
	bool prune;
	bool end_grants;
	bool dry_run;
	bool check;
};

/* Reads, plans, carries out and prints.  Return: what the command exits with. */
int config_apply(struct cmd *cmd, const struct config_request *request);

/* A verb's run function for files of one kind: all operands, at least one */
int config_apply_files(struct cmd *cmd, enum zkcap_config_kind kind);

#endif /* ZKCAP_CONFIG_APPLY_H */
