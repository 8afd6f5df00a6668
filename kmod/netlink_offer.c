// SPDX-License-Identifier: GPL-2.0-only
/* Operations on capabilities and offers */
#include "netlink.h"

#include <linux/slab.h>

#include "capability.h"
#include "offer.h"
#include "reason.h"
#include "wanted.h"

int zkcap_nl_capability_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	const char *name;
	int err;

	err = zkcap_nl_name(info, ZKCAP_A_CAPABILITY_NAME, &name) ?:
		zkcap_nl_require(info, ZKCAP_A_CAPABILITY_ID) ?:
		zkcap_nl_require(info, ZKCAP_A_CAPABILITY_VK);
	if (err)
		return err;
	return zkcap_capability_add(name, nla_data(info->attrs[ZKCAP_A_CAPABILITY_VK]),
				    nla_data(info->attrs[ZKCAP_A_CAPABILITY_ID]), info->extack);
}

int zkcap_nl_capability_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	const char *name;
	int err;

	err = zkcap_nl_name(info, ZKCAP_A_CAPABILITY_NAME, &name);
	return err ?: zkcap_capability_del(name, info->extack);
}

static int put_capability(struct sk_buff *skb, const struct zkcap_capability *capability)
{
	u64 verified = atomic64_read(&capability->verified);
	u64 refused = atomic64_read(&capability->refused);

	if (nla_put_string(skb, ZKCAP_A_CAPABILITY_NAME, capability->object.name) ||
	    nla_put(skb, ZKCAP_A_CAPABILITY_ID, ZKCAP_DIGEST_LEN, capability->vk.definition) ||
	    nla_put(skb, ZKCAP_A_CAPABILITY_SCHEMA, ZKCAP_DIGEST_LEN, capability->vk.schema) ||
	    nla_put_u32(skb, ZKCAP_A_CAPABILITY_PUBLICS, capability->vk.n_public) ||
	    nla_put(skb, ZKCAP_A_CAPABILITY_VERIFIED, sizeof(verified), &verified) ||
	    nla_put(skb, ZKCAP_A_CAPABILITY_REFUSED, sizeof(refused), &refused))
		return -EMSGSIZE;
	return 0;
}

int zkcap_nl_capability_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct zkcap_dump *dump = zkcap_dump(cb);
	struct zkcap_capability *capability;
	void *header;
	int err = 0;

	for (; (capability = zkcap_capability_next(&dump->next)); dump->next++) {
		header = zkcap_nl_dump_begin(skb, cb, ZKCAP_CMD_CAPABILITY_GET);
		err = header ? zkcap_nl_dump_end(skb, header, put_capability(skb, capability)) :
			-EMSGSIZE;
		zkcap_capability_put(capability);
		if (err)
			break;
	}
	return skb->len ?: err;
}

static int parse_requirement(struct zkcap_requirement *requirement, const struct nlattr *nest,
			     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ZKCAP_A_REQUIREMENT_MAX + 1];
	const struct nlattr *pos;
	int rem, err;

	err = zkcap_nl_nested(tb, ZKCAP_A_REQUIREMENT_MAX, nest, zkcap_requirement_nl_policy,
			      BIT_ULL(ZKCAP_A_REQUIREMENT_PUBLIC), extack);
	if (err)
		return err;
	if (!tb[ZKCAP_A_REQUIREMENT_CAPABILITY]) {
		NL_SET_BAD_ATTR(extack, nest);
		return zkcap_refuse(extack, ZKCAP_REASON_ATTRIBUTE_MISSING);
	}
	nla_strscpy(requirement->name, tb[ZKCAP_A_REQUIREMENT_CAPABILITY],
		    sizeof(requirement->name));
	nla_for_each_nested(pos, nest, rem) {
		if (nla_type(pos) != ZKCAP_A_REQUIREMENT_PUBLIC)
			continue;
		if (requirement->n_publics == ZKCAP_PUBLICS_MAX) {
			NL_SET_BAD_ATTR(extack, pos);
			return zkcap_refuse(extack, ZKCAP_REASON_ATTRIBUTE_COUNT);
		}
		memcpy(requirement->publics[requirement->n_publics++], nla_data(pos),
		       ZKCAP_SCALAR_LEN);
	}
	err = zkcap_name_check(requirement->name, extack);
	if (err)
		NL_SET_BAD_ATTR(extack, nest);
	return err;
}

