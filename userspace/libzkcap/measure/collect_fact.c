// SPDX-License-Identifier: MIT
/* Facts: values and the levels that they deserve. */

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "collect.h"
#include "value.h"

/*
 * The schema bounds the level on both sides.  What the kernel says is worth what its boot
 * was: without a boot measured into a TPM another kernel could have said it.
 */
static enum zkcap_level level_of(const struct collector *c, const struct zkcap_attribute *a,
				 enum cover cover)
{
	enum zkcap_level level = ZKCAP_LEVEL_REPORTED;

	if (cover == COVER_SELF || (cover == COVER_KERNEL && c->boot_measured))
		level = ZKCAP_LEVEL_MEASURED;
	if (level < a->least)
		level = a->least;
	return level > a->usual ? a->usual : level;
}

void fact_u64(struct collector *c, const struct zkcap_attribute *a, struct zkcap_fact *f,
	      u64 value, enum cover cover, const char *fmt, ...)
{
	va_list ap;

	zk_fr_from_u64(&f->value, value);
	f->level = level_of(c, a, cover);
	va_start(ap, fmt);
	vsnprintf(f->source, sizeof(f->source), fmt, ap);
	va_end(ap);
}

void fact_text(struct collector *c, const struct zkcap_attribute *a, struct zkcap_fact *f,
	       const char *text, enum cover cover, const char *fmt, ...)
{
	va_list ap;

	zkcap_digest_from_content(&f->value, text, strlen(text));
	f->level = level_of(c, a, cover);
	va_start(ap, fmt);
	vsnprintf(f->source, sizeof(f->source), fmt, ap);
	va_end(ap);
}

void fact_file(struct collector *c, const struct zkcap_attribute *a, struct zkcap_fact *f,
	       const u8 sha256[32], const char *path)
{
	bool measured = ima_log_has(&c->ima, sha256);

	zkcap_digest_from_sha256(&f->value, sha256);
	f->level = level_of(c, a, measured ? COVER_KERNEL : COVER_NONE);
	snprintf(f->source, sizeof(f->source), "%s, %s", path,
		 measured ? "in the IMA log" : "not in the IMA log");
}

enum cover cover_of_file(struct collector *c, const char *path)
{
	u8 sha256[32];

	/* without a log there is no need to read the file */
	if (!c->ima.n || !collect_hash(c, sha256, path))
		return COVER_NONE;
	return ima_log_has(&c->ima, sha256) ? COVER_KERNEL : COVER_NONE;
}

void fact_absent(struct zkcap_fact *f, const char *fmt, ...)
{
	va_list ap;

	memset(f, 0, sizeof(*f));
	va_start(ap, fmt);
	vsnprintf(f->source, sizeof(f->source), fmt, ap);
	va_end(ap);
}

bool version_of(u64 *out, const char *text)
{
	static const u64 max[3] = { UINT16_MAX, UINT16_MAX, UINT32_MAX };
	static const int shift[3] = { 48, 32, 0 };
	u64 part;
	int i;

	*out = 0;
	for (i = 0; i < 3; i++) {
		if (*text < '0' || *text > '9')
			return false;
		for (part = 0; *text >= '0' && *text <= '9'; text++) {
			part = part * 10 + (u64)(*text - '0');
			if (part > max[i])
				return false;
		}
		*out |= part << shift[i];
		/* 3.0.22-1 is 3.0.22, and 2.36-9 is 2.36.0 */
		if (*text != '.' || text[1] < '0' || text[1] > '9')
			return true;
		text++;
	}
	return true;
}
