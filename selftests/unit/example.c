// SPDX-License-Identifier: GPL-2.0-only
#include "example.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH "selftests/unit/vectors/worked-example.json"

json_t *example_load(void)
{
	json_error_t err;
	json_t *o = json_load_file(PATH, 0, &err);

	if (!o) {
		fprintf(stderr, "%s: %s (run from the top of the tree)\n", PATH, err.text);
		exit(1);
	}
	return o;
}

static int nibble(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p = memchr(digits, c, 16);

	if (!p) {
		fprintf(stderr, "not a hex digit: %c\n", c);
		exit(1);
	}
	return p - digits;
}

size_t example_hex(uint8_t *out, size_t max, const char *hex)
{
	size_t n, i;

	if (!strncmp(hex, "0x", 2))
		hex += 2;
	n = strlen(hex) / 2;
	if (strlen(hex) % 2 || n > max) {
		fprintf(stderr, "%s: not hex of at most %zu bytes\n", hex, max);
		exit(1);
	}
	for (i = 0; i < n; i++)
		out[i] = nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]);
	return n;
}

void example_bytes(uint8_t *out, size_t len, const json_t *obj, const char *key)
{
	const char *hex = json_string_value(json_object_get(obj, key));

	if (!hex || example_hex(out, len, hex) != len) {
		fprintf(stderr, "%s: expected %zu bytes of hex\n", key, len);
		exit(1);
	}
}
