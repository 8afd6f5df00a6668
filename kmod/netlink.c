// SPDX-License-Identifier: GPL-2.0-only
#include "netlink.h"

#include <linux/module.h>

#include "access.h"
#include "devgate.h"
#include "reason.h"
#include "registry.h"
#include "tenant.h"
#include "zk/srs.h"

/* Largest reply, and largest object in a dump: a trust policy with all its lists */
#define REPLY_SIZE_MAX	16384
#define DUMP_SIZE_MAX	32768

/* Attributes that may stand more than once, by operation */
static const u64 multi[__ZKCAP_CMD_MAX] = {
	[ZKCAP_CMD_DEVICE_CLASS_SET] = BIT_ULL(ZKCAP_A_DEVICE_CLASS_NODE),
	[ZKCAP_CMD_TRUST_SET] = BIT_ULL(ZKCAP_A_TRUST_AUTHORITY) |
		BIT_ULL(ZKCAP_A_TRUST_REVOKED) | BIT_ULL(ZKCAP_A_TRUST_HOST_KEY) |
		BIT_ULL(ZKCAP_A_TRUST_REFERENCE),
	[ZKCAP_CMD_OFFER_ADD] = BIT_ULL(ZKCAP_A_OFFER_REQUIREMENT) |
		BIT_ULL(ZKCAP_A_OFFER_CEILING) | BIT_ULL(ZKCAP_A_OFFER_TENANT),
	[ZKCAP_CMD_TENANT_ADD] = BIT_ULL(ZKCAP_A_TENANT_KEY) | BIT_ULL(ZKCAP_A_TENANT_BASELINE),
	[ZKCAP_CMD_ATTEST] = BIT_ULL(ZKCAP_A_ATTESTATION_PCR_VALUE) |
		BIT_ULL(ZKCAP_A_ATTESTATION_MEASUREMENT),
	[ZKCAP_CMD_REQUEST] = BIT_ULL(ZKCAP_A_GRANT_RESOURCE) | BIT_ULL(ZKCAP_A_GRANT_PROOF),
	[ZKCAP_CMD_RESIZE] = BIT_ULL(ZKCAP_A_GRANT_RESOURCE) | BIT_ULL(ZKCAP_A_GRANT_PROOF),
	[ZKCAP_CMD_RENEW] = BIT_ULL(ZKCAP_A_GRANT_PROOF),
};

/*
 * The netlink core takes the last of several; two readers of one message might
 * then see different things in it.
 */
static int check_duplicates(const struct nlattr *head, int len, u64 allowed,
			    struct netlink_ext_ack *extack)
{
	const struct nlattr *pos;
	u64 seen = 0;
	int rem;

	nla_for_each_attr(pos, head, len, rem) {
		u64 bit = BIT_ULL(nla_type(pos));

		if (seen & bit & ~allowed) {
			NL_SET_BAD_ATTR(extack, pos);
			return zkcap_refuse(extack, ZKCAP_REASON_ATTRIBUTE_DUPLICATED);
		}
		seen |= bit;
	}
	return 0;
}

/* From 6.2 on the netlink core looks at no attribute of an operation without a policy. */
static int check_none(int len, struct netlink_ext_ack *extack)
{
	if (len <= 0)
		return 0;
	NL_SET_ERR_MSG(extack, "Unknown attribute type");
	return -EINVAL;
}

int zkcap_nl_pre_doit(const struct genl_split_ops *ops, struct sk_buff *skb,
		      struct genl_info *info)
{
	int err;

	err = zkcap_access_sender(skb, info->extack);
	if (!err && !ops->policy)
		err = check_none(genlmsg_len(info->genlhdr), info->extack);
	if (!err)
		err = check_duplicates(genlmsg_data(info->genlhdr), genlmsg_len(info->genlhdr),
				       multi[ops->cmd], info->extack);
	return err;
}

int zkcap_nl_admin_pre_doit(const struct genl_split_ops *ops, struct sk_buff *skb,
			    struct genl_info *info)
{
	if (!zkcap_access_admin(skb))
		return zkcap_refuse(info->extack, ZKCAP_REASON_NOT_ADMIN);
	return zkcap_nl_pre_doit(ops, skb, info);
}

/*
 * Who asks is found out once, in the context of the process that asks.  Old
 * kernels have no extended ack where a dump begins: there only the errno gets
 * out.
 */
static int start(struct netlink_callback *cb, bool admin)
{
	struct netlink_ext_ack spare = {};
	struct netlink_ext_ack *extack = cb->extack ?: &spare;
	struct zkcap_dump *dump = zkcap_dump(cb);
	struct zkcap_tenant *tenant;
	int err;

	if (admin && !zkcap_access_admin(cb->skb))
		return zkcap_refuse(extack, ZKCAP_REASON_NOT_ADMIN);
	err = zkcap_access_sender(cb->skb, extack) ?:
		check_none(genlmsg_len(nlmsg_data(cb->nlh)), extack);
	if (err)
		return err;
	memset(dump, 0, sizeof(*dump));
	dump->admin = zkcap_access_admin(cb->skb);
	tenant = zkcap_access_own();
	if (tenant)
		dump->tenant = tenant->id;
	zkcap_tenant_put(tenant);
	cb->min_dump_alloc = DUMP_SIZE_MAX;
	return 0;
}

