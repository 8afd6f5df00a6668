// SPDX-License-Identifier: MIT
#include "limit.h"

#include <stdlib.h>

#define CHAINS 1024

/*
 * The generic cell rate algorithm: one number a tenant, the time at which its bucket
 * will be full again.  A full bucket needs no memory.
 */
struct bucket {
	struct bucket *next;
	uint64_t tenant;
	uint64_t full_at_us;
};

struct limit {
	uint64_t interval_us;
	uint64_t depth_us;
	struct bucket *chains[CHAINS];
};

struct limit *limit_new(unsigned int rate, unsigned int burst)
{
	struct limit *limit = calloc(1, sizeof(*limit));

	if (!limit)
		return NULL;
	limit->interval_us = 1000000 / rate;
	limit->depth_us = limit->interval_us * burst;
	return limit;
}

void limit_free(struct limit *limit)
{
	struct bucket *bucket;
	unsigned int i;

	for (i = 0; limit && i < CHAINS; i++) {
		while (limit->chains[i]) {
			bucket = limit->chains[i];
			limit->chains[i] = bucket->next;
			free(bucket);
		}
	}
	free(limit);
}

/* Finds a tenant's bucket, and frees the full ones on the way. */
static struct bucket *find(struct bucket **at, uint64_t tenant, uint64_t now_us)
{
	struct bucket *bucket;

	while (*at) {
		bucket = *at;
		if (bucket->tenant == tenant)
			return bucket;
		if (bucket->full_at_us > now_us) {
			at = &bucket->next;
			continue;
		}
		*at = bucket->next;
		free(bucket);
	}
	*at = calloc(1, sizeof(**at));
	if (*at)
		(*at)->tenant = tenant;
	return *at;
}

bool limit_take(struct limit *limit, uint64_t tenant, uint64_t now_ms)
{
	uint64_t now_us = now_ms * 1000, full_at_us;
	struct bucket *bucket = find(&limit->chains[tenant % CHAINS], tenant, now_us);

	if (!bucket)
		return false;
	full_at_us = bucket->full_at_us > now_us ? bucket->full_at_us : now_us;
	full_at_us += limit->interval_us;
	if (full_at_us - now_us > limit->depth_us)
		return false;
	bucket->full_at_us = full_at_us;
	return true;
}
