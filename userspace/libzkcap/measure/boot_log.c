// SPDX-License-Identifier: MIT
/* The firmware's event log: foreign bytes, little endian. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot_log.h"
#include "sha256.h"

#define EV_NO_ACTION 3
#define ALG_SHA256 0x000b
#define ALGORITHMS_MAX 16
#define SHA1_BYTES 20

struct reader {
	const u8 *p;
	size_t left;
	bool ok;
};

struct algorithm {
	u16 id;
	u16 size;
};

static const u8 *take(struct reader *r, size_t n)
{
	const u8 *p = r->p;

	if (!r->ok || n > r->left) {
		r->ok = false;
		return NULL;
	}
	r->p += n;
	r->left -= n;
	return p;
}

static u32 take_le(struct reader *r, size_t n)
{
	const u8 *p = take(r, n);
	u32 v = 0;

	while (p && n--)
		v = v << 8 | p[n];
	return v;
}

/* TCG_EfiSpecIDEvent: which digests each event has, and of what size */
static int parse_algorithms(struct algorithm *algorithms, struct reader *r)
{
	const u8 *signature = take(r, 16);
	u32 n, i;

	if (!signature || memcmp(signature, "Spec ID Event03", 16))
		return -1;
	take(r, 8);
	n = take_le(r, 4);
	if (!r->ok || !n || n > ALGORITHMS_MAX)
		return -1;
	for (i = 0; i < n; i++) {
		algorithms[i].id = (u16)take_le(r, 2);
		algorithms[i].size = (u16)take_le(r, 2);
		if (algorithms[i].id == ALG_SHA256 && algorithms[i].size != 32)
			return -1;
	}
	return r->ok ? (int)n : -1;
}

/* The first event has the old form, and says what the others look like */
static int parse_header(struct algorithm *algorithms, struct reader *r)
{
	struct reader spec = { .ok = true };
	u32 type;

	take(r, 4);
	type = take_le(r, 4);
	take(r, SHA1_BYTES);
	spec.left = take_le(r, 4);
	spec.p = take(r, spec.left);
	if (!r->ok || type != EV_NO_ACTION)
		return -1;
	return parse_algorithms(algorithms, &spec);
}

static bool parse_event(struct boot_event *e, bool *has_sha256, struct reader *r,
			const struct algorithm *algorithms, int n_algorithms)
{
	const u8 *digest;
	u32 n, i, id;
	int k;

	*has_sha256 = false;
	e->pcr = take_le(r, 4);
	e->type = take_le(r, 4);
	n = take_le(r, 4);
	if (!r->ok || n > (u32)n_algorithms)
		return false;
	for (i = 0; i < n; i++) {
		id = take_le(r, 2);
		for (k = 0; k < n_algorithms && algorithms[k].id != id; k++)
			;
		digest = k < n_algorithms ? take(r, algorithms[k].size) : NULL;
		if (!digest)
			return false;
		if (id == ALG_SHA256) {
			memcpy(e->sha256, digest, sizeof(e->sha256));
			*has_sha256 = true;
		}
	}
	e->len = take_le(r, 4);
	e->data = take(r, e->len);
	return r->ok;
}

int boot_log_parse(struct boot_log *log, const u8 *data, size_t len, struct zkcap_error *err)
{
	struct reader r = { data, len, true };
	struct algorithm algorithms[ALGORITHMS_MAX];
	size_t room = 0, record;
	struct boot_event e;
	int n_algorithms = parse_header(algorithms, &r);
	bool has_sha256;
	void *grown;

	memset(log, 0, sizeof(*log));
	if (n_algorithms < 0)
		return zkcap_error_set(err, -EINVAL,
				       "boot event log: event 0: expected a crypto agile log's header");
	for (record = 1; r.left; record++) {
		if (!parse_event(&e, &has_sha256, &r, algorithms, n_algorithms)) {
			boot_log_free(log);
			return zkcap_error_set(err, -EINVAL,
					       "boot event log: event %zu: cut off, or of an algorithm that the header does not have",
					       record);
		}
		if (!has_sha256 || e.type == EV_NO_ACTION)
			continue;
		if (log->n == room) {
			room = room ? 2 * room : 64;
			grown = realloc(log->events, room * sizeof(*log->events));
			if (!grown) {
				boot_log_free(log);
				return zkcap_error_set(err, -ENOMEM, "out of memory");
			}
			log->events = grown;
		}
		log->events[log->n++] = e;
	}
	return 0;
}

void boot_log_free(struct boot_log *log)
{
	free(log->events);
	memset(log, 0, sizeof(*log));
}

const struct boot_event *boot_log_find(const struct boot_log *log, const u8 sha256[32])
{
	size_t i;

	for (i = 0; i < log->n; i++)
		if (!memcmp(log->events[i].sha256, sha256, 32))
			return &log->events[i];
	return NULL;
}

/* UEFI_VARIABLE_DATA: GUID, two u64 lengths, name in UTF-16, data of one byte */
static bool variable_of(const struct boot_event *e, const char *name, u8 *value)
{
	size_t chars = strlen(name), i;
	struct reader r = { e->data, e->len, true };
	const u8 *text, *data;
	u8 digest[32];
	u32 low, high;

	take(&r, 16);
	low = take_le(&r, 4);
	high = take_le(&r, 4);
	if (!r.ok || high || low != chars)
		return false;
	low = take_le(&r, 4);
	high = take_le(&r, 4);
	text = take(&r, 2 * chars);
	data = take(&r, 1);
	if (!r.ok || r.left || high || low != 1)
		return false;
	for (i = 0; i < chars; i++)
		if (text[2 * i] != (u8)name[i] || text[2 * i + 1])
			return false;
	/* the log is only evidence where the PCR holds it */
	zkcap_sha256(digest, e->data, e->len);
	if (memcmp(digest, e->sha256, sizeof(digest)))
		return false;
	*value = *data;
	return true;
}

bool boot_log_variable(const struct boot_log *log, const char *name, u8 *value)
{
	size_t i;

	for (i = 0; i < log->n; i++)
		if (log->events[i].pcr == 7 &&
		    log->events[i].type == BOOT_EVENT_VARIABLE_DRIVER_CONFIG &&
		    variable_of(&log->events[i], name, value))
			return true;
	return false;
}
