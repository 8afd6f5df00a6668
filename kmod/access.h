/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who may ask, and for whom.
 *
 * Administration takes CAP_SYS_ADMIN in the initial user namespace.  For a
 * tenant may ask: every process inside its control group, from whatever
 * namespaces; whoever may write its cgroup.procs, which is how control groups
 * are delegated; and the administrator.
 */
#ifndef ZKCAP_ACCESS_H
#define ZKCAP_ACCESS_H

#include <linux/netlink.h>

struct cgroup;
struct sk_buff;
struct zkcap_grant;
struct zkcap_tenant;

/**
 * zkcap_access_admin() - whether the sender may administrate
 * @skb: its message
 *
 * Both the sender and whoever opened the socket need the right, unless the
 * message was addressed to the kernel explicitly.
 *
 * Return: true if both have CAP_SYS_ADMIN in the initial user namespace.
 */
bool zkcap_access_admin(struct sk_buff *skb);

/**
 * zkcap_access_sender() - whether a message is what its sender meant to send
 * @skb: its message
 * @extack: for ZKCAP_REASON_SOCKET_PASSED
 *
 * A process that merely writes to a descriptor that another user gave it is
 * not to ask for anything.
 *
 * Return: 0 or a negative errno.
 */
int zkcap_access_sender(struct sk_buff *skb, struct netlink_ext_ack *extack);

/**
 * zkcap_access_tenant() - the tenant that the sender asks for
 * @skb: its message
 * @fd: a control group directory, open in the sender; -1 for its own control group
 * @extack: for ZKCAP_REASON_CGROUP_INVALID, _TENANT_ABSENT or _NOT_MEMBER
 *
 * Context: the sender's process.
 *
 * Return: the tenant with a reference for the caller, or an ERR_PTR.
 */
struct zkcap_tenant *zkcap_access_tenant(struct sk_buff *skb, int fd,
					 struct netlink_ext_ack *extack);

/**
 * zkcap_access_grant() - a grant that the sender may change
 * @skb: its message
 * @fd: as for zkcap_access_tenant()
 * @id: of the grant
 * @extack: as for zkcap_access_tenant(), or ZKCAP_REASON_GRANT_ABSENT, also
 *	for a grant of another tenant
 *
 * The administrator may change every grant, without naming its tenant.
 *
 * Return: the grant with a reference for the caller, or an ERR_PTR.
 */
struct zkcap_grant *zkcap_access_grant(struct sk_buff *skb, int fd, u64 id,
				       struct netlink_ext_ack *extack);

/**
 * zkcap_access_own() - the tenant that the calling process is in
 *
 * Return: the tenant with a reference for the caller, or NULL.
 */
struct zkcap_tenant *zkcap_access_own(void);

/**
 * zkcap_access_cgroup() - the control group behind a descriptor
 * @fd: a directory of the unified hierarchy, open in the caller
 * @extack: for ZKCAP_REASON_CGROUP_INVALID
 *
 * Return: the control group with a reference for the caller, or an ERR_PTR.
 */
struct cgroup *zkcap_access_cgroup(int fd, struct netlink_ext_ack *extack);

#endif /* ZKCAP_ACCESS_H */
