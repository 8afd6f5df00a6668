// SPDX-License-Identifier: MIT
/* What documents name: certificates, devices, control groups, definitions, each other. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "compile.h"
#include "config_read.h"
#include "quantity.h"
#include "value.h"

struct resolver {
	struct zkcap_config *config;
	const struct zkcap_config_paths *paths;
	struct zkcap_schema schema;
	struct zkcap_sets sets;
	struct zkcap_error *err;
};

/* "file:line:column: " before what another function said */
static int at_node(const struct zkcap_config_object *object, const struct zkcap_yaml_node *node,
		   const char *field, int ret, struct zkcap_error *err)
{
	const struct zkcap_yaml *doc = zkcap_config_doc(object);

	return zkcap_error_context(err, ret, "%s:%u:%u: %s", doc->file, node->line, node->column,
				   field);
}

/* Certificates ------------------------------------------------------------- */

/* A path in a document, relative to the document's directory; to be freed */
static char *beside(const struct zkcap_config_object *object, const char *path)
{
	const char *file = zkcap_config_doc(object)->file;
	const char *slash = strrchr(file, '/');
	char *joined;

	if (*path == '/' || !slash)
		return strdup(path);
	return asprintf(&joined, "%.*s/%s", (int)(slash - file), file, path) < 0 ? NULL : joined;
}

static int load_certificate(struct resolver *rs, const struct zkcap_config_object *object,
			    const struct zkcap_yaml_node *node, const char *field,
			    struct zkcap_certificate *certificate)
{
	char *path = beside(object, node->text);
	int ret;

	if (!path)
		return zkcap_error_set(rs->err, -ENOMEM, "out of memory");
	ret = zkcap_certificate_load(certificate, path, rs->err);
	free(path);
	return ret ? at_node(object, node, field, ret, rs->err) : 0;
}

/* One certificate is enrolled once, however many documents name it. */
static int keep_key(struct resolver *rs, struct zkcap_certificate *certificate)
{
	struct zkcap_config *config = rs->config;
	void *p;
	size_t i;

	for (i = 0; i < config->n_keys; i++) {
		if (!memcmp(config->keys[i].digest, certificate->digest, ZKCAP_DIGEST_LEN)) {
			zkcap_certificate_free(certificate);
			return 0;
		}
		if (!memcmp(config->keys[i].id, certificate->id, ZKCAP_KEY_ID_LEN)) {
			zkcap_error_set(rs->err, -EINVAL, "%s: another certificate of the key in %s",
					certificate->path, config->keys[i].path);
			zkcap_certificate_free(certificate);
			return -EINVAL;
		}
	}
	p = realloc(config->keys, (config->n_keys + 1) * sizeof(*certificate));
	if (!p) {
		zkcap_certificate_free(certificate);
		return zkcap_error_set(rs->err, -ENOMEM, "out of memory");
	}
	config->keys = p;
	config->keys[config->n_keys++] = *certificate;
	return 0;
}

static int resolve_keys(struct resolver *rs, const struct zkcap_config_object *object,
			const char *field, uint8_t (*ids)[ZKCAP_KEY_ID_LEN], bool enrol)
{
	const struct zkcap_yaml_node *list = zkcap_config_spec(object, field), *node;
	struct zkcap_certificate certificate;
	size_t i, j;
	int ret;

	for (i = 0; list && i < list->n_items; i++) {
		node = zkcap_yaml_get(list->items[i], "certificate");
		if (node) {
			ret = load_certificate(rs, object, node, field, &certificate);
			if (ret)
				return ret;
			memcpy(ids[i], certificate.id, ZKCAP_KEY_ID_LEN);
			if (!enrol)
				zkcap_certificate_free(&certificate);
			else if (keep_key(rs, &certificate))
				return at_node(object, node, field, -EINVAL, rs->err);
		}
		for (j = 0; j < i; j++)
			if (!memcmp(ids[i], ids[j], ZKCAP_KEY_ID_LEN))
				return zkcap_yaml_error(&object->doc, list->items[i], rs->err,
							"%s: the same key given twice", field);
	}
	return 0;
}

