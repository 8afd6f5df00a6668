// SPDX-License-Identifier: GPL-2.0-only
/*
 * Structures of a TPM, taken apart.  They are put together here byte by byte, and
 * every prefix of them ends exactly where its memory does, so that KASAN sees a
 * read too many.
 */
#include <kunit/test.h>

#include "../../kmod/quote_parse.c"

#define SIZE_MAX_TEST 1024

/* Where the fields of put_quote()'s quote with one selection are */
enum {
	AT_TYPE = 4,
	AT_SIGNER = 6,
	AT_NONCE = 6 + 2 + 34,
	AT_CLOCK = AT_NONCE + 2 + 32,
	AT_SAFE = AT_CLOCK + 16,
	AT_COUNT = AT_SAFE + 1 + 8,
	AT_BANK = AT_COUNT + 4,
	AT_SELECT = AT_BANK + 2,
	AT_DIGEST = AT_SELECT + 1 + 3,
	AT_END = AT_DIGEST + 2 + 32,
};

/* Bytes being put together */
struct bytes {
	u8 data[SIZE_MAX_TEST];
	size_t len;
};

static void put(struct bytes *b, u64 value, size_t width)
{
	while (width--)
		b->data[b->len++] = value >> 8 * width;
}

static void put_2b(struct bytes *b, u8 fill, u16 len)
{
	put(b, len, 2);
	memset(b->data + b->len, fill, len);
	b->len += len;
}

/* As a TPM with a SHA-256 key quotes PCRs 0, 13 and 23 */
static void put_quote(struct bytes *b, u32 n_selections)
{
	u32 i;

	b->len = 0;
	put(b, ZKCAP_TPM_GENERATED, 4);
	put(b, ZKCAP_TPM_ST_QUOTE, 2);
	put_2b(b, 0x11, 34);
	put_2b(b, 0x22, 32);
	put(b, 0x1122334455667788, 8);
	put(b, 1, 4);
	put(b, 2, 4);
	put(b, 1, 1);
	put(b, 3, 8);
	put(b, n_selections, 4);
	for (i = 0; i < n_selections; i++) {
		put(b, i ? 4 : ZKCAP_TPM_ALG_SHA256, 2);
		put(b, 3, 1);
		put(b, 0x012080, 3);
	}
	put_2b(b, 0x33, 32);
}

static struct bytes *new_quote(struct kunit *test)
{
	struct bytes *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	put_quote(b, 1);
	return b;
}

/* Parses a copy that is exactly as long as what it holds. */
static bool parses(struct kunit *test, const struct bytes *b, size_t len)
{
	u8 *copy = kmemdup(b->data, len ?: 1, GFP_KERNEL);
	struct zkcap_quote quote;
	bool parsed;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	parsed = zkcap_quote_parse(&quote, copy, len);
	kfree(copy);
	return parsed;
}

static bool signature_parses(struct kunit *test, const struct bytes *b, size_t len)
{
	u8 *copy = kmemdup(b->data, len ?: 1, GFP_KERNEL);
	struct zkcap_signature signature;
	bool parsed;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	parsed = zkcap_signature_parse(&signature, copy, len);
	kfree(copy);
	return parsed;
}

static void fields_of_a_quote(struct kunit *test)
{
	struct bytes *b = new_quote(test);
	struct zkcap_quote quote;

	KUNIT_ASSERT_EQ(test, b->len, AT_END);
	KUNIT_ASSERT_TRUE(test, zkcap_quote_parse(&quote, b->data, b->len));
	KUNIT_EXPECT_EQ(test, quote.magic, ZKCAP_TPM_GENERATED);
	KUNIT_EXPECT_EQ(test, quote.type, ZKCAP_TPM_ST_QUOTE);
	KUNIT_EXPECT_PTR_EQ(test, quote.nonce.data, (const u8 *)b->data + AT_NONCE + 2);
	KUNIT_EXPECT_EQ(test, quote.nonce.len, 32);
	KUNIT_EXPECT_TRUE(test, quote.clock_safe);
	KUNIT_EXPECT_EQ(test, quote.n_selections, 1);
	KUNIT_EXPECT_EQ(test, quote.bank, ZKCAP_TPM_ALG_SHA256);
	KUNIT_EXPECT_EQ(test, quote.pcrs, 0x802001);
	KUNIT_EXPECT_PTR_EQ(test, quote.pcr_digest.data, (const u8 *)b->data + AT_DIGEST + 2);
	KUNIT_EXPECT_EQ(test, quote.pcr_digest.len, 32);
}

