// SPDX-License-Identifier: MIT
/* What an authority certifies. */

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <string.h>
#include <tss2/tss2_mu.h>

#include "ak_check.h"
#include "crypto_error.h"
#include "sha256.h"
#include "tpm_template.h"

#define RSA_EXPONENT 65537
#define RSA_LEN 256
#define P256_LEN 32

/* An attribute, and whether it has to be set */
struct rule {
	TPMA_OBJECT bit;
	bool set;
	const char *name;
};

static const struct rule rules[] = {
	{ TPMA_OBJECT_RESTRICTED, true, "restricted" },
	{ TPMA_OBJECT_SIGN_ENCRYPT, true, "sign" },
	{ TPMA_OBJECT_DECRYPT, false, "decrypt" },
	{ TPMA_OBJECT_FIXEDTPM, true, "fixedTPM" },
	{ TPMA_OBJECT_FIXEDPARENT, true, "fixedParent" },
	{ TPMA_OBJECT_SENSITIVEDATAORIGIN, true, "sensitiveDataOrigin" },
};

static int reject(struct zkcap_error *err, const char *expected)
{
	return zkcap_error_set(err, -EKEYREJECTED, "attestation key: expected %s", expected);
}

static int check_attributes(const TPMT_PUBLIC *area, struct zkcap_error *err)
{
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (!!(area->objectAttributes & rules[i].bit) != rules[i].set)
			return zkcap_error_set(err, -EKEYREJECTED,
					       "attestation key: attribute %s is %s: expected %s",
					       rules[i].name, rules[i].set ? "clear" : "set",
					       rules[i].set ? "set" : "clear");
	return 0;
}

static int check_rsa(const TPMT_PUBLIC *area, struct zkcap_error *err)
{
	const TPMS_RSA_PARMS *rsa = &area->parameters.rsaDetail;

	if (rsa->scheme.scheme != TPM2_ALG_RSASSA ||
	    rsa->scheme.details.rsassa.hashAlg != TPM2_ALG_SHA256)
		return reject(err, "the scheme RSASSA with SHA-256");
	if (rsa->symmetric.algorithm != TPM2_ALG_NULL)
		return reject(err, "no symmetric algorithm");
	if (rsa->keyBits != 2048 || area->unique.rsa.size != RSA_LEN ||
	    !(area->unique.rsa.buffer[0] & 0x80) ||
	    !(area->unique.rsa.buffer[RSA_LEN - 1] & 1))
		return reject(err, "RSA with 2048 bits");
	if (rsa->exponent && rsa->exponent != RSA_EXPONENT)
		return reject(err, "the exponent 65537");
	return 0;
}

static int check_ecc(const TPMT_PUBLIC *area, struct zkcap_error *err)
{
	const TPMS_ECC_PARMS *ecc = &area->parameters.eccDetail;

	if (ecc->scheme.scheme != TPM2_ALG_ECDSA ||
	    ecc->scheme.details.ecdsa.hashAlg != TPM2_ALG_SHA256)
		return reject(err, "the scheme ECDSA with SHA-256");
	if (ecc->symmetric.algorithm != TPM2_ALG_NULL)
		return reject(err, "no symmetric algorithm");
	if (ecc->curveID != TPM2_ECC_NIST_P256)
		return reject(err, "the curve NIST P-256");
	if (area->unique.ecc.x.size > P256_LEN || area->unique.ecc.y.size > P256_LEN ||
	    !area->unique.ecc.x.size || !area->unique.ecc.y.size)
		return reject(err, "a point on the curve");
	return 0;
}

static int check_kind(const TPMT_PUBLIC *area, struct zkcap_error *err)
{
	int rc;

	if (area->nameAlg != TPM2_ALG_SHA256)
		return reject(err, "a name by SHA-256");
	rc = check_attributes(area, err);
	if (rc)
		return rc;
	switch (area->type) {
	case TPM2_ALG_RSA:
		return check_rsa(area, err);
	case TPM2_ALG_ECC:
		return check_ecc(area, err);
	default:
		return reject(err, "RSA or ECC");
	}
}

static int check_name(const struct zkcap_tpm_bytes *area, const struct zkcap_tpm_bytes *name,
		      struct zkcap_error *err)
{
	uint8_t own[2 + ZKCAP_TPM_DIGEST] = { TPM2_ALG_SHA256 >> 8, TPM2_ALG_SHA256 & 0xff };

	zkcap_sha256(own + 2, area->data, area->len);
	if (name->len != sizeof(own) || memcmp(name->data, own, sizeof(own)) != 0)
		return zkcap_error_set(err, -EKEYREJECTED,
				       "attestation key: the name is not that of its public area");
	return 0;
}

static EVP_PKEY *from_params(const char *type, OSSL_PARAM_BLD *build)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY *key = NULL;

	if (!ctx || !params || EVP_PKEY_fromdata_init(ctx) <= 0 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
		key = NULL;
	OSSL_PARAM_free(params);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static EVP_PKEY *rsa_key(const TPMT_PUBLIC *area)
{
	BIGNUM *n = BN_bin2bn(area->unique.rsa.buffer, area->unique.rsa.size, NULL);
	uint32_t e = area->parameters.rsaDetail.exponent;
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY *key = NULL;

	if (build && n && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) &&
	    OSSL_PARAM_BLD_push_uint32(build, OSSL_PKEY_PARAM_RSA_E, e ? e : RSA_EXPONENT))
		key = from_params("RSA", build);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	return key;
}

static void put_padded(uint8_t *out, const TPM2B_ECC_PARAMETER *number)
{
	memcpy(out + P256_LEN - number->size, number->buffer, number->size);
}

/* Refuses a point that is not on the curve */
static EVP_PKEY *ecc_key(const TPMT_PUBLIC *area)
{
	uint8_t point[1 + 2 * P256_LEN] = { POINT_CONVERSION_UNCOMPRESSED };
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY *key = NULL;

	put_padded(point + 1, &area->unique.ecc.x);
	put_padded(point + 1 + P256_LEN, &area->unique.ecc.y);
	if (build &&
	    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) &&
	    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point,
					     sizeof(point)))
		key = from_params("EC", build);
	OSSL_PARAM_BLD_free(build);
	return key;
}

static int parse(const uint8_t *data, size_t len, TPMT_PUBLIC *area)
{
	size_t used = 0;

	memset(area, 0, sizeof(*area));
	return Tss2_MU_TPMT_PUBLIC_Unmarshal(data, len, &used, area) || used != len ? -EINVAL : 0;
}

EVP_PKEY *zkcap_ak_key(const uint8_t *data, size_t len)
{
	TPMT_PUBLIC area;

	if (parse(data, len, &area) || check_kind(&area, NULL))
		return NULL;
	return area.type == TPM2_ALG_RSA ? rsa_key(&area) : ecc_key(&area);
}

int zkcap_ak_check(const struct zkcap_tpm_bytes *data, const struct zkcap_tpm_bytes *name,
		   EVP_PKEY **key, struct zkcap_error *err)
{
	TPMT_PUBLIC area;
	int rc;

	*key = NULL;
	if (parse(data->data, data->len, &area))
		return zkcap_error_set(err, -EINVAL,
				       "attestation key: expected a TPM's public area (TPMT_PUBLIC)");
	rc = check_kind(&area, err);
	if (!rc)
		rc = check_name(data, name, err);
	if (rc)
		return rc;
	*key = zkcap_ak_key(data->data, data->len);
	if (!*key)
		return crypto_error(err, -EKEYREJECTED, "attestation key: no valid public key");
	return 0;
}
