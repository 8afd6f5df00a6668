// SPDX-License-Identifier: MIT
/* The id of a definition. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "canonical.h"
#include "definition_id.h"

static int add_sets(json_t *json, const struct zkcap_scope *scope, const struct zkcap_cel *node)
{
	char hex[2 * ZKCAP_DIGEST_BYTES + 1];
	const struct zkcap_set *set;
	unsigned int i;
	int ret;

	if (node->op == ZKCAP_CEL_IN) {
		ret = zkcap_check_set(&set, node->args[1], scope);
		if (ret)
			return ret;
		for (i = 0; i < ZKCAP_DIGEST_BYTES; i++)
			sprintf(hex + 2 * i, "%02x", set->digest[i]);
		if (json_object_set_new(json, set->name, json_string(hex)))
			return zkcap_error_set(scope->err, -ENOMEM, "out of memory");
		return 0;
	}
	for (i = 0; i < node->n_args; i++) {
		ret = add_sets(json, scope, node->args[i]);
		if (ret)
			return ret;
	}
	return 0;
}

int zkcap_definition_id(u8 out[ZKCAP_DIGEST_BYTES], const struct zkcap_scope *scope,
			const struct zkcap_cel *root)
{
	json_t *json = zkcap_yaml_to_json(scope->def->doc.root), *sets = json_object();
	int ret = json && sets ? add_sets(sets, scope, root) : -ENOMEM;

	if (!ret && json_object_size(sets))
		ret = json_object_set(json_object_get(json, "spec"), "sets", sets) ? -ENOMEM : 0;
	if (!ret)
		ret = zkcap_canonical_digest(out, json, scope->err);
	else if (ret == -ENOMEM)
		zkcap_error_set(scope->err, ret, "out of memory");
	json_decref(json);
	json_decref(sets);
	return ret;
}
