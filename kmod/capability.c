// SPDX-License-Identifier: GPL-2.0-only
#include "capability.h"

#include <linux/mm.h>
#include <linux/string.h>

#include "reason.h"
#include "sysfs.h"
#include "verifier.h"

static struct zkcap_registry capabilities;
static struct zkcap_registry capabilities =
	ZKCAP_REGISTRY_INIT(capabilities, NULL, ZKCAP_REASON_CAPABILITY_EXISTS,
			    ZKCAP_CAPABILITIES_MAX);

static struct zkcap_capability *to_capability(struct zkcap_object *object)
{
	return container_of(object, struct zkcap_capability, object);
}

struct zkcap_capability *zkcap_capability_get(const char *name)
{
	struct zkcap_object *object = zkcap_registry_get(&capabilities, name);

	return object ? to_capability(object) : NULL;
}

void zkcap_capability_put(struct zkcap_capability *capability)
{
	if (capability)
		zkcap_object_put(&capability->object);
}

struct zkcap_capability *zkcap_capability_next(unsigned long *index)
{
	struct zkcap_object *object = zkcap_registry_next(&capabilities, index);

	return object ? to_capability(object) : NULL;
}

static int decode(struct zkcap_capability *capability, const u8 *vk, const u8 *id,
		  struct netlink_ext_ack *extack)
{
	enum zk_verdict verdict;

	if (zkcap_vk_decode(&capability->vk, vk, &verdict))
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	if (verdict != ZK_ACCEPT)
		return zkcap_refuse_verdict(extack, ZKCAP_REASON_CAPABILITY_KEY, verdict);
	if (memcmp(capability->vk.definition, id, ZKCAP_DIGEST_LEN))
		return zkcap_refuse(extack, ZKCAP_REASON_CAPABILITY_ID);
	return 0;
}

/* Decoding takes milliseconds, so it is done before the lock is taken. */
int zkcap_capability_add(const char *name, const u8 *vk, const u8 *id,
			 struct netlink_ext_ack *extack)
{
	struct zkcap_capability *capability;
	int err;

	capability = kvzalloc(sizeof(*capability), GFP_KERNEL_ACCOUNT);
	if (!capability)
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	zkcap_object_init(&capability->object, &capabilities, name);
	err = decode(capability, vk, id, extack);
	if (err)
		goto put;

	mutex_lock(&zkcap_config_lock);
	err = zkcap_registry_add(&capability->object, extack);
	if (!err)
		capability->object.dir = zkcap_sysfs_add(ZKCAP_DIR_CAPABILITY, name);
	mutex_unlock(&zkcap_config_lock);
put:
	zkcap_capability_put(capability);
	return err;
}

int zkcap_capability_del(const char *name, struct netlink_ext_ack *extack)
{
	struct zkcap_capability *capability;
	int err = 0;

	mutex_lock(&zkcap_config_lock);
	capability = zkcap_capability_get(name);
	if (!capability)
		err = zkcap_refuse(extack, ZKCAP_REASON_CAPABILITY_ABSENT);
	else if (capability->offers)
		err = zkcap_refuse(extack, ZKCAP_REASON_CAPABILITY_IN_USE);
	else
		zkcap_registry_remove(&capability->object);
	mutex_unlock(&zkcap_config_lock);
	zkcap_capability_put(capability);
	return err;
}

void zkcap_capability_exit(void)
{
	zkcap_registry_clear(&capabilities);
}
