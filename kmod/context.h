/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The context that a request's proofs are bound to.
 */
#ifndef ZKCAP_CONTEXT_H
#define ZKCAP_CONTEXT_H

#include "resource.h"

/**
 * struct zkcap_context - everything that a proof vouches for besides the predicate
 * @op: enum zkcap_context_op
 * @challenge: ZKCAP_CHALLENGE_LEN bytes
 * @attestation: ZKCAP_ATTESTATION_ID_LEN bytes
 * @tenant: control group id
 * @grant: id, 0 for a new one
 * @duration: seconds, 0 for a resize
 * @offer: name
 * @resources: ascending; none for a renewal
 */
struct zkcap_context {
	enum zkcap_context_op op;
	const u8 *challenge;
	const u8 *attestation;
	u64 tenant;
	u64 grant;
	u32 duration;
	const char *offer;
	const struct zkcap_resources *resources;
};

/**
 * zkcap_context_hash() - hash a context
 * @digest: SHA-256("zkcap-request-v1" || u8 op || challenge || attestation ||
 *	u64be tenant || u64be grant || u32be duration || u8 len || offer ||
 *	u16be count || for each resource: u16be kind, u8 len, name, u64be amount)
 * @context: to be hashed
 */
void zkcap_context_hash(u8 digest[ZKCAP_DIGEST_LEN], const struct zkcap_context *context);

#endif /* ZKCAP_CONTEXT_H */
