// SPDX-License-Identifier: GPL-2.0-only
#include "grant.h"

#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "compat/hrtimer.h"
#include "enforce.h"
#include "event.h"
#include "pool.h"
#include "reason.h"
#include "stats.h"
#include "sysfs.h"
#include "trace.h"
#include "warrant.h"
#include "workqueue.h"

/* By id; written under a tenant->lock, read under RCU. */
static DEFINE_XARRAY(grants);
static atomic64_t last_id = ATOMIC64_INIT(0);
static atomic_t n_grants = ATOMIC_INIT(0);

static void put_dead(struct zkcap_grant *grant)
{
	kfree(grant->holds);
	zkcap_offer_put(grant->offer);
	zkcap_tenant_put(grant->tenant);
	atomic_dec(&n_grants);
	kfree_rcu(grant, rcu);
}

void zkcap_grant_put(struct zkcap_grant *grant)
{
	if (grant && refcount_dec_and_test(&grant->refs))
		put_dead(grant);
}

struct zkcap_grant *zkcap_grant_get(u64 id)
{
	struct zkcap_grant *grant;

	rcu_read_lock();
	grant = xa_load(&grants, id);
	if (grant && !refcount_inc_not_zero(&grant->refs))
		grant = NULL;
	rcu_read_unlock();
	return grant;
}

struct zkcap_grant *zkcap_grant_next(unsigned long *id)
{
	struct zkcap_grant *grant;

	rcu_read_lock();
	xa_for_each_start(&grants, *id, grant, *id)
		if (refcount_inc_not_zero(&grant->refs))
			break;
	rcu_read_unlock();
	return grant;
}

struct zkcap_grant *zkcap_grant_next_of(struct zkcap_tenant *tenant, unsigned long *id)
{
	struct zkcap_grant *grant, *found = NULL;

	mutex_lock(&tenant->lock);
	/* In order of their ids, since a tenant's are made one after the other. */
	list_for_each_entry(grant, &tenant->grants, siblings) {
		if (grant->id < *id)
			continue;
		refcount_inc(&grant->refs);
		*id = grant->id;
		found = grant;
		break;
	}
	mutex_unlock(&tenant->lock);
	return found;
}

u64 zkcap_grant_ms_left(const struct zkcap_grant *grant)
{
	u64 now = ktime_get_boottime_ns();
	u64 expires = READ_ONCE(grant->expires);

	if (READ_ONCE(grant->state) != ZKCAP_GRANT_STATE_ACTIVE || expires <= now)
		return 0;
	return div_u64(expires - now, NSEC_PER_MSEC);
}

static void tell(const struct zkcap_grant *grant, enum zkcap_event_type type)
{
	struct zkcap_event event = {
		.type = type,
		.tenant = grant->tenant->id,
		.grant = grant->id,
		.offer = grant->offer->object.name,
		.cause = grant->cause,
		.expires_in_ms = zkcap_grant_ms_left(grant),
	};

	lockdep_assert_held(&grant->tenant->lock);
	memcpy(event.amount, grant->amount, sizeof(event.amount));
	trace_zkcap_grant(type, grant->tenant->id, grant->id, event.offer);
	zkcap_event_send(&grant->tenant->events, &event);
}

/* Device nodes ------------------------------------------------------------- */

/* Nodes of a class that the tenant holds by any grant. */
static u64 nodes_held(const struct zkcap_tenant *tenant, const struct zkcap_devclass *class)
{
	const struct zkcap_grant *grant;
	u64 mask = 0;
	u32 i;

	list_for_each_entry(grant, &tenant->grants, siblings)
		for (i = 0; i < grant->n_holds; i++)
			if (grant->holds[i].class == class)
				mask |= BIT_ULL(grant->holds[i].node);
	return mask;
}

static u32 count_of(const struct zkcap_grant *grant, const struct zkcap_devclass *class)
{
	u32 i, n = 0;

	for (i = 0; i < grant->n_holds; i++)
		n += grant->holds[i].class == class;
	return n;
}

static u32 count_wanted(const struct zkcap_wanted *wanted, const struct zkcap_devclass *class)
{
	u32 i;

	for (i = 0; i < wanted->n_classes; i++)
		if (wanted->classes[i] == class)
			return wanted->counts[i];
	return 0;
}

