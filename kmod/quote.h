/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TPM 2.0 quotes: parsing of TPMS_ATTEST and TPMT_SIGNATURE (TPM 2.0 Library,
 * Part 2: Structures, 10.12 and 11.3), and the checks on what they say.
 */
#ifndef ZKCAP_QUOTE_H
#define ZKCAP_QUOTE_H

#include <linux/netlink.h>

#include "attestation.h"
#include "trust.h"

/**
 * zkcap_quote_check() - check evidence against a policy
 * @evidence: from outside; sizes are within their limits, nothing else is checked
 * @trust: policy
 * @extack: for the reason: the first check that failed
 *
 * Checks, in this order: structures' sizes and total consumption, magic, type,
 * qualifyingData, hash algorithm, key (enrolled, authority, revoked, type
 * supported), signature, selection (one, SHA-256 bank, all PCRs of the policy),
 * number of PCR values and their digest, replay of the measurement PCR, place
 * of the commitment, reference values, clock.  The challenge itself and the
 * commitment as a point are the caller's to check.
 *
 * Context: process; takes the caller's time.
 *
 * Return: 0 or a negative errno.
 */
int zkcap_quote_check(const struct zkcap_evidence *evidence, const struct zkcap_trust *trust,
		      struct netlink_ext_ack *extack);

#endif /* ZKCAP_QUOTE_H */
