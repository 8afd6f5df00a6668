/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TPMS_ATTEST and TPMT_SIGNATURE as a TPM sends them: big-endian, packed (TPM
 * 2.0 Library, Part 2: Structures, 10.12.12 and 11.3.4).  Parsing only says
 * whether the bytes have the structure; what they say is checked elsewhere.
 */
#ifndef ZKCAP_QUOTE_PARSE_H
#define ZKCAP_QUOTE_PARSE_H

#include <linux/types.h>

/* TPM 2.0 Library, Part 2: 6.2, 6.3 and 6.9 */
#define ZKCAP_TPM_GENERATED	0xff544347
#define ZKCAP_TPM_ST_QUOTE	0x8018
#define ZKCAP_TPM_ALG_SHA256	0x000b
#define ZKCAP_TPM_ALG_RSASSA	0x0014
#define ZKCAP_TPM_ALG_ECDSA	0x0018

/**
 * struct zkcap_bytes - a TPM2B inside of a parsed structure
 * @data: borrowed from what was parsed
 * @len: of @data
 */
struct zkcap_bytes {
	const u8 *data;
	u16 len;
};

/**
 * struct zkcap_quote - a TPMS_ATTEST
 * @magic: that a TPM puts before what it made itself
 * @type: TPMI_ST_ATTEST; what follows is set for ZKCAP_TPM_ST_QUOTE only
 * @nonce: extraData, the caller's qualifyingData
 * @clock_safe: no later clock value than this was reported before
 * @n_selections: number of PCR selections
 * @bank: hash algorithm of the first selection
 * @pcrs: PCRs of the first selection
 * @pcr_digest: over all selected PCRs' values, with the key's hash algorithm
 */
struct zkcap_quote {
	u32 magic;
	u16 type;
	struct zkcap_bytes nonce;
	bool clock_safe;
	u32 n_selections;
	u16 bank;
	u32 pcrs;
	struct zkcap_bytes pcr_digest;
};

/**
 * struct zkcap_signature - a TPMT_SIGNATURE
 * @scheme: signature algorithm; what follows is set for RSASSA and ECDSA only
 * @hash: hash algorithm
 * @r: RSASSA: the signature; ECDSA: its first number
 * @s: ECDSA: its second number
 */
struct zkcap_signature {
	u16 scheme;
	u16 hash;
	struct zkcap_bytes r;
	struct zkcap_bytes s;
};

/**
 * zkcap_quote_parse() - take a TPMS_ATTEST apart
 * @quote: result, borrows from @data
 * @data: from outside
 * @len: of @data
 *
 * Of another type than a quote only the head is looked at.
 *
 * Return: false if the structure is truncated, has a field out of its range, or
 * does not end with @len.
 */
bool zkcap_quote_parse(struct zkcap_quote *quote, const u8 *data, size_t len);

/**
 * zkcap_signature_parse() - take a TPMT_SIGNATURE apart
 * @signature: result, borrows from @data
 * @data: from outside
 * @len: of @data
 *
 * Of another algorithm than RSASSA and ECDSA only the head is looked at.
 *
 * Return: as for zkcap_quote_parse().
 */
bool zkcap_signature_parse(struct zkcap_signature *signature, const u8 *data, size_t len);

#endif /* ZKCAP_QUOTE_PARSE_H */
