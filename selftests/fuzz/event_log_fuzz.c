// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as an event log: what is taken is within bounds and replays */
#include <stdlib.h>
#include <string.h>

#include "event_log.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

static struct zkcap_event_log elog;
static struct zkcap_event_list list;

static void check_event(const struct zkcap_log_event *e)
{
	u8 digest[ZKCAP_DIGEST_BYTES];

	if (e->pcr >= ZKCAP_PCRS)
		abort();
	if (!e->is_commitment)
		return;
	zkcap_measurement_digest(digest, e->schema_digest, e->commitment);
	if (memcmp(digest, e->digest, sizeof(digest)))
		abort();
	if (zkcap_event_log_list(&list, &elog, e->pcr, e->commitment, NULL) ||
	    list.commitment >= list.n || list.n > elog.n ||
	    memcmp(list.digests[list.commitment], e->digest, ZKCAP_DIGEST_BYTES))
		abort();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct zkcap_error err = { 0 };
	u8 value[ZKCAP_DIGEST_BYTES];
	size_t i;
	int rc = zkcap_event_log_parse(&elog, "fuzz", (const char *)data, len, &err);

	if (rc && !err.message[0])
		abort();
	for (i = 0; !rc && i < elog.n; i++)
		check_event(&elog.events[i]);
	for (i = 0; !rc && i < ZKCAP_PCRS; i++)
		zkcap_event_log_replay(value, &elog, (u8)i, NULL);
	return 0;
}
