// SPDX-License-Identifier: MIT
/* Where the shipped files are. */

#define _GNU_SOURCE
#include <stdio.h>

#include "cmd.h"
#include "data_dir.h"

char *cmd_data_path(const struct cmd *cmd, const char *name)
{
	cleanup_free char *dir = zkcap_data_dir(cmd->data);
	char *path;

	if (!dir || asprintf(&path, "%s/%s", dir, name) < 0)
		return NULL;
	return path;
}
