// SPDX-License-Identifier: MIT
#include "program_help.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

static int width_of(const struct zkcap_help_row *row)
{
	return (int)(strlen(row->name) + 1 + (row->argument ? strlen(row->argument) : 0));
}

static int print_text(const struct zkcap_program_help *help, FILE *out)
{
	int width = 0;
	size_t i;

	fprintf(out, "usage: %s %s\n%s.\n\n%s:\n", help->name, help->synopsis, help->summary,
		help->title);
	for (i = 0; i < help->n_rows; i++)
		if (width < width_of(&help->rows[i]))
			width = width_of(&help->rows[i]);
	for (i = 0; i < help->n_rows; i++) {
		const struct zkcap_help_row *row = &help->rows[i];

		fprintf(out, "  %s %s%*s %s\n", row->name, row->argument ? row->argument : "",
			width - width_of(row), "", row->help);
	}
	fprintf(out, "\n%s\n", help->details);
	return ferror(out) ? -EIO : 0;
}

static int print_json(const struct zkcap_program_help *help, FILE *out)
{
	json_t *rows = json_array(), *all;
	size_t i;
	int rc;

	for (i = 0; i < help->n_rows; i++)
		json_array_append_new(rows, json_pack("{s:s, s:s?, s:s}", "name",
						      help->rows[i].name, "argument",
						      help->rows[i].argument, "help",
						      help->rows[i].help));
	all = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "name", help->name, "synopsis",
			help->synopsis, "summary", help->summary, "details", help->details,
			"title", help->title, "rows", rows);
	rc = json_dumpf(all, out, JSON_INDENT(2));
	json_decref(all);
	return rc || fputc('\n', out) == EOF ? -EIO : 0;
}

int zkcap_program_help(const struct zkcap_program_help *help, const char *format, FILE *out)
{
	if (!format)
		return print_text(help, out);
	if (!strcmp(format, "json"))
		return print_json(help, out);
	fprintf(stderr, "%s: --help=%s: expected --help or --help=json\n", help->name, format);
	return -EINVAL;
}
