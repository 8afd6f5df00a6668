/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/zkcap.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_ZKCAP_H
#define _UAPI_LINUX_ZKCAP_H

#define ZKCAP_FAMILY_NAME	"zkcap"
#define ZKCAP_FAMILY_VERSION	1

#define ZKCAP_NAME_MAX			63
#define ZKCAP_DIGEST_LEN		32
#define ZKCAP_KEY_ID_LEN		20
#define ZKCAP_CHALLENGE_LEN		32
#define ZKCAP_ATTESTATION_ID_LEN	16
#define ZKCAP_COMMITMENT_LEN		48
#define ZKCAP_SCALAR_LEN		32
#define ZKCAP_VK_LEN			504
#define ZKCAP_PROOF_LEN			816
#define ZKCAP_PCR_MAX			23
#define ZKCAP_MINOR_MAX			1048575
#define ZKCAP_MAJOR_MAX			4095
#define ZKCAP_DURATION_MAX		31622400
#define ZKCAP_GRACE_MAX			3600000

/**
 * enum zkcap_resource_kind - what can be granted
 * @ZKCAP_RESOURCE_KIND_CPU: processor time in thousandths of a CPU
 * @ZKCAP_RESOURCE_KIND_MEMORY: memory in bytes
 * @ZKCAP_RESOURCE_KIND_PIDS: number of tasks
 * @ZKCAP_RESOURCE_KIND_DEVICE: number of device nodes of the class that the
 *   resource names
 */
enum zkcap_resource_kind {
	ZKCAP_RESOURCE_KIND_CPU = 1,
	ZKCAP_RESOURCE_KIND_MEMORY,
	ZKCAP_RESOURCE_KIND_PIDS,
	ZKCAP_RESOURCE_KIND_DEVICE,
};

/**
 * enum zkcap_on_expiry - what to do when memory is still in use after the
 *   grace time
 * @ZKCAP_ON_EXPIRY_WAIT: go on reclaiming; the pool gets the memory when it is
 *   free
 * @ZKCAP_ON_EXPIRY_FREEZE: freeze the tenant until its memory has been
 *   reclaimed
 * @ZKCAP_ON_EXPIRY_KILL: lower the limit at once, even if the kernel has to
 *   kill for it
 */
enum zkcap_on_expiry {
	ZKCAP_ON_EXPIRY_WAIT,
	ZKCAP_ON_EXPIRY_FREEZE,
	ZKCAP_ON_EXPIRY_KILL,
};

/**
 * enum zkcap_device_mode - how many tenants may hold one node of a class
 * @ZKCAP_DEVICE_MODE_EXCLUSIVE: one
 * @ZKCAP_DEVICE_MODE_SHARED: as many as the class states
 */
enum zkcap_device_mode {
	ZKCAP_DEVICE_MODE_EXCLUSIVE,
	ZKCAP_DEVICE_MODE_SHARED,
};

/**
 * enum zkcap_device_type - type of a device node
 */
enum zkcap_device_type {
	ZKCAP_DEVICE_TYPE_BLOCK = 1,
	ZKCAP_DEVICE_TYPE_CHAR,
};

/**
 * enum zkcap_commitment_rule - which commitment in the measurement PCR's
 *   events counts
 * @ZKCAP_COMMITMENT_RULE_FIRST: the first since boot, which measured boot
 *   vouches for
 * @ZKCAP_COMMITMENT_RULE_LAST: the most recent
 */
enum zkcap_commitment_rule {
	ZKCAP_COMMITMENT_RULE_FIRST,
	ZKCAP_COMMITMENT_RULE_LAST,
};

/**
 * enum zkcap_challenge_kind - what a challenge may be used for
 */
enum zkcap_challenge_kind {
	ZKCAP_CHALLENGE_KIND_ATTEST = 1,
	ZKCAP_CHALLENGE_KIND_REQUEST,
};

/**
 * enum zkcap_context_op - first byte after the label in the context that a
 *   proof is bound to; a resize's context has a duration of 0, a renewal's no
 *   resources
 */
enum zkcap_context_op {
	ZKCAP_CONTEXT_OP_REQUEST = 1,
	ZKCAP_CONTEXT_OP_RESIZE,
	ZKCAP_CONTEXT_OP_RENEW,
};

/**
 * enum zkcap_request_flags - modifiers of a request
 * @ZKCAP_REQUEST_FLAGS_DRY_RUN: check everything that would be checked, verify
 *   the proofs, grant nothing and leave the challenge as it is, unused or used
 */
enum zkcap_request_flags {
	ZKCAP_REQUEST_FLAGS_DRY_RUN = 1,
};

