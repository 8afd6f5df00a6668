// SPDX-License-Identifier: GPL-2.0-only
#include "quote.h"

#include <linux/err.h>
#include <linux/key.h>

#include "keys.h"

int zkcap_quote_check(const struct zkcap_evidence *evidence, const struct zkcap_trust *trust,
		      struct netlink_ext_ack *extack)
{
	struct key *key = zkcap_keys_find(trust, evidence->key, extack);

	if (IS_ERR(key))
		return PTR_ERR(key);
	key_put(key);
	return 0;
}
