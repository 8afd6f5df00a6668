// SPDX-License-Identifier: MIT
/* Independent tasks on a few threads, taken from a common counter. */

#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "parallel.h"

struct pool {
	void (*fn)(void *arg, unsigned int task);
	void *arg;
	unsigned int tasks;
	atomic_uint next;
};

static void *work(void *p)
{
	struct pool *pool = p;
	unsigned int task;

	while ((task = atomic_fetch_add(&pool->next, 1)) < pool->tasks)
		pool->fn(pool->arg, task);
	return NULL;
}

void zkcap_parallel(unsigned int threads, unsigned int tasks,
		    void (*fn)(void *arg, unsigned int task), void *arg)
{
	struct pool pool = { .fn = fn, .arg = arg, .tasks = tasks };
	pthread_t thread[ZKCAP_MAX_THREADS];
	unsigned int started = 0;

	while (started + 1 < threads && started + 1 < tasks && started < ZKCAP_MAX_THREADS) {
		if (pthread_create(&thread[started], NULL, work, &pool))
			break;
		started++;
	}
	work(&pool);
	while (started-- > 0)
		pthread_join(thread[started], NULL);
}

unsigned int zkcap_online_threads(void)
{
	cpu_set_t set;
	int n;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	n = CPU_COUNT(&set);
	if (n < 1)
		return 1;
	return n < ZKCAP_MAX_THREADS ? (unsigned int)n : ZKCAP_MAX_THREADS;
}
