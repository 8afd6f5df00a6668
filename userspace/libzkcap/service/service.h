/* SPDX-License-Identifier: MIT */
/*
 * How a program without a manifest, in a container for one, asks the prover service
 * for proofs: one message and one answer over a unix socket that keeps messages apart
 * (SOCK_SEQPACKET).  Numbers are big endian.
 *
 * The question:
 *
 *	 0  "ZKCQ", u8 version 1, u8 operation, two zero bytes
 *	 8  challenge, 32 bytes
 *	40  u64 grant, 0 for a request
 *	48  u32 duration in seconds, 0 for a resize
 *	52  u8 length of the offer's name, u8 number of resources, two zero bytes
 *	56  attestation id, 16 bytes, zero unless the kernel just refused it
 *	72  the offer's name
 *	    resources, ascending: u16 kind, u8 length of the name, name, u64 amount
 *
 * The answer:
 *
 *	 0  "ZKCR", u8 version 1, u8 number of proofs, u16 code
 *	 8  attestation id, 16 bytes, zero unless the code is 0
 *	24  u32 milliseconds that the attestation still counts, u32 length of the text
 *	32  the proofs, 816 bytes each, in the offer's order
 *	    the text: why there are none; printable ASCII
 *
 * Nothing in a question says whom it is for: the service finds out by itself which
 * control group the process at the other end is in.
 */
#ifndef ZKCAP_SERVICE_H
#define ZKCAP_SERVICE_H

#include <stddef.h>
#include <stdint.h>

#include "client_types.h"
#include "error.h"

#define ZKCAP_SERVICE_SOCKET "/run/zkcap/zkcapd.sock"
/* Names another socket, for tests and for a socket mounted elsewhere */
#define ZKCAP_SERVICE_ENV "ZKCAP_SERVICE"

#define ZKCAP_SERVICE_PROOFS_MAX ZKCAP_CLIENT_REQUIREMENTS
#define ZKCAP_SERVICE_TEXT_MAX 500

#define ZKCAP_SERVICE_RESOURCE_BYTES (2 + 1 + ZKCAP_NAME_MAX + 8)
#define ZKCAP_SERVICE_QUESTION_MAX \
	(72 + ZKCAP_NAME_MAX + ZKCAP_CLIENT_RESOURCES * ZKCAP_SERVICE_RESOURCE_BYTES)
#define ZKCAP_SERVICE_ANSWER_MAX \
	(32 + ZKCAP_SERVICE_PROOFS_MAX * ZKCAP_PROOF_LEN + ZKCAP_SERVICE_TEXT_MAX)

/**
 * enum zkcap_service_code - what came of a question; values are never reused
 * @ZKCAP_SERVICE_OK: there are proofs
 * @ZKCAP_SERVICE_MALFORMED: the question has another form
 * @ZKCAP_SERVICE_NO_TENANT: the process is in no tenant's control group
 * @ZKCAP_SERVICE_RATE_LIMITED: the tenant asked too often; try again later
 * @ZKCAP_SERVICE_BUSY: too many questions wait for an answer; try again later
 * @ZKCAP_SERVICE_NO_OFFER: there is no such offer for the tenant
 * @ZKCAP_SERVICE_NOT_PROVED: a capability of the offer does not hold for this platform
 * @ZKCAP_SERVICE_NO_DEFINITION: the service lacks the definition of a capability
 * @ZKCAP_SERVICE_NOT_ATTESTED: the platform could not be attested; the text says why
 * @ZKCAP_SERVICE_TIMED_OUT: there was no time to answer
 * @ZKCAP_SERVICE_STOPPING: the service ends
 * @ZKCAP_SERVICE_KERNEL: the service could not talk to the kernel
 * @ZKCAP_SERVICE_FAILED: the service failed; its log says more
 * @ZKCAP_SERVICE_CODES: how many codes there are
 */
enum zkcap_service_code {
	ZKCAP_SERVICE_OK,
	ZKCAP_SERVICE_MALFORMED,
	ZKCAP_SERVICE_NO_TENANT,
	ZKCAP_SERVICE_RATE_LIMITED,
	ZKCAP_SERVICE_BUSY,
	ZKCAP_SERVICE_NO_OFFER,
	ZKCAP_SERVICE_NOT_PROVED,
	ZKCAP_SERVICE_NO_DEFINITION,
	ZKCAP_SERVICE_NOT_ATTESTED,
	ZKCAP_SERVICE_TIMED_OUT,
	ZKCAP_SERVICE_STOPPING,
	ZKCAP_SERVICE_KERNEL,
	ZKCAP_SERVICE_FAILED,
	ZKCAP_SERVICE_CODES,
};

