// SPDX-License-Identifier: MIT
/* zkcap key: attestation keys that the kernel knows. */

#include <errno.h>

#include "admin.h"
#include "certificate.h"
#include "commands.h"
#include "hex.h"

static int add_key(const struct cmd *cmd, struct zkcap_client *client, const char *path,
		   json_t *enrolled)
{
	struct zkcap_certificate certificate;
	char hex[2 * ZKCAP_KEY_ID_LEN + 1];
	struct zkcap_error err = { 0 };
	uint8_t id[ZKCAP_KEY_ID_LEN];
	int rc = 0;

	if (zkcap_certificate_load(&certificate, path, &err))
		return cmd_fail(cmd, CMD_USAGE, "%s", err.message);
	if (zkcap_key_add(client, certificate.der, certificate.len, id, &err)) {
		zkcap_error_context(&err, err.code, "%s", path);
		rc = cmd_client_fail(cmd, client, &err);
	} else {
		json_array_append_new(enrolled,
				      json_pack("{s:s,s:s}", "id",
						zkcap_hex_encode(hex, id, sizeof(id)), "file",
						path));
	}
	zkcap_certificate_free(&certificate);
	return rc;
}

static int add_run(struct cmd *cmd)
{
	cleanup_client struct zkcap_client *client = NULL;
	json_t *enrolled;
	int i, rc = cmd_operands(cmd, 1, 256);

	if (!rc)
		rc = cmd_open_client(cmd, &client);
	if (rc)
		return rc;
	enrolled = json_array();
	for (i = 0; !rc && i < cmd->argc; i++)
		rc = add_key(cmd, client, cmd->argv[i], enrolled);
	if (!rc)
		return cmd_emit(cmd, json_pack("{s:o}", "enrolled", enrolled));
	json_decref(enrolled);
	return rc;
}

static int del_key(struct zkcap_client *client, const char *name, struct zkcap_error *err)
{
	uint8_t id[ZKCAP_KEY_ID_LEN];

	if (!zkcap_hex_decode(id, sizeof(id), name))
		return zkcap_error_set(err, -EINVAL, "expected a key's id, 40 hex digits");
	return zkcap_key_del(client, id, err);
}

static int del_run(struct cmd *cmd)
{
	return admin_del(cmd, del_key);
}

static int ls_run(struct cmd *cmd)
{
	return admin_ls(cmd, "keys");
}

static const struct cmd_verb verbs[] = {
	{
		.name = "add",
		.synopsis = "CERTIFICATE...",
		.summary = "enrol attestation keys",
		.details = "CERTIFICATE is a file, PEM or DER.  It has to be signed by an authority of a trust\n"
			   "policy.  A key that is enrolled already gets its new certificate.",
		.run = add_run,
	},
	{
		.name = "del",
		.synopsis = "ID...",
		.summary = "forget attestation keys",
		.details = "Attestations that they signed stay until they expire; to end them at once, list the\n"
			   "keys as revoked in the trust policy.",
		.run = del_run,
	},
	{
		.name = "ls",
		.synopsis = "",
		.summary = "list all keys that are enrolled",
		.details = "Their ids, and the SHA-256 of their certificates and of those of the authorities\n"
			   "that signed them.",
		.run = ls_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_key = {
	.name = "key",
	.summary = "attestation keys that the kernel knows",
	.verbs = verbs,
};
