// SPDX-License-Identifier: GPL-2.0-only
#include "quote_parse.h"

#include <linux/string.h>

#include "compat/unaligned.h"

/* TPM 2.0 Library, Part 2: largest TPMU_NAME, TPM2B_DATA and TPMU_HA */
#define NAME_MAX_LEN	66
#define DATA_MAX_LEN	66
#define DIGEST_MAX_LEN	64
/* Banks that a TPM may have, and bytes of a selection's bit map */
#define SELECTIONS_MAX	16
#define SELECT_MAX_LEN	4

/**
 * struct cursor - what is left to parse
 * @data: next byte, borrowed
 * @len: bytes from there
 * @failed: something was read past the end, and yielded zeroes
 */
struct cursor {
	const u8 *data;
	size_t len;
	bool failed;
};

static const u8 *take(struct cursor *c, size_t len)
{
	static const u8 zeroes[8];
	const u8 *data = c->data;

	if (c->failed || len > c->len) {
		c->failed = true;
		return zeroes;
	}
	c->data += len;
	c->len -= len;
	return data;
}

static u8 take_u8(struct cursor *c)
{
	return *take(c, 1);
}

static u16 take_u16(struct cursor *c)
{
	return get_unaligned_be16(take(c, 2));
}

static u32 take_u32(struct cursor *c)
{
	return get_unaligned_be32(take(c, 4));
}

static struct zkcap_bytes take_2b(struct cursor *c, u16 max)
{
	struct zkcap_bytes bytes = { .len = take_u16(c) };

	if (bytes.len > max)
		c->failed = true;
	bytes.data = take(c, bytes.len);
	if (c->failed)
		bytes.len = 0;
	return bytes;
}

/* TPMS_PCR_SELECTION: bit i of byte k is PCR 8 k + i. */
static u32 take_selection(struct cursor *c, u16 *bank)
{
	u32 pcrs = 0;
	u8 i, len;

	*bank = take_u16(c);
	len = take_u8(c);
	if (len > SELECT_MAX_LEN)
		c->failed = true;
	for (i = 0; i < len && !c->failed; i++)
		pcrs |= (u32)take_u8(c) << 8 * i;
	return pcrs;
}

/* TPMS_QUOTE_INFO */
static void take_quote_info(struct cursor *c, struct zkcap_quote *quote)
{
	u16 bank;
	u32 i;

	quote->n_selections = take_u32(c);
	if (quote->n_selections > SELECTIONS_MAX)
		c->failed = true;
	for (i = 0; i < quote->n_selections && !c->failed; i++) {
		if (i)
			take_selection(c, &bank);
		else
			quote->pcrs = take_selection(c, &quote->bank);
	}
	quote->pcr_digest = take_2b(c, DIGEST_MAX_LEN);
}

bool zkcap_quote_parse(struct zkcap_quote *quote, const u8 *data, size_t len)
{
	struct cursor c = { .data = data, .len = len };
	u8 safe;

	memset(quote, 0, sizeof(*quote));
	quote->magic = take_u32(&c);
	quote->type = take_u16(&c);
	take_2b(&c, NAME_MAX_LEN);		/* qualifiedSigner */
	quote->nonce = take_2b(&c, DATA_MAX_LEN);
	take(&c, 8 + 4 + 4);			/* clock, resetCount, restartCount */
	safe = take_u8(&c);
	if (safe > 1)				/* TPMI_YES_NO */
		c.failed = true;
	quote->clock_safe = safe;
	take(&c, 8);				/* firmwareVersion */
	if (quote->type != ZKCAP_TPM_ST_QUOTE)
		return !c.failed;
	take_quote_info(&c, quote);
	return !c.failed && !c.len;
}

bool zkcap_signature_parse(struct zkcap_signature *signature, const u8 *data, size_t len)
{
	struct cursor c = { .data = data, .len = len };

	memset(signature, 0, sizeof(*signature));
	signature->scheme = take_u16(&c);
	signature->hash = take_u16(&c);
	if (signature->scheme != ZKCAP_TPM_ALG_RSASSA && signature->scheme != ZKCAP_TPM_ALG_ECDSA)
		return !c.failed;
	signature->r = take_2b(&c, U16_MAX);
	if (signature->scheme == ZKCAP_TPM_ALG_ECDSA)
		signature->s = take_2b(&c, U16_MAX);
	return !c.failed && !c.len;
}
