/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tenants: control groups under management.
 *
 * Life of a tenant.  zkcap_tenant_add() publishes it in the index, complete.
 * It dies in phases, by zkcap_tenant_del(), because its control group was
 * removed, or with the module:
 *	unpublish	out of the index: nobody finds it any more
 *	drain		tenant->gone under tenant->lock: those who had found it
 *			before change nothing any more; its grants end
 *	restore		baseline limits are written back, the gate is detached,
 *			its directory in sysfs goes
 *	put		memory and the control group go with the last reference
 */
#ifndef ZKCAP_TENANT_H
#define ZKCAP_TENANT_H

#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/refcount.h>
#include <linux/workqueue.h>

#include "event.h"
#include "ratelimit.h"
#include "resource.h"

struct cgroup;
struct kobject;
struct zkcap_devgate;

/**
 * struct zkcap_tenant_config - how an administrator takes a control group
 * @n_keys: number of @keys
 * @keys: subject key identifiers of the attestation keys that speak for it
 * @given: bit mask, by kind - 1, of the kinds in @baseline
 * @baseline: limits without any grant, indexed by kind - 1
 */
struct zkcap_tenant_config {
	u32 n_keys;
	u8 keys[ZKCAP_TENANT_KEYS_MAX][ZKCAP_KEY_ID_LEN];
	u32 given;
	u64 baseline[ZKCAP_KINDS];
};

/**
 * struct zkcap_tenant - a tenant
 * @id: control group id; constant
 * @refs: one for the index, one for each grant, one for each other user
 * @cgroup: referenced; constant.  Removed when it is not online any more
 * @config: constant but for kinds that were not given, which are read before
 *	the tenant is published
 * @failures: budget of failed verifications
 * @events: what its events may be, and were not
 * @n_failures: failed verifications
 * @n_drifts: times that a limit was found changed by somebody else
 * @attestations: accepted, the oldest first; under the attestations' lock
 * @n_attestations: number of @attestations; under the attestations' lock
 * @lock: guards what follows; see registry.h for its place
 * @gone: the tenant is dying: nothing is granted, nothing is enforced
 * @grants: in the order in which they were made
 * @n_grants: number of @grants
 * @applied: limits that were written last, indexed by kind - 1
 * @owed: what the pool counts for grants that were not made, or did not grow, until
 *	limits that rose for them are down again; indexed by kind - 1
 * @lowering: bit mask, by kind - 1, of kinds that are being lowered: their
 *	files may hold less than @applied
 * @absent: bit mask, by kind - 1, of kinds whose controller was found disabled
 * @gate: device gate; an ERR_PTR when the kernel has none
 * @clock_work: announces and ends grants whose clocks have fired
 * @shrink: at work while limits are above what they are to be
 * @looking: @shrink is queued, or about to look
 * @shrink_ms: wait before it
 * @overdue: it was told that grace is over for some of it
 * @frozen: the control group is frozen by us
 * @audited: boottime in ns of the last look for changed limits
 * @dir: directory in sysfs, or NULL
 * @gone_work: ends the tenant when its control group was removed
 * @rcu: to free it
 */
struct zkcap_tenant {
	u64 id;
	refcount_t refs;
	struct cgroup *cgroup;
	struct zkcap_tenant_config config;
	struct zkcap_bucket failures;
	struct zkcap_event_meter events;
	atomic64_t n_failures;
	atomic64_t n_drifts;
	struct list_head attestations;
	u32 n_attestations;
	struct mutex lock; /* guards what follows */
	bool gone;
	struct list_head grants;
	u32 n_grants;
	u64 applied[ZKCAP_KINDS];
	u64 owed[ZKCAP_KINDS];
	u32 lowering;
	u32 absent;
	struct zkcap_devgate *gate;
	struct work_struct clock_work;
	struct delayed_work shrink;
	bool looking;
	u32 shrink_ms;
	bool overdue;
	bool frozen;
	u64 audited;
	struct kobject *dir;
	struct work_struct gone_work;
	struct rcu_head rcu;
};

/**
 * zkcap_tenant_add() - take a control group under management
 * @cgroup: on the unified hierarchy; the tenant takes a reference of its own
 * @config: as parsed
 * @extack: for the reason
 *
 * Writes the baseline limits that are given and attaches the device gate.
 *
 * Return: 0 or a negative errno; then the control group is as it was, but for a
 * cpu.max.burst that was beyond the baseline, which is lowered to it.
 */
int zkcap_tenant_add(struct cgroup *cgroup, const struct zkcap_tenant_config *config,
		     struct netlink_ext_ack *extack);

/**
 * zkcap_tenant_del() - let a control group go
 * @id: control group id
 * @extack: for ZKCAP_REASON_TENANT_ABSENT
 *
 * Return: 0 or a negative errno.
 */
int zkcap_tenant_del(u64 id, struct netlink_ext_ack *extack);

/**
 * zkcap_tenant_removed() - a control group was removed
 * @id: control group id, of a tenant or not
 *
 * Context: any; the rest is done by a work.
 */
void zkcap_tenant_removed(u64 id);

/**
 * zkcap_tenant_get() - find a tenant
 * @id: control group id
 *
 * Return: the tenant, with a reference for the caller, or NULL.
 */
struct zkcap_tenant *zkcap_tenant_get(u64 id);

/**
 * zkcap_tenant_of() - find the tenant that a control group belongs to
 * @cgroup: itself, or a descendant
 *
 * Context: RCU read lock held, or a reference to @cgroup.
 *
 * Return: the nearest tenant upwards, with a reference for the caller, or NULL.
 */
struct zkcap_tenant *zkcap_tenant_of(struct cgroup *cgroup);

/**
 * zkcap_tenant_next() - walk all tenants, which may change meanwhile
 * @id: where to begin, 0 at first; set to where the tenant was found
 *
 * Return: the tenant, with a reference for the caller, or NULL at the end.
 */
struct zkcap_tenant *zkcap_tenant_next(unsigned long *id);

/**
 * zkcap_tenant_put() - give a reference back
 * @tenant: may be NULL
 */
void zkcap_tenant_put(struct zkcap_tenant *tenant);

/**
 * zkcap_tenant_path() - path of a tenant's control group
 * @tenant: referenced
 * @buf: result
 * @size: of @buf
 *
 * Return: length, or a negative errno.
 */
int zkcap_tenant_path(const struct zkcap_tenant *tenant, char *buf, size_t size);

/**
 * zkcap_tenant_has_key() - whether a key was named to speak for a tenant
 * @tenant: referenced
 * @key: subject key identifier
 *
 * Return: true if it was.
 */
bool zkcap_tenant_has_key(const struct zkcap_tenant *tenant, const u8 *key);

/**
 * zkcap_tenant_charge() - account a failed verification
 * @tenant: referenced
 */
void zkcap_tenant_charge(struct zkcap_tenant *tenant);

/**
 * zkcap_tenant_exit() - let all tenants go, restoring their baselines
 *
 * No operation is under way and control groups' removal is watched no more.
 */
void zkcap_tenant_exit(void);

#endif /* ZKCAP_TENANT_H */
