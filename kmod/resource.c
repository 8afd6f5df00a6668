// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cgroup.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/xarray.h>

#include "cgroupfs.h"
#include "resource.h"

#define TEXT_MAX ZKCAP_LIMIT_TEXT_MAX

/* Period of a cpu.max that has no other, and the longest one; microseconds */
#define CPU_PERIOD_US		(100 * USEC_PER_MSEC)
#define CPU_PERIOD_MAX_US	USEC_PER_SEC
/* Least quota that the scheduler takes; microseconds */
#define CPU_QUOTA_MIN_US	USEC_PER_MSEC

/* How long to wait for a control group to freeze before its limit is lowered */
#define FREEZE_MS	100
/* How often a group is thawed that does not thaw for want of memory, and the pause */
#define THAW_TRIES	50
#define THAW_MS		20
/* Part of the limit that has to be free when it does not freeze */
#define HEADROOM	8

/*
 * By control group id: memory.high, in pages, as it was before a shrink began.
 * Calls for one control group are serialised by the caller.
 */
static DEFINE_XARRAY(saved_high);
#define HIGH_UNLIMITED (ZKCAP_UNLIMITED >> PAGE_SHIFT)

/*
 * By control group id: a cpu.max that thousandths of a CPU do not express exactly, as
 * quota and period in microseconds.
 */
static DEFINE_XARRAY(kept_cpu);
#define KEPT_PERIOD_BITS	20
#define KEPT_QUOTA_MAX		(LONG_MAX >> KEPT_PERIOD_BITS)
static_assert(BIT(KEPT_PERIOD_BITS) > CPU_PERIOD_MAX_US);

/* Reads a file with one number, or "max". */
static int read_number(struct cgroup *cgroup, const char *file, u64 *number)
{
	char text[TEXT_MAX];
	ssize_t n;

	n = zkcap_cgroupfs_read(cgroup, file, text, sizeof(text));
	if (n < 0)
		return n;
	if (!strcmp(strim(text), "max")) {
		*number = ZKCAP_UNLIMITED;
		return 0;
	}
	return kstrtou64(strim(text), 10, number);
}

static int write_number(struct cgroup *cgroup, const char *file, u64 number)
{
	char text[TEXT_MAX];

	if (number == ZKCAP_UNLIMITED)
		return zkcap_cgroupfs_write(cgroup, file, "max");
	scnprintf(text, sizeof(text), "%llu", number);
	return zkcap_cgroupfs_write(cgroup, file, text);
}

/* CPU: quota in every period --------------------------------------------- */

/* A limit below what the scheduler can do is the least that it can. */
static u64 cpu_round(u64 limit)
{
	return max_t(u64, limit, 1);
}

/* cpu.max is "QUOTA PERIOD", both in microseconds. */
static int cpu_parse(struct cgroup *cgroup, u64 *quota, u64 *period)
{
	char text[TEXT_MAX], *rest = text, *word;
	ssize_t n;
	int err;

	n = zkcap_cgroupfs_read(cgroup, "cpu.max", text, sizeof(text));
	if (n < 0)
		return n;
	word = strsep(&rest, " ");
	*quota = ZKCAP_UNLIMITED;
	if (strcmp(word, "max")) {
		err = kstrtou64(word, 10, quota);
		if (err)
			return err;
	}
	err = rest ? kstrtou64(strim(rest), 10, period) : -EINVAL;
	return err ?: (*period ? 0 : -EINVAL);
}

static int cpu_limit(u64 quota, u64 period, u64 *limit)
{
	if (quota == ZKCAP_UNLIMITED) {
		*limit = ZKCAP_UNLIMITED;
		return 0;
	}
	if (check_mul_overflow(quota, (u64)MSEC_PER_SEC, limit))
		return -ERANGE;
	*limit /= period;
	return 0;
}

static int cpu_read(struct cgroup *cgroup, u64 *limit)
{
	u64 quota, period;
	int err;

	err = cpu_parse(cgroup, &quota, &period);
	return err ?: cpu_limit(quota, period, limit);
}

/* What a write of the same limit would leave as it is takes no memory. */
static int cpu_keep(struct cgroup *cgroup)
{
	u64 quota, period;
	void *entry;
	int err;

	err = cpu_parse(cgroup, &quota, &period);
	if (err)
		return err;
	if (quota > KEPT_QUOTA_MAX || period > CPU_PERIOD_MAX_US ||
	    (!(period % MSEC_PER_SEC) && !(quota * MSEC_PER_SEC % period)))
		return 0;
	entry = xa_mk_value(quota << KEPT_PERIOD_BITS | period);
	return xa_err(xa_store(&kept_cpu, cgroup_id(cgroup), entry, GFP_KERNEL));
}

