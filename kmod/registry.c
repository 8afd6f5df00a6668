// SPDX-License-Identifier: GPL-2.0-only
#include "registry.h"

#include <linux/ctype.h>
#include <linux/jhash.h>
#include <linux/string.h>

#include "reason.h"
#include "sysfs.h"

/* Guards which named objects and tenants exist. */
DEFINE_MUTEX(zkcap_config_lock);

int zkcap_name_check(const char *name, struct netlink_ext_ack *extack)
{
	const char *p;

	if (!*name || *name == '.')
		return zkcap_refuse(extack, ZKCAP_REASON_NAME_INVALID);
	for (p = name; *p; p++)
		if (!isascii(*p) || (!isalnum(*p) && !strchr(".-_", *p)))
			return zkcap_refuse(extack, ZKCAP_REASON_NAME_INVALID);
	return 0;
}

void zkcap_object_init(struct zkcap_object *object, struct zkcap_registry *registry,
		       const char *name)
{
	strscpy(object->name, name, sizeof(object->name));
	refcount_set(&object->refs, 1);
	object->registry = registry;
}

void zkcap_object_put(struct zkcap_object *object)
{
	if (!object || !refcount_dec_and_test(&object->refs))
		return;
	if (object->registry->release)
		object->registry->release(object);
	kvfree_rcu(object, rcu);
}

static u32 name_hash(const char *name)
{
	return jhash(name, strlen(name), 0);
}

static struct zkcap_object *find(struct zkcap_registry *registry, const char *name)
{
	struct zkcap_object *object;

	hash_for_each_possible_rcu(registry->by_name, object, hash, name_hash(name),
				   lockdep_is_held(&zkcap_config_lock))
		if (!strcmp(object->name, name))
			return object;
	return NULL;
}

int zkcap_registry_add(struct zkcap_object *object, struct netlink_ext_ack *extack)
{
	struct zkcap_registry *registry = object->registry;

	lockdep_assert_held(&zkcap_config_lock);
	if (find(registry, object->name))
		return zkcap_refuse(extack, registry->exists);
	if (registry->n >= registry->max)
		return zkcap_refuse(extack, ZKCAP_REASON_LIMIT_REACHED);
	if (xa_alloc(&registry->by_index, &object->index, object, xa_limit_31b,
		     GFP_KERNEL_ACCOUNT))
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	zkcap_object_get(object);
	hash_add_rcu(registry->by_name, &object->hash, name_hash(object->name));
	registry->n++;
	return 0;
}

void zkcap_registry_replace(struct zkcap_object *object, struct zkcap_object *old)
{
	struct zkcap_registry *registry = object->registry;

	lockdep_assert_held(&zkcap_config_lock);
	object->index = old->index;
	object->dir = old->dir;
	old->dir = NULL;
	zkcap_object_get(object);
	hlist_replace_rcu(&old->hash, &object->hash);
	/* The index has an entry, so nothing is allocated. */
	xa_store(&registry->by_index, object->index, object, GFP_KERNEL);
	zkcap_object_put(old);
}

/* A reader under RCU may still see the object, and fails to get a reference. */
void zkcap_registry_remove(struct zkcap_object *object)
{
	struct zkcap_registry *registry = object->registry;

	lockdep_assert_held(&zkcap_config_lock);
	zkcap_sysfs_remove(object->dir);
	object->dir = NULL;
	hash_del_rcu(&object->hash);
	xa_erase(&registry->by_index, object->index);
	registry->n--;
	zkcap_object_put(object);
}

struct zkcap_object *zkcap_registry_get(struct zkcap_registry *registry, const char *name)
{
	struct zkcap_object *object;

	rcu_read_lock();
	object = find(registry, name);
	if (object && !refcount_inc_not_zero(&object->refs))
		object = NULL;
	rcu_read_unlock();
	return object;
}

struct zkcap_object *zkcap_registry_next(struct zkcap_registry *registry, unsigned long *index)
{
	struct zkcap_object *object;

	rcu_read_lock();
	xa_for_each_start(&registry->by_index, *index, object, *index)
		if (refcount_inc_not_zero(&object->refs))
			break;
	rcu_read_unlock();
	return object;
}

void zkcap_registry_clear(struct zkcap_registry *registry)
{
	struct zkcap_object *object;
	unsigned long index;

	mutex_lock(&zkcap_config_lock);
	xa_for_each(&registry->by_index, index, object)
		zkcap_registry_remove(object);
	mutex_unlock(&zkcap_config_lock);
	xa_destroy(&registry->by_index);
}
