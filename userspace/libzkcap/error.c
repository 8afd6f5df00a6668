// SPDX-License-Identifier: MIT
/* One error type, carried up with context. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"

int zkcap_error_set(struct zkcap_error *err, int code, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return code;
	err->code = code;
	va_start(ap, fmt);
	vsnprintf(err->message, sizeof(err->message), fmt, ap);
	va_end(ap);
	return code;
}

int zkcap_error_context(struct zkcap_error *err, int code, const char *fmt, ...)
{
	char old[ZKCAP_ERROR_MAX];
	va_list ap;
	int len, left;

	if (!err)
		return code;
	memcpy(old, err->message, sizeof(old));
	va_start(ap, fmt);
	len = vsnprintf(err->message, sizeof(err->message), fmt, ap);
	va_end(ap);
	left = (int)sizeof(err->message) - len;
	if (len >= 0 && left > 3)
		snprintf(err->message + len, left, ": %.*s", left - 3, old);
	return err->code;
}
