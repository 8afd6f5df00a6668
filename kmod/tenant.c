// SPDX-License-Identifier: GPL-2.0-only
#include "tenant.h"

#include <linux/cgroup.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "attestation.h"
#include "enforce.h"
#include "event.h"
#include "grant.h"
#include "reason.h"
#include "sysfs.h"
#include "workqueue.h"

/* By control group id; written under zkcap_config_lock, read under RCU. */
static DEFINE_XARRAY(tenants);
static_assert(sizeof(unsigned long) == sizeof(u64));
static u32 n_tenants;

static void put_dead(struct zkcap_tenant *tenant)
{
	cgroup_put(tenant->cgroup);
	kfree_rcu(tenant, rcu);
}

void zkcap_tenant_put(struct zkcap_tenant *tenant)
{
	if (tenant && refcount_dec_and_test(&tenant->refs))
		put_dead(tenant);
}

struct zkcap_tenant *zkcap_tenant_get(u64 id)
{
	struct zkcap_tenant *tenant;

	rcu_read_lock();
	tenant = xa_load(&tenants, id);
	if (tenant && !refcount_inc_not_zero(&tenant->refs))
		tenant = NULL;
	rcu_read_unlock();
	return tenant;
}

struct zkcap_tenant *zkcap_tenant_of(struct cgroup *cgroup)
{
	struct zkcap_tenant *tenant = NULL;

	/* A control group holds references to all above it. */
	for (; cgroup && !tenant; cgroup = cgroup_parent(cgroup))
		tenant = zkcap_tenant_get(cgroup_id(cgroup));
	return tenant;
}

struct zkcap_tenant *zkcap_tenant_next(unsigned long *id)
{
	struct zkcap_tenant *tenant;

	rcu_read_lock();
	xa_for_each_start(&tenants, *id, tenant, *id)
		if (refcount_inc_not_zero(&tenant->refs))
			break;
	rcu_read_unlock();
	return tenant;
}

int zkcap_tenant_path(const struct zkcap_tenant *tenant, char *buf, size_t size)
{
	return cgroup_path(tenant->cgroup, buf, size);
}

bool zkcap_tenant_has_key(const struct zkcap_tenant *tenant, const u8 *key)
{
	u32 i;

	for (i = 0; i < tenant->config.n_keys; i++)
		if (!memcmp(tenant->config.keys[i], key, ZKCAP_KEY_ID_LEN))
			return true;
	return false;
}

void zkcap_tenant_charge(struct zkcap_tenant *tenant)
{
	atomic64_inc(&tenant->n_failures);
	zkcap_bucket_charge(&tenant->failures, ktime_get_boottime_ns());
}

/* The end of a tenant: unpublish, drain, restore, put; see tenant.h. */
static void end_tenant(struct zkcap_tenant *tenant)
{
	lockdep_assert_held(&zkcap_config_lock);
	xa_erase(&tenants, tenant->id);
	n_tenants--;

	mutex_lock(&tenant->lock);
	tenant->gone = true;
	zkcap_grant_end_all(tenant, ZKCAP_END_CAUSE_TENANT_GONE);
	zkcap_enforce_restore(tenant);
	mutex_unlock(&tenant->lock);

	/* Takes tenant->lock, finds it gone and does not queue itself again. */
	cancel_delayed_work_sync(&tenant->shrink);
	zkcap_attestation_forget(tenant);
	zkcap_sysfs_remove(tenant->dir);
	zkcap_event_send(&tenant->events, &(struct zkcap_event) {
		.type = ZKCAP_EVENT_TYPE_TENANT_GONE,
		.tenant = tenant->id,
	});
	/*
	 * Those who found it before hold references, see that it is gone, and
	 * free it with the last.
	 */
	zkcap_tenant_put(tenant);
}

/* Holds the reference that zkcap_tenant_removed() took. */
static void gone_work(struct work_struct *work)
{
	struct zkcap_tenant *tenant = container_of(work, struct zkcap_tenant, gone_work);

	mutex_lock(&zkcap_config_lock);
	if (!tenant->gone)
		end_tenant(tenant);
	mutex_unlock(&zkcap_config_lock);
	zkcap_tenant_put(tenant);
}

