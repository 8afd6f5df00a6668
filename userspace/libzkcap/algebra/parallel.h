/* SPDX-License-Identifier: MIT */
/* Independent tasks on a few threads. */
#ifndef ZKCAP_PARALLEL_H
#define ZKCAP_PARALLEL_H

#define ZKCAP_MAX_THREADS 16

/**
 * zkcap_parallel() - run fn(arg, 0), ..., fn(arg, tasks - 1), in any order
 * @threads: 1 .. ZKCAP_MAX_THREADS, the caller's own included.  Threads that
 *	cannot be started are done without.
 * @tasks: number of tasks; each must write only what is its own, so that the
 *	outcome does not depend on @threads
 */
void zkcap_parallel(unsigned int threads, unsigned int tasks,
		    void (*fn)(void *arg, unsigned int task), void *arg);

/* Processors that this process may run on, at most ZKCAP_MAX_THREADS */
unsigned int zkcap_online_threads(void);

#endif /* ZKCAP_PARALLEL_H */
