/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device nodes open only to those tenants that hold them: a BPF program of
 * type BPF_PROG_TYPE_CGROUP_DEVICE on each tenant's control group, loaded,
 * attached and updated by the module itself.
 *
 * A node that belongs to no device class is no business of the gate: every
 * tenant keeps the access to it that it has without the module.
 */
#ifndef ZKCAP_DEVGATE_H
#define ZKCAP_DEVGATE_H

#include <linux/types.h>

struct cgroup;
struct zkcap_devgate;

/**
 * struct zkcap_node - a device node
 * @type: enum zkcap_device_type
 * @major: number
 * @minor: number
 */
struct zkcap_node {
	u32 type;
	u32 major;
	u32 minor;
};

/**
 * zkcap_devgate_init() - make what all gates share
 *
 * Return: 0, -EOPNOTSUPP when the kernel has no such BPF programs (everything
 * but devices works without), or another errno.
 */
int zkcap_devgate_init(void);

/**
 * zkcap_devgate_exit() - undo zkcap_devgate_init(); all gates are detached
 */
void zkcap_devgate_exit(void);

/**
 * zkcap_devgate_claim() - put a node under the gates
 * @node: from now on closed to all tenants that do not hold it
 *
 * Return: 0, -EEXIST when it is claimed already, -EOPNOTSUPP, -ENOMEM, -ENOSPC.
 */
int zkcap_devgate_claim(const struct zkcap_node *node);

/**
 * zkcap_devgate_unclaim() - let a node go
 * @node: claimed, and held by nobody
 */
void zkcap_devgate_unclaim(const struct zkcap_node *node);

/**
 * zkcap_devgate_attach() - gate a control group
 * @cgroup: referenced by the caller for as long as the gate exists
 *
 * Context: as for zkcap_cgroupfs_write().
 *
 * Return: the gate, closed for all claimed nodes; ERR_PTR(-EOPNOTSUPP) when the
 * kernel has no gates at all, ERR_PTR(-ERANGE) when @cgroup is more than 63 levels
 * below the root, ERR_PTR(-EPERM) when a program of an ancestor forbids others below
 * it, or another errno.
 */
struct zkcap_devgate *zkcap_devgate_attach(struct cgroup *cgroup);

/**
 * zkcap_devgate_detach() - remove a gate and its program
 * @gate: may be NULL or an ERR_PTR
 *
 * Works for a control group that was removed, too.
 */
void zkcap_devgate_detach(struct zkcap_devgate *gate);

/**
 * zkcap_devgate_open() - let a tenant open a node
 * @gate: of the tenant; the caller serialises open and close on one gate
 * @node: claimed
 *
 * Return: 0, -EEXIST when it is open, -ENOMEM, -ENOSPC.
 */
int zkcap_devgate_open(struct zkcap_devgate *gate, const struct zkcap_node *node);

/**
 * zkcap_devgate_close() - undo zkcap_devgate_open()
 * @gate: of the tenant
 * @node: open
 *
 * Descriptors that are open stay so: the gate is asked when a node is opened
 * or made.
 */
void zkcap_devgate_close(struct zkcap_devgate *gate, const struct zkcap_node *node);

#endif /* ZKCAP_DEVGATE_H */
