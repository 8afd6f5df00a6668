// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/zkcap.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink-gen.h"

#include <uapi/linux/zkcap.h>

/* Integer value ranges */
static const struct netlink_range_validation zkcap_a_device_node_minor_range = {
	.max	= ZKCAP_MINOR_MAX,
};

static const struct netlink_range_validation zkcap_a_trust_pcrs_range = {
	.max	= 16777215ULL,
};

static const struct netlink_range_validation zkcap_a_trust_resettable_range = {
	.max	= 16777215ULL,
};

static const struct netlink_range_validation zkcap_a_trust_max_age_range = {
	.min	= 1ULL,
	.max	= ZKCAP_DURATION_MAX,
};

static const struct netlink_range_validation zkcap_a_offer_duration_range = {
	.min	= 1ULL,
	.max	= ZKCAP_DURATION_MAX,
};

static const struct netlink_range_validation zkcap_a_offer_grace_ms_range = {
	.max	= ZKCAP_GRACE_MAX,
};

static const struct netlink_range_validation zkcap_a_tenant_cgroup_fd_range = {
	.max	= S32_MAX,
};

static const struct netlink_range_validation zkcap_a_challenge_cgroup_fd_range = {
	.max	= S32_MAX,
};

static const struct netlink_range_validation zkcap_a_attestation_cgroup_fd_range = {
	.max	= S32_MAX,
};

static const struct netlink_range_validation zkcap_a_grant_cgroup_fd_range = {
	.max	= S32_MAX,
};

static const struct netlink_range_validation zkcap_a_grant_duration_range = {
	.min	= 1ULL,
	.max	= ZKCAP_DURATION_MAX,
};

/* Common nested types */
const struct nla_policy zkcap_device_node_nl_policy[ZKCAP_A_DEVICE_NODE_MINOR + 1] = {
	[ZKCAP_A_DEVICE_NODE_TYPE] = NLA_POLICY_RANGE(NLA_U32, 1, 2),
	[ZKCAP_A_DEVICE_NODE_MAJOR] = NLA_POLICY_MAX(NLA_U32, ZKCAP_MAJOR_MAX),
	[ZKCAP_A_DEVICE_NODE_MINOR] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_device_node_minor_range),
};

const struct nla_policy zkcap_pcr_nl_policy[ZKCAP_A_PCR_VALUE + 1] = {
	[ZKCAP_A_PCR_INDEX] = NLA_POLICY_MAX(NLA_U32, ZKCAP_PCR_MAX),
	[ZKCAP_A_PCR_VALUE] = NLA_POLICY_EXACT_LEN(ZKCAP_DIGEST_LEN),
};

const struct nla_policy zkcap_reference_nl_policy[ZKCAP_A_REFERENCE_PCR + 1] = {
	[ZKCAP_A_REFERENCE_PCR] = NLA_POLICY_NESTED(zkcap_pcr_nl_policy),
};

const struct nla_policy zkcap_requirement_nl_policy[ZKCAP_A_REQUIREMENT_PUBLIC + 1] = {
	[ZKCAP_A_REQUIREMENT_CAPABILITY] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
	[ZKCAP_A_REQUIREMENT_PUBLIC] = NLA_POLICY_EXACT_LEN(ZKCAP_SCALAR_LEN),
};

const struct nla_policy zkcap_resource_nl_policy[ZKCAP_A_RESOURCE_AMOUNT + 1] = {
	[ZKCAP_A_RESOURCE_KIND] = NLA_POLICY_RANGE(NLA_U16, 1, 4),
	[ZKCAP_A_RESOURCE_NAME] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
	[ZKCAP_A_RESOURCE_AMOUNT] = { .type = NLA_U64, },
};

/* ZKCAP_CMD_POOL_SET - do */
static const struct nla_policy zkcap_pool_set_nl_policy[ZKCAP_A_POOL_CAPACITY + 1] = {
	[ZKCAP_A_POOL_KIND] = NLA_POLICY_RANGE(NLA_U16, 1, 4),
	[ZKCAP_A_POOL_CAPACITY] = { .type = NLA_U64, },
};

