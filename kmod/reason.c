// SPDX-License-Identifier: GPL-2.0-only
#include "reason.h"

#include <linux/errno.h>
#include <linux/string.h>

/* Fits in an extended ack's cookie; part of the interface */
struct zkcap_cookie {
	u32 reason;
	u32 detail;
};

static const struct {
	int errno_;
	const char *name;
	const char *text;
} reasons[] = {
#define REASON(id, error, name, text) \
	[ZKCAP_REASON_##id] = { error, name, name ": " text }
	REASON(NONE, 0, "none", "not refused"),
	REASON(NOT_ADMIN, EPERM, "not-admin", "needs CAP_SYS_ADMIN in the initial user namespace"),
	REASON(SOCKET_PASSED, EPERM, "socket-passed", "the socket was opened by another user"),
	REASON(ATTRIBUTE_MISSING, EINVAL, "attribute-missing", "a required attribute is absent"),
	REASON(ATTRIBUTE_DUPLICATED, EINVAL, "attribute-duplicated",
	       "an attribute that may stand once stands twice"),
	REASON(ATTRIBUTE_SIZE, EINVAL, "attribute-size", "an attribute is longer than its limit"),
	REASON(ATTRIBUTE_COUNT, EINVAL, "attribute-count", "too many attributes of one kind"),
	REASON(ATTRIBUTE_UNEXPECTED, EINVAL, "attribute-unexpected",
	       "attributes that exclude each other"),
	REASON(NAME_INVALID, EINVAL, "name-invalid",
	       "a name holds something else than letters, digits, dot, dash and underscore, or begins with a dot"),
	REASON(NO_MEMORY, ENOMEM, "no-memory", "out of memory"),
	REASON(LIMIT_REACHED, ENOSPC, "limit-reached",
	       "as many objects of this kind as there may be"),
	REASON(INTERRUPTED, EINTR, "interrupted", "a fatal signal ended the operation"),
	REASON(CAPABILITY_EXISTS, EEXIST, "capability-exists", "a capability of this name exists"),
	REASON(CAPABILITY_ABSENT, ENOENT, "capability-absent", "no capability of this name"),
	REASON(CAPABILITY_IN_USE, EBUSY, "capability-in-use", "an offer requires the capability"),
	REASON(CAPABILITY_KEY, EINVAL, "capability-key", "the verifying key was refused"),
	REASON(CAPABILITY_ID, EINVAL, "capability-id",
	       "the verifying key is of another definition"),
	REASON(OFFER_EXISTS, EEXIST, "offer-exists", "an offer of this name exists"),
	REASON(OFFER_ABSENT, ENOENT, "offer-absent", "no offer of this name"),
	REASON(OFFER_PUBLICS, EINVAL, "offer-publics",
	       "another number of public inputs than the capability's"),
	REASON(OFFER_SCALAR, EINVAL, "offer-scalar", "a public input is not below the group order"),
	REASON(TRUST_ABSENT, ENOENT, "trust-absent", "no trust policy of this name"),
	REASON(TRUST_IN_USE, EBUSY, "trust-in-use", "an offer or an attestation uses the policy"),
	REASON(TRUST_PCR, EINVAL, "trust-pcr", "the policy's PCRs contradict each other"),
	REASON(TRUST_RESETTABLE, EINVAL, "trust-resettable",
	       "the measurement PCR is resettable and the policy does not allow it"),
	REASON(TRUST_AUTHORITY, EINVAL, "trust-authority",
	       "an authority's certificate was refused"),
	REASON(KEY_CERTIFICATE, EINVAL, "key-certificate", "the certificate was refused"),
	REASON(KEY_ISSUER, ENOKEY, "key-issuer",
	       "the certificate is signed by no authority of any trust policy"),
	REASON(KEY_ABSENT, ENOENT, "key-absent", "no such attestation key"),
	REASON(DEVICE_CLASS_ABSENT, ENOENT, "device-class-absent", "no device class of this name"),
	REASON(DEVICE_CLASS_IN_USE, EBUSY, "device-class-in-use",
	       "devices of the class are granted"),
	REASON(DEVICE_CLASS_NODE, EINVAL, "device-class-node",
	       "a node is named twice, or belongs to another class"),
	REASON(POOL_KIND, EINVAL, "pool-kind",
	       "the pool has no such resource, or its capacity follows from a device class"),
	REASON(POOL_ALLOCATED, EBUSY, "pool-allocated", "the capacity is below what is granted"),
	REASON(TENANT_EXISTS, EEXIST, "tenant-exists", "the control group is a tenant"),
	REASON(TENANT_ROOT, EINVAL, "tenant-root", "the root control group cannot be a tenant"),
	REASON(TENANT_CONTROLLER, EOPNOTSUPP, "tenant-controller",
	       "a limit's controller is not enabled for the control group"),
	REASON(CGROUP_INVALID, EBADF, "cgroup-invalid",
	       "the descriptor is not a directory of the unified hierarchy"),
	REASON(TENANT_ABSENT, ENOENT, "tenant-absent",
	       "the control group is not, and is not within, a tenant"),
	REASON(NOT_MEMBER, EPERM, "not-member",
	       "the caller is outside the tenant and may not write its cgroup.procs"),
	REASON(TENANT_GONE, ENODEV, "tenant-gone", "the tenant's control group was removed"),
	REASON(RATE_LIMITED, EBUSY, "rate-limited",
	       "too many failed verifications; try again later"),
	REASON(CHALLENGE_FORGED, EKEYREJECTED, "challenge-forged",
	       "not a challenge of this kernel, kind and tenant"),
	REASON(CHALLENGE_EXPIRED, ETIME, "challenge-expired", "the challenge has expired"),
	REASON(CHALLENGE_USED, EALREADY, "challenge-used",
	       "a request with this challenge was granted"),
	REASON(QUOTE_SIZE, EBADMSG, "quote-size",
	       "the attestation structure is truncated, too long or has trailing bytes"),
	REASON(SIGNATURE_SIZE, EBADMSG, "signature-size",
	       "the signature structure is truncated, too long or has trailing bytes"),
	REASON(QUOTE_MAGIC, EBADMSG, "quote-magic", "not made by a TPM"),
	REASON(QUOTE_TYPE, EBADMSG, "quote-type", "not a quote"),
	REASON(QUOTE_NONCE, EBADMSG, "quote-nonce", "made for another challenge or commitment"),
	REASON(SIGNATURE_SCHEME, EBADMSG, "signature-scheme", "not RSASSA or ECDSA with SHA-256"),
	REASON(KEY_UNKNOWN, ENOKEY, "key-unknown", "the attestation key is not enrolled"),
	REASON(KEY_AUTHORITY, EKEYREJECTED, "key-authority",
	       "the attestation key is enrolled under an authority that the policy does not name"),
	REASON(KEY_REVOKED, EKEYREVOKED, "key-revoked", "the policy revokes the attestation key"),
	REASON(KEY_UNSUPPORTED, ENOPKG, "key-unsupported",
	       "this kernel cannot verify signatures of the key's type"),
	REASON(SIGNATURE, EKEYREJECTED, "signature", "the signature does not verify"),
	REASON(SELECTION_COUNT, EBADMSG, "selection-count", "not exactly one PCR selection"),
	REASON(SELECTION_BANK, EBADMSG, "selection-bank",
	       "the selection is not of the SHA-256 bank"),
	REASON(SELECTION_PCRS, EBADMSG, "selection-pcrs", "a PCR of the policy is not selected"),
	REASON(PCR_COUNT, EBADMSG, "pcr-count", "another number of PCR values than selected"),
	REASON(PCR_DIGEST, EBADMSG, "pcr-digest",
	       "the PCR values do not hash to the quoted digest"),
	REASON(MEASUREMENT_REPLAY, EBADMSG, "measurement-replay",
	       "the events do not lead to the measurement PCR's value"),
	REASON(COMMITMENT_INDEX, EBADMSG, "commitment-index",
	       "the event at the index given is not the commitment's"),
	REASON(COMMITMENT_ORDER, EBADMSG, "commitment-order",
	       "the commitment is not the first, or not the last, as the policy demands"),
	REASON(REFERENCE_UNEXTENDED, EBADMSG, "reference-unextended",
	       "a reference PCR was never extended"),
	REASON(REFERENCE_MISMATCH, EBADMSG, "reference-mismatch",
	       "the PCR values match no reference set of the policy"),
	REASON(CLOCK_UNSAFE, EBADMSG, "clock-unsafe", "the TPM's clock is not safe"),
	REASON(COMMITMENT_POINT, EBADMSG, "commitment-point", "the commitment was refused"),
	REASON(ATTESTATION_ABSENT, ENOENT, "attestation-absent", "no such attestation"),
	REASON(ATTESTATION_EXPIRED, ETIME, "attestation-expired", "the attestation has expired"),
	REASON(ATTESTATION_KEY, EACCES, "attestation-key",
	       "the attestation is by a key that does not speak for the tenant"),
	REASON(ATTESTATION_TRUST, EACCES, "attestation-trust",
	       "the attestation was accepted under another policy than the offer's"),
	REASON(OFFER_TENANT, EACCES, "offer-tenant", "the offer is not for this tenant"),
	REASON(RESOURCE_ORDER, EINVAL, "resource-order",
	       "resources are not in ascending order of kind and name, or one stands twice"),
	REASON(RESOURCE_UNKNOWN, EINVAL, "resource-unknown", "no such kind or device class"),
	REASON(RESOURCE_ZERO, EINVAL, "resource-zero", "an amount of zero"),
	REASON(RESOURCE_CEILING, ERANGE, "resource-ceiling", "more than the offer's ceiling"),
	REASON(DURATION_CEILING, ERANGE, "duration-ceiling", "longer than the offer's duration"),
	REASON(PROOF_COUNT, EINVAL, "proof-count",
	       "not exactly one proof for each capability of the offer"),
	REASON(PROOF_SCHEMA, EINVAL, "proof-schema",
	       "a capability is of another attribute schema than the attestation"),
	REASON(PROOF, EKEYREJECTED, "proof", "a proof was refused"),
	REASON(GRANT_LIMIT, EDQUOT, "grant-limit",
	       "the tenant has as many grants as the offer or the module allows"),
	REASON(POOL_EXHAUSTED, ENOSPC, "pool-exhausted", "not enough left in the pool"),
	REASON(DEVICE_BUSY, EBUSY, "device-busy", "no node of the class is free for this tenant"),
	REASON(ENFORCEMENT, EIO, "enforcement", "a limit could not be written"),
	REASON(GRANT_ABSENT, ENOENT, "grant-absent", "no such grant"),
	REASON(GRANT_ENDED, ESTALE, "grant-ended", "the grant is over"),
	REASON(GROW_WITHOUT_PROOF, EACCES, "grow-without-proof",
	       "more resources or time than the grant has needs a challenge, an attestation and proofs"),
#undef REASON
};

static_assert(ARRAY_SIZE(reasons) == __ZKCAP_REASON_MAX);

/*
 * An extended ack holds a pointer, so each text has to exist for good: those
 * that name a verdict are put together here, once, for all pairs.
 */
#define VERDICT_TEXT_MAX 160

static const enum zkcap_reason verdict_reasons[] = {
	ZKCAP_REASON_CAPABILITY_KEY,
	ZKCAP_REASON_COMMITMENT_POINT,
	ZKCAP_REASON_PROOF,
};

static char verdict_texts[ARRAY_SIZE(verdict_reasons)][ZK_VERDICTS][VERDICT_TEXT_MAX] __ro_after_init;

void __init zkcap_reason_init(void)
{
	size_t i, v;

	for (i = 0; i < ARRAY_SIZE(verdict_reasons); i++)
		for (v = 0; v < ZK_VERDICTS; v++)
			snprintf(verdict_texts[i][v], VERDICT_TEXT_MAX, "%s: %s: %s",
				 reasons[verdict_reasons[i]].name, zk_verdict_name(v),
				 zk_verdict_text(v));
}

int zkcap_refuse_detail(struct netlink_ext_ack *extack, enum zkcap_reason reason, u32 detail)
{
	struct zkcap_cookie cookie = { .reason = reason, .detail = detail };

	BUILD_BUG_ON(sizeof(cookie) > NETLINK_MAX_COOKIE_LEN);
	extack->_msg = reasons[reason].text;
	memcpy(extack->cookie, &cookie, sizeof(cookie));
	extack->cookie_len = sizeof(cookie);
	return -reasons[reason].errno_;
}

int zkcap_refuse(struct netlink_ext_ack *extack, enum zkcap_reason reason)
{
	return zkcap_refuse_detail(extack, reason, 0);
}

int zkcap_refuse_verdict(struct netlink_ext_ack *extack, enum zkcap_reason reason,
			 enum zk_verdict verdict)
{
	size_t i;
	int err;

	if (verdict == ZK_INTERRUPTED)
		return zkcap_refuse(extack, ZKCAP_REASON_INTERRUPTED);
	err = zkcap_refuse_detail(extack, reason, verdict);
	for (i = 0; i < ARRAY_SIZE(verdict_reasons); i++)
		if (verdict_reasons[i] == reason)
			extack->_msg = verdict_texts[i][verdict];
	return err;
}

enum zkcap_reason zkcap_refusal(const struct netlink_ext_ack *extack, u32 *detail)
{
	struct zkcap_cookie cookie = {};

	if (extack->cookie_len == sizeof(cookie))
		memcpy(&cookie, extack->cookie, sizeof(cookie));
	if (detail)
		*detail = cookie.detail;
	return cookie.reason;
}

const char *zkcap_reason_name(enum zkcap_reason reason)
{
	return reasons[reason].name;
}
