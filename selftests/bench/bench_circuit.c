// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_circuit.h"
#include "verifying_key.h"

/*
 * Row 0: x = slot[0].  Row i: acc(i) = acc(i-1) * x - acc(i-1) * root(i), acc(0) = x.
 * Variable i is what row i defines.
 */
static struct zkcap_circuit *polynomial(unsigned int log2n, const struct zk_fr *roots)
{
	struct zkcap_circuit *c = zkcap_circuit_new((u8)log2n, 0);
	struct zk_fr minus_one;
	u32 i;

	if (!c)
		bench_die("out of memory");
	c->n_vars = c->n;
	c->n_used = c->n;
	c->steps = calloc(c->n_vars, sizeof(*c->steps));
	if (!c->steps)
		bench_die("out of memory");
	zk_fr_neg(&minus_one, &zk_fr_one);
	c->rows[0].q[ZKCAP_QI] = zk_fr_one;
	c->steps[0] = (struct zkcap_step){ .op = ZKCAP_STEP_SLOT };
	for (i = 0; i < c->n; i++) {
		struct zkcap_row *row = &c->rows[i];

		row->q[ZKCAP_QO] = minus_one;
		row->wire[2] = i;
		if (i == 0)
			continue;
		row->q[ZKCAP_QM] = zk_fr_one;
		zk_fr_neg(&row->q[ZKCAP_QL], &roots[i]);
		row->wire[0] = i - 1;
		row->wire[1] = 0;
		c->steps[i] = (struct zkcap_step){ .op = ZKCAP_STEP_ROW, .arg = i, .out = i };
	}
	if (zkcap_circuit_permute(c))
		bench_die("out of memory");
	return c;
}

struct bench_circuit *bench_circuit_new(const struct zkcap_srs *srs, unsigned int log2n,
					size_t seed, const struct zk_fr *fr)
{
	struct bench_circuit *c = bench_alloc(sizeof(*c));
	struct zk_g1_affine v;
	struct zkcap_error err;

	memset(c, 0, sizeof(*c));
	c->circuit = polynomial(log2n, fr + seed);
	memcpy(c->slots, fr, sizeof(c->slots));
	c->opening = fr[ZKCAP_SLOTS];
	zkcap_commit_slots(&v, srs, c->slots, &c->opening);
	zk_g1_to_bytes(c->v, &v);
	memset(c->context, 0xc7, sizeof(c->context));
	if (zkcap_vk_make(c->vk, c->circuit, srs, 1, &err) ||
	    zkcap_prover_key_new(&c->key, c->circuit, c->vk, srs, &err))
		bench_die("circuit: %s", err.message);
	return c;
}

void bench_circuit_free(struct bench_circuit *c)
{
	zkcap_prover_key_free(c->key);
	zkcap_circuit_free(c->circuit);
	free(c);
}

void bench_circuit_prove(const struct bench_circuit *c, u8 proof[ZKCAP_PROOF_BYTES])
{
	const struct zkcap_prove_request rq = {
		.slots = c->slots,
		.opening = &c->opening,
		.commitment = c->v,
		.context = c->context,
		.rand = &zkcap_rand_system,
		.threads = 1,
	};
	struct zkcap_error err;

	if (zkcap_prove(proof, c->key, &rq, &err))
		bench_die("prove: %s", err.message);
}
