// SPDX-License-Identifier: GPL-2.0-only
#include "enforce.h"

#include <linux/cgroup.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/overflow.h>

#include "cgroupfs.h"
#include "devgate.h"
#include "event.h"
#include "grant.h"
#include "pool.h"
#include "reason.h"
#include "workqueue.h"

/**
 * struct change - what is to be written, for the functions that run in a kernel thread
 * @tenant: its mutex is held by whoever waits for the thread
 * @extack: for the reason; may be NULL
 * @later: bit mask, by kind - 1, of kinds that are not to be lowered this time
 * @target: limits by kind - 1
 */
struct change {
	struct zkcap_tenant *tenant;
	struct netlink_ext_ack *extack;
	u32 later;
	u64 target[ZKCAP_KINDS];
};

/*
 * A file that is not there, for the group was removed or the controller disabled,
 * limits nothing: there is nothing to lower, and nothing can be held through it.
 * What is in use cannot be known then, and counts no more.
 */
static bool limits_nothing(int err)
{
	return err == -ENODEV || err == -ENOENT;
}

static void add_amounts(u64 target[ZKCAP_KINDS], const u64 amount[ZKCAP_KINDS])
{
	unsigned int i;

	for (i = 0; i < ZKCAP_KINDS; i++)
		if (check_add_overflow(target[i], amount[i], &target[i]))
			target[i] = ZKCAP_UNLIMITED;
}

/* Limits that the tenant's baseline and grants add up to. */
static void compute_target(struct zkcap_tenant *tenant, u64 target[ZKCAP_KINDS])
{
	const struct zkcap_grant *grant;

	lockdep_assert_held(&tenant->lock);
	memcpy(target, tenant->config.baseline, sizeof(tenant->config.baseline));
	list_for_each_entry(grant, &tenant->grants, siblings)
		add_amounts(target, grant->amount);
}

static bool has_to_rise(const struct change *change, unsigned int i)
{
	const struct zkcap_tenant *tenant = change->tenant;

	return change->target[i] > tenant->applied[i] ||
	       (change->target[i] == tenant->applied[i] && tenant->lowering & BIT(i));
}

/*
 * What was raised before another failed is noted as raised: it is lowered with all
 * that lowering takes.  So is what failed, which may have been written in part.
 */
static int raise(void *arg)
{
	struct change *change = arg;
	struct zkcap_tenant *tenant = change->tenant;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < ZKCAP_KINDS; i++) {
		if (!has_to_rise(change, i))
			continue;
		err = zkcap_kinds[i].write(tenant->cgroup, change->target[i]);
		WRITE_ONCE(tenant->applied[i], change->target[i]);
		if (err)
			tenant->lowering |= BIT(i);
		else
			tenant->lowering &= ~BIT(i);
	}
	return err;
}

int zkcap_enforce_raise(struct zkcap_tenant *tenant, struct netlink_ext_ack *extack)
{
	struct change change = { .tenant = tenant };
	unsigned int i;
	u32 todo = 0;
	int err;

	compute_target(tenant, change.target);
	for (i = 0; i < ZKCAP_KINDS; i++)
		if (has_to_rise(&change, i))
			todo |= BIT(i);
	if (!todo)
		return 0;
	err = zkcap_cgroupfs_call(raise, &change);
	return err ? zkcap_refuse_detail(extack, ZKCAP_REASON_ENFORCEMENT, -err) : 0;
}

/* Lowers one kind: 0 when it is where it has to be. */
static int lower_kind(struct change *change, unsigned int i)
{
	const struct zkcap_kind *kind = &zkcap_kinds[i];
	struct zkcap_tenant *tenant = change->tenant;
	int err;

	if (kind->lower)
		err = kind->lower(tenant->cgroup, change->target[i], ZKCAP_SHRINK_STEP);
	else
		err = kind->write(tenant->cgroup, change->target[i]);
	if (err && !limits_nothing(err)) {
		tenant->lowering |= BIT(i);
		return err;
	}
	WRITE_ONCE(tenant->applied[i], change->target[i]);
	tenant->lowering &= ~BIT(i);
	return 0;
}

static int lower(void *arg)
{
	struct change *change = arg;
	struct zkcap_tenant *tenant = change->tenant;
	int err = 0, kind_err;
	unsigned int i;

	for (i = 0; i < ZKCAP_KINDS; i++) {
		if (change->target[i] >= tenant->applied[i])
			continue;
		kind_err = change->later & BIT(i) ? -EAGAIN : lower_kind(change, i);
		if (kind_err && err != -EINPROGRESS)
			err = kind_err == -EINPROGRESS ? -EINPROGRESS : -EAGAIN;
	}
	if (err || !tenant->frozen)
		return err;
	err = zkcap_freeze(tenant->cgroup, false);
	tenant->frozen = err && err != -ENODEV;
	return tenant->frozen ? -EAGAIN : 0;
}