int zkcap_nl_start(struct netlink_callback *cb)
{
	return start(cb, false);
}

int zkcap_nl_admin_start(struct netlink_callback *cb)
{
	return start(cb, true);
}

/* Parsing ------------------------------------------------------------------ */

int zkcap_nl_require(struct genl_info *info, int type)
{
	if (!GENL_REQ_ATTR_CHECK(info, type))
		return 0;
	return zkcap_refuse_detail(info->extack, ZKCAP_REASON_ATTRIBUTE_MISSING, type);
}

int zkcap_nl_name(struct genl_info *info, int type, const char **name)
{
	int err;

	err = zkcap_nl_require(info, type);
	if (err)
		return err;
	*name = nla_data(info->attrs[type]);
	err = zkcap_name_check(*name, info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack, info->attrs[type]);
	return err;
}

int zkcap_nl_nested(struct nlattr *tb[], int max, const struct nlattr *nest,
		    const struct nla_policy *policy, u64 allowed, struct netlink_ext_ack *extack)
{
	int err;

	err = nla_parse_nested(tb, max, nest, policy, extack);
	if (err)
		return err;
	return check_duplicates(nla_data(nest), nla_len(nest), allowed, extack);
}

const struct nlattr *zkcap_nl_next(struct genl_info *info, int type, const struct nlattr *pos)
{
	const struct nlattr *head = genlmsg_data(info->genlhdr);
	int rem = genlmsg_len(info->genlhdr);

	if (pos) {
		rem -= (const char *)pos - (const char *)head;
		pos = nla_next(pos, &rem);
	} else {
		pos = head;
	}
	for (; nla_ok(pos, rem); pos = nla_next(pos, &rem))
		if (nla_type(pos) == type)
			return pos;
	return NULL;
}

int zkcap_nl_fd(struct genl_info *info, int type)
{
	return info->attrs[type] ? nla_get_u32(info->attrs[type]) : -1;
}

static int parse_resource(struct zkcap_resource *r, const struct nlattr *nest,
			  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ZKCAP_A_RESOURCE_MAX + 1];
	int err;

	err = zkcap_nl_nested(tb, ZKCAP_A_RESOURCE_MAX, nest, zkcap_resource_nl_policy, 0, extack);
	if (err)
		return err;
	if (!tb[ZKCAP_A_RESOURCE_KIND] || !tb[ZKCAP_A_RESOURCE_AMOUNT]) {
		NL_SET_BAD_ATTR(extack, nest);
		return zkcap_refuse(extack, ZKCAP_REASON_ATTRIBUTE_MISSING);
	}
	r->kind = nla_get_u16(tb[ZKCAP_A_RESOURCE_KIND]);
	r->amount = nla_get_u64(tb[ZKCAP_A_RESOURCE_AMOUNT]);
	r->name[0] = 0;
	if (!tb[ZKCAP_A_RESOURCE_NAME])
		return 0;
	nla_strscpy(r->name, tb[ZKCAP_A_RESOURCE_NAME], sizeof(r->name));
	return zkcap_name_check(r->name, extack);
}

int zkcap_nl_resources(struct genl_info *info, int type, struct zkcap_resources *resources)
{
	const struct nlattr *pos;
	int err;

	resources->n = 0;
	for (pos = zkcap_nl_next(info, type, NULL); pos;
	     pos = zkcap_nl_next(info, type, pos)) {
		if (resources->n == ZKCAP_RESOURCES_MAX) {
			NL_SET_BAD_ATTR(info->extack, pos);
			return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_COUNT);
		}
		err = parse_resource(&resources->r[resources->n++], pos, info->extack);
		if (err)
			return err;
	}
	return 0;
}

/* Putting ------------------------------------------------------------------ */

static int put_resource(struct sk_buff *skb, int type, u16 kind, const char *name, u64 amount)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest || nla_put_u16(skb, ZKCAP_A_RESOURCE_KIND, kind) ||
	    (*name && nla_put_string(skb, ZKCAP_A_RESOURCE_NAME, name)) ||
	    nla_put(skb, ZKCAP_A_RESOURCE_AMOUNT, sizeof(amount), &amount))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int zkcap_nl_put_resources(struct sk_buff *skb, int type, const struct zkcap_resources *resources)
{
	int err = 0;
	u32 i;

	for (i = 0; !err && i < resources->n; i++)
		err = put_resource(skb, type, resources->r[i].kind, resources->r[i].name,
				   resources->r[i].amount);
	return err;
}

int zkcap_nl_put_limits(struct sk_buff *skb, int type, const u64 limit[ZKCAP_KINDS])
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < ZKCAP_KINDS; i++)
		err = put_resource(skb, type, i + 1, "", limit[i]);
	return err;
}

