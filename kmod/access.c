// SPDX-License-Identifier: GPL-2.0-only
#include "access.h"

#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/net.h>
#include <net/sock.h>

#include "grant.h"
#include "reason.h"
#include "tenant.h"

bool zkcap_access_admin(struct sk_buff *skb)
{
	return netlink_capable(skb, CAP_SYS_ADMIN);
}

int zkcap_access_sender(struct sk_buff *skb, struct netlink_ext_ack *extack)
{
	const struct netlink_skb_parms *control = &NETLINK_CB(skb);
	const struct cred *opener;

	/* Whoever gives an address knows that it talks to netlink. */
	if (control->flags & NETLINK_SKB_DST)
		return 0;
	opener = control->sk->sk_socket->file->f_cred;
	if (uid_eq(opener->euid, current_euid()))
		return 0;
	return zkcap_refuse(extack, ZKCAP_REASON_SOCKET_PASSED);
}

struct zkcap_tenant *zkcap_access_own(void)
{
	struct zkcap_tenant *tenant;

	rcu_read_lock();
	tenant = zkcap_tenant_of(task_dfl_cgroup(current));
	rcu_read_unlock();
	return tenant;
}

static bool is_inside(const struct zkcap_tenant *tenant)
{
	bool inside;

	rcu_read_lock();
	inside = task_under_cgroup_hierarchy(current, tenant->cgroup);
	rcu_read_unlock();
	return inside;
}

static bool is_cgroup_dir(struct file *file)
{
	struct inode *inode = file_inode(file);

	return inode->i_sb->s_magic == CGROUP2_SUPER_MAGIC && S_ISDIR(inode->i_mode);
}

/* Opened as the caller, with all the checks that it would meet itself. */
static bool may_delegate(struct file *dir)
{
	struct file *procs = file_open_root(&dir->f_path, "cgroup.procs", O_WRONLY, 0);

	if (IS_ERR(procs))
		return false;
	filp_close(procs, NULL);
	return true;
}

static struct zkcap_tenant *tenant_of_dir(struct sk_buff *skb, struct file *dir,
					  struct netlink_ext_ack *extack)
{
	struct zkcap_tenant *tenant;

	if (!is_cgroup_dir(dir))
		return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_CGROUP_INVALID));
	/* A directory's inode number is its control group's id. */
	tenant = zkcap_tenant_get(file_inode(dir)->i_ino);
	if (!tenant)
		return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_TENANT_ABSENT));
	if (is_inside(tenant) || zkcap_access_admin(skb) || may_delegate(dir))
		return tenant;
	zkcap_tenant_put(tenant);
	return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_NOT_MEMBER));
}

struct zkcap_tenant *zkcap_access_tenant(struct sk_buff *skb, int fd,
					 struct netlink_ext_ack *extack)
{
	struct zkcap_tenant *tenant;
	struct file *dir;

	if (fd < 0) {
		tenant = zkcap_access_own();
		return tenant ?: ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_TENANT_ABSENT));
	}
	dir = fget(fd);
	if (!dir)
		return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_CGROUP_INVALID));
	tenant = tenant_of_dir(skb, dir, extack);
	fput(dir);
	return tenant;
}

struct zkcap_grant *zkcap_access_grant(struct sk_buff *skb, int fd, u64 id,
				       struct netlink_ext_ack *extack)
{
	struct zkcap_tenant *tenant = NULL;
	struct zkcap_grant *grant;

	if (fd >= 0 || !zkcap_access_admin(skb)) {
		tenant = zkcap_access_tenant(skb, fd, extack);
		if (IS_ERR(tenant))
			return ERR_CAST(tenant);
	}
	grant = zkcap_grant_get(id);
	if (grant && tenant && grant->tenant != tenant) {
		zkcap_grant_put(grant);
		grant = NULL;
	}
	zkcap_tenant_put(tenant);
	return grant ?: ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_GRANT_ABSENT));
}

struct cgroup *zkcap_access_cgroup(int fd, struct netlink_ext_ack *extack)
{
	struct cgroup *cgroup = cgroup_get_from_fd(fd);

	if (!IS_ERR(cgroup) && cgroup->root == &cgrp_dfl_root)
		return cgroup;
	if (!IS_ERR(cgroup))
		cgroup_put(cgroup);
	return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_CGROUP_INVALID));
}
