// SPDX-License-Identifier: MIT
/* zkcap tenant: control groups under management. */

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin.h"
#include "certificate.h"
#include "commands.h"
#include "hex.h"
#include "quantity.h"

enum { OPT_CPU = CMD_LONG(1), OPT_MEMORY, OPT_PIDS, OPT_KEY };

/**
 * struct adding - what a tenant is added with
 * @tenant: as the kernel takes it
 * @certificates: those of keys that were given by file, to be enrolled
 */
struct adding {
	struct zkcap_tenant tenant;
	struct zkcap_certificate certificates[ZKCAP_CLIENT_TENANT_KEYS];
};

static int parse_key(const struct cmd *cmd, struct adding *adding)
{
	uint32_t n = adding->tenant.n_keys;
	struct zkcap_error err = { 0 };

	if (n == ZKCAP_CLIENT_TENANT_KEYS)
		return cmd_fail(cmd, CMD_USAGE, "--key: more than %d", ZKCAP_CLIENT_TENANT_KEYS);
	adding->tenant.n_keys++;
	if (zkcap_hex_decode(adding->tenant.keys[n], ZKCAP_KEY_ID_LEN, cmd->arg))
		return 0;
	if (zkcap_certificate_load(&adding->certificates[n], cmd->arg, &err))
		return cmd_fail(cmd, CMD_USAGE, "--key: %s: expected an id of 40 hex digits, or a certificate",
				err.message);
	memcpy(adding->tenant.keys[n], adding->certificates[n].id, ZKCAP_KEY_ID_LEN);
	return 0;
}

static int parse_baseline(const struct cmd *cmd, int opt, struct adding *adding)
{
	struct zkcap_resource resource = { .kind = opt - OPT_CPU + ZKCAP_RESOURCE_KIND_CPU };
	struct zkcap_error err = { 0 };
	int rc = 0;

	if (!strcmp(cmd->arg, "max"))
		resource.amount = ZKCAP_CLIENT_UNLIMITED;
	else
		rc = zkcap_amount_parse(resource.kind, cmd->arg, &resource.amount, &err);
	if (!rc)
		rc = zkcap_resources_add(&adding->tenant.baseline, &resource, &err);
	return rc ? cmd_fail(cmd, CMD_USAGE, "--%s", err.message) : 0;
}

static int parse_add(struct cmd *cmd, struct adding *adding)
{
	int opt, rc = 0;

	while (!rc && (opt = cmd_getopt(cmd)) != CMD_OPT_END) {
		if (opt == CMD_OPT_ERROR)
			return CMD_USAGE;
		rc = opt == OPT_KEY ? parse_key(cmd, adding) : parse_baseline(cmd, opt, adding);
	}
	return rc ? rc : cmd_operands(cmd, 1, 1);
}

static int enrol(const struct cmd *cmd, struct zkcap_client *client, const struct adding *adding)
{
	const struct zkcap_certificate *certificate;
	struct zkcap_error err = { 0 };
	uint8_t id[ZKCAP_KEY_ID_LEN];
	uint32_t i;

	for (i = 0; i < adding->tenant.n_keys; i++) {
		certificate = &adding->certificates[i];
		if (certificate->der &&
		    zkcap_key_add(client, certificate->der, certificate->len, id, &err)) {
			zkcap_error_context(&err, err.code, "%s", certificate->path);
			return cmd_client_fail(cmd, client, &err);
		}
	}
	return 0;
}

static int add_tenant(const struct cmd *cmd, struct adding *adding)
{
	cleanup_client struct zkcap_client *client = NULL;
	struct zkcap_error err = { 0 };
	cleanup_close int fd = -1;
	int rc = cmd_open_cgroup(cmd, cmd->argv[0], &fd);

	if (!rc)
		rc = cmd_open_client(cmd, &client);
	if (!rc)
		rc = enrol(cmd, client, adding);
	if (rc)
		return rc;
	if (zkcap_tenant_add(client, fd, &adding->tenant, &err))
		return cmd_client_fail(cmd, client, &err);
	return cmd_emit(cmd, json_pack("{s:I,s:s}", "id", (json_int_t)adding->tenant.id, "cgroup",
				       cmd->argv[0]));
}

static int add_run(struct cmd *cmd)
{
	struct adding *adding = calloc(1, sizeof(*adding));
	int i, rc;

	if (!adding)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	rc = parse_add(cmd, adding);
	if (!rc)
		rc = add_tenant(cmd, adding);
	for (i = 0; i < ZKCAP_CLIENT_TENANT_KEYS; i++)
		zkcap_certificate_free(&adding->certificates[i]);
	free(adding);
	return rc;
}

/* A number is an id: a control group of that name is "./42". */
static bool parse_id(const char *text, uint64_t *id)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*id = strtoull(text, &end, 10);
	return !errno && !*end;
}

static int del_run(struct cmd *cmd)
{
	cleanup_client struct zkcap_client *client = NULL;
	struct zkcap_error err = { 0 };
	cleanup_close int fd = -1;
	uint64_t id = 0;
	int rc = cmd_operands(cmd, 1, 1);

	if (!rc && !parse_id(cmd->argv[0], &id))
		rc = cmd_open_cgroup(cmd, cmd->argv[0], &fd);
	if (!rc)
		rc = cmd_open_client(cmd, &client);
	if (rc)
		return rc;
	if (zkcap_tenant_del(client, fd, id, &err))
		return cmd_client_fail(cmd, client, &err);
	return cmd_emit(cmd, json_pack("{s:[s]}", "removed", cmd->argv[0]));
}

static int ls_run(struct cmd *cmd)
{
	return admin_ls(cmd, "tenants");
}

static int show_run(struct cmd *cmd)
{
	return admin_show(cmd, "tenants");
}

static const struct cmd_option add_options[] = {
	{ OPT_CPU, "cpu", "N", "limit without any grant, as 2, 1.5, 500m or max" },
	{ OPT_MEMORY, "memory", "BYTES", "limit without any grant, as 512Mi, 8Gi or max" },
	{ OPT_PIDS, "pids", "N", "limit without any grant, or max" },
	{ OPT_KEY, "key", "ID|FILE", "attestation key that speaks for it; may be repeated" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.name = "add",
		.synopsis = "CGROUP [--cpu N] [--memory BYTES] [--pids N] [--key ID|FILE]...",
		.summary = "take a control group under management",
		.details = "CGROUP is its directory, or its path below /sys/fs/cgroup.  Limits that are not\n"
			   "given stay as they are.  Evidence for the tenant has to be signed by one of its\n"
			   "keys; without any, by one of the host's own, which trust policies name.  A key is\n"
			   "given by its id, or by the file of its certificate, which is enrolled.",
		.options = add_options,
		.run = add_run,
	},
	{
		.name = "del",
		.synopsis = "CGROUP|ID",
		.summary = "let a control group go, ending all its grants",
		.details = "Its limits are put back as they were without grants.",
		.run = del_run,
	},
	{
		.name = "ls",
		.synopsis = "",
		.summary = "list tenants",
		.details = "All for the administrator; for others their own.",
		.run = ls_run,
	},
	{
		.name = "show",
		.synopsis = "CGROUP|ID",
		.summary = "show one tenant in full",
		.run = show_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_tenant = {
	.name = "tenant",
	.summary = "control groups under management",
	.verbs = verbs,
};
