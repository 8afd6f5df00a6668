// SPDX-License-Identifier: MIT
/* X.509 certificates as files, on OpenSSL. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "certificate.h"
#include "sha256.h"
#include "whole_file.h"

/* PEM takes a third more, and may have text around it. */
#define FILE_MAX 65536

/* PEM when it looks like it; DER has to end where the file ends. */
static X509 *parse(const char *data, size_t len)
{
	const unsigned char *p = (const unsigned char *)data;
	X509 *x509 = NULL;
	BIO *bio;

	if (len && *data != 0x30) {
		bio = BIO_new_mem_buf(data, len);
		x509 = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
		BIO_free(bio);
	} else if (len) {
		x509 = d2i_X509(NULL, &p, len);
		if (x509 && p != (const unsigned char *)data + len) {
			X509_free(x509);
			x509 = NULL;
		}
	}
	ERR_clear_error();
	return x509;
}

static int take(struct zkcap_certificate *certificate, X509 *x509, struct zkcap_error *err)
{
	const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(x509);
	int len = i2d_X509(x509, &certificate->der);

	ERR_clear_error();
	if (len <= 0)
		return zkcap_error_set(err, -ENOMEM, "%s: out of memory", certificate->path);
	certificate->len = len;
	if (len > ZKCAP_CERTIFICATE_MAX)
		return zkcap_error_set(err, -EFBIG,
				       "%s: a certificate of %d bytes; expected at most %d",
				       certificate->path, len, ZKCAP_CERTIFICATE_MAX);
	if (!id || ASN1_STRING_length(id) != ZKCAP_KEY_ID_LEN)
		return zkcap_error_set(err, -EBADMSG,
				       "%s: expected a subject key identifier of %d bytes in the certificate",
				       certificate->path, ZKCAP_KEY_ID_LEN);
	memcpy(certificate->id, ASN1_STRING_get0_data(id), ZKCAP_KEY_ID_LEN);
	zkcap_sha256(certificate->digest, certificate->der, certificate->len);
	return 0;
}

int zkcap_certificate_load(struct zkcap_certificate *certificate, const char *path,
			   struct zkcap_error *err)
{
	char *data = NULL;
	X509 *x509 = NULL;
	size_t len = 0;
	int ret;

	memset(certificate, 0, sizeof(*certificate));
	ret = zkcap_file_read(path, FILE_MAX, &data, &len, err);
	if (ret)
		return ret;
	certificate->path = strdup(path);
	if (!certificate->path) {
		ret = zkcap_error_set(err, -ENOMEM, "%s: out of memory", path);
		goto out;
	}
	x509 = parse(data, len);
	ret = x509 ? take(certificate, x509, err) :
		zkcap_error_set(err, -EBADMSG, "%s: expected an X.509 certificate, PEM or DER",
				path);
out:
	X509_free(x509);
	free(data);
	if (ret)
		zkcap_certificate_free(certificate);
	return ret;
}

void zkcap_certificate_free(struct zkcap_certificate *certificate)
{
	OPENSSL_free(certificate->der);
	free(certificate->path);
	memset(certificate, 0, sizeof(*certificate));
}
