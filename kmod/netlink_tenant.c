// SPDX-License-Identifier: GPL-2.0-only
/* Operations on tenants */
#include "netlink.h"

#include <linux/cgroup.h>
#include <linux/slab.h>

#include "access.h"
#include "enforce.h"
#include "reason.h"
#include "tenant.h"

static int parse_keys(struct zkcap_tenant_config *config, struct genl_info *info)
{
	const struct nlattr *pos;

	for (pos = zkcap_nl_next(info, ZKCAP_A_TENANT_KEY, NULL); pos;
	     pos = zkcap_nl_next(info, ZKCAP_A_TENANT_KEY, pos)) {
		if (config->n_keys == ZKCAP_TENANT_KEYS_MAX)
			return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_COUNT);
		memcpy(config->keys[config->n_keys++], nla_data(pos), ZKCAP_KEY_ID_LEN);
	}
	return 0;
}

/* A baseline may be zero, and has no devices: those are closed without a grant. */
static int parse_baseline(struct zkcap_tenant_config *config, struct genl_info *info)
{
	struct zkcap_resources *baseline;
	int err;
	u32 i;

	baseline = kzalloc(sizeof(*baseline), GFP_KERNEL_ACCOUNT);
	if (!baseline)
		return zkcap_refuse(info->extack, ZKCAP_REASON_NO_MEMORY);
	err = zkcap_nl_resources(info, ZKCAP_A_TENANT_BASELINE, baseline);
	for (i = 0; !err && i < baseline->n; i++) {
		u16 kind = baseline->r[i].kind;

		if (kind > ZKCAP_KINDS)
			err = zkcap_refuse_detail(info->extack, ZKCAP_REASON_RESOURCE_UNKNOWN, i);
		else if (config->given & BIT(kind - 1))
			err = zkcap_refuse_detail(info->extack, ZKCAP_REASON_RESOURCE_ORDER, i);
		if (err)
			break;
		config->given |= BIT(kind - 1);
		config->baseline[kind - 1] = baseline->r[i].amount;
	}
	kfree(baseline);
	return err;
}

int zkcap_nl_tenant_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct zkcap_tenant_config config = {};
	struct zkcap_reply reply;
	struct cgroup *cgroup;
	u64 id;
	int err;

	err = zkcap_nl_require(info, ZKCAP_A_TENANT_CGROUP_FD) ?:
		parse_keys(&config, info) ?:
		parse_baseline(&config, info);
	if (err)
		return err;
	reply = zkcap_nl_reply(info);
	if (!reply.skb)
		return -ENOMEM;
	cgroup = zkcap_access_cgroup(zkcap_nl_fd(info, ZKCAP_A_TENANT_CGROUP_FD), info->extack);
	if (IS_ERR(cgroup))
		return zkcap_nl_send(&reply, PTR_ERR(cgroup));
	id = cgroup_id(cgroup);
	err = nla_put(reply.skb, ZKCAP_A_TENANT_ID, sizeof(id), &id) ?:
		zkcap_tenant_add(cgroup, &config, info->extack);
	cgroup_put(cgroup);
	return zkcap_nl_send(&reply, err);
}

int zkcap_nl_tenant_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *id = info->attrs[ZKCAP_A_TENANT_ID];
	int fd = zkcap_nl_fd(info, ZKCAP_A_TENANT_CGROUP_FD);
	struct zkcap_tenant *tenant;
	int err;

	if (id && fd >= 0)
		return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_UNEXPECTED);
	if (id)
		return zkcap_tenant_del(nla_get_u64(id), info->extack);
	err = zkcap_nl_require(info, ZKCAP_A_TENANT_CGROUP_FD);
	if (err)
		return err;
	tenant = zkcap_access_tenant(skb, fd, info->extack);
	if (IS_ERR(tenant))
		return PTR_ERR(tenant);
	err = zkcap_tenant_del(tenant->id, info->extack);
	zkcap_tenant_put(tenant);
	return err;
}

static int put_path(struct sk_buff *skb, const struct zkcap_tenant *tenant)
{
	char *path = kmalloc(PATH_MAX, GFP_KERNEL_ACCOUNT);
	int len, err = 0;

	if (!path)
		return -ENOMEM;
	len = zkcap_tenant_path(tenant, path, PATH_MAX);
	if (len > 0 && len < PATH_MAX)
		err = nla_put_string(skb, ZKCAP_A_TENANT_PATH, path);
	kfree(path);
	return err;
}

static int put_tenant(struct sk_buff *skb, struct zkcap_tenant *tenant)
{
	u64 failures = atomic64_read(&tenant->n_failures);
	u64 drifts = atomic64_read(&tenant->n_drifts);
	u64 effective[ZKCAP_KINDS];
	int err;
	u32 i;

	zkcap_enforce_effective(tenant, effective);
	err = nla_put(skb, ZKCAP_A_TENANT_ID, sizeof(tenant->id), &tenant->id) ?:
		put_path(skb, tenant) ?:
		zkcap_nl_put_limits(skb, ZKCAP_A_TENANT_BASELINE, tenant->config.baseline) ?:
		zkcap_nl_put_limits(skb, ZKCAP_A_TENANT_EFFECTIVE, effective) ?:
		nla_put_u32(skb, ZKCAP_A_TENANT_GRANTS, READ_ONCE(tenant->n_grants)) ?:
		nla_put(skb, ZKCAP_A_TENANT_FAILURES, sizeof(failures), &failures) ?:
		nla_put(skb, ZKCAP_A_TENANT_DRIFTS, sizeof(drifts), &drifts);
	for (i = 0; !err && i < tenant->config.n_keys; i++)
		err = nla_put(skb, ZKCAP_A_TENANT_KEY, ZKCAP_KEY_ID_LEN, tenant->config.keys[i]);
	return err;
}

int zkcap_nl_tenant_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct zkcap_dump *dump = zkcap_dump(cb);
	struct zkcap_tenant *tenant;
	void *header;
	int err = 0;

	if (!dump->admin && dump->next < dump->tenant)
		dump->next = dump->tenant;
	for (; !err && (tenant = zkcap_tenant_next(&dump->next)); dump->next += !err) {
		if (!dump->admin && tenant->id != dump->tenant) {
			zkcap_tenant_put(tenant);
			break;
		}
		zkcap_enforce_audit(tenant, dump->admin ? 0 : ZKCAP_AUDIT_NS);
		header = zkcap_nl_dump_begin(skb, cb, ZKCAP_CMD_TENANT_GET);
		err = header ? zkcap_nl_dump_end(skb, header, put_tenant(skb, tenant)) :
			-EMSGSIZE;
		zkcap_tenant_put(tenant);
	}
	return skb->len ?: err;
}
