/* SPDX-License-Identifier: MIT */
/*
 * TPM2_MakeCredential in software: TPM 2.0 Library, Part 1: Architecture, 24 (credential
 * protection) and annexes B.10.4 (RSA) and C.6.4 (ECC).
 */
#ifndef ZKCAP_MAKE_CREDENTIAL_H
#define ZKCAP_MAKE_CREDENTIAL_H

#include <openssl/evp.h>

#include "tpm.h"
#include "tpm_template.h"

/**
 * zkcap_make_credential() - seal a secret for the TPM that has both keys
 * @t: template of the endorsement key: which hash and cipher it protects by
 * @ek: its public key, checked to be of the template's type and size
 * @name: TPM name of the attestation key, name_len bytes
 * @secret: secret_len bytes, at most what the template's hash has
 * @credential: out, TPMS_ID_OBJECT, to be freed
 * @seed: out, what TPM2B_ENCRYPTED_SECRET holds, to be freed
 *
 * Return: 0, -EINVAL for a secret that is too long, -ENOMEM, -EIO if OpenSSL fails.
 */
int zkcap_make_credential(const struct tpm_ek_template *t, struct evp_pkey_st *ek,
			  const uint8_t *name, size_t name_len, const uint8_t *secret,
			  size_t secret_len,
			  struct zkcap_tpm_bytes *credential, struct zkcap_tpm_bytes *seed,
			  struct zkcap_error *err);

#endif /* ZKCAP_MAKE_CREDENTIAL_H */
