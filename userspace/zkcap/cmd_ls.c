// SPDX-License-Identifier: MIT
/* zkcap ls: what there is. */

#include <errno.h>
#include <string.h>

#include "commands.h"
#include "listing.h"

static int add(struct cmd *cmd, struct zkcap_client *client, const struct listing *listing,
	       json_t *result)
{
	json_t *list = json_array();
	struct zkcap_error err = { 0 };

	if (listing->fill(client, list, !cmd->json, &err)) {
		json_decref(list);
		return cmd_client_fail(cmd, client, &err);
	}
	json_object_set_new(result, listing->plural, list);
	return 0;
}

/* Old kernels refuse a dump without a reason. */
static bool is_for_others(const struct zkcap_client *client)
{
	return zkcap_client_refusal(client)->error == EPERM;
}

static int add_all(struct cmd *cmd, struct zkcap_client *client, json_t *result)
{
	const struct listing *l;
	struct zkcap_error err = { 0 };
	json_t *list;

	for (l = listings; l->plural; l++) {
		list = json_array();
		if (!l->fill(client, list, !cmd->json, &err)) {
			json_object_set_new(result, l->plural, list);
			continue;
		}
		json_decref(list);
		if (!is_for_others(client))
			return cmd_client_fail(cmd, client, &err);
	}
	return 0;
}

static int list(struct cmd *cmd, json_t **result)
{
	cleanup_client struct zkcap_client *client = NULL;
	const struct listing *l;
	int i, rc = cmd_operands(cmd, 0, 16);

	for (i = 0; !rc && i < cmd->argc; i++)
		if (!listing_find(cmd->argv[i]))
			rc = cmd_fail(cmd, CMD_USAGE,
				      "%s: expected grants, offers, tenants, capabilities, pools, devices, trusts or keys",
				      cmd->argv[i]);
	if (!rc)
		rc = cmd_open_client(cmd, &client);
	if (!rc && !cmd->argc)
		return add_all(cmd, client, *result);
	for (i = 0; !rc && i < cmd->argc; i++) {
		l = listing_find(cmd->argv[i]);
		rc = add(cmd, client, l, *result);
	}
	return rc;
}

static int ls_run(struct cmd *cmd)
{
	json_t *result = json_object();
	int rc = list(cmd, &result);

	if (!rc)
		return cmd_emit(cmd, result);
	json_decref(result);
	return rc;
}

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "[KIND]...",
		.summary = "list grants, offers, tenants and whatever else there is",
		.details = "KIND is grants, offers, tenants, capabilities, pools, devices, trusts or keys; without one,\n"
			   "all that the caller may see is listed.  Everybody sees capabilities; a process in a\n"
			   "tenant's control group also sees that tenant, its grants, and the offers for it; the\n"
			   "administrator sees everything.  Digests are shortened but with --json, where amounts\n"
			   "are numbers in the kernel's units: thousandths of a CPU, bytes, tasks, device nodes;\n"
			   "null stands for no limit.",
		.run = ls_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_ls = {
	.name = "ls",
	.summary = "list grants, offers, tenants and whatever else there is",
	.verbs = verbs,
};
