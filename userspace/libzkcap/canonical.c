// SPDX-License-Identifier: MIT
/* Canonical JSON, RFC 8785. */

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "canonical.h"
#include "sha256.h"

#define EXACT_INTEGER 9007199254740992LL /* 2^53 */

static int write_value(FILE *f, const json_t *json, struct zkcap_error *err);

/* Section 3.2.2.2: short escapes, \u00xx for other control characters, else as is */
static void write_string(FILE *f, const char *s)
{
	static const char names[] = "\b\t\n\f\r\"\\", letters[] = "btnfr\"\\";
	const char *p;

	fputc('"', f);
	for (; *s; s++) {
		p = strchr(names, *s);
		if (p)
			fprintf(f, "\\%c", letters[p - names]);
		else if ((unsigned char)*s < 0x20)
			fprintf(f, "\\u%04x", (unsigned char)*s);
		else
			fputc(*s, f);
	}
	fputc('"', f);
}

/* The shortest decimal digits that read back as d > 0; d = 0.digits * 10^point */
static void shortest_digits(double d, char digits[20], int *point)
{
	char buf[40], *exp;
	int precision, n = 0;
	char *p;

	for (precision = 0; precision < 17; precision++) {
		snprintf(buf, sizeof(buf), "%.*e", precision, d);
		if (strtod(buf, NULL) == d)
			break;
	}
	exp = strchr(buf, 'e');
	*point = atoi(exp + 1) + 1;
	for (p = buf; p < exp; p++)
		if (*p != '.')
			digits[n++] = *p;
	digits[n] = '\0';
}

/* ECMAScript's Number::toString, as section 3.2.2.3 asks */
static int write_number(FILE *f, double d, struct zkcap_error *err)
{
	char digits[20];
	int point, n;

	if (!isfinite(d))
		return zkcap_error_set(err, -ERANGE, "a number is not finite");
	if (d == 0) {
		fputc('0', f);
		return 0;
	}
	if (d < 0) {
		fputc('-', f);
		d = -d;
	}
	shortest_digits(d, digits, &point);
	n = strlen(digits);
	if (n <= point && point <= 21)
		fprintf(f, "%s%.*s", digits, point - n, "000000000000000000000");
	else if (point > 0 && point <= 21)
		fprintf(f, "%.*s.%s", point, digits, digits + point);
	else if (point > -6 && point <= 0)
		fprintf(f, "0.%.*s%s", -point, "000000", digits);
	else
		fprintf(f, "%c%s%se%+d", digits[0], n > 1 ? "." : "", digits + 1, point - 1);
	return 0;
}

/* The next UTF-16 code unit of valid UTF-8, two for a character beyond the BMP */
static unsigned int next_unit(const unsigned char **s, unsigned int *low)
{
	const unsigned char *p = *s;
	unsigned int c;

	if (*low) {
		c = *low;
		*low = 0;
		return c;
	}
	if (p[0] < 0x80) {
		*s += !!p[0];
		return p[0];
	}
	if (p[0] < 0xe0) {
		*s += 2;
		return (p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	}
	if (p[0] < 0xf0) {
		*s += 3;
		return (p[0] & 0xf) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
	}
	*s += 4;
	c = (p[0] & 7) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6 | (p[3] & 0x3f);
	c -= 0x10000;
	*low = 0xdc00 | (c & 0x3ff);
	return 0xd800 | c >> 10;
}

/* Section 3.2.3: keys in the order of their UTF-16 code units */
static int compare_keys(const void *a, const void *b)
{
	const unsigned char *s = *(const unsigned char *const *)a;
	const unsigned char *t = *(const unsigned char *const *)b;
	unsigned int u, v, ulow = 0, vlow = 0;

	do {
		u = next_unit(&s, &ulow);
		v = next_unit(&t, &vlow);
	} while (u == v && u);
	return u < v ? -1 : u > v;
}

static int write_object(FILE *f, const json_t *json, struct zkcap_error *err)
{
	size_t n = json_object_size(json), i = 0;
	const char **keys = calloc(n + 1, sizeof(*keys)), *key;
	json_t *value;
	int ret = 0;

	if (!keys)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	json_object_foreach((json_t *)json, key, value)
		keys[i++] = key;
	qsort(keys, n, sizeof(*keys), compare_keys);
	fputc('{', f);
	for (i = 0; i < n && !ret; i++) {
		if (i)
			fputc(',', f);
		write_string(f, keys[i]);
		fputc(':', f);
		ret = write_value(f, json_object_get(json, keys[i]), err);
	}
	fputc('}', f);
	free(keys);
	return ret;
}

static int write_array(FILE *f, const json_t *json, struct zkcap_error *err)
{
	size_t i;
	int ret = 0;

	fputc('[', f);
	for (i = 0; i < json_array_size(json) && !ret; i++) {
		if (i)
			fputc(',', f);
		ret = write_value(f, json_array_get(json, i), err);
	}
	fputc(']', f);
	return ret;
}

static int write_value(FILE *f, const json_t *json, struct zkcap_error *err)
{
	json_int_t i;

	switch (json_typeof(json)) {
	case JSON_OBJECT:
		return write_object(f, json, err);
	case JSON_ARRAY:
		return write_array(f, json, err);
	case JSON_STRING:
		write_string(f, json_string_value(json));
		return 0;
	case JSON_INTEGER:
		i = json_integer_value(json);
		if (i > EXACT_INTEGER || i < -EXACT_INTEGER)
			return zkcap_error_set(err, -ERANGE,
					       "%lld: a number in JSON is exact up to 2^53 only",
					       (long long)i);
		return write_number(f, (double)i, err);
	case JSON_REAL:
		return write_number(f, json_real_value(json), err);
	case JSON_TRUE:
		fputs("true", f);
		return 0;
	case JSON_FALSE:
		fputs("false", f);
		return 0;
	case JSON_NULL:
		fputs("null", f);
		return 0;
	}
	return zkcap_error_set(err, -EINVAL, "not a JSON value");
}

int zkcap_canonical_json(char **out, const json_t *json, struct zkcap_error *err)
{
	bool complete;
	size_t len;
	FILE *f;
	int ret;

	*out = NULL;
	f = open_memstream(out, &len);
	if (!f)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	ret = write_value(f, json, err);
	complete = !fflush(f) && !ferror(f);
	if ((fclose(f) || !complete || !*out) && !ret)
		ret = zkcap_error_set(err, -ENOMEM, "out of memory");
	if (ret) {
		free(*out);
		*out = NULL;
	}
	return ret;
}

int zkcap_canonical_digest(uint8_t out[32], const json_t *json, struct zkcap_error *err)
{
	char *text;
	int ret = zkcap_canonical_json(&text, json, err);

	if (ret)
		return ret;
	zkcap_sha256(out, text, strlen(text));
	free(text);
	return 0;
}
