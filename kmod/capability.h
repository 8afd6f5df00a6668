/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Capabilities: verifying keys under a name.
 */
#ifndef ZKCAP_CAPABILITY_H
#define ZKCAP_CAPABILITY_H

#include "registry.h"
#include "zk/vk.h"

/**
 * struct zkcap_capability - a capability
 * @object: name and lifetime
 * @offers: offers that require it; under zkcap_config_lock
 * @verified: proofs accepted
 * @refused: proofs refused
 * @vk: decoded key, with its tables; constant
 */
struct zkcap_capability {
	struct zkcap_object object;
	u32 offers;
	atomic64_t verified;
	atomic64_t refused;
	struct zk_vk vk;
};

/**
 * zkcap_capability_add() - load a verifying key
 * @name: checked
 * @vk: ZKCAP_VK_LEN bytes
 * @id: definition that @vk has to be of, ZKCAP_DIGEST_LEN bytes
 * @extack: for the reason
 *
 * Return: 0 or a negative errno.
 */
int zkcap_capability_add(const char *name, const u8 *vk, const u8 *id,
			 struct netlink_ext_ack *extack);

/**
 * zkcap_capability_del() - remove a capability
 * @name: of the capability
 * @extack: for the reason
 *
 * Return: 0, or a negative errno when there is none or an offer requires it.
 */
int zkcap_capability_del(const char *name, struct netlink_ext_ack *extack);

/**
 * zkcap_capability_get() - find a capability
 * @name: of the capability
 *
 * Return: the capability, with a reference for the caller, or NULL.
 */
struct zkcap_capability *zkcap_capability_get(const char *name);

/**
 * zkcap_capability_put() - give a reference back
 * @capability: may be NULL
 */
void zkcap_capability_put(struct zkcap_capability *capability);

/**
 * zkcap_capability_next() - walk all; see zkcap_registry_next()
 * @index: where to begin
 *
 * Return: the next one with a reference for the caller, or NULL.
 */
struct zkcap_capability *zkcap_capability_next(unsigned long *index);

/**
 * zkcap_capability_exit() - remove all; there are no offers any more
 */
void zkcap_capability_exit(void);

#endif /* ZKCAP_CAPABILITY_H */
