/* SPDX-License-Identifier: MIT */
/*
 * The prover: PLONK with a committed attribute column, as described in
 * Documentation/proof-system.rst.
 */
#ifndef ZKCAP_PROVER_H
#define ZKCAP_PROVER_H

#include "prover_key.h"

#define ZKCAP_PROOF_BYTES 816
#define ZKCAP_CONTEXT_BYTES 32
#define ZKCAP_COMMITMENT_BYTES 48

/**
 * struct zkcap_prove_request - what is to be proved, of what
 * @slots: the ZKCAP_SLOTS values of the attribute column; secret
 * @opening: r0, with which the column was committed to; secret
 * @commitment: V = sum slots[i] [L_i(x)]_1 + r0 [x^128 - 1]_1, compressed
 * @context: ZKCAP_CONTEXT_BYTES that the proof is bound to
 * @publics: the circuit's public inputs
 * @rand: source of the blinders, drawn in the order d0 d1 t0 t1, a a b b c c, z z z,
 *	and two that tie the parts of the quotient; the constant term comes first
 * @threads: 1 .. ZKCAP_MAX_THREADS; the proof does not depend on it
 * @constant_time: also make the large sums in constant time, which takes ten
 *	to twenty times as long.  Without it they are in variable time; see
 *	Documentation/prover.rst, "Side channels".
 */
struct zkcap_prove_request {
	const struct zk_fr *slots;
	const struct zk_fr *opening;
	const u8 *commitment;
	const u8 *context;
	const struct zk_fr *publics;
	const struct zkcap_rand *rand;
	unsigned int threads;
	bool constant_time;
};

/**
 * zkcap_prove() - prove that a definition holds for a committed column
 * @proof: result
 * @key: of the definition
 * @rq: the statement and its secrets
 *
 * The column that the proof works on is
 *
 *	v'(X) = v(X) + (r0 + d0 + d1 X) (X^128 - 1)
 *
 * where v interpolates the slots: the polynomial of V' = V + d0 Z0 + d1 Z1.  The
 * opening r0 is part of it, so v'(zeta) opens V' and not [v(x)]_1.
 *
 * r0, d0, d1, t0, t1 meet constant-time code only.  All secrets are wiped from
 * memory before it returns, whether it fails or not.
 *
 * Return: 0; -EDOM if the definition does not hold, with the term that fails;
 * -ENOMEM; the source's error.
 */
int zkcap_prove(u8 proof[ZKCAP_PROOF_BYTES], const struct zkcap_prover_key *key,
		const struct zkcap_prove_request *rq, struct zkcap_error *err);

/**
 * zkcap_prove_witness() - the same for given values of the circuit's variables
 * @vars: circuit->n_vars values; secret
 *
 * With @rq->constant_time, the whole of it is in constant time.
 *
 * Return: as zkcap_prove(); -EDOM if some row does not hold, without saying which.
 */
int zkcap_prove_witness(u8 proof[ZKCAP_PROOF_BYTES], const struct zkcap_prover_key *key,
			const struct zkcap_prove_request *rq, const struct zk_fr *vars,
			struct zkcap_error *err);

/**
 * zkcap_commit_slots() - V, in constant time
 * @v: result
 * @slots: ZKCAP_SLOTS values
 * @opening: r0
 */
void zkcap_commit_slots(struct zk_g1_affine *v, const struct zkcap_srs *srs,
			const struct zk_fr *slots, const struct zk_fr *opening);

#endif /* ZKCAP_PROVER_H */
