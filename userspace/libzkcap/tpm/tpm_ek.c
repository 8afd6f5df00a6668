// SPDX-License-Identifier: MIT
/* The endorsement key's certificate, and its issuers', from NV memory. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tpm_call.h"
#include "tpm_template.h"

/* Read at once: every TPM's buffer has this (TPM_PT_NV_BUFFER_MAX) */
#define NV_STEP 512
/* Issuers' certificates, one after the other, over several indices (EK profile 2.2.1.5.2) */
#define CHAIN_FIRST 0x01c00100
#define CHAIN_LAST 0x01c001ff

static int out_of_memory(struct zkcap_error *err)
{
	return zkcap_error_set(err, -ENOMEM, "out of memory");
}

/* The first NV index that is defined, from @from on; 0 if there is none up to @to. */
static int next_index(struct zkcap_tpm *tpm, uint32_t from, uint32_t to, uint32_t *found,
		      struct zkcap_error *err)
{
	TPMS_CAPABILITY_DATA *data = NULL;
	TPMI_YES_NO more;
	int rc = TPM_CALL(err, "list NV indices",
			  Esys_GetCapability(tpm->esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
					     TPM2_CAP_HANDLES, from, 1, &more, &data));

	*found = 0;
	if (!rc && data->data.handles.count && data->data.handles.handle[0] <= to)
		*found = data->data.handles.handle[0];
	Esys_Free(data);
	return rc;
}

static int read_chunk(struct zkcap_tpm *tpm, ESYS_TR auth, ESYS_TR nv, size_t len,
		      struct zkcap_tpm_bytes *out, struct zkcap_error *err)
{
	TPM2B_MAX_NV_BUFFER *chunk = NULL;
	int rc = TPM_CALL(err, "read a certificate from NV",
			  Esys_NV_Read(tpm->esys, auth, nv, ESYS_TR_PASSWORD, ESYS_TR_NONE,
				       ESYS_TR_NONE, (uint16_t)len, (uint16_t)out->len, &chunk));

	if (!rc && chunk->size != len)
		rc = zkcap_error_set(err, -EIO, "NV: got %u bytes: expected %zu", chunk->size,
				     len);
	if (!rc) {
		memcpy(out->data + out->len, chunk->buffer, len);
		out->len += len;
	}
	Esys_Free(chunk);
	return rc;
}

static int read_opened(struct zkcap_tpm *tpm, ESYS_TR nv, struct zkcap_tpm_bytes *out,
		       struct zkcap_error *err)
{
	TPM2B_NV_PUBLIC *public = NULL;
	ESYS_TR auth = nv;
	size_t size = 0;
	int rc = TPM_CALL(err, "read an NV index",
			  Esys_NV_ReadPublic(tpm->esys, nv, ESYS_TR_NONE, ESYS_TR_NONE,
					     ESYS_TR_NONE, &public, NULL));

	if (!rc) {
		size = public->nvPublic.dataSize;
		if (!(public->nvPublic.attributes & TPMA_NV_AUTHREAD))
			auth = ESYS_TR_RH_OWNER;
		if (size > ZKCAP_TPM_CERTIFICATE_MAX)
			rc = zkcap_error_set(err, -EIO, "NV: %zu bytes: expected at most %d",
					     size, ZKCAP_TPM_CERTIFICATE_MAX);
	}
	Esys_Free(public);
	if (rc)
		return rc;
	out->data = malloc(size ? size : 1);
	if (!out->data)
		return out_of_memory(err);
	while (!rc && out->len < size)
		rc = read_chunk(tpm, auth, nv, size - out->len < NV_STEP ? size - out->len :
				NV_STEP, out, err);
	return rc;
}

static int read_index(struct zkcap_tpm *tpm, uint32_t index, struct zkcap_tpm_bytes *out,
		      struct zkcap_error *err)
{
	ESYS_TR nv = ESYS_TR_NONE;
	int rc;

	*out = (struct zkcap_tpm_bytes){ 0 };
	rc = TPM_CALL(err, "open an NV index",
		      Esys_TR_FromTPMPublic(tpm->esys, index, ESYS_TR_NONE, ESYS_TR_NONE,
					    ESYS_TR_NONE, &nv));
	if (!rc) {
		rc = read_opened(tpm, nv, out, err);
		Esys_TR_Close(tpm->esys, &nv);
	}
	if (rc) {
		zkcap_tpm_bytes_free(out);
		zkcap_error_context(err, rc, "NV index 0x%08x", index);
	}
	return rc;
}

/* Length of the DER sequence at the start, 0 if there is none: NV is often padded. */
static size_t der_length(const uint8_t *p, size_t len)
{
	size_t body, i, n;

	if (len < 2 || p[0] != 0x30)
		return 0;
	if (p[1] < 0x80)
		return 2U + p[1] <= len ? 2U + p[1] : 0;
	n = p[1] & 0x7f;
	if (n < 1 || n > 2 || len < 2 + n)
		return 0;
	for (body = 0, i = 0; i < n; i++)
		body = body << 8 | p[2 + i];
	return 2 + n + body <= len ? 2 + n + body : 0;
}

