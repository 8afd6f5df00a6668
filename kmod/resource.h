/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of resource kinds: everything that knows a kind by name is in it.
 */
#ifndef ZKCAP_RESOURCE_H
#define ZKCAP_RESOURCE_H

#include "limits.h"

struct cgroup;

/* Longest content of a limit's file, with the NUL */
#define ZKCAP_LIMIT_TEXT_MAX 64

/* Kinds that are one number per control group: an array index each, kind - 1 */
#define ZKCAP_KINDS (ZKCAP_RESOURCE_KIND_DEVICE - 1)

/**
 * struct zkcap_resource - an amount of something
 * @kind: enum zkcap_resource_kind
 * @name: device class, for ZKCAP_RESOURCE_KIND_DEVICE; else empty
 * @amount: in the kind's unit
 */
struct zkcap_resource {
	u16 kind;
	char name[ZKCAP_NAME_MAX + 1];
	u64 amount;
};

/**
 * struct zkcap_resources - a list of amounts
 * @n: number of entries
 * @r: in ascending order of kind, then of name
 */
struct zkcap_resources {
	u32 n;
	struct zkcap_resource r[ZKCAP_RESOURCES_MAX];
};

/**
 * struct zkcap_kind - what the module knows about a kind of resource
 * @name: for people, and of the file in sysfs
 * @unit: of amounts
 * @file: the control group's file that holds the limit
 * @round: what @read returns once a limit was set, to tell apart the kernel's
 *	own rounding from a limit that somebody else has set
 * @read: current limit of a control group, ZKCAP_UNLIMITED for none; 0 or errno
 * @keep: remember the limit as it is: to @write the number that @read gives for it
 *	is to restore it exactly, until zkcap_resource_forget(); 0 or errno.  NULL
 *	for a kind whose unit expresses every limit.
 * @write: set the limit at once; 0 or errno
 * @lower: lower the limit only as far as nothing has to be taken away: 0 when
 *	the limit is now what was asked for, -EINPROGRESS when a step was done
 *	and the next can be at once, -EAGAIN when what is in use has to be given
 *	back first (call again), or an errno.  A step is how much the kernel
 *	reclaims in one call, ZKCAP_UNLIMITED for all of it, which may take
 *	minutes.  NULL for a kind whose limit @write can always lower.
 *
 * The last four take a referenced control group and may sleep; context as for
 * zkcap_cgroupfs_write(), errors as well.
 */
struct zkcap_kind {
	const char *name;
	const char *unit;
	const char *file;
	u64 (*round)(u64 limit);
	int (*read)(struct cgroup *cgroup, u64 *limit);
	int (*keep)(struct cgroup *cgroup);
	int (*write)(struct cgroup *cgroup, u64 limit);
	int (*lower)(struct cgroup *cgroup, u64 limit, u64 step);
};

/* Indexed by kind - 1 */
extern const struct zkcap_kind zkcap_kinds[ZKCAP_KINDS];

/**
 * zkcap_freeze() - freeze or thaw a control group
 * @cgroup: referenced by the caller
 * @frozen: which
 *
 * Thawing is tried again for a second when it fails: a group that stays frozen
 * is as good as dead.  Context as for zkcap_cgroupfs_write().
 *
 * Return: 0, -EALREADY when it is frozen already, and so not the caller's to thaw, or
 * an errno of zkcap_cgroupfs_write().
 */
int zkcap_freeze(struct cgroup *cgroup, bool frozen);

/**
 * zkcap_resource_forget() - end of what is kept for a control group
 * @cgroup: referenced by the caller, and removed or with all its limits written
 *
 * Between two calls of a kind's @lower its memory.high is lower than its owner
 * set it; this drops the value to go back to, and a limit that was kept.
 */
void zkcap_resource_forget(struct cgroup *cgroup);

#endif /* ZKCAP_RESOURCE_H */
