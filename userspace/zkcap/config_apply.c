// SPDX-License-Identifier: MIT
/* From configuration files to the kernel, with an account of what was done. */

#include "config_apply.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_open.h"
#include "interrupt.h"
#include "srs_open.h"

#define CGROUP_ROOT "/sys/fs/cgroup"

/* Where things are, to be freed piece by piece */
struct places {
	struct zkcap_config_paths paths;
	char *schema;
	char *sets;
	char *capabilities;
};

static int open_places(const struct cmd *cmd, struct places *places)
{
	places->schema = cmd_data_path(cmd, "attributes.yaml");
	places->sets = cmd_data_path(cmd, "sets");
	places->capabilities = cmd_data_path(cmd, "capabilities");
	if (!places->schema || !places->sets || !places->capabilities)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	places->paths = (struct zkcap_config_paths){
		.schema = places->schema, .sets = places->sets,
		.capabilities = places->capabilities, .cgroup = CGROUP_ROOT,
	};
	return 0;
}

static void close_places(struct places *places)
{
	free(places->schema);
	free(places->sets);
	free(places->capabilities);
}

/* "Offer, Capability" */
static void name_kinds(char *out, size_t size, unsigned int kinds)
{
	unsigned int kind;
	size_t used = 0;

	for (kind = 0; kind < ZKCAP_CONFIG_KINDS; kind++)
		if (kinds >> kind & 1)
			used += (size_t)snprintf(out + used, size - used, "%s%s",
						 used ? ", " : "", zkcap_config_kind_name(kind));
}

static int check_kinds(const struct cmd *cmd, const struct zkcap_config *config,
		       unsigned int kinds)
{
	const struct zkcap_config_object *object;
	const struct zkcap_yaml *doc;
	char names[128];
	size_t i;

	for (i = 0; kinds && i < config->n; i++) {
		object = config->objects[i];
		doc = zkcap_config_doc(object);
		if (kinds >> object->kind & 1)
			continue;
		name_kinds(names, sizeof(names), kinds);
		return cmd_fail(cmd, CMD_USAGE,
				"%s:%u:%u: %s %s: expected documents of kind %s only; zkcap load takes all",
				doc->file, doc->root->line, doc->root->column,
				zkcap_config_kind_name(object->kind), object->name, names);
	}
	return 0;
}

static int read_files(const struct cmd *cmd, const struct config_request *request,
		      const struct zkcap_config_paths *paths, struct zkcap_config *config)
{
	struct zkcap_error err = { 0 };
	int i, rc;

	for (i = 0; i < request->n_paths; i++)
		if (zkcap_config_add(config, request->paths[i], &err))
			return cmd_fail(cmd, CMD_USAGE, "%s", err.message);
	rc = check_kinds(cmd, config, request->kinds);
	if (rc)
		return rc;
	if (zkcap_config_resolve(config, paths, &err))
		return cmd_fail(cmd, CMD_USAGE, "%s", err.message);
	if (!config->n && request->prune)
		return cmd_fail(cmd, CMD_USAGE,
				"there are no documents: --prune would remove everything");
	return 0;
}

/*
 * What fails here has been said.  Keys from damaged tables may look good to the kernel,
 * but no proof would ever hold under them.
 */
static int open_srs(void *arg, struct zkcap_srs **srs, struct zkcap_error *err)
{
	if (cmd_open_srs(arg, srs))
		return zkcap_error_set(err, -ECANCELED, "no reference string");
	if (zkcap_srs_intact(*srs))
		return 0;
	cmd_fail(arg, CMD_USAGE,
		 "the prover's tables are damaged: remake them with: zkcap srs tables -o FILE");
	return zkcap_error_set(err, -ECANCELED, "damaged tables");
}

/* What is said of an item: what was done, or would be */
static const char *describe(const struct zkcap_plan_item *item, bool dry_run)
{
	static const char *const done[] = {
		"unchanged", "created", "changed", "removed", "skipped",
	};
	static const char *const planned[] = {
		"unchanged", "would be created", "would be changed", "would be removed", "skipped",
	};

	if (item->action == ZKCAP_PLAN_UNCHANGED || item->action == ZKCAP_PLAN_SKIP)
		return done[item->action];
	if (dry_run)
		return planned[item->action];
	if (item->result == ZKCAP_PLAN_DONE)
		return done[item->action];
	return item->result == ZKCAP_PLAN_FAILED ? "failed" : "not done";
}

