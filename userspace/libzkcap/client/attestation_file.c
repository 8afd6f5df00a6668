// SPDX-License-Identifier: MIT
/* Kept attestations on disk. */

#define _GNU_SOURCE
#include "attestation_file.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hex.h"
#include "whole_file.h"

#define FILE_MAX 1024

uint64_t zkcap_boottime_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* A policy's name has no slash and begins with no dot, so it cannot lead elsewhere. */
static int file_path(char **path, const char *dir, uint64_t tenant, const char *trust,
		     struct zkcap_error *err)
{
	if (!dir)
		dir = secure_getenv(ZKCAP_ATTESTATION_ENV);
	if (!dir)
		dir = ZKCAP_ATTESTATION_DIR;
	if (!*trust || *trust == '.' || strchr(trust, '/'))
		return zkcap_error_set(err, -EINVAL, "'%s' is no name of a trust policy", trust);
	if (asprintf(path, "%s/%" PRIu64 "-%s.json", dir, tenant, trust) < 0)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	return 0;
}

int zkcap_attestation_save(const char *dir, const struct zkcap_kept *kept,
			   struct zkcap_error *err)
{
	char id[2 * ZKCAP_ATTESTATION_ID_LEN + 1], commitment[2 * ZKCAP_COMMITMENT_LEN + 1];
	char *path, *text = NULL;
	json_t *o;
	int rc = file_path(&path, dir, kept->tenant, kept->trust, err);

	if (rc)
		return rc;
	o = json_pack("{s:I,s:s,s:s,s:s,s:I}", "tenant", (json_int_t)kept->tenant, "trust",
		      kept->trust, "commitment",
		      zkcap_hex_encode(commitment, kept->commitment, ZKCAP_COMMITMENT_LEN),
		      "id", zkcap_hex_encode(id, kept->id, ZKCAP_ATTESTATION_ID_LEN),
		      "expires_ms", (json_int_t)kept->expires_ms);
	if (o)
		text = json_dumps(o, JSON_INDENT(2));
	if (!text)
		rc = zkcap_error_set(err, -ENOMEM, "out of memory");
	if (!rc)
		rc = zkcap_dir_make(path, 0755, err);
	if (!rc)
		rc = zkcap_file_replace(path, text, strlen(text), 0644, err);
	json_decref(o);
	free(text);
	free(path);
	return rc;
}

static int parse(struct zkcap_kept *kept, const char *text, size_t len)
{
	const char *id, *trust, *commitment;
	json_int_t tenant, expires;
	json_t *o = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	int rc = 0;

	if (json_unpack(o, "{s:I,s:s,s:s,s:s,s:I!}", "tenant", &tenant, "trust", &trust,
			"commitment", &commitment, "id", &id, "expires_ms", &expires) ||
	    strlen(trust) > ZKCAP_NAME_MAX || expires < 0 ||
	    !zkcap_hex_decode(kept->id, sizeof(kept->id), id) ||
	    !zkcap_hex_decode(kept->commitment, sizeof(kept->commitment), commitment)) {
		rc = -EBADMSG;
	} else {
		kept->tenant = (uint64_t)tenant;
		memcpy(kept->trust, trust, strlen(trust) + 1);
		kept->expires_ms = (uint64_t)expires;
	}
	json_decref(o);
	return rc;
}

static int check(const struct zkcap_kept *kept, uint64_t tenant, const char *trust,
		 const char *path, struct zkcap_error *err)
{
	if (kept->tenant != tenant || strcmp(kept->trust, trust))
		return zkcap_error_set(err, -EBADMSG, "%s: of another tenant or policy", path);
	if (kept->expires_ms < zkcap_boottime_ms() + ZKCAP_ATTESTATION_SLACK_MS)
		return zkcap_error_set(err, -ESTALE, "%s: the attestation has expired", path);
	return 0;
}

int zkcap_attestation_load(const char *dir, uint64_t tenant, const char *trust,
			   struct zkcap_kept *kept, struct zkcap_error *err)
{
	char *path, *text = NULL;
	size_t len;
	int rc = file_path(&path, dir, tenant, trust, err);

	if (rc)
		return rc;
	memset(kept, 0, sizeof(*kept));
	rc = zkcap_file_read(path, FILE_MAX, &text, &len, err);
	if (!rc && parse(kept, text, len))
		rc = zkcap_error_set(err, -EBADMSG, "%s: not a kept attestation", path);
	if (!rc)
		rc = check(kept, tenant, trust, path, err);
	free(text);
	free(path);
	return rc;
}

void zkcap_attestation_forget(const char *dir, uint64_t tenant, const char *trust)
{
	char *path;

	if (file_path(&path, dir, tenant, trust, NULL))
		return;
	unlink(path);
	free(path);
}
