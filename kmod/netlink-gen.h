/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/zkcap.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_ZKCAP_GEN_H
#define _LINUX_ZKCAP_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/zkcap.h>

/* Common nested types */
extern const struct nla_policy zkcap_device_node_nl_policy[ZKCAP_A_DEVICE_NODE_MINOR + 1];
extern const struct nla_policy zkcap_pcr_nl_policy[ZKCAP_A_PCR_VALUE + 1];
extern const struct nla_policy zkcap_reference_nl_policy[ZKCAP_A_REFERENCE_PCR + 1];
extern const struct nla_policy zkcap_requirement_nl_policy[ZKCAP_A_REQUIREMENT_PUBLIC + 1];
extern const struct nla_policy zkcap_resource_nl_policy[ZKCAP_A_RESOURCE_AMOUNT + 1];

int zkcap_nl_pre_doit(const struct genl_split_ops *ops, struct sk_buff *skb,
		      struct genl_info *info);
int zkcap_nl_admin_pre_doit(const struct genl_split_ops *ops,
			    struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_admin_start(struct netlink_callback *cb);
int zkcap_nl_start(struct netlink_callback *cb);

int zkcap_nl_version_get_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_pool_set_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_pool_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int zkcap_nl_device_class_set_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_device_class_del_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_device_class_get_dumpit(struct sk_buff *skb,
				     struct netlink_callback *cb);
int zkcap_nl_trust_set_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_trust_del_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_trust_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int zkcap_nl_key_add_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_key_del_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_capability_add_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_capability_del_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_capability_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb);
int zkcap_nl_offer_add_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_offer_del_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_offer_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int zkcap_nl_tenant_add_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_tenant_del_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_tenant_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int zkcap_nl_challenge_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_attest_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_request_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_resize_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_renew_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_release_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_revoke_doit(struct sk_buff *skb, struct genl_info *info);
int zkcap_nl_grant_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int zkcap_nl_key_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

enum {
	ZKCAP_NLGRP_EVENTS,
};

extern struct genl_family zkcap_nl_family;

#endif /* _LINUX_ZKCAP_GEN_H */