void zkcap_tenant_removed(u64 id)
{
	struct zkcap_tenant *tenant = zkcap_tenant_get(id);

	/* Put in an atomic context, but the index's reference is never the last here. */
	if (tenant && !queue_work(zkcap_config_workqueue, &tenant->gone_work))
		zkcap_tenant_put(tenant);
}

static struct zkcap_tenant *new_tenant(struct cgroup *cgroup,
				       const struct zkcap_tenant_config *config)
{
	struct zkcap_tenant *tenant = kzalloc(sizeof(*tenant), GFP_KERNEL_ACCOUNT);

	if (!tenant)
		return NULL;
	tenant->id = cgroup_id(cgroup);
	refcount_set(&tenant->refs, 1);
	cgroup_get(cgroup);
	tenant->cgroup = cgroup;
	tenant->config = *config;
	mutex_init(&tenant->lock);
	INIT_LIST_HEAD(&tenant->attestations);
	INIT_LIST_HEAD(&tenant->grants);
	INIT_WORK(&tenant->clock_work, zkcap_grant_clock_work);
	INIT_DELAYED_WORK(&tenant->shrink, zkcap_enforce_work);
	INIT_WORK(&tenant->gone_work, gone_work);
	return tenant;
}

static int publish(struct zkcap_tenant *tenant, struct netlink_ext_ack *extack)
{
	char name[24];
	int err;

	lockdep_assert_held(&zkcap_config_lock);
	if (xa_load(&tenants, tenant->id))
		return zkcap_refuse(extack, ZKCAP_REASON_TENANT_EXISTS);
	if (n_tenants >= ZKCAP_TENANTS_MAX)
		return zkcap_refuse(extack, ZKCAP_REASON_LIMIT_REACHED);
	if (xa_reserve(&tenants, tenant->id, GFP_KERNEL_ACCOUNT))
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	err = zkcap_enforce_adopt(tenant, extack);
	if (err) {
		xa_release(&tenants, tenant->id);
		return err;
	}
	snprintf(name, sizeof(name), "%llu", tenant->id);
	tenant->dir = zkcap_sysfs_add(ZKCAP_DIR_TENANT, name);
	n_tenants++;
	refcount_inc(&tenant->refs);
	xa_store(&tenants, tenant->id, tenant, GFP_KERNEL);
	/* Removed meanwhile: whoever watches looked it up in vain. */
	if (!(READ_ONCE(tenant->cgroup->self.flags) & CSS_ONLINE)) {
		end_tenant(tenant);
		return zkcap_refuse(extack, ZKCAP_REASON_TENANT_GONE);
	}
	return 0;
}

int zkcap_tenant_add(struct cgroup *cgroup, const struct zkcap_tenant_config *config,
		     struct netlink_ext_ack *extack)
{
	struct zkcap_tenant *tenant;
	int err;

	if (!cgroup_parent(cgroup))
		return zkcap_refuse(extack, ZKCAP_REASON_TENANT_ROOT);
	tenant = new_tenant(cgroup, config);
	if (!tenant)
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	mutex_lock(&zkcap_config_lock);
	err = publish(tenant, extack);
	mutex_unlock(&zkcap_config_lock);
	zkcap_tenant_put(tenant);
	return err;
}

int zkcap_tenant_del(u64 id, struct netlink_ext_ack *extack)
{
	struct zkcap_tenant *tenant;
	int err = 0;

	mutex_lock(&zkcap_config_lock);
	tenant = zkcap_tenant_get(id);
	if (tenant)
		end_tenant(tenant);
	else
		err = zkcap_refuse(extack, ZKCAP_REASON_TENANT_ABSENT);
	mutex_unlock(&zkcap_config_lock);
	zkcap_tenant_put(tenant);
	return err;
}

void zkcap_tenant_exit(void)
{
	struct zkcap_tenant *tenant;
	unsigned long id;

	mutex_lock(&zkcap_config_lock);
	xa_for_each(&tenants, id, tenant)
		end_tenant(tenant);
	mutex_unlock(&zkcap_config_lock);
	xa_destroy(&tenants);
}
