/* SPDX-License-Identifier: MIT */
/*
 * What the files of this folder share: one open TPM, how its commands are called,
 * and what is flushed when.
 */
#ifndef ZKCAP_TPM_CALL_H
#define ZKCAP_TPM_CALL_H

#include <signal.h>
#include <tss2/tss2_esys.h>

#include "tpm.h"

/* Objects and sessions at one time: EK, storage root key, AK, policy session */
#define TPM_OWNED_MAX 8

/**
 * struct zkcap_tpm - one connection
 * @tcti: transport
 * @esys: commands
 * @owned: what is to be flushed, n_owned of them
 * @mask: the thread's signals before it was opened
 */
struct zkcap_tpm {
	TSS2_TCTI_CONTEXT *tcti;
	ESYS_CONTEXT *esys;
	ESYS_TR owned[TPM_OWNED_MAX];
	size_t n_owned;
	sigset_t mask;
};

/**
 * TPM_CALL() - one ESYS command: not begun when interrupted, repeated while the TPM is busy
 * @err: error
 * @what: for people: "read PCRs"
 * @call: expression of type TSS2_RC
 *
 * Evaluates to 0 or a negative errno.
 */
#define TPM_CALL(err, what, call) ({					\
	TSS2_RC call_rc = TSS2_RC_SUCCESS;				\
	unsigned int call_try = 0;					\
	int call_err = tpm_begin(err, what);				\
									\
	if (!call_err) {						\
		do {							\
			call_rc = (call);				\
		} while (tpm_again(call_rc, &call_try));		\
		call_err = tpm_check(call_rc, err, what);		\
	}								\
	call_err;							\
})

/* -EINTR when one of the signals that are held back is pending */
int tpm_begin(struct zkcap_error *err, const char *what);

/* Whether to repeat a command; sleeps before it says so.  @tries counts up. */
bool tpm_again(TSS2_RC rc, unsigned int *tries);

/* The errno for a response, and words for it */
int tpm_check(TSS2_RC rc, struct zkcap_error *err, const char *what);

/* A response code without the parameter's or handle's number, 0 if not the TPM's own */
TSS2_RC tpm_base_code(TSS2_RC rc);

/* tpm_own() - flush @handle at the end; there is room for all that this folder makes */
void tpm_own(struct zkcap_tpm *tpm, ESYS_TR handle);

/* tpm_release() - flush @handle now; nothing for ESYS_TR_NONE */
void tpm_release(struct zkcap_tpm *tpm, ESYS_TR *handle);

/* Makes a primary key; tpm_release() it. */
int tpm_primary(struct zkcap_tpm *tpm, ESYS_TR hierarchy, const TPM2B_PUBLIC *template,
		ESYS_TR *handle, struct zkcap_error *err);

/* Loads an AK, its parent for a moment only; tpm_release() it. */
int tpm_ak_load(struct zkcap_tpm *tpm, const struct zkcap_tpm_ak *ak, ESYS_TR *handle,
		struct zkcap_error *err);

#endif /* ZKCAP_TPM_CALL_H */
