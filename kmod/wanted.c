// SPDX-License-Identifier: GPL-2.0-only
#include "wanted.h"

#include <linux/string.h>

#include "reason.h"

static int compare(const struct zkcap_resource *a, const struct zkcap_resource *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return strcmp(a->name, b->name);
}

int zkcap_resources_check(const struct zkcap_resources *resources, struct netlink_ext_ack *extack)
{
	u32 i;

	for (i = 0; i < resources->n; i++) {
		const struct zkcap_resource *r = &resources->r[i];
		bool device = r->kind == ZKCAP_RESOURCE_KIND_DEVICE;

		if (i && compare(r - 1, r) >= 0)
			return zkcap_refuse_detail(extack, ZKCAP_REASON_RESOURCE_ORDER, i);
		if (device != !!r->name[0])
			return zkcap_refuse_detail(extack, ZKCAP_REASON_RESOURCE_UNKNOWN, i);
		if (!r->amount)
			return zkcap_refuse_detail(extack, ZKCAP_REASON_RESOURCE_ZERO, i);
	}
	return 0;
}

int zkcap_resources_within(const struct zkcap_resources *resources,
			   const struct zkcap_resources *ceiling, struct netlink_ext_ack *extack)
{
	u32 i, j;

	for (i = 0; i < resources->n; i++) {
		for (j = 0; j < ceiling->n; j++)
			if (!compare(&resources->r[i], &ceiling->r[j]))
				break;
		if (j == ceiling->n || resources->r[i].amount > ceiling->r[j].amount)
			return zkcap_refuse_detail(extack, ZKCAP_REASON_RESOURCE_CEILING, i);
	}
	return 0;
}

int zkcap_wanted_get(struct zkcap_wanted *wanted, const struct zkcap_resources *resources,
		     struct netlink_ext_ack *extack)
{
	struct zkcap_devclass *class;
	u32 i;

	memset(wanted, 0, sizeof(*wanted));
	for (i = 0; i < resources->n; i++) {
		const struct zkcap_resource *r = &resources->r[i];

		if (r->kind != ZKCAP_RESOURCE_KIND_DEVICE) {
			wanted->amount[r->kind - 1] = r->amount;
			continue;
		}
		class = zkcap_devclass_get(r->name);
		if (!class)
			return zkcap_refuse_detail(extack, ZKCAP_REASON_RESOURCE_UNKNOWN, i);
		wanted->classes[wanted->n_classes] = class;
		wanted->counts[wanted->n_classes] = min_t(u64, r->amount, U32_MAX);
		wanted->n_classes++;
		/* A tenant never holds a node twice. */
		if (r->amount > class->n_nodes)
			return zkcap_refuse_detail(extack, ZKCAP_REASON_DEVICE_BUSY, i);
	}
	return 0;
}

void zkcap_wanted_put(struct zkcap_wanted *wanted)
{
	while (wanted->n_classes)
		zkcap_devclass_put(wanted->classes[--wanted->n_classes]);
}
