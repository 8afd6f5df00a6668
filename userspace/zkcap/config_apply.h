/* SPDX-License-Identifier: MIT */
/* Configuration files, for commands that bring them to the kernel. */
#ifndef ZKCAP_CONFIG_APPLY_H
#define ZKCAP_CONFIG_APPLY_H

#include "cmd.h"
#include "plan.h"

/**
 * struct config_request - what to do with files
 * @paths: n_paths files and directories
 * @kinds: bit mask of the kinds of documents that may be in them; 0 for any
 * @prune: remove what is not in the files
 * @end_grants: even where that ends grants
 * @dry_run: only say what would be done
 * @check: do not even ask the kernel
 */
struct config_request {
	char **paths;
	int n_paths;
	unsigned int kinds;
	bool prune;
	bool end_grants;
	bool dry_run;
	bool check;
};

/* Reads, plans, carries out and prints.  Return: what the command exits with. */
int config_apply(struct cmd *cmd, const struct config_request *request);

/* A verb's run function for files with documents of some kinds: all operands, at least one */
int config_apply_files(struct cmd *cmd, unsigned int kinds);

#endif /* ZKCAP_CONFIG_APPLY_H */
