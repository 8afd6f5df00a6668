/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Offers: what a host gives, for which proofs, and to whom.
 */
#ifndef ZKCAP_OFFER_H
#define ZKCAP_OFFER_H

#include "capability.h"
#include "resource.h"
#include "trust.h"

/**
 * struct zkcap_requirement - a capability to be proved
 * @name: of the capability
 * @n_publics: number of @publics
 * @publics: public inputs, ZKCAP_SCALAR_LEN bytes each, big endian
 */
struct zkcap_requirement {
	char name[ZKCAP_NAME_MAX + 1];
	u32 n_publics;
	u8 publics[ZKCAP_PUBLICS_MAX][ZKCAP_SCALAR_LEN];
};

/**
 * struct zkcap_offer_config - what an administrator offers
 * @trust: name of the policy that attestations must have been accepted under
 * @n_requirements: number of @requirements
 * @requirements: in the order in which a request has its proofs
 * @ceiling: most that one grant may have
 * @duration: longest lease in seconds
 * @on_expiry: what to do when memory is in use after the grace time
 * @grace_ms: time to give memory back
 * @price: never interpreted
 * @priority: never interpreted
 * @n_tenants: number of @tenants; 0 for an offer to all
 * @tenants: control group ids of those whom the offer is for
 * @grants_per_tenant: most grants of one tenant under the offer
 */
struct zkcap_offer_config {
	char trust[ZKCAP_NAME_MAX + 1];
	u32 n_requirements;
	struct zkcap_requirement requirements[ZKCAP_REQUIREMENTS_MAX];
	struct zkcap_resources ceiling;
	u32 duration;
	enum zkcap_on_expiry on_expiry;
	u32 grace_ms;
	u64 price;
	u32 priority;
	u32 n_tenants;
	u64 tenants[ZKCAP_OFFER_TENANTS_MAX];
	u32 grants_per_tenant;
};

/**
 * struct zkcap_offer - an offer
 * @object: name and lifetime
 * @withdrawn: no longer in the registry; its grants live on but cannot be
 *	renewed or grow.  Written once, under zkcap_config_lock
 * @grants: number of grants under it
 * @granted: requests granted
 * @refused: requests refused
 * @capabilities: of each requirement; referenced, constant
 * @publics: decoded public inputs of each requirement; constant
 * @config: constant
 */
struct zkcap_offer {
	struct zkcap_object object;
	bool withdrawn;
	atomic64_t grants;
	atomic64_t granted;
	atomic64_t refused;
	struct zkcap_capability *capabilities[ZKCAP_REQUIREMENTS_MAX];
	struct zk_fr publics[ZKCAP_REQUIREMENTS_MAX][ZKCAP_PUBLICS_MAX];
	struct zkcap_offer_config config;
};

/**
 * zkcap_offer_add() - make an offer
 * @name: checked
 * @config: sizes are within their limits, the ceiling is in order; nothing
 *	else is checked
 * @extack: for the reason
 *
 * Return: 0, or a negative errno when the policy or a capability does not
 * exist or has other public inputs, or for lack of memory.
 */
int zkcap_offer_add(const char *name, const struct zkcap_offer_config *config,
		    struct netlink_ext_ack *extack);

/**
 * zkcap_offer_del() - withdraw an offer
 * @name: of the offer
 * @extack: for the reason
 *
 * Its grants live on until they end.
 *
 * Return: 0, or a negative errno when there is none.
 */
int zkcap_offer_del(const char *name, struct netlink_ext_ack *extack);

/**
 * zkcap_offer_get() - find an offer
 * @name: of the offer
 *
 * Return: the offer, with a reference for the caller, or NULL.
 */
struct zkcap_offer *zkcap_offer_get(const char *name);

/**
 * zkcap_offer_put() - give a reference back
 * @offer: may be NULL
 */
void zkcap_offer_put(struct zkcap_offer *offer);

/**
 * zkcap_offer_next() - walk all; see zkcap_registry_next()
 * @index: where to begin
 *
 * Return: the next one with a reference for the caller, or NULL.
 */
struct zkcap_offer *zkcap_offer_next(unsigned long *index);

/**
 * zkcap_offer_is_for() - whether an offer is for a tenant
 * @offer: offer
 * @tenant: control group id
 *
 * Return: true if the offer names the tenant, or none.
 */
bool zkcap_offer_is_for(const struct zkcap_offer *offer, u64 tenant);

/**
 * zkcap_offer_exit() - remove all; there are no grants any more
 */
void zkcap_offer_exit(void);

#endif /* ZKCAP_OFFER_H */
