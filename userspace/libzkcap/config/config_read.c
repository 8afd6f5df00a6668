// SPDX-License-Identifier: MIT
/* Values that several kinds of documents have, and the kinds that are little else. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "config_read.h"
#include "hex.h"
#include "quantity.h"
#include "shim.h"
#include "timespan.h"

const struct zkcap_yaml_node *zkcap_config_spec(const struct zkcap_config_object *object,
						const char *key)
{
	return zkcap_yaml_get(zkcap_yaml_get(object->doc.root, "spec"), key);
}

int64_t zkcap_config_number(const struct zkcap_yaml_node *map, const char *key, int64_t absent)
{
	const struct zkcap_yaml_node *node = zkcap_yaml_get(map, key);

	return node ? node->integer : absent;
}

uint32_t zkcap_config_choice(const struct zkcap_yaml_node *map, const char *key,
			     const char *const *names)
{
	const struct zkcap_yaml_node *node = zkcap_yaml_get(map, key);
	uint32_t i = 0;

	while (node && names[i] && strcmp(names[i], node->text))
		i++;
	return names[i] ? i : 0;
}

static int read_amount(const struct zkcap_config_object *object, const char *key,
		       const struct zkcap_yaml_node *node, uint64_t least,
		       struct zkcap_resource *resource, struct zkcap_error *err)
{
	bool unlimited = node->kind == ZKCAP_YAML_STRING && !strcmp(node->text, "max");
	struct zkcap_error why;

	if (unlimited)
		resource->amount = ZKCAP_CLIENT_UNLIMITED;
	else if (zkcap_amount_parse(resource->kind, node->text, &resource->amount, &why))
		return zkcap_yaml_error(&object->doc, node, err, "%s", why.message);
	if (resource->amount == ZKCAP_CLIENT_UNLIMITED && !unlimited)
		return zkcap_yaml_error(&object->doc, node, err, "%s '%s': expected less, or max",
					key, node->text);
	if (resource->amount < least)
		return zkcap_yaml_error(&object->doc, node, err,
					"%s '%s': expected more than nothing", key, node->text);
	return 0;
}

int zkcap_config_amounts(const struct zkcap_config_object *object,
			 const struct zkcap_yaml_node *map, uint64_t least,
			 struct zkcap_resources *resources, struct zkcap_error *err)
{
	const struct zkcap_yaml_node *node;
	struct zkcap_resource *resource;
	char buf[ZKCAP_QUANTITY_TEXT];
	const char *key;
	uint16_t kind;
	int ret;

	for (kind = 1; kind < ZKCAP_RESOURCE_KIND_DEVICE; kind++) {
		key = zkcap_kind_name(kind, buf);
		node = zkcap_yaml_get(map, key);
		if (!node)
			continue;
		resource = &resources->r[resources->n++];
		resource->kind = kind;
		ret = read_amount(object, key, node, least, resource, err);
		if (ret)
			return ret;
	}
	return 0;
}

int zkcap_config_time(const struct zkcap_config_object *object, const char *key, uint32_t unit,
		      uint32_t min, uint32_t max, uint32_t *value, struct zkcap_error *err)
{
	const struct zkcap_yaml_node *node = zkcap_config_spec(object, key);
	char least[ZKCAP_TIMESPAN_TEXT], most[ZKCAP_TIMESPAN_TEXT];
	uint64_t ms;

	if (!node)
		return 0;
	if (zkcap_timespan_parse(node->text, &ms) || ms % unit || ms / unit < min ||
	    ms / unit > max)
		return zkcap_yaml_error(&object->doc, node, err,
					"%s: \"%s\": expected a time from %s to %s%s", key,
					node->text,
					zkcap_timespan_format(least, (uint64_t)min * unit),
					zkcap_timespan_format(most, (uint64_t)max * unit),
					unit == 1000 ? " in whole seconds" : "");
	*value = ms / unit;
	return 0;
}

int zkcap_config_keys(const struct zkcap_config_object *object,
		      const struct zkcap_yaml_node *list, uint8_t ids[][ZKCAP_KEY_ID_LEN],
		      uint32_t *n, struct zkcap_error *err)
{
	const struct zkcap_yaml_node *id;
	size_t i;

	for (i = 0; list && i < list->n_items; i++) {
		id = zkcap_yaml_get(list->items[i], "id");
		if (list->items[i]->n_items != 2)
			return zkcap_yaml_error(&object->doc, list->items[i], err,
						"a key: expected either id or certificate");
		if (id)
			zkcap_hex_decode(ids[i], ZKCAP_KEY_ID_LEN, id->text);
	}
	*n = i;
	return 0;
}

int zkcap_config_read_pool(struct zkcap_config_object *object, struct zkcap_error *err)
{
	struct zkcap_config_pool *pool = &object->pool;
	struct zkcap_resources resources = { 0 };
	uint32_t i;
	int ret;

	ret = zkcap_config_amounts(object, zkcap_yaml_get(object->doc.root, "spec"), 0, &resources,
				   err);
	for (i = 0; !ret && i < resources.n; i++) {
		pool->capacity[resources.r[i].kind] = resources.r[i].amount;
		pool->given |= 1u << resources.r[i].kind;
	}
	return ret;
}

static int read_node(const struct zkcap_config_object *object, const struct zkcap_yaml_node *map,
		     struct zkcap_node *node, struct zkcap_error *err)
{
	static const char *const types[] = { "", "block", "char", NULL };

	/* By its path; found by zkcap_config_resolve() */
	if (zkcap_yaml_get(map, "path") && map->n_items == 2)
		return 0;
	if (zkcap_yaml_get(map, "path") || map->n_items != 6)
		return zkcap_yaml_error(&object->doc, map, err,
					"a device: expected either path, or type, major and minor");
	node->type = zkcap_config_choice(map, "type", types);
	node->major = zkcap_config_number(map, "major", 0);
	node->minor = zkcap_config_number(map, "minor", 0);
	return 0;
}