static int resolve_trust(struct resolver *rs, struct zkcap_config_object *object)
{
	const struct zkcap_yaml_node *list = zkcap_config_spec(object, "authorities");
	struct zkcap_config_trust *trust = &object->trust;
	struct zkcap_certificate *authority;
	struct zkcap_bytes *bytes;
	size_t i;
	int ret;

	for (i = 0; i < list->n_items; i++) {
		authority = &trust->authorities[i];
		ret = load_certificate(rs, object, list->items[i], "authorities", authority);
		if (ret)
			return ret;
		bytes = &trust->trust.authorities[trust->trust.n_authorities++];
		bytes->data = authority->der;
		bytes->len = authority->len;
		memcpy(trust->trust.authority_digests[i], authority->digest, ZKCAP_DIGEST_LEN);
	}
	trust->trust.n_authority_digests = i;
	return resolve_keys(rs, object, "hostKeys", trust->trust.host_keys, true) ?:
		resolve_keys(rs, object, "revoked", trust->trust.revoked, false);
}

/* Devices ------------------------------------------------------------------ */

static int find_device(struct resolver *rs, const struct zkcap_config_object *object,
		       const struct zkcap_yaml_node *path, struct zkcap_node *node)
{
	struct stat st;

	if (stat(path->text, &st))
		return zkcap_yaml_error(&object->doc, path, rs->err, "path: %s: %s", path->text,
					strerror(errno));
	if (!S_ISCHR(st.st_mode) && !S_ISBLK(st.st_mode))
		return zkcap_yaml_error(&object->doc, path, rs->err,
					"path: %s: expected a device node", path->text);
	node->type = S_ISCHR(st.st_mode) ? ZKCAP_DEVICE_TYPE_CHAR : ZKCAP_DEVICE_TYPE_BLOCK;
	node->major = major(st.st_rdev);
	node->minor = minor(st.st_rdev);
	return 0;
}

/* No node may be in two classes, or twice in one. */
static int check_node(struct resolver *rs, const struct zkcap_config_object *object, uint32_t n,
		      const struct zkcap_yaml_node *place)
{
	const struct zkcap_node *node = &object->device_class.nodes[n];
	const struct zkcap_config_object *other;
	uint32_t limit, j;
	size_t i;

	for (i = 0; i < rs->config->n; i++) {
		other = rs->config->objects[i];
		if (other->kind != ZKCAP_CONFIG_DEVICE_CLASS)
			continue;
		limit = other == object ? n : other->device_class.n_nodes;
		for (j = 0; j < limit; j++)
			if (!memcmp(&other->device_class.nodes[j], node, sizeof(*node)))
				return zkcap_yaml_error(&object->doc, place, rs->err,
							"nodes: %s %u:%u is in class %s already",
							node->type == ZKCAP_DEVICE_TYPE_CHAR ?
							"char" : "block", node->major, node->minor,
							other->name);
		if (other == object)
			return 0;
	}
	return 0;
}

static int resolve_device_class(struct resolver *rs, struct zkcap_config_object *object)
{
	const struct zkcap_yaml_node *list = zkcap_config_spec(object, "nodes"), *path;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < list->n_items; i++) {
		path = zkcap_yaml_get(list->items[i], "path");
		if (path)
			ret = find_device(rs, object, path, &object->device_class.nodes[i]);
		if (!ret)
			ret = check_node(rs, object, i, list->items[i]);
	}
	return ret;
}

/* Control groups ----------------------------------------------------------- */

static int resolve_tenant(struct resolver *rs, struct zkcap_config_object *object)
{
	struct zkcap_config_tenant *tenant = &object->tenant;
	const struct zkcap_yaml_node *node = zkcap_config_spec(object, "cgroup");
	const struct zkcap_config_object *other;
	struct stat st;
	size_t i;

	if (asprintf(&tenant->directory, "%s%s", rs->paths->cgroup, tenant->tenant.path) < 0) {
		tenant->directory = NULL;
		return zkcap_error_set(rs->err, -ENOMEM, "out of memory");
	}
	for (i = 0; (other = rs->config->objects[i]) != object; i++)
		if (other->kind == ZKCAP_CONFIG_TENANT &&
		    !strcmp(other->tenant.tenant.path, tenant->tenant.path))
			return zkcap_yaml_error(&object->doc, node, rs->err,
						"cgroup: that of tenant %s already", other->name);
	if (!stat(tenant->directory, &st)) {
		if (!S_ISDIR(st.st_mode))
			return zkcap_yaml_error(&object->doc, node, rs->err,
						"cgroup: %s: expected a directory",
						tenant->directory);
		tenant->tenant.id = st.st_ino;
	} else if (errno == ENOENT && tenant->absent != ZKCAP_ABSENT_FAIL) {
		tenant->missing = true;
	} else {
		return zkcap_yaml_error(&object->doc, node, rs->err,
					"cgroup: %s: %s; whenAbsent: create or skip would do without",
					tenant->directory, strerror(errno));
	}
	return resolve_keys(rs, object, "keys", tenant->tenant.keys, true);
}

