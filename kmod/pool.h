/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the host has to give, per kind of resource, and what of it is given.
 * Device classes keep their own count.
 */
#ifndef ZKCAP_POOL_H
#define ZKCAP_POOL_H

#include <linux/netlink.h>

#include "resource.h"

/**
 * zkcap_pool_set() - set the capacity of a kind
 * @kind: enum zkcap_resource_kind, not a device
 * @capacity: in the kind's unit
 * @extack: for the reason
 *
 * Return: 0, or a negative errno when the pool has no such kind or more is
 * allocated than @capacity.
 */
int zkcap_pool_set(u16 kind, u64 capacity, struct netlink_ext_ack *extack);

/**
 * zkcap_pool_get() - capacity and allocation of a kind
 * @index: kind - 1
 * @capacity: result
 * @allocated: result, of the same moment
 */
void zkcap_pool_get(unsigned int index, u64 *capacity, u64 *allocated);

/**
 * zkcap_pool_take() - allocate of all kinds, or of none
 * @amount: indexed by kind - 1
 * @extack: for the reason
 *
 * Return: 0, or a negative errno when there is not enough of one.
 */
int zkcap_pool_take(const u64 amount[ZKCAP_KINDS], struct netlink_ext_ack *extack);

/**
 * zkcap_pool_check() - whether zkcap_pool_take() would succeed now
 * @amount: indexed by kind - 1
 * @extack: for the reason
 *
 * Return: 0, or what zkcap_pool_take() would return.
 */
int zkcap_pool_check(const u64 amount[ZKCAP_KINDS], struct netlink_ext_ack *extack);

/**
 * zkcap_pool_give() - give back what was taken
 * @index: kind - 1
 * @amount: at most what was taken and not given back
 */
void zkcap_pool_give(unsigned int index, u64 amount);

#endif /* ZKCAP_POOL_H */