static int read_certificate(struct zkcap_tpm *tpm, uint32_t index, struct zkcap_tpm_bytes *out,
			    struct zkcap_error *err)
{
	int rc = read_index(tpm, index, out, err);

	if (rc)
		return rc;
	out->len = der_length(out->data, out->len);
	if (out->len)
		return 0;
	zkcap_tpm_bytes_free(out);
	return zkcap_error_set(err, -EIO, "NV index 0x%08x: no certificate in DER", index);
}

static int add_issuer(struct zkcap_tpm_ek *ek, const uint8_t *der, size_t len,
		      struct zkcap_error *err)
{
	struct zkcap_tpm_bytes *issuer = &ek->chain[ek->n_chain];

	issuer->data = malloc(len);
	if (!issuer->data)
		return out_of_memory(err);
	memcpy(issuer->data, der, len);
	issuer->len = len;
	ek->n_chain++;
	return 0;
}

/* What is no certificate ends the chain: the authority says whether enough is there. */
static int split_chain(struct zkcap_tpm_ek *ek, const struct zkcap_tpm_bytes *all,
		       struct zkcap_error *err)
{
	size_t at = 0, len;
	int rc = 0;

	while (!rc && ek->n_chain < ZKCAP_TPM_CHAIN_MAX) {
		len = der_length(all->data + at, all->len - at);
		if (!len)
			break;
		rc = add_issuer(ek, all->data + at, len, err);
		at += len;
	}
	return rc;
}

static int append(struct zkcap_tpm_bytes *all, const struct zkcap_tpm_bytes *part,
		  struct zkcap_error *err)
{
	uint8_t *grown = realloc(all->data, all->len + part->len + 1);

	if (!grown)
		return out_of_memory(err);
	memcpy(grown + all->len, part->data, part->len);
	all->data = grown;
	all->len += part->len;
	return 0;
}

static int read_chain(struct zkcap_tpm *tpm, struct zkcap_tpm_ek *ek, struct zkcap_error *err)
{
	struct zkcap_tpm_bytes all = { 0 }, part;
	uint32_t from = CHAIN_FIRST, index;
	int rc;

	for (;;) {
		rc = next_index(tpm, from, CHAIN_LAST, &index, err);
		if (rc || !index ||
		    all.len > ZKCAP_TPM_CHAIN_MAX * ZKCAP_TPM_CERTIFICATE_MAX)
			break;
		rc = read_index(tpm, index, &part, err);
		if (rc)
			break;
		rc = append(&all, &part, err);
		zkcap_tpm_bytes_free(&part);
		if (rc)
			break;
		from = index + 1;
	}
	if (!rc && all.len)
		rc = split_chain(ek, &all, err);
	zkcap_tpm_bytes_free(&all);
	return rc;
}

/* The first template of the kind, or of any, whose certificate is there */
static int find_template(struct zkcap_tpm *tpm, const char *kind,
			 const struct tpm_ek_template **found, struct zkcap_error *err)
{
	const struct tpm_ek_template *t;
	uint32_t index;
	int rc;

	if (kind && !tpm_ek_template(kind))
		return zkcap_error_set(err, -EINVAL,
				       "'%s' is no kind of endorsement key: expected rsa2048, ecc-p256, rsa2048-high, ecc-p256-high or ecc-p384",
				       kind);
	for (t = tpm_ek_templates; t->kind; t++) {
		if (kind && strcmp(kind, t->kind) != 0)
			continue;
		rc = next_index(tpm, t->certificate, t->certificate, &index, err);
		if (rc)
			return rc;
		if (index) {
			*found = t;
			return 0;
		}
	}
	return zkcap_error_set(err, -ENOENT,
			       "the TPM has no certificate of %s endorsement key: expected one in NV, as its vendor or swtpm_setup puts there",
			       kind ? kind : "any");
}

int zkcap_tpm_ek_read(struct zkcap_tpm *tpm, const char *kind, struct zkcap_tpm_ek *ek,
		      struct zkcap_error *err)
{
	const struct tpm_ek_template *t = NULL;
	int rc;

	memset(ek, 0, sizeof(*ek));
	rc = find_template(tpm, kind, &t, err);
	if (rc)
		return rc;
	ek->kind = t->kind;
	rc = read_certificate(tpm, t->certificate, &ek->certificate, err);
	if (!rc)
		rc = read_chain(tpm, ek, err);
	if (rc)
		zkcap_tpm_ek_free(ek);
	return rc;
}

void zkcap_tpm_ek_free(struct zkcap_tpm_ek *ek)
{
	zkcap_tpm_bytes_free(&ek->certificate);
	while (ek->n_chain)
		zkcap_tpm_bytes_free(&ek->chain[--ek->n_chain]);
	ek->kind = NULL;
}
