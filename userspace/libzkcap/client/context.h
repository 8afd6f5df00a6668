/* SPDX-License-Identifier: MIT */
/* What a proof is bound to. */
#ifndef ZKCAP_CONTEXT_H
#define ZKCAP_CONTEXT_H

#include "client_types.h"

/**
 * struct zkcap_context - what is asked for, and in whose name
 * @op: enum zkcap_context_op
 * @challenge: ZKCAP_CHALLENGE_LEN bytes, of kind request
 * @attestation: ZKCAP_ATTESTATION_ID_LEN bytes
 * @tenant: control group id, as the challenge's reply states it
 * @grant: id of the grant that changes; 0 for a new one
 * @duration: seconds; 0 for a resize
 * @offer: name
 * @resources: ascending in kind and name; NULL or empty for a renewal
 */
struct zkcap_context {
	enum zkcap_context_op op;
	const uint8_t *challenge;
	const uint8_t *attestation;
	uint64_t tenant;
	uint64_t grant;
	uint32_t duration;
	const char *offer;
	const struct zkcap_resources *resources;
};

/**
 * zkcap_request_context() - the context of every proof of one request
 * @digest: SHA-256("zkcap-request-v1" || u8 op || challenge || attestation || u64be
 *	tenant || u64be grant || u32be duration || u8 length, offer || u16be count ||
 *	for each resource: u16be kind, u8 length, name, u64be amount)
 *
 * Return: 0, or -EIO when the library of hashes fails.
 */
int zkcap_request_context(uint8_t digest[ZKCAP_DIGEST_LEN], const struct zkcap_context *context);

#endif /* ZKCAP_CONTEXT_H */
