// SPDX-License-Identifier: GPL-2.0-only
#include "devclass.h"

#include <linux/mm.h>
#include <linux/slab.h>

#include "reason.h"
#include "sysfs.h"

static struct zkcap_registry classes;
static struct zkcap_registry classes = ZKCAP_REGISTRY_INIT(classes, NULL, ZKCAP_REASON_NONE,
							   ZKCAP_DEVICE_CLASSES_MAX);

static struct zkcap_devclass *to_class(struct zkcap_object *object)
{
	return container_of(object, struct zkcap_devclass, object);
}

struct zkcap_devclass *zkcap_devclass_get(const char *name)
{
	struct zkcap_object *object = zkcap_registry_get(&classes, name);

	return object ? to_class(object) : NULL;
}

void zkcap_devclass_put(struct zkcap_devclass *class)
{
	if (class)
		zkcap_object_put(&class->object);
}

struct zkcap_devclass *zkcap_devclass_next(unsigned long *index)
{
	struct zkcap_object *object = zkcap_registry_next(&classes, index);

	return object ? to_class(object) : NULL;
}

static u64 allocated_locked(const struct zkcap_devclass *class)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < class->n_nodes; i++)
		sum += class->holders[i];
	return sum;
}

u64 zkcap_devclass_allocated(struct zkcap_devclass *class)
{
	u64 sum;

	spin_lock(&class->lock);
	sum = allocated_locked(class);
	spin_unlock(&class->lock);
	return sum;
}

/* Lets nobody hold a node any more, unless somebody does. */
static int close_class(struct zkcap_devclass *class, struct netlink_ext_ack *extack)
{
	int err = 0;

	spin_lock(&class->lock);
	if (allocated_locked(class))
		err = zkcap_refuse(extack, ZKCAP_REASON_DEVICE_CLASS_IN_USE);
	else
		class->closed = true;
	spin_unlock(&class->lock);
	return err;
}

static bool has_node(const struct zkcap_devclass *class, const struct zkcap_node *node)
{
	u32 i;

	for (i = 0; class && i < class->n_nodes; i++)
		if (!memcmp(&class->nodes[i], node, sizeof(*node)))
			return true;
	return false;
}

/* Lets the first @n nodes go, but for those that @other has too. */
static void unclaim(const struct zkcap_devclass *class, u32 n, const struct zkcap_devclass *other)
{
	while (n--)
		if (!has_node(other, &class->nodes[n]))
			zkcap_devgate_unclaim(&class->nodes[n]);
}

/* Claims all nodes, but for those that @other has claimed. */
static int claim(const struct zkcap_devclass *class, const struct zkcap_devclass *other,
		 struct netlink_ext_ack *extack)
{
	int err;
	u32 i;

	for (i = 0; i < class->n_nodes; i++) {
		if (has_node(other, &class->nodes[i]))
			continue;
		err = zkcap_devgate_claim(&class->nodes[i]);
		if (err) {
			unclaim(class, i, other);
			return err == -EEXIST ?
				zkcap_refuse(extack, ZKCAP_REASON_DEVICE_CLASS_NODE) :
				zkcap_refuse_detail(extack, ZKCAP_REASON_ENFORCEMENT, -err);
		}
	}
	return 0;
}

static int add_class(struct zkcap_devclass *class, struct netlink_ext_ack *extack)
{
	int err;

	err = claim(class, NULL, extack);
	if (err)
		return err;
	err = zkcap_registry_add(&class->object, extack);
	if (err)
		unclaim(class, class->n_nodes, NULL);
	else
		class->object.dir = zkcap_sysfs_add(ZKCAP_DIR_DEVCLASS, class->object.name);
	return err;
}

/* A node that both classes have stays claimed all the time. */
static int replace_class(struct zkcap_devclass *class, struct zkcap_devclass *old,
			 struct netlink_ext_ack *extack)
{
	int err;

	err = claim(class, old, extack);
	if (err)
		return err;
	err = close_class(old, extack);
	if (err) {
		unclaim(class, class->n_nodes, old);
		return err;
	}
	zkcap_registry_replace(&class->object, &old->object);
	unclaim(old, old->n_nodes, class);
	return 0;
}

/* A node named twice would be claimed once and let go twice. */
static bool names_twice(const struct zkcap_node *nodes, u32 n)
{
	u32 i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			if (!memcmp(&nodes[i], &nodes[j], sizeof(*nodes)))
				return true;
	return false;
}

