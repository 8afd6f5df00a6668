// SPDX-License-Identifier: MIT
/* The attribute schema. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "canonical.h"
#include "schema.h"
#include "shape.h"
#include "suggest.h"

#define BIT_NAME_MAX 40

static const char *const type_names[] = {
	[ZKCAP_TYPE_U64] = "u64",
	[ZKCAP_TYPE_DIGEST] = "digest",
	[ZKCAP_TYPE_VERSION] = "version",
	[ZKCAP_TYPE_BITS64] = "bits64",
	NULL
};

static const char *const level_names[] = {
	[ZKCAP_LEVEL_ABSENT] = "absent",
	[ZKCAP_LEVEL_REPORTED] = "reported",
	[ZKCAP_LEVEL_MEASURED] = "measured",
	[ZKCAP_LEVEL_SIGNED] = "signed",
	NULL
};

static const char *const kinds[] = { "AttributeSchema", NULL };

/* Words joined by dots, at least two */
static bool is_dotted(const char *text)
{
	static const char rest[] = ZKCAP_LOWER ZKCAP_DIGITS "_";
	size_t len, dots = 0;

	for (;; text += len + 1, dots++) {
		len = strspn(text, rest);
		if (!len || !strchr(ZKCAP_LOWER, *text))
			return false;
		if (text[len] != '.')
			return !text[len] && dots;
	}
}

static bool is_bit_name(const char *text)
{
	return zkcap_shape_is_word(text, ZKCAP_LOWER ZKCAP_UPPER,
				   ZKCAP_LOWER ZKCAP_UPPER ZKCAP_DIGITS "_") &&
	       strlen(text) <= BIT_NAME_MAX;
}

static const struct zkcap_shape shape_kind = {
	.kind = ZKCAP_YAML_STRING, .what = "AttributeSchema", .choices = kinds,
};

static const struct zkcap_shape shape_slot = {
	.kind = ZKCAP_YAML_INT, .what = "a slot number, 0 to 119",
	.max = ZKCAP_ATTRIBUTE_SLOTS - 1,
};

static const struct zkcap_shape shape_attribute_name = {
	.kind = ZKCAP_YAML_STRING, .max = 48,
	.what = "a dotted lower-case name of up to 48 characters, as gpu.memory_max",
	.matches = is_dotted,
};

static const struct zkcap_shape shape_type = {
	.kind = ZKCAP_YAML_STRING, .what = "u64, digest, version or bits64",
	.choices = type_names,
};

static const struct zkcap_shape shape_level = {
	.kind = ZKCAP_YAML_STRING, .what = "reported, measured or signed",
	.choices = level_names + ZKCAP_LEVEL_REPORTED,
};

static const struct zkcap_shape shape_assurance = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of least and usual level",
	.fields = (const struct zkcap_shape_field[]) {
		{ "least", &shape_level, true },
		{ "usual", &shape_level, true },
		{ 0 }
	},
};

static const struct zkcap_shape shape_bit = {
	.kind = ZKCAP_YAML_INT, .what = "a bit number, 0 to 63", .max = 63,
};

static const struct zkcap_shape shape_bit_names = {
	.kind = ZKCAP_YAML_MAPPING, .what = "names of bits in letters, digits and underscores",
	.matches = is_bit_name, .min = 1, .max = 64, .items = &shape_bit,
};

static const struct zkcap_shape shape_bits = {
	.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of prefix and names",
	.fields = (const struct zkcap_shape_field[]) {
		{ "prefix", &shape_attribute_name, true },
		{ "names", &shape_bit_names, true },
		{ 0 }
	},
};

static const struct zkcap_shape shape_attribute = {
	.kind = ZKCAP_YAML_MAPPING, .what = "an attribute: slot, name, type and so on",
	.fields = (const struct zkcap_shape_field[]) {
		{ "slot", &shape_slot, true },
		{ "name", &shape_attribute_name, true },
		{ "title", &zkcap_shape_text, true },
		{ "type", &shape_type, true },
		{ "unit", &zkcap_shape_unit, false },
		{ "source", &zkcap_shape_text, true },
		{ "assurance", &shape_assurance, true },
		{ "bits", &shape_bits, false },
		{ 0 }
	},
};

