// SPDX-License-Identifier: MIT
/* An endorsement key's certificate. */

#include <errno.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "crypto_error.h"
#include "ek_check.h"
#include "tpm_template.h"

#define EK_USAGE "2.23.133.8.1" /* tcg-kp-EKCertificate */
#define DEPTH_MAX ZKCAP_TPM_CHAIN_MAX
/* 112 bits: RSA-2048, SHA-256 */
#define SECURITY_LEVEL 2

static int reject(struct zkcap_error *err, const char *what)
{
	return zkcap_error_set(err, -EKEYREJECTED, "endorsement key's certificate: %s", what);
}

/*
 * The EK profile lets vendors mark as critical what OpenSSL does not know: the TPM's
 * specification in subjectDirectoryAttributes.  Alternative names with the TPM's make, which
 * are critical because the subject is empty, it knows.
 */
static bool only_known_critical(const X509 *certificate)
{
	int i;

	for (i = 0; i < X509_get_ext_count(certificate); i++) {
		X509_EXTENSION *e = X509_get_ext(certificate, i);

		if (X509_EXTENSION_get_critical(e) && !X509_supported_extension(e) &&
		    OBJ_obj2nid(X509_EXTENSION_get_object(e)) != NID_subject_directory_attributes)
			return false;
	}
	return true;
}

static int on_fault(int ok, X509_STORE_CTX *ctx)
{
	if (ok || X509_STORE_CTX_get_error(ctx) != X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION ||
	    !only_known_critical(X509_STORE_CTX_get_current_cert(ctx)))
		return ok;
	X509_STORE_CTX_set_error(ctx, X509_V_OK);
	return 1;
}

static int verify(X509 *certificate, struct stack_st_X509 *issuers, X509_STORE *roots,
		  struct zkcap_error *err)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *param;
	int rc = 0;

	if (!ctx || !X509_STORE_CTX_init(ctx, roots, certificate, issuers)) {
		X509_STORE_CTX_free(ctx);
		return crypto_error(err, -ENOMEM, "cannot check a certificate");
	}
	param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_depth(param, DEPTH_MAX);
	X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
	X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
	X509_STORE_CTX_set_verify_cb(ctx, on_fault);
	if (X509_verify_cert(ctx) <= 0)
		rc = zkcap_error_set(err, -EKEYREJECTED,
				     "endorsement key's certificate: %s: expected a chain to one of the trusted vendors",
				     X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
	X509_STORE_CTX_free(ctx);
	ERR_clear_error();
	return rc;
}

static bool has_ek_usage(const X509 *certificate)
{
	EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);
	ASN1_OBJECT *wanted = OBJ_txt2obj(EK_USAGE, 1);
	bool found = false;
	int i;

	for (i = 0; wanted && i < sk_ASN1_OBJECT_num(usages); i++)
		found |= !OBJ_cmp(sk_ASN1_OBJECT_value(usages, i), wanted);
	ASN1_OBJECT_free(wanted);
	EXTENDED_KEY_USAGE_free(usages);
	return found;
}

static int check_extensions(X509 *certificate, const struct tpm_ek_template *t,
			    struct zkcap_error *err)
{
	uint32_t needed = t->type == TPM2_ALG_RSA ? KU_KEY_ENCIPHERMENT : KU_KEY_AGREEMENT;

	if (X509_check_ca(certificate))
		return reject(err, "is an authority's: expected an endorsement key's");
	if (!has_ek_usage(certificate))
		return reject(err, "expected the extended key usage " EK_USAGE);
	if (!(X509_get_key_usage(certificate) & needed))
		return reject(err, t->type == TPM2_ALG_RSA ?
			      "expected the key usage keyEncipherment" :
			      "expected the key usage keyAgreement");
	return 0;
}

static bool is_of_kind(EVP_PKEY *key, const struct tpm_ek_template *t)
{
	char group[32] = "";

	if (t->type == TPM2_ALG_RSA)
		return EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_bits(key) == t->bits;
	if (!EVP_PKEY_is_a(key, "EC") ||
	    !EVP_PKEY_get_group_name(key, group, sizeof(group), NULL))
		return false;
	return !strcmp(group, t->curve == TPM2_ECC_NIST_P384 ? "secp384r1" : "prime256v1");
}

static int take_key(X509 *certificate, const struct tpm_ek_template *t, EVP_PKEY **key,
		    struct zkcap_error *err)
{
	EVP_PKEY *found = X509_get_pubkey(certificate);

	if (!found)
		return crypto_error(err, -EKEYREJECTED,
				    "endorsement key's certificate: no usable public key");
	if (!is_of_kind(found, t)) {
		EVP_PKEY_free(found);
		return zkcap_error_set(err, -EKEYREJECTED,
				       "endorsement key's certificate: is not of the kind %s",
				       t->kind);
	}
	*key = found;
	return 0;
}

static int parse_issuers(const struct zkcap_tpm_ek *ek, struct stack_st_X509 **out,
			 struct zkcap_error *err)
{
	size_t i;

	*out = sk_X509_new_null();
	for (i = 0; *out && i < ek->n_chain; i++) {
		X509 *issuer = crypto_certificate(ek->chain[i].data, ek->chain[i].len);

		if (!issuer)
			return zkcap_error_set(err, -EKEYREJECTED,
					       "issuer %zu of the endorsement key's certificate: not a certificate in DER",
					       i);
		if (!sk_X509_push(*out, issuer))
			X509_free(issuer);
	}
	return *out ? 0 : zkcap_error_set(err, -ENOMEM, "out of memory");
}

int zkcap_ek_check(const struct zkcap_tpm_ek *ek, X509_STORE *roots, EVP_PKEY **key,
		   struct zkcap_error *err)
{
	X509 *certificate = crypto_certificate(ek->certificate.data, ek->certificate.len);
	const struct tpm_ek_template *t = tpm_ek_template(ek->kind);
	struct stack_st_X509 *issuers = NULL;
	int rc;

	*key = NULL;
	if (!certificate || !t) {
		X509_free(certificate);
		return reject(err, "not a certificate in DER");
	}
	rc = parse_issuers(ek, &issuers, err);
	if (!rc)
		rc = verify(certificate, issuers, roots, err);
	if (!rc)
		rc = check_extensions(certificate, t, err);
	if (!rc)
		rc = take_key(certificate, t, key, err);
	sk_X509_pop_free(issuers, X509_free);
	X509_free(certificate);
	return rc;
}