/* What limits rose for in vain is back where they have fallen again. */
static void settle_owed(struct zkcap_tenant *tenant, const u64 target[ZKCAP_KINDS])
{
	unsigned int i;

	for (i = 0; i < ZKCAP_KINDS; i++) {
		if (tenant->applied[i] > target[i] || tenant->lowering & BIT(i))
			continue;
		zkcap_pool_give(i, tenant->owed[i]);
		tenant->owed[i] = 0;
	}
}

/* 0 when all limits are where they have to be, -EINPROGRESS when they soon may be. */
static int try_lower(struct zkcap_tenant *tenant, u32 later)
{
	struct change change = { .tenant = tenant, .later = later };
	int err;

	compute_target(tenant, change.target);
	err = zkcap_cgroupfs_call(lower, &change);
	settle_owed(tenant, change.target);
	if (!err) {
		tenant->overdue = false;
		zkcap_grant_reclaimed(tenant, 0);
	}
	return err;
}

static void look_again(struct zkcap_tenant *tenant, u32 ms)
{
	tenant->looking = true;
	tenant->shrink_ms = ms;
	mod_delayed_work(zkcap_workqueue, &tenant->shrink, msecs_to_jiffies(ms));
}

/* Brings the next look forward, but puts off none, however often it is called. */
void zkcap_enforce_lower(struct zkcap_tenant *tenant)
{
	lockdep_assert_held(&tenant->lock);
	if (try_lower(tenant, 0) &&
	    !(tenant->looking && tenant->shrink_ms == ZKCAP_SHRINK_MS_MIN))
		look_again(tenant, ZKCAP_SHRINK_MS_MIN);
}

void zkcap_enforce_lower_paced(struct zkcap_tenant *tenant)
{
	lockdep_assert_held(&tenant->lock);
	if (try_lower(tenant, tenant->looking ? tenant->lowering : 0) && !tenant->looking)
		look_again(tenant, ZKCAP_SHRINK_MS_MIN);
}

static int freeze(void *arg)
{
	struct zkcap_tenant *tenant = arg;

	return zkcap_freeze(tenant->cgroup, true);
}

/* Writes limits whatever is in use. */
static int force(void *arg)
{
	struct change *change = arg;
	struct zkcap_tenant *tenant = change->tenant;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < ZKCAP_KINDS; i++) {
		if (change->target[i] >= tenant->applied[i])
			continue;
		err = zkcap_kinds[i].write(tenant->cgroup, change->target[i]);
		if (limits_nothing(err))
			err = 0;
		if (!err) {
			WRITE_ONCE(tenant->applied[i], change->target[i]);
			tenant->lowering &= ~BIT(i);
		}
	}
	return err;
}

/*
 * Takes back what those grants hold that nothing is spared for any more, and no
 * more than that: the others have their own time, and their own end.
 */
static void force_down(struct zkcap_tenant *tenant, u64 now)
{
	struct change change = { .tenant = tenant };
	const struct zkcap_grant *grant;

	memcpy(change.target, tenant->config.baseline, sizeof(change.target));
	add_amounts(change.target, tenant->owed);
	list_for_each_entry(grant, &tenant->grants, siblings)
		add_amounts(change.target,
			    zkcap_grant_is_forced(grant, now) ? grant->amount : grant->held);
	if (!zkcap_cgroupfs_call(force, &change))
		zkcap_grant_reclaimed(tenant, now);
}

/* Where the grace time is over, does what the offers say: the worst of it first. */
static void go_overdue(struct zkcap_tenant *tenant)
{
	u64 now = ktime_get_boottime_ns();
	const struct zkcap_grant *grant;
	u32 todo = 0;

	list_for_each_entry(grant, &tenant->grants, siblings)
		if (zkcap_grant_is_overdue(grant, now))
			todo |= BIT(grant->offer->config.on_expiry);
	if (!todo)
		return;
	if (!tenant->overdue) {
		tenant->overdue = true;
		zkcap_event_send(&tenant->events, &(struct zkcap_event) {
			.type = ZKCAP_EVENT_TYPE_OVERDUE,
			.tenant = tenant->id,
		});
	}
	if (todo & BIT(ZKCAP_ON_EXPIRY_KILL))
		force_down(tenant, now);
	/* What its owner has frozen stands still as well, and is the owner's to thaw. */
	if (todo & BIT(ZKCAP_ON_EXPIRY_FREEZE) && !tenant->frozen &&
	    !zkcap_cgroupfs_call(freeze, tenant))
		tenant->frozen = true;
}

