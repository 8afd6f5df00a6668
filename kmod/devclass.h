/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device classes: sets of like device nodes, of which grants hold a number.
 */
#ifndef ZKCAP_DEVCLASS_H
#define ZKCAP_DEVCLASS_H

#include <linux/spinlock.h>

#include "devgate.h"
#include "registry.h"

/**
 * struct zkcap_devclass - a device class
 * @object: name and lifetime
 * @mode: enum zkcap_device_mode; constant
 * @share: tenants that may hold one node at one time; constant
 * @n_nodes: number of @nodes; constant
 * @nodes: constant; claimed from the device gate while in the registry
 * @lock: guards @holders and @closed
 * @closed: no longer in the registry: nothing more may be held
 * @holders: how many tenants hold each node
 */
struct zkcap_devclass {
	struct zkcap_object object;
	enum zkcap_device_mode mode;
	u32 share;
	u32 n_nodes;
	struct zkcap_node nodes[ZKCAP_NODES_MAX];
	spinlock_t lock; /* guards what follows */
	bool closed;
	u32 holders[ZKCAP_NODES_MAX];
};

/**
 * struct zkcap_hold - a grant's hold of one node
 * @class: referenced
 * @node: index into its nodes
 */
struct zkcap_hold {
	struct zkcap_devclass *class;
	u32 node;
};

/**
 * zkcap_devclass_set() - define a device class, or redefine it
 * @name: checked
 * @mode: enum zkcap_device_mode
 * @share: for a shared class
 * @nodes: @n of them
 * @n: 1..ZKCAP_NODES_MAX
 * @extack: for the reason
 *
 * From here on no tenant opens the nodes but by a grant.
 *
 * Return: 0, or a negative errno when a node is named twice or is of another
 * class, when nodes of the class are held, or for lack of memory.
 */
int zkcap_devclass_set(const char *name, enum zkcap_device_mode mode, u32 share,
		       const struct zkcap_node *nodes, u32 n, struct netlink_ext_ack *extack);

/**
 * zkcap_devclass_del() - remove a device class
 * @name: of the class
 * @extack: for the reason
 *
 * Return: 0, or a negative errno when there is none or nodes are held.
 */
int zkcap_devclass_del(const char *name, struct netlink_ext_ack *extack);

/**
 * zkcap_devclass_get() - find a device class
 * @name: of the class
 *
 * Return: the class, with a reference for the caller, or NULL.
 */
struct zkcap_devclass *zkcap_devclass_get(const char *name);

/**
 * zkcap_devclass_put() - give a reference back
 * @class: may be NULL
 */
void zkcap_devclass_put(struct zkcap_devclass *class);

/**
 * zkcap_devclass_next() - walk all classes; see zkcap_registry_next()
 * @index: where to begin
 *
 * Return: the next one with a reference for the caller, or NULL.
 */
struct zkcap_devclass *zkcap_devclass_next(unsigned long *index);

/**
 * zkcap_devclass_take() - hold some nodes of a class
 * @class: referenced; each hold takes a reference of its own
 * @n: how many
 * @taboo: bit mask of nodes that the tenant holds already
 * @hold: result, @n of them
 * @extack: for the reason
 *
 * The least held nodes first.
 *
 * Return: 0, or a negative errno when not enough are free; then none is held.
 */
int zkcap_devclass_take(struct zkcap_devclass *class, u32 n, u64 taboo, struct zkcap_hold *hold,
			struct netlink_ext_ack *extack);

/**
 * zkcap_devclass_check() - whether zkcap_devclass_take() would succeed now
 * @class: referenced
 * @n: how many
 * @taboo: bit mask of nodes that the tenant holds already
 * @extack: for the reason
 *
 * Return: 0, or what zkcap_devclass_take() would return.
 */
int zkcap_devclass_check(struct zkcap_devclass *class, u32 n, u64 taboo,
			 struct netlink_ext_ack *extack);

/**
 * zkcap_devclass_give() - end a hold
 * @hold: from zkcap_devclass_take()
 */
void zkcap_devclass_give(struct zkcap_hold *hold);

/**
 * zkcap_devclass_allocated() - number of holds of a class
 * @class: referenced
 *
 * Return: how many holds there are.
 */
u64 zkcap_devclass_allocated(struct zkcap_devclass *class);

/**
 * zkcap_devclass_exit() - remove all classes; nothing is held
 */
void zkcap_devclass_exit(void);

#endif /* ZKCAP_DEVCLASS_H */
