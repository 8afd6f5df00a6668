/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flags of the unified hierarchy that not every kernel knows.
 */
#ifndef ZKCAP_COMPAT_CGROUP_H
#define ZKCAP_COMPAT_CGROUP_H

#include <linux/cgroup.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define CGRP_ROOT_MEMORY_HUGETLB_ACCOUNTING	0
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
#define CGRP_ROOT_PIDS_LOCAL_EVENTS		0
#endif

#endif /* ZKCAP_COMPAT_CGROUP_H */
