// SPDX-License-Identifier: MIT
#include "queue.h"

#include <pthread.h>
#include <stdlib.h>

/*
 * struct queue - a ring
 * @lock: guards all
 * @filled: there is a job, or there will be none
 * @size: most jobs
 * @first: index of the oldest
 * @n: how many there are
 */
struct queue {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	unsigned int size;
	unsigned int first;
	unsigned int n;
	bool closed;
	struct job *jobs[];
};

struct queue *queue_new(unsigned int size)
{
	struct queue *queue = calloc(1, sizeof(*queue) + size * sizeof(queue->jobs[0]));

	if (!queue)
		return NULL;
	queue->size = size;
	pthread_mutex_init(&queue->lock, NULL);
	pthread_cond_init(&queue->filled, NULL);
	return queue;
}

void queue_free(struct queue *queue)
{
	if (!queue)
		return;
	pthread_cond_destroy(&queue->filled);
	pthread_mutex_destroy(&queue->lock);
	free(queue);
}

static unsigned int jobs_of(const struct queue *queue, uint64_t tenant)
{
	unsigned int i, n = 0;

	for (i = 0; i < queue->n; i++)
		n += queue->jobs[(queue->first + i) % queue->size]->peer.tenant == tenant;
	return n;
}

bool queue_put(struct queue *queue, struct job *job)
{
	bool fits;

	pthread_mutex_lock(&queue->lock);
	/* Half of it is left to others, however often one tenant asks. */
	fits = !queue->closed && queue->n < queue->size &&
		jobs_of(queue, job->peer.tenant) < (queue->size + 1) / 2;
	if (fits) {
		queue->jobs[(queue->first + queue->n++) % queue->size] = job;
		pthread_cond_signal(&queue->filled);
	}
	pthread_mutex_unlock(&queue->lock);
	return fits;
}

struct job *queue_take(struct queue *queue)
{
	struct job *job = NULL;

	pthread_mutex_lock(&queue->lock);
	while (!queue->n && !queue->closed)
		pthread_cond_wait(&queue->filled, &queue->lock);
	if (queue->n) {
		job = queue->jobs[queue->first];
		queue->first = (queue->first + 1) % queue->size;
		queue->n--;
	}
	pthread_mutex_unlock(&queue->lock);
	return job;
}

void queue_close(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->closed = true;
	pthread_cond_broadcast(&queue->filled);
	pthread_mutex_unlock(&queue->lock);
}
