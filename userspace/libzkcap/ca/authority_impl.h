/* SPDX-License-Identifier: MIT */
/* What the files of the authority share. */
#ifndef ZKCAP_AUTHORITY_IMPL_H
#define ZKCAP_AUTHORITY_IMPL_H

#include "authority.h"

struct zkcap_authority {
	char *dir;
	EVP_PKEY *key;
	X509 *certificate;
};

/**
 * struct authority_pending - an enrolment that waits for its secret
 * @id: random
 * @secret: SHA-256 of the secret
 * @ak_public: what is certified
 * @expires: seconds since 1970
 */
struct authority_pending {
	uint8_t id[ZKCAP_ENROL_ID];
	uint8_t secret[ZKCAP_TPM_DIGEST];
	struct zkcap_tpm_bytes ak_public;
	uint64_t expires;
};

/* Keeps it; -EDQUOT when there are too many.  Expired ones go. */
int authority_pending_save(const char *dir, const struct authority_pending *pending,
			   struct zkcap_error *err);

/* -ENOKEY when there is none; to be freed */
int authority_pending_load(const char *dir, const uint8_t id[ZKCAP_ENROL_ID],
			   struct authority_pending *pending, struct zkcap_error *err);

/* Takes it away; -ENOKEY for all but one of several that try */
int authority_pending_claim(const char *dir, const uint8_t id[ZKCAP_ENROL_ID],
			    struct zkcap_error *err);

void authority_pending_free(struct authority_pending *pending);

/* "<dir>/<name>", to be freed; NULL after reporting that there is no memory */
char *authority_path(const char *dir, const char *name, struct zkcap_error *err);

/**
 * authority_issue() - make a certificate
 * @key: whose
 * @name: common name
 * @days: valid for, but not after @issuer is
 * @issuer: NULL for a self-signed authority
 * @signer: private key of the issuer
 *
 * Return: the certificate, NULL after reporting.
 */
X509 *authority_issue(EVP_PKEY *key, const char *name, unsigned int days, X509 *issuer,
		      EVP_PKEY *signer, struct zkcap_error *err);

#endif /* ZKCAP_AUTHORITY_IMPL_H */
