// SPDX-License-Identifier: MIT
/* Strict JSON objects with bytes in hexadecimal. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hexjson.h"

#define VERSION 1

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static const char *bare(const char *member)
{
	return member[0] == '?' ? member + 1 : member;
}

static int check_members(const json_t *object, const char *const *members,
			 struct zkcap_error *err)
{
	size_t n = 2, i;
	const char *key;

	for (i = 0; members[i]; i++) {
		if (json_object_get(object, bare(members[i])))
			n++;
		else if (members[i][0] != '?')
			return zkcap_error_set(err, -EINVAL, "'%s' is missing", members[i]);
	}
	if (json_object_size(object) == n)
		return 0;
	for (void *it = json_object_iter((json_t *)object); it;
	     it = json_object_iter_next((json_t *)object, it)) {
		key = json_object_iter_key(it);
		if (!strcmp(key, "kind") || !strcmp(key, "version"))
			continue;
		for (i = 0; members[i] && strcmp(key, bare(members[i])) != 0; i++)
			;
		if (!members[i])
			return zkcap_error_set(err, -EINVAL, "'%.32s' does not belong here", key);
	}
	return zkcap_error_set(err, -EINVAL, "other members than expected");
}

static int check_kind(const json_t *object, const char *kind, struct zkcap_error *err)
{
	const char *got = json_string_value(json_object_get(object, "kind"));
	const json_t *version = json_object_get(object, "version");

	if (!got || strcmp(got, kind) != 0)
		return zkcap_error_set(err, -EINVAL, "'kind' is '%.40s': expected '%s'",
				       got ? got : "", kind);
	if (!json_is_integer(version) || json_integer_value(version) != VERSION)
		return zkcap_error_set(err, -EINVAL, "'version': expected %d", VERSION);
	return 0;
}

int hexjson_parse(json_t **out, const char *text, size_t len, const char *kind,
		  const char *const *members, struct zkcap_error *err)
{
	json_error_t where;
	json_t *object = json_loadb(text, len, JSON_REJECT_DUPLICATES, &where);
	int rc;

	*out = NULL;
	if (!object)
		return zkcap_error_set(err, -EINVAL, "no JSON: line %d: %s", where.line,
				       where.text);
	if (!json_is_object(object))
		rc = zkcap_error_set(err, -EINVAL, "expected a JSON object");
	else
		rc = check_kind(object, kind, err);
	if (!rc)
		rc = check_members(object, members, err);
	if (rc)
		json_decref(object);
	else
		*out = object;
	return rc;
}

json_t *hexjson_new(const char *kind)
{
	return json_pack("{s:s, s:i}", "kind", kind, "version", VERSION);
}

json_t *hexjson_bytes(const uint8_t *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	char *hex = malloc(2 * len + 1);
	json_t *value;
	size_t i;

	if (!hex)
		return NULL;
	for (i = 0; i < len; i++) {
		hex[2 * i] = digits[data[i] >> 4];
		hex[2 * i + 1] = digits[data[i] & 15];
	}
	value = json_stringn(hex, 2 * len);
	explicit_bzero(hex, 2 * len);
	free(hex);
	return value;
}

void hexjson_set(json_t *object, const char *name, const uint8_t *data, size_t len)
{
	json_object_set_new(object, name, hexjson_bytes(data, len));
}

/* Length in bytes, or -1 after reporting */
static long hex_length(const json_t *value, const char *name, size_t min, size_t max,
		       struct zkcap_error *err)
{
	size_t len = json_string_length(value);

	if (!json_is_string(value))
		zkcap_error_set(err, -EINVAL, "'%s': expected a string of hex digits", name);
	else if (len % 2 || len / 2 < min || len / 2 > max)
		zkcap_error_set(err, -EINVAL,
				"'%s' has %zu hex digits: expected an even number from %zu to %zu",
				name, len, 2 * min, 2 * max);
	else
		return (long)(len / 2);
	return -1;
}

static int decode(const json_t *value, const char *name, uint8_t *out, size_t len,
		  struct zkcap_error *err)
{
	const char *hex = json_string_value(value);
	size_t i;

	for (i = 0; i < len; i++) {
		int hi = digit(hex[2 * i]), lo = digit(hex[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return zkcap_error_set(err, -EINVAL,
					       "'%s': byte %zu is not two lower-case hex digits",
					       name, i);
		out[i] = (uint8_t)(hi << 4 | lo);
	}
	return 0;
}

int hexjson_get(const json_t *object, const char *name, uint8_t *out, size_t len,
		struct zkcap_error *err)
{
	const json_t *value = json_object_get(object, name);

	if (hex_length(value, name, len, len, err) < 0)
		return -EINVAL;
	return decode(value, name, out, len, err);
}

int hexjson_bytes_of(const json_t *value, const char *name, size_t min, size_t max,
		     struct zkcap_tpm_bytes *out, struct zkcap_error *err)
{
	long len = hex_length(value, name, min, max, err);
	int rc;

	*out = (struct zkcap_tpm_bytes){ 0 };
	if (len < 0)
		return -EINVAL;
	out->len = (size_t)len;
	out->data = malloc(out->len + 1);
	if (!out->data)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	rc = decode(value, name, out->data, out->len, err);
	if (rc)
		zkcap_tpm_bytes_free(out);
	return rc;
}

int hexjson_get_bytes(const json_t *object, const char *name, size_t min, size_t max,
		      struct zkcap_tpm_bytes *out, struct zkcap_error *err)
{
	return hexjson_bytes_of(json_object_get(object, name), name, min, max, out, err);
}

int hexjson_get_text(const json_t *object, const char *name, char *out, size_t size,
		     struct zkcap_error *err)
{
	const json_t *value = json_object_get(object, name);
	const char *text = json_string_value(value);
	size_t len = json_string_length(value), i;

	if (!text || len >= size)
		return zkcap_error_set(err, -EINVAL, "'%s': expected text of at most %zu characters",
				       name, size - 1);
	for (i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			return zkcap_error_set(err, -EINVAL, "'%s': expected printable ASCII",
					       name);
	memcpy(out, text, len + 1);
	return 0;
}

int hexjson_get_u64(const json_t *object, const char *name, uint64_t *out,
		    struct zkcap_error *err)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return zkcap_error_set(err, -EINVAL, "'%s': expected a number from 0", name);
	*out = (uint64_t)json_integer_value(value);
	return 0;
}
