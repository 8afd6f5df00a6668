// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows for the verifier: one proof and several of one request, each for a key of its own,
 * beside the same primitives composed from the reference's, and its own opening check.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_circuit.h"
#include "plonk.h"

#define MAX_PROOFS 8
/* About how long the samples are of which batch_marginal is made */
#define MARGINAL_SAMPLE_NS 20e6

struct verify {
	struct zk_srs srs;
	struct zk_vk vk[MAX_PROOFS];
	struct zk_commitment commitment;
	struct zk_statement st[MAX_PROOFS];
	u8 proof[MAX_PROOFS][ZK_PROOF_BYTES];
	u8 context[ZK_CONTEXT_BYTES];
	struct zk_plonk_scratch scratch;
	size_t n;
	const struct bench *b;
	struct ref_msm *msm[2];
	struct ref_pairs *pairs[2];
	struct ref_kzg *kzg;
};

static void verifies(void *ctx, size_t n)
{
	struct verify *v = ctx;
	struct zk_fault fault;

	while (n--)
		if (zk_plonk_verify(&v->srs, v->st, v->n, &fault, &v->scratch) != ZK_ACCEPT)
			bench_die("verify: refused");
}

/* What verifying a proof needs at the least: see "Numbers" in Documentation/benchmark.rst. */
static void compose(struct verify *v, int i, size_t n)
{
	const struct reference *ref = v->b->ref[i];
	ref_point sum;
	int p;

	while (n--) {
		for (p = 0; p < ZK_PROOF_POINTS; p++)
			if (!ref->decode(v->proof[0] + 48 * p))
				bench_die("verify: blst refuses a point");
		ref->msm(v->msm[i], sum);
		if (!ref->pairing(v->pairs[i]))
			bench_die("verify: not one for blst");
	}
}

static void composed(void *ctx, size_t n)
{
	compose(ctx, 0, n);
}

static void composed_plain(void *ctx, size_t n)
{
	compose(ctx, 1, n);
}

static void kzg_openings(void *ctx, size_t n)
{
	struct verify *v = ctx;

	while (n--)
		if (!v->b->ref[0]->kzg_verify(v->kzg))
			bench_die("verify_kzg_proof refuses a valid opening");
}

static void prepare_statements(struct verify *v, const struct zkcap_srs *srs)
{
	struct zk_vk_scratch *scratch = bench_alloc(sizeof(*scratch));
	enum zk_element element;
	size_t i;

	for (i = 0; i < MAX_PROOFS; i++) {
		struct bench_circuit *c = bench_circuit_new(srs, ZKCAP_MIN_LOG2N, i, v->b->fr);

		bench_circuit_prove(c, v->proof[i]);
		if (zk_vk_decode(&v->vk[i], c->vk, sizeof(c->vk), &element, scratch) ||
		    zk_commitment_decode(&v->commitment, c->v))
			bench_die("verify: key or commitment refused");
		memcpy(v->context, c->context, sizeof(v->context));
		v->st[i] = (struct zk_statement){
			.vk = &v->vk[i],
			.commitment = &v->commitment,
			.context = v->context,
			.proof = v->proof[i],
			.proof_len = sizeof(v->proof[i]),
		};
		bench_circuit_free(c);
	}
	free(scratch);
}

