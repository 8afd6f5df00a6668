// SPDX-License-Identifier: GPL-2.0-only
#define ZKCAP_COMPAT_GENETLINK_C
#include "genetlink.h"

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)

#include <linux/container_of.h>
#include <linux/string.h>

/* One family is all that there is. */
static struct zkcap_compat_family *registered;

static int pre_doit(const struct genl_ops *ops, struct sk_buff *skb, struct genl_info *info)
{
	unsigned int i;

	for (i = 0; i < registered->n_split_ops; i++) {
		const struct genl_split_ops *split = &registered->split_ops[i];

		if (split->cmd == ops->cmd && split->flags & GENL_CMD_CAP_DO && split->pre_doit)
			return split->pre_doit(split, skb, info);
	}
	return 0;
}

static struct genl_ops *find_or_add(struct zkcap_compat_family *family, u8 cmd)
{
	unsigned int i;

	for (i = 0; i < family->real.n_ops; i++)
		if (family->ops[i].cmd == cmd)
			return &family->ops[i];
	family->ops[i].cmd = cmd;
	family->real.n_ops++;
	return &family->ops[i];
}

static void translate(struct zkcap_compat_family *family, const struct genl_split_ops *split)
{
	struct genl_ops *ops = find_or_add(family, split->cmd);

	if (split->flags & GENL_CMD_CAP_DO) {
		ops->doit = split->doit;
	} else {
		ops->start = split->start;
		ops->dumpit = split->dumpit;
		ops->done = split->done;
	}
	if (split->policy) {
		ops->policy = split->policy;
		ops->maxattr = split->maxattr;
	}
	ops->flags |= split->flags & ~(GENL_CMD_CAP_DO | GENL_CMD_CAP_DUMP);
	ops->validate |= split->validate;
}

int zkcap_compat_register_family(struct zkcap_compat_family *family)
{
	unsigned int i;

	if (WARN_ON(family->n_split_ops > ZKCAP_COMPAT_OPS_MAX || family->n_mcgrps != 1))
		return -EINVAL;
	registered = family;
	strscpy(family->real.name, family->name, sizeof(family->real.name));
	family->real.version = family->version;
	family->real.netnsok = family->netnsok;
	family->real.parallel_ops = family->parallel_ops;
	family->real.module = family->module;
	family->real.pre_doit = pre_doit;
	family->admin_mcgrp = family->mcgrps[0];
	family->admin_mcgrp.flags = GENL_MCAST_CAP_SYS_ADMIN;
	family->real.mcgrps = &family->admin_mcgrp;
	family->real.n_mcgrps = 1;
	for (i = 0; i < family->n_split_ops; i++)
		translate(family, &family->split_ops[i]);
	family->real.ops = family->ops;
	return genl_register_family(&family->real);
}

#endif
