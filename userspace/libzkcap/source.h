/* SPDX-License-Identifier: MIT */
/* The text of an expression, and where each of its characters stands in a file. */
#ifndef ZKCAP_SOURCE_H
#define ZKCAP_SOURCE_H

#include <stdint.h>

#include "error.h"

/**
 * struct zkcap_source - an expression's text
 * @file: for messages
 * @text: zero-terminated
 * @lines: line of each character and of the end, from 1; NULL: all on line 1
 * @columns: as @lines; NULL: counted from the text's beginning
 */
struct zkcap_source {
	const char *file;
	const char *text;
	uint32_t *lines;
	uint32_t *columns;
};

uint32_t zkcap_source_line(const struct zkcap_source *source, uint32_t offset);
uint32_t zkcap_source_column(const struct zkcap_source *source, uint32_t offset);

/**
 * zkcap_source_error() - record "file:line:column: ..." about a place in the text
 * Return: -EINVAL.
 */
int zkcap_source_error(const struct zkcap_source *source, uint32_t offset,
		       struct zkcap_error *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif /* ZKCAP_SOURCE_H */
