/* SPDX-License-Identifier: MIT */
/* What the commands for the administrator's objects share. */
#ifndef ZKCAP_ADMIN_H
#define ZKCAP_ADMIN_H

#include "client_open.h"
#include "cmd.h"

/* Verbs' run functions: all objects of a kind as ls takes it ("offers"); those named */
int admin_ls(struct cmd *cmd, const char *plural);
int admin_show(struct cmd *cmd, const char *plural);

/**
 * admin_del() - a verb's run function: remove what the operands name
 * @del: of one
 */
int admin_del(struct cmd *cmd, int (*del)(struct zkcap_client *client, const char *name,
					  struct zkcap_error *err));

#endif /* ZKCAP_ADMIN_H */
