/* SPDX-License-Identifier: MIT */
/* Time as attestations and deadlines count it: it goes on while the machine sleeps. */
#ifndef ZKCAPD_CLOCK_H
#define ZKCAPD_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

#endif /* ZKCAPD_CLOCK_H */
