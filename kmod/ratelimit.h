/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Budgets that fill up again with time: of failures, and of events.
 */
#ifndef ZKCAP_RATELIMIT_H
#define ZKCAP_RATELIMIT_H

#include <linux/atomic.h>
#include <linux/minmax.h>

#include "limits.h"

/**
 * struct zkcap_bucket - a budget, full when zero
 * @full_at: boottime in ns at which it is full again
 *
 * Each that is taken moves @full_at by one interval, from the present at least.
 */
struct zkcap_bucket {
	atomic64_t full_at;
};

/**
 * zkcap_bucket_empty() - whether the budget is used up
 * @bucket: budget
 * @now: boottime in ns
 *
 * Return: true if nothing more may be taken at @now.
 */
static inline bool zkcap_bucket_empty(const struct zkcap_bucket *bucket, u64 now)
{
	u64 full_at = atomic64_read(&bucket->full_at);

	return full_at > now &&
	       full_at - now > (ZKCAP_FAILURE_BURST - 1) * ZKCAP_FAILURE_INTERVAL_NS;
}

/**
 * zkcap_bucket_charge() - take one failure out of the budget
 * @bucket: budget
 * @now: boottime in ns
 */
static inline void zkcap_bucket_charge(struct zkcap_bucket *bucket, u64 now)
{
	s64 old = atomic64_read(&bucket->full_at);

	while (!atomic64_try_cmpxchg(&bucket->full_at, &old,
				     max_t(u64, old, now) + ZKCAP_FAILURE_INTERVAL_NS))
		;
}

/**
 * zkcap_bucket_take() - take one out of a budget, if there is one
 * @bucket: budget
 * @now: boottime in ns
 * @burst: most that can be taken at once
 * @interval: ns in which one is regained
 *
 * Return: true if there was one.
 */
static inline bool zkcap_bucket_take(struct zkcap_bucket *bucket, u64 now, u32 burst, u64 interval)
{
	s64 old = atomic64_read(&bucket->full_at);
	u64 from;

	do {
		from = max_t(u64, old, now);
		if (from - now > (burst - 1) * interval)
			return false;
	} while (!atomic64_try_cmpxchg(&bucket->full_at, &old, from + interval));
	return true;
}

#endif /* ZKCAP_RATELIMIT_H */
