// SPDX-License-Identifier: MIT
/* Values of options and operands. */

#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "hex.h"

static const char *skip_0x(const char *s)
{
	return s[0] == '0' && (s[1] == 'x' || s[1] == 'X') ? s + 2 : s;
}

int cmd_parse_u64(const struct cmd *cmd, const char *what, const char *text, uint64_t *value)
{
	const char *s = skip_0x(text);
	int base = s == text ? 10 : 16;
	uint64_t v = 0;

	if (!*s)
		goto bad;
	for (; *s; s++) {
		int d = zkcap_hex_digit(*s);

		if (d < 0 || d >= base || __builtin_mul_overflow(v, (uint64_t)base, &v) ||
		    __builtin_add_overflow(v, (uint64_t)d, &v))
			goto bad;
	}
	*value = v;
	return 0;
bad:
	return cmd_fail(cmd, CMD_USAGE,
			"%s: '%s' is not a number: expected decimal or 0x hex, below 2^64", what,
			text);
}

int cmd_parse_hex(const struct cmd *cmd, const char *what, const char *text, uint8_t *out,
		  size_t len)
{
	const char *s = skip_0x(text);
	size_t i;

	if (strlen(s) != 2 * len)
		return cmd_fail(cmd, CMD_USAGE, "%s: has %zu hex digits: expected %zu", what,
				strlen(s), 2 * len);
	for (i = 0; i < len; i++) {
		int hi = zkcap_hex_digit(s[2 * i]), lo = zkcap_hex_digit(s[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return cmd_fail(cmd, CMD_USAGE,
					"%s: '%.2s' at byte %zu is not two hex digits", what,
					s + 2 * i, i);
		out[i] = (uint8_t)(hi << 4 | lo);
	}
	return 0;
}

int cmd_parse_pair(const struct cmd *cmd, const char *what, const char *text, char **name,
		   const char **value)
{
	const char *eq = strchr(text, '=');

	if (!eq || eq == text)
		return cmd_fail(cmd, CMD_USAGE, "%s: '%s': expected name=value", what, text);
	*name = strndup(text, (size_t)(eq - text));
	if (!*name)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	*value = eq + 1;
	return 0;
}

char *cmd_hex(char *out, const uint8_t *data, size_t len)
{
	return zkcap_hex_encode(out, data, len);
}
