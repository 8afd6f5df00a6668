/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The benchmark's parts.  A row is one operation, done in up to four ways that are
 * measured in turns, so that what the machine is doing besides hits all of them.
 */
#ifndef BENCH_H
#define BENCH_H

#include <jansson.h>
#include <stddef.h>

#include "g1.h"
#include "reference.h"
#include "srs_tables.h"

/* The ways: ours and the reference's, each as fast as it can be and in plain C */
enum bench_way { BENCH_ZK, BENCH_REF, BENCH_ZK_PLAIN, BENCH_REF_PLAIN, BENCH_WAYS };

/**
 * struct bench_way_fn - one way of doing a row's operation
 * @run: does it n times; NULL if this way is not measured
 * @ctx: handed to @run
 */
struct bench_way_fn {
	void (*run)(void *ctx, size_t n);
	void *ctx;
};

/* Points and scalars for all, and the reference */
#define BENCH_POINTS 2048

/**
 * struct bench - what all parts share
 * @ref: the reference with assembly, and in plain C
 * @points: powers of the SRS, and the first two of G2
 * @affine: @points, decoded
 * @scalars: pseudo-random, the same in every run
 * @setup: c-kzg's setup file
 * @srs: name of the SRS file
 * @times: results for bench.json: {row: {way: nanoseconds}}
 * @ratios: results for bench.json
 * @limits: what they are not to exceed
 * @memory: results for bench.json, in bytes
 * @rounds: how often each way is measured; the best counts
 */
struct bench {
	const struct reference *ref[2];
	ref_point points[BENCH_POINTS];
	uint8_t g2[2][96];
	struct zk_g1_affine affine[BENCH_POINTS];
	ref_scalar scalars[BENCH_POINTS];
	struct zk_fr fr[BENCH_POINTS];
	const char *setup;
	const char *srs;
	json_t *times, *ratios, *limits, *memory;
	unsigned int rounds;
};

/**
 * bench_row() - measure one operation and print its line
 * @ways: indexed by enum bench_way
 * @ns: best time of one operation each way, in nanoseconds; 0 where not measured
 */
void bench_row(struct bench *b, const char *name, const struct bench_way_fn ways[BENCH_WAYS],
	       double ns[BENCH_WAYS]);

/* One measurement: nanoseconds that each of n operations took; plain: in plain C */
double bench_sample(const struct bench_way_fn *way, bool plain, size_t n);

/* Records a ratio, and the figure that it is not to exceed; 0 if there is none */
void bench_ratio(struct bench *b, const char *name, double ratio, double limit);
void bench_print_ratios(const struct bench *b);

/* Ends the program: the benchmark compares things that do not agree */
void bench_die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Never returns NULL */
void *bench_alloc(size_t size);

/* Around a run in plain C */
void bench_plain_begin(void);
void bench_plain_end(void);

void bench_primitives(struct bench *b);
void bench_verify(struct bench *b, const struct zkcap_srs *srs);
void bench_prove(struct bench *b, const struct zkcap_srs *srs);

#endif /* BENCH_H */