/**
 * enum zkcap_grant_state - where a grant is in its life
 * @ZKCAP_GRANT_STATE_ACTIVE: enforced
 * @ZKCAP_GRANT_STATE_ENDING: over, but some of what it granted is still in use
 */
enum zkcap_grant_state {
	ZKCAP_GRANT_STATE_ACTIVE = 1,
	ZKCAP_GRANT_STATE_ENDING,
};

/**
 * enum zkcap_end_cause - why a grant is over
 * @ZKCAP_END_CAUSE_NONE: it is not
 * @ZKCAP_END_CAUSE_RELEASED: by its tenant
 * @ZKCAP_END_CAUSE_REVOKED: by the administrator
 * @ZKCAP_END_CAUSE_TENANT_GONE: its control group or its tenant was removed
 */
enum zkcap_end_cause {
	ZKCAP_END_CAUSE_NONE,
	ZKCAP_END_CAUSE_EXPIRED,
	ZKCAP_END_CAUSE_RELEASED,
	ZKCAP_END_CAUSE_REVOKED,
	ZKCAP_END_CAUSE_TENANT_GONE,
};

/**
 * enum zkcap_event_type - what an event reports
 * @ZKCAP_EVENT_TYPE_EXPIRING: the grant expires soon
 * @ZKCAP_EVENT_TYPE_ENDED: the grant is over; the cause says why
 * @ZKCAP_EVENT_TYPE_RECLAIMED: everything that an ended grant had is back in
 *   the pool
 * @ZKCAP_EVENT_TYPE_REFUSED: a request, resize or renewal was refused; the
 *   reason says why
 * @ZKCAP_EVENT_TYPE_DRIFT: somebody else changed a limit of the tenant, and it
 *   was put back; or disabled the controller, and it will be when that is
 *   there again
 * @ZKCAP_EVENT_TYPE_TENANT_GONE: the tenant's control group was removed
 * @ZKCAP_EVENT_TYPE_OVERDUE: an ended grant's memory is in use past its grace
 *   time
 */
enum zkcap_event_type {
	ZKCAP_EVENT_TYPE_GRANTED = 1,
	ZKCAP_EVENT_TYPE_RESIZED,
	ZKCAP_EVENT_TYPE_RENEWED,
	ZKCAP_EVENT_TYPE_EXPIRING,
	ZKCAP_EVENT_TYPE_ENDED,
	ZKCAP_EVENT_TYPE_RECLAIMED,
	ZKCAP_EVENT_TYPE_REFUSED,
	ZKCAP_EVENT_TYPE_DRIFT,
	ZKCAP_EVENT_TYPE_TENANT_GONE,
	ZKCAP_EVENT_TYPE_OVERDUE,
};