/* ZKCAP_CMD_DEVICE_CLASS_SET - do */
static const struct nla_policy zkcap_device_class_set_nl_policy[ZKCAP_A_DEVICE_CLASS_NODE + 1] = {
	[ZKCAP_A_DEVICE_CLASS_NAME] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
	[ZKCAP_A_DEVICE_CLASS_MODE] = NLA_POLICY_MAX(NLA_U32, 1),
	[ZKCAP_A_DEVICE_CLASS_SHARE] = NLA_POLICY_RANGE(NLA_U32, 1, 1024),
	[ZKCAP_A_DEVICE_CLASS_NODE] = NLA_POLICY_NESTED(zkcap_device_node_nl_policy),
};

/* ZKCAP_CMD_DEVICE_CLASS_DEL - do */
static const struct nla_policy zkcap_device_class_del_nl_policy[ZKCAP_A_DEVICE_CLASS_NAME + 1] = {
	[ZKCAP_A_DEVICE_CLASS_NAME] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
};

/* ZKCAP_CMD_TRUST_SET - do */
static const struct nla_policy zkcap_trust_set_nl_policy[ZKCAP_A_TRUST_MAX_AGE + 1] = {
	[ZKCAP_A_TRUST_NAME] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
	[ZKCAP_A_TRUST_AUTHORITY] = { .type = NLA_BINARY, },
	[ZKCAP_A_TRUST_REVOKED] = NLA_POLICY_EXACT_LEN(ZKCAP_KEY_ID_LEN),
	[ZKCAP_A_TRUST_HOST_KEY] = NLA_POLICY_EXACT_LEN(ZKCAP_KEY_ID_LEN),
	[ZKCAP_A_TRUST_MEASUREMENT_PCR] = NLA_POLICY_MAX(NLA_U32, ZKCAP_PCR_MAX),
	[ZKCAP_A_TRUST_MEASUREMENT_BASE] = NLA_POLICY_EXACT_LEN(ZKCAP_DIGEST_LEN),
	[ZKCAP_A_TRUST_PCRS] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_trust_pcrs_range),
	[ZKCAP_A_TRUST_RESETTABLE] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_trust_resettable_range),
	[ZKCAP_A_TRUST_COMMITMENT] = NLA_POLICY_MAX(NLA_U32, 1),
	[ZKCAP_A_TRUST_REFERENCE] = NLA_POLICY_NESTED(zkcap_reference_nl_policy),
	[ZKCAP_A_TRUST_CLOCK_SAFE] = { .type = NLA_FLAG, },
	[ZKCAP_A_TRUST_MAX_AGE] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_trust_max_age_range),
};

/* ZKCAP_CMD_TRUST_DEL - do */
static const struct nla_policy zkcap_trust_del_nl_policy[ZKCAP_A_TRUST_NAME + 1] = {
	[ZKCAP_A_TRUST_NAME] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
};

/* ZKCAP_CMD_KEY_ADD - do */
static const struct nla_policy zkcap_key_add_nl_policy[ZKCAP_A_KEY_CERTIFICATE + 1] = {
	[ZKCAP_A_KEY_CERTIFICATE] = { .type = NLA_BINARY, },
};

/* ZKCAP_CMD_KEY_DEL - do */
static const struct nla_policy zkcap_key_del_nl_policy[ZKCAP_A_KEY_ID + 1] = {
	[ZKCAP_A_KEY_ID] = NLA_POLICY_EXACT_LEN(ZKCAP_KEY_ID_LEN),
};

