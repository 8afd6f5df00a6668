// SPDX-License-Identifier: MIT
/* Capability definitions as written. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "definition.h"
#include "shape.h"

static const char *const kinds[] = { "Capability", NULL };
static const char *const levels[] = { "reported", "measured", "signed", NULL };

static bool is_param_name(const char *text)
{
	return zkcap_shape_is_word(text, ZKCAP_LOWER, ZKCAP_LOWER ZKCAP_DIGITS "_");
}

static const struct zkcap_shape shape_kind = {
	.kind = ZKCAP_YAML_STRING, .what = "Capability", .choices = kinds,
};

static const struct zkcap_shape shape_assurance = {
	.kind = ZKCAP_YAML_STRING, .what = "reported, measured or signed", .choices = levels,
};

static const struct zkcap_shape shape_expression = {
	.kind = ZKCAP_YAML_STRING, .what = "an expression of up to 4096 bytes, as gpu.count >= 1",
	.min = 1, .max = 4096,
};

static const struct zkcap_shape shape_param_name = {
	.kind = ZKCAP_YAML_STRING,
	.what = "a name of up to 31 lower-case letters, digits and underscores",
	.matches = is_param_name, .max = 31,
};

static const struct zkcap_shape shape_param = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a parameter: name, type, unit",
	.fields = (const struct zkcap_shape_field[]) {
		{ "name", &shape_param_name, true },
		{ "type", &zkcap_shape_type, true },
		{ "unit", &zkcap_shape_unit, false },
		{ 0 }
	},
};

static const struct zkcap_shape shape_params = {
	.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of up to 16 parameters",
	.max = ZKCAP_MAX_PUBLIC, .items = &shape_param,
};

static const struct zkcap_shape shape_document = {
	.kind = ZKCAP_YAML_MAPPING,
	.what = "a capability definition: apiVersion, kind, metadata, spec",
	.fields = (const struct zkcap_shape_field[]) {
		{ "apiVersion", &zkcap_shape_api_version, true },
		{ "kind", &shape_kind, true },
		{ "metadata", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of name, version and title",
			.fields = (const struct zkcap_shape_field[]) {
				{ "name", &zkcap_shape_label, true },
				{ "version", &zkcap_shape_version, true },
				{ "title", &zkcap_shape_text, true },
				{ 0 }
			},
		}, true },
		{ "spec", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_MAPPING,
			.what = "a mapping of params, assurance and expression",
			.fields = (const struct zkcap_shape_field[]) {
				{ "params", &shape_params, false },
				{ "assurance", &shape_assurance, true },
				{ "expression", &shape_expression, true },
				{ 0 }
			},
		}, true },
		{ 0 }
	},
};

int zkcap_definition_param(const struct zkcap_definition *def, const char *name)
{
	u32 i;

	for (i = 0; i < def->n_params; i++)
		if (!strcmp(def->params[i].name, name))
			return i;
	return -1;
}

static int read_params(struct zkcap_definition *def, const struct zkcap_yaml_node *params,
		       struct zkcap_error *err)
{
	const struct zkcap_yaml_node *name, *unit;
	const char *type;
	size_t i;

	for (i = 0; params && i < params->n_items; i++) {
		name = zkcap_yaml_get(params->items[i], "name");
		unit = zkcap_yaml_get(params->items[i], "unit");
		type = zkcap_yaml_get(params->items[i], "type")->text;
		if (zkcap_definition_param(def, name->text) >= 0)
			return zkcap_yaml_error(&def->doc, name, err,
						"parameter %s given twice", name->text);
		while (strcmp(zkcap_type_name(def->params[i].type), type))
			def->params[i].type++;
		def->params[i].name = name->text;
		def->params[i].unit = unit ? unit->text : NULL;
		def->n_params++;
	}
	return 0;
}

static int read_document(struct zkcap_definition *def, struct zkcap_error *err)
{
	const struct zkcap_yaml_node *meta = zkcap_yaml_get(def->doc.root, "metadata");
	const struct zkcap_yaml_node *spec = zkcap_yaml_get(def->doc.root, "spec");
	const struct zkcap_yaml_node *expression = zkcap_yaml_get(spec, "expression");
	struct zkcap_source *source = &def->expression;
	size_t n = strlen(expression->text) + 1;

	def->name = zkcap_yaml_get(meta, "name")->text;
	def->title = zkcap_yaml_get(meta, "title")->text;
	def->version = zkcap_yaml_get(meta, "version")->integer;
	def->assurance = zkcap_level_from_name(zkcap_yaml_get(spec, "assurance")->text);
	source->file = def->doc.file;
	source->text = expression->text;
	source->lines = calloc(n, sizeof(*source->lines));
	source->columns = calloc(n, sizeof(*source->columns));
	if (!source->lines || !source->columns)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	zkcap_yaml_positions(&def->doc, expression, source->lines, source->columns);
	return read_params(def, zkcap_yaml_get(spec, "params"), err);
}

static int from_document(struct zkcap_definition *def, struct zkcap_error *err)
{
	int ret = zkcap_shape_check(&def->doc, &shape_document, err);

	if (!ret)
		ret = read_document(def, err);
	if (ret)
		zkcap_definition_free(def);
	return ret;
}

int zkcap_definition_load(struct zkcap_definition *def, const char *path,
			  struct zkcap_error *err)
{
	int ret;

	memset(def, 0, sizeof(*def));
	ret = zkcap_yaml_load(&def->doc, path, err);
	return ret ? ret : from_document(def, err);
}

int zkcap_definition_parse(struct zkcap_definition *def, const char *name, const char *text,
			   size_t len, struct zkcap_error *err)
{
	int ret;

	memset(def, 0, sizeof(*def));
	ret = zkcap_yaml_parse(&def->doc, name, text, len, err);
	return ret ? ret : from_document(def, err);
}

int zkcap_definition_take(struct zkcap_definition *def, struct zkcap_yaml *doc,
			  struct zkcap_error *err)
{
	memset(def, 0, sizeof(*def));
	def->doc = *doc;
	memset(doc, 0, sizeof(*doc));
	return from_document(def, err);
}

void zkcap_definition_free(struct zkcap_definition *def)
{
	free(def->expression.lines);
	free(def->expression.columns);
	zkcap_yaml_free(&def->doc);
	memset(def, 0, sizeof(*def));
}