/**
 * enum zkcap_reason - stable codes of all refusals, in the order in which they
 *   are checked, each with its errno
 * @ZKCAP_REASON_NONE: not refused
 * @ZKCAP_REASON_NOT_ADMIN: EPERM: needs CAP_SYS_ADMIN in the initial user
 *   namespace
 * @ZKCAP_REASON_SOCKET_PASSED: EPERM: the socket was opened by another user
 * @ZKCAP_REASON_ATTRIBUTE_MISSING: EINVAL: a required attribute is absent
 * @ZKCAP_REASON_ATTRIBUTE_DUPLICATED: EINVAL: an attribute that may stand once
 *   stands twice
 * @ZKCAP_REASON_ATTRIBUTE_SIZE: EINVAL: an attribute is longer than its limit
 * @ZKCAP_REASON_ATTRIBUTE_COUNT: EINVAL: too many attributes of one kind
 * @ZKCAP_REASON_ATTRIBUTE_UNEXPECTED: EINVAL: attributes that exclude each
 *   other
 * @ZKCAP_REASON_NAME_INVALID: EINVAL: a name holds something else than
 *   letters, digits, dot, dash and underscore, or begins with a dot
 * @ZKCAP_REASON_NO_MEMORY: ENOMEM: out of memory
 * @ZKCAP_REASON_LIMIT_REACHED: ENOSPC: as many objects of this kind as there
 *   may be, or as many challenges used
 * @ZKCAP_REASON_INTERRUPTED: EINTR: a fatal signal ended the operation
 * @ZKCAP_REASON_CAPABILITY_EXISTS: EEXIST: a capability of this name exists
 * @ZKCAP_REASON_CAPABILITY_ABSENT: ENOENT: no capability of this name
 * @ZKCAP_REASON_CAPABILITY_IN_USE: EBUSY: an offer requires the capability
 * @ZKCAP_REASON_CAPABILITY_KEY: EINVAL: the verifying key was refused; the
 *   detail is the verifier's verdict
 * @ZKCAP_REASON_CAPABILITY_ID: EINVAL: the verifying key is of another
 *   definition
 * @ZKCAP_REASON_OFFER_EXISTS: EEXIST: an offer of this name exists
 * @ZKCAP_REASON_OFFER_ABSENT: ENOENT: no offer of this name
 * @ZKCAP_REASON_OFFER_PUBLICS: EINVAL: another number of public inputs than
 *   the capability's
 * @ZKCAP_REASON_OFFER_SCALAR: EINVAL: a public input is not below the group
 *   order
 * @ZKCAP_REASON_TRUST_ABSENT: ENOENT: no trust policy of this name
 * @ZKCAP_REASON_TRUST_IN_USE: EBUSY: an offer names the policy
 * @ZKCAP_REASON_TRUST_PCR: EINVAL: the policy's PCRs contradict each other
 * @ZKCAP_REASON_TRUST_RESETTABLE: EINVAL: the measurement PCR is resettable
 *   and the policy does not allow it
 * @ZKCAP_REASON_TRUST_AUTHORITY: EINVAL: an authority's certificate was
 *   refused
 * @ZKCAP_REASON_KEY_CERTIFICATE: EINVAL: the certificate was refused; the
 *   detail is the errno
 * @ZKCAP_REASON_KEY_ISSUER: ENOKEY: the certificate is signed by no authority
 *   of any trust policy; the detail is the errno
 * @ZKCAP_REASON_KEY_ABSENT: ENOENT: no such attestation key
 * @ZKCAP_REASON_DEVICE_CLASS_ABSENT: ENOENT: no device class of this name
 * @ZKCAP_REASON_DEVICE_CLASS_IN_USE: EBUSY: devices of the class are granted
 * @ZKCAP_REASON_DEVICE_CLASS_NODE: EINVAL: a node is named twice, or belongs
 *   to another class
 * @ZKCAP_REASON_POOL_KIND: EINVAL: the pool has no such resource, or its
 *   capacity follows from a device class
 * @ZKCAP_REASON_POOL_ALLOCATED: EBUSY: the capacity is below what is granted
 * @ZKCAP_REASON_TENANT_EXISTS: EEXIST: the control group is a tenant
 * @ZKCAP_REASON_TENANT_ROOT: EINVAL: the root control group cannot be a tenant
 * @ZKCAP_REASON_TENANT_CONTROLLER: EOPNOTSUPP: a limit's controller is not
 *   enabled for the control group
 * @ZKCAP_REASON_CGROUP_INVALID: EBADF: the descriptor is not a directory of
 *   the unified hierarchy
 * @ZKCAP_REASON_TENANT_ABSENT: ENOENT: the control group is not, and is not
 *   within, a tenant
 * @ZKCAP_REASON_NOT_MEMBER: EPERM: the caller is outside the tenant and may
 *   not write its cgroup.procs
 * @ZKCAP_REASON_TENANT_GONE: ENODEV: the tenant's control group was removed
 * @ZKCAP_REASON_RATE_LIMITED: EBUSY: too many failed verifications; try again
 *   later
 * @ZKCAP_REASON_CHALLENGE_FORGED: EKEYREJECTED: not a challenge of this
 *   kernel, kind and tenant, nor the one that came with the grant as it is now
 * @ZKCAP_REASON_CHALLENGE_EXPIRED: ETIME: the challenge has expired
 * @ZKCAP_REASON_CHALLENGE_USED: EALREADY: a request with this challenge was
 *   granted, or the grant that it came with was changed while the evidence was
 *   verified
 * @ZKCAP_REASON_QUOTE_SIZE: EBADMSG: the attestation structure is truncated,
 *   too long or has trailing bytes
 * @ZKCAP_REASON_SIGNATURE_SIZE: EBADMSG: the signature structure is truncated,
 *   too long or has trailing bytes
 * @ZKCAP_REASON_QUOTE_MAGIC: EBADMSG: not made by a TPM
 * @ZKCAP_REASON_QUOTE_TYPE: EBADMSG: not a quote
 * @ZKCAP_REASON_QUOTE_NONCE: EBADMSG: made for another challenge or commitment
 * @ZKCAP_REASON_SIGNATURE_SCHEME: EBADMSG: not RSASSA or ECDSA with SHA-256
 * @ZKCAP_REASON_KEY_UNKNOWN: ENOKEY: the attestation key is not enrolled
 * @ZKCAP_REASON_KEY_AUTHORITY: EKEYREJECTED: the attestation key is enrolled
 *   under an authority that the policy does not name
 * @ZKCAP_REASON_KEY_REVOKED: EKEYREVOKED: the policy revokes the attestation
 *   key
 * @ZKCAP_REASON_KEY_UNSUPPORTED: ENOPKG: this kernel cannot verify signatures
 *   of the key's type
 * @ZKCAP_REASON_SIGNATURE: EKEYREJECTED: the signature does not verify
 * @ZKCAP_REASON_SELECTION_COUNT: EBADMSG: not exactly one PCR selection
 * @ZKCAP_REASON_SELECTION_BANK: EBADMSG: the selection is not of the SHA-256
 *   bank
 * @ZKCAP_REASON_SELECTION_PCRS: EBADMSG: a PCR of the policy is not selected
 * @ZKCAP_REASON_PCR_COUNT: EBADMSG: another number of PCR values than selected
 * @ZKCAP_REASON_PCR_DIGEST: EBADMSG: the PCR values do not hash to the quoted
 *   digest
 * @ZKCAP_REASON_MEASUREMENT_REPLAY: EBADMSG: the events do not lead to the
 *   measurement PCR's value
 * @ZKCAP_REASON_COMMITMENT_INDEX: EBADMSG: the event at the index given is not
 *   the commitment's
 * @ZKCAP_REASON_COMMITMENT_ORDER: EBADMSG: the commitment is not the first, or
 *   not the last, as the policy demands
 * @ZKCAP_REASON_REFERENCE_UNEXTENDED: EBADMSG: a reference PCR was never
 *   extended
 * @ZKCAP_REASON_REFERENCE_MISMATCH: EBADMSG: the PCR values match no reference
 *   set of the policy
 * @ZKCAP_REASON_CLOCK_UNSAFE: EBADMSG: the TPM's clock is not safe
 * @ZKCAP_REASON_COMMITMENT_POINT: EBADMSG: the commitment was refused; the
 *   detail is the verifier's verdict
 * @ZKCAP_REASON_ATTESTATION_ABSENT: ENOENT: no such attestation
 * @ZKCAP_REASON_ATTESTATION_EXPIRED: ETIME: the attestation has expired
 * @ZKCAP_REASON_ATTESTATION_KEY: EACCES: the attestation is by a key that does
 *   not speak for the tenant
 * @ZKCAP_REASON_ATTESTATION_TRUST: EACCES: the attestation was accepted under
 *   another policy than the offer's
 * @ZKCAP_REASON_OFFER_TENANT: EACCES: the offer is not for this tenant
 * @ZKCAP_REASON_RESOURCE_ORDER: EINVAL: resources are not in ascending order
 *   of kind and name, or one stands twice
 * @ZKCAP_REASON_RESOURCE_UNKNOWN: EINVAL: no such kind or device class
 * @ZKCAP_REASON_RESOURCE_ZERO: EINVAL: an amount of zero
 * @ZKCAP_REASON_RESOURCE_CEILING: ERANGE: more than the offer's ceiling
 * @ZKCAP_REASON_DURATION_CEILING: ERANGE: longer than the offer's duration
 * @ZKCAP_REASON_PROOF_COUNT: EINVAL: not exactly one proof for each capability
 *   of the offer
 * @ZKCAP_REASON_PROOF_SCHEMA: EINVAL: a capability is of another attribute
 *   schema than the attestation
 * @ZKCAP_REASON_PROOF: EKEYREJECTED: a proof was refused; the detail is the
 *   verifier's verdict
 * @ZKCAP_REASON_GRANT_LIMIT: EDQUOT: the tenant has as many grants as the
 *   offer or the module allows
 * @ZKCAP_REASON_POOL_EXHAUSTED: ENOSPC: not enough left in the pool
 * @ZKCAP_REASON_DEVICE_BUSY: EBUSY: no node of the class is free for this
 *   tenant
 * @ZKCAP_REASON_ENFORCEMENT: EIO: a limit could not be written, and the detail
 *   is the errno; or limits that rose for an earlier request, which failed,
 *   have not fallen yet: then it is 0
 * @ZKCAP_REASON_GRANT_ABSENT: ENOENT: no such grant
 * @ZKCAP_REASON_GRANT_ENDED: ESTALE: the grant is over
 * @ZKCAP_REASON_GROW_WITHOUT_PROOF: EACCES: more resources or time than the
 *   grant has needs a challenge, an attestation and proofs
 */