int zkcap_nl_put_node(struct sk_buff *skb, int type, const struct zkcap_node *node)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest || nla_put_u32(skb, ZKCAP_A_DEVICE_NODE_TYPE, node->type) ||
	    nla_put_u32(skb, ZKCAP_A_DEVICE_NODE_MAJOR, node->major) ||
	    nla_put_u32(skb, ZKCAP_A_DEVICE_NODE_MINOR, node->minor))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

struct zkcap_reply zkcap_nl_reply(struct genl_info *info)
{
	struct zkcap_reply reply = { .info = info };

	reply.skb = genlmsg_new(REPLY_SIZE_MAX, GFP_KERNEL_ACCOUNT);
	if (reply.skb)
		reply.header = genlmsg_put_reply(reply.skb, info, &zkcap_nl_family, 0,
						 info->genlhdr->cmd);
	else
		zkcap_refuse(info->extack, ZKCAP_REASON_NO_MEMORY);
	return reply;
}

int zkcap_nl_send(struct zkcap_reply *reply, int err)
{
	if (err) {
		nlmsg_free(reply->skb);
		return err;
	}
	genlmsg_end(reply->skb, reply->header);
	return genlmsg_reply(reply->skb, reply->info);
}

void *zkcap_nl_dump_begin(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &zkcap_nl_family,
			   NLM_F_MULTI, cmd);
}

int zkcap_nl_dump_end(struct sk_buff *skb, void *header, int err)
{
	if (err)
		genlmsg_cancel(skb, header);
	else
		genlmsg_end(skb, header);
	return err;
}

/* The operation that is about nothing else --------------------------------- */

int zkcap_nl_version_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct {
		int type;
		u32 value;
	} limits[] = {
		{ ZKCAP_A_VERSION_CAPABILITIES, ZKCAP_CAPABILITIES_MAX },
		{ ZKCAP_A_VERSION_OFFERS, ZKCAP_OFFERS_MAX },
		{ ZKCAP_A_VERSION_TRUSTS, ZKCAP_TRUSTS_MAX },
		{ ZKCAP_A_VERSION_DEVICE_CLASSES, ZKCAP_DEVICE_CLASSES_MAX },
		{ ZKCAP_A_VERSION_TENANTS, ZKCAP_TENANTS_MAX },
		{ ZKCAP_A_VERSION_GRANTS, ZKCAP_GRANTS_MAX },
		{ ZKCAP_A_VERSION_GRANTS_PER_TENANT, ZKCAP_TENANT_GRANTS_MAX },
		{ ZKCAP_A_VERSION_ATTESTATIONS, ZKCAP_ATTESTATIONS_MAX },
		{ ZKCAP_A_VERSION_ATTESTATIONS_PER_TENANT, ZKCAP_TENANT_ATTESTATIONS_MAX },
		{ ZKCAP_A_VERSION_REQUIREMENTS, ZKCAP_REQUIREMENTS_MAX },
		{ ZKCAP_A_VERSION_PUBLICS, ZKCAP_PUBLICS_MAX },
		{ ZKCAP_A_VERSION_RESOURCES, ZKCAP_RESOURCES_MAX },
		{ ZKCAP_A_VERSION_NODES, ZKCAP_NODES_MAX },
		{ ZKCAP_A_VERSION_MEASUREMENTS, ZKCAP_MEASUREMENTS_MAX },
		{ ZKCAP_A_VERSION_CERTIFICATE_SIZE, ZKCAP_CERTIFICATE_SIZE_MAX },
		{ ZKCAP_A_VERSION_CHALLENGE_MS, ZKCAP_CHALLENGE_NS / NSEC_PER_MSEC },
		{ ZKCAP_A_VERSION_FAILURE_BURST, ZKCAP_FAILURE_BURST },
		{ ZKCAP_A_VERSION_FAILURE_INTERVAL_MS, ZKCAP_FAILURE_INTERVAL_NS / NSEC_PER_MSEC },
		{ ZKCAP_A_VERSION_CHALLENGES_PER_TENANT, ZKCAP_TENANT_USED_MAX },
		{ ZKCAP_A_VERSION_TENANT_LEVELS, ZKCAP_TENANT_LEVELS },
	};
	struct zkcap_reply reply = zkcap_nl_reply(info);
	unsigned int i;
	int err;

	if (!reply.skb)
		return -ENOMEM;
	err = nla_put_string(reply.skb, ZKCAP_A_VERSION_MODULE, THIS_MODULE->version) ?:
		nla_put(reply.skb, ZKCAP_A_VERSION_SRS, ZKCAP_DIGEST_LEN, zk_srs_const.digest);
	for (i = 0; !err && i < ARRAY_SIZE(limits); i++)
		err = nla_put_u32(reply.skb, limits[i].type, limits[i].value);
	return zkcap_nl_send(&reply, err);
}
