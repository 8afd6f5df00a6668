// SPDX-License-Identifier: MIT
/* The reference string's two forms: the ceremony's text and the compact binary. */

#include <errno.h>
#include <string.h>

#include "sha256.h"
#include "srs_file.h"

static const u8 header[8] = { 'Z', 'K', 'C', 'S', 1 };

static u32 load_be32(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

static void store_be32(u8 *p, u32 v)
{
	p[0] = v >> 24;
	p[1] = v >> 16;
	p[2] = v >> 8;
	p[3] = v;
}

static void set_pointers(struct zkcap_srs_file *f)
{
	const u8 *points = f->bytes + ZKCAP_SRS_HEADER_BYTES;

	f->g1 = (const void *)points;
	f->g2 = (const void *)(points + 48 * ZKCAP_SRS_G1_POWERS);
	f->source = f->bytes + 16;
	zkcap_sha256(f->digest, f->bytes, sizeof(f->bytes));
}

int zkcap_srs_file_parse(struct zkcap_srs_file *f, const u8 *data, size_t len,
			 struct zkcap_error *err)
{
	if (len < ZKCAP_SRS_HEADER_BYTES || memcmp(data, header, sizeof(header)))
		return zkcap_error_set(err, -EINVAL,
				       "not a reference string: expected \"ZKCS\", version 1");
	if (load_be32(data + 8) != ZKCAP_SRS_G1_POWERS ||
	    load_be32(data + 12) != ZKCAP_SRS_G2_POWERS)
		return zkcap_error_set(err, -EINVAL,
				       "%u powers in G1 and %u in G2: expected %d and %d",
				       load_be32(data + 8), load_be32(data + 12),
				       ZKCAP_SRS_G1_POWERS, ZKCAP_SRS_G2_POWERS);
	if (len != ZKCAP_SRS_FILE_BYTES)
		return zkcap_error_set(err, -EINVAL, "%zu bytes: expected %d", len,
				       ZKCAP_SRS_FILE_BYTES);
	memcpy(f->bytes, data, len);
	set_pointers(f);
	return 0;
}

/* A text being read line by line; a line without its newline ends the text too */
struct reader {
	const char *at, *end;
	size_t line;
};

static size_t next_line(struct reader *r, const char **start)
{
	const char *newline = memchr(r->at, '\n', (size_t)(r->end - r->at));
	size_t len = (size_t)((newline ? newline : r->end) - r->at);

	*start = r->at;
	r->at += len + (newline ? 1 : 0);
	r->line++;
	return len;
}

static int read_count(struct reader *r, u32 expected, struct zkcap_error *err)
{
	const char *s;
	size_t len = next_line(r, &s), i;
	u32 v = 0;

	for (i = 0; i < len && i < 6 && s[i] >= '0' && s[i] <= '9'; i++)
		v = 10 * v + (u32)(s[i] - '0');
	if (!len || i != len || v != expected)
		return zkcap_error_set(err, -EINVAL, "line %zu: expected the count %u", r->line,
				       expected);
	return 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* One line of 2 * bytes lower-case digits; out may be NULL */
static int read_point(struct reader *r, u8 *out, size_t bytes, struct zkcap_error *err)
{
	const char *s;
	size_t len = next_line(r, &s), i;

	if (len != 2 * bytes)
		return zkcap_error_set(err, -EINVAL, "line %zu: %zu characters, expected %zu",
				       r->line, len, 2 * bytes);
	for (i = 0; i < bytes; i++) {
		int hi = hex_digit(s[2 * i]), lo = hex_digit(s[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return zkcap_error_set(err, -EINVAL,
					       "line %zu: expected lower-case hexadecimal digits",
					       r->line);
		if (out)
			out[i] = (u8)(hi << 4 | lo);
	}
	return 0;
}

int zkcap_srs_file_import(struct zkcap_srs_file *f, const char *text, size_t len,
			  struct zkcap_error *err)
{
	struct reader r = { .at = text, .end = text + len };
	u8 *g1 = f->bytes + ZKCAP_SRS_HEADER_BYTES, *g2 = g1 + 48 * ZKCAP_SRS_G1_POWERS;
	int rc, i;

	rc = read_count(&r, ZKCAP_SRS_G1_POWERS, err);
	if (!rc)
		rc = read_count(&r, ZKCAP_SRS_G2_POWERS, err);
	for (i = 0; i < ZKCAP_SRS_G1_POWERS && !rc; i++)
		rc = read_point(&r, NULL, 48, err);
	for (i = 0; i < ZKCAP_SRS_G2_POWERS && !rc; i++)
		rc = read_point(&r, g2 + 96 * i, 96, err);
	for (i = 0; i < ZKCAP_SRS_G1_POWERS && !rc; i++)
		rc = read_point(&r, g1 + 48 * i, 48, err);
	if (!rc && r.at != r.end)
		rc = zkcap_error_set(err, -EINVAL, "line %zu: expected the end", r.line + 1);
	if (rc)
		return rc;
	memcpy(f->bytes, header, sizeof(header));
	store_be32(f->bytes + 8, ZKCAP_SRS_G1_POWERS);
	store_be32(f->bytes + 12, ZKCAP_SRS_G2_POWERS);
	zkcap_sha256(f->bytes + 16, text, len);
	set_pointers(f);
	return 0;
}
