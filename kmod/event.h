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

#include "ratelimit.h"
#include "resource.h"

/**
 * struct zkcap_event_meter - the events of one tenant, so that none crowds out the others'
 * @at_will: budget of what it can cause at any time, for nothing
 * @leases: budget of its leases, where it takes and gives them back itself
 * @n_withheld: events beyond these
 * @untold: those of them that no event has told of yet
 */
struct zkcap_event_meter {
	struct zkcap_bucket at_will;
	struct zkcap_bucket leases;
	atomic64_t n_withheld;
	atomic64_t untold;
};

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
 * @withheld: the tenant's events since the last one that nobody was told; filled in
 *	when it is sent
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
	u64 withheld;
};

/**
 * zkcap_event_send() - tell an event to all listeners that may know
 * @meter: of the tenant
 * @event: what happened
 *
 * Cheap when nobody listens.  What a tenant causes beyond its budget, and what
 * memory is short for, is not sent but counted; the next event has the number.
 *
 * Context: process, may sleep.
 */
void zkcap_event_send(struct zkcap_event_meter *meter, struct zkcap_event *event);

/**
 * zkcap_event_exit() - the last event has been sent
 *
 * Before the family is unregistered: its multicast group may be another family's
 * from then on, whose listeners would get what is sent later.
 *
 * Context: process, may sleep.
 */
void zkcap_event_exit(void);

#endif /* ZKCAP_EVENT_H */
