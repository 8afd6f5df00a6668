// SPDX-License-Identifier: GPL-2.0-only
#include "reason.h"

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "stats.h"

/**
 * struct zkcap_cookie - what an extended ack's cookie says; part of the interface
 * @reason: enum zkcap_reason
 * @detail: the kernel's errno, a verdict or a number, as documented for the reason
 */
struct zkcap_cookie {
	u32 reason;
	u32 detail;
};

/* A text begins with the reason's name. */
static const struct {
	int error;
	const char *text;
} reasons[] = {
	[ZKCAP_REASON_NONE] = { 0, "none: not refused" },
	[ZKCAP_REASON_NOT_ADMIN] = { EPERM,
		"not-admin: needs CAP_SYS_ADMIN in the initial user namespace" },
	[ZKCAP_REASON_SOCKET_PASSED] = { EPERM,
		"socket-passed: the socket was opened by another user" },
	[ZKCAP_REASON_ATTRIBUTE_MISSING] = { EINVAL,
		"attribute-missing: a required attribute is absent" },
	[ZKCAP_REASON_ATTRIBUTE_DUPLICATED] = { EINVAL,
		"attribute-duplicated: an attribute that may stand once stands twice" },
	[ZKCAP_REASON_ATTRIBUTE_SIZE] = { EINVAL,
		"attribute-size: an attribute is longer than its limit" },
	[ZKCAP_REASON_ATTRIBUTE_COUNT] = { EINVAL,
		"attribute-count: too many attributes of one kind" },
	[ZKCAP_REASON_ATTRIBUTE_UNEXPECTED] = { EINVAL,
		"attribute-unexpected: attributes that exclude each other" },
	[ZKCAP_REASON_NAME_INVALID] = { EINVAL,
		"name-invalid: names are letters, digits, dots, dashes and underscores" },
	[ZKCAP_REASON_NO_MEMORY] = { ENOMEM, "no-memory: out of memory" },
	[ZKCAP_REASON_LIMIT_REACHED] = { ENOSPC,
		"limit-reached: as many objects of this kind as there may be" },
	[ZKCAP_REASON_INTERRUPTED] = { EINTR, "interrupted: a fatal signal ended the operation" },
	[ZKCAP_REASON_CAPABILITY_EXISTS] = { EEXIST,
		"capability-exists: a capability of this name exists" },
	[ZKCAP_REASON_CAPABILITY_ABSENT] = { ENOENT,
		"capability-absent: no capability of this name" },
	[ZKCAP_REASON_CAPABILITY_IN_USE] = { EBUSY,
		"capability-in-use: an offer requires the capability" },
	[ZKCAP_REASON_CAPABILITY_KEY] = { EINVAL, "capability-key: the verifying key was refused" },
	[ZKCAP_REASON_CAPABILITY_ID] = { EINVAL,
		"capability-id: the verifying key is of another definition" },
	[ZKCAP_REASON_OFFER_EXISTS] = { EEXIST, "offer-exists: an offer of this name exists" },
	[ZKCAP_REASON_OFFER_ABSENT] = { ENOENT, "offer-absent: no offer of this name" },
	[ZKCAP_REASON_OFFER_PUBLICS] = { EINVAL,
		"offer-publics: another number of public inputs than the capability's" },
	[ZKCAP_REASON_OFFER_SCALAR] = { EINVAL,
		"offer-scalar: a public input is not below the group order" },
	[ZKCAP_REASON_TRUST_ABSENT] = { ENOENT, "trust-absent: no trust policy of this name" },
	[ZKCAP_REASON_TRUST_IN_USE] = { EBUSY,
		"trust-in-use: an offer names the policy" },
	[ZKCAP_REASON_TRUST_PCR] = { EINVAL, "trust-pcr: the policy's PCRs contradict each other" },
	[ZKCAP_REASON_TRUST_RESETTABLE] = { EINVAL,
		"trust-resettable: the policy relies on a resettable PCR without allowing it" },
	[ZKCAP_REASON_TRUST_AUTHORITY] = { EINVAL,
		"trust-authority: an authority's certificate was refused" },
	[ZKCAP_REASON_KEY_CERTIFICATE] = { EINVAL, "key-certificate: the certificate was refused" },
	[ZKCAP_REASON_KEY_ISSUER] = { ENOKEY,
		"key-issuer: the certificate is signed by no authority of any trust policy" },
	[ZKCAP_REASON_KEY_ABSENT] = { ENOENT, "key-absent: no such attestation key" },
	[ZKCAP_REASON_DEVICE_CLASS_ABSENT] = { ENOENT,
		"device-class-absent: no device class of this name" },
	[ZKCAP_REASON_DEVICE_CLASS_IN_USE] = { EBUSY,
		"device-class-in-use: devices of the class are granted" },
	[ZKCAP_REASON_DEVICE_CLASS_NODE] = { EINVAL,
		"device-class-node: a node is named twice, or belongs to another class" },
	[ZKCAP_REASON_POOL_KIND] = { EINVAL,
		"pool-kind: the pool has no capacity of that kind to set" },
	[ZKCAP_REASON_POOL_ALLOCATED] = { EBUSY,
		"pool-allocated: the capacity is below what is granted" },
	[ZKCAP_REASON_TENANT_EXISTS] = { EEXIST, "tenant-exists: the control group is a tenant" },
	[ZKCAP_REASON_TENANT_ROOT] = { EINVAL,
		"tenant-root: the root control group cannot be a tenant" },
	[ZKCAP_REASON_TENANT_CONTROLLER] = { EOPNOTSUPP,
		"tenant-controller: a limit's controller is not enabled for the control group" },
	[ZKCAP_REASON_CGROUP_INVALID] = { EBADF,
		"cgroup-invalid: the descriptor is not a directory of the unified hierarchy" },
	[ZKCAP_REASON_TENANT_ABSENT] = { ENOENT,
		"tenant-absent: the control group is not, and is not within, a tenant" },
	[ZKCAP_REASON_NOT_MEMBER] = { EPERM,
		"not-member: outside the tenant, and may not write its cgroup.procs" },
	[ZKCAP_REASON_TENANT_GONE] = { ENODEV,
		"tenant-gone: the tenant's control group was removed" },
	[ZKCAP_REASON_RATE_LIMITED] = { EBUSY,
		"rate-limited: too many failed verifications; try again later" },
	[ZKCAP_REASON_CHALLENGE_FORGED] = { EKEYREJECTED,
		"challenge-forged: not of this kernel, kind and tenant, nor the grant's next" },
	[ZKCAP_REASON_CHALLENGE_EXPIRED] = { ETIME,
		"challenge-expired: the challenge has expired" },
	[ZKCAP_REASON_CHALLENGE_USED] = { EALREADY,
		"challenge-used: a request with it was granted, or the grant was changed" },
	[ZKCAP_REASON_QUOTE_SIZE] = { EBADMSG,
		"quote-size: the quote is truncated, too long or has trailing bytes" },
	[ZKCAP_REASON_SIGNATURE_SIZE] = { EBADMSG,
		"signature-size: the signature is truncated or has trailing bytes" },
	[ZKCAP_REASON_QUOTE_MAGIC] = { EBADMSG, "quote-magic: not made by a TPM" },
	[ZKCAP_REASON_QUOTE_TYPE] = { EBADMSG, "quote-type: not a quote" },
	[ZKCAP_REASON_QUOTE_NONCE] = { EBADMSG,
		"quote-nonce: made for another challenge or commitment" },
	[ZKCAP_REASON_SIGNATURE_SCHEME] = { EBADMSG,
		"signature-scheme: not RSASSA or ECDSA with SHA-256" },
	[ZKCAP_REASON_KEY_UNKNOWN] = { ENOKEY, "key-unknown: the attestation key is not enrolled" },
	[ZKCAP_REASON_KEY_AUTHORITY] = { EKEYREJECTED,
		"key-authority: the key's authority is not one of the policy's" },
	[ZKCAP_REASON_KEY_REVOKED] = { EKEYREVOKED,
		"key-revoked: the policy revokes the attestation key" },
	[ZKCAP_REASON_KEY_UNSUPPORTED] = { ENOPKG,
		"key-unsupported: this kernel cannot verify signatures of the key's type" },
	[ZKCAP_REASON_SIGNATURE] = { EKEYREJECTED, "signature: the signature does not verify" },
	[ZKCAP_REASON_SELECTION_COUNT] = { EBADMSG,
		"selection-count: not exactly one PCR selection" },
	[ZKCAP_REASON_SELECTION_BANK] = { EBADMSG,
		"selection-bank: the selection is not of the SHA-256 bank" },
	[ZKCAP_REASON_SELECTION_PCRS] = { EBADMSG,
		"selection-pcrs: a PCR of the policy is not selected" },
	[ZKCAP_REASON_PCR_COUNT] = { EBADMSG,
		"pcr-count: another number of PCR values than selected" },
	[ZKCAP_REASON_PCR_DIGEST] = { EBADMSG,
		"pcr-digest: the PCR values do not hash to the quoted digest" },
	[ZKCAP_REASON_MEASUREMENT_REPLAY] = { EBADMSG,
		"measurement-replay: the events do not lead to the measurement PCR's value" },
	[ZKCAP_REASON_COMMITMENT_INDEX] = { EBADMSG,
		"commitment-index: the event at the index given is not the commitment's" },
	[ZKCAP_REASON_COMMITMENT_ORDER] = { EBADMSG,
		"commitment-order: the commitment does not stand where the policy demands" },
	[ZKCAP_REASON_REFERENCE_UNEXTENDED] = { EBADMSG,
		"reference-unextended: a reference PCR was never extended" },
	[ZKCAP_REASON_REFERENCE_MISMATCH] = { EBADMSG,
		"reference-mismatch: the PCR values match no reference set of the policy" },
	[ZKCAP_REASON_CLOCK_UNSAFE] = { EBADMSG, "clock-unsafe: the TPM's clock is not safe" },
	[ZKCAP_REASON_COMMITMENT_POINT] = { EBADMSG,
		"commitment-point: the commitment was refused" },
	[ZKCAP_REASON_ATTESTATION_ABSENT] = { ENOENT, "attestation-absent: no such attestation" },
	[ZKCAP_REASON_ATTESTATION_EXPIRED] = { ETIME,
		"attestation-expired: the attestation has expired" },
	[ZKCAP_REASON_ATTESTATION_KEY] = { EACCES,
		"attestation-key: its key does not speak for the tenant" },
	[ZKCAP_REASON_ATTESTATION_TRUST] = { EACCES,
		"attestation-trust: accepted under another policy than the offer's" },
	[ZKCAP_REASON_OFFER_TENANT] = { EACCES, "offer-tenant: the offer is not for this tenant" },
	[ZKCAP_REASON_RESOURCE_ORDER] = { EINVAL,
		"resource-order: resources have to ascend in kind and name" },
	[ZKCAP_REASON_RESOURCE_UNKNOWN] = { EINVAL,
		"resource-unknown: no such kind or device class" },
	[ZKCAP_REASON_RESOURCE_ZERO] = { EINVAL, "resource-zero: an amount of zero" },
	[ZKCAP_REASON_RESOURCE_CEILING] = { ERANGE,
		"resource-ceiling: more than the offer's ceiling" },
	[ZKCAP_REASON_DURATION_CEILING] = { ERANGE,
		"duration-ceiling: longer than the offer's duration" },
	[ZKCAP_REASON_PROOF_COUNT] = { EINVAL,
		"proof-count: not exactly one proof for each capability of the offer" },
	[ZKCAP_REASON_PROOF_SCHEMA] = { EINVAL,
		"proof-schema: a capability is of another schema than the attestation" },
	[ZKCAP_REASON_PROOF] = { EKEYREJECTED, "proof: a proof was refused" },
	[ZKCAP_REASON_GRANT_LIMIT] = { EDQUOT,
		"grant-limit: the tenant has as many grants as it may have" },
	[ZKCAP_REASON_POOL_EXHAUSTED] = { ENOSPC, "pool-exhausted: not enough left in the pool" },
	[ZKCAP_REASON_DEVICE_BUSY] = { EBUSY,
		"device-busy: no node of the class is free for this tenant" },
	[ZKCAP_REASON_ENFORCEMENT] = { EIO, "enforcement: a limit could not be written" },
	[ZKCAP_REASON_GRANT_ABSENT] = { ENOENT, "grant-absent: no such grant" },
	[ZKCAP_REASON_GRANT_ENDED] = { ESTALE, "grant-ended: the grant is over" },
	[ZKCAP_REASON_GROW_WITHOUT_PROOF] = { EACCES,
		"grow-without-proof: more than the grant has needs evidence" },
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

static char verdict_texts[ARRAY_SIZE(verdict_reasons)][ZK_VERDICTS][VERDICT_TEXT_MAX];

static int name_length(enum zkcap_reason reason)
{
	return strcspn(reasons[reason].text, ":");
}

void zkcap_reason_init(void)
{
	size_t i, v;

	for (i = 0; i < ARRAY_SIZE(verdict_reasons); i++)
		for (v = 0; v < ZK_VERDICTS; v++)
			snprintf(verdict_texts[i][v], VERDICT_TEXT_MAX, "%.*s: %s: %s",
				 name_length(verdict_reasons[i]), reasons[verdict_reasons[i]].text,
				 zk_verdict_name(v), zk_verdict_text(v));
}

int zkcap_refuse_detail(struct netlink_ext_ack *extack, enum zkcap_reason reason, u32 detail)
{
	struct zkcap_cookie cookie = { .reason = reason, .detail = detail };

	BUILD_BUG_ON(sizeof(cookie) > NETLINK_MAX_COOKIE_LEN);
	extack->_msg = reasons[reason].text;
	memcpy(extack->cookie, &cookie, sizeof(cookie));
	extack->cookie_len = sizeof(cookie);
	zkcap_stat_refused(reason);
	return -reasons[reason].error;
}

int zkcap_refuse(struct netlink_ext_ack *extack, enum zkcap_reason reason)
{
	return zkcap_refuse_detail(extack, reason, 0);
}

int zkcap_refuse_text(struct netlink_ext_ack *extack, enum zkcap_reason reason, const char *text)
{
	int err = zkcap_refuse(extack, reason);

	extack->_msg = text;
	return err;
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

void zkcap_reason_name(enum zkcap_reason reason, char *buf, size_t size)
{
	strscpy(buf, reasons[reason].text, min_t(size_t, size, name_length(reason) + 1));
}
