// SPDX-License-Identifier: MIT
/* The two things that an authority answers. */

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ak_check.h"
#include "authority_impl.h"
#include "crypto_error.h"
#include "ek_check.h"
#include "hex.h"
#include "make_credential.h"
#include "sha256.h"
#include "whole_file.h"

#define LIFETIME_MAX 604800U
#define DAYS_MAX 36500U
/* What the kernel takes */
#define CERTIFICATE_MAX 4096

static int copy(struct zkcap_tpm_bytes *to, const struct zkcap_tpm_bytes *from,
		struct zkcap_error *err)
{
	to->data = malloc(from->len + 1);
	if (!to->data)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	memcpy(to->data, from->data, from->len);
	to->len = from->len;
	return 0;
}

static int seal(const struct zkcap_enrol_request *request, EVP_PKEY *ek,
		struct authority_pending *pending, struct zkcap_enrol_challenge *challenge,
		struct zkcap_error *err)
{
	uint8_t secret[ZKCAP_ENROL_SECRET];
	int rc;

	if (RAND_priv_bytes(secret, sizeof(secret)) <= 0 ||
	    RAND_bytes(pending->id, sizeof(pending->id)) <= 0)
		return crypto_error(err, -EIO, "no random bytes");
	zkcap_sha256(pending->secret, secret, sizeof(secret));
	memcpy(challenge->id, pending->id, sizeof(challenge->id));
	rc = zkcap_make_credential(tpm_ek_template(request->ek.kind), ek, request->ak_name.data,
				   request->ak_name.len, secret, sizeof(secret),
				   &challenge->credential, &challenge->seed, err);
	OPENSSL_cleanse(secret, sizeof(secret));
	return rc;
}

/* Both keys are good, each by itself: only their TPM shows that they belong together. */
static int begin(struct zkcap_authority *authority, const struct zkcap_enrol_request *request,
		 EVP_PKEY *ek, unsigned int lifetime, struct zkcap_enrol_challenge *challenge,
		 struct zkcap_error *err)
{
	struct authority_pending pending = { .expires = (uint64_t)time(NULL) + lifetime };
	int rc = seal(request, ek, &pending, challenge, err);

	if (!rc)
		rc = copy(&challenge->ak_name, &request->ak_name, err);
	if (!rc)
		rc = copy(&pending.ak_public, &request->ak_public, err);
	challenge->expires = pending.expires;
	if (!rc)
		rc = authority_pending_save(authority->dir, &pending, err);
	authority_pending_free(&pending);
	return rc;
}

int zkcap_authority_challenge(struct zkcap_authority *authority,
			      const struct zkcap_enrol_request *request, X509_STORE *roots,
			      unsigned int lifetime, struct zkcap_enrol_challenge *challenge,
			      struct zkcap_error *err)
{
	EVP_PKEY *ek = NULL, *ak = NULL;
	int rc;

	memset(challenge, 0, sizeof(*challenge));
	if (!lifetime || lifetime > LIFETIME_MAX)
		return zkcap_error_set(err, -EINVAL, "a lifetime of %u s: expected 1 to %u",
				       lifetime, LIFETIME_MAX);
	rc = zkcap_ek_check(&request->ek, roots, &ek, err);
	if (!rc)
		rc = zkcap_ak_check(&request->ak_public, &request->ak_name, &ak, err);
	if (!rc)
		rc = begin(authority, request, ek, lifetime, challenge, err);
	EVP_PKEY_free(ak);
	EVP_PKEY_free(ek);
	if (rc)
		zkcap_enrol_challenge_free(challenge);
	return rc;
}

/* Before the comparison, which is in constant time, nothing depends on the secret. */
static int check_secret(const struct authority_pending *pending,
			const struct zkcap_enrol_response *response, struct zkcap_error *err)
{
	uint8_t digest[ZKCAP_TPM_DIGEST];
	int other;

	if (pending->expires < (uint64_t)time(NULL))
		return zkcap_error_set(err, -ETIMEDOUT,
				       "the enrolment has expired: expected a response in time, begin again");
	zkcap_sha256(digest, response->secret, sizeof(response->secret));
	other = CRYPTO_memcmp(digest, pending->secret, sizeof(digest));
	OPENSSL_cleanse(digest, sizeof(digest));
	if (other)
		return zkcap_error_set(err, -EKEYREJECTED,
				       "the response's secret is not what was sealed for this TPM");
	return 0;
}

static int keep_issued(const char *dir, X509 *certificate, const struct zkcap_tpm_bytes *der,
		       struct zkcap_error *err)
{
	const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(certificate);
	char hex[2 * 20 + 1], name[64], *path;
	int rc;

	if (!id || ASN1_STRING_length(id) != 20)
		return zkcap_error_set(err, -EIO, "no subject key identifier");
	snprintf(name, sizeof(name), "issued/%s.der",
		 zkcap_hex_encode(hex, ASN1_STRING_get0_data(id), 20));
	path = authority_path(dir, name, err);
	if (!path)
		return -ENOMEM;
	rc = zkcap_dir_make(path, 0700, err);
	if (!rc)
		rc = zkcap_file_replace(path, der->data, der->len, 0644, err);
	free(path);
	return rc;
}

static int encode(struct zkcap_authority *authority, X509 *certificate,
		  struct zkcap_enrol_certificate *out, struct zkcap_error *err)
{
	int rc = crypto_der(certificate, &out->certificate, err);

	if (!rc)
		rc = crypto_der(authority->certificate, &out->authority, err);
	if (!rc && out->certificate.len > CERTIFICATE_MAX)
		rc = zkcap_error_set(err, -EIO, "the certificate has %zu bytes: expected at most %d",
				     out->certificate.len, CERTIFICATE_MAX);
	return rc ? rc : keep_issued(authority->dir, certificate, &out->certificate, err);
}

static int issue(struct zkcap_authority *authority, const struct authority_pending *pending,
		 unsigned int days, struct zkcap_enrol_certificate *out, struct zkcap_error *err)
{
	EVP_PKEY *key = zkcap_ak_key(pending->ak_public.data, pending->ak_public.len);
	char hex[2 * 8 + 1], name[64];
	X509 *certificate;
	int rc;

	if (!key)
		return zkcap_error_set(err, -EINVAL, "the pending enrolment's file is damaged");
	snprintf(name, sizeof(name), "zkcap attestation key %s",
		 zkcap_hex_encode(hex, pending->id, 8));
	certificate = authority_issue(key, name, days, authority->certificate, authority->key,
				      err);
	rc = certificate ? encode(authority, certificate, out, err) : -EIO;
	X509_free(certificate);
	EVP_PKEY_free(key);
	return rc;
}

int zkcap_authority_certify(struct zkcap_authority *authority,
			    const struct zkcap_enrol_response *response, unsigned int days,
			    struct zkcap_enrol_certificate *certificate, struct zkcap_error *err)
{
	struct authority_pending pending;
	int rc;

	memset(certificate, 0, sizeof(*certificate));
	if (!days || days > DAYS_MAX)
		return zkcap_error_set(err, -EINVAL, "%u days: expected 1 to %u", days, DAYS_MAX);
	rc = authority_pending_load(authority->dir, response->id, &pending, err);
	if (!rc)
		rc = check_secret(&pending, response, err);
	/* From here on nobody else can have a certificate for the same response. */
	if (!rc)
		rc = authority_pending_claim(authority->dir, response->id, err);
	if (!rc)
		rc = issue(authority, &pending, days, certificate, err);
	authority_pending_free(&pending);
	if (rc)
		zkcap_enrol_certificate_free(certificate);
	return rc;
}