/**
 * struct zkcap_service_question - what proofs are wanted for
 * @op: enum zkcap_context_op
 * @challenge: of the kernel, for a request of the asker's tenant
 * @grant: 0 for a request
 * @duration: lease in seconds; 0 for a resize
 * @refused: zero; or the attestation of the service's last answer, if the kernel refused
 *	it as absent, expired or of another policy: the service then makes another
 * @offer: its name
 * @resources: ascending by kind and name; none for a renewal
 */
struct zkcap_service_question {
	uint8_t op;
	uint8_t challenge[ZKCAP_CHALLENGE_LEN];
	uint64_t grant;
	uint32_t duration;
	uint8_t refused[ZKCAP_ATTESTATION_ID_LEN];
	char offer[ZKCAP_NAME_MAX + 1];
	struct zkcap_resources resources;
};

/**
 * struct zkcap_service_answer - what the service says
 * @code: enum zkcap_service_code; the rest but @text counts only if it is OK
 * @attestation: under which the request is to be made
 * @expires_in_ms: how long the attestation still counts
 * @n_proofs: one for each capability of the offer
 * @proofs: in the offer's order
 * @text: why there are no proofs; empty if there are
 */
struct zkcap_service_answer {
	uint16_t code;
	uint8_t attestation[ZKCAP_ATTESTATION_ID_LEN];
	uint32_t expires_in_ms;
	unsigned int n_proofs;
	uint8_t proofs[ZKCAP_SERVICE_PROOFS_MAX][ZKCAP_PROOF_LEN];
	char text[ZKCAP_SERVICE_TEXT_MAX + 1];
};

/**
 * zkcap_service_prove() - have the service prove what an offer takes
 * @path: of the socket; NULL for $ZKCAP_SERVICE, else ZKCAP_SERVICE_SOCKET
 * @question: what for
 * @answer: result; @answer->code is ZKCAP_SERVICE_FAILED unless an answer came
 * @timeout_ms: longest wait in milliseconds; 0 for none
 *
 * Return: 0; -ENOENT or -ECONNREFUSED if there is no service; another errno of
 * connect(2), send(2) and recv(2); -EINVAL for a question that no service would
 * take; -ETIMEDOUT; -EPROTO for an answer of another form; what
 * zkcap_service_errno() makes of a code, with the service's text.
 */
int zkcap_service_prove(const char *path, const struct zkcap_service_question *question,
			struct zkcap_service_answer *answer, unsigned int timeout_ms,
			struct zkcap_error *err);

/* A code as a name ("rate-limited") and as a negative errno; of any number */
const char *zkcap_service_code_name(unsigned int code);
int zkcap_service_errno(unsigned int code);

/**
 * zkcap_service_question_encode() - write a question as a message
 * @out: ZKCAP_SERVICE_QUESTION_MAX bytes
 *
 * Return: its length, or -EINVAL for what zkcap_service_question_decode() refuses.
 */
long zkcap_service_question_encode(uint8_t *out, const struct zkcap_service_question *question,
				   struct zkcap_error *err);

/**
 * zkcap_service_question_decode() - take a question from a message
 * @data: @len bytes, from anybody
 *
 * A question has one form only: what is decoded encodes to the same bytes.
 *
 * Return: 0, or -EINVAL saying what was expected.
 */
int zkcap_service_question_decode(struct zkcap_service_question *question, const uint8_t *data,
				  size_t len, struct zkcap_error *err);

/**
 * zkcap_service_answer_encode() - write an answer as a message
 * @out: ZKCAP_SERVICE_ANSWER_MAX bytes
 *
 * What cannot be printed in @answer->text is written as a question mark.
 *
 * Return: its length.
 */
size_t zkcap_service_answer_encode(uint8_t *out, const struct zkcap_service_answer *answer);

/**
 * zkcap_service_answer_decode() - take an answer from a message
 *
 * Return: 0, or -EPROTO saying what was expected.
 */
int zkcap_service_answer_decode(struct zkcap_service_answer *answer, const uint8_t *data,
				size_t len, struct zkcap_error *err);

#endif /* ZKCAP_SERVICE_H */
