// SPDX-License-Identifier: MIT
/* The attestation key: made, and loaded again. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <tss2/tss2_mu.h>

#include "tpm_call.h"
#include "tpm_template.h"

int tpm_primary(struct zkcap_tpm *tpm, ESYS_TR hierarchy, const TPM2B_PUBLIC *template,
		ESYS_TR *handle, struct zkcap_error *err)
{
	static const TPM2B_SENSITIVE_CREATE sensitive;
	static const TPML_PCR_SELECTION pcrs;
	static const TPM2B_DATA outside;
	int rc;

	*handle = ESYS_TR_NONE;
	rc = TPM_CALL(err,
		      hierarchy == ESYS_TR_RH_OWNER ? "make the storage root key" :
		      "make the endorsement key",
		      Esys_CreatePrimary(tpm->esys, hierarchy, ESYS_TR_PASSWORD, ESYS_TR_NONE,
					 ESYS_TR_NONE, &sensitive, template, &outside, &pcrs,
					 handle, NULL, NULL, NULL, NULL));
	if (!rc)
		tpm_own(tpm, *handle);
	return rc;
}

/* Whether the TPM has the algorithm, for a clear word before a parameter's error code */
static int has_curve(struct zkcap_tpm *tpm, bool *has, struct zkcap_error *err)
{
	TPMS_CAPABILITY_DATA *data = NULL;
	TPMI_YES_NO more;
	int rc = TPM_CALL(err, "ask the TPM for its curves",
			  Esys_GetCapability(tpm->esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
					     TPM2_CAP_ECC_CURVES, TPM2_ECC_NIST_P256, 1, &more,
					     &data));

	*has = !rc && data->data.eccCurves.count &&
		data->data.eccCurves.eccCurves[0] == TPM2_ECC_NIST_P256;
	Esys_Free(data);
	return rc;
}

static int make_parent(struct zkcap_tpm *tpm, const char *name, ESYS_TR *handle,
		       struct zkcap_error *err)
{
	TPM2B_PUBLIC template;

	*handle = ESYS_TR_NONE;
	if (!tpm_srk_public(name, &template))
		return zkcap_error_set(err, -EINVAL,
				       "'%s' is no storage root key: expected ecc-p256 or rsa2048",
				       name);
	return tpm_primary(tpm, ESYS_TR_RH_OWNER, &template, handle, err);
}

static int keep(struct zkcap_tpm_ak *ak, const TPM2B_PUBLIC *public, const TPM2B_PRIVATE *private,
		struct zkcap_error *err)
{
	ak->public_len = 0;
	if (private->size > sizeof(ak->private_area) ||
	    Tss2_MU_TPMT_PUBLIC_Marshal(&public->publicArea, ak->public_area,
					sizeof(ak->public_area), &ak->public_len))
		return zkcap_error_set(err, -EIO, "the TPM made a key that is too large to keep");
	memcpy(ak->private_area, private->buffer, private->size);
	ak->private_len = private->size;
	return 0;
}

static int create_under(struct zkcap_tpm *tpm, ESYS_TR parent, const TPM2B_PUBLIC *template,
			struct zkcap_tpm_ak *ak, struct zkcap_error *err)
{
	static const TPM2B_SENSITIVE_CREATE sensitive;
	static const TPML_PCR_SELECTION pcrs;
	static const TPM2B_DATA outside;
	TPM2B_PRIVATE *private = NULL;
	TPM2B_PUBLIC *public = NULL;
	int rc = TPM_CALL(err, "make an attestation key",
			  Esys_Create(tpm->esys, parent, ESYS_TR_PASSWORD, ESYS_TR_NONE,
				      ESYS_TR_NONE, &sensitive, template, &outside, &pcrs,
				      &private, &public, NULL, NULL, NULL));

	if (!rc)
		rc = keep(ak, public, private, err);
	Esys_Free(private);
	Esys_Free(public);
	return rc;
}