static void prepare_reference(struct verify *v)
{
	const struct bench *b = v->b;
	struct zk_g1_affine minus_g;
	ref_point g1[2];
	int i;

	memcpy(g1[0], b->points[1], sizeof(g1[0]));
	zk_g1_affine_neg(&minus_g, &b->affine[0]);
	zk_g1_to_bytes(g1[1], &minus_g);
	for (i = 0; i < 2; i++) {
		v->msm[i] = b->ref[i]->msm_new(b->points, b->scalars, 24);
		v->pairs[i] = b->ref[i]->pairs_new(b->g2, g1);
		if (!v->msm[i] || !v->pairs[i])
			bench_die("verify: the reference cannot be set up");
	}
	v->kzg = b->ref[0]->kzg_new(b->setup);
	if (!v->kzg)
		bench_die("%s: c-kzg does not take it", b->setup);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/*
 * What each further proof adds over the first, the worst of all numbers.  The numbers take
 * turns, with samples of one length, so that none has better chances of a quiet moment, and
 * each is only compared with the first of the same turn: the median counts.
 */
static double marginal(struct verify *v, const struct bench_way_fn *way)
{
	const unsigned int rounds = 4 * v->b->rounds;
	double *each[MAX_PROOFS + 1] = { NULL }, t, one = 0, worst = 0;
	size_t count[MAX_PROOFS + 1];
	unsigned int round;

	for (v->n = 1; v->n <= MAX_PROOFS; v->n *= 2) {
		each[v->n] = bench_alloc(rounds * sizeof(*each[v->n]));
		count[v->n] = (size_t)(MARGINAL_SAMPLE_NS / bench_sample(way, false, 1)) + 1;
	}
	for (round = 0; round < rounds; round++)
		for (v->n = 1; v->n <= MAX_PROOFS; v->n *= 2) {
			t = bench_sample(way, false, count[v->n]);
			if (v->n == 1)
				one = t;
			else
				each[v->n][round] = (t / one - 1) / (double)(v->n - 1);
		}
	free(each[1]);
	for (v->n = 2; v->n <= MAX_PROOFS; v->n *= 2) {
		qsort(each[v->n], rounds, sizeof(*each[v->n]), by_value);
		if (each[v->n][rounds / 2] > worst)
			worst = each[v->n][rounds / 2];
		free(each[v->n]);
	}
	return worst;
}

void bench_verify(struct bench *b, const struct zkcap_srs *srs)
{
	struct verify *v = bench_alloc(sizeof(*v));
	struct zk_srs_scratch *scratch = bench_alloc(sizeof(*scratch));
	struct bench_way_fn ways[BENCH_WAYS] = {
		[BENCH_ZK] = { verifies, v },
		[BENCH_REF] = { composed, v },
		[BENCH_ZK_PLAIN] = { verifies, v },
		[BENCH_REF_PLAIN] = { composed_plain, v },
	};
	const struct bench_way_fn kzg[BENCH_WAYS] = {
		[BENCH_REF] = { kzg_openings, v },
	};
	double one[BENCH_WAYS], more[BENCH_WAYS], opening[BENCH_WAYS];
	char name[32];
	int i;

	memset(v, 0, sizeof(*v));
	v->b = b;
	v->n = 1;
	if (!zk_srs_init(&v->srs, &zk_srs_const, scratch))
		bench_die("verify: the reference string's constants are refused");
	prepare_statements(v, srs);
	prepare_reference(v);

	bench_row(b, "verify_1", ways, one);
	ways[BENCH_REF].run = NULL;
	ways[BENCH_REF_PLAIN].run = NULL;
	for (v->n = 2; v->n <= MAX_PROOFS; v->n *= 2) {
		snprintf(name, sizeof(name), "verify_%zu", v->n);
		bench_row(b, name, ways, more);
	}
	bench_row(b, "kzg_opening", kzg, opening);

	bench_ratio(b, "verify_vs_blst", one[BENCH_ZK] / one[BENCH_REF], 1.0);
	bench_ratio(b, "verify_plain_vs_blst_plain", one[BENCH_ZK_PLAIN] / one[BENCH_REF_PLAIN],
		    1.0);
	bench_ratio(b, "batch_marginal", marginal(v, &ways[BENCH_ZK]), 0.5);
	bench_ratio(b, "verify_vs_kzg_opening", one[BENCH_ZK] / opening[BENCH_REF], 0);
	json_object_set_new(b->memory, "verifier_scratch", json_integer(sizeof(v->scratch)));
	json_object_set_new(b->memory, "verifier_srs_tables", json_integer(sizeof(v->srs)));
	json_object_set_new(b->memory, "verifier_key", json_integer(sizeof(v->vk[0])));
	for (i = 0; i < 2; i++) {
		b->ref[i]->msm_free(v->msm[i]);
		b->ref[i]->pairs_free(v->pairs[i]);
	}
	b->ref[0]->kzg_free(v->kzg);
	free(scratch);
	free(v);
}
