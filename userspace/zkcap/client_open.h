/* SPDX-License-Identifier: MIT */
/* The kernel, for commands that talk to it. */
#ifndef ZKCAP_CLIENT_OPEN_H
#define ZKCAP_CLIENT_OPEN_H

#include "client.h"
#include "cmd.h"

#define cleanup_client __attribute__((cleanup(cmd_cleanup_client)))

/**
 * cmd_open_client() - connect to the module
 * @client: to be closed with zkcap_client_close()
 *
 * Return: 0, or CMD_KERNEL after reporting.
 */
int cmd_open_client(const struct cmd *cmd, struct zkcap_client **client);

/**
 * cmd_client_fail() - report why an operation failed
 *
 * With --json a refusal also has its errno, reason, code and detail.
 *
 * Return: CMD_REFUSED when the kernel refused, else CMD_KERNEL.
 */
int cmd_client_fail(const struct cmd *cmd, const struct zkcap_client *client,
		    const struct zkcap_error *err);

/**
 * cmd_open_cgroup() - a control group's directory
 * @name: a directory, or a path from the root of the hierarchy ("/", "/zkt")
 * @fd: to be closed
 *
 * Return: 0, or CMD_USAGE after reporting.
 */
int cmd_open_cgroup(const struct cmd *cmd, const char *name, int *fd);

void cmd_cleanup_client(struct zkcap_client **client);

#endif /* ZKCAP_CLIENT_OPEN_H */
