// SPDX-License-Identifier: GPL-2.0-only
/* Measuring in turns, and saying what came out. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench.h"
#include "cpu.h"
#include "g1_batch.h"

/* A sample lasts at least this long, so that the clock's own cost does not matter. */
#define SAMPLE_NS 20e6

static const char *const way_names[BENCH_WAYS] = { "zk", "blst", "zk_plain", "blst_plain" };

void bench_die(const char *fmt, ...)
{
	va_list ap;

	fputs("bench: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

void *bench_alloc(size_t size)
{
	void *p = aligned_alloc(64, (size + 63) & ~(size_t)63);

	if (!p)
		bench_die("out of memory");
	return p;
}

void bench_plain_begin(void)
{
	zk_cpu_force_plain();
	zkcap_g1_batch_force_plain(true);
}

void bench_plain_end(void)
{
	zk_cpu_detect();
	zkcap_g1_batch_force_plain(false);
}

/* CPU time, so that being preempted by others does not count. */
static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

double bench_sample(const struct bench_way_fn *way, bool plain, size_t n)
{
	double start, end;

	if (plain)
		bench_plain_begin();
	start = now_ns();
	way->run(way->ctx, n);
	end = now_ns();
	if (plain)
		bench_plain_end();
	return (end - start) / (double)n;
}

static void print_ns(double ns)
{
	if (ns <= 0)
		printf(" %11s", "-");
	else if (ns < 1e3)
		printf(" %8.1f ns", ns);
	else if (ns < 1e6)
		printf(" %8.1f us", ns / 1e3);
	else
		printf(" %8.2f ms", ns / 1e6);
}

static void print_ratio(double a, double b)
{
	if (a > 0 && b > 0)
		printf(" %6.2f", a / b);
	else
		printf(" %6s", "-");
}

void bench_row(struct bench *b, const char *name, const struct bench_way_fn ways[BENCH_WAYS],
	       double ns[BENCH_WAYS])
{
	size_t count[BENCH_WAYS];
	json_t *o = json_object();
	unsigned int round;
	int w;

	/* The first run, not counted, says how many make a sample. */
	for (w = 0; w < BENCH_WAYS; w++) {
		double once;

		ns[w] = 0;
		if (!ways[w].run)
			continue;
		once = bench_sample(&ways[w], w == BENCH_ZK_PLAIN, 1);
		count[w] = once < SAMPLE_NS ? (size_t)(SAMPLE_NS / once) + 1 : 1;
		if (count[w] > 1000000)
			count[w] = 1000000;
	}
	for (round = 0; round < b->rounds; round++)
		for (w = 0; w < BENCH_WAYS; w++) {
			double t;

			if (!ways[w].run)
				continue;
			t = bench_sample(&ways[w], w == BENCH_ZK_PLAIN, count[w]);
			if (ns[w] == 0 || t < ns[w])
				ns[w] = t;
		}

	printf("%-16s", name);
	for (w = 0; w < BENCH_WAYS; w++) {
		print_ns(ns[w]);
		if (ns[w] > 0)
			json_object_set_new(o, way_names[w], json_real(ns[w]));
	}
	print_ratio(ns[BENCH_ZK], ns[BENCH_REF]);
	print_ratio(ns[BENCH_ZK_PLAIN], ns[BENCH_REF_PLAIN]);
	putchar('\n');
	fflush(stdout);
	json_object_set_new(b->times, name, o);
}

void bench_ratio(struct bench *b, const char *name, double ratio, double limit)
{
	json_object_set_new(b->ratios, name, json_real(ratio));
	json_object_set_new(b->limits, name, json_real(limit));
}

void bench_print_ratios(const struct bench *b)
{
	const char *name;
	json_t *ratio;

	putchar('\n');
	json_object_foreach(b->ratios, name, ratio) {
		double limit = json_real_value(json_object_get(b->limits, name));

		printf("%-28s %6.2f", name, json_real_value(ratio));
		if (limit > 0)
			printf("   at most %.1f: %s", limit,
			       json_real_value(ratio) <= limit ? "reached" : "missed");
		putchar('\n');
	}
}
