// SPDX-License-Identifier: MIT
/* Carrying a plan out. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "plan_impl.h"

struct run {
	struct zkcap_plan *plan;
	struct zkcap_client *client;
	struct zkcap_error *err;
};

/* What the kernel said, with the document's place before it */
static int fail(struct run *run, struct zkcap_plan_item *item, int ret)
{
	char said[ZKCAP_ERROR_MAX] = "";

	if (run->err)
		memcpy(said, run->err->message, sizeof(said));
	item->result = ZKCAP_PLAN_FAILED;
	return plan_error(item, ret, run->err, "%s", said);
}

static int finish(struct run *run, struct zkcap_plan_item *item, int ret)
{
	if (ret)
		return fail(run, item, ret);
	item->result = ZKCAP_PLAN_DONE;
	return 0;
}

static bool is_made(const struct zkcap_plan_item *item)
{
	return item->action == ZKCAP_PLAN_CREATE || item->action == ZKCAP_PLAN_CHANGE;
}

static int set_pool(struct run *run, struct zkcap_plan_item *item)
{
	return zkcap_pool_set(run->client, item->index, item->object->pool.capacity[item->index],
			      run->err);
}

static int set_class(struct run *run, struct zkcap_plan_item *item)
{
	return zkcap_device_class_set(run->client, &item->object->device_class, run->err);
}

static int set_trust(struct run *run, struct zkcap_plan_item *item)
{
	return zkcap_trust_set(run->client, &item->object->trust.trust, run->err);
}

static int add_key(struct run *run, struct zkcap_plan_item *item)
{
	const struct zkcap_certificate *key = &run->plan->config->keys[item->index];
	uint8_t id[ZKCAP_KEY_ID_LEN];
	int ret = zkcap_key_add(run->client, key->der, key->len, id, run->err);

	return ret ? zkcap_error_context(run->err, ret, "%s", key->path) : 0;
}

static int set_capability(struct run *run, struct zkcap_plan_item *item)
{
	const struct zkcap_circuit *circuit = item->object->capability.circuit;
	int ret = 0;

	if (item->action == ZKCAP_PLAN_CHANGE)
		ret = zkcap_capability_del(run->client, item->name, run->err);
	return ret ?: zkcap_capability_add(run->client, item->name, circuit->definition_id,
					   run->plan->vks[item - run->plan->items], run->err);
}

static int set_offer(struct run *run, struct zkcap_plan_item *item)
{
	int ret = 0;

	if (item->action == ZKCAP_PLAN_CHANGE && !item->withdrawn) {
		ret = zkcap_offer_del(run->client, item->name, run->err);
		item->withdrawn = !ret;
	}
	return ret ?: zkcap_offer_add(run->client, &item->object->offer.offer, run->err);
}

