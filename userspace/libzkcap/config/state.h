/* SPDX-License-Identifier: MIT */
/* What the kernel has: a copy of its dumps at one time. */
#ifndef ZKCAP_STATE_H
#define ZKCAP_STATE_H

#include "client.h"

/**
 * struct zkcap_state - all objects of the administrator
 * Each list belongs to the state.
 */
struct zkcap_state {
	struct zkcap_version version;
	struct zkcap_pool *pools;
	size_t n_pools;
	struct zkcap_device_class *classes;
	size_t n_classes;
	struct zkcap_trust *trusts;
	size_t n_trusts;
	struct zkcap_key *keys;
	size_t n_keys;
	struct zkcap_capability *capabilities;
	size_t n_capabilities;
	struct zkcap_offer *offers;
	size_t n_offers;
	struct zkcap_tenant *tenants;
	size_t n_tenants;
};

/**
 * zkcap_state_read() - ask the kernel for everything
 * @state: to be freed with zkcap_state_free()
 *
 * Takes CAP_SYS_ADMIN.  Return: 0, or what the client's operations return; -ENOMEM.
 */
int zkcap_state_read(struct zkcap_state *state, struct zkcap_client *client,
		     struct zkcap_error *err);
void zkcap_state_free(struct zkcap_state *state);

/* The object of that name, number or kind; NULL if there is none */
struct zkcap_pool *zkcap_state_pool(const struct zkcap_state *state, uint16_t kind);
struct zkcap_device_class *zkcap_state_class(const struct zkcap_state *state, const char *name);
struct zkcap_trust *zkcap_state_trust(const struct zkcap_state *state, const char *name);
struct zkcap_key *zkcap_state_key(const struct zkcap_state *state,
				  const uint8_t id[ZKCAP_KEY_ID_LEN]);
struct zkcap_capability *zkcap_state_capability(const struct zkcap_state *state,
						const char *name);
struct zkcap_offer *zkcap_state_offer(const struct zkcap_state *state, const char *name);
struct zkcap_tenant *zkcap_state_tenant(const struct zkcap_state *state, uint64_t id);

/* The class that has a node, or NULL */
struct zkcap_device_class *zkcap_state_node(const struct zkcap_state *state,
					    const struct zkcap_node *node);

#endif /* ZKCAP_STATE_H */
