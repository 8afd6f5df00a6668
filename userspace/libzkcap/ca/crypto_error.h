/* SPDX-License-Identifier: MIT */
/* OpenSSL's objects and errors. */
#ifndef ZKCAP_CRYPTO_ERROR_H
#define ZKCAP_CRYPTO_ERROR_H

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "tpm.h"

/* Records @code with what OpenSSL says last, and forgets the rest of what it said */
int crypto_error(struct zkcap_error *err, int code, const char *what);

/* DER to be freed, or -ENOMEM */
int crypto_der(X509 *certificate, struct zkcap_tpm_bytes *out, struct zkcap_error *err);

/* One certificate in DER and nothing after it; NULL if it is something else */
X509 *crypto_certificate(const uint8_t *der, size_t len);

/* A number as exactly @len bytes, big endian; @number is freed; false if it does not fit */
bool crypto_number(BIGNUM *number, uint8_t *out, size_t len);

#endif /* ZKCAP_CRYPTO_ERROR_H */
