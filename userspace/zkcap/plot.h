/* SPDX-License-Identifier: MIT */
/* Leases against time, and the pool, drawn with letters. */
#ifndef ZKCAP_PLOT_H
#define ZKCAP_PLOT_H

#include <stdio.h>

#include "client_open.h"

/* Most leases that are drawn; of more, those that ended first are forgotten */
#define PLOT_LEASES 256
#define PLOT_POOLS 80
#define PLOT_LABEL 64

/**
 * struct plot_lease - a grant as it was seen
 * @id: of the grant
 * @label: offer and resources
 * @from: when it was first seen, boottime in milliseconds
 * @to: when it ends or ended
 * @seen: it was there at the last look
 */
struct plot_lease {
	uint64_t id;
	char label[PLOT_LABEL];
	uint64_t from;
	uint64_t to;
	bool seen;
};

/**
 * struct plot - what was seen since the beginning
 * @began: boottime in milliseconds
 * @now: of the last look
 * @leases: @n_leases of them, in the order in which they were seen
 * @pools: @n_pools of them; none for those who may not see it
 */
struct plot {
	uint64_t began;
	uint64_t now;
	size_t n_leases;
	struct plot_lease leases[PLOT_LEASES];
	size_t n_pools;
	struct zkcap_pool pools[PLOT_POOLS];
};

/* Looks at grants and pool.  Return: 0 or a negative errno. */
int plot_look(struct plot *plot, struct zkcap_client *client, struct zkcap_error *err);

/* Draws what was seen, width columns wide. */
void plot_draw(const struct plot *plot, FILE *out, int width);

#endif /* ZKCAP_PLOT_H */
