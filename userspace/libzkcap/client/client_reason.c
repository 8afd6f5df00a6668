// SPDX-License-Identifier: MIT
/* What each refusal means, and what to do about it. */
#include "client_reason.h"

#include <stdio.h>
#include <string.h>

static const struct zkcap_reason_info reasons[] = {
	[ZKCAP_REASON_NONE] = {
		.name = "none",
		.checked = "not refused",
		.remedy = "nothing: the kernel accepted",
	},
	[ZKCAP_REASON_NOT_ADMIN] = {
		.name = "not-admin",
		.checked = "the caller has CAP_SYS_ADMIN in the initial user namespace",
		.remedy = "run as root of the host; root of a container is not enough",
	},
	[ZKCAP_REASON_SOCKET_PASSED] = {
		.name = "socket-passed",
		.checked = "the netlink socket was opened by the user who sends with it",
		.remedy = "open a socket of your own rather than using one that was handed over",
	},
	[ZKCAP_REASON_ATTRIBUTE_MISSING] = {
		.name = "attribute-missing",
		.checked = "all attributes that the operation requires are there",
		.remedy =
			"compare the message with the netlink specification; zkcap and libzkcap "
			"always send them",
	},
	[ZKCAP_REASON_ATTRIBUTE_DUPLICATED] = {
		.name = "attribute-duplicated",
		.checked = "no attribute stands twice that may stand once",
		.remedy = "compare the message with the netlink specification",
	},
	[ZKCAP_REASON_ATTRIBUTE_SIZE] = {
		.name = "attribute-size",
		.checked = "no attribute is longer than its limit",
		.remedy =
			"use a smaller certificate, quote or signature; zkcap show version lists "
			"the limits",
	},
	[ZKCAP_REASON_ATTRIBUTE_COUNT] = {
		.name = "attribute-count",
		.checked = "there are no more attributes of one kind than allowed",
		.remedy = "use fewer; zkcap show version lists the limits",
	},
	[ZKCAP_REASON_ATTRIBUTE_UNEXPECTED] = {
		.name = "attribute-unexpected",
		.checked = "no attributes stand together that exclude each other",
		.remedy =
			"a share goes with mode shared only; a tenant is named by descriptor or "
			"by id, not both",
	},
	[ZKCAP_REASON_NAME_INVALID] = {
		.name = "name-invalid",
		.checked =
			"names are letters, digits, dots, dashes and underscores, and do not "
			"begin with a dot",
		.remedy = "choose another name",
	},
	[ZKCAP_REASON_NO_MEMORY] = {
		.name = "no-memory",
		.checked = "the kernel has memory for the operation",
		.remedy =
			"free memory, or raise the memory limit of the caller's control group, "
			"which the kernel charges",
	},
	[ZKCAP_REASON_LIMIT_REACHED] = {
		.name = "limit-reached",
		.checked = "there are fewer objects of the kind than there may be",
		.remedy = "remove some; zkcap show version lists the limits",
	},
	[ZKCAP_REASON_INTERRUPTED] = {
		.name = "interrupted",
		.checked = "no fatal signal came while the kernel verified",
		.remedy = "nothing was changed: ask again",
	},
	[ZKCAP_REASON_CAPABILITY_EXISTS] = {
		.name = "capability-exists",
		.checked = "no capability has the name",
		.remedy =
			"remove the other one first, or choose another name; zkcap load replaces "
			"changed ones",
	},
	[ZKCAP_REASON_CAPABILITY_ABSENT] = {
		.name = "capability-absent",
		.checked = "a capability has the name",
		.remedy =
			"load it: zkcap load; zkcap ls capabilities shows those that are there",
	},
	[ZKCAP_REASON_CAPABILITY_IN_USE] = {
		.name = "capability-in-use",
		.checked = "no offer requires the capability",
		.remedy = "withdraw the offers that require it first",
	},
	[ZKCAP_REASON_CAPABILITY_KEY] = {
		.name = "capability-key",
		.checked = "the verifying key is well-formed and its points lie in the group",
		.remedy =
			"compile the key again with zkcap circuit compile; the detail is the "
			"verifier's verdict",
	},
	[ZKCAP_REASON_CAPABILITY_ID] = {
		.name = "capability-id",
		.checked = "the verifying key is of the definition whose id is given",
		.remedy = "compile the key again from this definition",
	},
	[ZKCAP_REASON_OFFER_EXISTS] = {
		.name = "offer-exists",
		.checked = "no offer has the name",
		.remedy = "withdraw the other one first; zkcap load replaces changed ones",
	},
	[ZKCAP_REASON_OFFER_ABSENT] = {
		.name = "offer-absent",
		.checked = "an offer has the name, and is not withdrawn",
		.remedy = "zkcap ls offers shows those that are for you",
	},
	[ZKCAP_REASON_OFFER_PUBLICS] = {
		.name = "offer-publics",
		.checked = "each requirement has as many parameters as its capability",
		.remedy = "give every parameter of the definition exactly once",
	},
	[ZKCAP_REASON_OFFER_SCALAR] = {
		.name = "offer-scalar",
		.checked = "every parameter is a number below the group order",
		.remedy = "use zkcap load, which encodes parameters by their type",
	},
	[ZKCAP_REASON_TRUST_ABSENT] = {
		.name = "trust-absent",
		.checked = "a trust policy has the name",
		.remedy =
			"zkcap ls trust shows those that are there; zkcap load loads them from "
			"/etc/zkcap",
	},
	[ZKCAP_REASON_TRUST_IN_USE] = {
		.name = "trust-in-use",
		.checked = "no offer names the policy",
		.remedy = "withdraw the offers that name it first",
	},
	[ZKCAP_REASON_TRUST_PCR] = {
		.name = "trust-pcr",
		.checked = "the policy's PCRs do not contradict each other",
		.remedy = "a PCR stands once in a reference, and the measurement PCR in none",
	},
	[ZKCAP_REASON_TRUST_RESETTABLE] = {
		.name = "trust-resettable",
		.checked = "the policy relies on no resettable PCR, or allows it by name",
		.remedy =
			"use a PCR below 16, or list it as resettable, knowing that whoever has "
			"root on the platform can reset it",
	},
	[ZKCAP_REASON_TRUST_AUTHORITY] = {
		.name = "trust-authority",
		.checked =
			"each authority's certificate can be read and names a key and its "
			"identifier",
		.remedy =
			"make the authority with zkcap ca init, or give its certificate a "
			"subject key identifier; the detail is the errno",
	},
	[ZKCAP_REASON_KEY_CERTIFICATE] = {
		.name = "key-certificate",
		.checked = "the attestation key's certificate can be read",
		.remedy =
			"give it in DER, with subject and authority key identifiers: zkcap ca "
			"certify makes such; the detail is the errno",
	},
	[ZKCAP_REASON_KEY_ISSUER] = {
		.name = "key-issuer",
		.checked = "an authority of a trust policy signed the certificate",
		.remedy =
			"load the authority with zkcap trust first, or have the key certified by "
			"one that is loaded",
	},
	[ZKCAP_REASON_KEY_ABSENT] = {
		.name = "key-absent",
		.checked = "an attestation key has the id",
		.remedy = "zkcap ls trust shows how many keys a policy has",
	},
	[ZKCAP_REASON_DEVICE_CLASS_ABSENT] = {
		.name = "device-class-absent",
		.checked = "a device class has the name",
		.remedy = "zkcap ls devices shows those that are there",
	},
	[ZKCAP_REASON_DEVICE_CLASS_IN_USE] = {
		.name = "device-class-in-use",
		.checked = "no device of the class is granted",
		.remedy = "wait until the grants end, or revoke them: zkcap ls grants",
	},
	[ZKCAP_REASON_DEVICE_CLASS_NODE] = {
		.name = "device-class-node",
		.checked = "a node is named once, and in one class",
		.remedy = "take the node out of the other class first",
	},
	[ZKCAP_REASON_POOL_KIND] = {
		.name = "pool-kind",
		.checked = "the pool has a capacity of that kind to set",
		.remedy = "a device class's capacity follows from its nodes: change those",
	},
	[ZKCAP_REASON_POOL_ALLOCATED] = {
		.name = "pool-allocated",
		.checked = "the capacity is not below what is granted",
		.remedy =
			"set at least what zkcap ls pools shows as allocated, or wait until "
			"grants end",
	},
	[ZKCAP_REASON_TENANT_EXISTS] = {
		.name = "tenant-exists",
		.checked = "the control group is no tenant yet",
		.remedy =
			"nothing is to be done; to change its keys or baseline, remove the "
			"tenant and add it again",
	},
	[ZKCAP_REASON_TENANT_ROOT] = {
		.name = "tenant-root",
		.checked = "the control group is not the root",
		.remedy = "make a control group below the root: the root has no limits",
	},
	[ZKCAP_REASON_TENANT_CONTROLLER] = {
		.name = "tenant-controller",
		.checked = "the controller of each limit is enabled for the control group",
		.remedy = "write +cpu +memory +pids to cgroup.subtree_control of its parent",
	},
	[ZKCAP_REASON_CGROUP_INVALID] = {
		.name = "cgroup-invalid",
		.checked = "the descriptor is an open directory of the unified hierarchy",
		.remedy = "name a directory below /sys/fs/cgroup, where cgroup v2 is mounted",
	},
	[ZKCAP_REASON_TENANT_ABSENT] = {
		.name = "tenant-absent",
		.checked = "the control group is a tenant, or within one",
		.remedy =
			"have the administrator adopt it: zkcap tenant add; zkcap ls tenants "
			"shows yours",
	},
	[ZKCAP_REASON_NOT_MEMBER] = {
		.name = "not-member",
		.checked = "the caller is inside the tenant, or may write its cgroup.procs",
		.remedy =
			"run inside the tenant, or have its cgroup.procs delegated to your user",
	},
	[ZKCAP_REASON_TENANT_GONE] = {
		.name = "tenant-gone",
		.checked = "the tenant's control group still exists",
		.remedy = "make the control group again and have it adopted",
	},
	[ZKCAP_REASON_RATE_LIMITED] = {
		.name = "rate-limited",
		.checked = "the tenant did not fail to verify too often lately",
		.remedy =
			"wait some seconds, and find out with zkcap watch why verifications fail",
	},
	[ZKCAP_REASON_CHALLENGE_FORGED] = {
		.name = "challenge-forged",
		.checked =
			"the challenge is this kernel's, of the right kind and for this tenant, "
			"or the one that came with the grant as it is now",
		.remedy =
			"get a new challenge, or look at the grant again; one for attesting is no "
			"good for a request, nor is another tenant's",
	},
	[ZKCAP_REASON_CHALLENGE_EXPIRED] = {
		.name = "challenge-expired",
		.checked = "the challenge is not older than two minutes",
		.remedy =
			"get a new challenge; if proving takes that long, let zkcapd prove or "
			"prove fewer capabilities",
	},
	[ZKCAP_REASON_CHALLENGE_USED] = {
		.name = "challenge-used",
		.checked =
			"no request with this challenge was granted before, and the grant that it "
			"came with is as it was",
		.remedy = "get a new challenge for each request, or look at the grant again",
	},
	[ZKCAP_REASON_QUOTE_SIZE] = {
		.name = "quote-size",
		.checked = "the attestation structure is complete and has no trailing bytes",
		.remedy = "pass on the TPM's TPMS_ATTEST without its length prefix",
	},
	[ZKCAP_REASON_SIGNATURE_SIZE] = {
		.name = "signature-size",
		.checked = "the signature structure is complete and has no trailing bytes",
		.remedy = "pass on the TPM's TPMT_SIGNATURE as it is",
	},
	[ZKCAP_REASON_QUOTE_MAGIC] = {
		.name = "quote-magic",
		.checked = "the attestation structure was made by a TPM",
		.remedy = "pass on TPM2_Quote's TPMS_ATTEST",
	},
	[ZKCAP_REASON_QUOTE_TYPE] = {
		.name = "quote-type",
		.checked = "the attestation structure is a quote",
		.remedy = "use TPM2_Quote, not another attestation command",
	},
	[ZKCAP_REASON_QUOTE_NONCE] = {
		.name = "quote-nonce",
		.checked = "the quote is for this challenge and commitment",
		.remedy = "quote again with the challenge just got: zkcap attest",
	},
	[ZKCAP_REASON_SIGNATURE_SCHEME] = {
		.name = "signature-scheme",
		.checked = "the signature is RSASSA or ECDSA with SHA-256",
		.remedy = "enroll a key of such a scheme: zkcap enroll",
	},
	[ZKCAP_REASON_KEY_UNKNOWN] = {
		.name = "key-unknown",
		.checked = "the attestation key is enrolled",
		.remedy =
			"enroll it: zkcap enroll on the platform, zkcap trust add-key on the "
			"host",
	},
	[ZKCAP_REASON_KEY_AUTHORITY] = {
		.name = "key-authority",
		.checked = "an authority of the policy certified the attestation key",
		.remedy =
			"have the key certified by an authority of this policy, or add that "
			"authority to the policy",
	},
	[ZKCAP_REASON_KEY_REVOKED] = {
		.name = "key-revoked",
		.checked = "the policy does not revoke the attestation key",
		.remedy = "ask the administrator why; a new key has to be enrolled",
	},
	[ZKCAP_REASON_KEY_UNSUPPORTED] = {
		.name = "key-unsupported",
		.checked = "this kernel can verify signatures of the key's type",
		.remedy = "use an RSA key: the kernel lacks ECDSA",
	},
	[ZKCAP_REASON_SIGNATURE] = {
		.name = "signature",
		.checked = "the key's signature of the quote verifies",
		.remedy =
			"quote again; if it fails again, the key is another than the enrolled "
			"one",
	},
	[ZKCAP_REASON_SELECTION_COUNT] = {
		.name = "selection-count",
		.checked = "the quote has exactly one selection of PCRs",
		.remedy = "quote one bank only",
	},
	[ZKCAP_REASON_SELECTION_BANK] = {
		.name = "selection-bank",
		.checked = "the selection is of the SHA-256 bank",
		.remedy = "enable the TPM's SHA-256 bank and quote that",
	},
	[ZKCAP_REASON_SELECTION_PCRS] = {
		.name = "selection-pcrs",
		.checked = "every PCR of the policy is selected",
		.remedy =
			"select the policy's PCRs as well as the measurement PCR: zkcap attest "
			"does",
	},
	[ZKCAP_REASON_PCR_COUNT] = {
		.name = "pcr-count",
		.checked = "there is one value for each selected PCR",
		.remedy = "read the PCRs that are quoted: zkcap attest does",
	},
	[ZKCAP_REASON_PCR_DIGEST] = {
		.name = "pcr-digest",
		.checked = "the PCR values hash to the quoted digest",
		.remedy = "a PCR changed between reading and quoting: attest again",
	},
	[ZKCAP_REASON_MEASUREMENT_REPLAY] = {
		.name = "measurement-replay",
		.checked =
			"the events lead from the policy's base to the measurement PCR's value",
		.remedy =
			"the event log is incomplete, or something else extended the PCR: "
			"compare the log with the PCR",
	},
	[ZKCAP_REASON_COMMITMENT_INDEX] = {
		.name = "commitment-index",
		.checked = "the event at the index given is the commitment's",
		.remedy = "attest with the manifest that was measured: zkcap attest",
	},
	[ZKCAP_REASON_COMMITMENT_ORDER] = {
		.name = "commitment-order",
		.checked = "the commitment stands where the policy demands",
		.remedy =
			"with rule first, only the first measurement since boot counts: reboot, "
			"or use the manifest of that measurement",
	},
	[ZKCAP_REASON_REFERENCE_UNEXTENDED] = {
		.name = "reference-unextended",
		.checked = "every reference PCR was extended",
		.remedy = "boot with measured boot, or leave the PCR out of the policy",
	},
	[ZKCAP_REASON_REFERENCE_MISMATCH] = {
		.name = "reference-mismatch",
		.checked = "the PCR values match one of the policy's reference sets",
		.remedy =
			"the platform booted something else than the policy knows: compare its "
			"PCRs, then update it or the policy",
	},
	[ZKCAP_REASON_CLOCK_UNSAFE] = {
		.name = "clock-unsafe",
		.checked = "the TPM's clock is safe, as the policy demands",
		.remedy = "shut the platform down cleanly, or drop the demand",
	},
	[ZKCAP_REASON_COMMITMENT_POINT] = {
		.name = "commitment-point",
		.checked = "the commitment is a point of the group",
		.remedy = "measure again; the detail is the verifier's verdict",
	},
	[ZKCAP_REASON_ATTESTATION_ABSENT] = {
		.name = "attestation-absent",
		.checked = "the attestation exists, and is this tenant's",
		.remedy =
			"attest: zkcap attest; redefining its policy also removes an attestation",
	},
	[ZKCAP_REASON_ATTESTATION_EXPIRED] = {
		.name = "attestation-expired",
		.checked = "the attestation is not older than its policy allows",
		.remedy = "attest again: zkcap attest",
	},
	[ZKCAP_REASON_ATTESTATION_KEY] = {
		.name = "attestation-key",
		.checked = "the attestation's key speaks for the tenant",
		.remedy =
			"have the tenant's keys, or the policy's host keys, list the key of this "
			"platform",
	},
	[ZKCAP_REASON_ATTESTATION_TRUST] = {
		.name = "attestation-trust",
		.checked =
			"the attestation was accepted under the offer's policy, as it stands now",
		.remedy = "attest again under the policy that zkcap show offer names",
	},
	[ZKCAP_REASON_OFFER_TENANT] = {
		.name = "offer-tenant",
		.checked = "the offer is for this tenant",
		.remedy = "choose another offer: zkcap ls offers shows those that are for you",
	},
	[ZKCAP_REASON_RESOURCE_ORDER] = {
		.name = "resource-order",
		.checked = "resources ascend in kind and name, and none stands twice",
		.remedy = "name each resource once; zkcap sorts them",
	},
	[ZKCAP_REASON_RESOURCE_UNKNOWN] = {
		.name = "resource-unknown",
		.checked = "each resource is a known kind or device class",
		.remedy = "zkcap ls offers shows what may be asked for",
	},
	[ZKCAP_REASON_RESOURCE_ZERO] = {
		.name = "resource-zero",
		.checked = "no amount is zero",
		.remedy = "ask for at least one, or leave the resource out",
	},
	[ZKCAP_REASON_RESOURCE_CEILING] = {
		.name = "resource-ceiling",
		.checked = "no amount is above the offer's ceiling",
		.remedy = "ask for less, or under another offer: zkcap show offer NAME",
	},
	[ZKCAP_REASON_DURATION_CEILING] = {
		.name = "duration-ceiling",
		.checked = "the lease is not longer than the offer's duration",
		.remedy = "ask for less time and renew the grant before it ends",
	},
	[ZKCAP_REASON_PROOF_COUNT] = {
		.name = "proof-count",
		.checked = "there is exactly one proof for each capability of the offer",
		.remedy = "prove all of them, in the offer's order: zkcap request does",
	},
	[ZKCAP_REASON_PROOF_SCHEMA] = {
		.name = "proof-schema",
		.checked = "capability and attestation are of the same attribute schema",
		.remedy =
			"measure and compile with the same circuits/attributes.yaml as the host",
	},
	[ZKCAP_REASON_PROOF] = {
		.name = "proof",
		.checked =
			"each proof verifies for its capability, its parameters, this commitment "
			"and this request",
		.remedy =
			"prove again with the manifest that was attested; a proof is good for "
			"one request only. The detail is the verifier's verdict",
	},
	[ZKCAP_REASON_GRANT_LIMIT] = {
		.name = "grant-limit",
		.checked = "the tenant has fewer grants than the offer and the module allow",
		.remedy = "release a grant or resize one: zkcap ls grants",
	},
	[ZKCAP_REASON_POOL_EXHAUSTED] = {
		.name = "pool-exhausted",
		.checked = "the pool has as much left",
		.remedy =
			"ask for less, or wait until other grants end: zkcap watch; the detail "
			"is the resource's index",
	},
	[ZKCAP_REASON_DEVICE_BUSY] = {
		.name = "device-busy",
		.checked = "a node of the class is free for this tenant",
		.remedy =
			"wait until a grant ends: zkcap watch; the detail is the resource's "
			"index",
	},
	[ZKCAP_REASON_ENFORCEMENT] = {
		.name = "enforcement",
		.checked = "the kernel could write every limit",
		.remedy =
			"look at the control group's files and its controllers; the detail is "
			"the errno",
	},
	[ZKCAP_REASON_GRANT_ABSENT] = {
		.name = "grant-absent",
		.checked = "the grant exists, and is this tenant's",
		.remedy = "zkcap ls grants shows yours",
	},
	[ZKCAP_REASON_GRANT_ENDED] = {
		.name = "grant-ended",
		.checked = "the grant is not over",
		.remedy = "request a new one",
	},
	[ZKCAP_REASON_GROW_WITHOUT_PROOF] = {
		.name = "grow-without-proof",
		.checked = "without evidence, no resource and no time grows",
		.remedy = "give evidence: zkcap resize proves when something grows",
	},
};

_Static_assert(sizeof(reasons) / sizeof(reasons[0]) == __ZKCAP_REASON_MAX,
	       "a reason of the specification is not explained");

const struct zkcap_reason_info *zkcap_reason_info(uint32_t reason)
{
	return reason < __ZKCAP_REASON_MAX ? &reasons[reason] : NULL;
}

const char *zkcap_reason_name(uint32_t reason)
{
	static _Thread_local char unknown[24];

	if (reason < __ZKCAP_REASON_MAX)
		return reasons[reason].name;
	snprintf(unknown, sizeof(unknown), "reason-%u", reason);
	return unknown;
}

int zkcap_reason_find(const char *name)
{
	int i;

	for (i = 0; i < __ZKCAP_REASON_MAX; i++)
		if (!strcmp(name, reasons[i].name))
			return i;
	return -1;
}
