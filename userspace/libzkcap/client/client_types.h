/* SPDX-License-Identifier: MIT */
/*
 * The kernel module's objects, as the client library shows them.  Sizes are fixed,
 * nothing points anywhere but where a pointer is documented; the bounds are the
 * module's own, which zkcap_version_get() reads.
 */
#ifndef ZKCAP_CLIENT_TYPES_H
#define ZKCAP_CLIENT_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/zkcap.h>

#define ZKCAP_CLIENT_RESOURCES		16
#define ZKCAP_CLIENT_NODES		64
#define ZKCAP_CLIENT_REQUIREMENTS	8
#define ZKCAP_CLIENT_PUBLICS		16
#define ZKCAP_CLIENT_OFFER_TENANTS	64
#define ZKCAP_CLIENT_TENANT_KEYS	8
#define ZKCAP_CLIENT_AUTHORITIES	8
#define ZKCAP_CLIENT_REVOKED		256
#define ZKCAP_CLIENT_HOST_KEYS		8
#define ZKCAP_CLIENT_REFERENCES		16
#define ZKCAP_CLIENT_PCRS		24
#define ZKCAP_CLIENT_MEASUREMENTS	256
/* Longest text of a refusal, with its NUL */
#define ZKCAP_CLIENT_TEXT		256
#define ZKCAP_CLIENT_PATH		4096

/* An amount that stands for "no limit" in a tenant's baseline and effective limits */
#define ZKCAP_CLIENT_UNLIMITED		UINT64_MAX

/**
 * struct zkcap_refusal - what the kernel said to the last operation
 * @error: positive errno; 0 when it did not refuse
 * @reason: enum zkcap_reason; ZKCAP_REASON_NONE when the netlink core refused, or
 *	the kernel is too old to give reasons for a dump
 * @detail: what the reason says it is
 * @text: the kernel's words, "reason: why", or empty
 */
struct zkcap_refusal {
	int error;
	uint32_t reason;
	uint32_t detail;
	char text[ZKCAP_CLIENT_TEXT];
};

/**
 * struct zkcap_resource - an amount of something
 * @kind: enum zkcap_resource_kind
 * @name: device class; empty for the other kinds
 * @amount: thousandths of a CPU, bytes, tasks, nodes
 */
struct zkcap_resource {
	uint16_t kind;
	char name[ZKCAP_NAME_MAX + 1];
	uint64_t amount;
};

/* Resources, ascending in kind and name */
struct zkcap_resources {
	uint32_t n;
	struct zkcap_resource r[ZKCAP_CLIENT_RESOURCES];
};

/**
 * struct zkcap_version - the module, and the most that there may be of everything
 * @module: version
 * @srs: SHA-256 of the reference string
 * @challenge_ms: lifetime of a challenge
 * @failure_burst: failed verifications that a tenant may make at once
 * @failure_interval_ms: time in which it regains one
 * @challenges_per_tenant: challenges that it may use up within @challenge_ms
 * @tenant_levels: its control group lies fewer levels below the root than this
 * The others are counts, as the netlink specification names them.
 */
struct zkcap_version {
	char module[32];
	uint8_t srs[ZKCAP_DIGEST_LEN];
	uint32_t capabilities;
	uint32_t offers;
	uint32_t trusts;
	uint32_t device_classes;
	uint32_t tenants;
	uint32_t grants;
	uint32_t grants_per_tenant;
	uint32_t attestations;
	uint32_t attestations_per_tenant;
	uint32_t requirements;
	uint32_t publics;
	uint32_t resources;
	uint32_t nodes;
	uint32_t measurements;
	uint32_t certificate_size;
	uint32_t challenge_ms;
	uint32_t failure_burst;
	uint32_t failure_interval_ms;
	uint32_t challenges_per_tenant;
	uint32_t tenant_levels;
};

/**
 * struct zkcap_pool - the host's stock of a kind of resource
 * @kind: enum zkcap_resource_kind
 * @name: device class; empty for the other kinds
 * @unit: for people
 * @capacity: what may be granted in total
 * @allocated: what is granted or not yet given back
 */