/* Definitions -------------------------------------------------------------- */

static int resolve_capability(struct resolver *rs, struct zkcap_config_object *object)
{
	return zkcap_compile(&object->capability.circuit, &object->capability.definition,
			     &rs->schema, &rs->sets, rs->err);
}

/* A shipped definition that only an offer asks for */
static int imply(struct resolver *rs, const char *name, struct zkcap_config_object **out)
{
	struct zkcap_config_object *object;
	char *path;
	int ret;

	*out = NULL;
	if (!rs->paths->capabilities)
		return 0;
	if (asprintf(&path, "%s/%s.yaml", rs->paths->capabilities, name) < 0)
		return zkcap_error_set(rs->err, -ENOMEM, "out of memory");
	if (access(path, F_OK)) {
		free(path);
		return 0;
	}
	object = calloc(1, sizeof(*object));
	ret = object ? zkcap_definition_load(&object->capability.definition, path, rs->err) :
		zkcap_error_set(rs->err, -ENOMEM, "out of memory");
	free(path);
	if (!ret) {
		object->kind = ZKCAP_CONFIG_CAPABILITY;
		object->name = object->capability.definition.name;
		object->capability.implied = true;
		ret = zkcap_config_append(rs->config, object, rs->err);
		if (ret)
			zkcap_definition_free(&object->capability.definition);
	}
	if (ret) {
		free(object);
		return ret;
	}
	*out = object;
	return resolve_capability(rs, object);
}

/* Offers ------------------------------------------------------------------- */

static int read_param(struct resolver *rs, const struct zkcap_config_object *offer,
		      const struct zkcap_yaml_node *params, const struct zkcap_yaml_node *place,
		      const struct zkcap_param *param, uint8_t out[ZKCAP_SCALAR_LEN])
{
	const struct zkcap_yaml_node *value = zkcap_yaml_get(params, param->name);
	struct zk_fr scalar;
	int ret;

	if (!value)
		return zkcap_yaml_error(&offer->doc, place, rs->err,
					"params: expected a key \"%s\": a %s", param->name,
					zkcap_type_name(param->type));
	ret = zkcap_value_parse(&scalar, param->type, value->text, param->name, rs->err);
	if (ret)
		return at_node(offer, value, "params", ret, rs->err);
	zk_fr_to_bytes(out, &scalar);
	return 0;
}

static int read_params(struct resolver *rs, const struct zkcap_config_object *offer,
		       const struct zkcap_yaml_node *item, const struct zkcap_circuit *circuit,
		       struct zkcap_requirement *requirement)
{
	const struct zkcap_yaml_node *params = zkcap_yaml_get(item, "params");
	u32 i, j;
	int ret;

	for (i = 0; params && i < params->n_items; i += 2) {
		for (j = 0; j < circuit->n_public; j++)
			if (!strcmp(params->items[i]->text, circuit->params[j].name))
				break;
		if (j == circuit->n_public)
			return zkcap_yaml_error(&offer->doc, params->items[i], rs->err,
						"params: %s has no parameter \"%s\"", circuit->name,
						params->items[i]->text);
	}
	for (i = 0; i < circuit->n_public; i++) {
		ret = read_param(rs, offer, params, params ? params : item, &circuit->params[i],
				 requirement->publics[i]);
		if (ret)
			return ret;
	}
	requirement->n_publics = circuit->n_public;
	return 0;
}

static int resolve_requirements(struct resolver *rs, struct zkcap_config_object *object)
{
	const struct zkcap_yaml_node *list = zkcap_config_spec(object, "capabilities"), *name;
	struct zkcap_config_object *capability;
	size_t i;
	int ret;

	for (i = 0; list && i < list->n_items; i++) {
		name = zkcap_yaml_get(list->items[i], "name");
		capability = zkcap_config_find(rs->config, ZKCAP_CONFIG_CAPABILITY, name->text);
		ret = capability ? 0 : imply(rs, name->text, &capability);
		if (ret)
			return ret;
		if (!capability)
			return zkcap_yaml_error(&object->doc, name, rs->err,
						"capabilities: %s has no document and is not shipped",
						name->text);
		ret = read_params(rs, object, list->items[i], capability->capability.circuit,
				  &object->offer.offer.requirements[i]);
		if (ret)
			return ret;
	}
	return 0;
}

