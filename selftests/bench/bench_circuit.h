/* SPDX-License-Identifier: GPL-2.0-only */
/* Circuits of a given size, proved and verified: what verify.c and prove.c measure. */
#ifndef BENCH_CIRCUIT_H
#define BENCH_CIRCUIT_H

#include "plonk.h"
#include "prover.h"

/**
 * struct bench_circuit - a circuit with all its rows in use, and a platform that meets it
 * @circuit: evaluates a polynomial with n - 1 random roots at attribute 0, one root a row,
 *	as a set does; all values on the wires are as large as the field
 * @slots: the attribute column
 * @opening: of @v
 * @v: the commitment, compressed
 * @context: what proofs are bound to
 * @vk: verifying key, encoded
 * @key: prover's key
 */
struct bench_circuit {
	struct zkcap_circuit *circuit;
	struct zk_fr slots[ZKCAP_SLOTS];
	struct zk_fr opening;
	u8 v[ZKCAP_COMMITMENT_BYTES];
	u8 context[ZKCAP_CONTEXT_BYTES];
	u8 vk[ZKCAP_VK_BYTES];
	struct zkcap_prover_key *key;
};

/**
 * bench_circuit_new() - make one
 * @seed: other seeds, other roots and keys; the attributes are the same for all
 * @fr: random scalars, at least 2^log2n + seed
 */
struct bench_circuit *bench_circuit_new(const struct zkcap_srs *srs, unsigned int log2n,
					size_t seed, const struct zk_fr *fr);
void bench_circuit_free(struct bench_circuit *c);

/* One proof, on one thread */
void bench_circuit_prove(const struct bench_circuit *c, u8 proof[ZKCAP_PROOF_BYTES]);

#endif /* BENCH_CIRCUIT_H */