struct zkcap_pool {
	uint16_t kind;
	char name[ZKCAP_NAME_MAX + 1];
	char unit[32];
	uint64_t capacity;
	uint64_t allocated;
};

/* A device node; type is enum zkcap_device_type */
struct zkcap_node {
	uint32_t type;
	uint32_t major;
	uint32_t minor;
};

/**
 * struct zkcap_device_class - device nodes of one kind
 * @name: of the class
 * @mode: enum zkcap_device_mode
 * @share: tenants that may hold one node at one time; only with mode shared
 * @allocated: holds of nodes, in total; read only
 * @n_nodes: number of @nodes
 * @nodes: its nodes
 */
struct zkcap_device_class {
	char name[ZKCAP_NAME_MAX + 1];
	uint32_t mode;
	uint32_t share;
	uint64_t allocated;
	uint32_t n_nodes;
	struct zkcap_node nodes[ZKCAP_CLIENT_NODES];
};

/* Bytes that belong to the caller, as long as the call that takes them lasts */
struct zkcap_bytes {
	const uint8_t *data;
	size_t len;
};

/* A PCR's value */
struct zkcap_pcr {
	uint32_t index;
	uint8_t value[ZKCAP_DIGEST_LEN];
};

/* PCR values to match, all of them; the kernel shows them in ascending order */
struct zkcap_reference {
	uint32_t n_pcrs;
	struct zkcap_pcr pcrs[ZKCAP_CLIENT_PCRS];
};

/**
 * struct zkcap_trust - a trust policy
 * @name: of the policy
 * @n_authorities: number of @authorities, at least 1 to set; not reported back
 * @authorities: X.509 certificates, DER; not reported back
 * @n_revoked: number of @revoked
 * @revoked: attestation keys that no longer count
 * @n_host_keys: number of @host_keys
 * @host_keys: this host's, which speak for tenants that name no key
 * @measurement_pcr: that commitments are extended into; 13 is usual
 * @measurement_base: value that it starts from
 * @pcrs: bit mask of the PCRs to be selected, besides the measurement PCR
 * @resettable: bit mask of resettable PCRs that may be relied on all the same
 * @commitment: enum zkcap_commitment_rule
 * @n_references: number of @references
 * @references: sets of PCR values, any one of which will do
 * @clock_safe: demand that the TPM's clock is safe
 * @max_age: seconds for which an attestation counts
 * @keys: attestation keys enrolled under its authorities; read only
 * @n_authority_digests: number of @authority_digests; read only
 * @authority_digests: SHA-256 of the authorities' certificates; read only
 */
struct zkcap_trust {
	char name[ZKCAP_NAME_MAX + 1];
	uint32_t n_authorities;
	struct zkcap_bytes authorities[ZKCAP_CLIENT_AUTHORITIES];
	uint32_t n_revoked;
	uint8_t revoked[ZKCAP_CLIENT_REVOKED][ZKCAP_KEY_ID_LEN];
	uint32_t n_host_keys;
	uint8_t host_keys[ZKCAP_CLIENT_HOST_KEYS][ZKCAP_KEY_ID_LEN];
	uint32_t measurement_pcr;
	uint8_t measurement_base[ZKCAP_DIGEST_LEN];
	uint32_t pcrs;
	uint32_t resettable;
	uint32_t commitment;
	uint32_t n_references;
	struct zkcap_reference references[ZKCAP_CLIENT_REFERENCES];
	bool clock_safe;
	uint32_t max_age;
	uint32_t keys;
	uint32_t n_authority_digests;
	uint8_t authority_digests[ZKCAP_CLIENT_AUTHORITIES][ZKCAP_DIGEST_LEN];
};

/**
 * struct zkcap_key - an enrolled attestation key
 * @id: subject key identifier
 * @certificate_digest: SHA-256 of its certificate
 * @authority_digest: SHA-256 of the certificate of the authority that signed it
 */
