// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "client_open.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#define CGROUP_ROOT "/sys/fs/cgroup"

int cmd_open_client(const struct cmd *cmd, struct zkcap_client **client)
{
	struct zkcap_error err = { 0 };

	if (zkcap_client_open(client, &err))
		return cmd_fail(cmd, CMD_KERNEL, "%s", err.message);
	return 0;
}

int cmd_client_fail(const struct cmd *cmd, const struct zkcap_client *client,
		    const struct zkcap_error *err)
{
	const struct zkcap_refusal *refusal = zkcap_client_refusal(client);

	if (!refusal->error)
		return cmd_fail(cmd, CMD_KERNEL, "%s", err->message);
	return cmd_fail_with(cmd, CMD_REFUSED,
			     json_pack("{s:s,s:i,s:i,s:i}", "reason",
				       zkcap_reason_name(refusal->reason), "code",
				       (int)refusal->reason, "detail", (int)refusal->detail,
				       "errno", refusal->error), err->message);
}

int cmd_open_cgroup(const struct cmd *cmd, const char *name, int *fd)
{
	cleanup_free char *below = NULL;
	struct statfs fs;

	*fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd >= 0 && (fstatfs(*fd, &fs) || fs.f_type != CGROUP2_SUPER_MAGIC)) {
		close(*fd);
		*fd = -1;
	}
	if (*fd >= 0)
		return 0;
	if (asprintf(&below, "%s/%s", CGROUP_ROOT, name) < 0)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	*fd = open(below, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd < 0)
		return cmd_fail(cmd, CMD_USAGE,
				"%s: %s: expected a control group's directory, or its path below %s",
				name, strerror(errno), CGROUP_ROOT);
	return 0;
}

void cmd_cleanup_client(struct zkcap_client **client)
{
	zkcap_client_close(*client);
}
