// SPDX-License-Identifier: MIT
/* PCRs of the SHA-256 bank. */

#include <errno.h>
#include <string.h>

#include "tpm_call.h"
#include "tpm_pcr.h"

TPML_PCR_SELECTION tpm_pcr_selection(uint32_t pcrs)
{
	TPML_PCR_SELECTION selection = { .count = 1 };
	TPMS_PCR_SELECTION *bank = &selection.pcrSelections[0];
	unsigned int i;

	bank->hash = TPM2_ALG_SHA256;
	bank->sizeofSelect = ZKCAP_TPM_PCRS / 8;
	for (i = 0; i < bank->sizeofSelect; i++)
		bank->pcrSelect[i] = (uint8_t)(pcrs >> 8 * i);
	return selection;
}

static uint32_t selected(const TPML_PCR_SELECTION *selection)
{
	const TPMS_PCR_SELECTION *bank = &selection->pcrSelections[0];
	uint32_t pcrs = 0;
	unsigned int i;

	if (selection->count != 1 || bank->hash != TPM2_ALG_SHA256)
		return 0;
	for (i = 0; i < bank->sizeofSelect && i < ZKCAP_TPM_PCRS / 8; i++)
		pcrs |= (uint32_t)bank->pcrSelect[i] << 8 * i;
	return pcrs;
}

static unsigned int index_in(uint32_t pcrs, unsigned int pcr)
{
	return (unsigned int)__builtin_popcount(pcrs & ((1U << pcr) - 1));
}

/* Puts what one command returned, which may be a part, in its place among all. */
static int take(uint32_t got, const TPML_DIGEST *digests, uint32_t pcrs,
		uint8_t values[][ZKCAP_TPM_DIGEST], struct zkcap_error *err)
{
	unsigned int pcr, i = 0;

	for (pcr = 0; pcr < ZKCAP_TPM_PCRS; pcr++) {
		if (!(got & 1U << pcr))
			continue;
		if (i >= digests->count || digests->digests[i].size != ZKCAP_TPM_DIGEST)
			return zkcap_error_set(err, -EIO,
					       "the TPM gives PCR %u no value of 32 bytes", pcr);
		memcpy(values[index_in(pcrs, pcr)], digests->digests[i++].buffer,
		       ZKCAP_TPM_DIGEST);
	}
	return 0;
}

static int read_some(struct zkcap_tpm *tpm, uint32_t pcrs, uint32_t *left,
		     uint8_t values[][ZKCAP_TPM_DIGEST], struct zkcap_error *err)
{
	TPML_PCR_SELECTION in = tpm_pcr_selection(*left), *out = NULL;
	TPML_DIGEST *digests = NULL;
	uint32_t got = 0;
	int rc = TPM_CALL(err, "read PCRs",
			  Esys_PCR_Read(tpm->esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &in,
					NULL, &out, &digests));

	if (!rc) {
		got = selected(out) & *left;
		if (!got)
			rc = zkcap_error_set(err, -ENOENT,
					     "the TPM has no SHA-256 bank with all the PCRs: expected one that is active");
		else
			rc = take(got, digests, pcrs, values, err);
	}
	*left &= ~got;
	Esys_Free(out);
	Esys_Free(digests);
	return rc;
}

int zkcap_tpm_pcr_read(struct zkcap_tpm *tpm, uint32_t pcrs,
		       uint8_t values[][ZKCAP_TPM_DIGEST], struct zkcap_error *err)
{
	uint32_t left = pcrs;
	int rc = 0;

	if (!pcrs || pcrs >> ZKCAP_TPM_PCRS)
		return zkcap_error_set(err, -EINVAL, "PCRs 0x%x: expected some of 0 to %d", pcrs,
				       ZKCAP_TPM_PCRS - 1);
	while (left && !rc)
		rc = read_some(tpm, pcrs, &left, values, err);
	return rc;
}

int zkcap_tpm_pcr_extend(struct zkcap_tpm *tpm, unsigned int pcr,
			 const uint8_t digest[ZKCAP_TPM_DIGEST], struct zkcap_error *err)
{
	TPML_DIGEST_VALUES values = { .count = 1 };
	uint8_t before[1][ZKCAP_TPM_DIGEST];
	int rc;

	if (pcr >= ZKCAP_TPM_PCRS)
		return zkcap_error_set(err, -EINVAL, "PCR %u: expected 0 to %d", pcr,
				       ZKCAP_TPM_PCRS - 1);
	/* Extending a bank that is not active succeeds and does nothing. */
	rc = zkcap_tpm_pcr_read(tpm, 1U << pcr, before, err);
	if (rc)
		return rc;
	values.digests[0].hashAlg = TPM2_ALG_SHA256;
	memcpy(values.digests[0].digest.sha256, digest, ZKCAP_TPM_DIGEST);
	/* ESYS numbers PCRs as the TPM does: ESYS_TR_PCR0 is 0. */
	return TPM_CALL(err, "extend a PCR",
			Esys_PCR_Extend(tpm->esys, ESYS_TR_PCR0 + pcr, ESYS_TR_PASSWORD,
					ESYS_TR_NONE, ESYS_TR_NONE, &values));
}
