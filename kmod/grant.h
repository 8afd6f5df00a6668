/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grants: leases of resources to one tenant under one offer.
 *
 * Life of a grant.  request.c has decided that it may be; zkcap_grant_make()
 * takes what it needs from the pool and the device classes, enforces it, and
 * publishes it last: undone in reverse when one step fails.  It ends once, by
 * its clock, its tenant, an administrator or its tenant's end:
 *	end		state ENDING under tenant->lock: nodes are closed and given
 *			back, limits go down as far as memory allows
 *	reclaim		tenant->shrink gives back the rest, in its own time; past
 *			the grace time the offer's on-expiry decides
 *	unpublish	out of the index and of its tenant's list, its directory
 *			in sysfs goes
 *	drain		its clock is stopped; a work that runs finds it over
 *	put		memory goes with the last reference, after a grace period
 *			for those who read the index
 */
#ifndef ZKCAP_GRANT_H
#define ZKCAP_GRANT_H

#include <linux/hrtimer.h>
#include <linux/netlink.h>
#include <linux/refcount.h>
#include <linux/workqueue.h>

#include "devclass.h"
#include "offer.h"
#include "tenant.h"
#include "wanted.h"

struct zkcap_warrant;

/**
 * struct zkcap_grant - a grant
 * @id: never reused; constant
 * @refs: one for the index, one for each user
 * @tenant: referenced; constant
 * @offer: referenced; constant
 * @siblings: in tenant->grants; under tenant->lock
 * @state: enum zkcap_grant_state; under tenant->lock
 * @cause: enum zkcap_end_cause; under tenant->lock
 * @amount: what the tenant may use, indexed by kind - 1; under tenant->lock,
 *	like @state and @expires also read without it to be shown
 * @held: what the pool counts for it, at least @amount; under tenant->lock
 * @deadline: boottime in ns at which grace is over for what it holds beyond
 *	@amount, 0 while it holds no more; under tenant->lock
 * @n_holds: number of @holds; under tenant->lock
 * @holds: device nodes, allocated; under tenant->lock
 * @expires: boottime in ns; under tenant->lock
 * @next_challenge: that its next change may use, while it is active; under tenant->lock
 * @announced: that it expires soon; under tenant->lock
 * @clock: fires when it is to be announced, and when it expires
 * @dir: directory in sysfs, or NULL; under tenant->lock
 * @rcu: to free it
 */
struct zkcap_grant {
	u64 id;
	refcount_t refs;
	struct zkcap_tenant *tenant;
	struct zkcap_offer *offer;
	struct list_head siblings;
	enum zkcap_grant_state state;
	enum zkcap_end_cause cause;
	u64 amount[ZKCAP_KINDS];
	u64 held[ZKCAP_KINDS];
	u64 deadline;
	u32 n_holds;
	struct zkcap_hold *holds;
	u64 expires;
	u8 next_challenge[ZKCAP_CHALLENGE_LEN];
	bool announced;
	struct hrtimer clock;
	struct kobject *dir;
	struct rcu_head rcu;
};

/**
 * struct zkcap_grant_view - a grant at one moment, for those who show it
 * @id: of the grant
 * @tenant: control group id
 * @offer: name
 * @state: enum zkcap_grant_state
 * @cause: enum zkcap_end_cause
 * @expires_in_ms: 0 when it is over
 * @next_challenge: while it is active
 * @resources: what the tenant may use
 * @n_nodes: number of @nodes
 * @nodes: device nodes
 */
struct zkcap_grant_view {
	u64 id;
	u64 tenant;
	char offer[ZKCAP_NAME_MAX + 1];
	enum zkcap_grant_state state;
	enum zkcap_end_cause cause;
	u64 expires_in_ms;
	u8 next_challenge[ZKCAP_CHALLENGE_LEN];
	struct zkcap_resources resources;
	u32 n_nodes;
	struct zkcap_node nodes[ZKCAP_NODES_MAX];
};

/**
 * zkcap_grant_make() - grant
 * @tenant: referenced
 * @offer: referenced
 * @wanted: within the offer
 * @duration: seconds, within the offer
 * @warrant: used up when the grant is made
 * @extack: for the reason
 *
 * All or nothing.
 *
 * Return: the grant with a reference for the caller, or an ERR_PTR.
 */
struct zkcap_grant *zkcap_grant_make(struct zkcap_tenant *tenant, struct zkcap_offer *offer,
				     const struct zkcap_wanted *wanted, u32 duration,
				     const struct zkcap_warrant *warrant,
				     struct netlink_ext_ack *extack);

/**
 * zkcap_grant_check() - whether zkcap_grant_make() would succeed now
 * @tenant: referenced
 * @offer: referenced
 * @wanted: within the offer
 * @warrant: looked at, not used up
 * @extack: for the reason
 *
 * Return: 0, or what zkcap_grant_make() would refuse with.
 */
int zkcap_grant_check(struct zkcap_tenant *tenant, struct zkcap_offer *offer,
		      const struct zkcap_wanted *wanted, const struct zkcap_warrant *warrant,
		      struct netlink_ext_ack *extack);

