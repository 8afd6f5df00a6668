/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Failures on demand: /sys/kernel/debug/zkcap_fail_write makes writes to control
 * group files fail, on kernels built for fault injection.
 */
#ifndef ZKCAP_FAULT_H
#define ZKCAP_FAULT_H

#include <linux/types.h>

#ifdef CONFIG_FAULT_INJECTION_DEBUG_FS

/**
 * zkcap_fault_init() - make the controls
 */
void zkcap_fault_init(void);

/**
 * zkcap_fault_exit() - remove the controls
 */
void zkcap_fault_exit(void);

/**
 * zkcap_fault_write() - whether the write at hand has to fail
 *
 * Return: true for a write that fault injection picked.
 */
bool zkcap_fault_write(void);

#else

static inline void zkcap_fault_init(void)
{
}

static inline void zkcap_fault_exit(void)
{
}

static inline bool zkcap_fault_write(void)
{
	return false;
}

#endif /* CONFIG_FAULT_INJECTION_DEBUG_FS */

#endif /* ZKCAP_FAULT_H */