static void close_node(struct zkcap_grant *grant, struct zkcap_hold *hold)
{
	zkcap_devgate_close(grant->tenant->gate, &hold->class->nodes[hold->node]);
	zkcap_devclass_give(hold);
}

/* Gives the holds from @from on back. */
static void drop_nodes(struct zkcap_grant *grant, u32 from)
{
	while (grant->n_holds > from)
		close_node(grant, &grant->holds[--grant->n_holds]);
}

/* Holds and opens @n more nodes of a class; there is room for them. */
static int take_nodes(struct zkcap_grant *grant, struct zkcap_devclass *class, u32 n,
		      struct netlink_ext_ack *extack)
{
	struct zkcap_tenant *tenant = grant->tenant;
	struct zkcap_hold *hold = &grant->holds[grant->n_holds];
	u32 i;
	int err;

	if (IS_ERR(tenant->gate))
		return zkcap_refuse_detail(extack, ZKCAP_REASON_ENFORCEMENT,
					   -PTR_ERR(tenant->gate));
	/* A new grant is not in the tenant's list yet: it names no class twice. */
	err = zkcap_devclass_take(class, n, nodes_held(tenant, class), hold, extack);
	if (err)
		return err;
	for (i = 0; i < n; i++) {
		err = zkcap_devgate_open(tenant->gate, &class->nodes[hold[i].node]);
		if (err)
			break;
		grant->n_holds++;
	}
	if (!err)
		return 0;
	while (i < n)
		zkcap_devclass_give(&hold[i++]);
	return zkcap_refuse_detail(extack, ZKCAP_REASON_ENFORCEMENT, -err);
}

/* Takes what is wanted beyond what is held; on failure what was held is left. */
static int grow_nodes(struct zkcap_grant *grant, const struct zkcap_wanted *wanted,
		      struct netlink_ext_ack *extack)
{
	u32 had = grant->n_holds, more = 0, i;
	struct zkcap_hold *holds;
	int err = 0;

	for (i = 0; i < wanted->n_classes; i++)
		more += max(wanted->counts[i], count_of(grant, wanted->classes[i])) -
			count_of(grant, wanted->classes[i]);
	if (!more)
		return 0;
	holds = krealloc(grant->holds, (had + more) * sizeof(*holds), GFP_KERNEL_ACCOUNT);
	if (!holds)
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	grant->holds = holds;
	for (i = 0; !err && i < wanted->n_classes; i++) {
		u32 have = count_of(grant, wanted->classes[i]);

		if (wanted->counts[i] > have)
			err = take_nodes(grant, wanted->classes[i], wanted->counts[i] - have,
					 extack);
	}
	if (err)
		drop_nodes(grant, had);
	return err;
}

/* Gives back what is held beyond what is wanted, the newest first. */
static void shrink_nodes(struct zkcap_grant *grant, const struct zkcap_wanted *wanted)
{
	u32 i = grant->n_holds;

	while (i--) {
		struct zkcap_devclass *class = grant->holds[i].class;

		if (count_of(grant, class) <= count_wanted(wanted, class))
			continue;
		close_node(grant, &grant->holds[i]);
		grant->n_holds--;
		memmove(&grant->holds[i], &grant->holds[i + 1],
			(grant->n_holds - i) * sizeof(grant->holds[0]));
	}
}

/* The clock ---------------------------------------------------------------- */

static u64 announce_at(const struct zkcap_grant *grant)
{
	u64 now = ktime_get_boottime_ns();
	u64 notice = min_t(u64, ZKCAP_EXPIRING_NS, (grant->expires - now) / 4);

	return grant->expires - notice;
}

static void set_clock(struct zkcap_grant *grant, u64 at)
{
	hrtimer_start(&grant->clock, ns_to_ktime(at), HRTIMER_MODE_ABS_SOFT);
}

/*
 * A grant is put only after its clock was stopped, and its tenant after it: the reference
 * that is given back here is never the last.
 */
static enum hrtimer_restart clock_fired(struct hrtimer *clock)
{
	struct zkcap_tenant *tenant = container_of(clock, struct zkcap_grant, clock)->tenant;

