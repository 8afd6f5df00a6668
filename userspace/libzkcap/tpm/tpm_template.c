// SPDX-License-Identifier: MIT
/* Public areas that keys are made from. */

#include <string.h>

#include "tpm_template.h"

const struct tpm_ek_template tpm_ek_templates[] = {
	{ "rsa2048", 0x01c00002, TPM2_ALG_RSA, TPM2_ALG_SHA256, 128, 2048, 0, true },
	{ "ecc-p256", 0x01c0000a, TPM2_ALG_ECC, TPM2_ALG_SHA256, 128, 256, TPM2_ECC_NIST_P256,
	  true },
	{ "rsa2048-high", 0x01c00012, TPM2_ALG_RSA, TPM2_ALG_SHA256, 128, 2048, 0, false },
	{ "ecc-p256-high", 0x01c00014, TPM2_ALG_ECC, TPM2_ALG_SHA256, 128, 256,
	  TPM2_ECC_NIST_P256, false },
	{ "ecc-p384", 0x01c00016, TPM2_ALG_ECC, TPM2_ALG_SHA384, 256, 384, TPM2_ECC_NIST_P384,
	  false },
	{ 0 },
};

/* PolicyA: PolicySecret(TPM_RH_ENDORSEMENT), for low range */
static const uint8_t policy_a_sha256[] = {
	0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7,
	0x24, 0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14,
	0x69, 0xaa,
};

/* PolicyB: PolicyOR(PolicyA, PolicyC), for high range */
static const uint8_t policy_b_sha256[] = {
	0xca, 0x3d, 0x0a, 0x99, 0xa2, 0xb9, 0x39, 0x06, 0xf7, 0xa3, 0x34, 0x24, 0x14, 0xef, 0xcf,
	0xb3, 0xa3, 0x85, 0xd4, 0x4c, 0xd1, 0xfd, 0x45, 0x90, 0x89, 0xd1, 0x9b, 0x50, 0x71, 0xc0,
	0xb7, 0xa0,
};

static const uint8_t policy_b_sha384[] = {
	0xb2, 0x6e, 0x7d, 0x28, 0xd1, 0x1a, 0x50, 0xbc, 0x53, 0xd8, 0x82, 0xbc, 0xf5, 0xfd, 0x3a,
	0x1a, 0x07, 0x41, 0x48, 0xbb, 0x35, 0xd3, 0xb4, 0xe4, 0xcb, 0x1c, 0x0a, 0xd9, 0xbd, 0xe4,
	0x19, 0xca, 0xcb, 0x47, 0xba, 0x09, 0x69, 0x96, 0x46, 0x15, 0x0f, 0x9f, 0xc0, 0x00, 0xf3,
	0xf8, 0x0e, 0x12,
};

#define PRIMARY_ATTRIBUTES (TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | \
	TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT)

const struct tpm_ek_template *tpm_ek_template(const char *kind)
{
	const struct tpm_ek_template *t;

	for (t = tpm_ek_templates; t->kind; t++)
		if (!strcmp(t->kind, kind))
			return t;
	return NULL;
}

static void set_policy(TPMT_PUBLIC *area, const uint8_t *policy, size_t len)
{
	area->authPolicy.size = (uint16_t)len;
	memcpy(area->authPolicy.buffer, policy, len);
}

/* A storage key: AES in CFB mode below it, no scheme of its own */
static void set_storage(TPMT_PUBLIC *area, TPMI_ALG_PUBLIC type, uint16_t aes_bits)
{
	TPMT_SYM_DEF_OBJECT aes = { .algorithm = TPM2_ALG_AES };

	aes.keyBits.aes = aes_bits;
	aes.mode.aes = TPM2_ALG_CFB;
	area->type = type;
	if (type == TPM2_ALG_RSA) {
		area->parameters.rsaDetail.symmetric = aes;
		area->parameters.rsaDetail.scheme.scheme = TPM2_ALG_NULL;
		area->parameters.rsaDetail.keyBits = 2048;
	} else {
		area->parameters.eccDetail.symmetric = aes;
		area->parameters.eccDetail.scheme.scheme = TPM2_ALG_NULL;
		area->parameters.eccDetail.kdf.scheme = TPM2_ALG_NULL;
	}
}

