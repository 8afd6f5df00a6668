/* SPDX-License-Identifier: MIT */
/* What the service says to its administrator.  Never anything of a manifest. */
#ifndef ZKCAPD_LOG_H
#define ZKCAPD_LOG_H

#include <stdbool.h>

/* As syslog(3): systemd takes them as priorities of the journal */
enum log_level {
	LOG_ERROR = 3,
	LOG_WARN = 4,
	LOG_NOTICE = 5,
	LOG_DETAIL = 7,
};

/* @verbose: also LOG_DETAIL, a line or two for each question */
void log_init(bool verbose);

/* One line on standard error; safe from any thread */
void log_line(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif /* ZKCAPD_LOG_H */