/**
 * zkcap_grant_resize() - give a grant other resources
 * @grant: referenced
 * @wanted: what it has afterwards
 * @warrant: used up; NULL or without an attestation when the grant may only shrink
 * @extack: for the reason
 *
 * All or nothing.
 *
 * Return: 0 or a negative errno.
 */
int zkcap_grant_resize(struct zkcap_grant *grant, const struct zkcap_wanted *wanted,
		       const struct zkcap_warrant *warrant, struct netlink_ext_ack *extack);

/**
 * zkcap_grant_check_resize() - whether zkcap_grant_resize() would succeed now
 * @grant: referenced
 * @wanted: what it would have afterwards
 * @warrant: as for zkcap_grant_resize(), but looked at, not used up
 * @extack: for the reason
 *
 * Return: 0, or what zkcap_grant_resize() would refuse with.
 */
int zkcap_grant_check_resize(struct zkcap_grant *grant, const struct zkcap_wanted *wanted,
			     const struct zkcap_warrant *warrant, struct netlink_ext_ack *extack);

/**
 * zkcap_grant_check_renew() - whether zkcap_grant_renew() would succeed now
 * @grant: referenced
 * @warrant: looked at, not used up
 * @extack: for the reason
 *
 * Return: 0, or what zkcap_grant_renew() would refuse with.
 */
int zkcap_grant_check_renew(struct zkcap_grant *grant, const struct zkcap_warrant *warrant,
			    struct netlink_ext_ack *extack);

/**
 * zkcap_grant_renew() - let a lease begin anew
 * @grant: referenced
 * @duration: seconds from now
 * @warrant: used up
 * @extack: for the reason
 *
 * Return: 0 or a negative errno.
 */
int zkcap_grant_renew(struct zkcap_grant *grant, u32 duration,
		      const struct zkcap_warrant *warrant, struct netlink_ext_ack *extack);

/**
 * zkcap_grant_end() - end a grant
 * @grant: referenced
 * @cause: why
 * @extack: for ZKCAP_REASON_GRANT_ENDED
 *
 * Return: 0 or a negative errno.
 */
int zkcap_grant_end(struct zkcap_grant *grant, enum zkcap_end_cause cause,
		    struct netlink_ext_ack *extack);

/**
 * zkcap_grant_clock_work() - announce and end grants of a tenant whose clocks have fired
 * @work: tenant->clock_work, with a reference to the tenant
 */
void zkcap_grant_clock_work(struct work_struct *work);

/**
 * zkcap_grant_end_all() - end all grants of a tenant that dies
 * @tenant: gone; its lock is held
 * @cause: why
 *
 * What they held is back in the pool afterwards: the tenant's limits are no
 * longer ours to lower.
 */
void zkcap_grant_end_all(struct zkcap_tenant *tenant, enum zkcap_end_cause cause);

/**
 * zkcap_grant_is_overdue() - whether grace is over for a grant
 * @grant: its tenant's lock is held
 * @now: boottime in ns
 *
 * Return: true from the end of its grace on.
 */
bool zkcap_grant_is_overdue(const struct zkcap_grant *grant, u64 now);

/**
 * zkcap_grant_is_forced() - whether a grant's end may cost lives now
 * @grant: its tenant's lock is held
 * @now: boottime in ns
 *
 * Return: true if grace is over and its offer says to kill.
 */
bool zkcap_grant_is_forced(const struct zkcap_grant *grant, u64 now);

/**
 * zkcap_grant_reclaimed() - give back what grants hold beyond what they are for, and
 * what was taken for those that came to nothing
 * @tenant: its limits are down to where they have to be; its lock is held
 * @forced_at: only of grants that were forced at that boottime in ns; 0 for all
 */
void zkcap_grant_reclaimed(struct zkcap_tenant *tenant, u64 forced_at);

/**
 * zkcap_grant_get() - find a grant
 * @id: of the grant
 *
 * Return: the grant, with a reference for the caller, or NULL.
 */
struct zkcap_grant *zkcap_grant_get(u64 id);

/**
 * zkcap_grant_next() - walk all grants, which may change meanwhile
 * @id: where to begin, 0 at first; set to where the grant was found
 *
 * Return: the grant, with a reference for the caller, or NULL at the end.
 */
struct zkcap_grant *zkcap_grant_next(unsigned long *id);

/**
 * zkcap_grant_next_of() - walk the grants of a tenant, which may change meanwhile
 * @tenant: referenced
 * @id: where to begin, 0 at first; set to where the grant was found
 *
 * Return: the grant, with a reference for the caller, or NULL at the end.
 */
struct zkcap_grant *zkcap_grant_next_of(struct zkcap_tenant *tenant, unsigned long *id);

/**
 * zkcap_grant_put() - give a reference back
 * @grant: may be NULL
 */
void zkcap_grant_put(struct zkcap_grant *grant);

/**
 * zkcap_grant_view() - look at a grant
 * @grant: referenced
 * @view: result
 */
void zkcap_grant_view(struct zkcap_grant *grant, struct zkcap_grant_view *view);

/**
 * zkcap_grant_ms_left() - time until a grant expires
 * @grant: referenced
 *
 * Takes no lock.
 *
 * Return: milliseconds, 0 when it is over.
 */
u64 zkcap_grant_ms_left(const struct zkcap_grant *grant);

#endif /* ZKCAP_GRANT_H */