static json_t *account(const struct cmd *cmd, const struct zkcap_plan *plan, bool dry_run)
{
	const struct zkcap_plan_item *items;
	json_t *list = json_array();
	size_t i, n;

	items = zkcap_plan_items(plan, &n);
	for (i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s}", "kind",
						      zkcap_plan_kind_name(items[i].kind), "name",
						      items[i].name, "result",
						      describe(&items[i], dry_run), "why",
						      *items[i].why || cmd->json ? items[i].why :
						      "-"));
	return list;
}

static int count_changes(const struct zkcap_plan *plan)
{
	const struct zkcap_plan_item *items;
	size_t i, n;
	int changes = 0;

	items = zkcap_plan_items(plan, &n);
	for (i = 0; i < n; i++)
		changes += items[i].action != ZKCAP_PLAN_UNCHANGED &&
			items[i].action != ZKCAP_PLAN_SKIP;
	return changes;
}

static json_t *refusal_json(const struct zkcap_refusal *refusal)
{
	return json_pack("{s:s,s:i,s:i,s:i}", "reason", zkcap_reason_name(refusal->reason), "code",
			 (int)refusal->reason, "detail", (int)refusal->detail, "errno",
			 refusal->error);
}

/* The account so far goes to standard output, as the result would. */
static int report_failure(const struct cmd *cmd, const struct zkcap_plan *plan,
			  const struct zkcap_error *err)
{
	const struct zkcap_refusal *refusal = zkcap_plan_refusal(plan);
	json_t *more = refusal->error ? refusal_json(refusal) : json_object();
	json_t *list = account(cmd, plan, false);

	if (cmd->json)
		json_object_set_new(more, "objects", list);
	else
		cmd_emit(cmd, json_pack("{s:o}", "objects", list));
	return cmd_fail_with(cmd, refusal->error ? CMD_REFUSED : CMD_KERNEL, more, err->message);
}

static int carry_out(const struct cmd *cmd, const struct config_request *request,
		     struct zkcap_client *client, struct zkcap_plan *plan)
{
	int changes = count_changes(plan);
	struct zkcap_error err = { 0 };

	if (!request->dry_run) {
		/* Stopped in between, what is removed to be made anew would be lost. */
		interrupt_hold();
		if (zkcap_plan_apply(plan, client, &err))
			return report_failure(cmd, plan, &err);
	}
	return cmd_emit(cmd, json_pack("{s:o,s:i}", "objects",
				       account(cmd, plan, request->dry_run),
				       request->dry_run ? "changes-planned" : "changes", changes));
}

static int plan_and_carry_out(struct cmd *cmd, const struct config_request *request,
			      const struct zkcap_config_paths *paths, struct zkcap_config *config)
{
	struct zkcap_plan_options options = {
		.prune = request->prune, .end_grants = request->end_grants,
		.dry_run = request->dry_run, .paths = paths, .open_srs = open_srs,
		.open_srs_arg = cmd,
	};
	cleanup_client struct zkcap_client *client = NULL;
	struct zkcap_error err = { 0 };
	struct zkcap_plan *plan;
	int rc = cmd_open_client(cmd, &client);

	if (rc)
		return rc;
	rc = zkcap_plan_make(&plan, client, config, &options, &err);
	if (rc == -ECANCELED)
		return CMD_USAGE;
	if (rc && zkcap_client_refusal(client)->error)
		return cmd_client_fail(cmd, client, &err);
	if (rc)
		return cmd_fail(cmd, rc == -EBUSY || rc == -EBADMSG ? CMD_REFUSED :
				CMD_KERNEL, "%s", err.message);
	rc = carry_out(cmd, request, client, plan);
	zkcap_plan_free(plan);
	return rc;
}

static int checked(const struct cmd *cmd, const struct zkcap_config *config)
{
	const struct zkcap_config_object *object;
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < config->n; i++) {
		object = config->objects[i];
		json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "kind",
						      zkcap_config_kind_name(object->kind),
						      "name", object->name, "file",
						      zkcap_config_doc(object)->file));
	}
	return cmd_emit(cmd, json_pack("{s:o}", "objects", list));
}

int config_apply(struct cmd *cmd, const struct config_request *request)
{
	struct zkcap_config config = { 0 };
	struct places places = { 0 };
	int rc = open_places(cmd, &places);

	if (!rc)
		rc = read_files(cmd, request, &places.paths, &config);
	if (!rc)
		rc = request->check ? checked(cmd, &config) :
			plan_and_carry_out(cmd, request, &places.paths, &config);
	zkcap_config_free(&config);
	close_places(&places);
	return rc;
}

int config_apply_files(struct cmd *cmd, unsigned int kinds)
{
	struct config_request request = { .kinds = kinds };
	int rc = cmd_operands(cmd, 1, 256);

	if (rc)
		return rc;
	request.paths = cmd->argv;
	request.n_paths = cmd->argc;
	return config_apply(cmd, &request);
}
