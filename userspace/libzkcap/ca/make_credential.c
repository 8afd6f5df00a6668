// SPDX-License-Identifier: MIT
/* TPM2_MakeCredential in software. */

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "crypto_error.h"
#include "make_credential.h"

#define LABEL "IDENTITY" /* with its NUL */
#define HASH_MAX 48
#define FIELD_MAX 48
#define RSA_MAX 512

static const EVP_MD *hash_of(const struct tpm_ek_template *t)
{
	return t->name_alg == TPM2_ALG_SHA384 ? EVP_sha384() : EVP_sha256();
}

static size_t hash_len(const struct tpm_ek_template *t)
{
	return (size_t)EVP_MD_get_size(hash_of(t));
}

static uint8_t *put16(uint8_t *p, size_t value)
{
	*p++ = (uint8_t)(value >> 8);
	*p++ = (uint8_t)value;
	return p;
}

static uint8_t *put(uint8_t *p, const void *data, size_t len)
{
	memcpy(p, data, len);
	return p + len;
}

static uint8_t *put32(uint8_t *p, uint32_t value)
{
	return put16(put16(p, value >> 16), value & 0xffff);
}

/* KDFa of Part 1, 11.4.10.2, for at most one hash of output */
static bool kdfa(const struct tpm_ek_template *t, const uint8_t *seed, const char *label,
		 const uint8_t *context, size_t context_len, uint8_t *out, uint32_t bits)
{
	uint8_t in[128 + ZKCAP_TPM_NAME_MAX], block[HASH_MAX], *p = put32(in, 1);
	unsigned int len = 0;
	bool ok;

	p = put(p, label, strlen(label) + 1);
	p = put(p, context, context_len);
	p = put32(p, bits);
	ok = HMAC(hash_of(t), seed, (int)hash_len(t), in, (size_t)(p - in), block, &len) &&
		len >= bits / 8;
	if (ok)
		memcpy(out, block, bits / 8);
	OPENSSL_cleanse(block, sizeof(block));
	return ok;
}

/* The seed, encrypted for an RSA key: OAEP with the label */
static int rsa_seed(const struct tpm_ek_template *t, EVP_PKEY *ek, uint8_t *seed,
		    struct zkcap_tpm_bytes *out)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(ek, NULL);
	void *label = OPENSSL_memdup(LABEL, sizeof(LABEL));
	int ok;

	out->len = RSA_MAX;
	ok = ctx && label && RAND_priv_bytes(seed, (int)hash_len(t)) > 0 &&
		EVP_PKEY_encrypt_init(ctx) > 0 &&
		EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) > 0 &&
		EVP_PKEY_CTX_set_rsa_oaep_md(ctx, hash_of(t)) > 0 &&
		EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, hash_of(t)) > 0;
	if (ok && EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, label, sizeof(LABEL)) > 0)
		label = NULL;
	ok = ok && !label &&
		EVP_PKEY_encrypt(ctx, out->data, &out->len, seed, hash_len(t)) > 0;
	OPENSSL_free(label);
	EVP_PKEY_CTX_free(ctx);
	return ok ? 0 : -EIO;
}

static bool coordinate(const EVP_PKEY *key, const char *which, uint8_t *out, size_t len)
{
	BIGNUM *number = NULL;

	return EVP_PKEY_get_bn_param(key, which, &number) && crypto_number(number, out, len);
}

/* What an ephemeral key and the endorsement key agree on */
struct agreement {
	uint8_t z[FIELD_MAX];
	uint8_t x[FIELD_MAX];
	uint8_t y[FIELD_MAX];
	uint8_t ek_x[FIELD_MAX];
	size_t len;
};

static bool agree(const struct tpm_ek_template *t, EVP_PKEY *ek, struct agreement *a)
{
	EVP_PKEY *own = EVP_EC_gen(t->curve == TPM2_ECC_NIST_P384 ? "P-384" : "P-256");
	EVP_PKEY_CTX *ctx = own ? EVP_PKEY_CTX_new(own, NULL) : NULL;
	size_t len = a->len;
	bool ok = ctx && EVP_PKEY_derive_init(ctx) > 0 && EVP_PKEY_derive_set_peer(ctx, ek) > 0 &&
		EVP_PKEY_derive(ctx, a->z, &len) > 0 && len == a->len &&
		coordinate(own, OSSL_PKEY_PARAM_EC_PUB_X, a->x, len) &&
		coordinate(own, OSSL_PKEY_PARAM_EC_PUB_Y, a->y, len) &&
		coordinate(ek, OSSL_PKEY_PARAM_EC_PUB_X, a->ek_x, len);

	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(own);
	return ok;
}

