/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the module's own work runs: expiry, reclaim, the end of tenants.
 */
#ifndef ZKCAP_WORKQUEUE_H
#define ZKCAP_WORKQUEUE_H

#include <linux/workqueue.h>

/* Of each tenant, two works at most wait here for its lock: for its clocks, and to shrink. */
extern struct workqueue_struct *zkcap_workqueue;
/* One at a time: what waits for zkcap_config_lock. */
extern struct workqueue_struct *zkcap_config_workqueue;

#endif /* ZKCAP_WORKQUEUE_H */
