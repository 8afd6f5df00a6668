// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "kept_grant.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client_json.h"
#include "cmd.h"
#include "hex.h"
#include "paths.h"
#include "quantity.h"
#include "whole_file.h"

/* Ids are given in turn, so a grant takes the place of the one that many before it. */
#define PLACES 64
#define FILE_MAX (64 << 10)

static char *file_path(uint64_t id)
{
	const char *dir = secure_getenv(KEPT_GRANT_ENV);
	char *path;

	if (asprintf(&path, "%s/%" PRIu64 ".json", dir ? dir : KEPT_GRANT_DIR, id % PLACES) < 0)
		return NULL;
	return path;
}

/* Saving ------------------------------------------------------------------- */

static json_t *hex_json(const uint8_t *data, size_t len)
{
	char hex[2 * ZKCAP_COMMITMENT_LEN + 1];

	return json_string(zkcap_hex_encode(hex, data, len));
}

/* A list that lacks something for want of memory would be another list. */
static json_t *whole_list(json_t *list, size_t n)
{
	if (json_array_size(list) == n)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *requirement_json(const struct zkcap_requirement *requirement,
				const struct zkcap_capability *capability)
{
	json_t *publics = json_array();
	uint32_t i;

	for (i = 0; i < requirement->n_publics; i++)
		json_array_append_new(publics, hex_json(requirement->publics[i],
							ZKCAP_SCALAR_LEN));
	return json_pack("{s:s,s:o,s:o,s:o}", "name", capability->name, "id",
			 hex_json(capability->id, ZKCAP_DIGEST_LEN), "schema",
			 hex_json(capability->schema, ZKCAP_DIGEST_LEN), "publics",
			 whole_list(publics, requirement->n_publics));
}

static json_t *offer_json(const struct kept_grant *kept)
{
	json_t *requirements = json_array();
	uint32_t i;

	for (i = 0; i < kept->offer.n_requirements; i++)
		json_array_append_new(requirements,
				      requirement_json(&kept->offer.requirements[i],
						       &kept->capabilities[i]));
	return json_pack("{s:s,s:o}", "trust", kept->offer.trust, "requirements",
			 whole_list(requirements, kept->offer.n_requirements));
}

static json_t *grant_json(const struct kept_grant *kept)
{
	const struct zkcap_grant *grant = &kept->grant;
	json_t *resources = client_json_resources(&grant->resources, false);

	return json_pack("{s:I,s:I,s:s,s:o,s:o,s:o*}", "id", (json_int_t)grant->id, "tenant",
			 (json_int_t)grant->tenant, "offer", grant->offer, "resources",
			 whole_list(resources, grant->resources.n), "next-challenge",
			 hex_json(grant->next_challenge, ZKCAP_CHALLENGE_LEN), "required",
			 kept->capabilities_known ? offer_json(kept) : NULL);
}

void kept_grant_save(const struct kept_grant *kept)
{
	cleanup_json json_t *o = grant_json(kept);
	char *path = file_path(kept->grant.id), *text = o ? json_dumps(o, JSON_INDENT(2)) : NULL;

	if (path && text && !zkcap_dir_make(path, 0700, NULL))
		zkcap_file_replace(path, text, strlen(text), 0600, NULL);
	free(text);
	free(path);
}

/* Loading ------------------------------------------------------------------ */

static bool get_u64(const json_t *o, const char *key, uint64_t *out)
{
	const json_t *value = json_object_get(o, key);

	*out = (uint64_t)json_integer_value(value);
	return json_is_integer(value);
}

static bool get_name(const json_t *o, const char *key, char out[ZKCAP_NAME_MAX + 1])
{
	const char *text = json_string_value(json_object_get(o, key));

	if (!text || strlen(text) > ZKCAP_NAME_MAX)
		return false;
	memcpy(out, text, strlen(text) + 1);
	return true;
}

static bool decode(const json_t *value, uint8_t *out, size_t len)
{
	const char *text = json_string_value(value);

	return text && zkcap_hex_decode(out, len, text);
}

static bool get_resources(const json_t *list, struct zkcap_resources *out)
{
	const char *kind;
	const json_t *o;
	size_t i;

	if (!json_array_size(list) || json_array_size(list) > ZKCAP_CLIENT_RESOURCES)
		return false;
	json_array_foreach(list, i, o) {
		kind = json_string_value(json_object_get(o, "kind"));
		out->r[i].kind = kind ? zkcap_kind_find(kind) : 0;
		if (!out->r[i].kind || !get_u64(o, "amount", &out->r[i].amount) ||
		    (json_object_get(o, "name") && !get_name(o, "name", out->r[i].name)))
			return false;
		out->n++;
	}
	return true;
}

static bool get_requirement(const json_t *o, struct zkcap_requirement *requirement,
			    struct zkcap_capability *capability)
{
	const json_t *publics = json_object_get(o, "publics"), *scalar;
	size_t i;

	if (!get_name(o, "name", capability->name) ||
	    !decode(json_object_get(o, "id"), capability->id, ZKCAP_DIGEST_LEN) ||
	    !decode(json_object_get(o, "schema"), capability->schema, ZKCAP_DIGEST_LEN) ||
	    json_array_size(publics) > ZKCAP_CLIENT_PUBLICS)
		return false;
	json_array_foreach(publics, i, scalar)
		if (!decode(scalar, requirement->publics[i], ZKCAP_SCALAR_LEN))
			return false;
	memcpy(requirement->capability, capability->name, sizeof(capability->name));
	requirement->n_publics = (uint32_t)json_array_size(publics);
	capability->publics = requirement->n_publics;
	return true;
}

static bool get_offer(const json_t *o, struct kept_grant *kept)
{
	const json_t *list = json_object_get(o, "requirements"), *requirement;
	size_t i;

	if (!get_name(o, "trust", kept->offer.trust) ||
	    !json_is_array(list) || json_array_size(list) > ZKCAP_CLIENT_REQUIREMENTS)
		return false;
	json_array_foreach(list, i, requirement)
		if (!get_requirement(requirement, &kept->offer.requirements[i],
				     &kept->capabilities[i]))
			return false;
	kept->offer.n_requirements = (uint32_t)json_array_size(list);
	memcpy(kept->offer.name, kept->grant.offer, sizeof(kept->offer.name));
	kept->offer_known = true;
	kept->capabilities_known = true;
	return true;
}

static bool parse(struct kept_grant *kept, const json_t *o)
{
	struct zkcap_grant *grant = &kept->grant;
	const json_t *required = json_object_get(o, "required");

	grant->state = ZKCAP_GRANT_STATE_ACTIVE;
	return get_u64(o, "id", &grant->id) && get_u64(o, "tenant", &grant->tenant) &&
	       get_name(o, "offer", grant->offer) &&
	       get_resources(json_object_get(o, "resources"), &grant->resources) &&
	       decode(json_object_get(o, "next-challenge"), grant->next_challenge,
		      ZKCAP_CHALLENGE_LEN) &&
	       (!required || get_offer(required, kept));
}

bool kept_grant_load(uint64_t id, struct kept_grant *kept)
{
	cleanup_json json_t *o = NULL;
	char *path = file_path(id), *text = NULL;
	size_t len;

	memset(kept, 0, sizeof(*kept));
	/* What cannot be replaced when the grant has changed would be wrong for ever. */
	if (path && !access(path, R_OK | W_OK) &&
	    !zkcap_file_read(path, FILE_MAX, &text, &len, NULL))
		o = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	free(path);
	return o && parse(kept, o) && kept->grant.id == id;
}
