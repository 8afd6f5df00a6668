// SPDX-License-Identifier: MIT
/* Sets of approved values. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "set.h"
#include "sha256.h"
#include "shape.h"
#include "value.h"

static const char *const kinds[] = { "Set", NULL };

static const struct zkcap_shape shape_kind = {
	.kind = ZKCAP_YAML_STRING, .what = "Set", .choices = kinds,
};

static const struct zkcap_shape shape_value = {
	.kind = ZKCAP_YAML_STRING, .what = "a value, as a string of up to 200 bytes",
	.min = 1, .max = 200,
};

static const struct zkcap_shape shape_item = {
	.kind = ZKCAP_YAML_MAPPING, .what = "an item: value and source",
	.fields = (const struct zkcap_shape_field[]) {
		{ "value", &shape_value, true },
		{ "source", &zkcap_shape_text, true },
		{ 0 }
	},
};

static const struct zkcap_shape shape_items = {
	.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of at least one item",
	.min = 1, .items = &shape_item,
};

static const struct zkcap_shape shape_document = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a set: apiVersion, kind, metadata, spec",
	.fields = (const struct zkcap_shape_field[]) {
		{ "apiVersion", &zkcap_shape_api_version, true },
		{ "kind", &shape_kind, true },
		{ "metadata", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of name and title",
			.fields = (const struct zkcap_shape_field[]) {
				{ "name", &zkcap_shape_label, true },
				{ "title", &zkcap_shape_text, true },
				{ 0 }
			},
		}, true },
		{ "spec", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of type and items",
			.fields = (const struct zkcap_shape_field[]) {
				{ "type", &zkcap_shape_type, true },
				{ "items", &shape_items, true },
				{ 0 }
			},
		}, true },
		{ 0 }
	},
};

static int compare_elements(const void *a, const void *b)
{
	u8 x[ZK_FR_BYTES], y[ZK_FR_BYTES];

	zk_fr_to_bytes(x, a);
	zk_fr_to_bytes(y, b);
	return memcmp(x, y, sizeof(x));
}

static int sort_and_digest(struct zkcap_set *set)
{
	u8 *bytes = malloc(set->n_elements * ZK_FR_BYTES);
	size_t i, n = 0;

	if (!bytes)
		return -ENOMEM;
	qsort(set->elements, set->n_elements, sizeof(*set->elements), compare_elements);
	for (i = 0; i < set->n_elements; i++) {
		if (n && zk_fr_eq(&set->elements[n - 1], &set->elements[i]))
			continue;
		set->elements[n] = set->elements[i];
		zk_fr_to_bytes(bytes + ZK_FR_BYTES * n++, &set->elements[i]);
	}
	set->n_elements = n;
	zkcap_sha256(set->digest, bytes, ZK_FR_BYTES * n);
	free(bytes);
	return 0;
}

static int read_items(struct zkcap_set *set, const struct zkcap_yaml *doc,
		      const struct zkcap_yaml_node *items, struct zkcap_error *err)
{
	const struct zkcap_yaml_node *value;
	char what[80];
	size_t i;
	int ret;

	for (i = 0; i < items->n_items; i++) {
		value = zkcap_yaml_get(items->items[i], "value");
		snprintf(what, sizeof(what), "%u:%u: value", value->line, value->column);
		ret = zkcap_value_parse(&set->elements[set->n_elements++], set->type, value->text,
					what, err);
		if (ret && err)
			return zkcap_error_set(err, ret, "%s:%s", doc->file,
					       strdupa(err->message));
		if (ret)
			return ret;
	}
	return 0;
}

static void free_set(struct zkcap_set *set)
{
	free(set->name);
	free(set->elements);
	free(set);
}

static int read_set(struct zkcap_sets *sets, const struct zkcap_yaml *doc,
		    struct zkcap_error *err)
{
	const struct zkcap_yaml_node *meta = zkcap_yaml_get(doc->root, "metadata");
	const struct zkcap_yaml_node *spec = zkcap_yaml_get(doc->root, "spec");
	const struct zkcap_yaml_node *items = zkcap_yaml_get(spec, "items");
	const char *type = zkcap_yaml_get(spec, "type")->text;
	struct zkcap_set *set = calloc(1, sizeof(*set));
	int ret;

	if (!set)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	while (strcmp(zkcap_type_name(set->type), type))
		set->type++;
	set->name = strdup(zkcap_yaml_get(meta, "name")->text);
	set->elements = calloc(items->n_items, sizeof(*set->elements));
	ret = set->name && set->elements ? read_items(set, doc, items, err) : -ENOMEM;
	if (!ret)
		ret = sort_and_digest(set);
	if (ret) {
		free_set(set);
		return ret == -ENOMEM ? zkcap_error_set(err, ret, "out of memory") : ret;
	}
	set->next = sets->loaded;
	sets->loaded = set;
	return 0;
}

int zkcap_sets_add(struct zkcap_sets *sets, const char *file, const char *text, size_t len,
		   struct zkcap_error *err)
{
	struct zkcap_yaml doc;
	int ret = zkcap_yaml_parse(&doc, file, text, len, err);

	if (ret)
		return ret;
	ret = zkcap_shape_check(&doc, &shape_document, err);
	if (!ret)
		ret = read_set(sets, &doc, err);
	zkcap_yaml_free(&doc);
	return ret;
}

static const struct zkcap_set *find_loaded(const struct zkcap_sets *sets, const char *name)
{
	const struct zkcap_set *set;

	for (set = sets->loaded; set; set = set->next)
		if (!strcmp(set->name, name))
			return set;
	return NULL;
}

static int load_file(struct zkcap_sets *sets, const char *name, const char *path,
		     struct zkcap_error *err)
{
	const struct zkcap_yaml_node *node;
	struct zkcap_yaml doc;
	int ret = zkcap_yaml_load(&doc, path, err);

	if (ret)
		return ret;
	ret = zkcap_shape_check(&doc, &shape_document, err);
	node = ret ? NULL : zkcap_yaml_get(zkcap_yaml_get(doc.root, "metadata"), "name");
	if (node && strcmp(node->text, name))
		ret = zkcap_yaml_error(&doc, node, err, "name: expected %s, as the file is called",
				       name);
	if (!ret)
		ret = read_set(sets, &doc, err);
	zkcap_yaml_free(&doc);
	return ret;
}

int zkcap_sets_get(struct zkcap_sets *sets, const char *name, const struct zkcap_set **out,
		   struct zkcap_error *err)
{
	char *path;
	int ret;

	*out = find_loaded(sets, name);
	if (*out)
		return 0;
	/* the name becomes a part of a path */
	if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(name))
		return zkcap_error_set(err, -EINVAL,
				       "set \"%s\": expected lower-case letters, digits and dashes",
				       name);
	if (!sets->dir)
		return zkcap_error_set(err, -ENOENT, "set \"%s\" is not known", name);
	if (asprintf(&path, "%s/%s.yaml", sets->dir, name) < 0)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	ret = load_file(sets, name, path, err);
	free(path);
	*out = find_loaded(sets, name);
	return ret;
}

void zkcap_sets_free(struct zkcap_sets *sets)
{
	struct zkcap_set *next;

	for (; sets->loaded; sets->loaded = next) {
		next = sets->loaded->next;
		free_set(sets->loaded);
	}
}

bool zkcap_set_contains(const struct zkcap_set *set, const struct zk_fr *value)
{
	return bsearch(value, set->elements, set->n_elements, sizeof(*value), compare_elements);
}
