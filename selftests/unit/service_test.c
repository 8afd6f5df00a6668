// SPDX-License-Identifier: GPL-2.0-only
/* Questions to the prover service and its answers: one form each, and nothing else is taken */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "service.h"

static const struct zkcap_service_question request = {
	.op = ZKCAP_CONTEXT_OP_REQUEST,
	.challenge = { 1, 2, 3 },
	.duration = 60,
	.refused = { 4, 5 },
	.offer = "gpu.small-1_x",
	.resources = {
		.n = 3,
		.r = {
			{ .kind = ZKCAP_RESOURCE_KIND_CPU, .amount = 500 },
			{ .kind = ZKCAP_RESOURCE_KIND_DEVICE, .name = "fuse", .amount = 1 },
			{ .kind = ZKCAP_RESOURCE_KIND_DEVICE, .name = "kvm", .amount = UINT64_MAX },
		},
	},
};

static void question__encodes_as_documented(void **state)
{
	uint8_t data[ZKCAP_SERVICE_QUESTION_MAX];
	struct zkcap_service_question again;
	long len = zkcap_service_question_encode(data, &request, NULL);

	assert_int_equal(len, 72 + 13 + 11 + 15 + 14);
	assert_memory_equal(data, "ZKCQ\1\1\0\0\1\2\3", 11);
	assert_memory_equal(data + 40, "\0\0\0\0\0\0\0\0\0\0\0\74\15\3\0\0\4\5\0", 19);
	assert_memory_equal(data + 72, "gpu.small-1_x\0\1\0", 16);
	assert_memory_equal(data + len - 14, "\0\4\3kvm\377\377\377\377\377\377\377\377", 14);
	assert_int_equal(zkcap_service_question_decode(&again, data, (size_t)len, NULL), 0);
	assert_memory_equal(&again, &request, sizeof(again));
}

/* Fails unless the question is refused with a text that has a word, by encoder and decoder */
static void refused(const struct zkcap_service_question *q, const char *word)
{
	uint8_t data[ZKCAP_SERVICE_QUESTION_MAX];
	struct zkcap_error err = { 0 };

	assert_int_equal(zkcap_service_question_encode(data, q, &err), -EINVAL);
	if (!strstr(err.message, word))
		fail_msg("\"%s\" has no \"%s\"", err.message, word);
}

static void question__that_cannot_be_is_refused(void **state)
{
	struct zkcap_service_question q = request;

	q.op = 0;
	refused(&q, "operation 0");
	q.op = ZKCAP_CONTEXT_OP_RENEW + 1;
	refused(&q, "operation 4");
	q = request;
	q.grant = 7;
	refused(&q, "expected a grant");
	q.op = ZKCAP_CONTEXT_OP_RESIZE;
	refused(&q, "none for a resize");
	q.duration = 0;
	q.grant = 0;
	refused(&q, "expected a grant");
	q = request;
	q.duration = ZKCAP_DURATION_MAX + 1;
	refused(&q, "31622400");
	q = request;
	q.op = ZKCAP_CONTEXT_OP_RENEW;
	q.grant = 7;
	refused(&q, "none for a renewal");
	q = request;
	q.resources.n = 0;
	refused(&q, "1 to 16");
	q = request;
	strcpy(q.offer, ".hidden");
	refused(&q, "offer's name");
	strcpy(q.offer, "a b");
	refused(&q, "offer's name");
	q = request;
	q.resources.r[0].kind = 5;
	refused(&q, "kind 5");
	q = request;
	q.resources.r[1].name[0] = 0;
	refused(&q, "device class");
	q = request;
	strcpy(q.resources.r[0].name, "cpu");
	refused(&q, "device class");
	q = request;
	q.resources.r[2] = q.resources.r[1];
	refused(&q, "ascending");
}

/* A header's lengths cannot disagree with the message: each cut or longer one is refused */
static void question__of_another_length_is_refused(void **state)
{
	uint8_t data[ZKCAP_SERVICE_QUESTION_MAX + 1] = { 0 };
	struct zkcap_service_question q;
	size_t len = (size_t)zkcap_service_question_encode(data, &request, NULL), i;

	for (i = 0; i < len; i++)
		assert_int_equal(zkcap_service_question_decode(&q, data, i, NULL), -EINVAL);
	assert_int_equal(zkcap_service_question_decode(&q, data, len + 1, NULL), -EINVAL);
}

static void question__of_another_version_is_refused(void **state)
{
	static const size_t fixed[] = { 0, 3, 4, 6, 7, 54, 55 };
	uint8_t data[ZKCAP_SERVICE_QUESTION_MAX];
	struct zkcap_service_question q;
	size_t len = (size_t)zkcap_service_question_encode(data, &request, NULL), i;

	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		data[fixed[i]] ^= 2;
		assert_int_equal(zkcap_service_question_decode(&q, data, len, NULL), -EINVAL);
		data[fixed[i]] ^= 2;
	}
	assert_int_equal(zkcap_service_question_decode(&q, data, len, NULL), 0);
}

static void answer__comes_back_as_it_was(void **state)
{
	static struct zkcap_service_answer answer = {
		.attestation = "0123456789abcdef",
		.expires_in_ms = 1000,
		.n_proofs = 2,
		.proofs = { { 1, 2 }, { 3, 4 } },
	}, again;
	uint8_t data[ZKCAP_SERVICE_ANSWER_MAX + 1];
	size_t len = zkcap_service_answer_encode(data, &answer);

	assert_int_equal(len, 32 + 2 * ZKCAP_PROOF_LEN);
	assert_int_equal(zkcap_service_answer_decode(&again, data, len, NULL), 0);
	assert_memory_equal(&again, &answer, sizeof(again));
	assert_int_equal(zkcap_service_answer_decode(&again, data, len + 1, NULL), -EPROTO);
	assert_int_equal(zkcap_service_answer_decode(&again, data, len - 1, NULL), -EPROTO);
	data[5] = ZKCAP_SERVICE_PROOFS_MAX + 1;
	assert_int_equal(zkcap_service_answer_decode(&again, data, len, NULL), -EPROTO);
}

