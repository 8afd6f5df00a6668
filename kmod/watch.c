// SPDX-License-Identifier: GPL-2.0-only
#include "watch.h"

#include <linux/cgroup.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "tenant.h"

/* Modules may not name the kernel's tracepoints, but may look for them. */
static struct tracepoint *rmdir_tracepoint;

/*
 * cgroup_mutex is held: zkcap_tenant_removed() only queues work.  Each hierarchy
 * counts its ids for itself, so that a group of another one may have a tenant's.
 */
static void rmdir_probe(void *data, struct cgroup *cgroup, const char *path)
{
	if (cgroup->root == &cgrp_dfl_root)
		zkcap_tenant_removed(cgroup_id(cgroup));
}

static void match(struct tracepoint *tp, void *data)
{
	if (!strcmp(tp->name, "cgroup_rmdir"))
		rmdir_tracepoint = tp;
}

int zkcap_watch_init(void)
{
	for_each_kernel_tracepoint(match, NULL);
	if (!rmdir_tracepoint) {
		pr_err("the kernel has no tracepoint cgroup_rmdir\n");
		return -EOPNOTSUPP;
	}
	return tracepoint_probe_register(rmdir_tracepoint, rmdir_probe, NULL);
}

void zkcap_watch_exit(void)
{
	tracepoint_probe_unregister(rmdir_tracepoint, rmdir_probe, NULL);
	tracepoint_synchronize_unregister();
}
