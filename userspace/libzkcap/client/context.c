// SPDX-License-Identifier: MIT
#include "context.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>

/* A hash that remembers its first failure */
struct hash {
	EVP_MD_CTX *md;
	int ok;
};

static void add(struct hash *h, const void *data, size_t len)
{
	h->ok = h->ok && EVP_DigestUpdate(h->md, data, len);
}

static void add_be(struct hash *h, uint64_t v, unsigned int len)
{
	uint8_t bytes[8];
	unsigned int i;

	for (i = 0; i < len; i++)
		bytes[i] = (uint8_t)(v >> 8 * (len - 1 - i));
	add(h, bytes, len);
}

static void add_name(struct hash *h, const char *name)
{
	size_t len = strnlen(name, ZKCAP_NAME_MAX);

	add_be(h, len, 1);
	add(h, name, len);
}

int zkcap_request_context(uint8_t digest[ZKCAP_DIGEST_LEN], const struct zkcap_context *context)
{
	static const char label[] = "zkcap-request-v1";
	uint32_t n = context->resources ? context->resources->n : 0, i;
	struct hash h = { .md = EVP_MD_CTX_new() };

	h.ok = h.md && EVP_DigestInit_ex(h.md, EVP_sha256(), NULL);
	add(&h, label, sizeof(label) - 1);
	add_be(&h, context->op, 1);
	add(&h, context->challenge, ZKCAP_CHALLENGE_LEN);
	add(&h, context->attestation, ZKCAP_ATTESTATION_ID_LEN);
	add_be(&h, context->tenant, 8);
	add_be(&h, context->grant, 8);
	add_be(&h, context->duration, 4);
	add_name(&h, context->offer);
	add_be(&h, n, 2);
	for (i = 0; i < n; i++) {
		add_be(&h, context->resources->r[i].kind, 2);
		add_name(&h, context->resources->r[i].name);
		add_be(&h, context->resources->r[i].amount, 8);
	}
	h.ok = h.ok && EVP_DigestFinal_ex(h.md, digest, NULL);
	EVP_MD_CTX_free(h.md);
	return h.ok ? 0 : -EIO;
}
