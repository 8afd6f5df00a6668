// SPDX-License-Identifier: GPL-2.0-only
#include <linux/debugfs.h>
#include <linux/fault-inject.h>

#include "fault.h"

#ifdef CONFIG_FAULT_INJECTION_DEBUG_FS

static DECLARE_FAULT_ATTR(fail_write);
static struct dentry *fail_write_dir;

void zkcap_fault_init(void)
{
	fail_write_dir = fault_create_debugfs_attr("zkcap_fail_write", NULL, &fail_write);
}

void zkcap_fault_exit(void)
{
	debugfs_remove_recursive(fail_write_dir);
}

bool zkcap_fault_write(void)
{
	return should_fail(&fail_write, 1);
}

#endif /* CONFIG_FAULT_INJECTION_DEBUG_FS */
