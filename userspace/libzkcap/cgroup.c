// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "cgroup.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int ended(struct zkcap_error *err)
{
	return zkcap_error_set(err, -ESRCH, "the process has ended");
}

static bool has_ended(int pidfd)
{
	struct pollfd p = { .fd = pidfd, .events = POLLIN };

	return poll(&p, 1, 0) != 0;
}

/* The number that a pidfd has here; -1 once the process has been waited for */
static pid_t number_of(int pidfd)
{
	char path[64], line[128];
	long pid = -1;
	FILE *info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	info = fopen(path, "re");
	if (!info)
		return -1;
	while (fgets(line, sizeof(line), info))
		if (!strncmp(line, "Pid:", 4))
			pid = strtol(line + 4, NULL, 10);
	fclose(info);
	return (pid_t)pid;
}

/* The line of the unified hierarchy, "0::/a/b" */
static int read_line(pid_t pid, char *out, size_t size, struct zkcap_error *err)
{
	char path[64], *line = NULL;
	size_t room = 0, len = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/cgroup", (int)pid);
	file = fopen(path, "re");
	if (!file)
		return ended(err);
	*out = '\0';
	while (!*out && len < size && getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		len = strncmp(line, "0::/", 4) ? 0 : strlen(line + 3);
		if (len && len < size)
			memcpy(out, line + 3, len + 1);
	}
	free(line);
	fclose(file);
	if (len >= size)
		return zkcap_error_set(err, -ENAMETOOLONG, "the process is in a group too deep");
	/* "/..": the caller itself is not at the root of the hierarchy. */
	if (!*out || !strncmp(out, "/..", 3))
		return zkcap_error_set(err, -EPERM,
				       "the process is in no control group that is seen here");
	return 0;
}

int zkcap_cgroup_of(int pidfd, pid_t *pid, char *path, size_t size, struct zkcap_error *err)
{
	pid_t number = number_of(pidfd);
	int rc;

	if (number <= 0)
		return ended(err);
	if (pid)
		*pid = number;
	rc = read_line(number, path, size, err);
	/* While the process lives, nobody else has its number. */
	return !rc && has_ended(pidfd) ? ended(err) : rc;
}