	refcount_inc(&tenant->refs);
	if (!queue_work(zkcap_workqueue, &tenant->clock_work))
		zkcap_tenant_put(tenant);
	return HRTIMER_NORESTART;
}

/* Grace ------------------------------------------------------------------- */

bool zkcap_grant_is_overdue(const struct zkcap_grant *grant, u64 now)
{
	lockdep_assert_held(&grant->tenant->lock);
	return grant->deadline && now >= grant->deadline;
}

bool zkcap_grant_is_forced(const struct zkcap_grant *grant, u64 now)
{
	return grant->offer->config.on_expiry == ZKCAP_ON_EXPIRY_KILL &&
	       zkcap_grant_is_overdue(grant, now);
}

static void start_grace(struct zkcap_grant *grant)
{
	grant->deadline = ktime_get_boottime_ns() +
		grant->offer->config.grace_ms * (u64)NSEC_PER_MSEC;
}

/* A tenant may shrink its grants at any time, and gains none by doing so again. */
static void continue_grace(struct zkcap_grant *grant)
{
	if (!memcmp(grant->held, grant->amount, sizeof(grant->held)))
		grant->deadline = 0;
	else if (!grant->deadline)
		start_grace(grant);
}

static void end_locked(struct zkcap_grant *grant, enum zkcap_end_cause cause)
{
	struct zkcap_tenant *tenant = grant->tenant;

	lockdep_assert_held(&tenant->lock);
	WRITE_ONCE(grant->state, ZKCAP_GRANT_STATE_ENDING);
	grant->cause = cause;
	memset(grant->amount, 0, sizeof(grant->amount));
	start_grace(grant);
	drop_nodes(grant, 0);
	hrtimer_cancel(&grant->clock);
	zkcap_stat_ended(cause);
	trace_zkcap_revoke(tenant->id, grant->id, cause);
	tell(grant, ZKCAP_EVENT_TYPE_ENDED);
}

/* Announces a grant whose clock has fired, or ends it.  Returns whether it has ended. */
static bool look_at_clock(struct zkcap_grant *grant, u64 now)
{
	if (grant->state != ZKCAP_GRANT_STATE_ACTIVE)
		return false;
	if (now >= grant->expires) {
		end_locked(grant, ZKCAP_END_CAUSE_EXPIRED);
		return true;
	}
	/* It is running for another time, which a renewal may have set. */
	if (hrtimer_is_queued(&grant->clock))
		return false;
	if (!grant->announced)
		tell(grant, ZKCAP_EVENT_TYPE_EXPIRING);
	grant->announced = true;
	set_clock(grant, grant->expires);
	return false;
}

void zkcap_grant_clock_work(struct work_struct *work)
{
	struct zkcap_tenant *tenant = container_of(work, struct zkcap_tenant, clock_work);
	u64 now = ktime_get_boottime_ns();
	struct zkcap_grant *grant;
	bool ended = false;

	mutex_lock(&tenant->lock);
	list_for_each_entry(grant, &tenant->grants, siblings)
		ended |= look_at_clock(grant, now);
	if (ended)
		zkcap_enforce_lower(tenant);
	mutex_unlock(&tenant->lock);
	zkcap_tenant_put(tenant);
}

/* Making, changing, ending ------------------------------------------------- */

static struct zkcap_grant *new_grant(struct zkcap_tenant *tenant, struct zkcap_offer *offer)
{
	struct zkcap_grant *grant = kzalloc(sizeof(*grant), GFP_KERNEL_ACCOUNT);

	if (!grant)
		return NULL;
	refcount_set(&grant->refs, 1);
	refcount_inc(&tenant->refs);
	grant->tenant = tenant;
	zkcap_object_get(&offer->object);
	grant->offer = offer;
	INIT_LIST_HEAD(&grant->siblings);
	grant->state = ZKCAP_GRANT_STATE_ACTIVE;
	zkcap_hrtimer_setup(&grant->clock, clock_fired, CLOCK_BOOTTIME, HRTIMER_MODE_ABS_SOFT);
	atomic_inc(&n_grants);
	return grant;
}

