// SPDX-License-Identifier: MIT
/* Plans: what has to be done to which object. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hex.h"
#include "parallel.h"
#include "plan_impl.h"
#include "quantity.h"
#include "verifier.h"
#include "verifying_key.h"

const char *zkcap_plan_kind_name(unsigned int kind)
{
	return kind == ZKCAP_PLAN_KEY ? "Key" : zkcap_config_kind_name(kind);
}

const struct zkcap_plan_item *zkcap_plan_items(const struct zkcap_plan *plan, size_t *n)
{
	*n = plan->n;
	return plan->items;
}

const struct zkcap_refusal *zkcap_plan_refusal(const struct zkcap_plan *plan)
{
	return &plan->refusal;
}

struct zkcap_plan_item *plan_add(struct zkcap_plan *plan, unsigned int kind,
				 enum zkcap_plan_action action, const char *name,
				 struct zkcap_config_object *object)
{
	struct zkcap_plan_item *item;
	void *p;

	/* grown at powers of two */
	if (!(plan->n & (plan->n - 1))) {
		p = realloc(plan->items, (plan->n ? 2 * plan->n : 1) * sizeof(*item));
		if (!p)
			return NULL;
		plan->items = p;
	}
	item = &plan->items[plan->n++];
	memset(item, 0, sizeof(*item));
	item->kind = kind;
	item->action = action;
	item->object = object;
	snprintf(item->name, sizeof(item->name), "%s", name);
	return item;
}

struct zkcap_plan_item *plan_find(const struct zkcap_plan *plan, unsigned int kind,
				  const char *name)
{
	size_t i;

	for (i = 0; i < plan->n; i++)
		if (plan->items[i].kind == kind && !strcmp(plan->items[i].name, name))
			return &plan->items[i];
	return NULL;
}

