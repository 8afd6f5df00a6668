// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a message of an enrolment, or of an attestation by files: what is taken is
 * written the same again, and a request's keys are checked as an authority does, for a
 * vendor who made none of them.
 */

#include <stdlib.h>
#include <string.h>

#include "ak_check.h"
#include "attest.h"
#include "ek_check.h"
#include "enrolment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* The canonical text of a message, which has to be taken again */
static char *text_of(json_t *message)
{
	char *text = json_dumps(message, JSON_SORT_KEYS | JSON_COMPACT);

	json_decref(message);
	if (!text)
		abort();
	return text;
}

static void same(char *first, char *second)
{
	if (strcmp(first, second) != 0)
		abort();
	free(first);
	free(second);
}

static void check_keys(const struct zkcap_enrol_request *m)
{
	EVP_PKEY *ek = NULL, *ak = NULL;
	struct zkcap_error err = { 0 };
	X509_STORE *nobody = X509_STORE_new();

	/* Nobody is trusted: nothing can be accepted. */
	if (!zkcap_ek_check(&m->ek, nobody, &ek, &err) || ek || !err.code)
		abort();
	err.code = 0;
	if (!zkcap_ak_check(&m->ak_public, &m->ak_name, &ak, &err) != !!ak || !ak != !!err.code)
		abort();
	EVP_PKEY_free(ak);
	X509_STORE_free(nobody);
}

static void try_request(const char *text, size_t len)
{
	struct zkcap_enrol_request m;
	char *first;

	if (zkcap_enrol_request_decode(&m, text, len, NULL))
		return;
	check_keys(&m);
	first = text_of(zkcap_enrol_request_encode(&m));
	zkcap_enrol_request_free(&m);
	if (zkcap_enrol_request_decode(&m, first, strlen(first), NULL))
		abort();
	same(first, text_of(zkcap_enrol_request_encode(&m)));
	zkcap_enrol_request_free(&m);
}

static void try_challenge(const char *text, size_t len)
{
	struct zkcap_enrol_challenge m;
	char *first;

	if (zkcap_enrol_challenge_decode(&m, text, len, NULL))
		return;
	first = text_of(zkcap_enrol_challenge_encode(&m));
	zkcap_enrol_challenge_free(&m);
	if (zkcap_enrol_challenge_decode(&m, first, strlen(first), NULL))
		abort();
	same(first, text_of(zkcap_enrol_challenge_encode(&m)));
	zkcap_enrol_challenge_free(&m);
}

static void try_response(const char *text, size_t len)
{
	struct zkcap_enrol_response m, again;
	char *first;

	if (zkcap_enrol_response_decode(&m, text, len, NULL))
		return;
	first = text_of(zkcap_enrol_response_encode(&m));
	if (zkcap_enrol_response_decode(&again, first, strlen(first), NULL) ||
	    memcmp(&m, &again, sizeof(m)) != 0)
		abort();
	free(first);
}

static void try_certificate(const char *text, size_t len)
{
	struct zkcap_enrol_certificate m;
	char *first;

	if (zkcap_enrol_certificate_decode(&m, text, len, NULL))
		return;
	first = text_of(zkcap_enrol_certificate_encode(&m));
	zkcap_enrol_certificate_free(&m);
	if (zkcap_enrol_certificate_decode(&m, first, strlen(first), NULL))
		abort();
	same(first, text_of(zkcap_enrol_certificate_encode(&m)));
	zkcap_enrol_certificate_free(&m);
}

static void try_attestation(const char *text, size_t len)
{
	static struct zkcap_attest_evidence evidence, again;
	struct zkcap_attest_task task, same_task;
	char *first;

	if (!zkcap_attest_task_decode(&task, text, len, NULL)) {
		first = text_of(zkcap_attest_task_encode(&task));
		if (zkcap_attest_task_decode(&same_task, first, strlen(first), NULL))
			abort();
		same(first, text_of(zkcap_attest_task_encode(&same_task)));
	}
	if (!zkcap_attest_evidence_decode(&evidence, text, len, NULL)) {
		first = text_of(zkcap_attest_evidence_encode(&evidence));
		if (zkcap_attest_evidence_decode(&again, first, strlen(first), NULL))
			abort();
		same(first, text_of(zkcap_attest_evidence_encode(&again)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data;

	try_request(text, len);
	try_challenge(text, len);
	try_response(text, len);
	try_certificate(text, len);
	try_attestation(text, len);
	return 0;
}