/*
 * What failed may fail again, each time with more of the pool waiting for limits to fall:
 * a tenant waits for them itself.
 */
static int check_owed(const struct zkcap_tenant *tenant, struct netlink_ext_ack *extack)
{
	if (!memchr_inv(tenant->owed, 0, sizeof(tenant->owed)))
		return 0;
	return zkcap_refuse_text(extack, ZKCAP_REASON_ENFORCEMENT,
				 "enforcement: limits raised for a request that failed are still to fall");
}

static int check_limits(struct zkcap_tenant *tenant, const struct zkcap_offer *offer,
			struct netlink_ext_ack *extack)
{
	const struct zkcap_grant *grant;
	u32 n = 0;
	int err;

	lockdep_assert_held(&tenant->lock);
	if (tenant->gone)
		return zkcap_refuse(extack, ZKCAP_REASON_TENANT_GONE);
	err = check_owed(tenant, extack);
	if (err)
		return err;
	list_for_each_entry(grant, &tenant->grants, siblings)
		n += grant->offer == offer;
	if (n >= offer->config.grants_per_tenant || tenant->n_grants >= ZKCAP_TENANT_GRANTS_MAX)
		return zkcap_refuse(extack, ZKCAP_REASON_GRANT_LIMIT);
	if (atomic_read(&n_grants) > ZKCAP_GRANTS_MAX)
		return zkcap_refuse(extack, ZKCAP_REASON_LIMIT_REACHED);
	return 0;
}

int zkcap_grant_check(struct zkcap_tenant *tenant, struct zkcap_offer *offer,
		      const struct zkcap_wanted *wanted, const struct zkcap_warrant *warrant,
		      struct netlink_ext_ack *extack)
{
	u32 i;
	int err;

	mutex_lock(&tenant->lock);
	err = check_limits(tenant, offer, extack) ?:
		zkcap_warrant_check(tenant, offer, NULL, warrant, extack) ?:
		zkcap_pool_check(wanted->amount, extack);
	for (i = 0; !err && i < wanted->n_classes; i++)
		err = zkcap_devclass_check(wanted->classes[i], wanted->counts[i],
					   nodes_held(tenant, wanted->classes[i]), extack);
	mutex_unlock(&tenant->lock);
	return err;
}

static void give_all(const u64 amount[ZKCAP_KINDS])
{
	unsigned int i;

	for (i = 0; i < ZKCAP_KINDS; i++)
		zkcap_pool_give(i, amount[i]);
}

/*
 * Limits that rose for a grant that has come to nothing fall as at a grant's end, and
 * what the pool gave for them is given back when they are down.
 */
static void lower_again(struct zkcap_tenant *tenant, const u64 amount[ZKCAP_KINDS])
{
	unsigned int i;

	for (i = 0; i < ZKCAP_KINDS; i++)
		tenant->owed[i] += amount[i];
	zkcap_enforce_lower(tenant);
}

static void publish(struct zkcap_grant *grant, u32 duration)
{
	struct zkcap_tenant *tenant = grant->tenant;
	char name[24];

	grant->expires = ktime_get_boottime_ns() + duration * (u64)NSEC_PER_SEC;
	zkcap_warrant_draw_next(grant);
	tenant->n_grants++;
	atomic64_inc(&grant->offer->grants);
	atomic64_inc(&grant->offer->granted);
	refcount_inc(&grant->refs);
	/* Reserved, so nothing is allocated. */
	xa_store(&grants, grant->id, grant, GFP_KERNEL);
	snprintf(name, sizeof(name), "%llu", grant->id);
	grant->dir = zkcap_sysfs_add(ZKCAP_DIR_GRANT, name);
	set_clock(grant, announce_at(grant));
	tell(grant, ZKCAP_EVENT_TYPE_GRANTED);
}

