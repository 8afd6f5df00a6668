/* SPDX-License-Identifier: MIT */
/* Whose TPM it is: an endorsement key's certificate, and the vendors that are trusted. */
#ifndef ZKCAP_EK_CHECK_H
#define ZKCAP_EK_CHECK_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "tpm.h"

/**
 * zkcap_ek_roots_load() - read trusted certificates of TPM vendors
 * @path: file of certificates in PEM, or one in DER; or a directory of such files
 *
 * Return: 0, @store to be freed; -EINVAL if a file has no certificate, or a directory no
 * file; an errno of reading.
 */
int zkcap_ek_roots_load(struct x509_store_st **store, const char *path, struct zkcap_error *err);

/**
 * zkcap_ek_check() - check an endorsement key's certificate
 * @ek: from outside
 * @roots: trusted; an intermediate authority may be one
 * @key: out: its public key, to be freed
 *
 * The chain, validity, signatures of at least 112 bits; the profile's extensions: not an
 * authority, extended key usage 2.23.133.8.1, key usage; and that the key is of the kind
 * that is claimed.
 *
 * Return: 0; -EKEYREJECTED saying what is wrong; -ENOMEM.
 */
int zkcap_ek_check(const struct zkcap_tpm_ek *ek, X509_STORE *roots, EVP_PKEY **key,
		   struct zkcap_error *err);

#endif /* ZKCAP_EK_CHECK_H */
