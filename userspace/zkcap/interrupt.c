// SPDX-License-Identifier: MIT
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>

#define N_SIGNALS (sizeof(signals) / sizeof(signals[0]))

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

atomic_int interrupted;

static void note(int number)
{
	interrupted = number;
}

void interrupt_catch(void)
{
	struct sigaction action = { .sa_handler = note }, old;
	size_t i;

	for (i = 0; i < N_SIGNALS; i++)
		if (!sigaction(signals[i], NULL, &old) && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
}

void interrupt_hold(void)
{
	sigset_t held;
	size_t i;

	sigemptyset(&held);
	for (i = 0; i < N_SIGNALS; i++)
		sigaddset(&held, signals[i]);
	sigprocmask(SIG_BLOCK, &held, NULL);
}
