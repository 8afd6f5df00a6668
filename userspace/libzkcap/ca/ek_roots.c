// SPDX-License-Identifier: MIT
/* Trusted certificates of TPM vendors, from files. */

#define _GNU_SOURCE

#include <dirent.h>
#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "crypto_error.h"
#include "ek_check.h"

static int add_from(X509_STORE *store, BIO *in, struct x509_st *(*next)(BIO *in))
{
	X509 *certificate;
	int n = 0;

	while ((certificate = next(in))) {
		n += X509_STORE_add_cert(store, certificate);
		X509_free(certificate);
	}
	ERR_clear_error();
	return n;
}

static X509 *next_pem(BIO *in)
{
	return PEM_read_bio_X509(in, NULL, NULL, NULL);
}

static X509 *next_der(BIO *in)
{
	return d2i_X509_bio(in, NULL);
}

static int add_file(X509_STORE *store, const char *path, struct zkcap_error *err)
{
	BIO *in = BIO_new_file(path, "rb");
	int n;

	ERR_clear_error();
	if (!in)
		return zkcap_error_set(err, -errno, "%s: cannot open: %s", path, strerror(errno));
	n = add_from(store, in, next_pem);
	if (!n && BIO_reset(in) >= 0)
		n = add_from(store, in, next_der);
	BIO_free(in);
	if (!n)
		return zkcap_error_set(err, -EINVAL,
				       "%s: no certificate: expected some in PEM, or one in DER",
				       path);
	return 0;
}

static int add_directory(X509_STORE *store, const char *path, struct zkcap_error *err)
{
	struct dirent **entries = NULL;
	int n = scandir(path, &entries, NULL, alphasort), added = 0, rc = 0, i;
	char *name;

	if (n < 0)
		return zkcap_error_set(err, -errno, "%s: %s", path, strerror(errno));
	for (i = 0; i < n; i++) {
		if (!rc && entries[i]->d_name[0] != '.') {
			if (asprintf(&name, "%s/%s", path, entries[i]->d_name) < 0)
				name = NULL;
			rc = name ? add_file(store, name, err) :
				zkcap_error_set(err, -ENOMEM, "out of memory");
			free(name);
			added++;
		}
		free(entries[i]);
	}
	free(entries);
	if (!rc && !added)
		rc = zkcap_error_set(err, -EINVAL,
				     "%s: empty: expected certificates of TPM vendors", path);
	return rc;
}

int zkcap_ek_roots_load(X509_STORE **store, const char *path, struct zkcap_error *err)
{
	X509_STORE *new = X509_STORE_new();
	struct stat st;
	int rc;

	*store = NULL;
	if (!new)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	if (stat(path, &st))
		rc = zkcap_error_set(err, -errno, "%s: certificates of TPM vendors: %s", path,
				     strerror(errno));
	else
		rc = S_ISDIR(st.st_mode) ? add_directory(new, path, err) :
			add_file(new, path, err);
	if (rc)
		X509_STORE_free(new);
	else
		*store = new;
	return rc;
}
