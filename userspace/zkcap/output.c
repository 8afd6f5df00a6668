// SPDX-License-Identifier: MIT
/* One result, two forms: a JSON object or aligned text. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

/* The text of a scalar; to be freed. */
static char *scalar_text(const json_t *v)
{
	if (json_is_string(v))
		return strdup(json_string_value(v));
	if (json_is_null(v))
		return strdup("-");
	if (json_is_boolean(v))
		return strdup(json_is_true(v) ? "yes" : "no");
	return json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(6));
}

static int print_width(size_t n)
{
	return n > 64 ? 64 : (int)n;
}

/* Columns are the keys of the first row, in its order. */
static void emit_table(const json_t *rows)
{
	size_t i, width;
	const char *key;
	json_t *row, *cell, *first = json_array_get(rows, 0);
	bool last;

	for (i = 0; i <= json_array_size(rows); i++) {
		void *iter = json_object_iter(first);

		for (; iter; iter = json_object_iter_next(first, iter)) {
			size_t j;

			key = json_object_iter_key(iter);
			width = strlen(key);
			json_array_foreach(rows, j, row) {
				cleanup_free char *t = scalar_text(json_object_get(row, key));

				if (t && strlen(t) > width)
					width = strlen(t);
			}
			last = !json_object_iter_next(first, iter);
			if (i == 0) {
				printf("%-*s%s", last ? 0 : print_width(width), key,
				       last ? "\n" : "  ");
			} else {
				cleanup_free char *t = NULL;

				cell = json_object_get(json_array_get(rows, i - 1), key);
				t = cell ? scalar_text(cell) : strdup("-");
				printf("%-*s%s", last ? 0 : print_width(width), t ? t : "",
				       last ? "\n" : "  ");
			}
		}
	}
}

static void emit_array(const char *key, int width, const json_t *a)
{
	json_t *v;
	size_t i;

	if (json_array_size(a) == 0) {
		printf("%-*s  -\n", width, key);
		return;
	}
	if (json_is_object(json_array_get(a, 0))) {
		printf("%s:\n", key);
		emit_table(a);
		return;
	}
	json_array_foreach(a, i, v) {
		cleanup_free char *t = scalar_text(v);

		printf("%-*s  %s\n", width, i == 0 ? key : "", t ? t : "");
	}
}

static void emit_text(json_t *o)
{
	const char *key;
	json_t *v;
	int width = 0;

	json_object_foreach(o, key, v)
		if (key[0] != '_' && (int)strlen(key) > width)
			width = (int)strlen(key);
	json_object_foreach(o, key, v) {
		if (key[0] == '_')
			continue;
		if (json_is_array(v)) {
			emit_array(key, width, v);
		} else if (json_is_object(v)) {
			printf("%s:\n", key);
			emit_text(v);
		} else {
			cleanup_free char *t = scalar_text(v);

			printf("%-*s  %s\n", width, key, t ? t : "");
		}
	}
}

int cmd_emit(const struct cmd *cmd, json_t *result)
{
	cleanup_json json_t *owned = result;

	if (!owned)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	if (cmd->json) {
		json_dumpf(owned, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
		putchar('\n');
	} else {
		emit_text(owned);
	}
	if (fflush(stdout) != 0)
		return cmd_fail(cmd, CMD_USAGE, "cannot write to standard output");
	return CMD_OK;
}
