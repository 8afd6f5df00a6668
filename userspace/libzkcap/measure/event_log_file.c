// SPDX-License-Identifier: MIT
/* The event log's file: read whole, replaced whole, one writer at a time. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "event_log.h"
#include "event_log_json.h"
#include "hex.h"
#include "whole_file.h"

static int read_log(json_t **root, struct zkcap_event_log *log, const char *path,
		    struct zkcap_error *err)
{
	char *text;
	size_t len;
	int rc;

	log->n = 0;
	rc = zkcap_file_read(path, ZKCAP_EVENT_LOG_BYTES_MAX, &text, &len, err);
	if (rc == -ENOENT) {
		*root = json_array();
		return *root ? 0 : zkcap_error_set(err, -ENOMEM, "out of memory");
	}
	*root = NULL;
	if (rc)
		return rc;
	rc = zkcap_event_log_load(root, log, path, text, len, err);
	free(text);
	return rc;
}

int zkcap_event_log_read(struct zkcap_event_log *log, const char *path, struct zkcap_error *err)
{
	json_t *root;
	int rc = read_log(&root, log, path, err);

	json_decref(root);
	return rc;
}

static json_t *record_json(const struct zkcap_log_event *e, size_t number)
{
	char digest[2 * ZKCAP_DIGEST_BYTES + 1], schema[2 * ZKCAP_DIGEST_BYTES + 1];
	char commitment[2 * ZKCAP_COMMITMENT_BYTES + 1];

	zkcap_hex_encode(digest, e->digest, ZKCAP_DIGEST_BYTES);
	zkcap_hex_encode(schema, e->schema_digest, ZKCAP_DIGEST_BYTES);
	zkcap_hex_encode(commitment, e->commitment, ZKCAP_COMMITMENT_BYTES);
	return json_pack("{s:I, s:i, s:[{s:s, s:s}], s:s, s:{s:s, s:s, s:s}}",
			 "recnum", (json_int_t)number, "pcr", e->pcr,
			 "digests", "hashAlg", "sha256", "digest", digest,
			 "content_type", "zkcap",
			 "content", "event", "commitment", "schema", schema,
			 "commitment", commitment);
}

/* One record a line; to be freed */
static char *log_text(const json_t *root)
{
	char *text = NULL;
	size_t len, i;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	fputs("[", out);
	for (i = 0; i < json_array_size(root); i++) {
		fputs(i ? ",\n" : "\n", out);
		json_dumpf(json_array_get(root, i), out, JSON_COMPACT);
	}
	fputs("\n]\n", out);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static int append(const char *path, const struct zkcap_log_event *event, struct zkcap_error *err)
{
	struct zkcap_event_log *log = malloc(sizeof(*log));
	json_t *root = NULL;
	char *text = NULL;
	int rc = -ENOMEM;

	if (log)
		rc = read_log(&root, log, path, err);
	if (!rc && log->n == ZKCAP_EVENTS_MAX)
		rc = zkcap_error_set(err, -E2BIG,
				     "%s: has %d records, which is all that an attestation takes",
				     path, ZKCAP_EVENTS_MAX);
	else if (!rc && json_array_append_new(root, record_json(event, log->n)))
		rc = -ENOMEM;
	if (!rc) {
		text = log_text(root);
		rc = text ? 0 : -ENOMEM;
	}
	if (!rc)
		rc = zkcap_file_replace(path, text, strlen(text), 0644, err);
	if (rc == -ENOMEM)
		zkcap_error_set(err, rc, "out of memory");
	json_decref(root);
	free(text);
	free(log);
	return rc;
}

int zkcap_event_log_append(const char *path, const struct zkcap_log_event *event,
			   struct zkcap_error *err)
{
	char *lock;
	int fd, rc;

	if (!event->is_commitment)
		return zkcap_error_set(err, -EINVAL, "%s: not a commitment", path);
	if (asprintf(&lock, "%s.lock", path) < 0)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || flock(fd, LOCK_EX)) {
		rc = zkcap_error_set(err, -errno, "%s: cannot lock: %s", lock, strerror(errno));
	} else {
		zkcap_file_sweep(path);
		rc = append(path, event, err);
	}
	if (fd >= 0)
		close(fd);
	free(lock);
	return rc;
}
