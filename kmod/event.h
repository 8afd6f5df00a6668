/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events: what happened, to those who may know.
 *
 * A listener sees the events of the tenant that its socket was opened in, or
 * all when it was opened with CAP_SYS_ADMIN in the initial user namespace.
 */
#ifndef ZKCAP_EVENT_H
#define ZKCAP_EVENT_H

#include <linux/netlink.h>

#include "resource.h"

/**
 * struct zkcap_event - something that happened; what does not apply is zero
 * @type: what
 * @tenant: control group id
 * @grant: id
 * @offer: name
 * @reason: why a request was refused
 * @detail: of @reason
 * @cause: why a grant is over
 * @amount: what a grant has, or the drifted limit; indexed by kind - 1
 * @expires_in_ms: when a grant expires
 */
struct zkcap_event {
	enum zkcap_event_type type;
	u64 tenant;
	u64 grant;
	const char *offer;
	enum zkcap_reason reason;
	u32 detail;
	enum zkcap_end_cause cause;
	u64 amount[ZKCAP_KINDS];
	u64 expires_in_ms;
};

/**
 * zkcap_event_send() - tell an event to all listeners that may know
 * @event: what happened
 *
 * Cheap when nobody listens; lost when memory is short.
 *
 * Context: process, may sleep.
 */
void zkcap_event_send(const struct zkcap_event *event);

#endif /* ZKCAP_EVENT_H */
