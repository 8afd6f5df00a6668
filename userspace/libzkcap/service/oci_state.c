// SPDX-License-Identifier: MIT
#include "oci_state.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "quantity.h"

#define PREFIX "org.zkcap."

/* One annotation of ours; several kinds of baseline are alike */
struct annotation {
	const char *key;
	int (*take)(struct zkcap_oci_state *state, const struct annotation *a, const char *value,
		    struct zkcap_error *err);
	size_t at;
	uint16_t kind;
};

static bool name_is_valid(const char *name)
{
	const char *p;

	if (!*name || *name == '.' || strlen(name) > ZKCAP_NAME_MAX)
		return false;
	for (p = name; *p; p++)
		if (!isascii(*p) || (!isalnum(*p) && !strchr(".-_", *p)))
			return false;
	return true;
}

static int take_name(struct zkcap_oci_state *state, const struct annotation *a, const char *value,
		     struct zkcap_error *err)
{
	if (!name_is_valid(value))
		return zkcap_error_set(err, -EINVAL,
				       "annotation %s: expected up to %d letters, digits, '.', '-' and '_'",
				       a->key, ZKCAP_NAME_MAX);
	memcpy((char *)state + a->at, value, strlen(value) + 1);
	return 0;
}

static int take_amount(struct zkcap_oci_state *state, const struct annotation *a,
		       const char *value, struct zkcap_error *err)
{
	struct zkcap_resource resource = { .kind = a->kind };
	int rc = zkcap_amount_parse(a->kind, value, &resource.amount, err);

	return rc ? zkcap_error_context(err, rc, "annotation %s", a->key) :
		zkcap_resources_add(&state->baseline, &resource, err);
}

static const struct annotation annotations[] = {
	{ ZKCAP_OCI_TENANT, take_name, offsetof(struct zkcap_oci_state, tenant), 0 },
	{ ZKCAP_OCI_OFFER, take_name, offsetof(struct zkcap_oci_state, offer), 0 },
	{ ZKCAP_OCI_CPU, take_amount, 0, ZKCAP_RESOURCE_KIND_CPU },
	{ ZKCAP_OCI_MEMORY, take_amount, 0, ZKCAP_RESOURCE_KIND_MEMORY },
	{ ZKCAP_OCI_PIDS, take_amount, 0, ZKCAP_RESOURCE_KIND_PIDS },
};

#define N_ANNOTATIONS (sizeof(annotations) / sizeof(annotations[0]))

/* A misspelt annotation must not leave a container outside of what it was to be in. */
static int take(struct zkcap_oci_state *state, const char *key, json_t *value,
		struct zkcap_error *err)
{
	size_t i;

	if (strncmp(key, PREFIX, sizeof(PREFIX) - 1))
		return 0;
	state->wanted = true;
	if (!json_is_string(value))
		return zkcap_error_set(err, -EINVAL, "annotation %s: expected a string", key);
	for (i = 0; i < N_ANNOTATIONS; i++)
		if (!strcmp(key, annotations[i].key))
			return annotations[i].take(state, &annotations[i],
						   json_string_value(value), err);
	return zkcap_error_set(err, -EINVAL,
			       "annotation %s: expected " ZKCAP_OCI_TENANT ", " ZKCAP_OCI_OFFER ", "
			       ZKCAP_OCI_CPU ", " ZKCAP_OCI_MEMORY " or " ZKCAP_OCI_PIDS, key);
}

static int take_annotations(struct zkcap_oci_state *state, json_t *object, struct zkcap_error *err)
{
	const char *key;
	json_t *value;
	int rc = 0;

	if (!object)
		return 0;
	if (!json_is_object(object))
		return zkcap_error_set(err, -EINVAL, "annotations: expected an object");
	json_object_foreach(object, key, value) {
		rc = take(state, key, value, err);
		if (rc)
			return rc;
	}
	if (state->wanted && !*state->tenant)
		return zkcap_error_set(err, -EINVAL,
				       "annotations: expected " ZKCAP_OCI_TENANT " with the others");
	return 0;
}

static int take_state(struct zkcap_oci_state *state, json_t *root, struct zkcap_error *err)
{
	json_t *id = json_object_get(root, "id"), *pid = json_object_get(root, "pid");

	if (!json_is_object(root) || !json_is_string(json_object_get(root, "ociVersion")))
		return zkcap_error_set(err, -EINVAL, "expected an object with ociVersion");
	if (!json_is_string(id) || !*json_string_value(id) ||
	    json_string_length(id) > ZKCAP_OCI_ID_MAX)
		return zkcap_error_set(err, -EINVAL, "id: expected a string of 1 to %d bytes",
				       ZKCAP_OCI_ID_MAX);
	memcpy(state->id, json_string_value(id), json_string_length(id) + 1);
	if (!json_is_integer(pid) || json_integer_value(pid) < 1 ||
	    json_integer_value(pid) > INT_MAX)
		return zkcap_error_set(err, -EINVAL, "pid: expected the number of a process");
	state->pid = (pid_t)json_integer_value(pid);
	return take_annotations(state, json_object_get(root, "annotations"), err);
}

int zkcap_oci_state_parse(struct zkcap_oci_state *state, const char *text, size_t len,
			  struct zkcap_error *err)
{
	json_error_t error;
	json_t *root;
	int rc;

	memset(state, 0, sizeof(*state));
	if (len > ZKCAP_OCI_STATE_MAX)
		return zkcap_error_set(err, -EINVAL, "container state: longer than %d bytes",
				       ZKCAP_OCI_STATE_MAX);
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!root)
		return zkcap_error_set(err, -EINVAL, "container state: line %d: %s", error.line,
				       error.text);
	rc = take_state(state, root, err);
	json_decref(root);
	return rc ? zkcap_error_context(err, rc, "container state") : 0;
}
