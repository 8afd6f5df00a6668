// SPDX-License-Identifier: MIT
/* The event log: records as JSON, strictly, and what they replay to. */

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "event_log.h"
#include "event_log_json.h"
#include "hex.h"
#include "sha256.h"

/* Where in the log something is wrong, for messages */
struct place {
	const char *name;
	size_t record;
	struct zkcap_error *err;
};

static int bad(const struct place *at, int code, const char *field, const char *expected)
{
	return zkcap_error_set(at->err, code, "%s: record %zu: %s: expected %s", at->name,
			       at->record, field, expected);
}

void zkcap_measurement_digest(u8 out[ZKCAP_DIGEST_BYTES],
			      const u8 schema_digest[ZKCAP_DIGEST_BYTES],
			      const u8 commitment[ZKCAP_COMMITMENT_BYTES])
{
	static const char label[] = "zkcap-measurement-v1";
	struct zk_sha256 s;

	zk_sha256_init(&s);
	zk_sha256_update(&s, label, sizeof(label) - 1);
	zk_sha256_update(&s, schema_digest, ZKCAP_DIGEST_BYTES);
	zk_sha256_update(&s, commitment, ZKCAP_COMMITMENT_BYTES);
	zk_sha256_final(&s, out);
}

void zkcap_event_of_commitment(struct zkcap_log_event *event, u8 pcr,
			       const u8 schema_digest[ZKCAP_DIGEST_BYTES],
			       const u8 commitment[ZKCAP_COMMITMENT_BYTES])
{
	event->pcr = pcr;
	event->is_commitment = true;
	memcpy(event->schema_digest, schema_digest, ZKCAP_DIGEST_BYTES);
	memcpy(event->commitment, commitment, ZKCAP_COMMITMENT_BYTES);
	zkcap_measurement_digest(event->digest, schema_digest, commitment);
}

static int take_hex(const struct place *at, u8 *out, size_t len, const json_t *value,
		    const char *field)
{
	char expected[64];

	if (json_is_string(value) && zkcap_hex_decode(out, len, json_string_value(value)))
		return 0;
	snprintf(expected, sizeof(expected), "a string of %zu hex digits", 2 * len);
	return bad(at, -EINVAL, field, expected);
}

/* One digest, of the SHA-256 bank: a log that has others, too, was not made for this PCR bank */
static int take_digests(const struct place *at, struct zkcap_log_event *event,
			const json_t *digests)
{
	const json_t *one = json_array_get(digests, 0);
	const char *alg = json_string_value(json_object_get(one, "hashAlg"));

	if (json_array_size(digests) != 1)
		return bad(at, -EINVAL, "digests", "an array of one digest, that of the SHA-256 bank");
	if (json_object_size(one) != 2 || !alg || strcmp(alg, "sha256"))
		return bad(at, -EINVAL, "digests[0].hashAlg", "\"sha256\" beside \"digest\" alone");
	return take_hex(at, event->digest, ZKCAP_DIGEST_BYTES, json_object_get(one, "digest"),
			"digests[0].digest");
}

/* Content is not covered by the PCR but through its digest, which is computed again */
static int take_content(const struct place *at, struct zkcap_log_event *event,
			const json_t *content)
{
	const char *kind = json_string_value(json_object_get(content, "event"));
	u8 digest[ZKCAP_DIGEST_BYTES];
	int rc;

	if (!kind || strcmp(kind, "commitment"))
		return bad(at, -EINVAL, "content.event", "\"commitment\"");
	if (json_object_size(content) != 3)
		return bad(at, -EINVAL, "content", "event, schema and commitment alone");
	rc = take_hex(at, event->schema_digest, ZKCAP_DIGEST_BYTES,
		      json_object_get(content, "schema"), "content.schema");
	if (!rc)
		rc = take_hex(at, event->commitment, ZKCAP_COMMITMENT_BYTES,
			      json_object_get(content, "commitment"), "content.commitment");
	if (rc)
		return rc;
	zkcap_measurement_digest(digest, event->schema_digest, event->commitment);
	if (memcmp(digest, event->digest, sizeof(digest)))
		return bad(at, -EBADMSG, "digests[0].digest", "the digest of the record's content");
	event->is_commitment = true;
	return 0;
}

