// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "answer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "context.h"
#include "log.h"

/* Nobody reads the answer: not a code of the protocol */
#define GONE ZKCAP_SERVICE_CODES

/* A question while it is being answered */
struct work {
	struct service *service;
	struct platform *platform;
	const struct job *job;
	struct agent_offer offer;
	struct zkcap_service_answer answer;
};

struct platform *service_platform(struct service *service)
{
	struct platform *platform;

	pthread_mutex_lock(&service->lock);
	platform = platform_get(service->platform);
	pthread_mutex_unlock(&service->lock);
	return platform;
}

static void send_answer(int fd, const struct zkcap_service_answer *answer)
{
	uint8_t data[ZKCAP_SERVICE_ANSWER_MAX];
	size_t len = zkcap_service_answer_encode(data, answer);

	/* An answer fits into the socket's buffer: who does not read holds up nobody. */
	if (send(fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		log_line(LOG_DETAIL, "an answer was not delivered: %s", strerror(errno));
}

void answer_refusal(int fd, enum zkcap_service_code code, const char *text)
{
	struct zkcap_service_answer answer = { .code = code };

	snprintf(answer.text, sizeof(answer.text), "%.*s", ZKCAP_SERVICE_TEXT_MAX, text);
	send_answer(fd, &answer);
}

/* Why there are no proofs; what the asker may not know is for the log only. */
static unsigned int refuse(struct work *w, enum zkcap_service_code code, const char *text)
{
	w->answer.code = code;
	snprintf(w->answer.text, sizeof(w->answer.text), "%.*s", ZKCAP_SERVICE_TEXT_MAX, text);
	return code;
}

/* To be asked between any two steps that take their time */
static unsigned int check_time(struct work *w)
{
	if (atomic_load(&w->service->stopping))
		return refuse(w, ZKCAP_SERVICE_STOPPING, "the service ends");
	if (peer_is_gone(w->job->fd))
		return GONE;
	if (clock_ms() >= w->job->deadline_ms)
		return refuse(w, ZKCAP_SERVICE_TIMED_OUT, "there was no time to prove");
	return 0;
}

static unsigned int of_errno(struct work *w, int rc, enum zkcap_service_code otherwise,
			     const char *text)
{
	if (atomic_load(&w->service->stopping))
		return refuse(w, ZKCAP_SERVICE_STOPPING, "the service ends");
	return refuse(w, rc == -ETIMEDOUT ? ZKCAP_SERVICE_TIMED_OUT : otherwise, text);
}

static unsigned int find_offer(struct work *w)
{
	struct zkcap_error err = { 0 };
	int rc = agent_offer(&w->service->kernel, w->job->question.offer, w->job->peer.tenant,
			     &w->offer, w->job->deadline_ms, &err);

	if (rc == -ENXIO)
		return refuse(w, ZKCAP_SERVICE_NO_OFFER, err.message);
	if (rc) {
		log_line(LOG_WARN, "cannot look up offer %s: %s", w->job->question.offer,
			 err.message);
		return of_errno(w, rc, ZKCAP_SERVICE_KERNEL, "cannot look up the offer");
	}
	rc = platform_prepare(w->platform, &w->offer, &err);
	if (!rc)
		return 0;
	log_line(LOG_WARN, "offer %s: %s", w->job->question.offer, err.message);
	return of_errno(w, rc, rc == -ENOMEM ? ZKCAP_SERVICE_FAILED : ZKCAP_SERVICE_NO_DEFINITION,
			"the platform has no fitting definition of a capability of the offer");
}

static unsigned int attest(struct work *w)
{
	struct zkcap_attestation attestation;
	struct zkcap_error err = { 0 };
	int rc = attested_get(w->service->attested, w->platform, &w->job->peer,
			      w->offer.offer.trust, w->job->question.refused,
			      w->job->deadline_ms, &attestation, &err);

	if (rc)
		return of_errno(w, rc, ZKCAP_SERVICE_NOT_ATTESTED, err.message);
	memcpy(w->answer.attestation, attestation.id, sizeof(w->answer.attestation));
	w->answer.expires_in_ms = attestation.expires_in_ms > UINT32_MAX ? UINT32_MAX :
		(uint32_t)attestation.expires_in_ms;
	return 0;
}

/*
 * The context names the tenant that the asker is in, found out here: proofs are of no
 * use to anybody else, whatever the challenge.
 */
static unsigned int bind_context(struct work *w, uint8_t digest[ZKCAP_DIGEST_LEN])
{
	const struct zkcap_service_question *q = &w->job->question;
	struct zkcap_context context = {
		.op = q->op,
		.challenge = q->challenge,
		.attestation = w->answer.attestation,
		.tenant = w->job->peer.tenant,
		.grant = q->grant,
		.duration = q->duration,
		.offer = q->offer,
		.resources = &q->resources,
	};

	if (zkcap_request_context(digest, &context))
		return refuse(w, ZKCAP_SERVICE_FAILED, "cannot hash");
	return 0;
}

static unsigned int prove_one(struct work *w, uint32_t i, const uint8_t *context)
{
	struct zkcap_error err = { 0 };
	char text[ZKCAP_SERVICE_TEXT_MAX];
	int rc = platform_prove(w->platform, &w->offer, i, context, w->answer.proofs[i], &err);

	if (!rc) {
		w->answer.n_proofs++;
		return 0;
	}
	snprintf(text, sizeof(text), "capability %s %s", w->offer.offer.requirements[i].capability,
		 rc == -EDOM ? "does not hold for this platform" : "cannot be proved");
	/* Which part does not hold would tell more of the platform than the offer asks. */
	if (rc == -EDOM)
		return refuse(w, ZKCAP_SERVICE_NOT_PROVED, text);
	log_line(LOG_WARN, "offer %s: %s", w->job->question.offer, err.message);
	return refuse(w, ZKCAP_SERVICE_FAILED, text);
}

static unsigned int prove(struct work *w)
{
	uint8_t context[ZKCAP_DIGEST_LEN];
	unsigned int code = bind_context(w, context);
	uint32_t i;

	for (i = 0; !code && i < w->offer.offer.n_requirements; i++) {
		code = check_time(w);
		if (!code)
			code = prove_one(w, i, context);
	}
	return code;
}

static unsigned int answer(struct work *w)
{
	unsigned int code = check_time(w);

	if (!code)
		code = find_offer(w);
	if (!code)
		code = check_time(w);
	if (!code)
		code = attest(w);
	if (!code)
		code = prove(w);
	return code;
}

void answer_job(struct service *service, struct job *job)
{
	struct work *w = calloc(1, sizeof(*w));
	uint64_t start = clock_ms();
	unsigned int code;

	if (!w) {
		answer_refusal(job->fd, ZKCAP_SERVICE_FAILED, "out of memory");
		close(job->fd);
		free(job);
		return;
	}
	w->service = service;
	w->job = job;
	w->platform = service_platform(service);
	code = answer(w);
	if (code != GONE)
		send_answer(job->fd, &w->answer);
	log_line(LOG_DETAIL, "tenant %llu, process %d, offer %s: %s in %llu ms",
		 (unsigned long long)job->peer.tenant, (int)job->peer.pid, job->question.offer,
		 code == GONE ? "gone" : zkcap_service_code_name(code),
		 (unsigned long long)(clock_ms() - start));
	platform_put(w->platform);
	free(w);
	close(job->fd);
	free(job);
}