int plan_error(const struct zkcap_plan_item *item, int code, struct zkcap_error *err,
	       const char *fmt, ...)
{
	const struct zkcap_yaml *doc = item->object ? zkcap_config_doc(item->object) : NULL;
	char what[ZKCAP_ERROR_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	zkcap_error_set(err, code, "%s %s: %s", zkcap_plan_kind_name(item->kind), item->name,
			what);
	if (doc)
		zkcap_error_context(err, code, "%s:%u:%u", doc->file, doc->root->line,
				    doc->root->column);
	return code;
}

/* Each of these compares one document; -ENOMEM is all that can fail. */

static int plan_pool(struct zkcap_plan *plan, struct zkcap_config_object *object)
{
	const struct zkcap_config_pool *pool = &object->pool;
	const struct zkcap_pool *found;
	char buf[ZKCAP_QUANTITY_TEXT];
	struct zkcap_plan_item *item;
	uint16_t kind;

	for (kind = 1; kind < ZKCAP_RESOURCE_KIND_DEVICE; kind++) {
		if (!(pool->given >> kind & 1))
			continue;
		item = plan_add(plan, ZKCAP_CONFIG_POOL, ZKCAP_PLAN_UNCHANGED,
				zkcap_kind_name(kind, buf), object);
		if (!item)
			return -ENOMEM;
		item->index = kind;
		found = zkcap_state_pool(&plan->state, kind);
		if (!found || found->capacity != pool->capacity[kind]) {
			item->action = ZKCAP_PLAN_CHANGE;
			snprintf(item->why, sizeof(item->why), "%s", "capacity");
		}
	}
	return 0;
}

static struct zkcap_plan_item *plan_object(struct zkcap_plan *plan,
					   struct zkcap_config_object *object, const void *found)
{
	return plan_add(plan, object->kind, found ? ZKCAP_PLAN_UNCHANGED : ZKCAP_PLAN_CREATE,
			object->name, object);
}

static int plan_class(struct zkcap_plan *plan, struct zkcap_config_object *object)
{
	const struct zkcap_device_class *found = zkcap_state_class(&plan->state, object->name);
	struct zkcap_plan_item *item = plan_object(plan, object, found);

	if (item && found)
		plan_compare_class(&object->device_class, found, item->why);
	return item ? 0 : -ENOMEM;
}

static int plan_trust(struct zkcap_plan *plan, struct zkcap_config_object *object)
{
	const struct zkcap_trust *found = zkcap_state_trust(&plan->state, object->name);
	struct zkcap_plan_item *item = plan_object(plan, object, found);

	if (item && found)
		plan_compare_trust(&object->trust.trust, found, item->why);
	return item ? 0 : -ENOMEM;
}

static int plan_capability(struct zkcap_plan *plan, struct zkcap_config_object *object)
{
	const struct zkcap_capability *found = zkcap_state_capability(&plan->state, object->name);
	struct zkcap_plan_item *item = plan_object(plan, object, found);

	if (item && found)
		plan_compare_capability(object->capability.circuit, found, item->why);
	return item ? 0 : -ENOMEM;
}

/* An offer also has to be made anew when a capability that it asks for is. */
static void follow_capabilities(struct zkcap_plan *plan, struct zkcap_plan_item *item,
				const struct zkcap_offer *found)
{
	const struct zkcap_plan_item *capability;
	size_t i;

	for (i = 0; i < plan->n && !*item->why; i++) {
		capability = &plan->items[i];
		if (capability->kind == ZKCAP_CONFIG_CAPABILITY && *capability->why &&
		    plan_requires(found, capability->name))
			snprintf(item->why, sizeof(item->why), "capability %s",
				 capability->name);
	}
}

static int plan_offer(struct zkcap_plan *plan, struct zkcap_config_object *object)
{
	const struct zkcap_offer *found = zkcap_state_offer(&plan->state, object->name);
	const struct zkcap_config_offer *wanted = &object->offer;
	struct zkcap_plan_item *item = plan_object(plan, object, found);

	if (!item)
		return -ENOMEM;
	/* To the kernel, an offer for nobody is one for everybody. */
	if (wanted->restricted && !wanted->offer.n_tenants && !wanted->n_unmade) {
		item->action = found ? ZKCAP_PLAN_REMOVE : ZKCAP_PLAN_SKIP;
		snprintf(item->why, sizeof(item->why), "%s", "none of its tenants is there");
		return 0;
	}
	if (!found)
		return 0;
	plan_compare_offer(&wanted->offer, found, &plan->state.version, item->why);
	if (wanted->n_unmade && !*item->why)
		snprintf(item->why, sizeof(item->why), "%s", "tenants");
	follow_capabilities(plan, item, found);
	return 0;
}

static int plan_tenant(struct zkcap_plan *plan, struct zkcap_config_object *object)
{
	const struct zkcap_config_tenant *wanted = &object->tenant;
	const struct zkcap_tenant *found = NULL;
	struct zkcap_plan_item *item;

	if (!wanted->missing)
		found = zkcap_state_tenant(&plan->state, wanted->tenant.id);
	item = plan_object(plan, object, found);
	if (!item)
		return -ENOMEM;
	if (wanted->missing && wanted->absent == ZKCAP_ABSENT_SKIP) {
		item->action = ZKCAP_PLAN_SKIP;
		snprintf(item->why, sizeof(item->why), "%s", "its control group is not there");
	} else if (found) {
		plan_compare_tenant(&wanted->tenant, found, item->why);
	}
	return 0;
}

static int plan_keys(struct zkcap_plan *plan)
{
	char hex[2 * ZKCAP_KEY_ID_LEN + 1];
	const struct zkcap_certificate *certificate;
	const struct zkcap_key *found;
	struct zkcap_plan_item *item;
	size_t i;

	for (i = 0; i < plan->config->n_keys; i++) {
		certificate = &plan->config->keys[i];
		found = zkcap_state_key(&plan->state, certificate->id);
		item = plan_add(plan, ZKCAP_PLAN_KEY,
				found ? ZKCAP_PLAN_UNCHANGED : ZKCAP_PLAN_CREATE,
				zkcap_hex_encode(hex, certificate->id, ZKCAP_KEY_ID_LEN), NULL);
		if (!item)
			return -ENOMEM;
		item->index = i;
		if (found && memcmp(found->certificate_digest, certificate->digest,
				    ZKCAP_DIGEST_LEN))
			snprintf(item->why, sizeof(item->why), "%s", "certificate");
	}
	return 0;
}

/* Removed: what has a name and no document */
static int prune_named(struct zkcap_plan *plan, enum zkcap_config_kind kind, const char *name)
{
	if (zkcap_config_find(plan->config, kind, name))
		return 0;
	return plan_add(plan, kind, ZKCAP_PLAN_REMOVE, name, NULL) ? 0 : -ENOMEM;
}

static bool has_tenant(const struct zkcap_config *config, uint64_t id)
{
	size_t i;

	for (i = 0; i < config->n; i++)
		if (config->objects[i]->kind == ZKCAP_CONFIG_TENANT &&
		    config->objects[i]->tenant.tenant.id == id)
			return true;
	return false;
}

static int prune_tenants(struct zkcap_plan *plan)
{
	const struct zkcap_tenant *tenant;
	struct zkcap_plan_item *item;
	size_t i;

	for (i = 0; i < plan->state.n_tenants; i++) {
		tenant = &plan->state.tenants[i];
		if (has_tenant(plan->config, tenant->id))
			continue;
		item = plan_add(plan, ZKCAP_CONFIG_TENANT, ZKCAP_PLAN_REMOVE, tenant->path, NULL);
		if (!item)
			return -ENOMEM;
		item->index = tenant->id;
	}
	return 0;
}

static int prune(struct zkcap_plan *plan, enum zkcap_config_kind kind)
{
	const struct zkcap_state *state = &plan->state;
	int ret = 0;
	size_t i;

	switch (kind) {
	case ZKCAP_CONFIG_DEVICE_CLASS:
		for (i = 0; !ret && i < state->n_classes; i++)
			ret = prune_named(plan, kind, state->classes[i].name);
		return ret;
	case ZKCAP_CONFIG_TRUST:
		for (i = 0; !ret && i < state->n_trusts; i++)
			ret = prune_named(plan, kind, state->trusts[i].name);
		return ret;
	case ZKCAP_CONFIG_CAPABILITY:
		for (i = 0; !ret && i < state->n_capabilities; i++)
			ret = prune_named(plan, kind, state->capabilities[i].name);
		return ret;
	case ZKCAP_CONFIG_OFFER:
		for (i = 0; !ret && i < state->n_offers; i++)
			ret = prune_named(plan, kind, state->offers[i].name);
		return ret;
	case ZKCAP_CONFIG_TENANT:
		return prune_tenants(plan);
	default:
		return 0;
	}
}

static int plan_kind(struct zkcap_plan *plan, enum zkcap_config_kind kind)
{
	static int (*const planners[ZKCAP_CONFIG_KINDS])(struct zkcap_plan *plan,
							 struct zkcap_config_object *object) = {
		[ZKCAP_CONFIG_POOL] = plan_pool,
		[ZKCAP_CONFIG_DEVICE_CLASS] = plan_class,
		[ZKCAP_CONFIG_TRUST] = plan_trust,
		[ZKCAP_CONFIG_CAPABILITY] = plan_capability,
		[ZKCAP_CONFIG_OFFER] = plan_offer,
		[ZKCAP_CONFIG_TENANT] = plan_tenant,
	};
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < plan->config->n; i++)
		if (plan->config->objects[i]->kind == kind)
			ret = planners[kind](plan, plan->config->objects[i]);
	if (!ret && plan->options.prune)
		ret = prune(plan, kind);
	/* Certificates can be enrolled once their authorities are known. */
	if (!ret && kind == ZKCAP_CONFIG_TRUST)
		ret = plan_keys(plan);
	for (i = 0; i < plan->n; i++)
		if (plan->items[i].action == ZKCAP_PLAN_UNCHANGED && *plan->items[i].why)
			plan->items[i].action = ZKCAP_PLAN_CHANGE;
	return ret;
}

