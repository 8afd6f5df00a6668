// SPDX-License-Identifier: MIT
/* The attestation key on disk. */

#define _GNU_SOURCE
#include <errno.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ak_check.h"
#include "ak_store.h"
#include "crypto_error.h"
#include "hexjson.h"
#include "whole_file.h"

#define KIND "zkcap-attestation-key"
#define FILE_MAX (64 * 1024)
#define AK "ak.json"
#define PENDING "pending.json"

static const char *const members[] = { "ek", "parent", "public", "private", "name",
				       "?certificate", "?authority", NULL };

const char *zkcap_ak_dir(const char *dir)
{
	if (!dir || !*dir)
		dir = getenv(ZKCAP_AK_DIR_ENV);
	return dir && *dir ? dir : ZKCAP_AK_DIR;
}

static char *join(const char *dir, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", zkcap_ak_dir(dir), name) < 0 ? NULL : path;
}

static int out_of_memory(struct zkcap_error *err)
{
	return zkcap_error_set(err, -ENOMEM, "out of memory");
}

static int get_area(const json_t *o, const char *name, uint8_t *out, size_t max, size_t *len,
		    struct zkcap_error *err)
{
	struct zkcap_tpm_bytes bytes;
	int rc = hexjson_get_bytes(o, name, 1, max, &bytes, err);

	if (rc)
		return rc;
	memcpy(out, bytes.data, bytes.len);
	*len = bytes.len;
	zkcap_tpm_bytes_free(&bytes);
	return 0;
}

static int take_key(struct zkcap_ak_stored *s, const json_t *o, struct zkcap_error *err)
{
	struct zkcap_tpm_ak *ak = &s->ak;
	int rc = hexjson_get_text(o, "ek", s->ek, sizeof(s->ek), err);

	if (!rc)
		rc = hexjson_get_text(o, "parent", ak->parent, sizeof(ak->parent), err);
	if (!rc)
		rc = get_area(o, "public", ak->public_area, sizeof(ak->public_area),
			      &ak->public_len, err);
	if (!rc)
		rc = get_area(o, "private", ak->private_area, sizeof(ak->private_area),
			      &ak->private_len, err);
	if (!rc)
		rc = get_area(o, "name", ak->name, sizeof(ak->name), &ak->name_len, err);
	return rc;
}

static int take_id(struct zkcap_ak_stored *s, struct zkcap_error *err)
{
	X509 *certificate = crypto_certificate(s->certificate.data, s->certificate.len);
	const ASN1_OCTET_STRING *id = certificate ? X509_get0_subject_key_id(certificate) : NULL;
	bool ok = id && ASN1_STRING_length(id) == ZKCAP_AK_ID;

	if (ok)
		memcpy(s->id, ASN1_STRING_get0_data(id), ZKCAP_AK_ID);
	X509_free(certificate);
	return ok ? 0 : zkcap_error_set(err, -EKEYREJECTED,
					"the certificate has no subject key identifier of %d bytes",
					ZKCAP_AK_ID);
}

static int take_certificate(struct zkcap_ak_stored *s, const json_t *o, struct zkcap_error *err)
{
	int rc = hexjson_get_bytes(o, "certificate", 1, ZKCAP_TPM_CERTIFICATE_MAX,
				   &s->certificate, err);

	if (!rc)
		rc = hexjson_get_bytes(o, "authority", 1, ZKCAP_TPM_CERTIFICATE_MAX,
				       &s->authority, err);
	return rc ? rc : take_id(s, err);
}

static int check_access(const char *path, struct zkcap_error *err)
{
	struct stat st;

	if (stat(path, &st))
		return zkcap_error_set(err, -errno, "%s: %s", path, strerror(errno));
	if (st.st_mode & 077)
		return zkcap_error_set(err, -EPERM,
				       "%s: others have access to it, mode %03o: expected 600",
				       path, st.st_mode & 0777);
	if (st.st_uid && st.st_uid != geteuid())
		return zkcap_error_set(err, -EPERM,
				       "%s: belongs to user %u: expected root or the caller", path,
				       st.st_uid);
	return 0;
}

static int load(struct zkcap_ak_stored *s, const char *path, bool pending,
		struct zkcap_error *err)
{
	char *text = NULL;
	json_t *o = NULL;
	size_t len;
	int rc = check_access(path, err);

	if (!rc)
		rc = zkcap_file_read(path, FILE_MAX, &text, &len, err);
	if (rc)
		return rc;
	rc = hexjson_parse(&o, text, len, KIND, members, err);
	if (!rc)
		rc = take_key(s, o, err);
	if (!rc && !pending)
		rc = take_certificate(s, o, err);
	if (rc)
		zkcap_error_context(err, rc, "%s", path);
	json_decref(o);
	free(text);
	return rc;
}