void zkcap_enforce_work(struct work_struct *work)
{
	struct zkcap_tenant *tenant = container_of(work, struct zkcap_tenant, shrink.work);
	int err;

	mutex_lock(&tenant->lock);
	if (tenant->gone)
		goto unlock;
	err = try_lower(tenant, 0);
	if (err) {
		go_overdue(tenant);
		look_again(tenant, err == -EINPROGRESS ? ZKCAP_SHRINK_MS_MIN :
			   min_t(u32, 2 * tenant->shrink_ms, ZKCAP_SHRINK_MS_MAX));
	} else {
		tenant->looking = false;
	}
unlock:
	mutex_unlock(&tenant->lock);
}

/* A baseline below what is in use is reached as the end of a grant is: nobody dies for it. */
static int write_baseline(struct zkcap_tenant *tenant, unsigned int i, u64 found)
{
	const struct zkcap_kind *kind = &zkcap_kinds[i];
	u64 baseline = tenant->config.baseline[i];
	int err;

	tenant->applied[i] = baseline;
	if (!kind->lower || baseline >= found || !cgroup_is_populated(tenant->cgroup))
		return kind->write(tenant->cgroup, baseline);
	err = kind->lower(tenant->cgroup, baseline, ZKCAP_SHRINK_STEP);
	if (!err)
		return 0;
	if (err != -EAGAIN && err != -EINPROGRESS) {
		kind->write(tenant->cgroup, found);
		return err;
	}
	tenant->applied[i] = found;
	tenant->lowering |= BIT(i);
	return 0;
}

/* Unlike a kernel without gates, which has no device classes to keep closed either */
static void refuse_depth(struct netlink_ext_ack *extack)
{
	zkcap_refuse_detail(extack, ZKCAP_REASON_ENFORCEMENT, ERANGE);
	NL_SET_ERR_MSG(extack, "enforcement: the control group is too deep for a device gate");
}

static int read_text(struct zkcap_tenant *tenant, unsigned int i, char *text)
{
	ssize_t n;

	n = zkcap_cgroupfs_read(tenant->cgroup, zkcap_kinds[i].file, text, ZKCAP_LIMIT_TEXT_MAX);
	return n < 0 ? n : 0;
}

static int adopt(void *arg)
{
	struct change *change = arg;
	struct zkcap_tenant *tenant = change->tenant;
	char text[ZKCAP_KINDS][ZKCAP_LIMIT_TEXT_MAX];
	u64 found[ZKCAP_KINDS];
	unsigned int i;
	int err = 0;

	for (i = 0; i < ZKCAP_KINDS; i++) {
		bool given = tenant->config.given & BIT(i);

		err = zkcap_kinds[i].read(tenant->cgroup, &found[i]);
		if (err == -ENOENT && !given) {
			/* Not limited at all: grants cannot raise it. */
			found[i] = ZKCAP_UNLIMITED;
			err = 0;
		} else if (err == -ENOENT) {
			zkcap_refuse_detail(change->extack, ZKCAP_REASON_TENANT_CONTROLLER, i + 1);
		}
		if (!err && given)
			err = read_text(tenant, i, text[i]) ?:
				write_baseline(tenant, i, found[i]);
		else if (!err && found[i] != ZKCAP_UNLIMITED && zkcap_kinds[i].keep)
			err = zkcap_kinds[i].keep(tenant->cgroup);
		if (err)
			goto undo;
		if (!given) {
			tenant->config.baseline[i] = found[i];
			tenant->applied[i] = found[i];
		}
	}
	tenant->gate = zkcap_devgate_attach(tenant->cgroup);
	if (!IS_ERR(tenant->gate) || PTR_ERR(tenant->gate) == -EOPNOTSUPP)
		return 0;
	err = PTR_ERR(tenant->gate);
	if (err == -ERANGE)
		refuse_depth(change->extack);
undo:
	while (i--) {
		if (!(tenant->config.given & BIT(i)))
			continue;
		zkcap_kinds[i].write(tenant->cgroup, found[i]);
		/* The kind's unit need not express what was found. */
		zkcap_cgroupfs_write(tenant->cgroup, zkcap_kinds[i].file, text[i]);
	}
	zkcap_resource_forget(tenant->cgroup);
	return err;
}

int zkcap_enforce_adopt(struct zkcap_tenant *tenant, struct netlink_ext_ack *extack)
{
	struct change change = { .tenant = tenant, .extack = extack };
	int err;

	err = zkcap_cgroupfs_call(adopt, &change);
	if (!err) {
		if (tenant->lowering)
			look_again(tenant, ZKCAP_SHRINK_MS_MIN);
		return 0;
	}
	switch (zkcap_refusal(extack, NULL)) {
	case ZKCAP_REASON_TENANT_CONTROLLER:
		return -EOPNOTSUPP;
	case ZKCAP_REASON_ENFORCEMENT:
		return -EIO;
	default:
		return zkcap_refuse_detail(extack, ZKCAP_REASON_ENFORCEMENT, -err);
	}
}