static int parse_requirements(struct zkcap_offer_config *config, struct genl_info *info)
{
	const struct nlattr *pos;
	int err;

	for (pos = zkcap_nl_next(info, ZKCAP_A_OFFER_REQUIREMENT, NULL); pos;
	     pos = zkcap_nl_next(info, ZKCAP_A_OFFER_REQUIREMENT, pos)) {
		if (config->n_requirements == ZKCAP_REQUIREMENTS_MAX)
			return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_COUNT);
		err = parse_requirement(&config->requirements[config->n_requirements++], pos,
					info->extack);
		if (err)
			return err;
	}
	return 0;
}

static int parse_tenants(struct zkcap_offer_config *config, struct genl_info *info)
{
	const struct nlattr *pos;

	for (pos = zkcap_nl_next(info, ZKCAP_A_OFFER_TENANT, NULL); pos;
	     pos = zkcap_nl_next(info, ZKCAP_A_OFFER_TENANT, pos)) {
		if (config->n_tenants == ZKCAP_OFFER_TENANTS_MAX)
			return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_COUNT);
		config->tenants[config->n_tenants++] = nla_get_u64(pos);
	}
	return 0;
}

static void parse_numbers(struct zkcap_offer_config *config, struct nlattr **attrs)
{
	config->duration = nla_get_u32(attrs[ZKCAP_A_OFFER_DURATION]);
	if (attrs[ZKCAP_A_OFFER_ON_EXPIRY])
		config->on_expiry = nla_get_u32(attrs[ZKCAP_A_OFFER_ON_EXPIRY]);
	if (attrs[ZKCAP_A_OFFER_GRACE_MS])
		config->grace_ms = nla_get_u32(attrs[ZKCAP_A_OFFER_GRACE_MS]);
	if (attrs[ZKCAP_A_OFFER_PRICE])
		config->price = nla_get_u64(attrs[ZKCAP_A_OFFER_PRICE]);
	if (attrs[ZKCAP_A_OFFER_PRIORITY])
		config->priority = nla_get_u32(attrs[ZKCAP_A_OFFER_PRIORITY]);
	config->grants_per_tenant = ZKCAP_TENANT_GRANTS_MAX;
	if (attrs[ZKCAP_A_OFFER_GRANTS_PER_TENANT])
		config->grants_per_tenant = nla_get_u32(attrs[ZKCAP_A_OFFER_GRANTS_PER_TENANT]);
}

int zkcap_nl_offer_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct zkcap_offer_config *config;
	const char *name, *trust;
	int err;

	err = zkcap_nl_name(info, ZKCAP_A_OFFER_NAME, &name) ?:
		zkcap_nl_name(info, ZKCAP_A_OFFER_TRUST, &trust) ?:
		zkcap_nl_require(info, ZKCAP_A_OFFER_CEILING) ?:
		zkcap_nl_require(info, ZKCAP_A_OFFER_DURATION);
	if (err)
		return err;
	config = kzalloc(sizeof(*config), GFP_KERNEL_ACCOUNT);
	if (!config)
		return zkcap_refuse(info->extack, ZKCAP_REASON_NO_MEMORY);
	strscpy(config->trust, trust, sizeof(config->trust));
	parse_numbers(config, info->attrs);
	err = parse_requirements(config, info) ?:
		zkcap_nl_resources(info, ZKCAP_A_OFFER_CEILING, &config->ceiling) ?:
		zkcap_resources_check(&config->ceiling, info->extack) ?:
		parse_tenants(config, info) ?:
		zkcap_offer_add(name, config, info->extack);
	kfree(config);
	return err;
}

