/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Watching control groups go away.
 */
#ifndef ZKCAP_WATCH_H
#define ZKCAP_WATCH_H

/**
 * zkcap_watch_init() - call zkcap_tenant_removed() for each control group removed
 *
 * Return: 0, or -EOPNOTSUPP when the kernel has no tracepoint for it.
 */
int zkcap_watch_init(void);

/**
 * zkcap_watch_exit() - watch no more; no call is under way afterwards
 */
void zkcap_watch_exit(void);

#endif /* ZKCAP_WATCH_H */
