// SPDX-License-Identifier: GPL-2.0-only
#include "sysfs.h"

#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "capability.h"
#include "devclass.h"
#include "enforce.h"
#include "grant.h"
#include "offer.h"
#include "pool.h"
#include "reason.h"
#include "stats.h"
#include "tenant.h"
#include "zk/srs.h"

/* A digest in hexadecimal */
#define DIGEST_FORMAT "%32phN"

static struct kobject *root;
static struct kobject *parents[ZKCAP_DIRS];

/* A file that shows one thing of an object found by its directory's name. */
#define OBJECT_FILE(type, mode, field, format, value)				\
static ssize_t type##_##field##_show(struct kobject *kobj,			\
				     struct kobj_attribute *attr, char *buf)	\
{										\
	struct zkcap_##type *type = find_##type(kobj);				\
	ssize_t len;								\
										\
	if (!type)								\
		return -ENODEV;							\
	len = sysfs_emit(buf, format "\n", value);				\
	zkcap_##type##_put(type);						\
	return len;								\
}										\
static struct kobj_attribute type##_##field =					\
	__ATTR(field, mode, type##_##field##_show, NULL)

static struct zkcap_capability *find_capability(struct kobject *kobj)
{
	return zkcap_capability_get(kobject_name(kobj));
}

static struct zkcap_devclass *find_devclass(struct kobject *kobj)
{
	return zkcap_devclass_get(kobject_name(kobj));
}

static struct zkcap_offer *find_offer(struct kobject *kobj)
{
	return zkcap_offer_get(kobject_name(kobj));
}

static struct zkcap_tenant *find_tenant(struct kobject *kobj)
{
	u64 id;

	return kstrtou64(kobject_name(kobj), 10, &id) ? NULL : zkcap_tenant_get(id);
}

static struct zkcap_grant *find_grant(struct kobject *kobj)
{
	u64 id;

	return kstrtou64(kobject_name(kobj), 10, &id) ? NULL : zkcap_grant_get(id);
}

OBJECT_FILE(capability, 0444, id, DIGEST_FORMAT, capability->vk.definition);
OBJECT_FILE(capability, 0444, schema, DIGEST_FORMAT, capability->vk.schema);
OBJECT_FILE(capability, 0444, publics, "%u", capability->vk.n_public);
OBJECT_FILE(capability, 0444, verified, "%lld", atomic64_read(&capability->verified));
OBJECT_FILE(capability, 0444, refused, "%lld", atomic64_read(&capability->refused));

OBJECT_FILE(devclass, 0400, nodes, "%u", devclass->n_nodes);
OBJECT_FILE(devclass, 0400, share, "%u", devclass->share);
OBJECT_FILE(devclass, 0400, allocated, "%llu", zkcap_devclass_allocated(devclass));

OBJECT_FILE(offer, 0400, trust, "%s", offer->config.trust);
OBJECT_FILE(offer, 0400, duration, "%u", offer->config.duration);
OBJECT_FILE(offer, 0400, price, "%llu", offer->config.price);
OBJECT_FILE(offer, 0400, priority, "%u", offer->config.priority);
OBJECT_FILE(offer, 0400, grants, "%lld", atomic64_read(&offer->grants));
OBJECT_FILE(offer, 0400, granted, "%lld", atomic64_read(&offer->granted));
OBJECT_FILE(offer, 0400, refused, "%lld", atomic64_read(&offer->refused));

#define TENANT_LIMIT(field, kind) \
	OBJECT_FILE(tenant, 0400, field, "%llu", READ_ONCE(tenant->applied[(kind) - 1]))

TENANT_LIMIT(cpu, ZKCAP_RESOURCE_KIND_CPU);
TENANT_LIMIT(memory, ZKCAP_RESOURCE_KIND_MEMORY);
TENANT_LIMIT(pids, ZKCAP_RESOURCE_KIND_PIDS);
OBJECT_FILE(tenant, 0400, grants, "%u", READ_ONCE(tenant->n_grants));
OBJECT_FILE(tenant, 0400, failures, "%lld", atomic64_read(&tenant->n_failures));
OBJECT_FILE(tenant, 0400, drifts, "%lld", atomic64_read(&tenant->n_drifts));
OBJECT_FILE(tenant, 0400, events_withheld, "%lld", atomic64_read(&tenant->events.n_withheld));

static ssize_t tenant_path_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct zkcap_tenant *tenant = find_tenant(kobj);
	ssize_t len;

	if (!tenant)
		return -ENODEV;
	len = zkcap_tenant_path(tenant, buf, PAGE_SIZE - 1);
	zkcap_tenant_put(tenant);
	if (len < 0)
		return len;
	if (len >= PAGE_SIZE - 1)
		return -ENAMETOOLONG;
	buf[len] = '\n';
	return len + 1;
}

