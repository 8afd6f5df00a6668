/* SPDX-License-Identifier: MIT */
/* Questions that wait for a worker: so many and not more, and of a tenant only a part. */
#ifndef ZKCAPD_QUEUE_H
#define ZKCAPD_QUEUE_H

#include <stdbool.h>

#include "peer.h"
#include "service.h"

/**
 * struct job - a question to be answered
 * @fd: where the answer goes; the job's own
 * @peer: who asks
 * @question: what
 * @deadline_ms: when it is too late
 */
struct job {
	int fd;
	struct peer peer;
	struct zkcap_service_question question;
	uint64_t deadline_ms;
};

struct queue;

struct queue *queue_new(unsigned int size);
void queue_free(struct queue *queue);

/* Takes a job over; false if there is no room for one of its tenant */
bool queue_put(struct queue *queue, struct job *job);

/* The oldest job, waiting for one; NULL once the queue is closed and empty */
struct job *queue_take(struct queue *queue);

/* Wakes all that wait; jobs that are in it are still taken */
void queue_close(struct queue *queue);

#endif /* ZKCAPD_QUEUE_H */
