/* SPDX-License-Identifier: MIT */
/*
 * What a program without commands says of itself: to a terminal, and as JSON, of which its
 * manual page is made.
 */
#ifndef ZKCAP_PROGRAM_HELP_H
#define ZKCAP_PROGRAM_HELP_H

#include <stddef.h>
#include <stdio.h>

/**
 * struct zkcap_help_row - one option, or whatever else a program goes by
 * @name:     as it is written, "--socket"
 * @argument: what it is followed by, or NULL
 * @help:     what it does, in a line
 */
struct zkcap_help_row {
	const char *name;
	const char *argument;
	const char *help;
};

/**
 * struct zkcap_program_help - the whole of it
 * @name:     of the program
 * @synopsis: what follows the name on a command line
 * @summary:  in a line, without a full stop
 * @details:  paragraphs for the manual page, apart by empty lines
 * @title:    what @rows are, "Options"
 * @rows:     in the order to print
 * @n_rows:   number of @rows
 */
struct zkcap_program_help {
	const char *name;
	const char *synopsis;
	const char *summary;
	const char *details;
	const char *title;
	const struct zkcap_help_row *rows;
	size_t n_rows;
};

/**
 * zkcap_program_help() - prints it
 * @help:   what to print
 * @format: NULL for a terminal, "json" for the manual page; the argument of --help=
 * @out:    where to
 *
 * Return: 0; -EINVAL for another format, of which it says so on standard error; -EIO if it
 * cannot be written.
 */
int zkcap_program_help(const struct zkcap_program_help *help, const char *format, FILE *out);

#endif
