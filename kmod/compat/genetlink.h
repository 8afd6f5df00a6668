/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel's generator writes needs split operations, which came with
 * 6.2.  For older kernels a family is translated when it is registered, and
 * what takes a family is told where the kernel's own is.
 *
 * Filtered broadcasts came with 6.6.  Without them nobody can be kept from
 * seeing what another tenant does, so that events are for administrators only.
 */
#ifndef ZKCAP_COMPAT_GENETLINK_H
#define ZKCAP_COMPAT_GENETLINK_H

#include <linux/version.h>
#include <net/genetlink.h>
#include <net/netlink.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)

#define ZKCAP_COMPAT_OPS_MAX 64

/**
 * struct genl_split_ops - the members of 6.2's that the generator fills in
 * @pre_doit: before @doit
 * @doit: what a request does
 * @post_doit: after @doit, even if it failed
 * @start: before the first @dumpit
 * @dumpit: fills one message of a dump
 * @done: after the last @dumpit
 * @policy: of the attributes, up to @maxattr
 * @maxattr: largest attribute
 * @cmd: number of the operation
 * @internal_flags: the family's own
 * @flags: GENL_*, among them GENL_CMD_CAP_DO or GENL_CMD_CAP_DUMP
 * @validate: GENL_DONT_VALIDATE_*
 */
struct genl_split_ops {
	union {
		struct {
			int (*pre_doit)(const struct genl_split_ops *ops, struct sk_buff *skb,
					struct genl_info *info);
			int (*doit)(struct sk_buff *skb, struct genl_info *info);
			void (*post_doit)(const struct genl_split_ops *ops, struct sk_buff *skb,
					  struct genl_info *info);
		};
		struct {
			int (*start)(struct netlink_callback *cb);
			int (*dumpit)(struct sk_buff *skb, struct netlink_callback *cb);
			int (*done)(struct netlink_callback *cb);
		};
	};
	const struct nla_policy *policy;
	unsigned int maxattr;
	u8 cmd;
	u8 internal_flags;
	u8 flags;
	u8 validate;
};

/**
 * struct zkcap_compat_family - what the generator fills in, and the family that it becomes
 * @name: of the family
 * @version: of the family
 * @netnsok: whether it works in every network namespace
 * @parallel_ops: whether it locks for itself
 * @module: its owner
 * @split_ops: what becomes @ops
 * @n_split_ops: entries of @split_ops
 * @mcgrps: what becomes @admin_mcgrp
 * @n_mcgrps: entries of @mcgrps; one
 * @real: what the kernel knows
 * @ops: of @real
 * @admin_mcgrp: of @real; events cannot be filtered here
 */
struct zkcap_compat_family {
	char name[GENL_NAMSIZ];
	unsigned int version;
	bool netnsok;
	bool parallel_ops;
	struct module *module;
	const struct genl_split_ops *split_ops;
	u8 n_split_ops;
	const struct genl_multicast_group *mcgrps;
	u8 n_mcgrps;
	struct genl_family real;
	struct genl_ops ops[ZKCAP_COMPAT_OPS_MAX];
	struct genl_multicast_group admin_mcgrp;
};

/**
 * zkcap_compat_register_family() - translate a family and register it
 * @family: lives until it is unregistered
 *
 * Return: 0 or a negative errno.
 */
int zkcap_compat_register_family(struct zkcap_compat_family *family);

static inline struct genl_family *zkcap_real_family(struct zkcap_compat_family *family)
{
	return &family->real;
}

/* Ranges are not const there, but never written either. */
#undef NLA_POLICY_FULL_RANGE
#define NLA_POLICY_FULL_RANGE(tp, _range) {				\
	.type = NLA_ENSURE_UINT_OR_BINARY_TYPE(tp),			\
	.validation_type = NLA_VALIDATE_RANGE_PTR,			\
	.range = (struct netlink_range_validation *)(_range),		\
}

static inline u32 zkcap_group(const struct zkcap_compat_family *family, u32 group)
{
	return family->real.mcgrp_offset + group;
}

#ifndef ZKCAP_COMPAT_GENETLINK_C
#define genl_family zkcap_compat_family
#define genl_register_family zkcap_compat_register_family
#define genl_unregister_family(family) genl_unregister_family(zkcap_real_family(family))
#define genlmsg_put(skb, portid, seq, family, flags, cmd) \
	genlmsg_put(skb, portid, seq, zkcap_real_family(family), flags, cmd)
#define genlmsg_put_reply(skb, info, family, flags, cmd) \
	genlmsg_put_reply(skb, info, zkcap_real_family(family), flags, cmd)
#define genl_has_listeners(family, net, group) \
	genl_has_listeners(zkcap_real_family(family), net, group)
#endif

#else

static inline u32 zkcap_group(const struct genl_family *family, u32 group)
{
	return family->mcgrp_offset + group;
}

#endif

typedef int (*zkcap_filter_fn)(struct sock *listener, struct sk_buff *skb, void *arg);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
static inline bool zkcap_can_filter(void)
{
	return false;
}

static inline int zkcap_broadcast(struct sock *ssk, struct sk_buff *skb, u32 group,
				  zkcap_filter_fn filter, void *arg)
{
	return netlink_broadcast(ssk, skb, 0, group, GFP_KERNEL);
}
#else
static inline bool zkcap_can_filter(void)
{
	return true;
}

static inline int zkcap_broadcast(struct sock *ssk, struct sk_buff *skb, u32 group,
				  zkcap_filter_fn filter, void *arg)
{
	return netlink_broadcast_filtered(ssk, skb, 0, group, GFP_KERNEL, filter, arg);
}
#endif

#endif /* ZKCAP_COMPAT_GENETLINK_H */
