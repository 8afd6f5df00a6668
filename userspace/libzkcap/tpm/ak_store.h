/* SPDX-License-Identifier: MIT */
/*
 * The attestation key on disk: one JSON file of mode 0600, replaced as a whole.
 *
 *	<dir>/pending.json	while it is being enrolled
 *	<dir>/ak.json		with the certificate, from then on
 *	<dir>/ak.der		the certificate alone, for "zkcap trust" and other tools
 *	<dir>/authority.der	the authority's
 *
 * What is secret of the key is encrypted by the TPM, and of use to that TPM only.
 */
#ifndef ZKCAP_AK_STORE_H
#define ZKCAP_AK_STORE_H

#include "paths.h"
#include "tpm.h"

#define ZKCAP_AK_DIR ZKCAP_STATE_DIR "/ak"
/* Names another directory */
#define ZKCAP_AK_DIR_ENV "ZKCAP_AK_DIR"
#define ZKCAP_AK_ID 20

/**
 * struct zkcap_ak_stored - an attestation key and what goes with it
 * @ak: the key
 * @ek: kind of the endorsement key that it is enrolled by
 * @certificate: DER, empty while pending
 * @authority: DER of its issuer, empty while pending
 * @id: subject key identifier of the certificate, zero while pending
 */
struct zkcap_ak_stored {
	struct zkcap_tpm_ak ak;
	char ek[16];
	struct zkcap_tpm_bytes certificate;
	struct zkcap_tpm_bytes authority;
	uint8_t id[ZKCAP_AK_ID];
};

/* @dir, or $ZKCAP_AK_DIR, or ZKCAP_AK_DIR */
const char *zkcap_ak_dir(const char *dir);

/**
 * zkcap_ak_load() - read a key
 * @dir: NULL for the usual one
 * @pending: the one being enrolled instead of the one in use
 *
 * Return: 0, to be freed; -ENOENT when there is none; -EPERM when others have access;
 * -EINVAL naming what is wrong in it; an errno of reading.
 */
int zkcap_ak_load(struct zkcap_ak_stored *stored, const char *dir, bool pending,
		  struct zkcap_error *err);

/**
 * zkcap_ak_save_pending() - keep a key until its certificate comes
 *
 * Makes @dir, of mode 0700, if it is not there.
 */
int zkcap_ak_save_pending(const struct zkcap_ak_stored *stored, const char *dir,
			  struct zkcap_error *err);

/**
 * zkcap_ak_install() - put the pending key with its certificate in use
 * @stored: the pending one, with certificate and authority set
 *
 * ak.json is written last: until then the key before it stays in use, and doing this again
 * ends what was begun.
 *
 * Return: 0; -EKEYREJECTED when the certificate is not for this key, has no subject key
 * identifier of 20 bytes, or is not signed by the authority; or an errno of writing.
 */
int zkcap_ak_install(struct zkcap_ak_stored *stored, const char *dir, struct zkcap_error *err);

void zkcap_ak_free(struct zkcap_ak_stored *stored);

#endif /* ZKCAP_AK_STORE_H */