enum zkcap_reason {
	ZKCAP_REASON_NONE,
	ZKCAP_REASON_NOT_ADMIN,
	ZKCAP_REASON_SOCKET_PASSED,
	ZKCAP_REASON_ATTRIBUTE_MISSING,
	ZKCAP_REASON_ATTRIBUTE_DUPLICATED,
	ZKCAP_REASON_ATTRIBUTE_SIZE,
	ZKCAP_REASON_ATTRIBUTE_COUNT,
	ZKCAP_REASON_ATTRIBUTE_UNEXPECTED,
	ZKCAP_REASON_NAME_INVALID,
	ZKCAP_REASON_NO_MEMORY,
	ZKCAP_REASON_LIMIT_REACHED,
	ZKCAP_REASON_INTERRUPTED,
	ZKCAP_REASON_CAPABILITY_EXISTS,
	ZKCAP_REASON_CAPABILITY_ABSENT,
	ZKCAP_REASON_CAPABILITY_IN_USE,
	ZKCAP_REASON_CAPABILITY_KEY,
	ZKCAP_REASON_CAPABILITY_ID,
	ZKCAP_REASON_OFFER_EXISTS,
	ZKCAP_REASON_OFFER_ABSENT,
	ZKCAP_REASON_OFFER_PUBLICS,
	ZKCAP_REASON_OFFER_SCALAR,
	ZKCAP_REASON_TRUST_ABSENT,
	ZKCAP_REASON_TRUST_IN_USE,
	ZKCAP_REASON_TRUST_PCR,
	ZKCAP_REASON_TRUST_RESETTABLE,
	ZKCAP_REASON_TRUST_AUTHORITY,
	ZKCAP_REASON_KEY_CERTIFICATE,
	ZKCAP_REASON_KEY_ISSUER,
	ZKCAP_REASON_KEY_ABSENT,
	ZKCAP_REASON_DEVICE_CLASS_ABSENT,
	ZKCAP_REASON_DEVICE_CLASS_IN_USE,
	ZKCAP_REASON_DEVICE_CLASS_NODE,
	ZKCAP_REASON_POOL_KIND,
	ZKCAP_REASON_POOL_ALLOCATED,
	ZKCAP_REASON_TENANT_EXISTS,
	ZKCAP_REASON_TENANT_ROOT,
	ZKCAP_REASON_TENANT_CONTROLLER,
	ZKCAP_REASON_CGROUP_INVALID,
	ZKCAP_REASON_TENANT_ABSENT,
	ZKCAP_REASON_NOT_MEMBER,
	ZKCAP_REASON_TENANT_GONE,
	ZKCAP_REASON_RATE_LIMITED,
	ZKCAP_REASON_CHALLENGE_FORGED,
	ZKCAP_REASON_CHALLENGE_EXPIRED,
	ZKCAP_REASON_CHALLENGE_USED,
	ZKCAP_REASON_QUOTE_SIZE,
	ZKCAP_REASON_SIGNATURE_SIZE,
	ZKCAP_REASON_QUOTE_MAGIC,
	ZKCAP_REASON_QUOTE_TYPE,
	ZKCAP_REASON_QUOTE_NONCE,
	ZKCAP_REASON_SIGNATURE_SCHEME,
	ZKCAP_REASON_KEY_UNKNOWN,
	ZKCAP_REASON_KEY_AUTHORITY,
	ZKCAP_REASON_KEY_REVOKED,
	ZKCAP_REASON_KEY_UNSUPPORTED,
	ZKCAP_REASON_SIGNATURE,
	ZKCAP_REASON_SELECTION_COUNT,
	ZKCAP_REASON_SELECTION_BANK,
	ZKCAP_REASON_SELECTION_PCRS,
	ZKCAP_REASON_PCR_COUNT,
	ZKCAP_REASON_PCR_DIGEST,
	ZKCAP_REASON_MEASUREMENT_REPLAY,
	ZKCAP_REASON_COMMITMENT_INDEX,
	ZKCAP_REASON_COMMITMENT_ORDER,
	ZKCAP_REASON_REFERENCE_UNEXTENDED,
	ZKCAP_REASON_REFERENCE_MISMATCH,
	ZKCAP_REASON_CLOCK_UNSAFE,
	ZKCAP_REASON_COMMITMENT_POINT,
	ZKCAP_REASON_ATTESTATION_ABSENT,
	ZKCAP_REASON_ATTESTATION_EXPIRED,
	ZKCAP_REASON_ATTESTATION_KEY,
	ZKCAP_REASON_ATTESTATION_TRUST,
	ZKCAP_REASON_OFFER_TENANT,
	ZKCAP_REASON_RESOURCE_ORDER,
	ZKCAP_REASON_RESOURCE_UNKNOWN,
	ZKCAP_REASON_RESOURCE_ZERO,
	ZKCAP_REASON_RESOURCE_CEILING,
	ZKCAP_REASON_DURATION_CEILING,
	ZKCAP_REASON_PROOF_COUNT,
	ZKCAP_REASON_PROOF_SCHEMA,
	ZKCAP_REASON_PROOF,
	ZKCAP_REASON_GRANT_LIMIT,
	ZKCAP_REASON_POOL_EXHAUSTED,
	ZKCAP_REASON_DEVICE_BUSY,
	ZKCAP_REASON_ENFORCEMENT,
	ZKCAP_REASON_GRANT_ABSENT,
	ZKCAP_REASON_GRANT_ENDED,
	ZKCAP_REASON_GROW_WITHOUT_PROOF,

