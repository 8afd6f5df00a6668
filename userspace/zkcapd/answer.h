/* SPDX-License-Identifier: MIT */
/* From a question to its answer. */
#ifndef ZKCAPD_ANSWER_H
#define ZKCAPD_ANSWER_H

#include <stdatomic.h>

#include "attested.h"
#include "queue.h"

/**
 * struct service - what workers share
 * @config: the command line
 * @kernel: agent that knows offers
 * @tpm: agent that attests
 * @attested: attestations
 * @queue: questions
 * @stopping: the service ends: questions are not answered any more
 * @lock: guards @platform
 * @platform: what can be proved now
 */
struct service {
	struct config config;
	struct agent kernel;
	struct agent tpm;
	struct attested *attested;
	struct queue *queue;
	atomic_bool stopping;
	pthread_mutex_t lock;
	struct platform *platform;
};

/* The platform as it is now; to be given to platform_put() */
struct platform *service_platform(struct service *service);

/* Answers a question, unless nobody waits for it any more; frees the job */
void answer_job(struct service *service, struct job *job);

/* Says why there will be no proofs, without waiting; the caller closes the connection */
void answer_refusal(int fd, enum zkcap_service_code code, const char *text);

#endif /* ZKCAPD_ANSWER_H */
