// SPDX-License-Identifier: MIT
/* A copy of the kernel's dumps. */

#include "state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The list, perhaps elsewhere, with room for one more object after n; NULL without memory */
static void *grow(void *list, size_t n, size_t size)
{
	/* at powers of two */
	if (n & (n - 1))
		return list;
	return realloc(list, (n ? 2 * n : 1) * size);
}

static int keep_pool(const struct zkcap_pool *found, void *arg)
{
	struct zkcap_state *state = arg;
	void *p = grow(state->pools, state->n_pools, sizeof(*found));

	if (!p)
		return -ENOMEM;
	state->pools = p;
	state->pools[state->n_pools++] = *found;
	return 0;
}

static int keep_device_class(const struct zkcap_device_class *found, void *arg)
{
	struct zkcap_state *state = arg;
	void *p = grow(state->classes, state->n_classes, sizeof(*found));

	if (!p)
		return -ENOMEM;
	state->classes = p;
	state->classes[state->n_classes++] = *found;
	return 0;
}

static int keep_trust(const struct zkcap_trust *found, void *arg)
{
	struct zkcap_state *state = arg;
	void *p = grow(state->trusts, state->n_trusts, sizeof(*found));

	if (!p)
		return -ENOMEM;
	state->trusts = p;
	state->trusts[state->n_trusts++] = *found;
	return 0;
}

static int keep_key(const struct zkcap_key *found, void *arg)
{
	struct zkcap_state *state = arg;
	void *p = grow(state->keys, state->n_keys, sizeof(*found));

	if (!p)
		return -ENOMEM;
	state->keys = p;
	state->keys[state->n_keys++] = *found;
	return 0;
}

static int keep_capability(const struct zkcap_capability *found, void *arg)
{
	struct zkcap_state *state = arg;
	void *p = grow(state->capabilities, state->n_capabilities, sizeof(*found));

	if (!p)
		return -ENOMEM;
	state->capabilities = p;
	state->capabilities[state->n_capabilities++] = *found;
	return 0;
}

static int keep_offer(const struct zkcap_offer *found, void *arg)
{
	struct zkcap_state *state = arg;
	void *p = grow(state->offers, state->n_offers, sizeof(*found));

	if (!p)
		return -ENOMEM;
	state->offers = p;
	state->offers[state->n_offers++] = *found;
	return 0;
}

static int keep_tenant(const struct zkcap_tenant *found, void *arg)
{
	struct zkcap_state *state = arg;
	void *p = grow(state->tenants, state->n_tenants, sizeof(*found));

	if (!p)
		return -ENOMEM;
	state->tenants = p;
	state->tenants[state->n_tenants++] = *found;
	return 0;
}

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

/* Objects that begin with their name */
static void *find_named(void *list, size_t n, size_t size, const char *name)
{
	char *object = list;

	for (; n--; object += size)
		if (!strcmp(object, name))
			return object;
	return NULL;
}

struct zkcap_pool *zkcap_state_pool(const struct zkcap_state *state, uint16_t kind)
{
	size_t i;

	for (i = 0; i < state->n_pools; i++)
		if (state->pools[i].kind == kind && !*state->pools[i].name)
			return &state->pools[i];
	return NULL;
}

struct zkcap_device_class *zkcap_state_class(const struct zkcap_state *state, const char *name)
{
	_Static_assert(!offsetof(struct zkcap_device_class, name), "find_named()");
	return find_named(state->classes, state->n_classes, sizeof(*state->classes), name);
}

struct zkcap_trust *zkcap_state_trust(const struct zkcap_state *state, const char *name)
{
	_Static_assert(!offsetof(struct zkcap_trust, name), "find_named()");
	return find_named(state->trusts, state->n_trusts, sizeof(*state->trusts), name);
}

struct zkcap_key *zkcap_state_key(const struct zkcap_state *state,
				  const uint8_t id[ZKCAP_KEY_ID_LEN])
{
	size_t i;

	for (i = 0; i < state->n_keys; i++)
		if (!memcmp(state->keys[i].id, id, ZKCAP_KEY_ID_LEN))
			return &state->keys[i];
	return NULL;
}

struct zkcap_capability *zkcap_state_capability(const struct zkcap_state *state,
						const char *name)
{
	_Static_assert(!offsetof(struct zkcap_capability, name), "find_named()");
	return find_named(state->capabilities, state->n_capabilities,
			  sizeof(*state->capabilities), name);
}

struct zkcap_offer *zkcap_state_offer(const struct zkcap_state *state, const char *name)
{
	_Static_assert(!offsetof(struct zkcap_offer, name), "find_named()");
	return find_named(state->offers, state->n_offers, sizeof(*state->offers), name);
}

struct zkcap_tenant *zkcap_state_tenant(const struct zkcap_state *state, uint64_t id)
{
	size_t i;

	for (i = 0; i < state->n_tenants; i++)
		if (state->tenants[i].id == id)
			return &state->tenants[i];
	return NULL;
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