int zkcap_nl_offer_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	const char *name;
	int err;

	err = zkcap_nl_name(info, ZKCAP_A_OFFER_NAME, &name);
	return err ?: zkcap_offer_del(name, info->extack);
}

static int put_requirement(struct sk_buff *skb, const struct zkcap_requirement *requirement)
{
	struct nlattr *nest = nla_nest_start(skb, ZKCAP_A_OFFER_REQUIREMENT);
	u32 i;

	if (!nest || nla_put_string(skb, ZKCAP_A_REQUIREMENT_CAPABILITY, requirement->name))
		return -EMSGSIZE;
	for (i = 0; i < requirement->n_publics; i++)
		if (nla_put(skb, ZKCAP_A_REQUIREMENT_PUBLIC, ZKCAP_SCALAR_LEN,
			    requirement->publics[i]))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* To whom an offer is made is shown to the administrator; to a tenant, that it is. */
static int put_tenants(struct sk_buff *skb, const struct zkcap_offer_config *config,
		       const struct zkcap_dump *dump)
{
	int err = 0;
	u32 i;

	for (i = 0; !err && i < config->n_tenants; i++)
		if (dump->admin || config->tenants[i] == dump->tenant)
			err = nla_put(skb, ZKCAP_A_OFFER_TENANT, sizeof(u64), &config->tenants[i]);
	return err;
}

static int put_lists(struct sk_buff *skb, const struct zkcap_offer_config *config)
{
	int err;
	u32 i;

	err = zkcap_nl_put_resources(skb, ZKCAP_A_OFFER_CEILING, &config->ceiling);
	for (i = 0; !err && i < config->n_requirements; i++)
		err = put_requirement(skb, &config->requirements[i]);
	return err;
}

static int put_offer(struct sk_buff *skb, const struct zkcap_offer *offer,
		     const struct zkcap_dump *dump)
{
	const struct zkcap_offer_config *config = &offer->config;
	u64 grants = atomic64_read(&offer->grants);

	if (nla_put_string(skb, ZKCAP_A_OFFER_NAME, offer->object.name) ||
	    nla_put_string(skb, ZKCAP_A_OFFER_TRUST, config->trust) ||
	    nla_put_u32(skb, ZKCAP_A_OFFER_DURATION, config->duration) ||
	    nla_put_u32(skb, ZKCAP_A_OFFER_ON_EXPIRY, config->on_expiry) ||
	    nla_put_u32(skb, ZKCAP_A_OFFER_GRACE_MS, config->grace_ms) ||
	    nla_put(skb, ZKCAP_A_OFFER_PRICE, sizeof(config->price), &config->price) ||
	    nla_put_u32(skb, ZKCAP_A_OFFER_PRIORITY, config->priority) ||
	    nla_put_u32(skb, ZKCAP_A_OFFER_GRANTS_PER_TENANT, config->grants_per_tenant) ||
	    (dump->admin && nla_put(skb, ZKCAP_A_OFFER_GRANTS, sizeof(grants), &grants)))
		return -EMSGSIZE;
	return put_lists(skb, config) ?: put_tenants(skb, config, dump);
}

int zkcap_nl_offer_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct zkcap_dump *dump = zkcap_dump(cb);
	struct zkcap_offer *offer;
	void *header;
	int err = 0;

	for (; !err && (offer = zkcap_offer_next(&dump->next)); dump->next += !err) {
		if (dump->admin || (dump->tenant && zkcap_offer_is_for(offer, dump->tenant))) {
			header = zkcap_nl_dump_begin(skb, cb, ZKCAP_CMD_OFFER_GET);
			err = header ? zkcap_nl_dump_end(skb, header, put_offer(skb, offer, dump)) :
				-EMSGSIZE;
		}
		zkcap_offer_put(offer);
	}
	return skb->len ?: err;
}