static struct kobj_attribute tenant_path = __ATTR(path, 0400, tenant_path_show, NULL);

#define GRANT_AMOUNT(field, kind) \
	OBJECT_FILE(grant, 0400, field, "%llu", READ_ONCE(grant->amount[(kind) - 1]))

GRANT_AMOUNT(cpu, ZKCAP_RESOURCE_KIND_CPU);
GRANT_AMOUNT(memory, ZKCAP_RESOURCE_KIND_MEMORY);
GRANT_AMOUNT(pids, ZKCAP_RESOURCE_KIND_PIDS);
OBJECT_FILE(grant, 0400, tenant, "%llu", grant->tenant->id);
OBJECT_FILE(grant, 0400, offer, "%s", grant->offer->object.name);
OBJECT_FILE(grant, 0400, state, "%s",
	    READ_ONCE(grant->state) == ZKCAP_GRANT_STATE_ACTIVE ? "active" : "ending");
OBJECT_FILE(grant, 0400, devices, "%u", READ_ONCE(grant->n_holds));
OBJECT_FILE(grant, 0400, expires_in_ms, "%llu", zkcap_grant_ms_left(grant));

static struct attribute *capability_attrs[] = {
	&capability_id.attr, &capability_schema.attr, &capability_publics.attr,
	&capability_verified.attr, &capability_refused.attr, NULL
};

static struct attribute *devclass_attrs[] = {
	&devclass_nodes.attr, &devclass_share.attr, &devclass_allocated.attr, NULL
};

static struct attribute *grant_attrs[] = {
	&grant_tenant.attr, &grant_offer.attr, &grant_state.attr, &grant_cpu.attr,
	&grant_memory.attr, &grant_pids.attr, &grant_devices.attr, &grant_expires_in_ms.attr, NULL
};

static struct attribute *offer_attrs[] = {
	&offer_trust.attr, &offer_duration.attr, &offer_price.attr, &offer_priority.attr,
	&offer_grants.attr, &offer_granted.attr, &offer_refused.attr, NULL
};

static struct attribute *tenant_attrs[] = {
	&tenant_path.attr, &tenant_cpu.attr, &tenant_memory.attr, &tenant_pids.attr,
	&tenant_grants.attr, &tenant_failures.attr, &tenant_drifts.attr,
	&tenant_events_withheld.attr, NULL
};

static const struct {
	const char *name;
	struct attribute_group group;
} kinds[ZKCAP_DIRS] = {
	[ZKCAP_DIR_CAPABILITY] = { "capabilities", { .attrs = capability_attrs } },
	[ZKCAP_DIR_DEVCLASS] = { "device_classes", { .attrs = devclass_attrs } },
	[ZKCAP_DIR_GRANT] = { "grants", { .attrs = grant_attrs } },
	[ZKCAP_DIR_OFFER] = { "offers", { .attrs = offer_attrs } },
	[ZKCAP_DIR_TENANT] = { "tenants", { .attrs = tenant_attrs } },
};

struct kobject *zkcap_sysfs_add(enum zkcap_dir dir, const char *name)
{
	struct kobject *kobj = kobject_create_and_add(name, parents[dir]);

	if (kobj && sysfs_create_group(kobj, &kinds[dir].group)) {
		zkcap_sysfs_remove(kobj);
		kobj = NULL;
	}
	return kobj;
}

void zkcap_sysfs_remove(struct kobject *dir)
{
	if (!dir)
		return;
	kobject_del(dir);
	kobject_put(dir);
}

/* Directories that are always there ---------------------------------------- */

static ssize_t version_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", THIS_MODULE->version);
}

static ssize_t srs_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, DIGEST_FORMAT "\n", zk_srs_const.digest);
}

static struct kobj_attribute version_attr = __ATTR_RO(version);
static struct kobj_attribute srs_attr = __ATTR_RO(srs);

static struct attribute *root_attrs[] = { &version_attr.attr, &srs_attr.attr, NULL };
static const struct attribute_group root_group = { .attrs = root_attrs };

static unsigned int kind_of(struct kobject *kobj)
{
	unsigned int i;

	for (i = 0; i < ZKCAP_KINDS - 1; i++)
		if (!strcmp(zkcap_kinds[i].name, kobject_name(kobj)))
			break;
	return i;
}

static ssize_t capacity_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	u64 capacity, allocated;

	zkcap_pool_get(kind_of(kobj), &capacity, &allocated);
	return sysfs_emit(buf, "%llu\n", capacity);
}

static ssize_t allocated_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	u64 capacity, allocated;

	zkcap_pool_get(kind_of(kobj), &capacity, &allocated);
	return sysfs_emit(buf, "%llu\n", allocated);
}