static void every_truncation_is_refused(struct kunit *test)
{
	struct bytes *b = new_quote(test);
	size_t len;

	for (len = 0; len < b->len; len++)
		KUNIT_EXPECT_FALSE_MSG(test, parses(test, b, len), "%zu bytes", len);
	KUNIT_EXPECT_TRUE(test, parses(test, b, b->len));
	KUNIT_EXPECT_FALSE(test, parses(test, b, b->len + 1));
}

static void sizes_within_are_bounded(struct kunit *test)
{
	static const struct {
		size_t at;
		u16 most;
	} fields[] = {
		{ AT_SIGNER, NAME_MAX_LEN },
		{ AT_NONCE, DATA_MAX_LEN },
		{ AT_DIGEST, DIGEST_MAX_LEN },
	};
	struct bytes *b = new_quote(test);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		put_quote(b, 1);
		put_unaligned_be16(fields[i].most + 1, b->data + fields[i].at);
		/* Enough bytes follow, so that only the bound can refuse it. */
		KUNIT_EXPECT_FALSE_MSG(test, parses(test, b, SIZE_MAX_TEST), "field at %zu",
				       fields[i].at);
		put_unaligned_be16(U16_MAX, b->data + fields[i].at);
		KUNIT_EXPECT_FALSE(test, parses(test, b, SIZE_MAX_TEST));
	}
	/* The longest digest that a TPM has, and nothing after it */
	b->len = AT_DIGEST;
	put_2b(b, 0x44, DIGEST_MAX_LEN);
	KUNIT_EXPECT_TRUE(test, parses(test, b, b->len));
	b->len = AT_DIGEST;
	put_2b(b, 0x44, DIGEST_MAX_LEN + 1);
	KUNIT_EXPECT_FALSE(test, parses(test, b, b->len));
}

static void clock_safe_is_yes_or_no(struct kunit *test)
{
	struct bytes *b = new_quote(test);
	struct zkcap_quote quote;
	unsigned int value;

	for (value = 0; value <= U8_MAX; value++) {
		b->data[AT_SAFE] = value;
		KUNIT_EXPECT_EQ(test, zkcap_quote_parse(&quote, b->data, b->len), value <= 1);
		if (value <= 1)
			KUNIT_EXPECT_EQ(test, quote.clock_safe, value);
	}
}

static void selections_are_counted(struct kunit *test)
{
	struct bytes *b = new_quote(test);
	struct zkcap_quote quote;
	u32 n;

	for (n = 0; n <= SELECTIONS_MAX; n++) {
		put_quote(b, n);
		KUNIT_ASSERT_TRUE(test, zkcap_quote_parse(&quote, b->data, b->len));
		KUNIT_EXPECT_EQ(test, quote.n_selections, n);
		KUNIT_EXPECT_EQ(test, quote.pcrs, n ? 0x802001 : 0);
		KUNIT_EXPECT_EQ(test, quote.bank, n ? ZKCAP_TPM_ALG_SHA256 : 0);
		KUNIT_EXPECT_EQ(test, quote.pcr_digest.len, 32);
	}
	put_quote(b, SELECTIONS_MAX + 1);
	KUNIT_EXPECT_FALSE(test, zkcap_quote_parse(&quote, b->data, b->len));
	put_quote(b, 1);
	put_unaligned_be32(U32_MAX, b->data + AT_COUNT);
	KUNIT_EXPECT_FALSE(test, zkcap_quote_parse(&quote, b->data, b->len));
}

/* Bit i of byte k is PCR 8 k + i, and no map is longer than four bytes. */
static void maps_of_pcrs(struct kunit *test)
{
	struct bytes *b = new_quote(test);
	struct zkcap_quote quote;
	u8 len;

	for (len = 0; len <= 5; len++) {
		b->len = AT_SELECT;
		put(b, len, 1);
		put(b, 0x0102040810ULL >> 8 * (5 - len), len);
		put_2b(b, 0x33, 32);
		KUNIT_ASSERT_EQ(test, zkcap_quote_parse(&quote, b->data, b->len),
				len <= SELECT_MAX_LEN);
		if (len <= SELECT_MAX_LEN)
			KUNIT_EXPECT_EQ(test, quote.pcrs, 0x08040201 & (BIT_ULL(8 * len) - 1));
	}
}

