// SPDX-License-Identifier: GPL-2.0-only
/* Operations on the pool and on device classes */
#include "netlink.h"

#include "devclass.h"
#include "pool.h"
#include "reason.h"

int zkcap_nl_pool_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	err = zkcap_nl_require(info, ZKCAP_A_POOL_KIND) ?:
		zkcap_nl_require(info, ZKCAP_A_POOL_CAPACITY);
	if (err)
		return err;
	return zkcap_pool_set(nla_get_u16(info->attrs[ZKCAP_A_POOL_KIND]),
			      nla_get_u64(info->attrs[ZKCAP_A_POOL_CAPACITY]), info->extack);
}

static int put_pool(struct sk_buff *skb, u16 kind, const char *name, const char *unit,
		    u64 capacity, u64 allocated)
{
	if (nla_put_u16(skb, ZKCAP_A_POOL_KIND, kind) ||
	    (name && nla_put_string(skb, ZKCAP_A_POOL_NAME, name)) ||
	    nla_put_string(skb, ZKCAP_A_POOL_UNIT, unit) ||
	    nla_put(skb, ZKCAP_A_POOL_CAPACITY, sizeof(capacity), &capacity) ||
	    nla_put(skb, ZKCAP_A_POOL_ALLOCATED, sizeof(allocated), &allocated))
		return -EMSGSIZE;
	return 0;
}

static int dump_kind(struct sk_buff *skb, struct netlink_callback *cb, unsigned int i)
{
	void *header = zkcap_nl_dump_begin(skb, cb, ZKCAP_CMD_POOL_GET);
	u64 capacity, allocated;

	if (!header)
		return -EMSGSIZE;
	zkcap_pool_get(i, &capacity, &allocated);
	return zkcap_nl_dump_end(skb, header,
				 put_pool(skb, i + 1, NULL, zkcap_kinds[i].unit, capacity,
					  allocated));
}

static int dump_pool_class(struct sk_buff *skb, struct netlink_callback *cb,
			   struct zkcap_devclass *class)
{
	void *header = zkcap_nl_dump_begin(skb, cb, ZKCAP_CMD_POOL_GET);

	if (!header)
		return -EMSGSIZE;
	return zkcap_nl_dump_end(skb, header,
				 put_pool(skb, ZKCAP_RESOURCE_KIND_DEVICE, class->object.name,
					  "nodes", (u64)class->n_nodes * class->share,
					  zkcap_devclass_allocated(class)));
}

/* First the kinds, then the device classes. */
int zkcap_nl_pool_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct zkcap_dump *dump = zkcap_dump(cb);
	struct zkcap_devclass *class;
	unsigned long index;
	int err = 0;

	for (; !err && dump->next < ZKCAP_KINDS; dump->next++) {
		err = dump_kind(skb, cb, dump->next);
		if (err)
			return skb->len ?: err;
	}
	index = dump->next - ZKCAP_KINDS;
	for (; (class = zkcap_devclass_next(&index)); index++) {
		err = dump_pool_class(skb, cb, class);
		zkcap_devclass_put(class);
		if (err)
			break;
	}
	dump->next = index + ZKCAP_KINDS;
	return skb->len ?: err;
}

static int parse_node(struct zkcap_node *node, const struct nlattr *nest,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ZKCAP_A_DEVICE_NODE_MAX + 1];
	int err;

	err = zkcap_nl_nested(tb, ZKCAP_A_DEVICE_NODE_MAX, nest, zkcap_device_node_nl_policy, 0,
			      extack);
	if (err)
		return err;
	if (!tb[ZKCAP_A_DEVICE_NODE_TYPE] || !tb[ZKCAP_A_DEVICE_NODE_MAJOR] ||
	    !tb[ZKCAP_A_DEVICE_NODE_MINOR]) {
		NL_SET_BAD_ATTR(extack, nest);
		return zkcap_refuse(extack, ZKCAP_REASON_ATTRIBUTE_MISSING);
	}
	node->type = nla_get_u32(tb[ZKCAP_A_DEVICE_NODE_TYPE]);
	node->major = nla_get_u32(tb[ZKCAP_A_DEVICE_NODE_MAJOR]);
	node->minor = nla_get_u32(tb[ZKCAP_A_DEVICE_NODE_MINOR]);
	return 0;
}

