/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests: whether a grant may be made, grow or last longer.
 */
#ifndef ZKCAP_REQUEST_H
#define ZKCAP_REQUEST_H

#include <linux/netlink.h>

#include "resource.h"

struct zkcap_grant;
struct zkcap_tenant;

/**
 * struct zkcap_request - what a tenant asks for, all of it from outside
 * @challenge: ZKCAP_CHALLENGE_LEN bytes; a resize that only shrinks may have the one
 *	that came with the grant, or NULL
 * @attestation: ZKCAP_ATTESTATION_ID_LEN bytes; NULL for a resize that only shrinks
 * @offer: name; for a new grant
 * @duration: seconds; for a new grant or a renewal
 * @resources: for a new grant or a resize
 * @n_proofs: number of @proofs
 * @proofs: ZKCAP_PROOF_LEN bytes each
 * @dry_run: check only
 * @fault: set to the index of the proof that was refused
 */
struct zkcap_request {
	const u8 *challenge;
	const u8 *attestation;
	const char *offer;
	u32 duration;
	struct zkcap_resources resources;
	u32 n_proofs;
	const u8 *proofs[ZKCAP_REQUIREMENTS_MAX];
	bool dry_run;
	u32 fault;
};

/**
 * zkcap_request_grant() - ask for a grant
 * @tenant: that asks; referenced
 * @request: from outside; sizes are within their limits, nothing else is checked
 * @extack: for the reason: the first check that failed
 *
 * Checks, in this order: budget of failures, challenge, offer, attestation,
 * resources, duration, proofs, limits, pool, devices, enforcement.
 *
 * Context: process; takes the caller's time, and ends early on a fatal signal.
 *
 * Return: the grant with a reference for the caller, NULL when a dry run would
 * have been granted, or an ERR_PTR.
 */
struct zkcap_grant *zkcap_request_grant(struct zkcap_tenant *tenant, struct zkcap_request *request,
					struct netlink_ext_ack *extack);

/**
 * zkcap_request_resize() - ask for other resources
 * @grant: referenced
 * @request: as for zkcap_request_grant()
 * @extack: for the reason
 *
 * Return: 0 or a negative errno.
 */
int zkcap_request_resize(struct zkcap_grant *grant, struct zkcap_request *request,
			 struct netlink_ext_ack *extack);

/**
 * zkcap_request_renew() - ask for a new lease
 * @grant: referenced
 * @request: as for zkcap_request_grant()
 * @extack: for the reason
 *
 * Return: 0 or a negative errno.
 */
int zkcap_request_renew(struct zkcap_grant *grant, struct zkcap_request *request,
			struct netlink_ext_ack *extack);

#endif /* ZKCAP_REQUEST_H */
