/* SPDX-License-Identifier: MIT */
/*
 * The four messages of an enrolment, each one JSON object in a file or a pipe:
 *
 *	platform			authority
 *	request		------------>	checks EK and AK, seals a secret for both
 *	opens it	<------------	challenge
 *	response	------------>	compares, issues
 *	installs it	<------------	certificate
 *
 * Bytes are hexadecimal.  Nothing in them is secret but the response's secret, which is
 * good once and for a short time.  Parsing is strict: exactly the members that belong to
 * the kind, within their sizes, nothing twice.
 */
#ifndef ZKCAP_ENROLMENT_H
#define ZKCAP_ENROLMENT_H

#include <jansson.h>

#include "tpm.h"

#define ZKCAP_ENROL_MESSAGE_MAX (256 * 1024)
#define ZKCAP_ENROL_ID 16
#define ZKCAP_ENROL_SECRET 32
#define ZKCAP_ENROL_KIND_MAX 16
#define ZKCAP_ENROL_TEXT_MAX 64
/* A challenge's two parts: TPM2B_ID_OBJECT's and TPM2B_ENCRYPTED_SECRET's content */
#define ZKCAP_ENROL_CREDENTIAL_MAX 132
#define ZKCAP_ENROL_SEED_MAX 512

/**
 * struct zkcap_enrol_request - a platform asks for a certificate
 * @ek: kind, certificate and issuers of the endorsement key; its kind is a static string
 * @ak_public: TPMT_PUBLIC of the attestation key
 * @ak_name: its name
 * @tpm: manufacturer and model, for people; not believed
 */
struct zkcap_enrol_request {
	struct zkcap_tpm_ek ek;
	struct zkcap_tpm_bytes ak_public;
	struct zkcap_tpm_bytes ak_name;
	char tpm[ZKCAP_ENROL_TEXT_MAX];
};

/**
 * struct zkcap_enrol_challenge - what only the right TPM can open
 * @id: of the pending enrolment
 * @ak_name: whom it is for, so that the platform notices a wrong file
 * @credential: TPMS_ID_OBJECT
 * @seed: TPMT_ENCRYPTED_SECRET
 * @expires: seconds since 1970
 */
struct zkcap_enrol_challenge {
	uint8_t id[ZKCAP_ENROL_ID];
	struct zkcap_tpm_bytes ak_name;
	struct zkcap_tpm_bytes credential;
	struct zkcap_tpm_bytes seed;
	uint64_t expires;
};

/* The secret, wiped by zkcap_enrol_response_wipe() */
struct zkcap_enrol_response {
	uint8_t id[ZKCAP_ENROL_ID];
	uint8_t secret[ZKCAP_ENROL_SECRET];
};

/* DER both */
struct zkcap_enrol_certificate {
	struct zkcap_tpm_bytes certificate;
	struct zkcap_tpm_bytes authority;
};

/*
 * Encoders return a new object, NULL without memory.  Decoders take bytes from outside:
 * 0, -EINVAL naming the member and what was expected of it, -ENOMEM; what they filled in
 * is freed by the caller only after 0.
 */
json_t *zkcap_enrol_request_encode(const struct zkcap_enrol_request *m);
int zkcap_enrol_request_decode(struct zkcap_enrol_request *m, const char *text, size_t len,
			       struct zkcap_error *err);
void zkcap_enrol_request_free(struct zkcap_enrol_request *m);

json_t *zkcap_enrol_challenge_encode(const struct zkcap_enrol_challenge *m);
int zkcap_enrol_challenge_decode(struct zkcap_enrol_challenge *m, const char *text, size_t len,
				 struct zkcap_error *err);
void zkcap_enrol_challenge_free(struct zkcap_enrol_challenge *m);

json_t *zkcap_enrol_response_encode(const struct zkcap_enrol_response *m);
int zkcap_enrol_response_decode(struct zkcap_enrol_response *m, const char *text, size_t len,
				struct zkcap_error *err);
void zkcap_enrol_response_wipe(struct zkcap_enrol_response *m);

json_t *zkcap_enrol_certificate_encode(const struct zkcap_enrol_certificate *m);
int zkcap_enrol_certificate_decode(struct zkcap_enrol_certificate *m, const char *text,
				   size_t len, struct zkcap_error *err);
void zkcap_enrol_certificate_free(struct zkcap_enrol_certificate *m);

#endif /* ZKCAP_ENROLMENT_H */
