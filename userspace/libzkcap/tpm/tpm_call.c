// SPDX-License-Identifier: MIT
/* How commands are called, what their responses mean, and what is flushed when. */

#include <errno.h>
#include <time.h>
#include <tss2/tss2_rc.h>

#include "tpm_call.h"

/* 5, 10, 20 ... ms: about 2.5 s in all, on top of ESYS's own resubmissions */
#define RETRIES 9
#define RETRY_NS 5000000L

/* What a response means.  TPM 2.0 Library, Part 2: Structures, 6.6 */
struct meaning {
	TSS2_RC code;
	int err;
	const char *text;
};

static const struct meaning meanings[] = {
	{ TPM2_RC_RETRY, -EBUSY, "the TPM is busy, and was still after several tries" },
	{ TPM2_RC_YIELDED, -EBUSY, "the TPM is busy, and was still after several tries" },
	{ TPM2_RC_TESTING, -EBUSY, "the TPM is testing itself, and was still after several tries" },
	{ TPM2_RC_LOCKOUT, -EDQUOT,
	  "the TPM is locked out after wrong passwords: wait, or use tpm2_dictionarylockout" },
	{ TPM2_RC_INITIALIZE, -ENXIO, "the TPM was not started (TPM2_Startup)" },
	{ TPM2_RC_FAILURE, -EIO, "the TPM is in failure mode" },
	{ TPM2_RC_NV_RATE, -EBUSY, "the TPM limits the rate of writes: try again later" },
	{ TPM2_RC_NV_UNAVAILABLE, -EBUSY, "the TPM's memory is not available: try again later" },
	{ TPM2_RC_OBJECT_MEMORY, -ENOSPC,
	  "no room for another object: others left theirs, see tpm2_flushcontext" },
	{ TPM2_RC_OBJECT_HANDLES, -ENOSPC,
	  "no room for another object: others left theirs, see tpm2_flushcontext" },
	{ TPM2_RC_SESSION_MEMORY, -ENOSPC,
	  "no room for another session: others left theirs, see tpm2_flushcontext" },
	{ TPM2_RC_SESSION_HANDLES, -ENOSPC,
	  "no room for another session: others left theirs, see tpm2_flushcontext" },
	{ TPM2_RC_BAD_AUTH, -EPERM, "a password is needed: expected an empty one" },
	{ TPM2_RC_AUTH_FAIL, -EPERM, "a password is needed: expected an empty one" },
	{ TPM2_RC_HIERARCHY, -EPERM, "the hierarchy is disabled" },
	{ TPM2_RC_DISABLED, -EPERM, "the command is disabled" },
};

TSS2_RC tpm_base_code(TSS2_RC rc)
{
	TSS2_RC layer = rc & TSS2_RC_LAYER_MASK;

	if (layer != TSS2_TPM_RC_LAYER && layer != TSS2_RESMGR_TPM_RC_LAYER)
		return 0;
	rc &= ~TSS2_RC_LAYER_MASK;
	return rc & TPM2_RC_FMT1 ? rc & (TPM2_RC_FMT1 | 0x3f) : rc;
}

static bool is_transport(TSS2_RC rc)
{
	return (rc & TSS2_RC_LAYER_MASK) == TSS2_TCTI_RC_LAYER;
}

int tpm_begin(struct zkcap_error *err, const char *what)
{
	sigset_t pending;

	if (sigpending(&pending) ||
	    (!sigismember(&pending, SIGINT) && !sigismember(&pending, SIGTERM) &&
	     !sigismember(&pending, SIGHUP)))
		return 0;
	return zkcap_error_set(err, -EINTR, "interrupted before it could %s", what);
}

bool tpm_again(TSS2_RC rc, unsigned int *tries)
{
	struct timespec wait = { 0 };

	rc = tpm_base_code(rc);
	if (rc != TPM2_RC_RETRY && rc != TPM2_RC_YIELDED && rc != TPM2_RC_TESTING)
		return false;
	if (*tries == RETRIES || tpm_begin(NULL, ""))
		return false;
	wait.tv_nsec = (RETRY_NS << *tries) % 1000000000L;
	wait.tv_sec = (RETRY_NS << *tries) / 1000000000L;
	nanosleep(&wait, NULL);
	(*tries)++;
	return true;
}

int tpm_check(TSS2_RC rc, struct zkcap_error *err, const char *what)
{
	TSS2_RC code = tpm_base_code(rc);
	size_t i;

	if (rc == TSS2_RC_SUCCESS)
		return 0;
	for (i = 0; code && i < sizeof(meanings) / sizeof(*meanings); i++)
		if (meanings[i].code == code)
			return zkcap_error_set(err, meanings[i].err, "cannot %s: %s", what,
					       meanings[i].text);
	if (is_transport(rc))
		return zkcap_error_set(err, -EIO, "cannot %s: the TPM does not answer (%s)", what,
				       Tss2_RC_Decode(rc));
	return zkcap_error_set(err, -EIO, "cannot %s: %s", what, Tss2_RC_Decode(rc));
}

void tpm_own(struct zkcap_tpm *tpm, ESYS_TR handle)
{
	if (tpm->n_owned < TPM_OWNED_MAX)
		tpm->owned[tpm->n_owned++] = handle;
}

/* Not TPM_CALL(): what was made is flushed also when interrupted. */
static void flush(struct zkcap_tpm *tpm, ESYS_TR handle)
{
	unsigned int tries = 0;
	TSS2_RC rc;

	do
		rc = Esys_FlushContext(tpm->esys, handle);
	while (tpm_again(rc, &tries));
	if (rc)
		Esys_TR_Close(tpm->esys, &handle);
}

void tpm_release(struct zkcap_tpm *tpm, ESYS_TR *handle)
{
	size_t i;

	if (*handle == ESYS_TR_NONE)
		return;
	for (i = 0; i < tpm->n_owned && tpm->owned[i] != *handle; i++)
		;
	if (i < tpm->n_owned)
		tpm->owned[i] = tpm->owned[--tpm->n_owned];
	flush(tpm, *handle);
	*handle = ESYS_TR_NONE;
}