static int make_locked(struct zkcap_grant *grant, const struct zkcap_wanted *wanted, u32 duration,
		       const struct zkcap_warrant *warrant, struct netlink_ext_ack *extack)
{
	struct zkcap_tenant *tenant = grant->tenant;
	int err;

	err = check_limits(tenant, grant->offer, extack);
	if (err)
		return err;
	grant->id = atomic64_inc_return(&last_id);
	if (xa_reserve(&grants, grant->id, GFP_KERNEL_ACCOUNT))
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	err = zkcap_warrant_use(grant, warrant, extack);
	if (err)
		goto err_reserve;
	err = zkcap_pool_take(wanted->amount, extack);
	if (err)
		goto err_challenge;
	err = grow_nodes(grant, wanted, extack);
	if (err)
		goto err_pool;
	memcpy(grant->amount, wanted->amount, sizeof(grant->amount));
	memcpy(grant->held, wanted->amount, sizeof(grant->held));
	list_add_tail(&grant->siblings, &tenant->grants);
	err = zkcap_enforce_raise(tenant, extack);
	if (err)
		goto err_nodes;
	publish(grant, duration);
	return 0;

err_nodes:
	list_del(&grant->siblings);
	drop_nodes(grant, 0);
	lower_again(tenant, wanted->amount);
	goto err_challenge;
err_pool:
	give_all(wanted->amount);
err_challenge:
	zkcap_warrant_unuse(warrant);
err_reserve:
	xa_release(&grants, grant->id);
	return err;
}

struct zkcap_grant *zkcap_grant_make(struct zkcap_tenant *tenant, struct zkcap_offer *offer,
				     const struct zkcap_wanted *wanted, u32 duration,
				     const struct zkcap_warrant *warrant,
				     struct netlink_ext_ack *extack)
{
	struct zkcap_grant *grant = new_grant(tenant, offer);
	int err;

	if (!grant)
		return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY));
	mutex_lock(&tenant->lock);
	err = make_locked(grant, wanted, duration, warrant, extack);
	mutex_unlock(&tenant->lock);
	if (err) {
		zkcap_grant_put(grant);
		return ERR_PTR(err);
	}
	return grant;
}

static bool grows(const struct zkcap_grant *grant, const struct zkcap_wanted *wanted)
{
	u32 i;

	for (i = 0; i < ZKCAP_KINDS; i++)
		if (wanted->amount[i] > grant->amount[i])
			return true;
	for (i = 0; i < wanted->n_classes; i++)
		if (wanted->counts[i] > count_of(grant, wanted->classes[i]))
			return true;
	return false;
}

/* What a grant would take from the pool for what is wanted. */
static int check_change(const struct zkcap_grant *grant, const struct zkcap_wanted *wanted,
			const struct zkcap_warrant *warrant, u64 more[ZKCAP_KINDS],
			struct netlink_ext_ack *extack)
{
	int err;
	u32 i;

	lockdep_assert_held(&grant->tenant->lock);
	if (grant->state != ZKCAP_GRANT_STATE_ACTIVE)
		return zkcap_refuse(extack, ZKCAP_REASON_GRANT_ENDED);
	if (grows(grant, wanted)) {
		if (!(warrant && warrant->attestation))
			return zkcap_refuse(extack, ZKCAP_REASON_GROW_WITHOUT_PROOF);
		err = check_owed(grant->tenant, extack);
		if (err)
			return err;
	}
	for (i = 0; i < ZKCAP_KINDS; i++)
		more[i] = max(wanted->amount[i], grant->held[i]) - grant->held[i];
	return 0;
}

static int check_resize_locked(struct zkcap_grant *grant, const struct zkcap_wanted *wanted,
			       const struct zkcap_warrant *warrant,
			       struct netlink_ext_ack *extack)
{
	u64 more[ZKCAP_KINDS];
	u32 i;
	int err;

	err = check_change(grant, wanted, warrant, more, extack);
	if (!err && warrant)
		err = zkcap_warrant_check(grant->tenant, grant->offer, grant, warrant, extack);
	if (!err)
		err = zkcap_pool_check(more, extack);
	for (i = 0; !err && i < wanted->n_classes; i++) {
		struct zkcap_devclass *class = wanted->classes[i];
		u32 have = count_of(grant, class);

		if (wanted->counts[i] > have)
			err = zkcap_devclass_check(class, wanted->counts[i] - have,
						   nodes_held(grant->tenant, class), extack);
	}
	return err;
}

