// SPDX-License-Identifier: MIT
/* A copy of the kernel's dumps. */

#include "state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Lists grow at powers of two, by this function for each kind of object. */
#define KEEPER(object, list, count)							\
static int keep_##object(const struct zkcap_##object *found, void *arg)			\
{											\
	struct zkcap_state *state = arg;						\
	void *p;									\
											\
	if (!(state->count & (state->count - 1))) {					\
		p = realloc(state->list,						\
			    (state->count ? 2 * state->count : 1) * sizeof(*found));	\
		if (!p)									\
			return -ENOMEM;							\
		state->list = p;							\
	}										\
	state->list[state->count++] = *found;						\
	return 0;									\
}

KEEPER(pool, pools, n_pools)
KEEPER(device_class, classes, n_classes)
KEEPER(trust, trusts, n_trusts)
KEEPER(key, keys, n_keys)
KEEPER(capability, capabilities, n_capabilities)
KEEPER(offer, offers, n_offers)
KEEPER(tenant, tenants, n_tenants)

int zkcap_state_read(struct zkcap_state *state, struct zkcap_client *client,
		     struct zkcap_error *err)
{
	int ret;

	memset(state, 0, sizeof(*state));
	zkcap_error_set(err, -ENOMEM, "out of memory");
	ret = zkcap_version_get(client, &state->version, err) ?:
		zkcap_pool_dump(client, keep_pool, state, err) ?:
		zkcap_device_class_dump(client, keep_device_class, state, err) ?:
		zkcap_trust_dump(client, keep_trust, state, err) ?:
		zkcap_key_dump(client, keep_key, state, err) ?:
		zkcap_capability_dump(client, keep_capability, state, err) ?:
		zkcap_offer_dump(client, keep_offer, state, err) ?:
		zkcap_tenant_dump(client, keep_tenant, state, err);
	if (ret)
		zkcap_state_free(state);
	return ret;
}

void zkcap_state_free(struct zkcap_state *state)
{
	free(state->pools);
	free(state->classes);
	free(state->trusts);
	free(state->keys);
	free(state->capabilities);
	free(state->offers);
	free(state->tenants);
	memset(state, 0, sizeof(*state));
}

#define FIND(list, count, condition)							\
	for (size_t i = 0; i < state->count; i++)					\
		if (condition)								\
			return &state->list[i];						\
	return NULL

struct zkcap_pool *zkcap_state_pool(const struct zkcap_state *state, uint16_t kind)
{
	FIND(pools, n_pools, state->pools[i].kind == kind && !*state->pools[i].name);
}

struct zkcap_device_class *zkcap_state_class(const struct zkcap_state *state, const char *name)
{
	FIND(classes, n_classes, !strcmp(state->classes[i].name, name));
}

struct zkcap_trust *zkcap_state_trust(const struct zkcap_state *state, const char *name)
{
	FIND(trusts, n_trusts, !strcmp(state->trusts[i].name, name));
}

struct zkcap_key *zkcap_state_key(const struct zkcap_state *state,
				  const uint8_t id[ZKCAP_KEY_ID_LEN])
{
	FIND(keys, n_keys, !memcmp(state->keys[i].id, id, ZKCAP_KEY_ID_LEN));
}

struct zkcap_capability *zkcap_state_capability(const struct zkcap_state *state,
						const char *name)
{
	FIND(capabilities, n_capabilities, !strcmp(state->capabilities[i].name, name));
}

struct zkcap_offer *zkcap_state_offer(const struct zkcap_state *state, const char *name)
{
	FIND(offers, n_offers, !strcmp(state->offers[i].name, name));
}

struct zkcap_tenant *zkcap_state_tenant(const struct zkcap_state *state, uint64_t id)
{
	FIND(tenants, n_tenants, state->tenants[i].id == id);
}

struct zkcap_device_class *zkcap_state_node(const struct zkcap_state *state,
					    const struct zkcap_node *node)
{
	struct zkcap_device_class *class;
	size_t i;
	uint32_t j;

	for (i = 0; i < state->n_classes; i++) {
		class = &state->classes[i];
		for (j = 0; j < class->n_nodes; j++)
			if (!memcmp(&class->nodes[j], node, sizeof(*node)))
				return class;
	}
	return NULL;
}
