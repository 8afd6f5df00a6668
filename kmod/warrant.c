// SPDX-License-Identifier: GPL-2.0-only
#include "warrant.h"

#include <crypto/algapi.h>
#include <linux/random.h>

#include "attestation.h"
#include "challenge.h"
#include "reason.h"

static bool is_next(const struct zkcap_grant *grant, const u8 *challenge)
{
	lockdep_assert_held(&grant->tenant->lock);
	return !crypto_memneq(grant->next_challenge, challenge, sizeof(grant->next_challenge));
}

bool zkcap_warrant_is_next(struct zkcap_grant *grant, const u8 challenge[ZKCAP_CHALLENGE_LEN])
{
	bool next;

	mutex_lock(&grant->tenant->lock);
	next = is_next(grant, challenge);
	mutex_unlock(&grant->tenant->lock);
	return next;
}

/* Random throughout, so it cannot be taken for a challenge that was asked for. */
void zkcap_warrant_draw_next(struct zkcap_grant *grant)
{
	lockdep_assert_held(&grant->tenant->lock);
	get_random_bytes(grant->next_challenge, sizeof(grant->next_challenge));
}

/* Whether what a grant rests on still counts, but for a challenge that was asked for. */
static int check_basis(const struct zkcap_offer *offer, const struct zkcap_grant *grant,
		       const struct zkcap_warrant *warrant, struct netlink_ext_ack *extack)
{
	int err = 0;

	if (warrant->attestation && READ_ONCE(offer->withdrawn))
		return zkcap_refuse(extack, ZKCAP_REASON_OFFER_ABSENT);
	if (warrant->attestation)
		err = zkcap_attestation_check(warrant->attestation, extack);
	if (!err && warrant->is_next && !is_next(grant, warrant->challenge))
		err = zkcap_refuse(extack, ZKCAP_REASON_CHALLENGE_USED);
	return err;
}

int zkcap_warrant_check(const struct zkcap_tenant *tenant, const struct zkcap_offer *offer,
			const struct zkcap_grant *grant, const struct zkcap_warrant *warrant,
			struct netlink_ext_ack *extack)
{
	int err = check_basis(offer, grant, warrant, extack);

	if (err || warrant->is_next)
		return err;
	return zkcap_challenge_usable(warrant->challenge, tenant->id, extack);
}

int zkcap_warrant_use(const struct zkcap_grant *grant, const struct zkcap_warrant *warrant,
		      struct netlink_ext_ack *extack)
{
	int err = check_basis(grant->offer, grant, warrant, extack);

	if (err || warrant->is_next)
		return err;
	return zkcap_challenge_use(warrant->challenge, grant->tenant->id, extack);
}

void zkcap_warrant_unuse(const struct zkcap_warrant *warrant)
{
	if (!warrant->is_next)
		zkcap_challenge_unuse(warrant->challenge);
}