/* What the kernel would refuse is refused here, before the old key is removed for it. */
static int make_key(struct zkcap_plan *plan, size_t i, struct zkcap_srs *srs,
		    struct zkcap_error *err)
{
	const struct zkcap_plan_item *item = &plan->items[i];
	enum zk_verdict verdict;
	struct zk_vk *vk;
	int ret;

	plan->vks[i] = malloc(ZKCAP_VK_LEN);
	if (!plan->vks[i])
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	ret = zkcap_vk_make(plan->vks[i], item->object->capability.circuit, srs,
			    zkcap_online_threads(), err);
	if (ret)
		return ret;
	vk = zkcap_verifier_key(plan->vks[i], ZKCAP_VK_LEN, &verdict, NULL, err);
	if (!vk && verdict == ZK_INTERRUPTED)
		return -ENOMEM;
	free(vk);
	return verdict ? plan_error(item, -EBADMSG, err, "its verifying key is no good: %s",
				    zk_verdict_text(verdict)) : 0;
}

/* Verifying keys are made ahead: it takes long, and can fail. */
static int make_keys(struct zkcap_plan *plan, struct zkcap_error *err)
{
	const struct zkcap_plan_item *item;
	struct zkcap_srs *srs = NULL;
	int ret = 0;
	size_t i;

	plan->vks = calloc(plan->n ? plan->n : 1, sizeof(*plan->vks));
	if (!plan->vks)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	for (i = 0; !ret && !plan->options.dry_run && i < plan->n; i++) {
		item = &plan->items[i];
		if (item->kind != ZKCAP_CONFIG_CAPABILITY ||
		    (item->action != ZKCAP_PLAN_CREATE && item->action != ZKCAP_PLAN_CHANGE))
			continue;
		if (!srs)
			ret = plan->options.open_srs(plan->options.open_srs_arg, &srs, err);
		if (!ret)
			ret = make_key(plan, i, srs, err);
	}
	zkcap_srs_free(srs);
	return ret;
}

int zkcap_plan_make(struct zkcap_plan **out, struct zkcap_client *client,
		    struct zkcap_config *config, const struct zkcap_plan_options *options,
		    struct zkcap_error *err)
{
	struct zkcap_plan *plan = calloc(1, sizeof(*plan));
	enum zkcap_config_kind kind;
	int ret;

	if (!plan)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	plan->config = config;
	plan->options = *options;
	ret = zkcap_state_read(&plan->state, client, err);
	for (kind = 0; !ret && kind < ZKCAP_CONFIG_KINDS; kind++)
		if (plan_kind(plan, kind))
			ret = zkcap_error_set(err, -ENOMEM, "out of memory");
	if (!ret)
		ret = plan_check(plan, err) ?: make_keys(plan, err);
	if (ret)
		zkcap_plan_free(plan);
	else
		*out = plan;
	return ret;
}

void zkcap_plan_free(struct zkcap_plan *plan)
{
	size_t i;

	if (!plan)
		return;
	for (i = 0; plan->vks && i < plan->n; i++)
		free(plan->vks[i]);
	free(plan->vks);
	free(plan->items);
	zkcap_state_free(&plan->state);
	free(plan);
}
