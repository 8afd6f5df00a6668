/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters since the module was loaded.
 */
#ifndef ZKCAP_STATS_H
#define ZKCAP_STATS_H

#include <linux/atomic.h>

#include <uapi/linux/zkcap.h>

#define ZKCAP_END_CAUSES (ZKCAP_END_CAUSE_TENANT_GONE + 1)

/**
 * struct zkcap_stats - all counters
 * @requests: requests, resizes and renewals
 * @granted: requests granted
 * @attested: attestations accepted
 * @proofs: proofs verified, accepted or not
 * @verify_ns: time that took
 * @refused: operations, by reason
 * @ended: grants, by cause
 * @events_withheld: events of tenants that caused too many
 */
struct zkcap_stats {
	atomic64_t requests;
	atomic64_t granted;
	atomic64_t attested;
	atomic64_t proofs;
	atomic64_t verify_ns;
	atomic64_t refused[__ZKCAP_REASON_MAX];
	atomic64_t ended[ZKCAP_END_CAUSES];
	atomic64_t events_withheld;
};

extern struct zkcap_stats zkcap_stats;

static inline void zkcap_stat_request(void)
{
	atomic64_inc(&zkcap_stats.requests);
}

static inline void zkcap_stat_granted(void)
{
	atomic64_inc(&zkcap_stats.granted);
}

static inline void zkcap_stat_attested(void)
{
	atomic64_inc(&zkcap_stats.attested);
}

static inline void zkcap_stat_verify(u32 proofs, u64 ns)
{
	atomic64_add(proofs, &zkcap_stats.proofs);
	atomic64_add(ns, &zkcap_stats.verify_ns);
}

static inline void zkcap_stat_refused(enum zkcap_reason reason)
{
	atomic64_inc(&zkcap_stats.refused[reason]);
}

static inline void zkcap_stat_ended(enum zkcap_end_cause cause)
{
	atomic64_inc(&zkcap_stats.ended[cause]);
}

static inline void zkcap_stat_event_withheld(void)
{
	atomic64_inc(&zkcap_stats.events_withheld);
}

#endif /* ZKCAP_STATS_H */
