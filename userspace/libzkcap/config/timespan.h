/* SPDX-License-Identifier: MIT */
/* Lengths of time in configuration: 90s, 1h30m, 500ms; each unit once, longest first. */
#ifndef ZKCAP_TIMESPAN_H
#define ZKCAP_TIMESPAN_H

#include <stdint.h>

/* Room for what zkcap_timespan_format() writes */
#define ZKCAP_TIMESPAN_TEXT 40

/**
 * zkcap_timespan_parse() - days, hours, minutes, seconds and milliseconds
 * Return: 0; -EINVAL; -ERANGE when it does not fit.
 */
int zkcap_timespan_parse(const char *text, uint64_t *ms);

/* The shortest text for it, exact; returns text. */
char *zkcap_timespan_format(char text[ZKCAP_TIMESPAN_TEXT], uint64_t ms);

#endif /* ZKCAP_TIMESPAN_H */
