/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Warrants: what a grant is made or changed on.
 *
 * Verifying may take as long as its requester likes.  Whether all of it still
 * counts, and its offer stands, is looked at again where it has its effect.
 *
 * A change may use a challenge that was asked for, or the one that came with the
 * grant.  The latter is drawn anew by every change: who has the newest knows the
 * grant as it is, and nothing has to be remembered of those before.
 */
#ifndef ZKCAP_WARRANT_H
#define ZKCAP_WARRANT_H

#include <linux/netlink.h>

#include "grant.h"

struct zkcap_attestation;

/**
 * struct zkcap_warrant - what was shown for a grant, verified
 * @challenge: used up when the grant is made or changed
 * @is_next: it is the one that came with the grant
 * @attestation: referenced; NULL for a change that takes none, whose challenge is the
 *	grant's own
 */
struct zkcap_warrant {
	const u8 *challenge;
	bool is_next;
	const struct zkcap_attestation *attestation;
};

/**
 * zkcap_warrant_is_next() - whether a challenge is the one for a grant's next change
 * @grant: referenced
 * @challenge: from outside
 *
 * Takes tenant->lock.
 *
 * Return: true if it is; zkcap_warrant_use() sees whether it still is.
 */
bool zkcap_warrant_is_next(struct zkcap_grant *grant, const u8 challenge[ZKCAP_CHALLENGE_LEN]);

/**
 * zkcap_warrant_draw_next() - draw the challenge for the next change of a grant
 * @grant: made or changed; its tenant's lock is held
 *
 * The one before is used up by this, whether the change took it or another.
 */
void zkcap_warrant_draw_next(struct zkcap_grant *grant);

/**
 * zkcap_warrant_check() - whether zkcap_warrant_use() would succeed now
 * @tenant: its lock is held
 * @offer: under which
 * @grant: to be changed, NULL for a new one
 * @warrant: looked at, not used up
 * @extack: for ZKCAP_REASON_OFFER_ABSENT, or that of an attestation or a challenge
 *	that no longer counts
 *
 * Return: 0 or a negative errno.
 */
int zkcap_warrant_check(const struct zkcap_tenant *tenant, const struct zkcap_offer *offer,
			const struct zkcap_grant *grant, const struct zkcap_warrant *warrant,
			struct netlink_ext_ack *extack);

/**
 * zkcap_warrant_use() - use up what a grant rests on, if it still counts
 * @grant: to be made or changed; its tenant's lock is held
 * @warrant: for it
 * @extack: as for zkcap_warrant_check()
 *
 * The grant's own challenge is used up by zkcap_warrant_draw_next(), under the
 * same hold of the lock.
 *
 * Return: 0 or a negative errno.
 */
int zkcap_warrant_use(const struct zkcap_grant *grant, const struct zkcap_warrant *warrant,
		      struct netlink_ext_ack *extack);

/**
 * zkcap_warrant_unuse() - undo zkcap_warrant_use() for a change that failed
 * @warrant: used by the caller
 */
void zkcap_warrant_unuse(const struct zkcap_warrant *warrant);

#endif /* ZKCAP_WARRANT_H */