/* Other structures than quotes have another tail, which is not looked at. */
static void other_types_keep_their_tail(struct kunit *test)
{
	struct bytes *b = new_quote(test);
	struct zkcap_quote quote;

	put_unaligned_be16(0x8017, b->data + AT_TYPE);
	KUNIT_EXPECT_TRUE(test, zkcap_quote_parse(&quote, b->data, b->len));
	KUNIT_EXPECT_TRUE(test, zkcap_quote_parse(&quote, b->data, AT_COUNT));
	KUNIT_EXPECT_FALSE(test, zkcap_quote_parse(&quote, b->data, AT_COUNT - 1));
	KUNIT_EXPECT_EQ(test, quote.type, 0x8017);
	KUNIT_EXPECT_EQ(test, quote.n_selections, 0);
}

static void rsa_signature(struct kunit *test)
{
	struct bytes *b = new_quote(test);
	struct zkcap_signature signature;
	size_t len;

	b->len = 0;
	put(b, ZKCAP_TPM_ALG_RSASSA, 2);
	put(b, ZKCAP_TPM_ALG_SHA256, 2);
	put_2b(b, 0x55, 256);
	KUNIT_ASSERT_TRUE(test, zkcap_signature_parse(&signature, b->data, b->len));
	KUNIT_EXPECT_EQ(test, signature.scheme, ZKCAP_TPM_ALG_RSASSA);
	KUNIT_EXPECT_EQ(test, signature.hash, ZKCAP_TPM_ALG_SHA256);
	KUNIT_EXPECT_EQ(test, signature.r.len, 256);
	KUNIT_EXPECT_PTR_EQ(test, signature.r.data, (const u8 *)b->data + 6);
	KUNIT_EXPECT_EQ(test, signature.s.len, 0);
	for (len = 0; len < b->len; len++)
		KUNIT_EXPECT_FALSE_MSG(test, signature_parses(test, b, len), "%zu bytes", len);
	KUNIT_EXPECT_FALSE(test, signature_parses(test, b, b->len + 1));
	put_unaligned_be16(U16_MAX, b->data + 4);
	KUNIT_EXPECT_FALSE(test, signature_parses(test, b, b->len));
}

static void ecdsa_signature(struct kunit *test)
{
	struct bytes *b = new_quote(test);
	struct zkcap_signature signature;
	size_t len;

	b->len = 0;
	put(b, ZKCAP_TPM_ALG_ECDSA, 2);
	put(b, ZKCAP_TPM_ALG_SHA256, 2);
	put_2b(b, 0x66, 32);
	put_2b(b, 0x77, 31);
	KUNIT_ASSERT_TRUE(test, zkcap_signature_parse(&signature, b->data, b->len));
	KUNIT_EXPECT_EQ(test, signature.r.len, 32);
	KUNIT_EXPECT_EQ(test, signature.r.data[31], 0x66);
	KUNIT_EXPECT_EQ(test, signature.s.len, 31);
	KUNIT_EXPECT_EQ(test, signature.s.data[0], 0x77);
	for (len = 0; len < b->len; len++)
		KUNIT_EXPECT_FALSE_MSG(test, signature_parses(test, b, len), "%zu bytes", len);
	KUNIT_EXPECT_FALSE(test, signature_parses(test, b, b->len + 1));
}

static void other_schemes_are_only_named(struct kunit *test)
{
	static const u8 hmac[] = { 0x00, 0x05, 0x00, 0x0b, 1, 2, 3 };
	struct zkcap_signature signature;

	KUNIT_EXPECT_TRUE(test, zkcap_signature_parse(&signature, hmac, sizeof(hmac)));
	KUNIT_EXPECT_EQ(test, signature.scheme, 5);
	KUNIT_EXPECT_EQ(test, signature.r.len, 0);
	KUNIT_EXPECT_FALSE(test, zkcap_signature_parse(&signature, hmac, 3));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(fields_of_a_quote),
	KUNIT_CASE(every_truncation_is_refused),
	KUNIT_CASE(sizes_within_are_bounded),
	KUNIT_CASE(clock_safe_is_yes_or_no),
	KUNIT_CASE(selections_are_counted),
	KUNIT_CASE(maps_of_pcrs),
	KUNIT_CASE(other_types_keep_their_tail),
	KUNIT_CASE(rsa_signature),
	KUNIT_CASE(ecdsa_signature),
	KUNIT_CASE(other_schemes_are_only_named),
	{}
};

static struct kunit_suite suite = {
	.name = "zkcap_quote_parse",
	.test_cases = cases,
};
kunit_test_suite(suite);