/* Whether a limit is the one that was kept, and what that was exactly. */
static bool cpu_is_kept(struct cgroup *cgroup, u64 limit, u64 *quota, u64 *period)
{
	void *entry = xa_load(&kept_cpu, cgroup_id(cgroup));
	u64 kept;

	if (!entry)
		return false;
	*quota = xa_to_value(entry) >> KEPT_PERIOD_BITS;
	*period = xa_to_value(entry) & (BIT(KEPT_PERIOD_BITS) - 1);
	return !cpu_limit(*quota, *period, &kept) && kept == limit;
}

/* Whether there was a burst beyond a quota, and is no more. */
static bool lower_burst(struct cgroup *cgroup, u64 quota)
{
	u64 burst;

	return !read_number(cgroup, "cpu.max.burst", &burst) && burst > quota &&
	       !write_number(cgroup, "cpu.max.burst", quota);
}

/* The kernel refuses a quota below the burst, which is its owner's to set, with EINVAL. */
static int write_quota(struct cgroup *cgroup, u64 quota, u64 period)
{
	char text[TEXT_MAX];
	int err;

	scnprintf(text, sizeof(text), "%llu %llu", quota, period);
	err = zkcap_cgroupfs_write(cgroup, "cpu.max", text);
	if (err == -EINVAL && lower_burst(cgroup, quota))
		err = zkcap_cgroupfs_write(cgroup, "cpu.max", text);
	return err;
}

/*
 * The period stays as its owner set it, unless a quota in whole microseconds
 * would not be exact, or be less than the scheduler takes.
 */
static int cpu_write(struct cgroup *cgroup, u64 limit)
{
	u64 quota, period;
	int err;

	if (limit == ZKCAP_UNLIMITED)
		return zkcap_cgroupfs_write(cgroup, "cpu.max", "max");
	if (cpu_is_kept(cgroup, limit, &quota, &period))
		return write_quota(cgroup, quota, period);
	err = cpu_parse(cgroup, &quota, &period);
	if (err)
		return err;
	limit = cpu_round(limit);
	if (period % MSEC_PER_SEC)
		period = CPU_PERIOD_US;
	if (check_mul_overflow(limit, period / MSEC_PER_SEC, &quota))
		return -ERANGE;
	if (quota < CPU_QUOTA_MIN_US) {
		period = CPU_PERIOD_MAX_US;
		quota = limit * (period / MSEC_PER_SEC);
	}
	return write_quota(cgroup, quota, period);
}

/* Memory ------------------------------------------------------------------ */

static u64 memory_round(u64 limit)
{
	return limit == ZKCAP_UNLIMITED ? limit : round_down(limit, PAGE_SIZE);
}

static int memory_read(struct cgroup *cgroup, u64 *limit)
{
	return read_number(cgroup, "memory.max", limit);
}

/* Puts memory.high back where it was before the shrink, if there was one. */
static int end_shrink(struct cgroup *cgroup)
{
	void *entry = xa_load(&saved_high, cgroup_id(cgroup));
	u64 pages;
	int err;

	if (!entry)
		return 0;
	pages = xa_to_value(entry);
	err = write_number(cgroup, "memory.high",
			   pages == HIGH_UNLIMITED ? ZKCAP_UNLIMITED : pages << PAGE_SHIFT);
	if (!err || err == -ENODEV || err == -ENOENT)
		xa_erase(&saved_high, cgroup_id(cgroup));
	return err;
}

static int memory_write(struct cgroup *cgroup, u64 limit)
{
	int err;

	if (limit != ZKCAP_UNLIMITED && limit > S64_MAX)
		return -ERANGE;
	err = write_number(cgroup, "memory.max", limit);
	if (err && err != -ENOENT)
		return err;
	/* Without the controller there is no memory.high to put back either. */
	return end_shrink(cgroup) ?: err;
}

/*
 * Makes the kernel reclaim towards @limit, which it does while memory.high is
 * written, and holds growth back meanwhile.  Goes down from what is in use, or
 * from where the last step has led, whether or not that much was given back.
 */