/* Nothing of a refused question's proofs gets out, and no control characters */
static void answer__of_a_refusal_has_only_text(void **state)
{
	static struct zkcap_service_answer answer = {
		.code = ZKCAP_SERVICE_BUSY,
		.attestation = "secret",
		.n_proofs = 1,
		.proofs = { "secret" },
		.text = "come\033back",
	}, again;
	uint8_t data[ZKCAP_SERVICE_ANSWER_MAX];
	size_t len = zkcap_service_answer_encode(data, &answer);

	assert_int_equal(len, 32 + 9);
	assert_null(memmem(data, len, "secret", 6));
	assert_int_equal(zkcap_service_answer_decode(&again, data, len, NULL), 0);
	assert_string_equal(again.text, "come?back");
	data[36] = '\033';
	assert_int_equal(zkcap_service_answer_decode(&again, data, len, NULL), -EPROTO);
	data[36] = '.';
	data[7] = 0;
	assert_int_equal(zkcap_service_answer_decode(&again, data, len, NULL), -EPROTO);
}

static void code__has_name_and_errno(void **state)
{
	unsigned int i;

	for (i = 0; i < ZKCAP_SERVICE_CODES; i++) {
		assert_true(*zkcap_service_code_name(i));
		assert_true(i ? zkcap_service_errno(i) < 0 : !zkcap_service_errno(i));
	}
	assert_string_equal(zkcap_service_code_name(i), "unknown");
	assert_int_equal(zkcap_service_errno(i), -EPROTO);
}

/* A service that says one thing, whatever it is asked, and hangs up */
struct speaker {
	int fd;
	uint8_t says[ZKCAP_SERVICE_ANSWER_MAX + 2];
	size_t len;
	struct zkcap_service_question heard;
};

static void *speak(void *arg)
{
	struct speaker *speaker = arg;
	uint8_t data[ZKCAP_SERVICE_QUESTION_MAX];
	int fd = accept(speaker->fd, NULL, NULL);
	ssize_t len = recv(fd, data, sizeof(data), 0);

	if (len > 0)
		zkcap_service_question_decode(&speaker->heard, data, (size_t)len, NULL);
	if (speaker->len)
		send(fd, speaker->says, speaker->len, MSG_NOSIGNAL);
	close(fd);
	return NULL;
}

static int ask(struct speaker *speaker, struct zkcap_service_answer *answer,
	       struct zkcap_error *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char dir[] = "/tmp/zkcap-service-test-XXXXXX";
	pthread_t thread;
	int rc;

	assert_non_null(mkdtemp(dir));
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", dir);
	speaker->fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	assert_int_equal(bind(speaker->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(speaker->fd, 1), 0);
	assert_int_equal(pthread_create(&thread, NULL, speak, speaker), 0);
	rc = zkcap_service_prove(address.sun_path, &request, answer, 5000, err);
	pthread_join(thread, NULL);
	close(speaker->fd);
	unlink(address.sun_path);
	rmdir(dir);
	return rc;
}

static void prove__brings_back_what_the_service_says(void **state)
{
	static struct zkcap_service_answer said = { .n_proofs = 8, .proofs = { { 5 } } }, answer;
	static struct speaker speaker;
	struct zkcap_error err = { 0 };

	speaker.len = zkcap_service_answer_encode(speaker.says, &said);
	assert_int_equal(ask(&speaker, &answer, &err), 0);
	assert_memory_equal(&speaker.heard, &request, sizeof(request));
	assert_memory_equal(&answer, &said, sizeof(said));

	said.code = ZKCAP_SERVICE_RATE_LIMITED;
	strcpy(said.text, "later");
	speaker.len = zkcap_service_answer_encode(speaker.says, &said);
	assert_int_equal(ask(&speaker, &answer, &err), -EAGAIN);
	assert_string_equal(err.message, "zkcapd: rate-limited: later");
}

static void prove__survives_a_bad_service(void **state)
{
	static struct zkcap_service_answer answer;
	static struct speaker speaker;
	struct zkcap_error err = { 0 };

	speaker.len = 0;
	assert_int_equal(ask(&speaker, &answer, &err), -EPROTO);
	assert_int_equal(answer.code, ZKCAP_SERVICE_FAILED);
	speaker.len = sizeof(speaker.says);
	assert_int_equal(ask(&speaker, &answer, &err), -EPROTO);
	speaker.len = 40;
	assert_int_equal(ask(&speaker, &answer, &err), -EPROTO);
	assert_int_equal(zkcap_service_prove("/nonexistent/socket", &request, &answer, 10, &err),
			 -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(question__encodes_as_documented),
		cmocka_unit_test(question__that_cannot_be_is_refused),
		cmocka_unit_test(question__of_another_length_is_refused),
		cmocka_unit_test(question__of_another_version_is_refused),
		cmocka_unit_test(answer__comes_back_as_it_was),
		cmocka_unit_test(answer__of_a_refusal_has_only_text),
		cmocka_unit_test(code__has_name_and_errno),
		cmocka_unit_test(prove__brings_back_what_the_service_says),
		cmocka_unit_test(prove__survives_a_bad_service),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
