/* SPDX-License-Identifier: MIT */
/* The control group that a command runs in, for as long as it runs. */
#ifndef ZKCAP_RUN_GROUP_H
#define ZKCAP_RUN_GROUP_H

#include "client_open.h"

/**
 * struct run_group - where the command runs
 * @path: directory; NULL when the command stays where the caller is
 * @fd: of it, or ZKCAP_OWN_TENANT
 * @made: the directory was made, and is to be removed
 * @adopted: the group was made a tenant, and is to be no more
 */
struct run_group {
	char *path;
	int fd;
	bool made;
	bool adopted;
};

/**
 * run_group_make() - a new group that is a tenant, if the caller may have one
 * @parent: directory to make it in
 * @resources: kinds that get a baseline of nothing, or next to nothing, so that the
 *	limit is the grant
 *
 * Where the caller may not make or adopt one, the command is to stay in the caller's own
 * tenant: then @group->path is NULL and 0 is returned.
 *
 * Return: 0 or a code, reported; run_group_drop() in any case.
 */
int run_group_make(struct run_group *group, const struct cmd *cmd, struct zkcap_client *client,
		   const char *parent, const struct zkcap_resources *resources);

/**
 * run_group_leaf() - a new group below a tenant that is given
 *
 * A group whose controllers are handed down has no processes of its own.  Where the caller
 * may not make one, the command is to enter the tenant's: @group->path is NULL then.
 *
 * Return: 0 or a code, reported; run_group_drop() in any case.
 */
int run_group_leaf(struct run_group *group, const struct cmd *cmd, int tenant_fd);

/* Ends what is left in it, and undoes run_group_make(). */
void run_group_drop(struct run_group *group, struct zkcap_client *client);

/* Moves the calling process into a group, unless it is ZKCAP_OWN_TENANT.  Return: 0 or -errno. */
int run_group_enter(int fd);

#endif /* ZKCAP_RUN_GROUP_H */
