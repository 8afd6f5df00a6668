// SPDX-License-Identifier: MIT
/* zkcap pool: what the host has to give. */

#include <string.h>

#include "admin.h"
#include "commands.h"
#include "config_apply.h"
#include "quantity.h"

enum { OPT_CPU = CMD_LONG(1), OPT_MEMORY, OPT_PIDS };

/* The kinds are those of the options, in their order. */
static int parse_capacity(const struct cmd *cmd, int opt, uint64_t *capacity, uint32_t *given)
{
	uint16_t kind = opt - OPT_CPU + ZKCAP_RESOURCE_KIND_CPU;
	struct zkcap_error err = { 0 };

	*given |= 1u << kind;
	if (!strcmp(cmd->arg, "max")) {
		capacity[kind] = ZKCAP_CLIENT_UNLIMITED;
		return 0;
	}
	if (zkcap_amount_parse(kind, cmd->arg, &capacity[kind], &err))
		return cmd_fail(cmd, CMD_USAGE, "--%s", err.message);
	return 0;
}

static int set_all(const struct cmd *cmd, const uint64_t *capacity, uint32_t given)
{
	cleanup_client struct zkcap_client *client = NULL;
	char name[ZKCAP_QUANTITY_TEXT], amount[ZKCAP_QUANTITY_TEXT];
	json_t *result = json_object();
	struct zkcap_error err = { 0 };
	uint16_t kind;
	int rc = cmd_open_client(cmd, &client);

	for (kind = 1; !rc && kind < ZKCAP_RESOURCE_KIND_DEVICE; kind++) {
		if (!(given >> kind & 1))
			continue;
		if (zkcap_pool_set(client, kind, capacity[kind], &err))
			rc = cmd_client_fail(cmd, client, &err);
		json_object_set_new(result, zkcap_kind_name(kind, name),
				    json_string(zkcap_amount_format(kind, capacity[kind], amount)));
	}
	if (!rc)
		return cmd_emit(cmd, result);
	json_decref(result);
	return rc;
}

static int set_run(struct cmd *cmd)
{
	uint64_t capacity[ZKCAP_RESOURCE_KIND_DEVICE] = { 0 };
	uint32_t given = 0;
	int opt, rc = 0;

	while (!rc && (opt = cmd_getopt(cmd)) != CMD_OPT_END) {
		if (opt == CMD_OPT_ERROR)
			return CMD_USAGE;
		rc = parse_capacity(cmd, opt, capacity, &given);
	}
	if (!rc)
		rc = cmd_operands(cmd, 0, 0);
	if (!rc && !given)
		rc = cmd_fail(cmd, CMD_USAGE, "expected --cpu, --memory or --pids");
	return rc ? rc : set_all(cmd, capacity, given);
}

static int show_run(struct cmd *cmd)
{
	return admin_ls(cmd, "pools");
}

static const struct cmd_option set_options[] = {
	{ OPT_CPU, "cpu", "N", "processors, as 2, 1.5, 500m or max" },
	{ OPT_MEMORY, "memory", "BYTES", "memory, as 512Mi, 8Gi or max" },
	{ OPT_PIDS, "pids", "N", "number of tasks, or max" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.name = "set",
		.synopsis = "[--cpu N] [--memory BYTES] [--pids N]",
		.summary = "set what may be granted in total",
		.details = "Not below what is granted.  How many devices there are follows from the device\n"
			   "classes.",
		.options = set_options,
		.run = set_run,
	},
	{
		.name = "show",
		.synopsis = "",
		.summary = "show capacity and allocation of every kind of resource",
		.details = "Memory counts as allocated until it has really been given back.",
		.run = show_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_pool = {
	.name = "pool",
	.summary = "what the host has to give",
	.verbs = verbs,
};