/* ZKCAP_CMD_CAPABILITY_ADD - do */
static const struct nla_policy zkcap_capability_add_nl_policy[ZKCAP_A_CAPABILITY_VK + 1] = {
	[ZKCAP_A_CAPABILITY_NAME] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
	[ZKCAP_A_CAPABILITY_ID] = NLA_POLICY_EXACT_LEN(ZKCAP_DIGEST_LEN),
	[ZKCAP_A_CAPABILITY_VK] = NLA_POLICY_EXACT_LEN(ZKCAP_VK_LEN),
};

/* ZKCAP_CMD_CAPABILITY_DEL - do */
static const struct nla_policy zkcap_capability_del_nl_policy[ZKCAP_A_CAPABILITY_NAME + 1] = {
	[ZKCAP_A_CAPABILITY_NAME] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
};

/* ZKCAP_CMD_OFFER_ADD - do */
static const struct nla_policy zkcap_offer_add_nl_policy[ZKCAP_A_OFFER_GRANTS_PER_TENANT + 1] = {
	[ZKCAP_A_OFFER_NAME] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
	[ZKCAP_A_OFFER_TRUST] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
	[ZKCAP_A_OFFER_REQUIREMENT] = NLA_POLICY_NESTED(zkcap_requirement_nl_policy),
	[ZKCAP_A_OFFER_CEILING] = NLA_POLICY_NESTED(zkcap_resource_nl_policy),
	[ZKCAP_A_OFFER_DURATION] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_offer_duration_range),
	[ZKCAP_A_OFFER_ON_EXPIRY] = NLA_POLICY_MAX(NLA_U32, 2),
	[ZKCAP_A_OFFER_GRACE_MS] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_offer_grace_ms_range),
	[ZKCAP_A_OFFER_PRICE] = { .type = NLA_U64, },
	[ZKCAP_A_OFFER_PRIORITY] = { .type = NLA_U32, },
	[ZKCAP_A_OFFER_TENANT] = { .type = NLA_U64, },
	[ZKCAP_A_OFFER_GRANTS_PER_TENANT] = NLA_POLICY_RANGE(NLA_U32, 1, 64),
};

/* ZKCAP_CMD_OFFER_DEL - do */
static const struct nla_policy zkcap_offer_del_nl_policy[ZKCAP_A_OFFER_NAME + 1] = {
	[ZKCAP_A_OFFER_NAME] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
};

/* ZKCAP_CMD_TENANT_ADD - do */
static const struct nla_policy zkcap_tenant_add_nl_policy[ZKCAP_A_TENANT_BASELINE + 1] = {
	[ZKCAP_A_TENANT_CGROUP_FD] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_tenant_cgroup_fd_range),
	[ZKCAP_A_TENANT_KEY] = NLA_POLICY_EXACT_LEN(ZKCAP_KEY_ID_LEN),
	[ZKCAP_A_TENANT_BASELINE] = NLA_POLICY_NESTED(zkcap_resource_nl_policy),
};

/* ZKCAP_CMD_TENANT_DEL - do */
static const struct nla_policy zkcap_tenant_del_nl_policy[ZKCAP_A_TENANT_ID + 1] = {
	[ZKCAP_A_TENANT_CGROUP_FD] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_tenant_cgroup_fd_range),
	[ZKCAP_A_TENANT_ID] = { .type = NLA_U64, },
};

/* ZKCAP_CMD_CHALLENGE - do */
static const struct nla_policy zkcap_challenge_nl_policy[ZKCAP_A_CHALLENGE_KIND + 1] = {
	[ZKCAP_A_CHALLENGE_CGROUP_FD] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_challenge_cgroup_fd_range),
	[ZKCAP_A_CHALLENGE_KIND] = NLA_POLICY_RANGE(NLA_U32, 1, 2),
};

