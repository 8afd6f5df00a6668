// SPDX-License-Identifier: MIT
/* Definitions with the shipped schema and sets. */

#include <string.h>

#include "circuit_open.h"
#include "value.h"

int cmd_compile(const struct cmd *cmd, const char *path, struct zkcap_circuit **out)
{
	cleanup_free char *schema = cmd_data_path(cmd, "attributes.yaml");
	cleanup_free char *sets = cmd_data_path(cmd, "sets");
	struct zkcap_error err = { 0 };

	if (!schema || !sets)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	if (zkcap_compile_file(out, path, schema, sets, &err))
		return cmd_fail(cmd, CMD_USAGE, "%s", err.message);
	return 0;
}

int cmd_open_schema(const struct cmd *cmd, struct zkcap_schema *schema)
{
	cleanup_free char *path = cmd_data_path(cmd, "attributes.yaml");
	struct zkcap_error err = { 0 };

	if (!path)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	if (zkcap_schema_load(schema, path, &err))
		return cmd_fail(cmd, CMD_USAGE, "%s", err.message);
	return 0;
}

static int find_param(const struct zkcap_circuit *circuit, const char *name)
{
	u32 i;

	for (i = 0; i < circuit->n_public; i++)
		if (!strcmp(circuit->params[i].name, name))
			return i;
	return -1;
}

int cmd_parse_params(const struct cmd *cmd, const struct zkcap_circuit *circuit,
		     const char *const *texts, size_t n_texts, struct zk_fr *publics)
{
	struct zkcap_error err = { 0 };
	const char *value;
	u32 given = 0, i;
	int index, rc;
	size_t t;

	for (t = 0; t < n_texts; t++) {
		cleanup_free char *name = NULL;

		rc = cmd_parse_pair(cmd, "--param", texts[t], &name, &value);
		if (rc)
			return rc;
		index = find_param(circuit, name);
		if (index < 0)
			return cmd_fail(cmd, CMD_USAGE, "--param %s: %s has no such parameter",
					name, circuit->name);
		if (given >> index & 1)
			return cmd_fail(cmd, CMD_USAGE, "--param %s given twice", name);
		given |= 1u << index;
		if (zkcap_value_parse(&publics[index], circuit->params[index].type, value, name,
				      &err))
			return cmd_fail(cmd, CMD_USAGE, "--param %s", err.message);
	}
	for (i = 0; i < circuit->n_public; i++)
		if (!(given >> i & 1))
			return cmd_fail(cmd, CMD_USAGE, "%s: expected --param %s=<%s>",
					circuit->name, circuit->params[i].name,
					zkcap_type_name(circuit->params[i].type));
	return 0;
}
