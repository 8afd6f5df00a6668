// SPDX-License-Identifier: GPL-2.0-only
#include "keys.h"

#include <linux/err.h>

#include "reason.h"
#include "trust.h"

int zkcap_keys_init(void)
{
	return 0;
}

void zkcap_keys_exit(void)
{
}

struct key *zkcap_keys_add_authority(const struct zkcap_blob *certificate,
				     struct netlink_ext_ack *extack)
{
	return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_TRUST_AUTHORITY));
}

int zkcap_keys_add(const struct zkcap_blob *certificate, u8 *id, struct netlink_ext_ack *extack)
{
	return zkcap_refuse(extack, ZKCAP_REASON_KEY_CERTIFICATE);
}

int zkcap_keys_del(const u8 *id, struct netlink_ext_ack *extack)
{
	return zkcap_refuse(extack, ZKCAP_REASON_KEY_ABSENT);
}

struct key *zkcap_keys_find(const struct zkcap_trust *trust, const u8 *id,
			    struct netlink_ext_ack *extack)
{
	return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_KEY_UNKNOWN));
}

u32 zkcap_keys_count(const struct zkcap_trust *trust)
{
	return 0;
}
