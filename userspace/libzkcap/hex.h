/* SPDX-License-Identifier: MIT */
/* Bytes as hexadecimal digits. */
#ifndef ZKCAP_HEX_H
#define ZKCAP_HEX_H

#include <string.h>

#include "shim.h"

/* Lower-case digits and a NUL: @out holds 2 * len + 1 bytes; returned */
static inline char *zkcap_hex_encode(char *out, const u8 *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < len; i++) {
		out[2 * i] = digits[data[i] >> 4];
		out[2 * i + 1] = digits[data[i] & 15];
	}
	out[2 * len] = '\0';
	return out;
}

static inline int zkcap_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Exactly @len bytes, two digits each and nothing else; false if it is not that */
static inline bool zkcap_hex_decode(u8 *out, size_t len, const char *text)
{
	size_t i;
	int hi, lo;

	if (strlen(text) != 2 * len)
		return false;
	for (i = 0; i < len; i++) {
		hi = zkcap_hex_digit(text[2 * i]);
		lo = zkcap_hex_digit(text[2 * i + 1]);
		if (hi < 0 || lo < 0)
			return false;
		out[i] = (u8)(hi << 4 | lo);
	}
	return true;
}

#endif /* ZKCAP_HEX_H */