int zkcap_devclass_set(const char *name, enum zkcap_device_mode mode, u32 share,
		       const struct zkcap_node *nodes, u32 n, struct netlink_ext_ack *extack)
{
	struct zkcap_devclass *class, *old;
	int err;

	if (names_twice(nodes, n))
		return zkcap_refuse(extack, ZKCAP_REASON_DEVICE_CLASS_NODE);
	class = kzalloc(sizeof(*class), GFP_KERNEL_ACCOUNT);
	if (!class)
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	zkcap_object_init(&class->object, &classes, name);
	spin_lock_init(&class->lock);
	class->mode = mode;
	class->share = mode == ZKCAP_DEVICE_MODE_SHARED ? share : 1;
	class->n_nodes = n;
	memcpy(class->nodes, nodes, n * sizeof(*nodes));

	mutex_lock(&zkcap_config_lock);
	old = zkcap_devclass_get(name);
	err = old ? replace_class(class, old, extack) : add_class(class, extack);
	mutex_unlock(&zkcap_config_lock);
	zkcap_devclass_put(old);
	zkcap_devclass_put(class);
	return err;
}

int zkcap_devclass_del(const char *name, struct netlink_ext_ack *extack)
{
	struct zkcap_object *object;
	int err;

	mutex_lock(&zkcap_config_lock);
	object = zkcap_registry_get(&classes, name);
	if (!object) {
		err = zkcap_refuse(extack, ZKCAP_REASON_DEVICE_CLASS_ABSENT);
		goto unlock;
	}
	err = close_class(to_class(object), extack);
	if (!err) {
		unclaim(to_class(object), to_class(object)->n_nodes, NULL);
		zkcap_registry_remove(object);
	}
unlock:
	mutex_unlock(&zkcap_config_lock);
	zkcap_object_put(object);
	return err;
}

/* The free node with the fewest holders, or -1. */
static int best_node(const struct zkcap_devclass *class, u64 taboo)
{
	int best = -1;
	u32 i;

	for (i = 0; i < class->n_nodes; i++) {
		if (taboo & BIT_ULL(i) || class->holders[i] >= class->share)
			continue;
		if (best < 0 || class->holders[i] < class->holders[best])
			best = i;
	}
	return best;
}

int zkcap_devclass_take(struct zkcap_devclass *class, u32 n, u64 taboo, struct zkcap_hold *hold,
			struct netlink_ext_ack *extack)
{
	int node = -1;
	u32 i;

	BUILD_BUG_ON(ZKCAP_NODES_MAX > 64);
	spin_lock(&class->lock);
	for (i = 0; i < n; i++) {
		node = class->closed ? -1 : best_node(class, taboo);
		if (node < 0)
			break;
		class->holders[node]++;
		taboo |= BIT_ULL(node);
		hold[i] = (struct zkcap_hold) { .class = class, .node = node };
	}
	if (i < n)
		while (i--)
			class->holders[hold[i].node]--;
	spin_unlock(&class->lock);
	if (node < 0)
		return zkcap_refuse(extack, ZKCAP_REASON_DEVICE_BUSY);
	for (i = 0; i < n; i++)
		zkcap_object_get(&class->object);
	return 0;
}

int zkcap_devclass_check(struct zkcap_devclass *class, u32 n, u64 taboo,
			 struct netlink_ext_ack *extack)
{
	u32 i, free = 0;

	spin_lock(&class->lock);
	for (i = 0; !class->closed && i < class->n_nodes; i++)
		free += !(taboo & BIT_ULL(i)) && class->holders[i] < class->share;
	spin_unlock(&class->lock);
	return free < n ? zkcap_refuse(extack, ZKCAP_REASON_DEVICE_BUSY) : 0;
}

void zkcap_devclass_give(struct zkcap_hold *hold)
{
	spin_lock(&hold->class->lock);
	hold->class->holders[hold->node]--;
	spin_unlock(&hold->class->lock);
	zkcap_devclass_put(hold->class);
	hold->class = NULL;
}

void zkcap_devclass_exit(void)
{
	struct zkcap_devclass *class;
	unsigned long index = 0;

	for (; (class = zkcap_devclass_next(&index)); index++) {
		unclaim(class, class->n_nodes, NULL);
		zkcap_devclass_put(class);
	}
	zkcap_registry_clear(&classes);
}
