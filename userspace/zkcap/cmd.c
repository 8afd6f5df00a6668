// SPDX-License-Identifier: MIT
/* Option parsing and error reports that all commands share. */

#define _GNU_SOURCE
#include <ctype.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"

#define MAX_OPTIONS 32

/* Ids of the options that every verb has; out of reach of CMD_LONG(n). */
enum { OPT_HELP = 0x4000, OPT_JSON, OPT_DATA };

const struct cmd_option cmd_common_options[] = {
	{ OPT_JSON, "json", NULL, "print results and errors as JSON" },
	{ OPT_DATA, "data", "DIR", "where circuits, sets and the SRS are" },
	{ OPT_HELP, "help", NULL, "show this" },
	{ 0 },
};

struct opt_table {
	struct option longs[MAX_OPTIONS];
	char shorts[2 * MAX_OPTIONS + 4];
	size_t n_longs;
	size_t n_shorts;
};

char cmd_option_letter(const struct cmd_option *o)
{
	if (o->id & CMD_KIND_MASK)
		return (char)(o->id >> 20 & 0xff);
	return (char)(o->id < CMD_LONG(0) ? o->id : 0);
}

static void table_add(struct opt_table *t, const struct cmd_option *o)
{
	for (; o && o->id && t->n_longs < MAX_OPTIONS - 1; o++) {
		t->longs[t->n_longs++] = (struct option){
			.name = o->name,
			.has_arg = o->arg ? required_argument : no_argument,
			.val = o->id,
		};
		if (cmd_option_letter(o)) {
			t->shorts[t->n_shorts++] = cmd_option_letter(o);
			if (o->arg)
				t->shorts[t->n_shorts++] = ':';
		}
	}
}

static int report_bad_option(const struct cmd *cmd, int c)
{
	const char *arg = cmd->argv[optind - 1];

	if (c == ':')
		cmd_fail(cmd, CMD_USAGE, "option '%s' needs an argument", arg);
	else if (optopt > 0 && optopt < CMD_LONG(0) && strncmp(arg, "--", 2) != 0)
		cmd_fail(cmd, CMD_USAGE, "unknown option '-%c'; see --help", optopt);
	else
		cmd_fail(cmd, CMD_USAGE, "unknown or ambiguous option '%s'; see --help", arg);
	return CMD_OPT_ERROR;
}

static const struct cmd_option *find_option(const struct cmd *cmd, int c)
{
	const struct cmd_option *o = cmd->verb->options;

	for (; o && o->id; o++)
		if (o->id == c || cmd_option_letter(o) == c)
			return o;
	return NULL;
}

/* Returns c if it is for the caller, 0 if the option was put where it goes. */
static int store(struct cmd *cmd, int c)
{
	const struct cmd_option *o = find_option(cmd, c);
	char name[64];
	void *at;

	if (!o || !(o->id & CMD_KIND_MASK))
		return c;
	at = (char *)cmd->into + (o->id & CMD_OFFSET_MASK);
	switch (o->id & CMD_KIND_MASK) {
	case CMD_KIND_TEXT:
		*(const char **)at = cmd->arg;
		return 0;
	case CMD_KIND_FLAG:
		*(bool *)at = true;
		return 0;
	default:
		snprintf(name, sizeof(name), "--%s", o->name);
		return cmd_parse_u64(cmd, name, cmd->arg, at) ? CMD_OPT_ERROR : 0;
	}
}

int cmd_getopt(struct cmd *cmd)
{
	struct opt_table t = { 0 };
	int c;

	if (cmd->verb->flags & CMD_IN_ORDER)
		t.shorts[t.n_shorts++] = '-';
	else if (cmd->verb->flags & CMD_STOP_AT_OPERAND)
		t.shorts[t.n_shorts++] = '+';
	t.shorts[t.n_shorts++] = ':';
	table_add(&t, cmd->verb->options);
	table_add(&t, cmd_common_options);

	opterr = 0;
	for (;;) {
		c = getopt_long(cmd->argc, cmd->argv, t.shorts, t.longs, NULL);
		cmd->arg = optarg;
		switch (c) {
		case OPT_JSON:
			cmd->json = true;
			break;
		case OPT_DATA:
			cmd->data = optarg;
			break;
		case OPT_HELP:
			cmd_help_verb(stdout, cmd->noun, cmd->verb);
			exit(CMD_OK);
		case -1:
			cmd->argc -= optind;
			cmd->argv += optind;
			cmd->options_done = true;
			return CMD_OPT_END;
		case '?':
		case ':':
			return report_bad_option(cmd, c);
		default:
			c = store(cmd, c);
			if (c)
				return c;
		}
	}
}

int cmd_operands(struct cmd *cmd, int min, int max)
{
	if (!cmd->options_done && cmd_getopt(cmd) != CMD_OPT_END)
		return CMD_USAGE;
	if (cmd->argc < min)
		return cmd_fail(cmd, CMD_USAGE, "an operand is missing: expected %s",
				cmd->verb->synopsis);
	if (cmd->argc > max)
		return cmd_fail(cmd, CMD_USAGE, "unexpected operand '%s'", cmd->argv[max]);
	return 0;
}

int cmd_fail_with(const struct cmd *cmd, int code, json_t *more, const char *message)
{
	cleanup_json json_t *o = more ? more : json_object();
	const char *noun = cmd->noun ? cmd->noun->name : NULL;
	const char *verb = cmd->verb ? cmd->verb->name : NULL;

	if (cmd->tentative)
		return code;
	fprintf(stderr, "zkcap%s%s%s%s: %s\n", noun ? " " : "", noun ? noun : "",
		verb ? " " : "", verb ? verb : "", message);
	if (cmd->json) {
		json_object_set_new(o, "error", json_string(message));
		json_object_set_new(o, "exit", json_integer(code));
		json_dumpf(o, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	return code;
}

int cmd_fail(const struct cmd *cmd, int code, const char *fmt, ...)
{
	cleanup_free char *message = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&message, fmt, ap) < 0)
		message = NULL;
	va_end(ap);
	return cmd_fail_with(cmd, code, NULL, message ? message : "out of memory");
}

static void print_options(FILE *out, const struct cmd_option *o)
{
	char left[64];

	for (; o && o->id; o++) {
		if (cmd_option_letter(o))
			snprintf(left, sizeof(left), "-%c, --%s%s%s", cmd_option_letter(o), o->name,
				 o->arg ? " " : "", o->arg ? o->arg : "");
		else
			snprintf(left, sizeof(left), "    --%s%s%s", o->name, o->arg ? " " : "",
				 o->arg ? o->arg : "");
		fprintf(out, "  %-28s %s\n", left, o->help);
	}
}

void cmd_help_verb(FILE *out, const struct cmd_noun *noun, const struct cmd_verb *verb)
{
	fprintf(out, "Usage: zkcap %s%s%s %s\n\n%c%s.\n", noun->name, verb->name ? " " : "",
		verb->name ? verb->name : "", verb->synopsis ? verb->synopsis : "",
		toupper((unsigned char)verb->summary[0]), verb->summary + 1);
	if (verb->details)
		fprintf(out, "\n%s\n", verb->details);
	fputs("\nOptions:\n", out);
	print_options(out, verb->options);
	print_options(out, cmd_common_options);
}

void cmd_cleanup_free(void *p)
{
	free(*(void **)p);
}

void cmd_cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

void cmd_cleanup_json(json_t **json)
{
	json_decref(*json);
}
