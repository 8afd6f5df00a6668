/* SPDX-License-Identifier: MIT */
/* Control groups of processes. */
#ifndef ZKCAP_CGROUP_H
#define ZKCAP_CGROUP_H

#include <stddef.h>
#include <sys/types.h>

#include "error.h"

/* Where the unified hierarchy is usually mounted */
#define ZKCAP_CGROUP_ROOT "/sys/fs/cgroup"

/**
 * zkcap_cgroup_of() - the control group that a process is in
 * @pidfd: of the process
 * @pid: set to its number here; may be NULL
 * @path: out: from the root of the unified hierarchy, begins with a slash
 * @size: of @path
 *
 * Return: 0; -ESRCH when the process has ended; -EPERM when its group is not below the
 * root of the caller's cgroup namespace; -ENAMETOOLONG.
 */
int zkcap_cgroup_of(int pidfd, pid_t *pid, char *path, size_t size, struct zkcap_error *err);

#endif /* ZKCAP_CGROUP_H */