/* Times to ask for memory back, or to write without any, and the pause in between */
#define RESTORE_TRIES	10
#define RESTORE_MS	50

/*
 * Everything is tried again but what is not there: what lacks memory on its way
 * to the file may call it something else.  Nothing is killed for memory that is
 * still in use: memory.high stays at the baseline and goes on reclaiming.
 */
static void restore_kind(struct zkcap_tenant *tenant, unsigned int i)
{
	const struct zkcap_kind *kind = &zkcap_kinds[i];
	u64 baseline = tenant->config.baseline[i], found;
	unsigned int tries;
	int err;

	/* The file may have been written by others, or be of a controller that went and came. */
	if (tenant->applied[i] == baseline && !(tenant->lowering & BIT(i)) &&
	    !kind->read(tenant->cgroup, &found) && found == kind->round(baseline))
		return;
	for (tries = 0; tries < RESTORE_TRIES; tries++) {
		err = kind->lower ? kind->lower(tenant->cgroup, baseline, ZKCAP_UNLIMITED) :
			kind->write(tenant->cgroup, baseline);
		if (!err || limits_nothing(err))
			return;
		msleep(RESTORE_MS);
	}
}

static int restore(void *arg)
{
	struct zkcap_tenant *tenant = arg;
	unsigned int i;

	if (tenant->frozen)
		zkcap_freeze(tenant->cgroup, false);
	for (i = 0; i < ZKCAP_KINDS; i++)
		restore_kind(tenant, i);
	zkcap_resource_forget(tenant->cgroup);
	zkcap_devgate_detach(tenant->gate);
	return 0;
}

void zkcap_enforce_restore(struct zkcap_tenant *tenant)
{
	lockdep_assert_held(&tenant->lock);
	zkcap_cgroupfs_call(restore, tenant);
}

static void report_drift(struct zkcap_tenant *tenant, unsigned int i, u64 found)
{
	struct zkcap_event event = {
		.type = ZKCAP_EVENT_TYPE_DRIFT,
		.tenant = tenant->id,
	};

	event.amount[i] = found;
	atomic64_inc(&tenant->n_drifts);
	zkcap_event_send(&tenant->events, &event);
}

/* Told once: a controller may stay disabled for as long as its owner likes. */
static void report_absent(struct zkcap_tenant *tenant, unsigned int i)
{
	if (tenant->absent & BIT(i) || tenant->applied[i] == ZKCAP_UNLIMITED)
		return;
	tenant->absent |= BIT(i);
	report_drift(tenant, i, ZKCAP_UNLIMITED);
}

/*
 * A limit that was raised may be in use by now: it is lowered as a grant's is.
 * Returns whether there is one.
 */
static int audit(void *arg)
{
	struct zkcap_tenant *tenant = arg;
	const struct zkcap_kind *kind;
	int raised = false;
	unsigned int i;
	u64 found;
	int err;

	for (i = 0; i < ZKCAP_KINDS; i++) {
		kind = &zkcap_kinds[i];
		if (tenant->lowering & BIT(i))
			continue;
		err = kind->read(tenant->cgroup, &found);
		if (err == -ENOENT)
			report_absent(tenant, i);
		if (err)
			continue;
		tenant->absent &= ~BIT(i);
		if (found == kind->round(tenant->applied[i]))
			continue;
		report_drift(tenant, i, found);
		if (kind->lower && found > tenant->applied[i]) {
			WRITE_ONCE(tenant->applied[i], found);
			raised = true;
		} else {
			kind->write(tenant->cgroup, tenant->applied[i]);
		}
	}
	return raised;
}

void zkcap_enforce_audit(struct zkcap_tenant *tenant, u64 interval)
{
	u64 now = ktime_get_boottime_ns();

	mutex_lock(&tenant->lock);
	if (!tenant->gone && now - tenant->audited >= interval) {
		tenant->audited = now;
		if (zkcap_cgroupfs_call(audit, tenant))
			zkcap_enforce_lower(tenant);
	}
	mutex_unlock(&tenant->lock);
}

void zkcap_enforce_effective(struct zkcap_tenant *tenant, u64 limit[ZKCAP_KINDS])
{
	unsigned int i;

	for (i = 0; i < ZKCAP_KINDS; i++)
		limit[i] = READ_ONCE(tenant->applied[i]);
}
