/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM zkcap

#if !defined(ZKCAP_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define ZKCAP_TRACE_H

#include <linux/tracepoint.h>

#include <uapi/linux/zkcap.h>

#include "compat/trace.h"

/* Proofs of one request were verified, or not: verdict is enum zk_verdict. */
TRACE_EVENT(zkcap_verify,
	TP_PROTO(u64 tenant, const char *offer, u32 proofs, u32 verdict, u64 ns),
	TP_ARGS(tenant, offer, proofs, verdict, ns),
	TP_STRUCT__entry(
		__field(u64, tenant)
		__string(offer, offer)
		__field(u32, proofs)
		__field(u32, verdict)
		__field(u64, ns)
	),
	TP_fast_assign(
		__entry->tenant = tenant;
		zkcap_assign_str(offer, offer);
		__entry->proofs = proofs;
		__entry->verdict = verdict;
		__entry->ns = ns;
	),
	TP_printk("tenant=%llu offer=%s proofs=%u verdict=%u ns=%llu",
		  __entry->tenant, __get_str(offer), __entry->proofs, __entry->verdict,
		  __entry->ns)
);

/* Evidence was accepted, or refused for a reason. */
TRACE_EVENT(zkcap_attest,
	TP_PROTO(u64 tenant, const char *trust, u32 reason, u64 ns),
	TP_ARGS(tenant, trust, reason, ns),
	TP_STRUCT__entry(
		__field(u64, tenant)
		__string(trust, trust)
		__field(u32, reason)
		__field(u64, ns)
	),
	TP_fast_assign(
		__entry->tenant = tenant;
		zkcap_assign_str(trust, trust);
		__entry->reason = reason;
		__entry->ns = ns;
	),
	TP_printk("tenant=%llu trust=%s reason=%u ns=%llu",
		  __entry->tenant, __get_str(trust), __entry->reason, __entry->ns)
);

/* A grant was made or changed: type is enum zkcap_event_type. */
TRACE_EVENT(zkcap_grant,
	TP_PROTO(u32 type, u64 tenant, u64 grant, const char *offer),
	TP_ARGS(type, tenant, grant, offer),
	TP_STRUCT__entry(
		__field(u32, type)
		__field(u64, tenant)
		__field(u64, grant)
		__string(offer, offer)
	),
	TP_fast_assign(
		__entry->type = type;
		__entry->tenant = tenant;
		__entry->grant = grant;
		zkcap_assign_str(offer, offer);
	),
	TP_printk("type=%u tenant=%llu grant=%llu offer=%s",
		  __entry->type, __entry->tenant, __entry->grant, __get_str(offer))
);

/* A grant is over: cause is enum zkcap_end_cause. */
TRACE_EVENT(zkcap_revoke,
	TP_PROTO(u64 tenant, u64 grant, u32 cause),
	TP_ARGS(tenant, grant, cause),
	TP_STRUCT__entry(
		__field(u64, tenant)
		__field(u64, grant)
		__field(u32, cause)
	),
	TP_fast_assign(
		__entry->tenant = tenant;
		__entry->grant = grant;
		__entry->cause = cause;
	),
	TP_printk("tenant=%llu grant=%llu cause=%u",
		  __entry->tenant, __entry->grant, __entry->cause)
);

#endif /* ZKCAP_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
