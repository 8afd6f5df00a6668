/* SPDX-License-Identifier: MIT */
/* X.509 certificates of authorities and attestation keys, as files. */
#ifndef ZKCAP_CERTIFICATE_H
#define ZKCAP_CERTIFICATE_H

#include <stddef.h>
#include <stdint.h>

#include <linux/zkcap.h>

#include "error.h"

/* The kernel's limit for one certificate, in bytes of DER */
#define ZKCAP_CERTIFICATE_MAX 4096

/**
 * struct zkcap_certificate - a certificate
 * @der: its bytes
 * @len: of @der
 * @digest: SHA-256 of @der
 * @id: subject key identifier
 * @path: where it was read
 */
struct zkcap_certificate {
	uint8_t *der;
	size_t len;
	uint8_t digest[ZKCAP_DIGEST_LEN];
	uint8_t id[ZKCAP_KEY_ID_LEN];
	char *path;
};

/**
 * zkcap_certificate_load() - read a certificate, PEM or DER
 * @certificate: to be freed with zkcap_certificate_free()
 *
 * Return: 0; an errno of reading; -EBADMSG if the file is no certificate, or has no
 * subject key identifier of 20 bytes, by which the kernel tells keys apart; -EFBIG;
 * -ENOMEM.
 */
int zkcap_certificate_load(struct zkcap_certificate *certificate, const char *path,
			   struct zkcap_error *err);
void zkcap_certificate_free(struct zkcap_certificate *certificate);

#endif /* ZKCAP_CERTIFICATE_H */