static int take_record(const struct place *at, struct zkcap_log_event *event, const json_t *record)
{
	const json_t *number = json_object_get(record, "recnum"), *pcr = json_object_get(record, "pcr");
	const char *type = json_string_value(json_object_get(record, "content_type"));
	const json_t *content = json_object_get(record, "content");
	int rc;

	memset(event, 0, sizeof(*event));
	if (!json_is_object(record) || json_object_size(record) != 5)
		return bad(at, -EINVAL, "its members",
			   "recnum, pcr, digests, content_type and content alone");
	if (!json_is_integer(number) || (size_t)json_integer_value(number) != at->record)
		return bad(at, -EINVAL, "recnum", "its place in the array, counted from 0");
	if (!json_is_integer(pcr) || json_integer_value(pcr) < 0 ||
	    json_integer_value(pcr) >= ZKCAP_PCRS)
		return bad(at, -EINVAL, "pcr", "a number of 0..23");
	event->pcr = (u8)json_integer_value(pcr);
	rc = take_digests(at, event, json_object_get(record, "digests"));
	if (rc)
		return rc;
	if (!type)
		return bad(at, -EINVAL, "content_type", "a string");
	if (!content)
		return bad(at, -EINVAL, "content", "a value");
	return strcmp(type, "zkcap") ? 0 : take_content(at, event, content);
}

int zkcap_event_log_load(json_t **root, struct zkcap_event_log *log, const char *name,
			 const char *text, size_t len, struct zkcap_error *err)
{
	struct place at = { name, 0, err };
	json_error_t fault;
	int rc = 0;

	log->n = 0;
	*root = NULL;
	if (len > ZKCAP_EVENT_LOG_BYTES_MAX)
		return zkcap_error_set(err, -E2BIG, "%s: %zu bytes: expected at most %d", name, len,
				       ZKCAP_EVENT_LOG_BYTES_MAX);
	*root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &fault);
	if (!*root)
		return zkcap_error_set(err, -EINVAL, "%s:%d:%d: not JSON: %s", name, fault.line,
				       fault.column, fault.text);
	if (!json_is_array(*root))
		rc = zkcap_error_set(err, -EINVAL, "%s: expected an array of records", name);
	else if (json_array_size(*root) > ZKCAP_EVENTS_MAX)
		rc = zkcap_error_set(err, -E2BIG, "%s: %zu records: expected at most %d", name,
				     json_array_size(*root), ZKCAP_EVENTS_MAX);
	for (; !rc && at.record < json_array_size(*root); at.record++)
		rc = take_record(&at, &log->events[at.record], json_array_get(*root, at.record));
	if (rc) {
		json_decref(*root);
		*root = NULL;
		return rc;
	}
	log->n = at.record;
	return 0;
}

int zkcap_event_log_parse(struct zkcap_event_log *log, const char *name, const char *text,
			  size_t len, struct zkcap_error *err)
{
	json_t *root;
	int rc = zkcap_event_log_load(&root, log, name, text, len, err);

	json_decref(root);
	return rc;
}

void zkcap_pcr_extend(u8 value[ZKCAP_DIGEST_BYTES], const u8 digest[ZKCAP_DIGEST_BYTES])
{
	struct zk_sha256 s;

	zk_sha256_init(&s);
	zk_sha256_update(&s, value, ZKCAP_DIGEST_BYTES);
	zk_sha256_update(&s, digest, ZKCAP_DIGEST_BYTES);
	zk_sha256_final(&s, value);
}

void zkcap_event_log_replay(u8 out[ZKCAP_DIGEST_BYTES], const struct zkcap_event_log *log, u8 pcr,
			    const u8 base[ZKCAP_DIGEST_BYTES])
{
	size_t i;

	if (base)
		memcpy(out, base, ZKCAP_DIGEST_BYTES);
	else
		memset(out, 0, ZKCAP_DIGEST_BYTES);
	for (i = 0; i < log->n; i++)
		if (log->events[i].pcr == pcr)
			zkcap_pcr_extend(out, log->events[i].digest);
}

int zkcap_event_log_list(struct zkcap_event_list *list, const struct zkcap_event_log *log, u8 pcr,
			 const u8 commitment[ZKCAP_COMMITMENT_BYTES], struct zkcap_error *err)
{
	const struct zkcap_log_event *e;
	bool found = false;
	size_t i;

	list->n = 0;
	for (i = 0; i < log->n; i++) {
		e = &log->events[i];
		if (e->pcr != pcr)
			continue;
		if (!found && e->is_commitment &&
		    !memcmp(e->commitment, commitment, ZKCAP_COMMITMENT_BYTES)) {
			list->commitment = list->n;
			found = true;
		}
		memcpy(list->digests[list->n++], e->digest, ZKCAP_DIGEST_BYTES);
	}
	if (!found)
		return zkcap_error_set(err, -ENOENT,
				       "the manifest's commitment is not among the %zu events of PCR %u: expected the manifest that was measured since boot",
				       list->n, pcr);
	return 0;
}