int zkcap_grant_check_resize(struct zkcap_grant *grant, const struct zkcap_wanted *wanted,
			     const struct zkcap_warrant *warrant, struct netlink_ext_ack *extack)
{
	int err;

	mutex_lock(&grant->tenant->lock);
	err = check_resize_locked(grant, wanted, warrant, extack);
	mutex_unlock(&grant->tenant->lock);
	return err;
}

/* First everything that can fail, which only grows; then what shrinks. */
static int resize_locked(struct zkcap_grant *grant, const struct zkcap_wanted *wanted,
			 const struct zkcap_warrant *warrant, struct netlink_ext_ack *extack)
{
	u64 more[ZKCAP_KINDS], old[ZKCAP_KINDS];
	u32 had = grant->n_holds, i;
	int err;

	err = check_change(grant, wanted, warrant, more, extack);
	if (!err && warrant)
		err = zkcap_warrant_use(grant, warrant, extack);
	if (err)
		return err;
	err = zkcap_pool_take(more, extack);
	if (err)
		goto err_challenge;
	err = grow_nodes(grant, wanted, extack);
	if (err)
		goto err_pool;
	for (i = 0; i < ZKCAP_KINDS; i++) {
		old[i] = grant->amount[i];
		WRITE_ONCE(grant->amount[i], wanted->amount[i]);
		grant->held[i] += more[i];
	}
	err = zkcap_enforce_raise(grant->tenant, extack);
	if (err)
		goto err_nodes;
	shrink_nodes(grant, wanted);
	zkcap_warrant_draw_next(grant);
	continue_grace(grant);
	tell(grant, ZKCAP_EVENT_TYPE_RESIZED);
	if (warrant && warrant->attestation)
		zkcap_enforce_lower(grant->tenant);
	else
		zkcap_enforce_lower_paced(grant->tenant);
	return 0;

err_nodes:
	for (i = 0; i < ZKCAP_KINDS; i++) {
		WRITE_ONCE(grant->amount[i], old[i]);
		grant->held[i] -= more[i];
	}
	drop_nodes(grant, had);
	lower_again(grant->tenant, more);
	goto err_challenge;
err_pool:
	give_all(more);
err_challenge:
	if (warrant)
		zkcap_warrant_unuse(warrant);
	return err;
}

int zkcap_grant_resize(struct zkcap_grant *grant, const struct zkcap_wanted *wanted,
		       const struct zkcap_warrant *warrant, struct netlink_ext_ack *extack)
{
	int err;

	mutex_lock(&grant->tenant->lock);
	err = resize_locked(grant, wanted, warrant, extack);
	mutex_unlock(&grant->tenant->lock);
	return err;
}

int zkcap_grant_check_renew(struct zkcap_grant *grant, const struct zkcap_warrant *warrant,
			    struct netlink_ext_ack *extack)
{
	int err;

	mutex_lock(&grant->tenant->lock);
	if (grant->state == ZKCAP_GRANT_STATE_ACTIVE)
		err = zkcap_warrant_check(grant->tenant, grant->offer, grant, warrant, extack);
	else
		err = zkcap_refuse(extack, ZKCAP_REASON_GRANT_ENDED);
	mutex_unlock(&grant->tenant->lock);
	return err;
}

int zkcap_grant_renew(struct zkcap_grant *grant, u32 duration,
		      const struct zkcap_warrant *warrant, struct netlink_ext_ack *extack)
{
	int err;

	mutex_lock(&grant->tenant->lock);
	if (grant->state == ZKCAP_GRANT_STATE_ACTIVE)
		err = zkcap_warrant_use(grant, warrant, extack);
	else
		err = zkcap_refuse(extack, ZKCAP_REASON_GRANT_ENDED);
	if (!err) {
		WRITE_ONCE(grant->expires,
			   ktime_get_boottime_ns() + duration * (u64)NSEC_PER_SEC);
		zkcap_warrant_draw_next(grant);
		grant->announced = false;
		set_clock(grant, announce_at(grant));
		tell(grant, ZKCAP_EVENT_TYPE_RENEWED);
	}
	mutex_unlock(&grant->tenant->lock);
	return err;
}

