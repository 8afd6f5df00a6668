// SPDX-License-Identifier: MIT
/* Documents collected from files and directories. */

#define _GNU_SOURCE
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config_read.h"
#include "config_shape.h"

static void free_object(struct zkcap_config_object *object)
{
	size_t i;

	if (object->kind == ZKCAP_CONFIG_TRUST) {
		for (i = 0; i < ZKCAP_CLIENT_AUTHORITIES; i++)
			zkcap_certificate_free(&object->trust.authorities[i]);
	} else if (object->kind == ZKCAP_CONFIG_CAPABILITY) {
		zkcap_circuit_free(object->capability.circuit);
		zkcap_definition_free(&object->capability.definition);
	} else if (object->kind == ZKCAP_CONFIG_TENANT) {
		free(object->tenant.directory);
	}
	zkcap_yaml_free(&object->doc);
	free(object);
}

void zkcap_config_free(struct zkcap_config *config)
{
	while (config->n)
		free_object(config->objects[--config->n]);
	free(config->objects);
	while (config->n_keys)
		zkcap_certificate_free(&config->keys[--config->n_keys]);
	free(config->keys);
	memset(config, 0, sizeof(*config));
}

struct zkcap_config_object *zkcap_config_find(const struct zkcap_config *config,
					      enum zkcap_config_kind kind, const char *name)
{
	size_t i;

	for (i = 0; i < config->n; i++)
		if (config->objects[i]->kind == kind && !strcmp(config->objects[i]->name, name))
			return config->objects[i];
	return NULL;
}

/* Takes the document over, also when it fails. */
static int read_object(struct zkcap_config_object *object, struct zkcap_yaml *doc,
		       struct zkcap_error *err)
{
	static int (*const readers[ZKCAP_CONFIG_KINDS])(struct zkcap_config_object *object,
							struct zkcap_error *err) = {
		[ZKCAP_CONFIG_POOL] = zkcap_config_read_pool,
		[ZKCAP_CONFIG_DEVICE_CLASS] = zkcap_config_read_device_class,
		[ZKCAP_CONFIG_TRUST] = zkcap_config_read_trust,
		[ZKCAP_CONFIG_OFFER] = zkcap_config_read_offer,
		[ZKCAP_CONFIG_TENANT] = zkcap_config_read_tenant,
	};
	int ret;

	if (object->kind == ZKCAP_CONFIG_CAPABILITY) {
		ret = zkcap_definition_take(&object->capability.definition, doc, err);
		object->name = object->capability.definition.name;
		return ret;
	}
	object->doc = *doc;
	memset(doc, 0, sizeof(*doc));
	ret = zkcap_shape_check(&object->doc, zkcap_config_shapes[object->kind], err);
	if (ret)
		return ret;
	object->name = zkcap_yaml_get(zkcap_yaml_get(object->doc.root, "metadata"), "name")->text;
	return readers[object->kind](object, err);
}

static int check_new(const struct zkcap_config *config, const struct zkcap_config_object *object,
		     struct zkcap_error *err)
{
	const struct zkcap_config_object *other = zkcap_config_find(config, object->kind,
								    object->name);

	if (!other)
		return 0;
	return zkcap_error_set(err, -EEXIST, "%s:%u:%u: %s %s: given twice; first in %s, line %u",
			       zkcap_config_doc(object)->file, zkcap_config_doc(object)->root->line,
			       zkcap_config_doc(object)->root->column,
			       zkcap_config_kind_name(object->kind), object->name,
			       zkcap_config_doc(other)->file, zkcap_config_doc(other)->root->line);
}

const struct zkcap_yaml *zkcap_config_doc(const struct zkcap_config_object *object)
{
	return object->kind == ZKCAP_CONFIG_CAPABILITY ? &object->capability.definition.doc :
		&object->doc;
}

int zkcap_config_append(struct zkcap_config *config, struct zkcap_config_object *object,
			struct zkcap_error *err)
{
	void *p;

	/* grown at powers of two */
	if (!(config->n & (config->n - 1))) {
		p = realloc(config->objects, (config->n ? 2 * config->n : 1) * sizeof(object));
		if (!p)
			return zkcap_error_set(err, -ENOMEM, "out of memory");
		config->objects = p;
	}
	config->objects[config->n++] = object;
	return 0;
}

static int add_document(struct zkcap_config *config, struct zkcap_yaml *doc,
			struct zkcap_error *err)
{
	struct zkcap_config_object *object;
	enum zkcap_config_kind kind;
	int ret;

	ret = zkcap_config_shape_header(doc, &kind, err);
	if (ret)
		return ret;
	if (config->n == ZKCAP_CONFIG_MAX_OBJECTS)
		return zkcap_yaml_error(doc, doc->root, err, "more than %d documents",
					ZKCAP_CONFIG_MAX_OBJECTS);
	object = calloc(1, sizeof(*object));
	if (!object)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	object->kind = kind;
	ret = read_object(object, doc, err) ?:
		check_new(config, object, err) ?:
		zkcap_config_append(config, object, err);
	if (ret)
		free_object(object);
	return ret;
}

static int add_stream(struct zkcap_config *config, struct zkcap_yaml_stream *stream,
		      struct zkcap_error *err)
{
	int ret = 0;
	size_t i;

	for (i = 0; !ret && i < stream->n; i++)
		ret = add_document(config, &stream->docs[i], err);
	zkcap_yaml_free_stream(stream);
	return ret;
}

int zkcap_config_add_text(struct zkcap_config *config, const char *file, const char *text,
			  size_t len, struct zkcap_error *err)
{
	struct zkcap_yaml_stream stream;

	return zkcap_yaml_parse_stream(&stream, file, text, len, err) ?:
		add_stream(config, &stream, err);
}

static int add_file(struct zkcap_config *config, const char *path, struct zkcap_error *err)
{
	struct zkcap_yaml_stream stream;

	return zkcap_yaml_load_stream(&stream, path, err) ?: add_stream(config, &stream, err);
}

static int is_yaml(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return *entry->d_name != '.' && dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml"));
}

/* Not alphasort(): the order is not to depend on the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_directory(struct zkcap_config *config, const char *path, struct zkcap_error *err)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_yaml, by_name), i, ret = 0;
	char *file;

	if (n < 0)
		return zkcap_error_set(err, -errno, "%s: %s", path, strerror(errno));
	for (i = 0; i < n; i++) {
		if (!ret && asprintf(&file, "%s/%s", path, entries[i]->d_name) < 0) {
			ret = zkcap_error_set(err, -ENOMEM, "out of memory");
		} else if (!ret) {
			ret = add_file(config, file, err);
			free(file);
		}
		free(entries[i]);
	}
	free(entries);
	return ret;
}

int zkcap_config_add(struct zkcap_config *config, const char *path, struct zkcap_error *err)
{
	struct stat st;

	if (stat(path, &st))
		return zkcap_error_set(err, -errno, "%s: %s", path, strerror(errno));
	return S_ISDIR(st.st_mode) ? add_directory(config, path, err) :
		add_file(config, path, err);
}
