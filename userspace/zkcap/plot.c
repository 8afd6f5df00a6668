// SPDX-License-Identifier: MIT
#include "plot.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "attestation_file.h"
#include "client_json.h"
#include "quantity.h"

#define LABEL_COLUMNS 34
#define TIME_COLUMNS 10
#define BAR_MIN 10

static struct plot_lease *find(struct plot *plot, uint64_t id)
{
	size_t i;

	for (i = 0; i < plot->n_leases; i++)
		if (plot->leases[i].id == id)
			return &plot->leases[i];
	return NULL;
}

/* Room for one more: the first that is over makes place. */
static struct plot_lease *add(struct plot *plot)
{
	size_t i;

	if (plot->n_leases < PLOT_LEASES)
		return &plot->leases[plot->n_leases++];
	for (i = 0; i < PLOT_LEASES; i++) {
		if (plot->leases[i].seen)
			continue;
		memmove(&plot->leases[i], &plot->leases[i + 1],
			(PLOT_LEASES - i - 1) * sizeof(plot->leases[0]));
		return &plot->leases[PLOT_LEASES - 1];
	}
	return NULL;
}

static int note_grant(const struct zkcap_grant *grant, void *arg)
{
	cleanup_json json_t *resources = client_json_resources(&grant->resources, true);
	struct plot *plot = arg;
	struct plot_lease *lease = find(plot, grant->id);

	if (!lease) {
		lease = add(plot);
		if (!lease)
			return 0;
		memset(lease, 0, sizeof(*lease));
		lease->id = grant->id;
		lease->from = plot->now;
	}
	lease->seen = grant->state == ZKCAP_GRANT_STATE_ACTIVE;
	lease->to = plot->now + grant->expires_in_ms;
	snprintf(lease->label, sizeof(lease->label), "%.20s: %.40s", grant->offer,
		 resources ? json_string_value(resources) : "");
	return 0;
}

static int note_pool(const struct zkcap_pool *pool, void *arg)
{
	struct plot *plot = arg;

	if (plot->n_pools < PLOT_POOLS)
		plot->pools[plot->n_pools++] = *pool;
	return 0;
}

int plot_look(struct plot *plot, struct zkcap_client *client, struct zkcap_error *err)
{
	size_t i;
	int rc;

	plot->now = zkcap_boottime_ms();
	if (!plot->began)
		plot->began = plot->now;
	for (i = 0; i < plot->n_leases; i++)
		plot->leases[i].seen = false;
	rc = zkcap_grant_dump(client, note_grant, plot, err);
	if (rc)
		return rc;
	/* What is gone ended before its time, or in it. */
	for (i = 0; i < plot->n_leases; i++)
		if (!plot->leases[i].seen && plot->leases[i].to > plot->now)
			plot->leases[i].to = plot->now;
	plot->n_pools = 0;
	rc = zkcap_pool_dump(client, note_pool, plot, err);
	return rc == -EPERM ? 0 : rc;
}

static void repeat(FILE *out, char c, int n)
{
	for (; n > 0; n--)
		fputc(c, out);
}

static void draw_pool(const struct zkcap_pool *pool, FILE *out, int width)
{
	char kind[ZKCAP_QUANTITY_TEXT], allocated[ZKCAP_QUANTITY_TEXT];
	char capacity[ZKCAP_QUANTITY_TEXT];
	double part = pool->capacity ? (double)pool->allocated / (double)pool->capacity : 0;
	int used = (int)(part * width);

	/* Little is not nothing. */
	if (pool->allocated && !used)
		used = 1;
	if (used > width)
		used = width;
	fprintf(out, "%-8.8s %-12.12s [", zkcap_kind_name(pool->kind, kind), pool->name);
	repeat(out, '#', used);
	repeat(out, '.', width - used);
	fprintf(out, "] %s of %s\n", zkcap_amount_format(pool->kind, pool->allocated, allocated),
		zkcap_amount_format(pool->kind, pool->capacity, capacity));
}

/* The last moment that is drawn, at least a second after the first */
static uint64_t horizon(const struct plot *plot)
{
	uint64_t end = plot->now + 1000;
	size_t i;

	for (i = 0; i < plot->n_leases; i++)
		if (plot->leases[i].to > end)
			end = plot->leases[i].to;
	return end;
}

static int column(const struct plot *plot, uint64_t when, uint64_t end, int width)
{
	if (when <= plot->began)
		return 0;
	if (when >= end)
		return width;
	return (int)((double)(when - plot->began) / (double)(end - plot->began) * width);
}

/* Past is '=', what is left '-', the end of one that is over 'x', now '|'. */
static void draw_lease(const struct plot *plot, const struct plot_lease *lease, FILE *out,
		       uint64_t end, int width)
{
	int from = column(plot, lease->from, end, width), to = column(plot, lease->to, end, width);
	int now = column(plot, plot->now, end, width), i;
	char left[ZKCAP_QUANTITY_TEXT];

	fprintf(out, "%4" PRIu64 " %-*.*s ", lease->id, LABEL_COLUMNS - 6, LABEL_COLUMNS - 6,
		lease->label);
	for (i = 0; i <= width; i++) {
		if (i == to && !lease->seen)
			fputc('x', out);
		else if (i == now)
			fputc('|', out);
		else if (i >= from && i <= to)
			fputc(i < now ? '=' : '-', out);
		else
			fputc(' ', out);
	}
	fprintf(out, " %s\n", lease->seen ? zkcap_duration_format(lease->to - plot->now, left) :
		"over");
}

void plot_draw(const struct plot *plot, FILE *out, int width)
{
	char past[ZKCAP_QUANTITY_TEXT], future[ZKCAP_QUANTITY_TEXT];
	int bar = width - LABEL_COLUMNS - TIME_COLUMNS;
	uint64_t end = horizon(plot);
	size_t i;

	if (bar < BAR_MIN)
		bar = BAR_MIN;
	for (i = 0; i < plot->n_pools; i++)
		draw_pool(&plot->pools[i], out, bar - 4);
	if (plot->n_pools)
		fputc('\n', out);
	if (!plot->n_leases)
		fputs("no leases\n", out);
	for (i = 0; i < plot->n_leases; i++)
		draw_lease(plot, &plot->leases[i], out, end, bar);
	if (plot->n_leases)
		fprintf(out, "%*s %s ago ... now | ... in %s\n", LABEL_COLUMNS - 1, "",
			zkcap_duration_format(plot->now - plot->began, past),
			zkcap_duration_format(end - plot->now, future));
}
