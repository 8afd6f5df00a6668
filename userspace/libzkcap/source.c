// SPDX-License-Identifier: MIT
/* Places in an expression's text. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "source.h"

uint32_t zkcap_source_line(const struct zkcap_source *source, uint32_t offset)
{
	return source->lines ? source->lines[offset] : 1;
}

uint32_t zkcap_source_column(const struct zkcap_source *source, uint32_t offset)
{
	return source->columns ? source->columns[offset] : offset + 1;
}

int zkcap_source_error(const struct zkcap_source *source, uint32_t offset,
		       struct zkcap_error *err, const char *fmt, ...)
{
	char what[ZKCAP_ERROR_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return zkcap_error_set(err, -EINVAL, "%s:%u:%u: %s", source->file,
			       zkcap_source_line(source, offset),
			       zkcap_source_column(source, offset), what);
}
