// SPDX-License-Identifier: MIT
/* What attesting takes from the event log. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "attest_log.h"
#include "event_log.h"

_Static_assert(ATTEST_EVENTS_MAX >= ZKCAP_EVENTS_MAX, "an attestation takes the whole log");

static void take(struct attest_events *out, const struct zkcap_event_log *log, uint32_t pcr,
		 bool last, bool *found)
{
	size_t i;

	for (i = 0; i < log->n; i++) {
		const struct zkcap_log_event *e = &log->events[i];

		if (e->pcr != pcr)
			continue;
		if (e->is_commitment && (last || !*found)) {
			*found = true;
			out->index = out->n;
			memcpy(out->schema, e->schema_digest, sizeof(out->schema));
			memcpy(out->commitment, e->commitment, sizeof(out->commitment));
		}
		memcpy(out->digests[out->n++], e->digest, sizeof(out->digests[0]));
	}
}

int attest_read_log(const char *path, uint32_t pcr, bool last, struct attest_events *events,
		    struct zkcap_error *err)
{
	struct zkcap_event_log *log = malloc(sizeof(*log));
	bool found = false;
	int rc;

	memset(events, 0, sizeof(*events));
	if (!log)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	rc = zkcap_event_log_read(log, path, err);
	if (!rc)
		take(events, log, pcr, last, &found);
	free(log);
	if (!rc && !found)
		rc = zkcap_error_set(err, -ENOENT,
				     "%s: no commitment was measured into PCR %u: expected 'zkcap measure' before",
				     path, pcr);
	return rc;
}