int zkcap_config_find_tenants(struct zkcap_config *config, struct zkcap_config_object *object,
			      struct zkcap_error *err)
{
	const struct zkcap_yaml_node *list = zkcap_config_spec(object, "tenants");
	struct zkcap_config_offer *offer = &object->offer;
	const struct zkcap_config_object *tenant;
	size_t i;

	offer->restricted = list;
	offer->n_unmade = 0;
	offer->offer.n_tenants = 0;
	for (i = 0; list && i < list->n_items; i++) {
		tenant = zkcap_config_find(config, ZKCAP_CONFIG_TENANT, list->items[i]->text);
		if (!tenant)
			return zkcap_yaml_error(&object->doc, list->items[i], err,
						"tenants: there is no Tenant %s in the files",
						list->items[i]->text);
		if (!tenant->tenant.missing)
			offer->offer.tenants[offer->offer.n_tenants++] =
				tenant->tenant.tenant.id;
		else
			offer->n_unmade += tenant->tenant.absent == ZKCAP_ABSENT_CREATE;
	}
	return 0;
}

static int resolve_offer(struct resolver *rs, struct zkcap_config_object *object)
{
	return zkcap_config_find_tenants(rs->config, object, rs->err) ?:
		resolve_requirements(rs, object);
}

/* Several documents may make up the pool, each kind once. */
static int resolve_pool(struct resolver *rs, struct zkcap_config_object *object)
{
	const struct zkcap_config_object *other;
	char buf[ZKCAP_QUANTITY_TEXT];
	uint32_t both;
	size_t i;

	for (i = 0; (other = rs->config->objects[i]) != object; i++) {
		both = other->kind == ZKCAP_CONFIG_POOL ?
			other->pool.given & object->pool.given : 0;
		if (both)
			return zkcap_yaml_error(&object->doc, object->doc.root, rs->err,
						"%s: in Pool %s already",
						zkcap_kind_name(__builtin_ctz(both), buf),
						other->name);
	}
	return 0;
}

/* Kinds that others need come first. */
static int resolve_all(struct resolver *rs)
{
	static int (*const resolvers[ZKCAP_CONFIG_KINDS])(struct resolver *rs,
							  struct zkcap_config_object *object) = {
		[ZKCAP_CONFIG_POOL] = resolve_pool,
		[ZKCAP_CONFIG_DEVICE_CLASS] = resolve_device_class,
		[ZKCAP_CONFIG_TRUST] = resolve_trust,
		[ZKCAP_CONFIG_CAPABILITY] = resolve_capability,
		[ZKCAP_CONFIG_OFFER] = resolve_offer,
		[ZKCAP_CONFIG_TENANT] = resolve_tenant,
	};
	static const enum zkcap_config_kind order[] = {
		ZKCAP_CONFIG_POOL, ZKCAP_CONFIG_DEVICE_CLASS, ZKCAP_CONFIG_TRUST,
		ZKCAP_CONFIG_CAPABILITY, ZKCAP_CONFIG_TENANT, ZKCAP_CONFIG_OFFER,
	};
	size_t k, i, n;
	int ret;

	for (k = 0; k < ARRAY_SIZE(order); k++) {
		/* What offers imply is resolved where it is implied. */
		n = rs->config->n;
		for (i = 0; i < n; i++) {
			if (rs->config->objects[i]->kind != order[k])
				continue;
			ret = resolvers[order[k]](rs, rs->config->objects[i]);
			if (ret)
				return ret;
		}
	}
	return 0;
}

int zkcap_config_resolve(struct zkcap_config *config, const struct zkcap_config_paths *paths,
			 struct zkcap_error *err)
{
	struct resolver rs = { .config = config, .paths = paths, .err = err,
			       .sets = { .dir = paths->sets } };
	int ret;

	ret = zkcap_schema_load(&rs.schema, paths->schema, err);
	if (ret)
		return ret;
	ret = resolve_all(&rs);
	zkcap_sets_free(&rs.sets);
	zkcap_schema_free(&rs.schema);
	return ret;
}