static int shrink(struct cgroup *cgroup, u64 limit, u64 used, u64 step)
{
	unsigned long id = cgroup_id(cgroup);
	void *entry = xa_load(&saved_high, id);
	u64 high, next = limit;
	int err;

	err = read_number(cgroup, "memory.high", &high);
	if (err)
		return err;
	if (!entry) {
		entry = xa_mk_value(high >> PAGE_SHIFT);
		err = xa_err(xa_store(&saved_high, id, entry, GFP_KERNEL));
		if (err)
			return err;
	}
	high = min(high, used);
	if (high > limit && high - limit > step)
		next = high - step;
	high = min_t(u64, xa_to_value(entry), next >> PAGE_SHIFT);
	err = write_number(cgroup, "memory.high", high << PAGE_SHIFT);
	if (!err && next > limit)
		err = -EINPROGRESS;
	return err;
}

static bool is_frozen(struct cgroup *cgroup)
{
	char text[TEXT_MAX];

	return zkcap_cgroupfs_read(cgroup, "cgroup.events", text, sizeof(text)) > 0 &&
	       strstr(text, "frozen 1");
}

/*
 * memory.max kills if use is above it when it is written.  Nothing in the group
 * can allocate between the look and the write while it is frozen; a group that
 * does not freeze, for the kernel threads in it, has to leave room for that.
 */
static int lower_max(struct cgroup *cgroup, u64 limit)
{
	unsigned int waited;
	u64 used, room;
	int err;

	for (waited = 0; !is_frozen(cgroup) && waited < FREEZE_MS; waited++)
		usleep_range(USEC_PER_MSEC / 2, USEC_PER_MSEC);
	room = is_frozen(cgroup) ? 0 : limit / HEADROOM;
	err = read_number(cgroup, "memory.current", &used);
	if (err)
		return err;
	if (used > limit - room)
		return -EAGAIN;
	return write_number(cgroup, "memory.max", limit);
}

static int memory_lower(struct cgroup *cgroup, u64 limit, u64 step)
{
	u64 now, used;
	bool ours;
	int err, thaw_err;

	limit = memory_round(limit);
	err = memory_read(cgroup, &now);
	if (err == -ENOENT || (!err && now <= limit))
		return memory_write(cgroup, limit);
	if (err)
		return err;

	err = read_number(cgroup, "memory.current", &used);
	if (!err)
		err = shrink(cgroup, limit, used, step);
	if (!err)
		err = read_number(cgroup, "memory.current", &used);
	if (err)
		return err;
	if (used > limit)
		return -EAGAIN;

	err = zkcap_freeze(cgroup, true);
	if (err && err != -EALREADY)
		return err;
	ours = !err;
	err = lower_max(cgroup, limit);
	if (ours) {
		thaw_err = zkcap_freeze(cgroup, false);
		if (!err)
			err = thaw_err;
	}
	return err ?: end_shrink(cgroup);
}

/* Tasks ------------------------------------------------------------------- */

static u64 pids_round(u64 limit)
{
	return limit;
}

static int pids_read(struct cgroup *cgroup, u64 *limit)
{
	return read_number(cgroup, "pids.max", limit);
}

static int pids_write(struct cgroup *cgroup, u64 limit)
{
	return write_number(cgroup, "pids.max", limit);
}

const struct zkcap_kind zkcap_kinds[ZKCAP_KINDS] = {
	[ZKCAP_RESOURCE_KIND_CPU - 1] = {
		.name = "cpu",
		.unit = "milli-CPU",
		.file = "cpu.max",
		.round = cpu_round,
		.read = cpu_read,
		.keep = cpu_keep,
		.write = cpu_write,
	},
	[ZKCAP_RESOURCE_KIND_MEMORY - 1] = {
		.name = "memory",
		.unit = "bytes",
		.file = "memory.max",
		.round = memory_round,
		.read = memory_read,
		.write = memory_write,
		.lower = memory_lower,
	},
	[ZKCAP_RESOURCE_KIND_PIDS - 1] = {
		.name = "pids",
		.unit = "tasks",
		.file = "pids.max",
		.round = pids_round,
		.read = pids_read,
		.write = pids_write,
	},
};

int zkcap_freeze(struct cgroup *cgroup, bool frozen)
{
	const char *text = frozen ? "1" : "0";
	unsigned int tries;
	u64 now;
	int err;

	if (frozen) {
		err = read_number(cgroup, "cgroup.freeze", &now);
		if (err || now)
			return err ?: -EALREADY;
	}
	for (tries = 1; ; tries++) {
		err = zkcap_cgroupfs_write(cgroup, "cgroup.freeze", text);
		if (!err || err == -ENODEV || frozen || tries == THAW_TRIES)
			return err;
		msleep(THAW_MS);
	}
}

void zkcap_resource_forget(struct cgroup *cgroup)
{
	xa_erase(&saved_high, cgroup_id(cgroup));
	xa_erase(&kept_cpu, cgroup_id(cgroup));
}