/* The TPM computes it, so that what is stored is what it will answer for */
static int read_name(struct zkcap_tpm *tpm, struct zkcap_tpm_ak *ak, struct zkcap_error *err)
{
	TPM2B_NAME *name = NULL;
	ESYS_TR handle;
	int rc = tpm_ak_load(tpm, ak, &handle, err);

	if (rc)
		return rc;
	rc = TPM_CALL(err, "read the attestation key's name",
		      Esys_TR_GetName(tpm->esys, handle, &name));
	if (!rc && name->size > sizeof(ak->name))
		rc = zkcap_error_set(err, -EIO, "the attestation key's name has %u bytes",
				     name->size);
	if (!rc) {
		memcpy(ak->name, name->name, name->size);
		ak->name_len = name->size;
	}
	Esys_Free(name);
	tpm_release(tpm, &handle);
	return rc;
}

int zkcap_tpm_ak_create(struct zkcap_tpm *tpm, enum zkcap_tpm_ak_algorithm algorithm,
			struct zkcap_tpm_ak *ak, struct zkcap_error *err)
{
	TPM2B_PUBLIC template;
	ESYS_TR parent = ESYS_TR_NONE;
	bool ecc;
	int rc;

	memset(ak, 0, sizeof(*ak));
	rc = has_curve(tpm, &ecc, err);
	if (rc)
		return rc;
	if (algorithm == ZKCAP_TPM_AK_ECC && !ecc)
		return zkcap_error_set(err, -EOPNOTSUPP,
				       "the TPM has no ECDSA on P-256: expected an RSA key instead");
	/* ECC where there is: on hardware, RSA would take seconds for each use. */
	snprintf(ak->parent, sizeof(ak->parent), "%s", ecc ? "ecc-p256" : "rsa2048");
	tpm_ak_public(algorithm, &template);
	rc = make_parent(tpm, ak->parent, &parent, err);
	if (!rc)
		rc = create_under(tpm, parent, &template, ak, err);
	tpm_release(tpm, &parent);
	if (!rc)
		rc = read_name(tpm, ak, err);
	return rc;
}

/* What Load says of a blob of another TPM, or of one from before TPM2_Clear */
static bool is_foreign(TSS2_RC rc)
{
	rc = tpm_base_code(rc);
	return rc == TPM2_RC_INTEGRITY || rc == TPM2_RC_SIZE || rc == TPM2_RC_VALUE ||
		rc == TPM2_RC_BINDING || rc == TPM2_RC_INSUFFICIENT || rc == TPM2_RC_TYPE;
}

static int load_under(struct zkcap_tpm *tpm, ESYS_TR parent, const TPM2B_PRIVATE *private,
		      const TPM2B_PUBLIC *public, ESYS_TR *handle, struct zkcap_error *err)
{
	TSS2_RC last = TSS2_RC_SUCCESS;
	int rc = TPM_CALL(err, "load the attestation key",
			  last = Esys_Load(tpm->esys, parent, ESYS_TR_PASSWORD, ESYS_TR_NONE,
					   ESYS_TR_NONE, private, public, handle));

	if (!rc)
		tpm_own(tpm, *handle);
	else if (is_foreign(last))
		rc = zkcap_error_set(err, -ESTALE,
				     "the attestation key does not load: it is of another TPM, or the TPM was cleared since: enrol again");
	return rc;
}

int tpm_ak_load(struct zkcap_tpm *tpm, const struct zkcap_tpm_ak *ak, ESYS_TR *handle,
		struct zkcap_error *err)
{
	TPM2B_PRIVATE private = { .size = (uint16_t)ak->private_len };
	TPM2B_PUBLIC public = { 0 };
	ESYS_TR parent = ESYS_TR_NONE;
	size_t used = 0;
	int rc;

	*handle = ESYS_TR_NONE;
	if (ak->private_len > sizeof(private.buffer) ||
	    Tss2_MU_TPMT_PUBLIC_Unmarshal(ak->public_area, ak->public_len, &used,
					  &public.publicArea) ||
	    used != ak->public_len)
		return zkcap_error_set(err, -EINVAL, "the attestation key's file is damaged");
	memcpy(private.buffer, ak->private_area, ak->private_len);
	rc = make_parent(tpm, ak->parent, &parent, err);
	if (!rc)
		rc = load_under(tpm, parent, &private, &public, handle, err);
	tpm_release(tpm, &parent);
	return rc;
}
