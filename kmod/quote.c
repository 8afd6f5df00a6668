// SPDX-License-Identifier: GPL-2.0-only
#include "quote.h"

#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/key.h>
#include <linux/string.h>

#include "keys.h"
#include "quote_parse.h"
#include "reason.h"
#include "zk/shim.h"

/**
 * struct part - one of the pieces that a digest is over
 * @data: borrowed
 * @len: bytes of @data
 */
struct part {
	const void *data;
	size_t len;
};

static void digest_parts(u8 digest[ZKCAP_DIGEST_LEN], const struct part *parts, size_t n)
{
	struct zk_sha256 sha;
	size_t i;

	zk_sha256_init(&sha);
	for (i = 0; i < n; i++)
		zk_sha256_update(&sha, parts[i].data, parts[i].len);
	zk_sha256_final(&sha, digest);
}

static bool equals(const struct zkcap_bytes *bytes, const u8 digest[ZKCAP_DIGEST_LEN])
{
	return bytes->len == ZKCAP_DIGEST_LEN && !memcmp(bytes->data, digest, ZKCAP_DIGEST_LEN);
}

static bool nonce_is_ours(const struct zkcap_evidence *evidence, const struct zkcap_quote *quote)
{
	static const char label[] = "zkcap-attest-v1";
	u8 digest[ZKCAP_DIGEST_LEN];

	digest_parts(digest, (const struct part[]) {
		{ label, sizeof(label) - 1 },
		{ evidence->challenge, ZKCAP_CHALLENGE_LEN },
		{ evidence->commitment, ZKCAP_COMMITMENT_LEN },
	}, 3);
	return equals(&quote->nonce, digest);
}

/* Before the signature: nothing here is believed yet, but it has to be read. */
static int check_structure(const struct zkcap_evidence *evidence, struct zkcap_quote *quote,
			   struct zkcap_signature *signature, struct netlink_ext_ack *extack)
{
	if (!zkcap_quote_parse(quote, evidence->quote, evidence->quote_len))
		return zkcap_refuse(extack, ZKCAP_REASON_QUOTE_SIZE);
	if (!zkcap_signature_parse(signature, evidence->signature, evidence->signature_len))
		return zkcap_refuse(extack, ZKCAP_REASON_SIGNATURE_SIZE);
	if (quote->magic != ZKCAP_TPM_GENERATED)
		return zkcap_refuse(extack, ZKCAP_REASON_QUOTE_MAGIC);
	if (quote->type != ZKCAP_TPM_ST_QUOTE)
		return zkcap_refuse(extack, ZKCAP_REASON_QUOTE_TYPE);
	if (!nonce_is_ours(evidence, quote))
		return zkcap_refuse(extack, ZKCAP_REASON_QUOTE_NONCE);
	if ((signature->scheme != ZKCAP_TPM_ALG_RSASSA &&
	     signature->scheme != ZKCAP_TPM_ALG_ECDSA) || signature->hash != ZKCAP_TPM_ALG_SHA256)
		return zkcap_refuse(extack, ZKCAP_REASON_SIGNATURE_SCHEME);
	return 0;
}

static int check_signed(const struct zkcap_evidence *evidence, const struct zkcap_trust *trust,
			const struct zkcap_signature *signature, struct netlink_ext_ack *extack)
{
	u8 digest[ZKCAP_DIGEST_LEN];
	struct key *key;
	int err;

	key = zkcap_keys_find(trust, evidence->key, extack);
	if (IS_ERR(key))
		return PTR_ERR(key);
	digest_parts(digest, &(const struct part) { evidence->quote, evidence->quote_len }, 1);
	err = zkcap_keys_verify(key, digest, signature, extack);
	key_put(key);
	return err;
}

/* Values come in ascending order of the selected PCRs; @pcr is one of them. */
static const u8 *pcr_value(const struct zkcap_evidence *evidence, const struct zkcap_quote *quote,
			   unsigned int pcr)
{
	return evidence->pcr_values[hweight32(quote->pcrs & (BIT(pcr) - 1))];
}

static int check_pcrs(const struct zkcap_evidence *evidence, const struct zkcap_trust *trust,
		      const struct zkcap_quote *quote, struct netlink_ext_ack *extack)
{
	struct part values[ARRAY_SIZE(evidence->pcr_values)];
	u8 digest[ZKCAP_DIGEST_LEN];
	u32 i;

	if (quote->n_selections != 1)
		return zkcap_refuse(extack, ZKCAP_REASON_SELECTION_COUNT);
	if (quote->bank != ZKCAP_TPM_ALG_SHA256)
		return zkcap_refuse(extack, ZKCAP_REASON_SELECTION_BANK);
	if (trust->config.pcrs & ~quote->pcrs)
		return zkcap_refuse(extack, ZKCAP_REASON_SELECTION_PCRS);
	if (hweight32(quote->pcrs) != evidence->n_pcr_values)
		return zkcap_refuse(extack, ZKCAP_REASON_PCR_COUNT);
	for (i = 0; i < evidence->n_pcr_values; i++)
		values[i] = (struct part) { evidence->pcr_values[i], ZKCAP_DIGEST_LEN };
	digest_parts(digest, values, evidence->n_pcr_values);
	if (!equals(&quote->pcr_digest, digest))
		return zkcap_refuse(extack, ZKCAP_REASON_PCR_DIGEST);
	return 0;
}