int zkcap_grant_end(struct zkcap_grant *grant, enum zkcap_end_cause cause,
		    struct netlink_ext_ack *extack)
{
	int err = 0;

	mutex_lock(&grant->tenant->lock);
	if (grant->state == ZKCAP_GRANT_STATE_ACTIVE) {
		end_locked(grant, cause);
		zkcap_enforce_lower(grant->tenant);
	} else {
		err = zkcap_refuse(extack, ZKCAP_REASON_GRANT_ENDED);
	}
	mutex_unlock(&grant->tenant->lock);
	return err;
}

void zkcap_grant_end_all(struct zkcap_tenant *tenant, enum zkcap_end_cause cause)
{
	struct zkcap_grant *grant;

	list_for_each_entry(grant, &tenant->grants, siblings)
		if (grant->state == ZKCAP_GRANT_STATE_ACTIVE)
			end_locked(grant, cause);
	zkcap_grant_reclaimed(tenant, 0);
	give_all(tenant->owed);
	memset(tenant->owed, 0, sizeof(tenant->owed));
}

/* Its clock was stopped when it ended. */
static void unpublish(struct zkcap_grant *grant)
{
	list_del_init(&grant->siblings);
	grant->tenant->n_grants--;
	atomic64_dec(&grant->offer->grants);
	xa_erase(&grants, grant->id);
	zkcap_sysfs_remove(grant->dir);
	grant->dir = NULL;
	tell(grant, ZKCAP_EVENT_TYPE_RECLAIMED);
	zkcap_grant_put(grant);
}

void zkcap_grant_reclaimed(struct zkcap_tenant *tenant, u64 forced_at)
{
	struct zkcap_grant *grant, *next;
	unsigned int i;

	lockdep_assert_held(&tenant->lock);
	list_for_each_entry_safe(grant, next, &tenant->grants, siblings) {
		if (forced_at && !zkcap_grant_is_forced(grant, forced_at))
			continue;
		for (i = 0; i < ZKCAP_KINDS; i++) {
			zkcap_pool_give(i, grant->held[i] - grant->amount[i]);
			grant->held[i] = grant->amount[i];
		}
		grant->deadline = 0;
		if (grant->state == ZKCAP_GRANT_STATE_ENDING)
			unpublish(grant);
	}
}

/* Looking ------------------------------------------------------------------ */

static void add_resource(struct zkcap_resources *resources, u16 kind, const char *name, u64 amount)
{
	struct zkcap_resource *r = &resources->r[resources->n];

	if (!amount || resources->n == ZKCAP_RESOURCES_MAX)
		return;
	r->kind = kind;
	strscpy(r->name, name, sizeof(r->name));
	r->amount = amount;
	resources->n++;
}

static void view_nodes(struct zkcap_grant *grant, struct zkcap_grant_view *view)
{
	struct zkcap_hold *hold;
	u32 i, j;

	for (i = 0; i < grant->n_holds; i++) {
		hold = &grant->holds[i];
		if (view->n_nodes < ZKCAP_NODES_MAX)
			view->nodes[view->n_nodes++] = hold->class->nodes[hold->node];
		for (j = 0; j < i && grant->holds[j].class != hold->class; j++)
			;
		if (j == i)
			add_resource(&view->resources, ZKCAP_RESOURCE_KIND_DEVICE,
				     hold->class->object.name, count_of(grant, hold->class));
	}
}

void zkcap_grant_view(struct zkcap_grant *grant, struct zkcap_grant_view *view)
{
	unsigned int i;

	memset(view, 0, sizeof(*view));
	mutex_lock(&grant->tenant->lock);
	view->id = grant->id;
	view->tenant = grant->tenant->id;
	strscpy(view->offer, grant->offer->object.name, sizeof(view->offer));
	view->state = grant->state;
	view->cause = grant->cause;
	view->expires_in_ms = zkcap_grant_ms_left(grant);
	memcpy(view->next_challenge, grant->next_challenge, sizeof(view->next_challenge));
	for (i = 0; i < ZKCAP_KINDS; i++)
		add_resource(&view->resources, i + 1, "", grant->amount[i]);
	view_nodes(grant, view);
	mutex_unlock(&grant->tenant->lock);
}
