// SPDX-License-Identifier: MIT
/* Documents of kind Offer. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_read.h"
#include "shim.h"

static int compare_names(const void *a, const void *b)
{
	const struct zkcap_resource *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* The kernel wants resources in ascending order of kind and name. */
static int read_resources(struct zkcap_config_object *object, struct zkcap_error *err)
{
	const struct zkcap_yaml_node *map = zkcap_config_spec(object, "resources");
	const struct zkcap_yaml_node *devices = zkcap_yaml_get(map, "devices");
	struct zkcap_resources *ceiling = &object->offer.offer.ceiling;
	struct zkcap_resource *resource;
	uint32_t first;
	size_t i;
	int ret;

	ret = zkcap_config_amounts(object, map, 1, ceiling, err);
	if (ret)
		return ret;
	first = ceiling->n;
	for (i = 0; devices && i < devices->n_items; i += 2) {
		resource = &ceiling->r[ceiling->n++];
		resource->kind = ZKCAP_RESOURCE_KIND_DEVICE;
		snprintf(resource->name, sizeof(resource->name), "%s", devices->items[i]->text);
		resource->amount = devices->items[i + 1]->integer;
	}
	qsort(&ceiling->r[first], ceiling->n - first, sizeof(ceiling->r[0]), compare_names);
	if (!ceiling->n)
		return zkcap_yaml_error(&object->doc, map, err,
					"resources: expected at least one of cpu, memory, pids and devices");
	return 0;
}

/* Their public inputs wait for the definitions: see zkcap_config_resolve(). */
static void read_requirements(struct zkcap_config_object *object)
{
	const struct zkcap_yaml_node *list = zkcap_config_spec(object, "capabilities");
	struct zkcap_offer *offer = &object->offer.offer;
	size_t i;

	for (i = 0; list && i < list->n_items; i++)
		snprintf(offer->requirements[offer->n_requirements++].capability,
			 sizeof(offer->requirements[0].capability), "%s",
			 zkcap_yaml_get(list->items[i], "name")->text);
}

static int check_tenants(const struct zkcap_config_object *object, struct zkcap_error *err)
{
	const struct zkcap_yaml_node *list = zkcap_config_spec(object, "tenants");
	size_t i, j;

	for (i = 0; list && i < list->n_items; i++)
		for (j = 0; j < i; j++)
			if (!strcmp(list->items[i]->text, list->items[j]->text))
				return zkcap_yaml_error(&object->doc, list->items[i], err,
							"tenants: %s given twice",
							list->items[i]->text);
	return 0;
}

int zkcap_config_read_offer(struct zkcap_config_object *object, struct zkcap_error *err)
{
	static const char *const on_expiry[] = { "wait", "freeze", "kill", NULL };
	const struct zkcap_yaml_node *spec = zkcap_yaml_get(object->doc.root, "spec");
	struct zkcap_offer *offer = &object->offer.offer;

	snprintf(offer->name, sizeof(offer->name), "%s", object->name);
	snprintf(offer->trust, sizeof(offer->trust), "%s", zkcap_yaml_get(spec, "trust")->text);
	offer->on_expiry = zkcap_config_choice(spec, "onExpiry", on_expiry);
	offer->price = zkcap_config_number(spec, "price", 0);
	offer->priority = zkcap_config_number(spec, "priority", 0);
	offer->grants_per_tenant = zkcap_config_number(spec, "grantsPerTenant", 0);
	read_requirements(object);
	return read_resources(object, err) ?:
		check_tenants(object, err) ?:
		zkcap_config_time(object, "duration", 1000, 1, ZKCAP_DURATION_MAX,
				  &offer->duration, err) ?:
		zkcap_config_time(object, "grace", 1, 0, ZKCAP_GRACE_MAX, &offer->grace_ms, err);
}
