// SPDX-License-Identifier: MIT
/* What a plan would fail at, found out before anything is changed. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plan_impl.h"
#include "quantity.h"

static int check_pool(const struct zkcap_plan *plan, const struct zkcap_plan_item *item,
		      struct zkcap_error *err)
{
	const struct zkcap_pool *found = zkcap_state_pool(&plan->state, item->index);
	char buf[ZKCAP_QUANTITY_TEXT];

	if (!found)
		return plan_error(item, -EBUSY, err, "the kernel has no such resource");
	if (item->object->pool.capacity[item->index] < found->allocated)
		return plan_error(item, -EBUSY, err, "%s of it is granted; expected at least that",
				  zkcap_amount_format(item->index, found->allocated, buf));
	return 0;
}

/* A node changes hands only between classes that change too. */
static int check_nodes(const struct zkcap_plan *plan, const struct zkcap_plan_item *item,
		       struct zkcap_error *err)
{
	const struct zkcap_device_class *class = &item->object->device_class, *owner;
	const struct zkcap_plan_item *other;
	uint32_t i;

	for (i = 0; i < class->n_nodes; i++) {
		owner = zkcap_state_node(&plan->state, &class->nodes[i]);
		if (!owner || !strcmp(owner->name, item->name))
			continue;
		other = plan_find(plan, ZKCAP_CONFIG_DEVICE_CLASS, owner->name);
		if (!other)
			return plan_error(item, -EBUSY, err,
					  "%s %u:%u is in class %s, which no document describes",
					  class->nodes[i].type == ZKCAP_DEVICE_TYPE_CHAR ? "char" :
					  "block", class->nodes[i].major, class->nodes[i].minor,
					  owner->name);
	}
	return 0;
}

static int check_class(const struct zkcap_plan *plan, const struct zkcap_plan_item *item,
		       struct zkcap_error *err)
{
	const struct zkcap_device_class *found = zkcap_state_class(&plan->state, item->name);

	if (found && found->allocated)
		return plan_error(item, -EBUSY, err, "%llu of its nodes are granted",
				  (unsigned long long)found->allocated);
	return item->object ? check_nodes(plan, item, err) : 0;
}

/* Whether the kernel's offer is there no more, or another, when the plan is carried out */
static bool is_withdrawn(const struct zkcap_plan *plan, const struct zkcap_offer *offer)
{
	const struct zkcap_plan_item *item = plan_find(plan, ZKCAP_CONFIG_OFFER, offer->name);

	return item && item->action != ZKCAP_PLAN_UNCHANGED;
}

static int check_trust(const struct zkcap_plan *plan, const struct zkcap_plan_item *item,
		       struct zkcap_error *err)
{
	size_t i;

	if (item->action != ZKCAP_PLAN_REMOVE)
		return 0;
	for (i = 0; i < plan->state.n_offers; i++)
		if (!strcmp(plan->state.offers[i].trust, item->name) &&
		    !is_withdrawn(plan, &plan->state.offers[i]))
			return plan_error(item, -EBUSY, err, "offer %s names it",
					  plan->state.offers[i].name);
	return 0;
}

static int check_capability(const struct zkcap_plan *plan, const struct zkcap_plan_item *item,
			    struct zkcap_error *err)
{
	size_t i;

	if (item->action == ZKCAP_PLAN_CREATE)
		return 0;
	for (i = 0; i < plan->state.n_offers; i++)
		if (plan_requires(&plan->state.offers[i], item->name) &&
		    !is_withdrawn(plan, &plan->state.offers[i]))
			return plan_error(item, -EBUSY, err,
					  "offer %s, which no document describes, asks for it",
					  plan->state.offers[i].name);
	return 0;
}

/* Capabilities are always there: zkcap_config_resolve() found or added them. */
static int check_offer(const struct zkcap_plan *plan, const struct zkcap_plan_item *item,
		       struct zkcap_error *err)
{
	const struct zkcap_plan_item *trust;
	const char *name;

	if (item->action == ZKCAP_PLAN_REMOVE)
		return 0;
	name = item->object->offer.offer.trust;
	trust = plan_find(plan, ZKCAP_CONFIG_TRUST, name);
	if (trust ? trust->action == ZKCAP_PLAN_REMOVE : !zkcap_state_trust(&plan->state, name))
		return plan_error(item, -EBUSY, err,
				  "trust: there is no TrustPolicy %s, in the files%s", name,
				  trust ? "" : " or in the kernel");
	return 0;
}

