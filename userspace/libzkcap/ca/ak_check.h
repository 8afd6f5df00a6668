/* SPDX-License-Identifier: MIT */
/* What an authority certifies: a key that only ever signs what a TPM says of itself. */
#ifndef ZKCAP_AK_CHECK_H
#define ZKCAP_AK_CHECK_H

#include <openssl/evp.h>

#include "tpm.h"

/**
 * zkcap_ak_check() - check an attestation key's public area
 * @area: TPMT_PUBLIC from outside
 * @name: the name that goes with it, from outside
 * @key: out: the public key, to be freed
 *
 * Restricted, signing, not decrypting, fixed to its TPM and parent, made inside of it;
 * RSA-2048 with RSASSA or P-256 with ECDSA, by SHA-256; no bytes left over; its name is
 * computed again.
 *
 * Return: 0; -EINVAL if it is no public area; -EKEYREJECTED naming the first thing that
 * it should be and is not; -ENOMEM.
 */
int zkcap_ak_check(const struct zkcap_tpm_bytes *area, const struct zkcap_tpm_bytes *name,
		   struct evp_pkey_st **key, struct zkcap_error *err);

/* The public key of a public area that was checked before; NULL if there is none */
EVP_PKEY *zkcap_ak_key(const uint8_t *area, size_t len);

#endif /* ZKCAP_AK_CHECK_H */
