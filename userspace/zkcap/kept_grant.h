/* SPDX-License-Identifier: MIT */
/*
 * Grants as the kernel showed them last, kept between commands: with the challenge that
 * came with a grant, making it grow then takes nothing from the kernel first.  What is
 * kept need not be true any more.  The challenge counts only while the grant is as it
 * was, so the kernel refuses what is asked for on the ground of anything else.
 *
 * One small JSON file a grant, for so many of those used last; readable by their owner
 * only, as other tenants' grants are none of anybody's business.
 */
#ifndef ZKCAP_KEPT_GRANT_H
#define ZKCAP_KEPT_GRANT_H

#include "client_types.h"

/* Where, in a directory that is gone after a boot; the variable names another */
#define KEPT_GRANT_DIR ZKCAP_RUN_DIR "/grant"
#define KEPT_GRANT_ENV "ZKCAP_GRANTS"

/**
 * struct kept_grant - a grant, and what it was granted under
 * @grant: of which its id, tenant, offer, resources and next challenge are kept
 * @offer_known: whether @offer is
 * @offer: of which its name, trust policy and requirements are kept
 * @capabilities_known: whether @capabilities are; only then is the offer kept
 * @capabilities: what the offer requires; kept but for their counters
 */
struct kept_grant {
	struct zkcap_grant grant;
	bool offer_known;
	struct zkcap_offer offer;
	bool capabilities_known;
	struct zkcap_capability capabilities[ZKCAP_CLIENT_REQUIREMENTS];
};

/* Keeps a grant, if it can be: who cannot write there, or has no memory, does without. */
void kept_grant_save(const struct kept_grant *kept);

/* Return: whether the grant with this id is kept, and can be kept again. */
bool kept_grant_load(uint64_t id, struct kept_grant *kept);

#endif /* ZKCAP_KEPT_GRANT_H */
