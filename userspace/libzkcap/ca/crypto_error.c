// SPDX-License-Identifier: MIT
/* OpenSSL's objects and errors. */

#include <errno.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

#include "crypto_error.h"

int crypto_error(struct zkcap_error *err, int code, const char *what)
{
	unsigned long last = ERR_peek_last_error();
	const char *reason = last ? ERR_reason_error_string(last) : NULL;

	ERR_clear_error();
	return zkcap_error_set(err, code, "%s%s%s", what, reason ? ": " : "",
			       reason ? reason : "");
}

int crypto_der(X509 *certificate, struct zkcap_tpm_bytes *out, struct zkcap_error *err)
{
	unsigned char *der = NULL;
	int len = i2d_X509(certificate, &der);

	*out = (struct zkcap_tpm_bytes){ 0 };
	if (len <= 0)
		return crypto_error(err, -ENOMEM, "cannot encode a certificate");
	out->data = malloc((size_t)len);
	if (out->data) {
		memcpy(out->data, der, (size_t)len);
		out->len = (size_t)len;
	}
	OPENSSL_free(der);
	return out->data ? 0 : zkcap_error_set(err, -ENOMEM, "out of memory");
}

X509 *crypto_certificate(const uint8_t *der, size_t len)
{
	const unsigned char *p = der;
	X509 *certificate = d2i_X509(NULL, &p, (long)len);

	if (certificate && p != der + len) {
		X509_free(certificate);
		certificate = NULL;
	}
	ERR_clear_error();
	return certificate;
}

bool crypto_number(BIGNUM *number, uint8_t *out, size_t len)
{
	bool fits = number && BN_bn2binpad(number, out, (int)len) == (int)len;

	BN_free(number);
	return fits;
}
