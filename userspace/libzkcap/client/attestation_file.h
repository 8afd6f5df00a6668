/* SPDX-License-Identifier: MIT */
/*
 * Accepted attestations, kept for the requests that follow: one small JSON file a
 * tenant and trust policy, in a directory that is gone after a boot.  An id is no
 * secret: it is good for nothing but with proofs of the same platform.
 */
#ifndef ZKCAP_ATTESTATION_FILE_H
#define ZKCAP_ATTESTATION_FILE_H

#include "client_types.h"
#include "error.h"

#define ZKCAP_ATTESTATION_DIR "/run/zkcap/attestation"
/* Names another directory */
#define ZKCAP_ATTESTATION_ENV "ZKCAP_ATTESTATIONS"
/* An attestation that ends sooner than this is not used any more, in milliseconds */
#define ZKCAP_ATTESTATION_SLACK_MS 5000

/**
 * struct zkcap_kept - a kept attestation
 * @tenant: control group id that it was accepted for
 * @trust: policy that it was accepted under
 * @commitment: that it vouches for
 * @id: its id
 * @expires_ms: CLOCK_BOOTTIME in milliseconds
 */
struct zkcap_kept {
	uint64_t tenant;
	char trust[ZKCAP_NAME_MAX + 1];
	uint8_t commitment[ZKCAP_COMMITMENT_LEN];
	uint8_t id[ZKCAP_ATTESTATION_ID_LEN];
	uint64_t expires_ms;
};

/* Milliseconds of CLOCK_BOOTTIME, which kept attestations end by */
uint64_t zkcap_boottime_ms(void);

/**
 * zkcap_attestation_save() - keep an attestation, instead of an older one
 * @dir: NULL for $ZKCAP_ATTESTATIONS, else ZKCAP_ATTESTATION_DIR; made when it is not there
 *
 * Atomically.  Return: 0 or a negative errno.
 */
int zkcap_attestation_save(const char *dir, const struct zkcap_kept *kept,
			   struct zkcap_error *err);

/**
 * zkcap_attestation_load() - find an attestation that still counts
 * @dir: as above
 * @tenant: for whom
 * @trust: under which policy
 *
 * Return: 0; -ENOENT when there is none; -ESTALE when it has expired or is about to;
 * -EBADMSG for a file of another form.
 */
int zkcap_attestation_load(const char *dir, uint64_t tenant, const char *trust,
			   struct zkcap_kept *kept, struct zkcap_error *err);

/* Forgets one, for example after the kernel does not know it any more. */
void zkcap_attestation_forget(const char *dir, uint64_t tenant, const char *trust);

#endif /* ZKCAP_ATTESTATION_FILE_H */
