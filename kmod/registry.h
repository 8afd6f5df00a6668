/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Objects with a name: capabilities, offers, trust policies, device classes.
 *
 * Which of them exist is under zkcap_config_lock, the outermost of all locks;
 * the order of the others is in Documentation/module.rst.
 */
#ifndef ZKCAP_REGISTRY_H
#define ZKCAP_REGISTRY_H

#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/xarray.h>

#include "limits.h"

#define ZKCAP_REGISTRY_BITS 8

struct kobject;

extern struct mutex zkcap_config_lock;

/**
 * struct zkcap_object - what all named objects begin with
 * @name: never changes
 * @refs: one for the registry, while the object is in it, and one for each user
 * @registry: that it is, or was, in
 * @hash: in @registry's by_name; under zkcap_config_lock, read under RCU
 * @index: in @registry's by_index; under zkcap_config_lock
 * @dir: directory in sysfs while in @registry, or NULL; under zkcap_config_lock
 * @rcu: to free it
 */
struct zkcap_object {
	char name[ZKCAP_NAME_MAX + 1];
	refcount_t refs;
	struct zkcap_registry *registry;
	struct hlist_node hash;
	u32 index;
	struct kobject *dir;
	struct rcu_head rcu;
};

/**
 * struct zkcap_registry - all objects of one kind
 * @release: gives back what an object refers to, or NULL; called with its last
 *	reference.  The object itself, from kvmalloc() and the like, is freed
 *	after a grace period: until then a reader may look at its name and fail
 *	to get a reference.
 * @exists: reason to refuse a second object of a name
 * @max: how many there may be
 * @n: how many there are; under zkcap_config_lock
 * @by_index: in the order in which dumps show them; written under
 *	zkcap_config_lock, read under RCU
 * @by_name: written under zkcap_config_lock, read under RCU
 */
struct zkcap_registry {
	void (*release)(struct zkcap_object *object);
	enum zkcap_reason exists;
	u32 max;
	u32 n;
	struct xarray by_index;
	DECLARE_HASHTABLE(by_name, ZKCAP_REGISTRY_BITS);
};

#define ZKCAP_REGISTRY_INIT(reg, release_fn, exists_reason, limit) {	\
	.release = (release_fn),					\
	.exists = (exists_reason),					\
	.max = (limit),							\
	.by_index = XARRAY_INIT((reg).by_index, XA_FLAGS_ALLOC),	\
}

/**
 * zkcap_name_check() - check a name from outside
 * @name: terminated with NUL, at most ZKCAP_NAME_MAX long
 * @extack: for the reason
 *
 * Names become file names: 1 or more letters, digits, dots, dashes and
 * underscores, not beginning with a dot.
 *
 * Return: 0 or a negative errno.
 */
int zkcap_name_check(const char *name, struct netlink_ext_ack *extack);

/**
 * zkcap_object_init() - prepare an object before it is added
 * @object: the caller gets its first reference
 * @registry: that it will be in
 * @name: checked by zkcap_name_check()
 */
void zkcap_object_init(struct zkcap_object *object, struct zkcap_registry *registry,
		       const char *name);

/**
 * zkcap_object_get() - take another reference
 * @object: that the caller has a reference to
 */
static inline void zkcap_object_get(struct zkcap_object *object)
{
	refcount_inc(&object->refs);
}

/**
 * zkcap_object_put() - give a reference back; frees after the last one
 * @object: may be NULL
 */
void zkcap_object_put(struct zkcap_object *object);

/**
 * zkcap_registry_add() - publish an object
 * @object: complete; the registry takes a reference of its own
 * @extack: for the reason
 *
 * Context: zkcap_config_lock held.
 *
 * Return: 0, or a negative errno when the name is taken, the registry is full
 * or memory is short.
 */
int zkcap_registry_add(struct zkcap_object *object, struct netlink_ext_ack *extack);

/**
 * zkcap_registry_replace() - publish an object in the place of its namesake
 * @object: complete; the registry takes a reference of its own
 * @old: in the registry, of the same name; loses the registry's reference
 *
 * Context: zkcap_config_lock held.  Cannot fail.
 */
void zkcap_registry_replace(struct zkcap_object *object, struct zkcap_object *old);

/**
 * zkcap_registry_remove() - unpublish an object
 * @object: in its registry; loses the registry's reference
 *
 * Context: zkcap_config_lock held.
 */
void zkcap_registry_remove(struct zkcap_object *object);

/**
 * zkcap_registry_get() - find an object by name
 * @registry: to search
 * @name: terminated with NUL
 *
 * Return: the object, with a reference for the caller, or NULL.
 */
struct zkcap_object *zkcap_registry_get(struct zkcap_registry *registry, const char *name);

/**
 * zkcap_registry_next() - walk a registry that may change meanwhile
 * @registry: to walk
 * @index: where to begin, 0 at first; set to where the object was found
 *
 * Return: the object, with a reference for the caller, or NULL at the end.
 */
struct zkcap_object *zkcap_registry_next(struct zkcap_registry *registry, unsigned long *index);

/**
 * zkcap_registry_clear() - remove all objects
 * @registry: empty afterwards
 *
 * Context: takes zkcap_config_lock.
 */
void zkcap_registry_clear(struct zkcap_registry *registry);

#endif /* ZKCAP_REGISTRY_H */
