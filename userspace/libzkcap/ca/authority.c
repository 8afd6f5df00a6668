// SPDX-License-Identifier: MIT
/* An authority's key and certificate. */

#define _GNU_SOURCE
#include <errno.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "authority_impl.h"
#include "crypto_error.h"
#include "whole_file.h"

#define KEY "authority.key"
#define CERTIFICATE "authority.pem"
#define CERTIFICATE_DER "authority.der"
#define KEY_BITS 3072U
#define FILE_MAX (64 * 1024)
#define NAME_MAX_LEN 64
#define DAYS_MAX 36500U

const char *zkcap_authority_dir(const char *dir)
{
	if (!dir || !*dir)
		dir = getenv(ZKCAP_AUTHORITY_DIR_ENV);
	return dir && *dir ? dir : ZKCAP_AUTHORITY_DIR;
}

char *authority_path(const char *dir, const char *name, struct zkcap_error *err)
{
	char *path;

	if (asprintf(&path, "%s/%s", dir, name) >= 0)
		return path;
	zkcap_error_set(err, -ENOMEM, "out of memory");
	return NULL;
}

static int write_bio(const char *dir, const char *name, BIO *content, mode_t mode,
		     struct zkcap_error *err)
{
	char *path = authority_path(dir, name, err), *data;
	long len = BIO_get_mem_data(content, &data);
	int rc = path ? zkcap_file_replace(path, data, (size_t)len, mode, err) : -ENOMEM;

	free(path);
	return rc;
}

static int write_key(const char *dir, EVP_PKEY *key, struct zkcap_error *err)
{
	BIO *out = BIO_new(BIO_s_secmem());
	int rc = -ENOMEM;

	if (out && PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL))
		rc = write_bio(dir, KEY, out, 0600, err);
	else
		crypto_error(err, rc, "cannot encode the authority's key");
	BIO_free(out);
	return rc;
}

static int write_certificate(const char *dir, X509 *certificate, struct zkcap_error *err)
{
	BIO *pem = BIO_new(BIO_s_mem()), *der = BIO_new(BIO_s_mem());
	int rc = -ENOMEM;

	if (pem && der && PEM_write_bio_X509(pem, certificate) && i2d_X509_bio(der, certificate))
		rc = write_bio(dir, CERTIFICATE_DER, der, 0644, err);
	else
		crypto_error(err, rc, "cannot encode the authority's certificate");
	if (!rc)
		rc = write_bio(dir, CERTIFICATE, pem, 0644, err);
	BIO_free(pem);
	BIO_free(der);
	return rc;
}

static int check_new(const char *dir, const char *name, unsigned int days,
		     struct zkcap_error *err)
{
	size_t len = strlen(name), i;
	char *path;
	int rc = 0;

	for (i = 0; i < len && name[i] >= ' ' && name[i] <= '~'; i++)
		;
	if (!len || len > NAME_MAX_LEN || i < len)
		return zkcap_error_set(err, -EINVAL,
				       "the authority's name: expected 1 to %d printable characters",
				       NAME_MAX_LEN);
	if (!days || days > DAYS_MAX)
		return zkcap_error_set(err, -EINVAL, "%u days: expected 1 to %u", days, DAYS_MAX);
	path = authority_path(dir, CERTIFICATE, err);
	if (!path)
		return -ENOMEM;
	if (!access(path, F_OK))
		rc = zkcap_error_set(err, -EEXIST,
				     "%s: there is an authority already, whose certificates would no longer count",
				     path);
	else
		rc = zkcap_dir_make(dir, 0755, err);
	if (!rc)
		rc = zkcap_dir_make(path, 0700, err);
	free(path);
	return rc;
}

int zkcap_authority_init(const char *dir, const char *name, unsigned int days,
			 struct zkcap_error *err)
{
	X509 *certificate = NULL;
	EVP_PKEY *key;
	int rc;

