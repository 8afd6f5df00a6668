// SPDX-License-Identifier: MIT
/* zkcap: finds the command in the table and runs it, nothing else. */

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "commands.h"

#ifndef ZKCAP_VERSION
#error "the makefile says which version this is"
#endif

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
			return cmd_usage(stdout);
		case 'V':
			puts("zkcap " ZKCAP_VERSION);
			return CMD_OK;
		default:
			return cmd_usage(stderr);
		}
	}
	cmd->argc -= optind;
	cmd->argv += optind;
	return -1;
}

static int run(struct cmd *cmd)
{
	const struct cmd_verb *v;

	cmd->noun = cmd_find(cmd->argv[0]);
	if (!cmd->noun)
		return cmd_fail(cmd, CMD_USAGE, "unknown command '%s'; see --help", cmd->argv[0]);

	v = cmd->noun->verbs;
	if (v->name) {
		if (cmd->argc < 2 || strcmp(cmd->argv[1], "--help") == 0) {
			cmd_help_noun(cmd->argc < 2 ? stderr : stdout, cmd->noun);
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

int main(int argc, char **argv)
{
	struct cmd cmd = { .argc = argc, .argv = argv };
	int rc = global_options(&cmd);

	if (rc < 0)
		rc = cmd.argc == 0 ? cmd_usage(stderr) : run(&cmd);
	if (fclose(stdout) != 0 && rc == CMD_OK) {
		fputs("zkcap: cannot write to standard output\n", stderr);
		rc = CMD_USAGE;
	}
	return rc;
}