/* ZKCAP_CMD_ATTEST - do */
static const struct nla_policy zkcap_attest_nl_policy[ZKCAP_A_ATTESTATION_COMMITMENT + 1] = {
	[ZKCAP_A_ATTESTATION_CGROUP_FD] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_attestation_cgroup_fd_range),
	[ZKCAP_A_ATTESTATION_CHALLENGE] = NLA_POLICY_EXACT_LEN(ZKCAP_CHALLENGE_LEN),
	[ZKCAP_A_ATTESTATION_TRUST] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
	[ZKCAP_A_ATTESTATION_KEY] = NLA_POLICY_EXACT_LEN(ZKCAP_KEY_ID_LEN),
	[ZKCAP_A_ATTESTATION_QUOTE] = { .type = NLA_BINARY, },
	[ZKCAP_A_ATTESTATION_SIGNATURE] = { .type = NLA_BINARY, },
	[ZKCAP_A_ATTESTATION_PCR_VALUE] = NLA_POLICY_EXACT_LEN(ZKCAP_DIGEST_LEN),
	[ZKCAP_A_ATTESTATION_MEASUREMENT] = NLA_POLICY_EXACT_LEN(ZKCAP_DIGEST_LEN),
	[ZKCAP_A_ATTESTATION_COMMITMENT_INDEX] = { .type = NLA_U32, },
	[ZKCAP_A_ATTESTATION_SCHEMA] = NLA_POLICY_EXACT_LEN(ZKCAP_DIGEST_LEN),
	[ZKCAP_A_ATTESTATION_COMMITMENT] = NLA_POLICY_EXACT_LEN(ZKCAP_COMMITMENT_LEN),
};

/* ZKCAP_CMD_REQUEST - do */
static const struct nla_policy zkcap_request_nl_policy[ZKCAP_A_GRANT_FLAGS + 1] = {
	[ZKCAP_A_GRANT_CGROUP_FD] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_grant_cgroup_fd_range),
	[ZKCAP_A_GRANT_CHALLENGE] = NLA_POLICY_EXACT_LEN(ZKCAP_CHALLENGE_LEN),
	[ZKCAP_A_GRANT_ATTESTATION] = NLA_POLICY_EXACT_LEN(ZKCAP_ATTESTATION_ID_LEN),
	[ZKCAP_A_GRANT_OFFER] = { .type = NLA_NUL_STRING, .len = ZKCAP_NAME_MAX, },
	[ZKCAP_A_GRANT_RESOURCE] = NLA_POLICY_NESTED(zkcap_resource_nl_policy),
	[ZKCAP_A_GRANT_DURATION] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_grant_duration_range),
	[ZKCAP_A_GRANT_PROOF] = NLA_POLICY_EXACT_LEN(ZKCAP_PROOF_LEN),
	[ZKCAP_A_GRANT_FLAGS] = NLA_POLICY_MASK(NLA_U32, 0x1),
};

/* ZKCAP_CMD_RESIZE - do */
static const struct nla_policy zkcap_resize_nl_policy[ZKCAP_A_GRANT_FLAGS + 1] = {
	[ZKCAP_A_GRANT_CGROUP_FD] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_grant_cgroup_fd_range),
	[ZKCAP_A_GRANT_ID] = { .type = NLA_U64, },
	[ZKCAP_A_GRANT_CHALLENGE] = NLA_POLICY_EXACT_LEN(ZKCAP_CHALLENGE_LEN),
	[ZKCAP_A_GRANT_ATTESTATION] = NLA_POLICY_EXACT_LEN(ZKCAP_ATTESTATION_ID_LEN),
	[ZKCAP_A_GRANT_RESOURCE] = NLA_POLICY_NESTED(zkcap_resource_nl_policy),
	[ZKCAP_A_GRANT_PROOF] = NLA_POLICY_EXACT_LEN(ZKCAP_PROOF_LEN),
	[ZKCAP_A_GRANT_FLAGS] = NLA_POLICY_MASK(NLA_U32, 0x1),
};

