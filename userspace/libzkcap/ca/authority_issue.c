// SPDX-License-Identifier: MIT
/* Certificates: of the authority itself, and of attestation keys. */

#include <errno.h>
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "authority_impl.h"
#include "crypto_error.h"

#define AIK_USAGE "2.23.133.8.3" /* tcg-kp-AIKCertificate */
#define SERIAL_BYTES 16
/* Clocks differ a little */
#define SLACK_S 300L

/* A name of an extension and its value, as OpenSSL's configuration has them */
struct extension {
	int nid;
	const char *value;
};

/* Kernels find keys by identifiers, and take no certificate without both. */
static const struct extension of_authority[] = {
	{ NID_basic_constraints, "critical,CA:TRUE,pathlen:0" },
	{ NID_key_usage, "critical,keyCertSign" },
	{ NID_subject_key_identifier, "hash" },
	{ NID_authority_key_identifier, "keyid:always" },
	{ 0 },
};

static const struct extension of_ak[] = {
	{ NID_basic_constraints, "critical,CA:FALSE" },
	{ NID_key_usage, "critical,digitalSignature" },
	{ NID_ext_key_usage, AIK_USAGE },
	{ NID_subject_key_identifier, "hash" },
	{ NID_authority_key_identifier, "keyid:always" },
	{ 0 },
};

static bool set_serial(X509 *certificate)
{
	unsigned char bytes[SERIAL_BYTES];
	BIGNUM *number;
	bool ok;

	if (RAND_bytes(bytes, sizeof(bytes)) <= 0)
		return false;
	bytes[0] = (bytes[0] & 0x7f) | 0x40; /* positive, always of the same length */
	number = BN_bin2bn(bytes, sizeof(bytes), NULL);
	ok = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
	BN_free(number);
	return ok;
}

static bool set_names(X509 *certificate, const char *name, X509 *issuer)
{
	X509_NAME *subject = X509_get_subject_name(certificate);

	return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
					  (const unsigned char *)name, -1, -1, 0) &&
		X509_set_issuer_name(certificate,
				     issuer ? X509_get_subject_name(issuer) : subject);
}

static bool set_validity(X509 *certificate, unsigned int days, X509 *issuer)
{
	ASN1_TIME *end = X509_getm_notAfter(certificate);

	if (!X509_gmtime_adj(X509_getm_notBefore(certificate), -SLACK_S) ||
	    !X509_time_adj_ex(end, (int)days, 0, NULL))
		return false;
	return !issuer || ASN1_TIME_compare(end, X509_get0_notAfter(issuer)) <= 0 ||
		X509_set1_notAfter(certificate, X509_get0_notAfter(issuer));
}

static bool add_extensions(X509 *certificate, X509 *issuer)
{
	const struct extension *e = issuer ? of_ak : of_authority;
	X509V3_CTX ctx;

	X509V3_set_ctx(&ctx, issuer ? issuer : certificate, certificate, NULL, NULL, 0);
	for (; e->nid; e++) {
		X509_EXTENSION *made = X509V3_EXT_conf_nid(NULL, &ctx, e->nid, e->value);
		bool ok = made && X509_add_ext(certificate, made, -1);

		X509_EXTENSION_free(made);
		if (!ok)
			return false;
	}
	return true;
}

X509 *authority_issue(EVP_PKEY *key, const char *name, unsigned int days, X509 *issuer,
		      EVP_PKEY *signer, struct zkcap_error *err)
{
	X509 *certificate = X509_new();

	if (certificate && X509_set_version(certificate, X509_VERSION_3) &&
	    set_serial(certificate) && X509_set_pubkey(certificate, key) &&
	    set_names(certificate, name, issuer) && set_validity(certificate, days, issuer) &&
	    add_extensions(certificate, issuer) &&
	    X509_sign(certificate, signer, EVP_sha256()) > 0) {
		ERR_clear_error();
		return certificate;
	}
	X509_free(certificate);
	crypto_error(err, -EIO, "cannot make a certificate");
	return NULL;
}
