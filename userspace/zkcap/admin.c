// SPDX-License-Identifier: MIT
/* Listing, showing and removing the administrator's objects. */

#include "admin.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "listing.h"

static int fill(struct cmd *cmd, const struct listing *listing, bool people, json_t **list)
{
	cleanup_client struct zkcap_client *client = NULL;
	struct zkcap_error err = { 0 };
	int rc = cmd_open_client(cmd, &client);

	if (rc)
		return rc;
	*list = json_array();
	if (!listing->fill(client, *list, people, &err))
		return 0;
	json_decref(*list);
	return cmd_client_fail(cmd, client, &err);
}

int admin_ls(struct cmd *cmd, const char *plural)
{
	json_t *list;
	int rc = cmd_operands(cmd, 0, 0);

	if (!rc)
		rc = fill(cmd, listing_find(plural), !cmd->json, &list);
	return rc ? rc : cmd_emit(cmd, json_pack("{s:o}", plural, list));
}

/* Tenants also by their control group */
static bool is_named(const json_t *object, const struct listing *listing, const char *name)
{
	const json_t *key = json_object_get(object, listing->key);
	const char *path = json_string_value(json_object_get(object, "path"));
	char number[24];

	if (json_is_integer(key)) {
		snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT, json_integer_value(key));
		if (!strcmp(number, name))
			return true;
	}
	if (!strncmp(name, "/sys/fs/cgroup/", 15))
		name += 14;
	return (path && !strcmp(path, name)) ||
	       (json_is_string(key) && !strcmp(json_string_value(key), name));
}

static json_t *find(json_t *list, const struct listing *listing, const char *name)
{
	json_t *object;
	size_t i;

	json_array_foreach(list, i, object)
		if (is_named(object, listing, name))
			return object;
	return NULL;
}

int admin_show(struct cmd *cmd, const char *plural)
{
	const struct listing *listing = listing_find(plural);
	json_t *object;
	int rc = cmd_operands(cmd, 1, 1);
	cleanup_json json_t *list = NULL;

	/* In full: what people ask for by name they want to see whole. */
	if (!rc)
		rc = fill(cmd, listing, false, &list);
	if (rc)
		return rc;
	object = find(list, listing, cmd->argv[0]);
	if (!object)
		return cmd_fail(cmd, CMD_REFUSED, "there is no %s %s", listing->singular,
				cmd->argv[0]);
	return cmd_emit(cmd, json_incref(object));
}

int admin_del(struct cmd *cmd, int (*del)(struct zkcap_client *client, const char *name,
					  struct zkcap_error *err))
{
	cleanup_client struct zkcap_client *client = NULL;
	struct zkcap_error err = { 0 };
	json_t *removed;
	int i, rc = cmd_operands(cmd, 1, 256);

	if (!rc)
		rc = cmd_open_client(cmd, &client);
	if (rc)
		return rc;
	removed = json_array();
	for (i = 0; i < cmd->argc; i++) {
		if (del(client, cmd->argv[i], &err)) {
			json_decref(removed);
			zkcap_error_context(&err, err.code, "%s", cmd->argv[i]);
			return cmd_client_fail(cmd, client, &err);
		}
		json_array_append_new(removed, json_string(cmd->argv[i]));
	}
	return cmd_emit(cmd, json_pack("{s:o}", "removed", removed));
}
