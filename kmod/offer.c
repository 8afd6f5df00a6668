// SPDX-License-Identifier: GPL-2.0-only
#include "offer.h"

#include <linux/slab.h>

#include "reason.h"
#include "sysfs.h"

static void release_offer(struct zkcap_object *object);

static struct zkcap_registry offers;
static struct zkcap_registry offers =
	ZKCAP_REGISTRY_INIT(offers, release_offer, ZKCAP_REASON_OFFER_EXISTS, ZKCAP_OFFERS_MAX);

static struct zkcap_offer *to_offer(struct zkcap_object *object)
{
	return container_of(object, struct zkcap_offer, object);
}

static void release_offer(struct zkcap_object *object)
{
	struct zkcap_offer *offer = to_offer(object);
	u32 i;

	for (i = 0; i < offer->config.n_requirements; i++)
		zkcap_capability_put(offer->capabilities[i]);
}

struct zkcap_offer *zkcap_offer_get(const char *name)
{
	struct zkcap_object *object = zkcap_registry_get(&offers, name);

	return object ? to_offer(object) : NULL;
}

void zkcap_offer_put(struct zkcap_offer *offer)
{
	if (offer)
		zkcap_object_put(&offer->object);
}

struct zkcap_offer *zkcap_offer_next(unsigned long *index)
{
	struct zkcap_object *object = zkcap_registry_next(&offers, index);

	return object ? to_offer(object) : NULL;
}

bool zkcap_offer_is_for(const struct zkcap_offer *offer, u64 tenant)
{
	u32 i;

	for (i = 0; i < offer->config.n_tenants; i++)
		if (offer->config.tenants[i] == tenant)
			return true;
	return !offer->config.n_tenants;
}

static int resolve_requirement(struct zkcap_offer *offer, u32 i, struct netlink_ext_ack *extack)
{
	const struct zkcap_requirement *requirement = &offer->config.requirements[i];
	struct zkcap_capability *capability;
	u32 j;

	capability = zkcap_capability_get(requirement->name);
	if (!capability)
		return zkcap_refuse_detail(extack, ZKCAP_REASON_CAPABILITY_ABSENT, i);
	offer->capabilities[i] = capability;
	if (capability->vk.n_public != requirement->n_publics)
		return zkcap_refuse_detail(extack, ZKCAP_REASON_OFFER_PUBLICS, i);
	for (j = 0; j < requirement->n_publics; j++)
		if (!zk_fr_from_bytes(&offer->publics[i][j], requirement->publics[j]))
			return zkcap_refuse_detail(extack, ZKCAP_REASON_OFFER_SCALAR, i);
	return 0;
}

/* Everything that can fail comes before the first change. */
static int publish(struct zkcap_offer *offer, struct netlink_ext_ack *extack)
{
	struct zkcap_trust *trust;
	u32 i;
	int err;

	trust = zkcap_trust_get(offer->config.trust);
	if (!trust)
		return zkcap_refuse(extack, ZKCAP_REASON_TRUST_ABSENT);
	for (i = 0, err = 0; !err && i < offer->config.n_requirements; i++)
		err = resolve_requirement(offer, i, extack);
	if (!err)
		err = zkcap_registry_add(&offer->object, extack);
	if (!err) {
		trust->offers++;
		for (i = 0; i < offer->config.n_requirements; i++)
			offer->capabilities[i]->offers++;
		offer->object.dir = zkcap_sysfs_add(ZKCAP_DIR_OFFER, offer->object.name);
	}
	zkcap_trust_put(trust);
	return err;
}

int zkcap_offer_add(const char *name, const struct zkcap_offer_config *config,
		    struct netlink_ext_ack *extack)
{
	struct zkcap_offer *offer;
	int err;

	offer = kvzalloc(sizeof(*offer), GFP_KERNEL_ACCOUNT);
	if (!offer)
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	zkcap_object_init(&offer->object, &offers, name);
	offer->config = *config;

	mutex_lock(&zkcap_config_lock);
	err = publish(offer, extack);
	mutex_unlock(&zkcap_config_lock);
	zkcap_offer_put(offer);
	return err;
}

static void withdraw(struct zkcap_offer *offer)
{
	struct zkcap_trust *trust = zkcap_trust_get(offer->config.trust);
	u32 i;

	lockdep_assert_held(&zkcap_config_lock);
	WRITE_ONCE(offer->withdrawn, true);
	zkcap_registry_remove(&offer->object);
	for (i = 0; i < offer->config.n_requirements; i++)
		offer->capabilities[i]->offers--;
	/* A policy that an offer names cannot have gone. */
	if (!WARN_ON_ONCE(!trust))
		trust->offers--;
	zkcap_trust_put(trust);
}

int zkcap_offer_del(const char *name, struct netlink_ext_ack *extack)
{
	struct zkcap_offer *offer;
	int err = 0;

	mutex_lock(&zkcap_config_lock);
	offer = zkcap_offer_get(name);
	if (offer)
		withdraw(offer);
	else
		err = zkcap_refuse(extack, ZKCAP_REASON_OFFER_ABSENT);
	mutex_unlock(&zkcap_config_lock);
	zkcap_offer_put(offer);
	return err;
}

void zkcap_offer_exit(void)
{
	struct zkcap_offer *offer;
	unsigned long index = 0;

	mutex_lock(&zkcap_config_lock);
	for (; (offer = zkcap_offer_next(&index)); index++) {
		withdraw(offer);
		zkcap_offer_put(offer);
	}
	mutex_unlock(&zkcap_config_lock);
	zkcap_registry_clear(&offers);
}
