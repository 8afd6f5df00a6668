// SPDX-License-Identifier: MIT
/* Enrolments that wait for their secret: a file each, named by the id. */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "authority_impl.h"
#include "hex.h"
#include "hexjson.h"
#include "whole_file.h"

#define KIND "zkcap-pending-enrolment"
#define FILE_MAX (16 * 1024)
#define SUFFIX ".json"
#define NAME_LEN (2 * ZKCAP_ENROL_ID + sizeof(SUFFIX) - 1)

static const char *const members[] = { "id", "secret", "ak_public", "expires", NULL };

/* Made of digits only, whatever the message said: it cannot lead elsewhere. */
static char *path_of(const char *dir, const uint8_t id[ZKCAP_ENROL_ID], struct zkcap_error *err)
{
	char hex[2 * ZKCAP_ENROL_ID + 1], name[sizeof("pending/") + NAME_LEN];

	snprintf(name, sizeof(name), "pending/%s" SUFFIX,
		 zkcap_hex_encode(hex, id, ZKCAP_ENROL_ID));
	return authority_path(dir, name, err);
}

static int parse(struct authority_pending *p, const char *text, size_t len,
		 struct zkcap_error *err)
{
	json_t *o;
	int rc;

	memset(p, 0, sizeof(*p));
	rc = hexjson_parse(&o, text, len, KIND, members, err);
	if (rc)
		return rc;
	rc = hexjson_get(o, "id", p->id, sizeof(p->id), err);
	if (!rc)
		rc = hexjson_get(o, "secret", p->secret, sizeof(p->secret), err);
	if (!rc)
		rc = hexjson_get_u64(o, "expires", &p->expires, err);
	if (!rc)
		rc = hexjson_get_bytes(o, "ak_public", 1, ZKCAP_TPM_AREA_MAX, &p->ak_public, err);
	json_decref(o);
	return rc;
}

static int load(const char *path, struct authority_pending *p, struct zkcap_error *err)
{
	char *text;
	size_t len;
	int rc = zkcap_file_read(path, FILE_MAX, &text, &len, err);

	if (rc)
		return rc;
	rc = parse(p, text, len, err);
	if (rc)
		zkcap_error_context(err, rc, "%s", path);
	free(text);
	return rc;
}

/* Removes what expired; what is damaged waits for nothing either.  Returns how many stay. */
static size_t sweep(const char *folder)
{
	struct authority_pending p;
	struct dirent *entry;
	DIR *d = opendir(folder);
	size_t n = 0;
	char *path;

	while (d && (entry = readdir(d))) {
		if (strlen(entry->d_name) != NAME_LEN ||
		    asprintf(&path, "%s/%s", folder, entry->d_name) < 0)
			continue;
		if (load(path, &p, NULL) || p.expires < (uint64_t)time(NULL))
			unlink(path);
		else
			n++;
		authority_pending_free(&p);
		free(path);
	}
	if (d)
		closedir(d);
	return n;
}

static int write_pending(const char *path, const struct authority_pending *p,
			 struct zkcap_error *err)
{
	json_t *o = hexjson_new(KIND);
	char *text;
	int rc;

	hexjson_set(o, "id", p->id, sizeof(p->id));
	hexjson_set(o, "secret", p->secret, sizeof(p->secret));
	hexjson_set(o, "ak_public", p->ak_public.data, p->ak_public.len);
	json_object_set_new(o, "expires", json_integer((json_int_t)p->expires));
	text = json_dumps(o, JSON_INDENT(2));
	rc = text ? zkcap_file_replace(path, text, strlen(text), 0600, err) :
		zkcap_error_set(err, -ENOMEM, "out of memory");
	free(text);
	json_decref(o);
	return rc;
}

int authority_pending_save(const char *dir, const struct authority_pending *pending,
			   struct zkcap_error *err)
{
	char *folder = authority_path(dir, "pending", err);
	char *path = path_of(dir, pending->id, err);
	int rc = folder && path ? zkcap_dir_make(path, 0700, err) : -ENOMEM;

	if (!rc && sweep(folder) >= ZKCAP_AUTHORITY_PENDING_MAX)
		rc = zkcap_error_set(err, -EDQUOT,
				     "%s: %d enrolments wait already: expected fewer", folder,
				     ZKCAP_AUTHORITY_PENDING_MAX);
	if (!rc)
		rc = write_pending(path, pending, err);
	free(path);
	free(folder);
	return rc;
}

static int no_such(struct zkcap_error *err)
{
	return zkcap_error_set(err, -ENOKEY,
			       "no enrolment waits for this response: it was never begun, is over, or expired long ago");
}

int authority_pending_load(const char *dir, const uint8_t id[ZKCAP_ENROL_ID],
			   struct authority_pending *pending, struct zkcap_error *err)
{
	char *path = path_of(dir, id, err);
	int rc;

	memset(pending, 0, sizeof(*pending));
	if (!path)
		return -ENOMEM;
	if (access(path, F_OK))
		rc = no_such(err);
	else
		rc = load(path, pending, err);
	if (!rc && memcmp(pending->id, id, ZKCAP_ENROL_ID) != 0)
		rc = zkcap_error_set(err, -EINVAL, "%s: is of another enrolment", path);
	free(path);
	return rc;
}

int authority_pending_claim(const char *dir, const uint8_t id[ZKCAP_ENROL_ID],
			    struct zkcap_error *err)
{
	char *path = path_of(dir, id, err);
	int rc = 0;

	if (!path)
		return -ENOMEM;
	if (unlink(path))
		rc = errno == ENOENT ? no_such(err) :
			zkcap_error_set(err, -errno, "%s: cannot remove: %s", path,
					strerror(errno));
	free(path);
	return rc;
}

void authority_pending_free(struct authority_pending *pending)
{
	zkcap_tpm_bytes_free(&pending->ak_public);
	explicit_bzero(pending->secret, sizeof(pending->secret));
}
