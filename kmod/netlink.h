/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The genetlink family: operations parse, call an object, and reply.  Policy
 * is the objects'.  What all operations share is in netlink.c; the operations
 * are in netlink_*.c, by what they are about.
 */
#ifndef ZKCAP_NETLINK_H
#define ZKCAP_NETLINK_H

#include "compat/genetlink.h"
#include "limits.h"
#include "netlink-gen.h"
#include "resource.h"

struct zkcap_node;

/**
 * struct zkcap_dump - where a dump is; in struct netlink_callback's ctx
 * @next: index or id to go on with
 * @admin: who asks may see everything
 * @tenant: control group id of the tenant that asks, 0 for none
 */
struct zkcap_dump {
	unsigned long next;
	bool admin;
	u64 tenant;
};

static inline struct zkcap_dump *zkcap_dump(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct zkcap_dump) > sizeof(cb->ctx));
	return (struct zkcap_dump *)cb->ctx;
}

/**
 * zkcap_nl_next() - walk the attributes of one type in a request
 * @info: request
 * @type: of the attributes
 * @pos: the one before, NULL for the first
 *
 * Return: the next attribute, or NULL.
 */
const struct nlattr *zkcap_nl_next(struct genl_info *info, int type, const struct nlattr *pos);

/**
 * zkcap_nl_require() - demand an attribute
 * @info: request
 * @type: of the attribute
 *
 * Return: 0 or a negative errno.
 */
int zkcap_nl_require(struct genl_info *info, int type);

/**
 * zkcap_nl_name() - a name from a request
 * @info: request
 * @type: of the attribute, which has to be there
 * @name: result, in @info
 *
 * Return: 0 or a negative errno.
 */
int zkcap_nl_name(struct genl_info *info, int type, const char **name);

/**
 * zkcap_nl_nested() - parse a nested attribute, strictly
 * @tb: result, @max + 1 entries
 * @max: largest type
 * @nest: nested attribute
 * @policy: of what is inside
 * @multi: bit mask of types that may stand more than once
 * @extack: for the reason
 *
 * Return: 0 or a negative errno.
 */
int zkcap_nl_nested(struct nlattr *tb[], int max, const struct nlattr *nest,
		    const struct nla_policy *policy, u64 multi, struct netlink_ext_ack *extack);

/**
 * zkcap_nl_resources() - a list of resources from a request
 * @info: request
 * @type: of the attributes
 * @resources: result; kinds are in range and names are names
 *
 * Return: 0 or a negative errno.
 */
int zkcap_nl_resources(struct genl_info *info, int type, struct zkcap_resources *resources);

/**
 * zkcap_nl_put_resources() - put a list of resources into a message
 * @skb: message
 * @type: of the attributes
 * @resources: list
 *
 * Return: 0 or -EMSGSIZE.
 */
int zkcap_nl_put_resources(struct sk_buff *skb, int type, const struct zkcap_resources *resources);

/**
 * zkcap_nl_put_limits() - put one number for each kind into a message
 * @skb: message
 * @type: of the attributes
 * @limit: indexed by kind - 1
 *
 * Return: 0 or -EMSGSIZE.
 */
int zkcap_nl_put_limits(struct sk_buff *skb, int type, const u64 limit[ZKCAP_KINDS]);

/**
 * zkcap_nl_put_node() - put a device node into a message
 * @skb: message
 * @type: of the attribute
 * @node: device node
 *
 * Return: 0 or -EMSGSIZE.
 */
int zkcap_nl_put_node(struct sk_buff *skb, int type, const struct zkcap_node *node);

/**
 * zkcap_nl_fd() - a descriptor from a request
 * @info: request
 * @type: of the attribute
 *
 * Return: the descriptor, or -1 when there is none.
 */
int zkcap_nl_fd(struct genl_info *info, int type);

/**
 * struct zkcap_reply - a reply on its way
 * @skb: message; NULL when it could not be made
 * @header: of the message
 * @info: request
 */
struct zkcap_reply {
	struct sk_buff *skb;
	void *header;
	struct genl_info *info;
};

/**
 * zkcap_nl_reply() - begin a reply
 * @info: request
 *
 * Made before the object is called, so that nothing that was done goes without
 * a reply for lack of memory.
 *
 * Return: the reply, with skb NULL and the reason in the extended ack on failure.
 */
struct zkcap_reply zkcap_nl_reply(struct genl_info *info);

/**
 * zkcap_nl_send() - send a reply, or drop it
 * @reply: with skb
 * @err: of what was done, or of what was put into the reply
 *
 * Return: @err, or the errno of sending.
 */
int zkcap_nl_send(struct zkcap_reply *reply, int err);

/**
 * zkcap_nl_dump_begin() - begin one object of a dump
 * @skb: message
 * @cb: dump
 * @cmd: operation
 *
 * Return: the header for genlmsg_end() or genlmsg_cancel(), or NULL.
 */
void *zkcap_nl_dump_begin(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd);

/**
 * zkcap_nl_dump_end() - end one object of a dump
 * @skb: message
 * @header: of zkcap_nl_dump_begin()
 * @err: of what was put; the object is taken out again then
 *
 * Return: @err.
 */
int zkcap_nl_dump_end(struct sk_buff *skb, void *header, int err);

#endif /* ZKCAP_NETLINK_H */
