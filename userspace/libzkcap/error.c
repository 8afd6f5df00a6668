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
	size_t len;
	int n;

	if (!err)
		return code;
	memcpy(old, err->message, sizeof(old));
	va_start(ap, fmt);
	n = vsnprintf(err->message, sizeof(err->message), fmt, ap);
	va_end(ap);
	len = n < 0 ? 0 : (size_t)n;
	if (len < sizeof(err->message))
		snprintf(err->message + len, sizeof(err->message) - len, ": %s", old);
	return err->code;
}