int zkcap_ak_load(struct zkcap_ak_stored *stored, const char *dir, bool pending,
		  struct zkcap_error *err)
{
	char *path = join(dir, pending ? PENDING : AK);
	int rc;

	memset(stored, 0, sizeof(*stored));
	if (!path)
		return out_of_memory(err);
	if (access(path, F_OK) && errno == ENOENT)
		rc = zkcap_error_set(err, -ENOENT, "%s: no %s before", path, pending ?
				     "enrolment was begun: expected 'zkcap enroll request'" :
				     "attestation key: expected 'zkcap enroll'");
	else
		rc = load(stored, path, pending, err);
	if (rc)
		zkcap_ak_free(stored);
	free(path);
	return rc;
}

static int save(const struct zkcap_ak_stored *s, const char *dir, const char *name,
		struct zkcap_error *err)
{
	const struct zkcap_tpm_ak *ak = &s->ak;
	char *path = join(dir, name), *text;
	json_t *o = hexjson_new(KIND);
	int rc = -ENOMEM;

	json_object_set_new(o, "ek", json_string(s->ek));
	json_object_set_new(o, "parent", json_string(ak->parent));
	hexjson_set(o, "public", ak->public_area, ak->public_len);
	hexjson_set(o, "private", ak->private_area, ak->private_len);
	hexjson_set(o, "name", ak->name, ak->name_len);
	if (s->certificate.len) {
		hexjson_set(o, "certificate", s->certificate.data, s->certificate.len);
		hexjson_set(o, "authority", s->authority.data, s->authority.len);
	}
	text = json_dumps(o, JSON_INDENT(2));
	if (path && text)
		rc = zkcap_file_replace(path, text, strlen(text), 0600, err);
	else
		out_of_memory(err);
	free(text);
	free(path);
	json_decref(o);
	return rc;
}

int zkcap_ak_save_pending(const struct zkcap_ak_stored *stored, const char *dir,
			  struct zkcap_error *err)
{
	char *path = join(dir, PENDING);
	int rc = path ? zkcap_dir_make(zkcap_ak_dir(dir), 0755, err) : out_of_memory(err);

	if (!rc)
		rc = zkcap_dir_make(path, 0700, err);
	if (!rc)
		zkcap_file_sweep(path);
	free(path);
	return rc ? rc : save(stored, dir, PENDING, err);
}

/* That it is this key's, and that the kernel will be able to follow it to the authority */
static int check_certificate(const struct zkcap_ak_stored *s, struct zkcap_error *err)
{
	X509 *certificate = crypto_certificate(s->certificate.data, s->certificate.len);
	X509 *authority = crypto_certificate(s->authority.data, s->authority.len);
	EVP_PKEY *key = zkcap_ak_key(s->ak.public_area, s->ak.public_len);
	EVP_PKEY *issuer = authority ? X509_get0_pubkey(authority) : NULL;
	int rc = 0;

	if (!certificate || !authority || !key || !issuer)
		rc = zkcap_error_set(err, -EKEYREJECTED, "no valid certificate, authority or key");
	else if (EVP_PKEY_eq(X509_get0_pubkey(certificate), key) != 1)
		rc = zkcap_error_set(err, -EKEYREJECTED,
				     "the certificate is for another attestation key");
	else if (X509_check_issued(authority, certificate) != X509_V_OK ||
		 X509_verify(certificate, issuer) != 1)
		rc = crypto_error(err, -EKEYREJECTED,
				  "the certificate is not signed by the authority that came with it");
	EVP_PKEY_free(key);
	X509_free(authority);
	X509_free(certificate);
	return rc;
}

static int write_der(const char *dir, const char *name, const struct zkcap_tpm_bytes *der,
		     struct zkcap_error *err)
{
	char *path = join(dir, name);
	int rc = path ? zkcap_file_replace(path, der->data, der->len, 0644, err) :
		out_of_memory(err);

	free(path);
	return rc;
}

int zkcap_ak_install(struct zkcap_ak_stored *stored, const char *dir, struct zkcap_error *err)
{
	char *pending = join(dir, PENDING);
	int rc = pending ? check_certificate(stored, err) : out_of_memory(err);

	if (!rc)
		rc = take_id(stored, err);
	if (!rc)
		rc = write_der(dir, "authority.der", &stored->authority, err);
	if (!rc)
		rc = write_der(dir, "ak.der", &stored->certificate, err);
	if (!rc)
		rc = save(stored, dir, AK, err);
	if (!rc && unlink(pending) && errno != ENOENT)
		rc = zkcap_error_set(err, -errno, "%s: cannot remove: %s", pending,
				     strerror(errno));
	free(pending);
	return rc;
}

void zkcap_ak_free(struct zkcap_ak_stored *stored)
{
	zkcap_tpm_bytes_free(&stored->certificate);
	zkcap_tpm_bytes_free(&stored->authority);
	explicit_bzero(&stored->ak, sizeof(stored->ak));
}
