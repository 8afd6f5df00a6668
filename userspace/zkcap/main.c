// SPDX-License-Identifier: MIT
/* zkcap: finds the command in the table and runs it, nothing else. */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "commands.h"

#ifndef ZKCAP_VERSION
#error "the makefile says which version this is"
#endif

static int usage(FILE *out)
{
	const struct cmd_noun *const *n;

	fputs("Usage: zkcap [--json] [--data DIR] COMMAND ...\n\n", out);
	for (n = cmd_nouns; *n; n++)
		fprintf(out, "  %-12s %s\n", (*n)->name, (*n)->summary);
	fputs("\n'zkcap help COMMAND' and 'zkcap COMMAND --help' say more.\n", out);
	return out == stdout ? CMD_OK : CMD_USAGE;
}

static const struct cmd_noun *find_noun(const char *name)
{
	const struct cmd_noun *const *n;

	for (n = cmd_nouns; *n; n++)
		if (strcmp((*n)->name, name) == 0)
			return *n;
	return NULL;
}

static void noun_help(FILE *out, const struct cmd_noun *noun)
{
	const struct cmd_verb *v;

	for (v = noun->verbs; v->run; v++) {
		if (!v->name) {
			cmd_help_verb(out, noun, v);
			continue;
		}
		fprintf(out, "zkcap %s %s %s\n    %s\n", noun->name, v->name,
			v->synopsis ? v->synopsis : "", v->summary);
	}
}

/* Reads the options before the command; returns the exit code or -1 to go on. */
static int global_options(struct cmd *cmd)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "data", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(cmd->argc, cmd->argv, "+hV", options, NULL)) != -1) {
		switch (c) {
		case 'j':
			cmd->json = true;
			break;
		case 'd':
			cmd->data = optarg;
			break;
		case 'h':
			return usage(stdout);
		case 'V':
			puts("zkcap " ZKCAP_VERSION);
			return CMD_OK;
		default:
			return usage(stderr);
		}
	}
	cmd->argc -= optind;
	cmd->argv += optind;
	return -1;
}

static int run(struct cmd *cmd)
{
	const struct cmd_verb *v;

	cmd->noun = find_noun(cmd->argv[0]);
	if (!cmd->noun)
		return cmd_fail(cmd, CMD_USAGE, "unknown command '%s'; see --help", cmd->argv[0]);

	v = cmd->noun->verbs;
	if (v->name) {
		if (cmd->argc < 2 || strcmp(cmd->argv[1], "--help") == 0) {
			noun_help(cmd->argc < 2 ? stderr : stdout, cmd->noun);
			return cmd->argc < 2 ? CMD_USAGE : CMD_OK;
		}
		while (v->run && strcmp(v->name, cmd->argv[1]) != 0)
			v++;
		if (!v->run)
			return cmd_fail(cmd, CMD_USAGE, "no '%s' in '%s'; see zkcap help %s",
					cmd->argv[1], cmd->noun->name, cmd->noun->name);
		cmd->argc--;
		cmd->argv++;
	}
	cmd->verb = v;
	optind = 0; /* getopt starts over, with the verb as the program's name */
	return v->run(cmd);
}

static int help_run(struct cmd *cmd)
{
	const struct cmd_noun *noun;
	int rc = cmd_operands(cmd, 0, 1);

	if (rc)
		return rc;
	if (cmd->argc == 0)
		return usage(stdout);
	noun = find_noun(cmd->argv[0]);
	if (!noun)
		return cmd_fail(cmd, CMD_USAGE, "unknown command '%s'", cmd->argv[0]);
	noun_help(stdout, noun);
	return CMD_OK;
}

static const struct cmd_verb help_verbs[] = {
	{
		.synopsis = "[COMMAND]",
		.summary = "list the commands, or describe one",
		.run = help_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_help = {
	.name = "help",
	.summary = "list the commands, or describe one",
	.verbs = help_verbs,
};

int main(int argc, char **argv)
{
	struct cmd cmd = { .argc = argc, .argv = argv };
	int rc = global_options(&cmd);

	if (rc < 0)
		rc = cmd.argc == 0 ? usage(stderr) : run(&cmd);
	if (fclose(stdout) != 0 && rc == CMD_OK) {
		fputs("zkcap: cannot write to standard output\n", stderr);
		rc = CMD_USAGE;
	}
	return rc;
}