/* Low range and storage root keys derive from as many zero bytes as the key has */
static void zero_unique(TPMT_PUBLIC *area)
{
	if (area->type == TPM2_ALG_RSA) {
		area->unique.rsa.size = 256;
	} else {
		area->unique.ecc.x.size = 32;
		area->unique.ecc.y.size = 32;
	}
}

void tpm_ek_public(const struct tpm_ek_template *t, TPM2B_PUBLIC *out)
{
	TPMT_PUBLIC *area = &out->publicArea;

	memset(out, 0, sizeof(*out));
	area->nameAlg = t->name_alg;
	area->objectAttributes = PRIMARY_ATTRIBUTES | TPMA_OBJECT_ADMINWITHPOLICY;
	set_storage(area, t->type, t->aes_bits);
	if (t->type == TPM2_ALG_ECC)
		area->parameters.eccDetail.curveID = t->curve;
	if (t->low_range) {
		set_policy(area, policy_a_sha256, sizeof(policy_a_sha256));
		zero_unique(area);
		return;
	}
	area->objectAttributes |= TPMA_OBJECT_USERWITHAUTH;
	if (t->name_alg == TPM2_ALG_SHA384)
		set_policy(area, policy_b_sha384, sizeof(policy_b_sha384));
	else
		set_policy(area, policy_b_sha256, sizeof(policy_b_sha256));
}

bool tpm_srk_public(const char *name, TPM2B_PUBLIC *out)
{
	TPMT_PUBLIC *area = &out->publicArea;
	bool rsa = !strcmp(name, "rsa2048");

	if (!rsa && strcmp(name, "ecc-p256") != 0)
		return false;
	memset(out, 0, sizeof(*out));
	area->nameAlg = TPM2_ALG_SHA256;
	area->objectAttributes = PRIMARY_ATTRIBUTES | TPMA_OBJECT_USERWITHAUTH |
		TPMA_OBJECT_NODA;
	set_storage(area, rsa ? TPM2_ALG_RSA : TPM2_ALG_ECC, 128);
	if (!rsa)
		area->parameters.eccDetail.curveID = TPM2_ECC_NIST_P256;
	zero_unique(area);
	return true;
}

/*
 * Its password is empty, so that guessing it gains nothing: noDA, so that somebody else's
 * wrong guesses do not keep the platform from attesting.
 */
void tpm_ak_public(enum zkcap_tpm_ak_algorithm algorithm, TPM2B_PUBLIC *out)
{
	TPMT_PUBLIC *area = &out->publicArea;

	memset(out, 0, sizeof(*out));
	area->nameAlg = TPM2_ALG_SHA256;
	area->objectAttributes = TPM_AK_SET | TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA;
	if (algorithm == ZKCAP_TPM_AK_RSA) {
		TPMS_RSA_PARMS *rsa = &area->parameters.rsaDetail;

		area->type = TPM2_ALG_RSA;
		rsa->symmetric.algorithm = TPM2_ALG_NULL;
		rsa->scheme.scheme = TPM2_ALG_RSASSA;
		rsa->scheme.details.rsassa.hashAlg = TPM2_ALG_SHA256;
		rsa->keyBits = 2048;
	} else {
		TPMS_ECC_PARMS *ecc = &area->parameters.eccDetail;

		area->type = TPM2_ALG_ECC;
		ecc->symmetric.algorithm = TPM2_ALG_NULL;
		ecc->scheme.scheme = TPM2_ALG_ECDSA;
		ecc->scheme.details.ecdsa.hashAlg = TPM2_ALG_SHA256;
		ecc->curveID = TPM2_ECC_NIST_P256;
		ecc->kdf.scheme = TPM2_ALG_NULL;
	}
}