/* KDFe of Part 1, 11.4.10.3, for one hash of output */
static bool kdfe(const struct tpm_ek_template *t, const struct agreement *a, uint8_t *seed)
{
	uint8_t in[4 + 3 * FIELD_MAX + sizeof(LABEL)], *p = put32(in, 1);
	bool ok;

	p = put(p, a->z, a->len);
	p = put(p, LABEL, sizeof(LABEL));
	p = put(p, a->x, a->len);
	p = put(p, a->ek_x, a->len);
	ok = EVP_Digest(in, (size_t)(p - in), seed, NULL, hash_of(t), NULL) > 0;
	OPENSSL_cleanse(in, sizeof(in));
	return ok;
}

/*
 * The ephemeral point is what the TPM derives the seed from.  TPMs differ in whether they
 * keep leading zeros of coordinates, so points that have any are not used.
 */
static int ecc_seed(const struct tpm_ek_template *t, EVP_PKEY *ek, uint8_t *seed,
		    struct zkcap_tpm_bytes *out)
{
	struct agreement a = { .len = (t->bits + 7U) / 8 };
	uint8_t *p = out->data;
	bool ok;

	do
		ok = agree(t, ek, &a);
	while (ok && (!a.z[0] || !a.x[0] || !a.y[0]));
	ok = ok && kdfe(t, &a, seed);
	p = put(put16(p, a.len), a.x, a.len);
	p = put(put16(p, a.len), a.y, a.len);
	out->len = (size_t)(p - out->data);
	OPENSSL_cleanse(&a, sizeof(a));
	return ok ? 0 : -EIO;
}

/* AES in CFB mode, no IV: the key is of use once */
static bool encrypt(const struct tpm_ek_template *t, const uint8_t *key, uint8_t *data, size_t len)
{
	static const uint8_t iv[16];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int done = 0;
	bool ok = ctx &&
		EVP_EncryptInit_ex(ctx, t->aes_bits == 256 ? EVP_aes_256_cfb128() :
				   EVP_aes_128_cfb128(), NULL, key, iv) > 0 &&
		EVP_EncryptUpdate(ctx, data, &done, data, (int)len) > 0 && done == (int)len;

	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

/* TPMS_ID_OBJECT: TPM2B HMAC over the encrypted identity and the name, then the identity */
static bool seal(const struct tpm_ek_template *t, const uint8_t *seed, const uint8_t *name,
		 size_t name_len, const uint8_t *secret, size_t secret_len,
		 struct zkcap_tpm_bytes *out)
{
	size_t hash = hash_len(t), identity_len = 2 + secret_len;
	uint8_t key[HASH_MAX], covered[2 + HASH_MAX + ZKCAP_TPM_NAME_MAX];
	uint8_t *identity = put16(out->data, hash) + hash;
	unsigned int len = 0;
	bool ok;

	put(put16(identity, secret_len), secret, secret_len);
	ok = kdfa(t, seed, "STORAGE", name, name_len, key, t->aes_bits) &&
		encrypt(t, key, identity, identity_len) &&
		kdfa(t, seed, "INTEGRITY", name, 0, key, (uint32_t)hash * 8);
	put(put(covered, identity, identity_len), name, name_len);
	ok = ok && HMAC(hash_of(t), key, (int)hash, covered, identity_len + name_len,
			out->data + 2, &len) && len == hash;
	out->len = 2 + hash + identity_len;
	OPENSSL_cleanse(key, sizeof(key));
	return ok;
}

int zkcap_make_credential(const struct tpm_ek_template *t, EVP_PKEY *ek, const uint8_t *name,
			  size_t name_len, const uint8_t *secret, size_t secret_len,
			  struct zkcap_tpm_bytes *credential, struct zkcap_tpm_bytes *seed,
			  struct zkcap_error *err)
{
	uint8_t protection[HASH_MAX];
	int rc = 0;

	*seed = (struct zkcap_tpm_bytes){ .data = malloc(RSA_MAX) };
	*credential = (struct zkcap_tpm_bytes){ .data = malloc(4 + 2 * HASH_MAX) };
	if (secret_len > hash_len(t) || name_len > ZKCAP_TPM_NAME_MAX)
		rc = zkcap_error_set(err, -EINVAL, "a secret of %zu bytes: expected at most %zu",
				     secret_len, hash_len(t));
	else if (!seed->data || !credential->data)
		rc = zkcap_error_set(err, -ENOMEM, "out of memory");
	if (!rc)
		rc = t->type == TPM2_ALG_RSA ? rsa_seed(t, ek, protection, seed) :
			ecc_seed(t, ek, protection, seed);
	if (!rc && !seal(t, protection, name, name_len, secret, secret_len, credential))
		rc = -EIO;
	if (rc == -EIO)
		crypto_error(err, rc, "cannot make a credential");
	OPENSSL_cleanse(protection, sizeof(protection));
	if (rc) {
		zkcap_tpm_bytes_free(seed);
		zkcap_tpm_bytes_free(credential);
	}
	return rc;
}
