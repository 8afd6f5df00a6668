// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a question to the prover service and as its answer: what is understood
 * has one form only.
 */
#include <stdlib.h>
#include <string.h>

#include "service.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_question(const uint8_t *data, size_t len)
{
	struct zkcap_service_question question;
	uint8_t again[ZKCAP_SERVICE_QUESTION_MAX];
	struct zkcap_error err = { 0 };

	if (zkcap_service_question_decode(&question, data, len, &err)) {
		if (!err.code || !*err.message)
			abort();
		return;
	}
	if (zkcap_service_question_encode(again, &question, &err) != (long)len ||
	    memcmp(again, data, len))
		abort();
}

static void check_answer(const uint8_t *data, size_t len)
{
	static struct zkcap_service_answer answer;
	static uint8_t again[ZKCAP_SERVICE_ANSWER_MAX];
	struct zkcap_error err = { 0 };

	if (zkcap_service_answer_decode(&answer, data, len, &err)) {
		if (!err.code || !*err.message)
			abort();
		return;
	}
	if (!*zkcap_service_code_name(answer.code) ||
	    zkcap_service_errno(answer.code) > 0)
		abort();
	if (zkcap_service_answer_encode(again, &answer) != len || memcmp(again, data, len))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	check_question(data, len);
	check_answer(data, len);
	return 0;
}