	/* private: */
	__ZKCAP_REASON_MAX,
	ZKCAP_REASON_MAX = (__ZKCAP_REASON_MAX - 1)
};

enum {
	ZKCAP_A_VERSION_MODULE = 1,
	ZKCAP_A_VERSION_SRS,
	ZKCAP_A_VERSION_CAPABILITIES,
	ZKCAP_A_VERSION_OFFERS,
	ZKCAP_A_VERSION_TRUSTS,
	ZKCAP_A_VERSION_DEVICE_CLASSES,
	ZKCAP_A_VERSION_TENANTS,
	ZKCAP_A_VERSION_GRANTS,
	ZKCAP_A_VERSION_GRANTS_PER_TENANT,
	ZKCAP_A_VERSION_ATTESTATIONS,
	ZKCAP_A_VERSION_ATTESTATIONS_PER_TENANT,
	ZKCAP_A_VERSION_REQUIREMENTS,
	ZKCAP_A_VERSION_PUBLICS,
	ZKCAP_A_VERSION_RESOURCES,
	ZKCAP_A_VERSION_NODES,
	ZKCAP_A_VERSION_MEASUREMENTS,
	ZKCAP_A_VERSION_CERTIFICATE_SIZE,
	ZKCAP_A_VERSION_CHALLENGE_MS,
	ZKCAP_A_VERSION_FAILURE_BURST,
	ZKCAP_A_VERSION_FAILURE_INTERVAL_MS,
	ZKCAP_A_VERSION_CHALLENGES_PER_TENANT,
	ZKCAP_A_VERSION_TENANT_LEVELS,

