// SPDX-License-Identifier: GPL-2.0-only
#include "event.h"

#include <linux/cgroup.h>
#include <linux/ktime.h>
#include <linux/net.h>
#include <linux/rtnetlink.h>
#include <linux/rwsem.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "compat/genetlink.h"
#include "netlink-gen.h"
#include "stats.h"

#define EVENT_SIZE_MAX 1024

/* Held to read where events are sent: none is on its way once @over is set. */
static DECLARE_RWSEM(sending);
static bool over;

static int put_amounts(struct sk_buff *skb, const u64 amount[ZKCAP_KINDS])
{
	struct nlattr *nest;
	unsigned int i;

	for (i = 0; i < ZKCAP_KINDS; i++) {
		if (!amount[i])
			continue;
		nest = nla_nest_start(skb, ZKCAP_A_EVENT_RESOURCE);
		if (!nest || nla_put_u16(skb, ZKCAP_A_RESOURCE_KIND, i + 1) ||
		    nla_put(skb, ZKCAP_A_RESOURCE_AMOUNT, sizeof(amount[i]), &amount[i]))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int put_event(struct sk_buff *skb, const struct zkcap_event *event)
{
	if (nla_put_u32(skb, ZKCAP_A_EVENT_TYPE, event->type) ||
	    nla_put(skb, ZKCAP_A_EVENT_TENANT, sizeof(event->tenant), &event->tenant) ||
	    (event->grant &&
	     nla_put(skb, ZKCAP_A_EVENT_GRANT, sizeof(event->grant), &event->grant)) ||
	    (event->offer && nla_put_string(skb, ZKCAP_A_EVENT_OFFER, event->offer)) ||
	    (event->reason && nla_put_u32(skb, ZKCAP_A_EVENT_REASON, event->reason)) ||
	    (event->detail && nla_put_u32(skb, ZKCAP_A_EVENT_DETAIL, event->detail)) ||
	    (event->cause && nla_put_u32(skb, ZKCAP_A_EVENT_CAUSE, event->cause)) ||
	    (event->expires_in_ms &&
	     nla_put(skb, ZKCAP_A_EVENT_EXPIRES_IN_MS, sizeof(event->expires_in_ms),
		     &event->expires_in_ms)) ||
	    (event->withheld &&
	     nla_put(skb, ZKCAP_A_EVENT_WITHHELD, sizeof(event->withheld), &event->withheld)))
		return -EMSGSIZE;
	return put_amounts(skb, event->amount);
}

static struct sk_buff *new_message(const struct zkcap_event *event)
{
	struct sk_buff *skb = genlmsg_new(EVENT_SIZE_MAX, GFP_KERNEL);
	void *header;

	if (!skb)
		return NULL;
	header = genlmsg_put(skb, 0, 0, &zkcap_nl_family, 0, ZKCAP_CMD_EVENT);
	if (!header || put_event(skb, event)) {
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, header);
	return skb;
}

/*
 * Called with the table of netlink sockets locked, from which a socket goes
 * before it lets go of its file.  Returns non-zero to leave a listener out.
 */
static int may_not_see(struct sock *listener, struct sk_buff *skb, void *arg)
{
	const struct zkcap_event *event = arg;
	struct cgroup *cgroup;

	if (listener->sk_socket && listener->sk_socket->file &&
	    file_ns_capable(listener->sk_socket->file, &init_user_ns, CAP_SYS_ADMIN))
		return 0;
	/* A socket keeps its control group, and that all above it. */
	cgroup = sock_cgroup_ptr(&listener->sk_cgrp_data);
	for (; cgroup; cgroup = cgroup_parent(cgroup))
		if (cgroup_id(cgroup) == event->tenant)
			return 0;
	return 1;
}

static void send_to(struct net *net, struct sk_buff *skb, const struct zkcap_event *event)
{
	u32 group = zkcap_group(&zkcap_nl_family, ZKCAP_NLGRP_EVENTS);

	if (!genl_has_listeners(&zkcap_nl_family, net, ZKCAP_NLGRP_EVENTS))
		return;
	NETLINK_CB(skb).dst_group = group;
	zkcap_broadcast(net->genl_sock, skb_get(skb), group, may_not_see, (void *)event);
}

static bool anybody_listens(void)
{
	struct net *net;
	bool found = false;

	lockdep_assert_held(&sending);
	if (over)
		return false;
	rcu_read_lock();
	for_each_net_rcu(net)
		if (net->genl_sock &&
		    genl_has_listeners(&zkcap_nl_family, net, ZKCAP_NLGRP_EVENTS))
			found = true;
	rcu_read_unlock();
	return found;
}

/*
 * Whether the tenant's budget has room.  Those that its doings cannot multiply are
 * always told: what the administrator or a clock did, and what takes a second look.
 */
static bool has_room(struct zkcap_event_meter *meter, const struct zkcap_event *event)
{
	u64 now = ktime_get_boottime_ns();

	switch (event->type) {
	case ZKCAP_EVENT_TYPE_ENDED:
	case ZKCAP_EVENT_TYPE_RECLAIMED:
		if (event->cause != ZKCAP_END_CAUSE_RELEASED)
			return true;
		fallthrough;
	case ZKCAP_EVENT_TYPE_GRANTED:
	case ZKCAP_EVENT_TYPE_RENEWED:
		return zkcap_bucket_take(&meter->leases, now, ZKCAP_LEASE_EVENT_BURST,
					 ZKCAP_LEASE_EVENT_INTERVAL_NS);
	case ZKCAP_EVENT_TYPE_REFUSED:
	case ZKCAP_EVENT_TYPE_RESIZED:
		return zkcap_bucket_take(&meter->at_will, now, ZKCAP_EVENT_BURST,
					 ZKCAP_EVENT_INTERVAL_NS);
	default:
		return true;
	}
}

static void withhold(struct zkcap_event_meter *meter, const struct zkcap_event *event)
{
	atomic64_add(event->withheld + 1, &meter->untold);
	atomic64_inc(&meter->n_withheld);
	zkcap_stat_event_withheld();
}

static void send(struct zkcap_event_meter *meter, struct zkcap_event *event)
{
	struct sk_buff *skb = NULL;
	struct net *net;

	if (!anybody_listens())
		return;
	if (has_room(meter, event)) {
		event->withheld = atomic64_xchg(&meter->untold, 0);
		skb = new_message(event);
	}
	if (!skb) {
		withhold(meter, event);
		return;
	}
	if (!zkcap_can_filter()) {
		send_to(&init_net, skb, event);
	} else {
		down_read(&net_rwsem);
		for_each_net(net)
			send_to(net, skb, event);
		up_read(&net_rwsem);
	}
	nlmsg_free(skb);
}

void zkcap_event_send(struct zkcap_event_meter *meter, struct zkcap_event *event)
{
	down_read(&sending);
	send(meter, event);
	up_read(&sending);
}

void zkcap_event_exit(void)
{
	down_write(&sending);
	over = true;
	up_write(&sending);
}
