// SPDX-License-Identifier: MIT
/* zkcap help: the table of commands, for people, and as JSON for manuals and completion. */

#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "commands.h"

const struct cmd_noun *cmd_find(const char *name)
{
	const struct cmd_noun *const *n;

	for (n = cmd_nouns; *n; n++)
		if (strcmp((*n)->name, name) == 0)
			return *n;
	return NULL;
}

int cmd_usage(FILE *out)
{
	const struct cmd_noun *const *n;

	fputs("Usage: zkcap [--json] [--data DIR] COMMAND ...\n\n", out);
	for (n = cmd_nouns; *n; n++)
		fprintf(out, "  %-12s %s\n", (*n)->name, (*n)->summary);
	fputs("\n'zkcap help COMMAND' and 'zkcap COMMAND --help' say more.\n", out);
	return out == stdout ? CMD_OK : CMD_USAGE;
}

void cmd_help_noun(FILE *out, const struct cmd_noun *noun)
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

static json_t *options_json(const struct cmd_option *o)
{
	json_t *a = json_array();

	for (; o && o->id; o++) {
		char letter[2] = { cmd_option_letter(o), '\0' };

		json_array_append_new(a, json_pack("{s:s*,s:s,s:s?,s:s}", "short",
						   letter[0] ? letter : NULL, "name", o->name,
						   "argument", o->arg, "help", o->help));
	}
	return a;
}

static json_t *noun_json(const struct cmd_noun *noun)
{
	json_t *verbs = json_array();
	const struct cmd_verb *v;

	for (v = noun->verbs; v->run; v++)
		json_array_append_new(verbs, json_pack("{s:s?,s:s,s:s,s:s?,s:o}", "name", v->name,
						       "synopsis", v->synopsis ? v->synopsis : "",
						       "summary", v->summary, "details", v->details,
						       "options", options_json(v->options)));
	return json_pack("{s:s,s:s,s:o}", "name", noun->name, "summary", noun->summary, "verbs",
			 verbs);
}

static int all_json(const struct cmd *cmd)
{
	json_t *commands = json_array();
	const struct cmd_noun *const *n;

	for (n = cmd_nouns; *n; n++)
		json_array_append_new(commands, noun_json(*n));
	return cmd_emit(cmd, json_pack("{s:s,s:o,s:o}", "version", ZKCAP_VERSION, "options",
				       options_json(cmd_common_options), "commands", commands));
}

static int help_run(struct cmd *cmd)
{
	const struct cmd_noun *noun;
	int rc = cmd_operands(cmd, 0, 1);

	if (rc)
		return rc;
	if (cmd->argc == 0)
		return cmd->json ? all_json(cmd) : cmd_usage(stdout);
	noun = cmd_find(cmd->argv[0]);
	if (!noun)
		return cmd_fail(cmd, CMD_USAGE, "unknown command '%s'", cmd->argv[0]);
	if (cmd->json)
		return cmd_emit(cmd, noun_json(noun));
	cmd_help_noun(stdout, noun);
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