	__ZKCAP_A_VERSION_MAX,
	ZKCAP_A_VERSION_MAX = (__ZKCAP_A_VERSION_MAX - 1)
};

enum {
	ZKCAP_A_RESOURCE_KIND = 1,
	ZKCAP_A_RESOURCE_NAME,
	ZKCAP_A_RESOURCE_AMOUNT,

	__ZKCAP_A_RESOURCE_MAX,
	ZKCAP_A_RESOURCE_MAX = (__ZKCAP_A_RESOURCE_MAX - 1)
};

enum {
	ZKCAP_A_POOL_KIND = 1,
	ZKCAP_A_POOL_NAME,
	ZKCAP_A_POOL_UNIT,
	ZKCAP_A_POOL_CAPACITY,
	ZKCAP_A_POOL_ALLOCATED,

	__ZKCAP_A_POOL_MAX,
	ZKCAP_A_POOL_MAX = (__ZKCAP_A_POOL_MAX - 1)
};

enum {
	ZKCAP_A_DEVICE_NODE_TYPE = 1,
	ZKCAP_A_DEVICE_NODE_MAJOR,
	ZKCAP_A_DEVICE_NODE_MINOR,

	__ZKCAP_A_DEVICE_NODE_MAX,
	ZKCAP_A_DEVICE_NODE_MAX = (__ZKCAP_A_DEVICE_NODE_MAX - 1)
};

enum {
	ZKCAP_A_DEVICE_CLASS_NAME = 1,
	ZKCAP_A_DEVICE_CLASS_MODE,
	ZKCAP_A_DEVICE_CLASS_SHARE,
	ZKCAP_A_DEVICE_CLASS_NODE,
	ZKCAP_A_DEVICE_CLASS_ALLOCATED,

	__ZKCAP_A_DEVICE_CLASS_MAX,
	ZKCAP_A_DEVICE_CLASS_MAX = (__ZKCAP_A_DEVICE_CLASS_MAX - 1)
};

enum {
	ZKCAP_A_PCR_INDEX = 1,
	ZKCAP_A_PCR_VALUE,

	__ZKCAP_A_PCR_MAX,
	ZKCAP_A_PCR_MAX = (__ZKCAP_A_PCR_MAX - 1)
};

enum {
	ZKCAP_A_REFERENCE_PCR = 1,

	__ZKCAP_A_REFERENCE_MAX,
	ZKCAP_A_REFERENCE_MAX = (__ZKCAP_A_REFERENCE_MAX - 1)
};