struct zkcap_key {
	uint8_t id[ZKCAP_KEY_ID_LEN];
	uint8_t certificate_digest[ZKCAP_DIGEST_LEN];
	uint8_t authority_digest[ZKCAP_DIGEST_LEN];
};

/**
 * struct zkcap_capability - a verifying key under a name
 * @name: of the capability
 * @id: SHA-256 of the definition
 * @schema: digest of the attribute schema
 * @publics: number of public inputs
 * @verified: proofs accepted
 * @refused: proofs refused
 */
struct zkcap_capability {
	char name[ZKCAP_NAME_MAX + 1];
	uint8_t id[ZKCAP_DIGEST_LEN];
	uint8_t schema[ZKCAP_DIGEST_LEN];
	uint32_t publics;
	uint64_t verified;
	uint64_t refused;
};

/* A capability to be proved, with its public inputs, big endian */
struct zkcap_requirement {
	char capability[ZKCAP_NAME_MAX + 1];
	uint32_t n_publics;
	uint8_t publics[ZKCAP_CLIENT_PUBLICS][ZKCAP_SCALAR_LEN];
};

/**
 * struct zkcap_offer - what the host gives, to whom, against which proofs
 * @name: of the offer
 * @trust: policy that attestations must have been accepted under
 * @n_requirements: number of @requirements
 * @requirements: capabilities to be proved
 * @ceiling: most that one grant may have
 * @duration: longest lease in seconds
 * @on_expiry: enum zkcap_on_expiry
 * @grace_ms: time to give memory back before @on_expiry applies
 * @price: kept and shown
 * @priority: kept and shown
 * @n_tenants: number of @tenants; 0: for every tenant
 * @tenants: control group ids
 * @grants_per_tenant: most grants of one tenant; 0 to set the module's limit
 * @grants: grants under the offer now; read only
 */
struct zkcap_offer {
	char name[ZKCAP_NAME_MAX + 1];
	char trust[ZKCAP_NAME_MAX + 1];
	uint32_t n_requirements;
	struct zkcap_requirement requirements[ZKCAP_CLIENT_REQUIREMENTS];
	struct zkcap_resources ceiling;
	uint32_t duration;
	uint32_t on_expiry;
	uint32_t grace_ms;
	uint64_t price;
	uint32_t priority;
	uint32_t n_tenants;
	uint64_t tenants[ZKCAP_CLIENT_OFFER_TENANTS];
	uint32_t grants_per_tenant;
	uint64_t grants;
};

/**
 * struct zkcap_tenant - a control group under management
 * @id: control group id
 * @path: from the root of the hierarchy; empty when it is gone
 * @n_keys: number of @keys; 0: the host's own speak for it
 * @keys: attestation keys that speak for it
 * @baseline: limits without any grant; to add one, those that are to be other than
 *	the control group's own
 * @effective: limits now; read only
 * @grants: number of grants; read only
 * @failures: failed verifications; read only
 * @drifts: times that a limit was found changed by somebody else; read only
 */
struct zkcap_tenant {
	uint64_t id;
	char path[ZKCAP_CLIENT_PATH];
	uint32_t n_keys;
	uint8_t keys[ZKCAP_CLIENT_TENANT_KEYS][ZKCAP_KEY_ID_LEN];
	struct zkcap_resources baseline;
	struct zkcap_resources effective;
	uint32_t grants;
	uint64_t failures;
	uint64_t drifts;
};

/**
 * struct zkcap_challenge - what evidence has to be made for
 * @bytes: the challenge
 * @expires_in_ms: from when it was made
 * @tenant: control group id of the tenant that it is for
 */
struct zkcap_challenge {
	uint8_t bytes[ZKCAP_CHALLENGE_LEN];
	uint64_t expires_in_ms;
	uint64_t tenant;
};

