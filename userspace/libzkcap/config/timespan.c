// SPDX-License-Identifier: MIT
/* Lengths of time in configuration. */

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "shim.h"
#include "timespan.h"

static const struct {
	const char *name;
	uint64_t ms;
} units[] = {
	{ "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 },
};

static int parse_digits(const char **text, uint64_t *number)
{
	const char *s = *text;

	if (!isdigit((unsigned char)*s))
		return -EINVAL;
	for (*number = 0; isdigit((unsigned char)*s); s++)
		if (__builtin_mul_overflow(*number, (uint64_t)10, number) ||
		    __builtin_add_overflow(*number, (uint64_t)(*s - '0'), number))
			return -ERANGE;
	*text = s;
	return 0;
}

int zkcap_timespan_parse(const char *text, uint64_t *ms)
{
	uint64_t number;
	size_t i = 0, len;
	int ret;

	*ms = 0;
	do {
		ret = parse_digits(&text, &number);
		if (ret)
			return ret;
		len = strcspn(text, "0123456789");
		while (i < ARRAY_SIZE(units) &&
		       (strlen(units[i].name) != len || strncmp(text, units[i].name, len)))
			i++;
		if (i == ARRAY_SIZE(units))
			return -EINVAL;
		if (__builtin_mul_overflow(number, units[i].ms, &number) ||
		    __builtin_add_overflow(*ms, number, ms))
			return -ERANGE;
		text += len;
		i++;
	} while (*text);
	return 0;
}

char *zkcap_timespan_format(char text[ZKCAP_TIMESPAN_TEXT], uint64_t ms)
{
	size_t i, used = 0;

	snprintf(text, ZKCAP_TIMESPAN_TEXT, "0s");
	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (ms < units[i].ms)
			continue;
		used += snprintf(text + used, ZKCAP_TIMESPAN_TEXT - used, "%" PRIu64 "%s",
				 ms / units[i].ms, units[i].name);
		ms %= units[i].ms;
	}
	return text;
}