static int check_controllers(const struct zkcap_plan_item *item, struct zkcap_error *err)
{
	static const char *const files[] = {
		[ZKCAP_RESOURCE_KIND_CPU] = "cpu.max",
		[ZKCAP_RESOURCE_KIND_MEMORY] = "memory.max",
		[ZKCAP_RESOURCE_KIND_PIDS] = "pids.max",
	};
	const struct zkcap_config_tenant *tenant = &item->object->tenant;
	const char *file;
	uint32_t i;
	char *path;
	int ret;

	for (i = 0; i < tenant->tenant.baseline.n; i++) {
		file = files[tenant->tenant.baseline.r[i].kind];
		if (asprintf(&path, "%s/%s", tenant->directory, file) < 0)
			return zkcap_error_set(err, -ENOMEM, "out of memory");
		ret = access(path, F_OK);
		free(path);
		if (ret)
			return plan_error(item, -EBUSY, err,
					  "baseline: %s has no %s: its controller is not enabled in the group above",
					  tenant->directory, file);
	}
	return 0;
}

/* Only an end and a new beginning change a tenant, and the end takes its grants along. */
static int check_tenant(const struct zkcap_plan *plan, const struct zkcap_plan_item *item,
			struct zkcap_error *err)
{
	const struct zkcap_config_tenant *tenant = item->object ? &item->object->tenant : NULL;
	uint64_t id = tenant ? tenant->tenant.id : item->index;
	const struct zkcap_tenant *found = zkcap_state_tenant(&plan->state, id);

	if (item->action != ZKCAP_PLAN_CREATE && found && found->grants &&
	    !plan->options.end_grants)
		return plan_error(item, -EBUSY, err,
				  "%s its %u grants: expected --end-grants, or none",
				  item->action == ZKCAP_PLAN_REMOVE ? "removing it ends" :
				  "changing it ends", found->grants);
	return tenant && !tenant->missing ? check_controllers(item, err) : 0;
}

/* Most objects of a kind, after what is removed and what is made */
static int check_count(const struct zkcap_plan *plan, enum zkcap_config_kind kind, size_t found,
		       size_t max, struct zkcap_error *err)
{
	size_t i, n = found;

	for (i = 0; i < plan->n; i++) {
		if (plan->items[i].kind != kind)
			continue;
		n += plan->items[i].action == ZKCAP_PLAN_CREATE;
		n -= plan->items[i].action == ZKCAP_PLAN_REMOVE;
	}
	if (n <= max)
		return 0;
	return zkcap_error_set(err, -EBUSY,
			       "%zu objects of kind %s: the kernel takes at most %zu", n,
			       zkcap_config_kind_name(kind), max);
}

static int check_counts(const struct zkcap_plan *plan, struct zkcap_error *err)
{
	const struct zkcap_state *state = &plan->state;
	const struct zkcap_version *most = &state->version;

	return check_count(plan, ZKCAP_CONFIG_DEVICE_CLASS, state->n_classes,
			   most->device_classes, err) ?:
		check_count(plan, ZKCAP_CONFIG_TRUST, state->n_trusts, most->trusts, err) ?:
		check_count(plan, ZKCAP_CONFIG_CAPABILITY, state->n_capabilities,
			    most->capabilities, err) ?:
		check_count(plan, ZKCAP_CONFIG_OFFER, state->n_offers, most->offers, err) ?:
		check_count(plan, ZKCAP_CONFIG_TENANT, state->n_tenants, most->tenants, err);
}

int plan_check(struct zkcap_plan *plan, struct zkcap_error *err)
{
	static int (*const checks[ZKCAP_PLAN_KEY])(const struct zkcap_plan *plan,
						   const struct zkcap_plan_item *item,
						   struct zkcap_error *err) = {
		[ZKCAP_CONFIG_POOL] = check_pool,
		[ZKCAP_CONFIG_DEVICE_CLASS] = check_class,
		[ZKCAP_CONFIG_TRUST] = check_trust,
		[ZKCAP_CONFIG_CAPABILITY] = check_capability,
		[ZKCAP_CONFIG_OFFER] = check_offer,
		[ZKCAP_CONFIG_TENANT] = check_tenant,
	};
	const struct zkcap_plan_item *item;
	size_t i;
	int ret;

	for (i = 0; i < plan->n; i++) {
		item = &plan->items[i];
		if (item->kind == ZKCAP_PLAN_KEY || item->action == ZKCAP_PLAN_SKIP ||
		    (item->action == ZKCAP_PLAN_UNCHANGED && item->kind != ZKCAP_CONFIG_OFFER))
			continue;
		ret = checks[item->kind](plan, item, err);
		if (ret)
			return ret;
	}
	return check_counts(plan, err);
}
