/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trust policies: what an attestation has to meet, and whose keys sign it.
 */
#ifndef ZKCAP_TRUST_H
#define ZKCAP_TRUST_H

#include "registry.h"

struct zkcap_authority;

/* PCRs that software can reset: a measurement in them proves little */
#define ZKCAP_RESETTABLE_PCRS	0xff0000
/* PCR that commitments are extended into unless the policy names another */
#define ZKCAP_MEASUREMENT_PCR	13

#define ZKCAP_PCRS	(ZKCAP_PCR_MAX + 1)

/**
 * struct zkcap_reference - one set of values that PCRs may have
 * @mask: which PCRs the set states
 * @value: of each PCR in @mask, indexed by its number
 */
struct zkcap_reference {
	u32 mask;
	u8 value[ZKCAP_PCRS][ZKCAP_DIGEST_LEN];
};

/**
 * struct zkcap_blob - bytes from outside, not yet looked at
 * @data: borrowed
 * @len: of @data
 */
struct zkcap_blob {
	const u8 *data;
	size_t len;
};

/**
 * struct zkcap_trust_config - what an administrator demands
 * @n_authorities: number of @authorities
 * @authorities: X.509 certificates, DER; borrowed, not kept in the policy
 * @n_revoked: number of @revoked
 * @revoked: subject key identifiers that no longer count
 * @n_host_keys: number of @host_keys
 * @host_keys: subject key identifiers that speak for tenants without own keys
 * @measurement_pcr: PCR that commitments are extended into
 * @measurement_base: value from which it is replayed
 * @pcrs: PCRs that a quote must select, the measurement PCR and those of all
 *	references among them
 * @resettable: resettable PCRs that may be relied on
 * @commitment: which commitment in the measurement PCR's events counts
 * @clock_safe: whether the TPM's clock has to be safe
 * @max_age: seconds for which an attestation counts
 * @n_references: number of @references; none means that any values will do
 * @references: sets of values, one of which has to match
 */
struct zkcap_trust_config {
	u32 n_authorities;
	struct zkcap_blob authorities[ZKCAP_AUTHORITIES_MAX];
	u32 n_revoked;
	u8 revoked[ZKCAP_REVOKED_MAX][ZKCAP_KEY_ID_LEN];
	u32 n_host_keys;
	u8 host_keys[ZKCAP_HOST_KEYS_MAX][ZKCAP_KEY_ID_LEN];
	u32 measurement_pcr;
	u8 measurement_base[ZKCAP_DIGEST_LEN];
	u32 pcrs;
	u32 resettable;
	enum zkcap_commitment_rule commitment;
	bool clock_safe;
	u32 max_age;
	u32 n_references;
	struct zkcap_reference references[ZKCAP_REFERENCES_MAX];
};

/**
 * struct zkcap_trust - a trust policy
 * @object: name and lifetime
 * @offers: offers that name it; under zkcap_config_lock, goes with the name
 *	when a policy is redefined
 * @authorities: the policy's authorities, of which it is a user; constant
 * @config: constant; its authorities' blobs are not to be used
 */
struct zkcap_trust {
	struct zkcap_object object;
	u32 offers;
	struct zkcap_authority *authorities[ZKCAP_AUTHORITIES_MAX];
	struct zkcap_trust_config config;
};

/**
 * zkcap_trust_set() - define a trust policy, or redefine it
 * @name: checked
 * @config: sizes are within their limits, nothing else is checked
 * @extack: for the reason
 *
 * Attestations accepted under a policy that is redefined count no more: they
 * belong to the old object.
 *
 * Return: 0, or a negative errno when the PCRs contradict each other, when a
 * resettable PCR is relied on that the policy does not allow, when an
 * authority is refused, or for lack of memory.
 */
int zkcap_trust_set(const char *name, const struct zkcap_trust_config *config,
		    struct netlink_ext_ack *extack);

/**
 * zkcap_trust_del() - remove a trust policy
 * @name: of the policy
 * @extack: for the reason
 *
 * Return: 0, or a negative errno when there is none or an offer names it.
 */
int zkcap_trust_del(const char *name, struct netlink_ext_ack *extack);

/**
 * zkcap_trust_get() - find a trust policy
 * @name: of the policy
 *
 * Return: the policy, with a reference for the caller, or NULL.
 */
struct zkcap_trust *zkcap_trust_get(const char *name);

/**
 * zkcap_trust_put() - give a reference back
 * @trust: may be NULL
 */
void zkcap_trust_put(struct zkcap_trust *trust);

/**
 * zkcap_trust_next() - walk all; see zkcap_registry_next()
 * @index: where to begin
 *
 * Return: the next one with a reference for the caller, or NULL.
 */
struct zkcap_trust *zkcap_trust_next(unsigned long *index);

/**
 * zkcap_trust_is_host_key() - whether a key is this host's own
 * @trust: policy
 * @key: subject key identifier, ZKCAP_KEY_ID_LEN bytes
 *
 * Return: true if the policy lists it as one.
 */
bool zkcap_trust_is_host_key(const struct zkcap_trust *trust, const u8 *key);

/**
 * zkcap_trust_exit() - remove all; there are no offers or attestations any more
 */
void zkcap_trust_exit(void);

#endif /* ZKCAP_TRUST_H */
