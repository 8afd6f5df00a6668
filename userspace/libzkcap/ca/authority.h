/* SPDX-License-Identifier: MIT */
/*
 * A small certificate authority for attestation keys.  Its directory, for its owner only:
 *
 *	authority.key	private key, PEM, mode 0600
 *	authority.pem	certificate, self-signed; authority.der is the same for the kernel
 *	pending/<id>.json	an enrolment that waits for its secret; the digest of the
 *			secret, not the secret
 *	issued/<subject key id>.der
 */
#ifndef ZKCAP_AUTHORITY_H
#define ZKCAP_AUTHORITY_H

#include <openssl/x509.h>

#include "enrolment.h"
#include "paths.h"

#define ZKCAP_AUTHORITY_DIR ZKCAP_STATE_DIR "/ca"
/* Names another directory */
#define ZKCAP_AUTHORITY_DIR_ENV "ZKCAP_CA_DIR"
/* Enrolments that wait at one time */
#define ZKCAP_AUTHORITY_PENDING_MAX 1024

struct zkcap_authority;

/* @dir, or $ZKCAP_CA_DIR, or ZKCAP_AUTHORITY_DIR */
const char *zkcap_authority_dir(const char *dir);

/**
 * zkcap_authority_init() - make a key and a certificate
 * @dir: NULL for the usual one; made if it is not there
 * @name: common name, 1 to 64 printable characters
 * @days: until the certificate expires
 *
 * RSA-3072, since that is what kernels without ECDSA verify.  The certificate is written
 * last: a directory without it is none yet.
 *
 * Return: 0; -EEXIST when there is one already; -EINVAL; or an errno of writing.
 */
int zkcap_authority_init(const char *dir, const char *name, unsigned int days,
			 struct zkcap_error *err);

/**
 * zkcap_authority_open() - load key and certificate
 *
 * Return: 0, to be closed; -ENOENT when there is none; -EPERM when others have access to
 * the key; -EINVAL when the two do not go together.
 */
int zkcap_authority_open(struct zkcap_authority **authority, const char *dir,
			 struct zkcap_error *err);
void zkcap_authority_close(struct zkcap_authority *authority);

/* Its certificate, of @authority */
X509 *zkcap_authority_certificate(const struct zkcap_authority *authority);

/**
 * zkcap_authority_challenge() - check a request, seal a secret for the TPM that made it
 * @roots: of TPM vendors, see ek_check.h
 * @lifetime: seconds that the challenge is good for
 * @challenge: out, to be freed
 *
 * Return: 0; -EKEYREJECTED saying what is wrong with the request's keys; -EINVAL if it is
 * malformed; -EDQUOT when too many wait already; or an errno of writing.
 */
int zkcap_authority_challenge(struct zkcap_authority *authority,
			      const struct zkcap_enrol_request *request, X509_STORE *roots,
			      unsigned int lifetime, struct zkcap_enrol_challenge *challenge,
			      struct zkcap_error *err);

/**
 * zkcap_authority_certify() - check a returned secret, issue the certificate
 * @days: until the certificate expires; never after the authority's
 * @certificate: out, to be freed
 *
 * A pending enrolment is good for one certificate.  A wrong secret does not use it up:
 * guessing 256 bits is hopeless, and nobody else should be able to spoil it.
 *
 * Return: 0; -ENOKEY when nothing waits under this id, or no longer; -ETIMEDOUT when it
 * expired; -EKEYREJECTED for another secret; or an errno.
 */
int zkcap_authority_certify(struct zkcap_authority *authority,
			    const struct zkcap_enrol_response *response, unsigned int days,
			    struct zkcap_enrol_certificate *certificate, struct zkcap_error *err);

#endif /* ZKCAP_AUTHORITY_H */
