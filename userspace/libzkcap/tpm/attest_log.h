/* SPDX-License-Identifier: MIT */
/* What attesting takes from the event log, without the log's own types. */
#ifndef ZKCAP_ATTEST_LOG_H
#define ZKCAP_ATTEST_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

#define ATTEST_EVENTS_MAX 256

/**
 * struct attest_events - the measurements of one PCR
 * @digests: in order
 * @n: how many
 * @index: which is the commitment's
 * @schema: digest of the attribute schema
 * @commitment: V
 */
struct attest_events {
	uint8_t digests[ATTEST_EVENTS_MAX][32];
	size_t n;
	size_t index;
	uint8_t schema[32];
	uint8_t commitment[48];
};

/**
 * attest_read_log() - the measurements of one PCR, and the commitment among them
 * @path: event log
 * @last: the last commitment of this PCR, not the first
 *
 * Return: 0; -ENOENT when no commitment was measured into the PCR; or as
 * zkcap_event_log_read().
 */
int attest_read_log(const char *path, uint32_t pcr, bool last, struct attest_events *events,
		    struct zkcap_error *err);

#endif /* ZKCAP_ATTEST_LOG_H */
