// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_verbose, is_journal;

void log_init(bool verbose)
{
	is_verbose = verbose;
	is_journal = !!getenv("JOURNAL_STREAM");
	setvbuf(stderr, NULL, _IOLBF, 0);
}

void log_line(enum log_level level, const char *fmt, ...)
{
	char text[1280];
	va_list ap;

	if (level == LOG_DETAIL && !is_verbose)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* One call, so that lines of several threads do not mix. */
	if (is_journal)
		fprintf(stderr, "<%d>%s\n", level, text);
	else
		fprintf(stderr, "zkcapd: %s\n", text);
}
