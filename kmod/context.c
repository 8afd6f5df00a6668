// SPDX-License-Identifier: GPL-2.0-only
#include "context.h"

#include <crypto/sha2.h>
#include <linux/string.h>

#include "compat/unaligned.h"

static void put_u16(struct sha256_state *hash, u16 v)
{
	u8 bytes[sizeof(v)];

	put_unaligned_be16(v, bytes);
	sha256_update(hash, bytes, sizeof(bytes));
}

static void put_u32(struct sha256_state *hash, u32 v)
{
	u8 bytes[sizeof(v)];

	put_unaligned_be32(v, bytes);
	sha256_update(hash, bytes, sizeof(bytes));
}

static void put_u64(struct sha256_state *hash, u64 v)
{
	u8 bytes[sizeof(v)];

	put_unaligned_be64(v, bytes);
	sha256_update(hash, bytes, sizeof(bytes));
}

static void put_name(struct sha256_state *hash, const char *name)
{
	u8 len = strlen(name);

	BUILD_BUG_ON(ZKCAP_NAME_MAX > U8_MAX);
	sha256_update(hash, &len, sizeof(len));
	sha256_update(hash, name, len);
}

void zkcap_context_hash(u8 digest[ZKCAP_DIGEST_LEN], const struct zkcap_context *context)
{
	static const char label[] = "zkcap-request-v1";
	struct sha256_state hash;
	u8 op = context->op;
	u32 i;

	sha256_init(&hash);
	sha256_update(&hash, label, sizeof(label) - 1);
	sha256_update(&hash, &op, sizeof(op));
	sha256_update(&hash, context->challenge, ZKCAP_CHALLENGE_LEN);
	sha256_update(&hash, context->attestation, ZKCAP_ATTESTATION_ID_LEN);
	put_u64(&hash, context->tenant);
	put_u64(&hash, context->grant);
	put_u32(&hash, context->duration);
	put_name(&hash, context->offer);
	put_u16(&hash, context->resources->n);
	for (i = 0; i < context->resources->n; i++) {
		put_u16(&hash, context->resources->r[i].kind);
		put_name(&hash, context->resources->r[i].name);
		put_u64(&hash, context->resources->r[i].amount);
	}
	sha256_final(&hash, digest);
}