static int set_tenant(struct run *run, struct zkcap_plan_item *item)
{
	struct zkcap_config_tenant *tenant = &item->object->tenant;
	int fd, ret = 0;

	fd = open(tenant->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return zkcap_error_set(run->err, -errno, "%s: %s", tenant->directory,
				       strerror(errno));
	if (item->action == ZKCAP_PLAN_CHANGE) {
		ret = zkcap_tenant_del(run->client, fd, 0, run->err);
		item->withdrawn = !ret;
	}
	ret = ret ?: zkcap_tenant_add(run->client, fd, &tenant->tenant, run->err);
	close(fd);
	return ret;
}

/* All items of a kind that are made or changed */
static int set_kind(struct run *run, unsigned int kind,
		    int (*set)(struct run *run, struct zkcap_plan_item *item))
{
	struct zkcap_plan_item *item;
	int ret = 0;
	size_t i;

	for (i = 0; !ret && i < run->plan->n; i++) {
		item = &run->plan->items[i];
		if (item->kind == kind && is_made(item))
			ret = finish(run, item, set(run, item));
	}
	return ret;
}

static int remove_item(struct run *run, struct zkcap_plan_item *item)
{
	switch (item->kind) {
	case ZKCAP_CONFIG_DEVICE_CLASS:
		return zkcap_device_class_del(run->client, item->name, run->err);
	case ZKCAP_CONFIG_TRUST:
		return zkcap_trust_del(run->client, item->name, run->err);
	case ZKCAP_CONFIG_CAPABILITY:
		return zkcap_capability_del(run->client, item->name, run->err);
	case ZKCAP_CONFIG_OFFER:
		return zkcap_offer_del(run->client, item->name, run->err);
	case ZKCAP_CONFIG_TENANT:
		return zkcap_tenant_del(run->client, ZKCAP_OWN_TENANT, item->index, run->err);
	default:
		return zkcap_error_set(run->err, -EINVAL, "cannot be removed");
	}
}

static int remove_kind(struct run *run, unsigned int kind)
{
	struct zkcap_plan_item *item;
	int ret = 0;
	size_t i;

	for (i = 0; !ret && i < run->plan->n; i++) {
		item = &run->plan->items[i];
		if (item->kind == kind && item->action == ZKCAP_PLAN_REMOVE &&
		    item->result == ZKCAP_PLAN_PENDING)
			ret = finish(run, item, remove_item(run, item));
	}
	return ret;
}

/* Whether a class that is to be set wants a node that another one has */
static bool is_in_the_way(const struct zkcap_plan *plan, const struct zkcap_plan_item *item)
{
	const struct zkcap_device_class *wanted, *owner;
	size_t i;
	uint32_t j;

	for (i = 0; i < plan->n; i++) {
		if (plan->items[i].kind != ZKCAP_CONFIG_DEVICE_CLASS || !is_made(&plan->items[i]) ||
		    &plan->items[i] == item)
			continue;
		wanted = &plan->items[i].object->device_class;
		for (j = 0; j < wanted->n_nodes; j++) {
			owner = zkcap_state_node(&plan->state, &wanted->nodes[j]);
			if (owner && !strcmp(owner->name, item->name))
				return true;
		}
	}
	return false;
}

/*
 * The kernel has a node in one class at most.  While a node goes from class to class
 * it is in none, so open to tenants: only those classes are removed that have to be.
 */
static int clear_nodes(struct run *run)
{
	struct zkcap_plan_item *item;
	size_t i;
	int ret;

	for (i = 0; i < run->plan->n; i++) {
		item = &run->plan->items[i];
		if (item->kind != ZKCAP_CONFIG_DEVICE_CLASS ||
		    (item->action != ZKCAP_PLAN_CHANGE && item->action != ZKCAP_PLAN_REMOVE) ||
		    !is_in_the_way(run->plan, item))
			continue;
		ret = remove_item(run, item);
		if (ret)
			return fail(run, item, ret);
		item->withdrawn = true;
		if (item->action == ZKCAP_PLAN_REMOVE)
			item->result = ZKCAP_PLAN_DONE;
	}
	return 0;
}

/* Offers stand in the way of capabilities that change. */
static int withdraw_offers(struct run *run)
{
	const struct zkcap_plan_item *capability;
	struct zkcap_plan_item *item;
	const struct zkcap_offer *found;
	size_t i, j;
	int ret;

	for (i = 0; i < run->plan->n; i++) {
		item = &run->plan->items[i];
		if (item->kind != ZKCAP_CONFIG_OFFER || item->action != ZKCAP_PLAN_CHANGE)
			continue;
		found = zkcap_state_offer(&run->plan->state, item->name);
		for (j = 0; j < run->plan->n && !item->withdrawn; j++) {
			capability = &run->plan->items[j];
			if (capability->kind != ZKCAP_CONFIG_CAPABILITY ||
			    capability->action != ZKCAP_PLAN_CHANGE ||
			    !plan_requires(found, capability->name))
				continue;
			ret = zkcap_offer_del(run->client, item->name, run->err);
			if (ret)
				return fail(run, item, ret);
			item->withdrawn = true;
		}
	}
	return 0;
}

static int put_back_tenant(struct run *run, const struct zkcap_plan_item *item)
{
	const struct zkcap_config_tenant *tenant = &item->object->tenant;
	struct zkcap_tenant *found = zkcap_state_tenant(&run->plan->state, tenant->tenant.id);
	int fd = open(tenant->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), ret;

	ret = fd < 0 ? -errno : zkcap_tenant_add(run->client, fd, found, NULL);
	if (fd >= 0)
		close(fd);
	return ret;
}

/*
 * All classes, if one is gone: those that were changed may have its nodes.  A node in no
 * class would be open to every tenant.
 */
static unsigned int put_back_classes(struct run *run)
{
	const struct zkcap_device_class *found;
	struct zkcap_plan_item *item;
	unsigned int lost = 0;
	bool gone = false;
	size_t i;

	for (i = 0; i < run->plan->n; i++) {
		item = &run->plan->items[i];
		gone |= item->kind == ZKCAP_CONFIG_DEVICE_CLASS && item->withdrawn &&
			item->result != ZKCAP_PLAN_DONE;
	}
	for (i = 0; gone && i < run->plan->n; i++) {
		item = &run->plan->items[i];
		if (item->kind != ZKCAP_CONFIG_DEVICE_CLASS || item->result != ZKCAP_PLAN_DONE)
			continue;
		if (is_made(item))
			lost += !!zkcap_device_class_del(run->client, item->name, NULL);
		item->withdrawn = true;
		item->result = ZKCAP_PLAN_PENDING;
	}
	for (i = 0; gone && i < run->plan->n; i++) {
		item = &run->plan->items[i];
		found = item->kind == ZKCAP_CONFIG_DEVICE_CLASS && item->withdrawn ?
			zkcap_state_class(&run->plan->state, item->name) : NULL;
		if (found)
			lost += !!zkcap_device_class_set(run->client, found, NULL);
	}
	return lost;
}

/* What was removed to be made anew, and was not, as it was; returns how much is lost. */
static unsigned int put_back(struct run *run)
{
	unsigned int lost = put_back_classes(run);
	const struct zkcap_state *state = &run->plan->state;
	const struct zkcap_plan_item *item;
	size_t i;

	for (i = 0; i < run->plan->n; i++) {
		item = &run->plan->items[i];
		if (!item->withdrawn || item->result == ZKCAP_PLAN_DONE)
			continue;
		if (item->kind == ZKCAP_CONFIG_OFFER)
			lost += !!zkcap_offer_add(run->client, zkcap_state_offer(state, item->name),
						  NULL);
		else if (item->kind == ZKCAP_CONFIG_TENANT)
			lost += !!put_back_tenant(run, item);
	}
	return lost;
}

static int carry_out(struct run *run)
{
	return zkcap_config_make_groups(run->plan->config, run->plan->options.paths, run->err) ?:
		set_kind(run, ZKCAP_CONFIG_POOL, set_pool) ?:
		clear_nodes(run) ?:
		set_kind(run, ZKCAP_CONFIG_DEVICE_CLASS, set_class) ?:
		set_kind(run, ZKCAP_CONFIG_TRUST, set_trust) ?:
		set_kind(run, ZKCAP_PLAN_KEY, add_key) ?:
		remove_kind(run, ZKCAP_CONFIG_OFFER) ?:
		withdraw_offers(run) ?:
		set_kind(run, ZKCAP_CONFIG_CAPABILITY, set_capability) ?:
		set_kind(run, ZKCAP_CONFIG_OFFER, set_offer) ?:
		set_kind(run, ZKCAP_CONFIG_TENANT, set_tenant) ?:
		remove_kind(run, ZKCAP_CONFIG_TENANT) ?:
		remove_kind(run, ZKCAP_CONFIG_CAPABILITY) ?:
		remove_kind(run, ZKCAP_CONFIG_TRUST) ?:
		remove_kind(run, ZKCAP_CONFIG_DEVICE_CLASS);
}

int zkcap_plan_apply(struct zkcap_plan *plan, struct zkcap_client *client,
		     struct zkcap_error *err)
{
	struct run run = { .plan = plan, .client = client, .err = err };
	int ret = carry_out(&run);
	unsigned int lost;

	if (!ret)
		return 0;
	plan->refusal = *zkcap_client_refusal(client);
	lost = put_back(&run);
	if (lost)
		zkcap_error_context(err, ret, "%u objects could not be put back", lost);
	return ret;
}
