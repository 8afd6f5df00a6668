// SPDX-License-Identifier: MIT
/* TPM2_ActivateCredential: only the TPM that has both keys can open what was sealed for them. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tpm_call.h"
#include "tpm_template.h"

/* Low range EKs are used by a policy session in which the hierarchy's password was shown. */
static int start_policy(struct zkcap_tpm *tpm, ESYS_TR *session, struct zkcap_error *err)
{
	static const TPMT_SYM_DEF none = { .algorithm = TPM2_ALG_NULL };
	int rc;

	*session = ESYS_TR_NONE;
	rc = TPM_CALL(err, "start a policy session",
		      Esys_StartAuthSession(tpm->esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
					    ESYS_TR_NONE, ESYS_TR_NONE, NULL, TPM2_SE_POLICY,
					    &none, TPM2_ALG_SHA256, session));
	if (rc)
		return rc;
	tpm_own(tpm, *session);
	/* Else the TPM ends it with the command, or not, if that fails: one end for all. */
	rc = TPM_CALL(err, "set up a policy session",
		      Esys_TRSess_SetAttributes(tpm->esys, *session,
						TPMA_SESSION_CONTINUESESSION,
						TPMA_SESSION_CONTINUESESSION));
	if (rc)
		return rc;
	return TPM_CALL(err, "authorize the endorsement key's use",
			Esys_PolicySecret(tpm->esys, ESYS_TR_RH_ENDORSEMENT, *session,
					  ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, NULL,
					  NULL, NULL, 0, NULL, NULL));
}

/* What the TPM says of a credential that was changed, or is for other keys */
static bool is_forged(TSS2_RC rc)
{
	rc = tpm_base_code(rc);
	return rc == TPM2_RC_INTEGRITY || rc == TPM2_RC_VALUE || rc == TPM2_RC_SIZE ||
		rc == TPM2_RC_INSUFFICIENT || rc == TPM2_RC_ECC_POINT || rc == TPM2_RC_BINDING ||
		rc == TPM2_RC_NO_RESULT;
}

/*
 * Some TPMs, software ones among them, say that they failed when the seed does not decrypt.
 * One that is in failure mode indeed answers nothing any more.
 */
static bool still_works(struct zkcap_tpm *tpm)
{
	TPM2B_DIGEST *random = NULL;
	bool works = !TPM_CALL(NULL, "get random bytes",
			       Esys_GetRandom(tpm->esys, ESYS_TR_NONE, ESYS_TR_NONE,
					      ESYS_TR_NONE, 1, &random));

	Esys_Free(random);
	return works;
}

static int take_secret(struct zkcap_tpm_bytes *secret, const TPM2B_DIGEST *digest,
		       struct zkcap_error *err)
{
	secret->data = malloc(digest->size + 1U);
	if (!secret->data)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	memcpy(secret->data, digest->buffer, digest->size);
	secret->len = digest->size;
	return 0;
}

/* The keys and the session of one activation */
struct activation {
	ESYS_TR ak, ek, session;
	TPM2B_ID_OBJECT credential;
	TPM2B_ENCRYPTED_SECRET seed;
};

static int open_credential(struct zkcap_tpm *tpm, const struct activation *a,
			   struct zkcap_tpm_bytes *secret, struct zkcap_error *err)
{
	ESYS_TR auth = a->session == ESYS_TR_NONE ? ESYS_TR_PASSWORD : a->session;
	TSS2_RC last = TSS2_RC_SUCCESS;
	TPM2B_DIGEST *digest = NULL;
	int rc = TPM_CALL(err, "activate the credential",
			  last = Esys_ActivateCredential(tpm->esys, a->ak, a->ek,
							 ESYS_TR_PASSWORD, auth, ESYS_TR_NONE,
							 &a->credential, &a->seed, &digest));

	if (!rc) {
		rc = take_secret(secret, digest, err);
		explicit_bzero(digest, sizeof(*digest));
	} else if (is_forged(last) ||
		   (tpm_base_code(last) == TPM2_RC_FAILURE && still_works(tpm))) {
		rc = zkcap_error_set(err, -EBADMSG,
				     "the credential does not open: it is for another endorsement key or another attestation key, or was changed");
	}
	Esys_Free(digest);
	return rc;
}

static int copy_in(struct activation *a, const struct zkcap_tpm_bytes *credential,
		   const struct zkcap_tpm_bytes *seed, struct zkcap_error *err)
{
	if (credential->len > sizeof(a->credential.credential) ||
	    seed->len > sizeof(a->seed.secret))
		return zkcap_error_set(err, -EBADMSG,
				       "the credential has %zu bytes and its seed %zu: expected at most %zu and %zu",
				       credential->len, seed->len,
				       sizeof(a->credential.credential), sizeof(a->seed.secret));
	a->credential.size = (uint16_t)credential->len;
	memcpy(a->credential.credential, credential->data, credential->len);
	a->seed.size = (uint16_t)seed->len;
	memcpy(a->seed.secret, seed->data, seed->len);
	return 0;
}

int zkcap_tpm_activate(struct zkcap_tpm *tpm, const char *kind, const struct zkcap_tpm_ak *ak,
		       const struct zkcap_tpm_bytes *credential,
		       const struct zkcap_tpm_bytes *seed, struct zkcap_tpm_bytes *secret,
		       struct zkcap_error *err)
{
	struct activation a = { .ak = ESYS_TR_NONE, .ek = ESYS_TR_NONE,
				.session = ESYS_TR_NONE };
	const struct tpm_ek_template *t = tpm_ek_template(kind);
	TPM2B_PUBLIC template;
	int rc;

	*secret = (struct zkcap_tpm_bytes){ 0 };
	if (!t)
		return zkcap_error_set(err, -EINVAL, "'%s' is no kind of endorsement key", kind);
	tpm_ek_public(t, &template);
	rc = copy_in(&a, credential, seed, err);
	if (!rc)
		rc = tpm_ak_load(tpm, ak, &a.ak, err);
	if (!rc)
		rc = tpm_primary(tpm, ESYS_TR_RH_ENDORSEMENT, &template, &a.ek, err);
	if (!rc && t->low_range)
		rc = start_policy(tpm, &a.session, err);
	if (!rc)
		rc = open_credential(tpm, &a, secret, err);
	tpm_release(tpm, &a.session);
	tpm_release(tpm, &a.ek);
	tpm_release(tpm, &a.ak);
	return rc;
}