static bool measurements_lead_to(const struct zkcap_evidence *evidence, const u8 *base,
				 const u8 *value)
{
	u8 pcr[ZKCAP_DIGEST_LEN];
	u32 i;

	memcpy(pcr, base, sizeof(pcr));
	for (i = 0; i < evidence->n_measurements; i++)
		digest_parts(pcr, (const struct part[]) {
			{ pcr, sizeof(pcr) },
			{ evidence->measurements[i], ZKCAP_DIGEST_LEN },
		}, 2);
	return !memcmp(pcr, value, sizeof(pcr));
}

static bool commitment_is_at(const struct zkcap_evidence *evidence, u32 index)
{
	static const char label[] = "zkcap-measurement-v1";
	u8 digest[ZKCAP_DIGEST_LEN];

	if (index >= evidence->n_measurements)
		return false;
	digest_parts(digest, (const struct part[]) {
		{ label, sizeof(label) - 1 },
		{ evidence->schema, ZKCAP_DIGEST_LEN },
		{ evidence->commitment, ZKCAP_COMMITMENT_LEN },
	}, 3);
	return !memcmp(digest, evidence->measurements[index], sizeof(digest));
}

/*
 * Digests do not tell what they are of, so that any event before the first
 * commitment could be a commitment itself: what counts as the first is the
 * first event after the policy's base value, and what counts as the last is
 * the last event of all.
 */
static int check_measurements(const struct zkcap_evidence *evidence,
			      const struct zkcap_trust *trust, const struct zkcap_quote *quote,
			      struct netlink_ext_ack *extack)
{
	const struct zkcap_trust_config *config = &trust->config;
	u32 wanted = 0;

	if (!measurements_lead_to(evidence, config->measurement_base,
				  pcr_value(evidence, quote, config->measurement_pcr)))
		return zkcap_refuse(extack, ZKCAP_REASON_MEASUREMENT_REPLAY);
	if (!commitment_is_at(evidence, evidence->commitment_index))
		return zkcap_refuse(extack, ZKCAP_REASON_COMMITMENT_INDEX);
	if (config->commitment == ZKCAP_COMMITMENT_RULE_LAST)
		wanted = evidence->n_measurements - 1;
	if (evidence->commitment_index != wanted)
		return zkcap_refuse(extack, ZKCAP_REASON_COMMITMENT_ORDER);
	return 0;
}

static bool matches(const struct zkcap_evidence *evidence, const struct zkcap_quote *quote,
		    const struct zkcap_reference *reference)
{
	unsigned long mask = reference->mask;
	unsigned int pcr;

	for_each_set_bit(pcr, &mask, ZKCAP_PCRS)
		if (memcmp(pcr_value(evidence, quote, pcr), reference->value[pcr],
			   ZKCAP_DIGEST_LEN))
			return false;
	return true;
}

static int check_references(const struct zkcap_evidence *evidence, const struct zkcap_trust *trust,
			    const struct zkcap_quote *quote, struct netlink_ext_ack *extack)
{
	const struct zkcap_trust_config *config = &trust->config;
	unsigned long stated = 0;
	unsigned int pcr;
	u32 i;

	if (!config->n_references)
		return 0;
	for (i = 0; i < config->n_references; i++)
		stated |= config->references[i].mask;
	for_each_set_bit(pcr, &stated, ZKCAP_PCRS)
		if (!memchr_inv(pcr_value(evidence, quote, pcr), 0, ZKCAP_DIGEST_LEN))
			return zkcap_refuse_detail(extack, ZKCAP_REASON_REFERENCE_UNEXTENDED, pcr);
	for (i = 0; i < config->n_references; i++)
		if (matches(evidence, quote, &config->references[i]))
			return 0;
	return zkcap_refuse(extack, ZKCAP_REASON_REFERENCE_MISMATCH);
}

int zkcap_quote_check(const struct zkcap_evidence *evidence, const struct zkcap_trust *trust,
		      struct netlink_ext_ack *extack)
{
	struct zkcap_signature signature;
	struct zkcap_quote quote;
	int err;

	err = check_structure(evidence, &quote, &signature, extack) ?:
		check_signed(evidence, trust, &signature, extack) ?:
		check_pcrs(evidence, trust, &quote, extack) ?:
		check_measurements(evidence, trust, &quote, extack) ?:
		check_references(evidence, trust, &quote, extack);
	if (err)
		return err;
	if (trust->config.clock_safe && !quote.clock_safe)
		return zkcap_refuse(extack, ZKCAP_REASON_CLOCK_UNSAFE);
	return 0;
}