/* ZKCAP_CMD_RENEW - do */
static const struct nla_policy zkcap_renew_nl_policy[ZKCAP_A_GRANT_FLAGS + 1] = {
	[ZKCAP_A_GRANT_CGROUP_FD] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_grant_cgroup_fd_range),
	[ZKCAP_A_GRANT_ID] = { .type = NLA_U64, },
	[ZKCAP_A_GRANT_CHALLENGE] = NLA_POLICY_EXACT_LEN(ZKCAP_CHALLENGE_LEN),
	[ZKCAP_A_GRANT_ATTESTATION] = NLA_POLICY_EXACT_LEN(ZKCAP_ATTESTATION_ID_LEN),
	[ZKCAP_A_GRANT_DURATION] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_grant_duration_range),
	[ZKCAP_A_GRANT_PROOF] = NLA_POLICY_EXACT_LEN(ZKCAP_PROOF_LEN),
	[ZKCAP_A_GRANT_FLAGS] = NLA_POLICY_MASK(NLA_U32, 0x1),
};

/* ZKCAP_CMD_RELEASE - do */
static const struct nla_policy zkcap_release_nl_policy[ZKCAP_A_GRANT_ID + 1] = {
	[ZKCAP_A_GRANT_CGROUP_FD] = NLA_POLICY_FULL_RANGE(NLA_U32, &zkcap_a_grant_cgroup_fd_range),
	[ZKCAP_A_GRANT_ID] = { .type = NLA_U64, },
};

/* ZKCAP_CMD_REVOKE - do */
static const struct nla_policy zkcap_revoke_nl_policy[ZKCAP_A_GRANT_ID + 1] = {
	[ZKCAP_A_GRANT_ID] = { .type = NLA_U64, },
};