int zkcap_config_read_device_class(struct zkcap_config_object *object, struct zkcap_error *err)
{
	static const char *const modes[] = { "exclusive", "shared", NULL };
	struct zkcap_device_class *class = &object->device_class;
	const struct zkcap_yaml_node *spec = zkcap_yaml_get(object->doc.root, "spec");
	const struct zkcap_yaml_node *nodes = zkcap_yaml_get(spec, "nodes");
	const struct zkcap_yaml_node *share = zkcap_yaml_get(spec, "share");
	size_t i;
	int ret;

	snprintf(class->name, sizeof(class->name), "%s", object->name);
	class->mode = zkcap_config_choice(spec, "mode", modes);
	class->share = share ? share->integer : 1;
	if ((class->mode == ZKCAP_DEVICE_MODE_SHARED) != !!share)
		return zkcap_yaml_error(&object->doc, share ? share : spec, err, share ?
					"share: expected mode: shared beside it" :
					"spec: expected a key \"share\": tenants that may hold one node at a time");
	for (i = 0; i < nodes->n_items; i++) {
		ret = read_node(object, nodes->items[i], &class->nodes[class->n_nodes++], err);
		if (ret)
			return ret;
	}
	return 0;
}

int zkcap_config_read_tenant(struct zkcap_config_object *object, struct zkcap_error *err)
{
	static const char *const absent[] = { "fail", "skip", "create", NULL };
	const struct zkcap_yaml_node *spec = zkcap_yaml_get(object->doc.root, "spec");
	const struct zkcap_yaml_node *cgroup = zkcap_yaml_get(spec, "cgroup");
	struct zkcap_config_tenant *tenant = &object->tenant;
	const char *path = cgroup->text;

	tenant->absent = zkcap_config_choice(spec, "whenAbsent", absent);
	/* From the hierarchy's root, however it is written */
	if (!strncmp(path, "/sys/fs/cgroup/", 15))
		path += 14;
	while (path[0] == '/' && (path[1] == '/' || !path[1]))
		path++;
	if (!*path || strstr(path, "/..") || !strncmp(path, "..", 2))
		return zkcap_yaml_error(&object->doc, cgroup, err,
					"cgroup: expected a control group below the root, without \"..\"");
	if (*path != '/')
		snprintf(tenant->tenant.path, sizeof(tenant->tenant.path), "%s", "/");
	strcat(tenant->tenant.path, path);
	return zkcap_config_keys(object, zkcap_yaml_get(spec, "keys"), tenant->tenant.keys,
				 &tenant->tenant.n_keys, err) ?:
		zkcap_config_amounts(object, zkcap_yaml_get(spec, "baseline"), 0,
				     &tenant->tenant.baseline, err);
}