enum {
	ZKCAP_A_TRUST_NAME = 1,
	ZKCAP_A_TRUST_AUTHORITY,
	ZKCAP_A_TRUST_REVOKED,
	ZKCAP_A_TRUST_HOST_KEY,
	ZKCAP_A_TRUST_MEASUREMENT_PCR,
	ZKCAP_A_TRUST_MEASUREMENT_BASE,
	ZKCAP_A_TRUST_PCRS,
	ZKCAP_A_TRUST_RESETTABLE,
	ZKCAP_A_TRUST_COMMITMENT,
	ZKCAP_A_TRUST_REFERENCE,
	ZKCAP_A_TRUST_CLOCK_SAFE,
	ZKCAP_A_TRUST_MAX_AGE,
	ZKCAP_A_TRUST_KEYS,
	ZKCAP_A_TRUST_AUTHORITY_DIGEST,

	__ZKCAP_A_TRUST_MAX,
	ZKCAP_A_TRUST_MAX = (__ZKCAP_A_TRUST_MAX - 1)
};

enum {
	ZKCAP_A_KEY_CERTIFICATE = 1,
	ZKCAP_A_KEY_ID,
	ZKCAP_A_KEY_CERTIFICATE_DIGEST,
	ZKCAP_A_KEY_AUTHORITY_DIGEST,

	__ZKCAP_A_KEY_MAX,
	ZKCAP_A_KEY_MAX = (__ZKCAP_A_KEY_MAX - 1)
};

enum {
	ZKCAP_A_CAPABILITY_NAME = 1,
	ZKCAP_A_CAPABILITY_ID,
	ZKCAP_A_CAPABILITY_VK,
	ZKCAP_A_CAPABILITY_SCHEMA,
	ZKCAP_A_CAPABILITY_PUBLICS,
	ZKCAP_A_CAPABILITY_VERIFIED,
	ZKCAP_A_CAPABILITY_REFUSED,

	__ZKCAP_A_CAPABILITY_MAX,
	ZKCAP_A_CAPABILITY_MAX = (__ZKCAP_A_CAPABILITY_MAX - 1)
};

enum {
	ZKCAP_A_REQUIREMENT_CAPABILITY = 1,
	ZKCAP_A_REQUIREMENT_PUBLIC,

	__ZKCAP_A_REQUIREMENT_MAX,
	ZKCAP_A_REQUIREMENT_MAX = (__ZKCAP_A_REQUIREMENT_MAX - 1)
};

enum {
	ZKCAP_A_OFFER_NAME = 1,
	ZKCAP_A_OFFER_TRUST,
	ZKCAP_A_OFFER_REQUIREMENT,
	ZKCAP_A_OFFER_CEILING,
	ZKCAP_A_OFFER_DURATION,
	ZKCAP_A_OFFER_ON_EXPIRY,
	ZKCAP_A_OFFER_GRACE_MS,
	ZKCAP_A_OFFER_PRICE,
	ZKCAP_A_OFFER_PRIORITY,
	ZKCAP_A_OFFER_TENANT,
	ZKCAP_A_OFFER_GRANTS_PER_TENANT,
	ZKCAP_A_OFFER_GRANTS,

	__ZKCAP_A_OFFER_MAX,
	ZKCAP_A_OFFER_MAX = (__ZKCAP_A_OFFER_MAX - 1)
};

enum {
	ZKCAP_A_TENANT_CGROUP_FD = 1,
	ZKCAP_A_TENANT_ID,
	ZKCAP_A_TENANT_PATH,
	ZKCAP_A_TENANT_KEY,
	ZKCAP_A_TENANT_BASELINE,
	ZKCAP_A_TENANT_EFFECTIVE,
	ZKCAP_A_TENANT_GRANTS,
	ZKCAP_A_TENANT_FAILURES,
	ZKCAP_A_TENANT_DRIFTS,

	__ZKCAP_A_TENANT_MAX,
	ZKCAP_A_TENANT_MAX = (__ZKCAP_A_TENANT_MAX - 1)
};

enum {
	ZKCAP_A_CHALLENGE_CGROUP_FD = 1,
	ZKCAP_A_CHALLENGE_KIND,
	ZKCAP_A_CHALLENGE_CHALLENGE,
	ZKCAP_A_CHALLENGE_EXPIRES_IN_MS,
	ZKCAP_A_CHALLENGE_TENANT,

	__ZKCAP_A_CHALLENGE_MAX,
	ZKCAP_A_CHALLENGE_MAX = (__ZKCAP_A_CHALLENGE_MAX - 1)
};

