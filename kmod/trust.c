// SPDX-License-Identifier: GPL-2.0-only
#include "trust.h"

#include <linux/mm.h>
#include <linux/slab.h>

#include "keys.h"
#include "reason.h"

static void release_trust(struct zkcap_object *object);

static struct zkcap_registry trusts;
static struct zkcap_registry trusts =
	ZKCAP_REGISTRY_INIT(trusts, release_trust, ZKCAP_REASON_NONE, ZKCAP_TRUSTS_MAX);

static struct zkcap_trust *to_trust(struct zkcap_object *object)
{
	return container_of(object, struct zkcap_trust, object);
}

static void release_trust(struct zkcap_object *object)
{
	struct zkcap_trust *trust = to_trust(object);
	u32 i;

	for (i = 0; i < trust->config.n_authorities; i++)
		zkcap_keys_authority_put(trust->authorities[i]);
}

struct zkcap_trust *zkcap_trust_get(const char *name)
{
	struct zkcap_object *object = zkcap_registry_get(&trusts, name);

	return object ? to_trust(object) : NULL;
}

void zkcap_trust_put(struct zkcap_trust *trust)
{
	if (trust)
		zkcap_object_put(&trust->object);
}

struct zkcap_trust *zkcap_trust_next(unsigned long *index)
{
	struct zkcap_object *object = zkcap_registry_next(&trusts, index);

	return object ? to_trust(object) : NULL;
}

bool zkcap_trust_is_host_key(const struct zkcap_trust *trust, const u8 *key)
{
	u32 i;

	for (i = 0; i < trust->config.n_host_keys; i++)
		if (!memcmp(trust->config.host_keys[i], key, ZKCAP_KEY_ID_LEN))
			return true;
	return false;
}

/* Adds the PCRs that have to be selected for the policy to be decided at all. */
static void complete_pcrs(struct zkcap_trust_config *config)
{
	u32 i;

	config->pcrs |= BIT(config->measurement_pcr);
	for (i = 0; i < config->n_references; i++)
		config->pcrs |= config->references[i].mask;
}

static int check_pcrs(const struct zkcap_trust_config *config, struct netlink_ext_ack *extack)
{
	u32 i;

	for (i = 0; i < config->n_references; i++)
		if (!config->references[i].mask ||
		    config->references[i].mask & BIT(config->measurement_pcr))
			return zkcap_refuse_detail(extack, ZKCAP_REASON_TRUST_PCR, i);
	if (config->pcrs & ZKCAP_RESETTABLE_PCRS & ~config->resettable)
		return zkcap_refuse(extack, ZKCAP_REASON_TRUST_RESETTABLE);
	return 0;
}

static int resolve_authorities(struct zkcap_trust *trust, const struct zkcap_trust_config *config,
			       struct netlink_ext_ack *extack)
{
	struct zkcap_authority *authority;
	u32 i;

	trust->config.n_authorities = 0;
	for (i = 0; i < config->n_authorities; i++) {
		authority = zkcap_keys_authority_get(&config->authorities[i], extack);
		if (IS_ERR(authority))
			return PTR_ERR(authority);
		trust->authorities[trust->config.n_authorities++] = authority;
	}
	memset(trust->config.authorities, 0, sizeof(trust->config.authorities));
	return 0;
}

static int publish(struct zkcap_trust *trust, struct netlink_ext_ack *extack)
{
	struct zkcap_trust *old = zkcap_trust_get(trust->object.name);

	if (!old)
		return zkcap_registry_add(&trust->object, extack);
	trust->offers = old->offers;
	zkcap_registry_replace(&trust->object, &old->object);
	zkcap_trust_put(old);
	return 0;
}

int zkcap_trust_set(const char *name, const struct zkcap_trust_config *config,
		    struct netlink_ext_ack *extack)
{
	struct zkcap_trust *trust;
	int err;

	trust = kvzalloc(sizeof(*trust), GFP_KERNEL_ACCOUNT);
	if (!trust)
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	zkcap_object_init(&trust->object, &trusts, name);
	trust->config = *config;
	complete_pcrs(&trust->config);
	err = check_pcrs(&trust->config, extack);
	if (!err)
		err = resolve_authorities(trust, config, extack);
	else
		trust->config.n_authorities = 0;
	if (!err) {
		mutex_lock(&zkcap_config_lock);
		err = publish(trust, extack);
		mutex_unlock(&zkcap_config_lock);
	}
	zkcap_trust_put(trust);
	return err;
}

int zkcap_trust_del(const char *name, struct netlink_ext_ack *extack)
{
	struct zkcap_trust *trust;
	int err = 0;

	mutex_lock(&zkcap_config_lock);
	trust = zkcap_trust_get(name);
	if (!trust)
		err = zkcap_refuse(extack, ZKCAP_REASON_TRUST_ABSENT);
	else if (trust->offers)
		err = zkcap_refuse(extack, ZKCAP_REASON_TRUST_IN_USE);
	else
		zkcap_registry_remove(&trust->object);
	mutex_unlock(&zkcap_config_lock);
	zkcap_trust_put(trust);
	return err;
}

void zkcap_trust_exit(void)
{
	zkcap_registry_clear(&trusts);
}