/**
 * struct zkcap_attest - evidence for a platform's commitment
 * @challenge: of kind attest
 * @trust: policy to be accepted under
 * @key: subject key identifier of the attestation key
 * @quote: TPMS_ATTEST
 * @signature: TPMT_SIGNATURE
 * @n_pcr_values: number of @pcr_values
 * @pcr_values: values of all selected PCRs, ascending
 * @n_measurements: number of @measurements
 * @measurements: digests extended into the measurement PCR, in order
 * @commitment_index: which of them is the commitment's, from 0
 * @schema: digest of the attribute schema
 * @commitment: V
 */
struct zkcap_attest {
	uint8_t challenge[ZKCAP_CHALLENGE_LEN];
	char trust[ZKCAP_NAME_MAX + 1];
	uint8_t key[ZKCAP_KEY_ID_LEN];
	struct zkcap_bytes quote;
	struct zkcap_bytes signature;
	uint32_t n_pcr_values;
	uint8_t pcr_values[ZKCAP_CLIENT_PCRS][ZKCAP_DIGEST_LEN];
	uint32_t n_measurements;
	uint8_t measurements[ZKCAP_CLIENT_MEASUREMENTS][ZKCAP_DIGEST_LEN];
	uint32_t commitment_index;
	uint8_t schema[ZKCAP_DIGEST_LEN];
	uint8_t commitment[ZKCAP_COMMITMENT_LEN];
};

/* An accepted attestation */
struct zkcap_attestation {
	uint8_t id[ZKCAP_ATTESTATION_ID_LEN];
	uint64_t expires_in_ms;
};

/**
 * struct zkcap_evidence - what a grant is asked for with
 * @challenge: of kind request, or the grant's next
 * @attestation: id of an accepted one; zero for none
 * @n_proofs: number of @proofs
 * @proofs: one for each capability of the offer, in the offer's order
 */
struct zkcap_evidence {
	uint8_t challenge[ZKCAP_CHALLENGE_LEN];
	uint8_t attestation[ZKCAP_ATTESTATION_ID_LEN];
	uint32_t n_proofs;
	uint8_t proofs[ZKCAP_CLIENT_REQUIREMENTS][ZKCAP_PROOF_LEN];
};

/**
 * struct zkcap_grant - a lease
 * @id: never reused; 0 after a dry run
 * @tenant: control group id
 * @offer: under which it was made
 * @state: enum zkcap_grant_state
 * @cause: enum zkcap_end_cause
 * @resources: what the tenant may use
 * @expires_in_ms: 0 when it is over
 * @n_nodes: number of @nodes
 * @nodes: device nodes that it opens
 * @next_challenge: for evidence of the next resize or renewal, in place of one of
 *	zkcap_challenge_get(); counts until the grant changes or ends; only while active
 */
struct zkcap_grant {
	uint64_t id;
	uint64_t tenant;
	char offer[ZKCAP_NAME_MAX + 1];
	uint32_t state;
	uint32_t cause;
	struct zkcap_resources resources;
	uint64_t expires_in_ms;
	uint32_t n_nodes;
	struct zkcap_node nodes[ZKCAP_CLIENT_NODES];
	uint8_t next_challenge[ZKCAP_CHALLENGE_LEN];
};

/**
 * struct zkcap_event - something happened
 * @type: enum zkcap_event_type
 * @tenant: control group id
 * @grant: id, 0 when it is about none
 * @offer: name, or empty
 * @reason: enum zkcap_reason of a refusal
 * @detail: of that reason
 * @cause: enum zkcap_end_cause of an end
 * @resources: amounts, may be none
 * @expires_in_ms: of the grant, may be 0
 * @withheld: events of the tenant that were not sent since the one before
 */
struct zkcap_event {
	uint32_t type;
	uint64_t tenant;
	uint64_t grant;
	char offer[ZKCAP_NAME_MAX + 1];
	uint32_t reason;
	uint32_t detail;
	uint32_t cause;
	struct zkcap_resources resources;
	uint64_t expires_in_ms;
	uint64_t withheld;
};

#endif /* ZKCAP_CLIENT_TYPES_H */