/* Ops table for zkcap */
static const struct genl_split_ops zkcap_nl_ops[] = {
	{
		.cmd		= ZKCAP_CMD_VERSION_GET,
		.pre_doit	= zkcap_nl_pre_doit,
		.doit		= zkcap_nl_version_get_doit,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_POOL_SET,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_pool_set_doit,
		.policy		= zkcap_pool_set_nl_policy,
		.maxattr	= ZKCAP_A_POOL_CAPACITY,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= ZKCAP_CMD_POOL_GET,
		.start	= zkcap_nl_admin_start,
		.dumpit	= zkcap_nl_pool_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= ZKCAP_CMD_DEVICE_CLASS_SET,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_device_class_set_doit,
		.policy		= zkcap_device_class_set_nl_policy,
		.maxattr	= ZKCAP_A_DEVICE_CLASS_NODE,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_DEVICE_CLASS_DEL,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_device_class_del_doit,
		.policy		= zkcap_device_class_del_nl_policy,
		.maxattr	= ZKCAP_A_DEVICE_CLASS_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= ZKCAP_CMD_DEVICE_CLASS_GET,
		.start	= zkcap_nl_admin_start,
		.dumpit	= zkcap_nl_device_class_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= ZKCAP_CMD_TRUST_SET,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_trust_set_doit,
		.policy		= zkcap_trust_set_nl_policy,
		.maxattr	= ZKCAP_A_TRUST_MAX_AGE,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_TRUST_DEL,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_trust_del_doit,
		.policy		= zkcap_trust_del_nl_policy,
		.maxattr	= ZKCAP_A_TRUST_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= ZKCAP_CMD_TRUST_GET,
		.start	= zkcap_nl_admin_start,
		.dumpit	= zkcap_nl_trust_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= ZKCAP_CMD_KEY_ADD,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_key_add_doit,
		.policy		= zkcap_key_add_nl_policy,
		.maxattr	= ZKCAP_A_KEY_CERTIFICATE,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_KEY_DEL,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_key_del_doit,
		.policy		= zkcap_key_del_nl_policy,
		.maxattr	= ZKCAP_A_KEY_ID,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_CAPABILITY_ADD,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_capability_add_doit,
		.policy		= zkcap_capability_add_nl_policy,
		.maxattr	= ZKCAP_A_CAPABILITY_VK,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_CAPABILITY_DEL,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_capability_del_doit,
		.policy		= zkcap_capability_del_nl_policy,
		.maxattr	= ZKCAP_A_CAPABILITY_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= ZKCAP_CMD_CAPABILITY_GET,
		.start	= zkcap_nl_start,
		.dumpit	= zkcap_nl_capability_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= ZKCAP_CMD_OFFER_ADD,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_offer_add_doit,
		.policy		= zkcap_offer_add_nl_policy,
		.maxattr	= ZKCAP_A_OFFER_GRANTS_PER_TENANT,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_OFFER_DEL,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_offer_del_doit,
		.policy		= zkcap_offer_del_nl_policy,
		.maxattr	= ZKCAP_A_OFFER_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= ZKCAP_CMD_OFFER_GET,
		.start	= zkcap_nl_start,
		.dumpit	= zkcap_nl_offer_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= ZKCAP_CMD_TENANT_ADD,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_tenant_add_doit,
		.policy		= zkcap_tenant_add_nl_policy,
		.maxattr	= ZKCAP_A_TENANT_BASELINE,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_TENANT_DEL,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_tenant_del_doit,
		.policy		= zkcap_tenant_del_nl_policy,
		.maxattr	= ZKCAP_A_TENANT_ID,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= ZKCAP_CMD_TENANT_GET,
		.start	= zkcap_nl_start,
		.dumpit	= zkcap_nl_tenant_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= ZKCAP_CMD_CHALLENGE,
		.pre_doit	= zkcap_nl_pre_doit,
		.doit		= zkcap_nl_challenge_doit,
		.policy		= zkcap_challenge_nl_policy,
		.maxattr	= ZKCAP_A_CHALLENGE_KIND,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_ATTEST,
		.pre_doit	= zkcap_nl_pre_doit,
		.doit		= zkcap_nl_attest_doit,
		.policy		= zkcap_attest_nl_policy,
		.maxattr	= ZKCAP_A_ATTESTATION_COMMITMENT,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_REQUEST,
		.pre_doit	= zkcap_nl_pre_doit,
		.doit		= zkcap_nl_request_doit,
		.policy		= zkcap_request_nl_policy,
		.maxattr	= ZKCAP_A_GRANT_FLAGS,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_RESIZE,
		.pre_doit	= zkcap_nl_pre_doit,
		.doit		= zkcap_nl_resize_doit,
		.policy		= zkcap_resize_nl_policy,
		.maxattr	= ZKCAP_A_GRANT_FLAGS,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_RENEW,
		.pre_doit	= zkcap_nl_pre_doit,
		.doit		= zkcap_nl_renew_doit,
		.policy		= zkcap_renew_nl_policy,
		.maxattr	= ZKCAP_A_GRANT_FLAGS,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_RELEASE,
		.pre_doit	= zkcap_nl_pre_doit,
		.doit		= zkcap_nl_release_doit,
		.policy		= zkcap_release_nl_policy,
		.maxattr	= ZKCAP_A_GRANT_ID,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= ZKCAP_CMD_REVOKE,
		.pre_doit	= zkcap_nl_admin_pre_doit,
		.doit		= zkcap_nl_revoke_doit,
		.policy		= zkcap_revoke_nl_policy,
		.maxattr	= ZKCAP_A_GRANT_ID,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= ZKCAP_CMD_GRANT_GET,
		.start	= zkcap_nl_start,
		.dumpit	= zkcap_nl_grant_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= ZKCAP_CMD_KEY_GET,
		.start	= zkcap_nl_admin_start,
		.dumpit	= zkcap_nl_key_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
};

static const struct genl_multicast_group zkcap_nl_mcgrps[] = {
	[ZKCAP_NLGRP_EVENTS] = { "events", },
};

struct genl_family zkcap_nl_family __ro_after_init = {
	.name		= ZKCAP_FAMILY_NAME,
	.version	= ZKCAP_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.split_ops	= zkcap_nl_ops,
	.n_split_ops	= ARRAY_SIZE(zkcap_nl_ops),
	.mcgrps		= zkcap_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(zkcap_nl_mcgrps),
};
