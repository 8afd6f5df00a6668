/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Challenges: fresh for each request, bound to a tenant and to what they are
 * for, and kept nowhere until they are used.  Those used are counted by tenant,
 * so that none can use up what is there for the others.
 *
 * A challenge is u64be boottime in ns at which it expires, 8 random bytes, and
 * the first 16 bytes of HMAC-SHA-256(secret of this load of the module, u8 kind
 * || u64be control group id || expiry || random).
 */
#ifndef ZKCAP_CHALLENGE_H
#define ZKCAP_CHALLENGE_H

#include <linux/netlink.h>

#include "limits.h"

/**
 * zkcap_challenge_init() - draw the secret
 *
 * Return: 0 or a negative errno.
 */
int zkcap_challenge_init(void);

/**
 * zkcap_challenge_exit() - forget the secret and all used challenges
 */
void zkcap_challenge_exit(void);

/**
 * zkcap_challenge_make() - make a challenge
 * @challenge: result
 * @kind: what it may be used for
 * @tenant: control group id of the tenant that may use it
 *
 * Return: 0, or the errno of the keyed hash.
 */
int zkcap_challenge_make(u8 challenge[ZKCAP_CHALLENGE_LEN], enum zkcap_challenge_kind kind,
			 u64 tenant);

/**
 * zkcap_challenge_check() - whether a challenge is genuine and unexpired
 * @challenge: from outside
 * @kind: what it is to be used for
 * @tenant: control group id of the tenant that uses it
 * @extack: for ZKCAP_REASON_CHALLENGE_FORGED or _EXPIRED
 *
 * Return: 0 or a negative errno.
 */
int zkcap_challenge_check(const u8 challenge[ZKCAP_CHALLENGE_LEN], enum zkcap_challenge_kind kind,
			  u64 tenant, struct netlink_ext_ack *extack);

/**
 * zkcap_challenge_use() - use a challenge up
 * @challenge: checked
 * @tenant: control group id of the tenant that it was checked for
 * @extack: for ZKCAP_REASON_CHALLENGE_USED, _EXPIRED since it was checked, or
 *	ZKCAP_REASON_LIMIT_REACHED
 *
 * Of any number of callers with one challenge exactly one succeeds.
 *
 * Return: 0 or a negative errno.
 */
int zkcap_challenge_use(const u8 challenge[ZKCAP_CHALLENGE_LEN], u64 tenant,
			struct netlink_ext_ack *extack);

/**
 * zkcap_challenge_usable() - whether zkcap_challenge_use() would succeed now
 * @challenge: checked
 * @tenant: control group id of the tenant that it was checked for
 * @extack: as for zkcap_challenge_use()
 *
 * Return: 0, or what zkcap_challenge_use() would refuse with but for want of memory.
 */
int zkcap_challenge_usable(const u8 challenge[ZKCAP_CHALLENGE_LEN], u64 tenant,
			   struct netlink_ext_ack *extack);

/**
 * zkcap_challenge_unuse() - undo zkcap_challenge_use() for a request that failed
 * @challenge: used by the caller
 */
void zkcap_challenge_unuse(const u8 challenge[ZKCAP_CHALLENGE_LEN]);

#endif /* ZKCAP_CHALLENGE_H */
