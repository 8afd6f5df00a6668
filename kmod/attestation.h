/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attestations: commitments to a platform's attributes that are accepted, for
 * a limited time, because a TPM's quote says so.
 */
#ifndef ZKCAP_ATTESTATION_H
#define ZKCAP_ATTESTATION_H

#include <linux/list.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>

#include "limits.h"
#include "zk/vk.h"

struct zkcap_tenant;
struct zkcap_trust;

/**
 * struct zkcap_evidence - what a platform shows, all of it from outside
 * @challenge: ZKCAP_CHALLENGE_LEN bytes
 * @key: subject key identifier of the attestation key, ZKCAP_KEY_ID_LEN bytes
 * @quote: TPMS_ATTEST
 * @quote_len: at most ZKCAP_QUOTE_SIZE_MAX
 * @signature: TPMT_SIGNATURE
 * @signature_len: at most ZKCAP_SIGNATURE_SIZE_MAX
 * @n_pcr_values: at most ZKCAP_PCR_MAX + 1
 * @pcr_values: of all selected PCRs, ascending, ZKCAP_DIGEST_LEN bytes each
 * @n_measurements: at most ZKCAP_MEASUREMENTS_MAX
 * @measurements: digests extended into the measurement PCR, in their order
 * @commitment_index: which measurement is the commitment's
 * @schema: digest of the attribute schema, ZKCAP_DIGEST_LEN bytes
 * @commitment: ZKCAP_COMMITMENT_LEN bytes
 */
struct zkcap_evidence {
	const u8 *challenge;
	const u8 *key;
	const u8 *quote;
	size_t quote_len;
	const u8 *signature;
	size_t signature_len;
	u32 n_pcr_values;
	const u8 *pcr_values[ZKCAP_PCR_MAX + 1];
	u32 n_measurements;
	const u8 *measurements[ZKCAP_MEASUREMENTS_MAX];
	u32 commitment_index;
	const u8 *schema;
	const u8 *commitment;
};

/**
 * struct zkcap_attestation - an accepted attestation
 * @id: random, by which requests name it
 * @refs: one for the index, one for each user
 * @tenant: control group id of the tenant that brought it; it counts for no other
 * @key: subject key identifier of the key that signed
 * @schema: digest of the attribute schema
 * @commitment: decoded and checked
 * @trust: policy that it was accepted under; referenced
 * @expires: boottime in ns at which it ceases to count
 * @link: in the index by @id; under its lock, read under RCU
 * @siblings: in tenant->attestations, the oldest first; under the index's lock
 * @rcu: to free it
 */
struct zkcap_attestation {
	u8 id[ZKCAP_ATTESTATION_ID_LEN];
	refcount_t refs;
	u64 tenant;
	u8 key[ZKCAP_KEY_ID_LEN];
	u8 schema[ZKCAP_DIGEST_LEN];
	struct zk_commitment commitment;
	struct zkcap_trust *trust;
	u64 expires;
	struct hlist_node link;
	struct list_head siblings;
	struct rcu_head rcu;
};

/**
 * zkcap_attest() - accept a platform's commitment, or say why not
 * @tenant: that brings it; referenced
 * @trust: name of the policy to be accepted under
 * @evidence: from outside; sizes are within their limits, nothing else is checked
 * @extack: for the reason: the first check that failed
 *
 * When a tenant has as many attestations as it may have, its oldest goes.
 *
 * Context: process; takes the caller's time.
 *
 * Return: the attestation with a reference for the caller, or an ERR_PTR.
 */
struct zkcap_attestation *zkcap_attest(struct zkcap_tenant *tenant, const char *trust,
				       const struct zkcap_evidence *evidence,
				       struct netlink_ext_ack *extack);

/**
 * zkcap_attestation_get() - find an attestation that counts
 * @tenant: for which it has to count
 * @id: ZKCAP_ATTESTATION_ID_LEN bytes
 * @extack: for ZKCAP_REASON_ATTESTATION_ABSENT, also when it is another
 *	tenant's, or _EXPIRED
 *
 * Return: the attestation with a reference for the caller, or an ERR_PTR.
 */
struct zkcap_attestation *zkcap_attestation_get(const struct zkcap_tenant *tenant, const u8 *id,
						struct netlink_ext_ack *extack);

/**
 * zkcap_attestation_check() - whether an attestation counts now
 * @attestation: referenced
 * @extack: for ZKCAP_REASON_ATTESTATION_EXPIRED, or _TRUST when its policy is
 *	not what it was
 *
 * Return: 0 or a negative errno.
 */
int zkcap_attestation_check(const struct zkcap_attestation *attestation,
			    struct netlink_ext_ack *extack);

/**
 * zkcap_attestation_put() - give a reference back
 * @attestation: may be NULL
 */
void zkcap_attestation_put(struct zkcap_attestation *attestation);

/**
 * zkcap_attestation_forget() - drop all attestations of a tenant that goes away
 * @tenant: gone
 */
void zkcap_attestation_forget(struct zkcap_tenant *tenant);

#endif /* ZKCAP_ATTESTATION_H */