int zkcap_nl_device_class_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct zkcap_node nodes[ZKCAP_NODES_MAX];
	enum zkcap_device_mode mode = ZKCAP_DEVICE_MODE_EXCLUSIVE;
	struct nlattr **attrs = info->attrs;
	const struct nlattr *pos;
	const char *name;
	u32 share = 1, n = 0;
	int err;

	err = zkcap_nl_name(info, ZKCAP_A_DEVICE_CLASS_NAME, &name) ?:
		zkcap_nl_require(info, ZKCAP_A_DEVICE_CLASS_NODE);
	if (err)
		return err;
	if (attrs[ZKCAP_A_DEVICE_CLASS_MODE])
		mode = nla_get_u32(attrs[ZKCAP_A_DEVICE_CLASS_MODE]);
	if (mode == ZKCAP_DEVICE_MODE_SHARED) {
		err = zkcap_nl_require(info, ZKCAP_A_DEVICE_CLASS_SHARE);
		if (err)
			return err;
		share = nla_get_u32(attrs[ZKCAP_A_DEVICE_CLASS_SHARE]);
	} else if (attrs[ZKCAP_A_DEVICE_CLASS_SHARE]) {
		return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_UNEXPECTED);
	}
	for (pos = zkcap_nl_next(info, ZKCAP_A_DEVICE_CLASS_NODE, NULL); pos;
	     pos = zkcap_nl_next(info, ZKCAP_A_DEVICE_CLASS_NODE, pos)) {
		if (n == ZKCAP_NODES_MAX)
			return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_COUNT);
		err = parse_node(&nodes[n++], pos, info->extack);
		if (err)
			return err;
	}
	return zkcap_devclass_set(name, mode, share, nodes, n, info->extack);
}

int zkcap_nl_device_class_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	const char *name;
	int err;

	err = zkcap_nl_name(info, ZKCAP_A_DEVICE_CLASS_NAME, &name);
	return err ?: zkcap_devclass_del(name, info->extack);
}

static int put_class(struct sk_buff *skb, struct zkcap_devclass *class)
{
	u64 allocated = zkcap_devclass_allocated(class);
	int err = 0;
	u32 i;

	if (nla_put_string(skb, ZKCAP_A_DEVICE_CLASS_NAME, class->object.name) ||
	    nla_put_u32(skb, ZKCAP_A_DEVICE_CLASS_MODE, class->mode) ||
	    nla_put_u32(skb, ZKCAP_A_DEVICE_CLASS_SHARE, class->share) ||
	    nla_put(skb, ZKCAP_A_DEVICE_CLASS_ALLOCATED, sizeof(allocated), &allocated))
		return -EMSGSIZE;
	for (i = 0; !err && i < class->n_nodes; i++)
		err = zkcap_nl_put_node(skb, ZKCAP_A_DEVICE_CLASS_NODE, &class->nodes[i]);
	return err;
}

int zkcap_nl_device_class_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct zkcap_dump *dump = zkcap_dump(cb);
	struct zkcap_devclass *class;
	void *header;
	int err = 0;

	for (; (class = zkcap_devclass_next(&dump->next)); dump->next++) {
		header = zkcap_nl_dump_begin(skb, cb, ZKCAP_CMD_DEVICE_CLASS_GET);
		err = header ? zkcap_nl_dump_end(skb, header, put_class(skb, class)) : -EMSGSIZE;
		zkcap_devclass_put(class);
		if (err)
			break;
	}
	return skb->len ?: err;
}
