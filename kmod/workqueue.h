/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the module's own work runs: expiry, reclaim, the end of tenants.
 */
#ifndef ZKCAP_WORKQUEUE_H
#define ZKCAP_WORKQUEUE_H

#include <linux/workqueue.h>

/* At most one work of a tenant at a time waits here for long: for its lock. */
extern struct workqueue_struct *zkcap_workqueue;
/* One at a time: what waits for zkcap_config_lock. */
extern struct workqueue_struct *zkcap_config_workqueue;

#endif /* ZKCAP_WORKQUEUE_H */