	dir = zkcap_authority_dir(dir);
	rc = check_new(dir, name, days, err);
	if (rc)
		return rc;
	key = EVP_RSA_gen(KEY_BITS);
	if (!key)
		return crypto_error(err, -EIO, "cannot make the authority's key");
	certificate = authority_issue(key, name, days, NULL, key, err);
	rc = certificate ? write_key(dir, key, err) : -EIO;
	if (!rc)
		rc = write_certificate(dir, certificate, err);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return rc;
}

static int check_access(const char *path, struct zkcap_error *err)
{
	struct stat st;

	if (stat(path, &st) && errno == ENOENT)
		return zkcap_error_set(err, -ENOENT,
				       "%s: no authority: expected 'zkcap ca init' before", path);
	if (stat(path, &st))
		return zkcap_error_set(err, -errno, "%s: %s", path, strerror(errno));
	if (st.st_mode & 077)
		return zkcap_error_set(err, -EPERM,
				       "%s: others have access to it, mode %03o: expected 600",
				       path, st.st_mode & 0777);
	return 0;
}

/* The whole file, behind a BIO that reads it; @data to be wiped and freed */
static int read_file(const char *dir, const char *name, bool secret, char **data, size_t *len,
		     struct zkcap_error *err)
{
	char *path = authority_path(dir, name, err);
	int rc = path ? 0 : -ENOMEM;

	if (!rc && secret)
		rc = check_access(path, err);
	if (!rc)
		rc = zkcap_file_read(path, FILE_MAX, data, len, err);
	free(path);
	return rc;
}

static int load_key(struct zkcap_authority *a, struct zkcap_error *err)
{
	char *data;
	size_t len;
	BIO *in;
	int rc = read_file(a->dir, KEY, true, &data, &len, err);

	if (rc)
		return rc;
	in = BIO_new_mem_buf(data, (int)len);
	/* An empty password, or OpenSSL would ask for one */
	a->key = in ? PEM_read_bio_PrivateKey(in, NULL, NULL, (void *)"") : NULL;
	BIO_free(in);
	explicit_bzero(data, len);
	free(data);
	return a->key ? 0 : crypto_error(err, -EINVAL, "the authority's key is damaged");
}

static int load_certificate(struct zkcap_authority *a, struct zkcap_error *err)
{
	char *data;
	size_t len;
	BIO *in;
	int rc = read_file(a->dir, CERTIFICATE, false, &data, &len, err);

	if (rc)
		return rc;
	in = BIO_new_mem_buf(data, (int)len);
	a->certificate = in ? PEM_read_bio_X509(in, NULL, NULL, NULL) : NULL;
	BIO_free(in);
	free(data);
	if (!a->certificate)
		return crypto_error(err, -EINVAL, "the authority's certificate is damaged");
	if (X509_check_private_key(a->certificate, a->key) != 1)
		return crypto_error(err, -EINVAL,
				    "the authority's certificate is not that of its key");
	return 0;
}

int zkcap_authority_open(struct zkcap_authority **authority, const char *dir,
			 struct zkcap_error *err)
{
	struct zkcap_authority *a = calloc(1, sizeof(*a));
	int rc = -ENOMEM;

	*authority = NULL;
	if (a)
		a->dir = strdup(zkcap_authority_dir(dir));
	if (!a || !a->dir)
		zkcap_error_set(err, rc, "out of memory");
	else
		rc = load_key(a, err);
	if (!rc)
		rc = load_certificate(a, err);
	if (rc)
		zkcap_authority_close(a);
	else
		*authority = a;
	return rc;
}

void zkcap_authority_close(struct zkcap_authority *authority)
{
	if (!authority)
		return;
	X509_free(authority->certificate);
	EVP_PKEY_free(authority->key);
	free(authority->dir);
	free(authority);
}

X509 *zkcap_authority_certificate(const struct zkcap_authority *authority)
{
	return authority->certificate;
}
