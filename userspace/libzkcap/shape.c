// SPDX-License-Identifier: MIT
/* The shape of a YAML document as a table. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "shape.h"
#include "suggest.h"

static const char *const api_versions[] = { "zkcap/v1", NULL };
static const char *const types[] = { "u64", "digest", "version", NULL };

bool zkcap_shape_is_word(const char *text, const char *first, const char *rest)
{
	return *text && strchr(first, *text) && !text[strspn(text, rest)];
}

static bool is_label(const char *text)
{
	return zkcap_shape_is_word(text, ZKCAP_LOWER, ZKCAP_LOWER ZKCAP_DIGITS "-");
}

static bool is_unit(const char *text)
{
	return zkcap_shape_is_word(text, ZKCAP_LOWER ZKCAP_UPPER, ZKCAP_LOWER ZKCAP_UPPER "/");
}

const struct zkcap_shape zkcap_shape_api_version = {
	.kind = ZKCAP_YAML_STRING, .what = "zkcap/v1", .choices = api_versions,
};

const struct zkcap_shape zkcap_shape_text = {
	.kind = ZKCAP_YAML_STRING, .what = "a line of text of up to 200 bytes",
	.min = 1, .max = 200,
};

const struct zkcap_shape zkcap_shape_label = {
	.kind = ZKCAP_YAML_STRING,
	.what = "a name of up to 63 lower-case letters, digits and dashes",
	.matches = is_label, .max = 63,
};

const struct zkcap_shape zkcap_shape_version = {
	.kind = ZKCAP_YAML_INT, .what = "a version number from 1 on", .min = 1, .max = INT32_MAX,
};

const struct zkcap_shape zkcap_shape_type = {
	.kind = ZKCAP_YAML_STRING, .what = "u64, digest or version", .choices = types,
};

const struct zkcap_shape zkcap_shape_unit = {
	.kind = ZKCAP_YAML_STRING, .what = "a unit in letters and slashes",
	.matches = is_unit, .max = 24,
};

static int check_node(const struct zkcap_yaml *doc, const struct zkcap_yaml_node *node,
		      const char *name, const struct zkcap_shape *shape, struct zkcap_error *err);

static bool is_choice(const char *const *choices, const char *text)
{
	for (; *choices; choices++)
		if (!strcmp(*choices, text))
			return true;
	return false;
}

static bool length_fits(const struct zkcap_shape *shape, size_t len)
{
	return len >= (size_t)shape->min && (!shape->max || len <= (size_t)shape->max);
}

static bool scalar_fits(const struct zkcap_yaml_node *node, const struct zkcap_shape *shape)
{
	if (node->kind == ZKCAP_YAML_INT)
		return node->integer >= shape->min && node->integer <= shape->max;
	if (node->kind != ZKCAP_YAML_STRING)
		return true;
	return length_fits(shape, strlen(node->text)) &&
	       (!shape->choices || is_choice(shape->choices, node->text)) &&
	       (!shape->matches || shape->matches(node->text));
}

static const struct zkcap_shape_field *find_field(const struct zkcap_shape *shape,
						  const char *name)
{
	const struct zkcap_shape_field *f;

	for (f = shape->fields; f->name; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

static int unknown_key(const struct zkcap_yaml *doc, const struct zkcap_yaml_node *key,
		       const char *name, const struct zkcap_shape *shape, struct zkcap_error *err)
{
	const struct zkcap_shape_field *f;
	struct zkcap_suggest s;
	char hint[80] = "";

	zkcap_suggest_init(&s, key->text);
	for (f = shape->fields; f->name; f++)
		zkcap_suggest_offer(&s, f->name);
	if (zkcap_suggest_best(&s))
		snprintf(hint, sizeof(hint), "; did you mean \"%s\"?", zkcap_suggest_best(&s));
	return zkcap_yaml_error(doc, key, err, "unknown key \"%s\" in %s%s", key->text, name, hint);
}

static int check_fields(const struct zkcap_yaml *doc, const struct zkcap_yaml_node *node,
			const char *name, const struct zkcap_shape *shape,
			struct zkcap_error *err)
{
	const struct zkcap_shape_field *f;
	size_t i;
	int ret;

	for (i = 0; i < node->n_items; i += 2) {
		f = find_field(shape, node->items[i]->text);
		if (!f)
			return unknown_key(doc, node->items[i], name, shape, err);
		ret = check_node(doc, node->items[i + 1], f->name, f->shape, err);
		if (ret)
			return ret;
	}
	for (f = shape->fields; f->name; f++)
		if (f->required && !zkcap_yaml_get(node, f->name))
			return zkcap_yaml_error(doc, node, err, "%s: expected a key \"%s\": %s",
						name, f->name, f->shape->what);
	return 0;
}

static int check_items(const struct zkcap_yaml *doc, const struct zkcap_yaml_node *node,
		       const char *name, const struct zkcap_shape *shape, struct zkcap_error *err)
{
	bool map = node->kind == ZKCAP_YAML_MAPPING;
	size_t i;
	int ret;

	if (!length_fits(shape, map ? node->n_items / 2 : node->n_items))
		return zkcap_yaml_error(doc, node, err, "%s: expected %s", name, shape->what);
	for (i = 0; i < node->n_items; i++) {
		if (map) {
			if (!shape->matches(node->items[i]->text))
				return zkcap_yaml_error(doc, node->items[i], err,
							"%s: expected %s as key", name,
							shape->what);
			i++;
		}
		ret = check_node(doc, node->items[i], name, shape->items, err);
		if (ret)
			return ret;
	}
	return 0;
}

static int check_node(const struct zkcap_yaml *doc, const struct zkcap_yaml_node *node,
		      const char *name, const struct zkcap_shape *shape, struct zkcap_error *err)
{
	const struct zkcap_shape *first = shape;

	while (shape->alternative && node->kind != shape->kind)
		shape = shape->alternative;
	if (node->kind != shape->kind || !scalar_fits(node, shape))
		return zkcap_yaml_error(doc, node, err, "%s: expected %s", name, first->what);
	if (shape->fields)
		return check_fields(doc, node, name, shape, err);
	if (shape->items)
		return check_items(doc, node, name, shape, err);
	return 0;
}

int zkcap_shape_check(const struct zkcap_yaml *doc, const struct zkcap_shape *shape,
		      struct zkcap_error *err)
{
	return check_node(doc, doc->root, "the document", shape, err);
}
