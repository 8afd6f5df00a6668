/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the module's own work runs: expiry, reclaim, the end of tenants.
 */
#ifndef ZKCAP_WORKQUEUE_H
#define ZKCAP_WORKQUEUE_H

#include <linux/workqueue.h>

extern struct workqueue_struct *zkcap_workqueue;

#endif /* ZKCAP_WORKQUEUE_H */