static const struct zkcap_shape shape_attributes = {
	.kind = ZKCAP_YAML_SEQUENCE, .what = "a list of 1 to 120 attributes",
	.min = 1, .max = ZKCAP_ATTRIBUTE_SLOTS, .items = &shape_attribute,
};

static const struct zkcap_shape shape_document = {
	.kind = ZKCAP_YAML_MAPPING, .what = "an attribute schema: apiVersion, kind, metadata, spec",
	.fields = (const struct zkcap_shape_field[]) {
		{ "apiVersion", &zkcap_shape_api_version, true },
		{ "kind", &shape_kind, true },
		{ "metadata", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of name, version and title",
			.fields = (const struct zkcap_shape_field[]) {
				{ "name", &zkcap_shape_label, true },
				{ "version", &zkcap_shape_version, true },
				{ "title", &zkcap_shape_text, false },
				{ 0 }
			},
		}, true },
		{ "spec", &(const struct zkcap_shape) {
			.kind = ZKCAP_YAML_MAPPING, .what = "a mapping of attributes",
			.fields = (const struct zkcap_shape_field[]) {
				{ "attributes", &shape_attributes, true },
				{ 0 }
			},
		}, true },
		{ 0 }
	},
};

static int name_index(const char *const *names, const char *name)
{
	int i;

	for (i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

const char *zkcap_type_name(enum zkcap_type type)
{
	return type_names[type];
}

const char *zkcap_level_name(enum zkcap_level level)
{
	return level_names[level];
}

int zkcap_level_from_name(const char *name)
{
	if (name[0] >= '0' && name[0] < '0' + ZKCAP_LEVELS && !name[1])
		return name[0] - '0';
	return name_index(level_names, name);
}

static char *copy_text(const struct zkcap_yaml_node *map, const char *key)
{
	const struct zkcap_yaml_node *node = zkcap_yaml_get(map, key);

	return node ? strdup(node->text) : NULL;
}

static int compare_bits(const void *a, const void *b)
{
	const struct zkcap_bit *x = a, *y = b;

	return (int)x->bit - (int)y->bit;
}

static int read_bits(const struct zkcap_yaml *doc, struct zkcap_attribute *attr,
		     const struct zkcap_yaml_node *bits, struct zkcap_error *err)
{
	const char *prefix = zkcap_yaml_get(bits, "prefix")->text;
	const struct zkcap_yaml_node *names = zkcap_yaml_get(bits, "names");
	u64 seen = 0, mask;
	size_t i;

	attr->bits = calloc(names->n_items / 2, sizeof(*attr->bits));
	if (!attr->bits)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	for (i = 0; i < names->n_items; i += 2) {
		struct zkcap_bit *bit = &attr->bits[attr->n_bits++];

		bit->bit = names->items[i + 1]->integer;
		if (asprintf(&bit->name, "%s.%s", prefix, names->items[i]->text) < 0) {
			bit->name = NULL;
			return zkcap_error_set(err, -ENOMEM, "out of memory");
		}
		mask = 1ULL << bit->bit;
		if (seen & mask)
			return zkcap_yaml_error(doc, names->items[i + 1], err,
						"bit %u has two names", bit->bit);
		seen |= mask;
	}
	qsort(attr->bits, attr->n_bits, sizeof(*attr->bits), compare_bits);
	return 0;
}

static int read_attribute(const struct zkcap_yaml *doc, struct zkcap_attribute *attr,
			  const struct zkcap_yaml_node *node, struct zkcap_error *err)
{
	const struct zkcap_yaml_node *assurance = zkcap_yaml_get(node, "assurance");
	const struct zkcap_yaml_node *bits = zkcap_yaml_get(node, "bits");
	bool is_word;

	attr->slot = zkcap_yaml_get(node, "slot")->integer;
	attr->type = name_index(type_names, zkcap_yaml_get(node, "type")->text);
	attr->least = name_index(level_names, zkcap_yaml_get(assurance, "least")->text);
	attr->usual = name_index(level_names, zkcap_yaml_get(assurance, "usual")->text);
	attr->name = copy_text(node, "name");
	attr->title = copy_text(node, "title");
	attr->unit = copy_text(node, "unit");
	attr->source = copy_text(node, "source");
	if (!attr->name || !attr->title || !attr->source)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	if (attr->least > attr->usual)
		return zkcap_yaml_error(doc, assurance, err,
					"expected the usual level to be at least the least");
	is_word = attr->type == ZKCAP_TYPE_BITS64;
	if (is_word != !!bits)
		return zkcap_yaml_error(doc, node, err,
					"%s: expected bits for type bits64, and for no other",
					attr->name);
	return bits ? read_bits(doc, attr, bits, err) : 0;
}

static int compare_slots(const void *a, const void *b)
{
	const struct zkcap_attribute *x = a, *y = b;

	return (int)x->slot - (int)y->slot;
}

/* A slot or a name that an earlier attribute has */
static int check_unique(const struct zkcap_yaml *doc, const struct zkcap_schema *schema,
			const struct zkcap_yaml_node *node, struct zkcap_error *err)
{
	const struct zkcap_attribute *last = &schema->attributes[schema->n_attributes - 1], *a;
	size_t i;
	u8 bit;

	for (a = schema->attributes; a < last; a++) {
		if (a->slot == last->slot)
			return zkcap_yaml_error(doc, zkcap_yaml_get(node, "slot"), err,
						"slot %u is %s already", a->slot, a->name);
		if (!strcmp(a->name, last->name))
			return zkcap_yaml_error(doc, zkcap_yaml_get(node, "name"), err,
						"%s has slot %u already", a->name, a->slot);
		for (i = 0; i < last->n_bits; i++)
			if (!strcmp(a->name, last->bits[i].name))
				return zkcap_yaml_error(doc, node, err,
							"%s is an attribute already", a->name);
	}
	if (zkcap_schema_find_bit(schema, last->name, &bit))
		return zkcap_yaml_error(doc, node, err, "%s is a bit already", last->name);
	for (i = 0; i < last->n_bits; i++) {
		a = zkcap_schema_find_bit(schema, last->bits[i].name, &bit);
		if (a != last)
			return zkcap_yaml_error(doc, node, err, "%s is a bit of %s already",
						last->bits[i].name, a->name);
	}
	return 0;
}

static int read_document(struct zkcap_schema *schema, const struct zkcap_yaml *doc,
			 struct zkcap_error *err)
{
	const struct zkcap_yaml_node *meta = zkcap_yaml_get(doc->root, "metadata");
	const struct zkcap_yaml_node *list =
		zkcap_yaml_get(zkcap_yaml_get(doc->root, "spec"), "attributes");
	json_t *json;
	size_t i;
	int ret;

	schema->name = copy_text(meta, "name");
	schema->version = zkcap_yaml_get(meta, "version")->integer;
	schema->attributes = calloc(list->n_items, sizeof(*schema->attributes));
	if (!schema->name || !schema->attributes)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	for (i = 0; i < list->n_items; i++) {
		ret = read_attribute(doc, &schema->attributes[schema->n_attributes++],
				     list->items[i], err);
		if (!ret)
			ret = check_unique(doc, schema, list->items[i], err);
		if (ret)
			return ret;
	}
	qsort(schema->attributes, schema->n_attributes, sizeof(*schema->attributes),
	      compare_slots);
	json = zkcap_yaml_to_json(doc->root);
	if (!json)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	ret = zkcap_canonical_digest(schema->digest, json, err);
	json_decref(json);
	return ret;
}

static int from_document(struct zkcap_schema *schema, struct zkcap_yaml *doc,
			 struct zkcap_error *err)
{
	int ret = zkcap_shape_check(doc, &shape_document, err);

	memset(schema, 0, sizeof(*schema));
	if (!ret)
		ret = read_document(schema, doc, err);
	zkcap_yaml_free(doc);
	if (ret)
		zkcap_schema_free(schema);
	return ret;
}

int zkcap_schema_load(struct zkcap_schema *schema, const char *path, struct zkcap_error *err)
{
	struct zkcap_yaml doc;
	int ret = zkcap_yaml_load(&doc, path, err);

	return ret ? ret : from_document(schema, &doc, err);
}

int zkcap_schema_parse(struct zkcap_schema *schema, const char *name, const char *text,
		       size_t len, struct zkcap_error *err)
{
	struct zkcap_yaml doc;
	int ret = zkcap_yaml_parse(&doc, name, text, len, err);

	return ret ? ret : from_document(schema, &doc, err);
}

void zkcap_schema_free(struct zkcap_schema *schema)
{
	struct zkcap_attribute *a;
	size_t i, j;

	for (i = 0; i < schema->n_attributes; i++) {
		a = &schema->attributes[i];
		for (j = 0; j < a->n_bits; j++)
			free(a->bits[j].name);
		free(a->bits);
		free(a->name);
		free(a->title);
		free(a->unit);
		free(a->source);
	}
	free(schema->attributes);
	free(schema->name);
	memset(schema, 0, sizeof(*schema));
}

const struct zkcap_attribute *zkcap_schema_find(const struct zkcap_schema *schema,
						const char *name)
{
	size_t i;

	for (i = 0; i < schema->n_attributes; i++)
		if (!strcmp(schema->attributes[i].name, name))
			return &schema->attributes[i];
	return NULL;
}

const struct zkcap_attribute *zkcap_schema_at(const struct zkcap_schema *schema,
					      unsigned int slot)
{
	size_t i;

	for (i = 0; i < schema->n_attributes; i++)
		if (schema->attributes[i].slot == slot)
			return &schema->attributes[i];
	return NULL;
}

const struct zkcap_attribute *zkcap_schema_find_bit(const struct zkcap_schema *schema,
						    const char *name, u8 *bit)
{
	const struct zkcap_attribute *a;
	size_t i, j;

	for (i = 0; i < schema->n_attributes; i++) {
		a = &schema->attributes[i];
		for (j = 0; j < a->n_bits; j++) {
			if (strcmp(a->bits[j].name, name))
				continue;
			*bit = a->bits[j].bit;
			return a;
		}
	}
	return NULL;
}

const char *zkcap_schema_suggest(const struct zkcap_schema *schema, const char *name)
{
	struct zkcap_suggest s;
	size_t i, j;

	zkcap_suggest_init(&s, name);
	for (i = 0; i < schema->n_attributes; i++) {
		zkcap_suggest_offer(&s, schema->attributes[i].name);
		for (j = 0; j < schema->attributes[i].n_bits; j++)
			zkcap_suggest_offer(&s, schema->attributes[i].bits[j].name);
	}
	return zkcap_suggest_best(&s);
}

enum zkcap_level zkcap_slots_level(const struct zk_fr slots[ZKCAP_SLOTS], unsigned int slot)
{
	u64 l[ZK_FR_LIMBS];

	zk_fr_to_limbs(l, &slots[ZKCAP_LEVEL_SLOT + slot / ZKCAP_LEVELS_PER_SLOT]);
	return l[0] >> (2 * (slot % ZKCAP_LEVELS_PER_SLOT)) & 3;
}

void zkcap_slots_set_level(struct zk_fr slots[ZKCAP_SLOTS], unsigned int slot,
			   enum zkcap_level level)
{
	struct zk_fr *word = &slots[ZKCAP_LEVEL_SLOT + slot / ZKCAP_LEVELS_PER_SLOT];
	unsigned int shift = 2 * (slot % ZKCAP_LEVELS_PER_SLOT);
	u64 l[ZK_FR_LIMBS];

	zk_fr_to_limbs(l, word);
	zk_fr_from_u64(word, (l[0] & ~(3ULL << shift)) | (u64)level << shift);
}
