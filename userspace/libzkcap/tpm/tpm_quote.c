// SPDX-License-Identifier: MIT
/* Quotes, with the PCR values that they are of. */

#include <errno.h>
#include <string.h>
#include <tss2/tss2_mu.h>

#include "sha256.h"
#include "tpm_call.h"
#include "tpm_pcr.h"

/* A PCR may be extended between reading and quoting; hardly this often */
#define TRIES 5

static int take(struct zkcap_tpm_quote *quote, const TPM2B_ATTEST *attest,
		const TPMT_SIGNATURE *signature, struct zkcap_error *err)
{
	quote->signature_len = 0;
	if (attest->size > sizeof(quote->attest) ||
	    Tss2_MU_TPMT_SIGNATURE_Marshal(signature, quote->signature, sizeof(quote->signature),
					   &quote->signature_len))
		return zkcap_error_set(err, -EIO, "the quote has %u bytes: expected at most %zu",
				       attest->size, sizeof(quote->attest));
	memcpy(quote->attest, attest->attestationData, attest->size);
	quote->attest_len = attest->size;
	return 0;
}

/* Whether the values are those that were quoted */
static int compare(const struct zkcap_tpm_quote *quote, bool *same, struct zkcap_error *err)
{
	uint8_t digest[ZKCAP_TPM_DIGEST];
	const TPM2B_DIGEST *quoted;
	TPMS_ATTEST attest;
	size_t at = 0;

	if (Tss2_MU_TPMS_ATTEST_Unmarshal(quote->attest, quote->attest_len, &at, &attest) ||
	    attest.type != TPM2_ST_ATTEST_QUOTE)
		return zkcap_error_set(err, -EIO, "the TPM's quote is not a quote");
	quoted = &attest.attested.quote.pcrDigest;
	zkcap_sha256(digest, quote->values, quote->n_values * ZKCAP_TPM_DIGEST);
	*same = quoted->size == sizeof(digest) && !memcmp(quoted->buffer, digest, sizeof(digest));
	return 0;
}

static int quote_once(struct zkcap_tpm *tpm, ESYS_TR ak, const TPM2B_DATA *nonce,
		      struct zkcap_tpm_quote *quote, struct zkcap_error *err)
{
	static const TPMT_SIG_SCHEME own = { .scheme = TPM2_ALG_NULL };
	TPML_PCR_SELECTION selection = tpm_pcr_selection(quote->pcrs);
	TPMT_SIGNATURE *signature = NULL;
	TPM2B_ATTEST *attest = NULL;
	int rc = zkcap_tpm_pcr_read(tpm, quote->pcrs, quote->values, err);

	if (!rc)
		rc = TPM_CALL(err, "quote PCRs",
			      Esys_Quote(tpm->esys, ak, ESYS_TR_PASSWORD, ESYS_TR_NONE,
					 ESYS_TR_NONE, nonce, &own, &selection, &attest,
					 &signature));
	if (!rc)
		rc = take(quote, attest, signature, err);
	Esys_Free(attest);
	Esys_Free(signature);
	return rc;
}

int zkcap_tpm_quote(struct zkcap_tpm *tpm, const struct zkcap_tpm_ak *ak, uint32_t pcrs,
		    const uint8_t nonce[ZKCAP_TPM_DIGEST], struct zkcap_tpm_quote *quote,
		    struct zkcap_error *err)
{
	TPM2B_DATA data = { .size = ZKCAP_TPM_DIGEST };
	bool same = false;
	ESYS_TR handle;
	int rc, i;

	memset(quote, 0, sizeof(*quote));
	memcpy(data.buffer, nonce, ZKCAP_TPM_DIGEST);
	quote->pcrs = pcrs;
	quote->n_values = (size_t)__builtin_popcount(pcrs);
	if (!pcrs || pcrs >> ZKCAP_TPM_PCRS)
		return zkcap_error_set(err, -EINVAL, "PCRs 0x%x: expected some of 0 to %d", pcrs,
				       ZKCAP_TPM_PCRS - 1);
	rc = tpm_ak_load(tpm, ak, &handle, err);
	for (i = 0; !rc && !same && i < TRIES; i++) {
		rc = quote_once(tpm, handle, &data, quote, err);
		if (!rc)
			rc = compare(quote, &same, err);
	}
	tpm_release(tpm, &handle);
	if (!rc && !same)
		rc = zkcap_error_set(err, -EAGAIN, "PCRs changed during each of %d quotes", TRIES);
	return rc;
}