static struct kobj_attribute capacity_attr = __ATTR(capacity, 0400, capacity_show, NULL);
static struct kobj_attribute allocated_attr = __ATTR(allocated, 0400, allocated_show, NULL);

static struct attribute *pool_attrs[] = { &capacity_attr.attr, &allocated_attr.attr, NULL };
static const struct attribute_group pool_group = { .attrs = pool_attrs };

static struct kobject *pool_parent;
static struct kobject *pool_dirs[ZKCAP_KINDS];

/**
 * struct counter - a file in stats/
 * @attr: the file
 * @value: what it shows
 * @name: of the file, for those that are made of another name
 */
struct counter {
	struct kobj_attribute attr;
	atomic64_t *value;
	char name[48];
};

static ssize_t counter_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct counter *counter = container_of(attr, struct counter, attr);

	return sysfs_emit(buf, "%lld\n", atomic64_read(counter->value));
}

static struct counter counters[6 + ZKCAP_END_CAUSES + __ZKCAP_REASON_MAX];
static unsigned int n_counters;

static void add_counter(atomic64_t *value, const char *prefix, const char *name)
{
	struct counter *counter = &counters[n_counters++];

	snprintf(counter->name, sizeof(counter->name), "%s%s", prefix, name);
	strreplace(counter->name, '-', '_');
	counter->value = value;
	sysfs_attr_init(&counter->attr.attr);
	counter->attr.attr.name = counter->name;
	counter->attr.attr.mode = 0444;
	counter->attr.show = counter_show;
}

static void fill_counters(void)
{
	static const char * const causes[] = {
		[ZKCAP_END_CAUSE_EXPIRED] = "expired",
		[ZKCAP_END_CAUSE_RELEASED] = "released",
		[ZKCAP_END_CAUSE_REVOKED] = "revoked",
		[ZKCAP_END_CAUSE_TENANT_GONE] = "tenant_gone",
	};
	char name[32];
	unsigned int i;

	add_counter(&zkcap_stats.requests, "", "requests");
	add_counter(&zkcap_stats.granted, "", "granted");
	add_counter(&zkcap_stats.attested, "", "attested");
	add_counter(&zkcap_stats.proofs, "", "proofs");
	add_counter(&zkcap_stats.verify_ns, "", "verify_ns_total");
	add_counter(&zkcap_stats.events_withheld, "", "events_withheld");
	for (i = ZKCAP_END_CAUSE_EXPIRED; i < ARRAY_SIZE(causes); i++)
		add_counter(&zkcap_stats.ended[i], "ended_", causes[i]);
	for (i = ZKCAP_REASON_NONE + 1; i < __ZKCAP_REASON_MAX; i++) {
		zkcap_reason_name(i, name, sizeof(name));
		add_counter(&zkcap_stats.refused[i], "refused_", name);
	}
}

static struct kobject *stats_dir;

static int init_stats(void)
{
	unsigned int i;
	int err = 0;

	fill_counters();
	stats_dir = kobject_create_and_add("stats", root);
	if (!stats_dir)
		return -ENOMEM;
	for (i = 0; !err && i < n_counters; i++)
		err = sysfs_create_file(stats_dir, &counters[i].attr.attr);
	return err;
}

static int init_pool(void)
{
	unsigned int i;
	int err = 0;

	pool_parent = kobject_create_and_add("pool", root);
	if (!pool_parent)
		return -ENOMEM;
	for (i = 0; !err && i < ZKCAP_KINDS; i++) {
		pool_dirs[i] = kobject_create_and_add(zkcap_kinds[i].name, pool_parent);
		if (!pool_dirs[i])
			return -ENOMEM;
		err = sysfs_create_group(pool_dirs[i], &pool_group);
	}
	return err;
}

int zkcap_sysfs_init(void)
{
	unsigned int i;
	int err;

	root = kobject_create_and_add("zkcap", kernel_kobj);
	if (!root)
		return -ENOMEM;
	err = sysfs_create_group(root, &root_group);
	if (!err)
		err = init_pool();
	if (!err)
		err = init_stats();
	for (i = 0; !err && i < ZKCAP_DIRS; i++) {
		parents[i] = kobject_create_and_add(kinds[i].name, root);
		if (!parents[i])
			err = -ENOMEM;
	}
	if (err)
		zkcap_sysfs_exit();
	return err;
}

void zkcap_sysfs_exit(void)
{
	unsigned int i;

	for (i = 0; i < ZKCAP_DIRS; i++)
		zkcap_sysfs_remove(parents[i]);
	zkcap_sysfs_remove(stats_dir);
	for (i = 0; i < ZKCAP_KINDS; i++)
		zkcap_sysfs_remove(pool_dirs[i]);
	zkcap_sysfs_remove(pool_parent);
	zkcap_sysfs_remove(root);
}
