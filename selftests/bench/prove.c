// SPDX-License-Identifier: GPL-2.0-only
/* Rows for the prover, beside the reference's multi-scalar multiplication of as many points. */

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_circuit.h"

struct prove {
	const struct bench_circuit *circuit;
	const struct reference *ref[2];
	struct ref_msm *msm[2];
};

static void proves(void *ctx, size_t n)
{
	struct prove *p = ctx;
	u8 proof[ZKCAP_PROOF_BYTES];

	while (n--)
		bench_circuit_prove(p->circuit, proof);
}

static void ref_msms(void *ctx, size_t n)
{
	struct prove *p = ctx;
	ref_point sum;

	while (n--)
		p->ref[0]->msm(p->msm[0], sum);
}

static void ref_plain_msms(void *ctx, size_t n)
{
	struct prove *p = ctx;
	ref_point sum;

	while (n--)
		p->ref[1]->msm(p->msm[1], sum);
}

/* A number of /proc/self/status, in bytes */
static long status_bytes(const char *field)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	long kib = -1;

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, field, strlen(field)) == 0)
			kib = atol(line + strlen(field));
	if (f)
		fclose(f);
	return kib * 1024;
}

/* What proving adds to the resident set at its peak */
static long prove_memory(struct prove *p)
{
	FILE *reset = fopen("/proc/self/clear_refs", "w");
	long before;

	if (!reset || fputs("5", reset) < 0 || fclose(reset) != 0)
		bench_die("cannot reset the peak of the resident set");
	malloc_trim(0);
	before = status_bytes("VmRSS:");
	proves(p, 1);
	return status_bytes("VmHWM:") - before;
}

static void row_prove(struct bench *b, const struct zkcap_srs *srs, unsigned int log2n)
{
	struct bench_circuit *c = bench_circuit_new(srs, log2n, 0, b->fr);
	struct prove p = { .circuit = c };
	const struct bench_way_fn ways[BENCH_WAYS] = {
		[BENCH_ZK] = { proves, &p },
		[BENCH_REF] = { ref_msms, &p },
		[BENCH_ZK_PLAIN] = { proves, &p },
		[BENCH_REF_PLAIN] = { ref_plain_msms, &p },
	};
	double ns[BENCH_WAYS];
	char name[32];
	int i;

	for (i = 0; i < 2; i++) {
		p.ref[i] = b->ref[i];
		p.msm[i] = b->ref[i]->msm_new(b->points, b->scalars, 1u << log2n);
		if (!p.msm[i])
			bench_die("prove: blst refuses the points");
	}
	snprintf(name, sizeof(name), "prove_%u", 1u << log2n);
	json_object_set_new(b->memory, name, json_integer(prove_memory(&p)));
	bench_row(b, name, ways, ns);
	strcat(name, "_in_msm");
	bench_ratio(b, name, ns[BENCH_ZK] / ns[BENCH_REF], 5.0);
	for (i = 0; i < 2; i++)
		b->ref[i]->msm_free(p.msm[i]);
	bench_circuit_free(c);
}

void bench_prove(struct bench *b, const struct zkcap_srs *srs)
{
	unsigned int log2n;

	for (log2n = ZKCAP_MIN_LOG2N; log2n <= ZKCAP_MAX_LOG2N; log2n++)
		row_prove(b, srs, log2n);
}
