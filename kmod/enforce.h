/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Enforcement: what the limits of a tenant have to be, and making them so.
 *
 * The limit of each kind is the baseline and the sum of the tenant's grants.
 * Raising is done at once, for all kinds or none: when one fails the others are
 * lowered again, as at the end of a grant.  Lowering is done as far as
 * nothing has to be taken away; the rest is the work tenant->shrink, which
 * follows each grant's on-expiry when its grace time is over.
 */
#ifndef ZKCAP_ENFORCE_H
#define ZKCAP_ENFORCE_H

#include <linux/netlink.h>

#include "tenant.h"

/**
 * zkcap_enforce_adopt() - read and write a tenant's baseline, attach its gate
 * @tenant: not published
 * @extack: for ZKCAP_REASON_TENANT_CONTROLLER or _ENFORCEMENT
 *
 * Kinds that were not given are read.  On failure limits written are put back.
 * What is in use beyond the baseline is left to tenant->shrink.
 *
 * Return: 0 or a negative errno.
 */
int zkcap_enforce_adopt(struct zkcap_tenant *tenant, struct netlink_ext_ack *extack);

/**
 * zkcap_enforce_raise() - raise limits to what a tenant's grants say
 * @tenant: its lock is held
 * @extack: for ZKCAP_REASON_ENFORCEMENT
 *
 * Return: 0 or a negative errno.  Then limits may be too high: the caller takes back
 * what they were to rise for, and calls zkcap_enforce_lower().
 */
int zkcap_enforce_raise(struct zkcap_tenant *tenant, struct netlink_ext_ack *extack);

/**
 * zkcap_enforce_lower() - lower limits to what a tenant's grants say
 * @tenant: its lock is held
 *
 * What cannot be lowered yet is left to tenant->shrink.  Calls
 * zkcap_grant_reclaimed() when all is done.
 */
void zkcap_enforce_lower(struct zkcap_tenant *tenant);

/**
 * zkcap_enforce_lower_paced() - the same, for what a tenant may do as often as it likes
 * @tenant: its lock is held
 *
 * What is being lowered already has its time, which is not brought forward.
 */
void zkcap_enforce_lower_paced(struct zkcap_tenant *tenant);

/**
 * zkcap_enforce_restore() - put the baseline back, whatever is in use
 * @tenant: gone, its lock is held, its control group may have been removed
 */
void zkcap_enforce_restore(struct zkcap_tenant *tenant);

/**
 * zkcap_enforce_audit() - look for limits that somebody else changed
 * @tenant: referenced
 * @interval: ns within which nothing is done again
 *
 * Each is counted, reported by an event and written again; memory that is in
 * use is given back first.  A limit whose controller was disabled is none: that is
 * reported once, and it is written again when the controller is back.
 */
void zkcap_enforce_audit(struct zkcap_tenant *tenant, u64 interval);

/**
 * zkcap_enforce_effective() - limits of a tenant now
 * @tenant: referenced
 * @limit: result, indexed by kind - 1
 */
void zkcap_enforce_effective(struct zkcap_tenant *tenant, u64 limit[ZKCAP_KINDS]);

/**
 * zkcap_enforce_work() - the work tenant->shrink
 * @work: tenant->shrink.work
 */
void zkcap_enforce_work(struct work_struct *work);

#endif /* ZKCAP_ENFORCE_H */
