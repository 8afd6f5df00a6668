/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists of resources from outside, checked, and sorted by how they are
 * accounted.
 */
#ifndef ZKCAP_WANTED_H
#define ZKCAP_WANTED_H

#include <linux/netlink.h>

#include "devclass.h"
#include "resource.h"

/**
 * struct zkcap_wanted - resources, sorted by how they are accounted
 * @amount: indexed by kind - 1
 * @n_classes: number of @classes and @counts
 * @classes: device classes, referenced
 * @counts: nodes of each class
 */
struct zkcap_wanted {
	u64 amount[ZKCAP_KINDS];
	u32 n_classes;
	struct zkcap_devclass *classes[ZKCAP_RESOURCES_MAX];
	u32 counts[ZKCAP_RESOURCES_MAX];
};

/**
 * zkcap_resources_check() - check a list from outside
 * @resources: kinds are in range, nothing else is checked
 * @extack: for ZKCAP_REASON_RESOURCE_ORDER, _ZERO or _UNKNOWN
 *
 * Return: 0 or a negative errno.
 */
int zkcap_resources_check(const struct zkcap_resources *resources, struct netlink_ext_ack *extack);

/**
 * zkcap_resources_within() - check a list against a ceiling
 * @resources: checked
 * @ceiling: checked
 * @extack: for ZKCAP_REASON_RESOURCE_CEILING
 *
 * Return: 0 or a negative errno.
 */
int zkcap_resources_within(const struct zkcap_resources *resources,
			   const struct zkcap_resources *ceiling, struct netlink_ext_ack *extack);

/**
 * zkcap_wanted_get() - sort a list, and find its device classes
 * @wanted: result, to be put also after an error
 * @resources: checked
 * @extack: for ZKCAP_REASON_RESOURCE_UNKNOWN or _DEVICE_BUSY
 *
 * Return: 0 or a negative errno.
 */
int zkcap_wanted_get(struct zkcap_wanted *wanted, const struct zkcap_resources *resources,
		     struct netlink_ext_ack *extack);

/**
 * zkcap_wanted_put() - give the references of a struct zkcap_wanted back
 * @wanted: its classes
 */
void zkcap_wanted_put(struct zkcap_wanted *wanted);

#endif /* ZKCAP_WANTED_H */
