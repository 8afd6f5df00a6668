// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "provers_find.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compile.h"
#include "hex.h"
#include "parallel.h"
#include "srs.h"
#include "whole_file.h"

/* One look for a definition */
struct search {
	const struct provers_places *places;
	const struct zkcap_capability *capability;
	struct zkcap_circuit *circuit;
	char other[2 * ZKCAP_DIGEST_LEN + 1];
	char *other_path;
};

static int derive(struct zkcap_srs **out, const char *data, struct zkcap_error *err)
{
	struct zkcap_srs_file *file = malloc(sizeof(*file));
	char *path = NULL, *bytes = NULL;
	size_t len;
	int rc;

	if (!file || asprintf(&path, "%s/srs/ethereum-kzg.srs", data) < 0) {
		free(file);
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	}
	rc = zkcap_file_read(path, ZKCAP_SRS_FILE_BYTES, &bytes, &len, err);
	if (!rc)
		rc = zkcap_srs_file_parse(file, (const u8 *)bytes, len, err);
	if (!rc && memcmp(file->digest, zk_srs_const.digest, sizeof(file->digest)))
		rc = zkcap_error_set(err, -EINVAL,
				     "%s: not the reference string that the verifier uses", path);
	if (!rc)
		rc = zkcap_srs_derive(out, file, zkcap_online_threads(), err);
	free(bytes);
	free(path);
	free(file);
	return rc;
}

int provers_open_tables(struct zkcap_srs **out, const char *path, const char *data,
			struct zkcap_error *err)
{
	char *found = NULL;
	int rc;

	if (!path)
		path = secure_getenv("ZKCAP_SRS_TABLES");
	if (!path)
		path = found = zkcap_srs_find_tables();
	if (!path) {
		if (asprintf(&found, "%s/srs/ethereum-kzg.tables", data) < 0)
			return zkcap_error_set(err, -ENOMEM, "out of memory");
		path = found;
		if (access(path, R_OK)) {
			free(found);
			return derive(out, data, err);
		}
	}
	rc = zkcap_srs_map(out, path, zk_srs_const.digest, err);
	free(found);
	return rc;
}

static int compile(struct zkcap_circuit **out, const struct search *s, const char *path,
		   const char *sets, struct zkcap_error *err)
{
	char *schema;
	int rc;

	if (asprintf(&schema, "%s/attributes.yaml", s->places->data) < 0)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	rc = zkcap_compile_file(out, path, schema, sets, err);
	free(schema);
	return rc;
}

/* Keeps the circuit when it is the one; remembers what else has the name. */
static int try_file(struct search *s, const char *path, const char *sets, bool named,
		    struct zkcap_error *err)
{
	struct zkcap_circuit *circuit;
	int rc = compile(&circuit, s, path, sets, err);

	if (rc)
		return rc;
	if (!memcmp(circuit->definition_id, s->capability->id, ZKCAP_DIGEST_LEN)) {
		s->circuit = circuit;
		return 0;
	}
	if (named && !s->other_path) {
		zkcap_hex_encode(s->other, circuit->definition_id, ZKCAP_DIGEST_LEN);
		s->other_path = strdup(path);
	}
	zkcap_circuit_free(circuit);
	return 0;
}

static int try_named(struct search *s, const char *dir, const char *sets, struct zkcap_error *err)
{
	char *path;
	int rc = 0;

	if (asprintf(&path, "%s/%s.yaml", dir, s->capability->name) < 0)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	if (!access(path, R_OK))
		rc = try_file(s, path, sets, true, err);
	free(path);
	return rc;
}

/* A file of another name that does not compile is another capability's trouble. */
static int try_all(struct search *s, const char *dir, const char *sets, struct zkcap_error *err)
{
	glob_t found = { 0 };
	char *pattern;
	size_t i;

	if (asprintf(&pattern, "%s/*.yaml", dir) < 0)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	glob(pattern, 0, NULL, &found);
	for (i = 0; i < found.gl_pathc && !s->circuit; i++)
		try_file(s, found.gl_pathv[i], sets, false, NULL);
	globfree(&found);
	free(pattern);
	return 0;
}

static int not_found(const struct search *s, struct zkcap_error *err)
{
	char id[2 * ZKCAP_DIGEST_LEN + 1];

	zkcap_hex_encode(id, s->capability->id, ZKCAP_DIGEST_LEN);
	if (s->other_path)
		return zkcap_error_set(err, -ENOENT,
				       "capability %s: the kernel's has id %.16s..., but %s has %.16s...: get the host's definition",
				       s->capability->name, id, s->other_path, s->other);
	return zkcap_error_set(err, -ENOENT,
			       "capability %s: no definition with id %.16s... in %s or %s/capabilities",
			       s->capability->name, id, s->places->definitions, s->places->data);
}

static int search(struct search *s, struct zkcap_error *err)
{
	static int (*const ways[])(struct search *s, const char *dir, const char *sets,
				   struct zkcap_error *err) = { try_named, try_all };
	char *shipped = NULL, *shipped_sets = NULL, *site_sets = NULL;
	size_t i;
	int rc = 0;

	if (asprintf(&shipped, "%s/capabilities", s->places->data) < 0 ||
	    asprintf(&shipped_sets, "%s/sets", s->places->data) < 0 ||
	    asprintf(&site_sets, "%s/../sets", s->places->definitions) < 0)
		rc = zkcap_error_set(err, -ENOMEM, "out of memory");
	for (i = 0; i < 2 && !rc && !s->circuit; i++) {
		rc = ways[i](s, s->places->definitions,
			     access(site_sets, R_OK) ? shipped_sets : site_sets, err);
		if (!rc && !s->circuit)
			rc = ways[i](s, shipped, shipped_sets, err);
	}
	free(site_sets);
	free(shipped_sets);
	free(shipped);
	return rc;
}

int provers_find(struct zkcap_circuit **out, const struct provers_places *places,
		 const struct zkcap_capability *capability, struct zkcap_error *err)
{
	struct search s = { .places = places, .capability = capability };
	int rc = search(&s, err);

	if (!rc && !s.circuit)
		rc = not_found(&s, err);
	free(s.other_path);
	*out = s.circuit;
	return rc;
}