enum {
	ZKCAP_A_ATTESTATION_CGROUP_FD = 1,
	ZKCAP_A_ATTESTATION_CHALLENGE,
	ZKCAP_A_ATTESTATION_TRUST,
	ZKCAP_A_ATTESTATION_KEY,
	ZKCAP_A_ATTESTATION_QUOTE,
	ZKCAP_A_ATTESTATION_SIGNATURE,
	ZKCAP_A_ATTESTATION_PCR_VALUE,
	ZKCAP_A_ATTESTATION_MEASUREMENT,
	ZKCAP_A_ATTESTATION_COMMITMENT_INDEX,
	ZKCAP_A_ATTESTATION_SCHEMA,
	ZKCAP_A_ATTESTATION_COMMITMENT,
	ZKCAP_A_ATTESTATION_ID,
	ZKCAP_A_ATTESTATION_EXPIRES_IN_MS,

	__ZKCAP_A_ATTESTATION_MAX,
	ZKCAP_A_ATTESTATION_MAX = (__ZKCAP_A_ATTESTATION_MAX - 1)
};

enum {
	ZKCAP_A_GRANT_CGROUP_FD = 1,
	ZKCAP_A_GRANT_ID,
	ZKCAP_A_GRANT_CHALLENGE,
	ZKCAP_A_GRANT_ATTESTATION,
	ZKCAP_A_GRANT_OFFER,
	ZKCAP_A_GRANT_RESOURCE,
	ZKCAP_A_GRANT_DURATION,
	ZKCAP_A_GRANT_PROOF,
	ZKCAP_A_GRANT_FLAGS,
	ZKCAP_A_GRANT_TENANT,
	ZKCAP_A_GRANT_STATE,
	ZKCAP_A_GRANT_CAUSE,
	ZKCAP_A_GRANT_EXPIRES_IN_MS,
	ZKCAP_A_GRANT_NODE,
	ZKCAP_A_GRANT_NEXT_CHALLENGE,

	__ZKCAP_A_GRANT_MAX,
	ZKCAP_A_GRANT_MAX = (__ZKCAP_A_GRANT_MAX - 1)
};

enum {
	ZKCAP_A_EVENT_TYPE = 1,
	ZKCAP_A_EVENT_TENANT,
	ZKCAP_A_EVENT_GRANT,
	ZKCAP_A_EVENT_OFFER,
	ZKCAP_A_EVENT_REASON,
	ZKCAP_A_EVENT_DETAIL,
	ZKCAP_A_EVENT_CAUSE,
	ZKCAP_A_EVENT_RESOURCE,
	ZKCAP_A_EVENT_EXPIRES_IN_MS,
	ZKCAP_A_EVENT_WITHHELD,

	__ZKCAP_A_EVENT_MAX,
	ZKCAP_A_EVENT_MAX = (__ZKCAP_A_EVENT_MAX - 1)
};

enum {
	ZKCAP_CMD_VERSION_GET = 1,
	ZKCAP_CMD_POOL_SET,
	ZKCAP_CMD_POOL_GET,
	ZKCAP_CMD_DEVICE_CLASS_SET,
	ZKCAP_CMD_DEVICE_CLASS_DEL,
	ZKCAP_CMD_DEVICE_CLASS_GET,
	ZKCAP_CMD_TRUST_SET,
	ZKCAP_CMD_TRUST_DEL,
	ZKCAP_CMD_TRUST_GET,
	ZKCAP_CMD_KEY_ADD,
	ZKCAP_CMD_KEY_DEL,
	ZKCAP_CMD_CAPABILITY_ADD,
	ZKCAP_CMD_CAPABILITY_DEL,
	ZKCAP_CMD_CAPABILITY_GET,
	ZKCAP_CMD_OFFER_ADD,
	ZKCAP_CMD_OFFER_DEL,
	ZKCAP_CMD_OFFER_GET,
	ZKCAP_CMD_TENANT_ADD,
	ZKCAP_CMD_TENANT_DEL,
	ZKCAP_CMD_TENANT_GET,
	ZKCAP_CMD_CHALLENGE,
	ZKCAP_CMD_ATTEST,
	ZKCAP_CMD_REQUEST,
	ZKCAP_CMD_RESIZE,
	ZKCAP_CMD_RENEW,
	ZKCAP_CMD_RELEASE,
	ZKCAP_CMD_REVOKE,
	ZKCAP_CMD_GRANT_GET,
	ZKCAP_CMD_EVENT,
	ZKCAP_CMD_KEY_GET,

	__ZKCAP_CMD_MAX,
	ZKCAP_CMD_MAX = (__ZKCAP_CMD_MAX - 1)
};

#define ZKCAP_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_ZKCAP_H */
