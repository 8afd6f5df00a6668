/* SPDX-License-Identifier: MIT */
/*
 * The log of what was measured since boot, in the JSON form of the TCG's Canonical Event
 * Log (TCG_IWG_CEL, version 1): an array of records
 *
 *	{"recnum": 0, "pcr": 13, "digests": [{"hashAlg": "sha256", "digest": HEX}],
 *	 "content_type": "zkcap", "content": {"event": "commitment", "schema": HEX,
 *	 "commitment": HEX}}
 *
 * A commitment is measured by SHA-256("zkcap-measurement-v1" || schema digest || V).  Records
 * of other content types may stand between ours: their digests count, their content does not.
 *
 * Nothing in the log is secret, and nothing in it is believed: the TPM's quote covers the
 * PCR, and the digests have to replay to it.
 */
#ifndef ZKCAP_EVENT_LOG_H
#define ZKCAP_EVENT_LOG_H

#include "circuit.h"
#include "error.h"
#include "prover.h"

/* What the kernel takes in one attestation */
#define ZKCAP_EVENTS_MAX 256
#define ZKCAP_EVENT_LOG_BYTES_MAX (1024 * 1024)
#define ZKCAP_PCRS 24

/**
 * struct zkcap_log_event - one record
 * @pcr: which PCR it was extended into
 * @digest: what it was extended by, SHA-256 bank
 * @is_commitment: it is a commitment, and the next two hold
 * @schema_digest: of the attribute schema
 * @commitment: V
 */
struct zkcap_log_event {
	u8 pcr;
	u8 digest[ZKCAP_DIGEST_BYTES];
	bool is_commitment;
	u8 schema_digest[ZKCAP_DIGEST_BYTES];
	u8 commitment[ZKCAP_COMMITMENT_BYTES];
};

/**
 * struct zkcap_event_log - all records
 * @events: in the order of their numbers, which are their indices
 * @n: how many
 */
struct zkcap_event_log {
	struct zkcap_log_event events[ZKCAP_EVENTS_MAX];
	size_t n;
};

/**
 * struct zkcap_event_list - the records of one PCR, as an attestation carries them
 * @digests: in order
 * @n: how many
 * @commitment: index in @digests of the commitment asked for
 */
struct zkcap_event_list {
	u8 digests[ZKCAP_EVENTS_MAX][ZKCAP_DIGEST_BYTES];
	size_t n;
	size_t commitment;
};

/* The digest by which a commitment is measured */
void zkcap_measurement_digest(u8 out[ZKCAP_DIGEST_BYTES],
			      const u8 schema_digest[ZKCAP_DIGEST_BYTES],
			      const u8 commitment[ZKCAP_COMMITMENT_BYTES]);

/* The event that measures a commitment in @pcr */
void zkcap_event_of_commitment(struct zkcap_log_event *event, u8 pcr,
			       const u8 schema_digest[ZKCAP_DIGEST_BYTES],
			       const u8 commitment[ZKCAP_COMMITMENT_BYTES]);

/**
 * zkcap_event_log_parse() - read a log strictly
 * @name: what it is called in messages
 *
 * Return: 0; -EINVAL naming the record and the field at fault; -E2BIG if it has more
 * records or bytes than an attestation takes; -EBADMSG if a commitment's digest is not
 * that of its content; -ENOMEM.
 */
int zkcap_event_log_parse(struct zkcap_event_log *log, const char *name, const char *text,
			  size_t len, struct zkcap_error *err);

/**
 * zkcap_event_log_read() - read a log file; one that is not there has no records
 *
 * Return: 0, or as zkcap_event_log_parse(); an errno of reading.
 */
int zkcap_event_log_read(struct zkcap_event_log *log, const char *path, struct zkcap_error *err);

/**
 * zkcap_event_log_append() - add one record to a log file
 *
 * The file is replaced as a whole, under a lock beside it ("<path>.lock").  Records that
 * are there stay as they are, also those of other content types.  Mode 0644.
 *
 * Return: 0; -E2BIG if the log is full; otherwise as zkcap_event_log_read().
 */
int zkcap_event_log_append(const char *path, const struct zkcap_log_event *event,
			   struct zkcap_error *err);

/**
 * zkcap_event_log_replay() - the value that a PCR has after the log's events
 * @base: its value before the first of them; NULL for zero
 */
void zkcap_event_log_replay(u8 out[ZKCAP_DIGEST_BYTES], const struct zkcap_event_log *log, u8 pcr,
			    const u8 base[ZKCAP_DIGEST_BYTES]);

/* A PCR's value after one more event: SHA-256(value || digest) */
void zkcap_pcr_extend(u8 value[ZKCAP_DIGEST_BYTES], const u8 digest[ZKCAP_DIGEST_BYTES]);

/**
 * zkcap_event_log_list() - the digests of one PCR, and where a commitment is among them
 * @commitment: V, whose first event in @pcr is looked for
 *
 * Return: 0; -ENOENT if @commitment was not measured in @pcr.
 */
int zkcap_event_log_list(struct zkcap_event_list *list, const struct zkcap_event_log *log, u8 pcr,
			 const u8 commitment[ZKCAP_COMMITMENT_BYTES], struct zkcap_error *err);

#endif /* ZKCAP_EVENT_LOG_H */
