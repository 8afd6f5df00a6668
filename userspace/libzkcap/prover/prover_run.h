/* SPDX-License-Identifier: MIT */
/* One proof in the making: state shared by the prover's rounds, nobody else's. */
#ifndef ZKCAP_PROVER_RUN_H
#define ZKCAP_PROVER_RUN_H

#include "prover.h"
#include "transcript.h"

#define COLUMN_TERMS (ZKCAP_SLOTS + 2)
#define WIRE_BLINDERS 2
#define Z_BLINDERS 3

/* Points of a proof, in their order */
enum prover_point {
	POINT_V, POINT_T, POINT_A, POINT_B, POINT_C, POINT_Z,
	POINT_T_LO, POINT_T_MID, POINT_T_HI, POINT_W, POINT_W_SHIFTED,
	PROOF_POINTS
};

/* Scalars of a proof, in their order */
enum prover_eval {
	EVAL_A, EVAL_B, EVAL_C, EVAL_S1, EVAL_S2, EVAL_Z_SHIFTED, EVAL_V,
	EVALS
};

/* Every blinder of a proof, in the order in which they are drawn */
struct prover_blinders {
	struct zk_fr d[2];
	struct zk_fr t[2];
	struct zk_fr wire[ZKCAP_WIRES][WIRE_BLINDERS];
	struct zk_fr z[Z_BLINDERS];
	struct zk_fr quotient[2];
};

/**
 * struct prover_run - the state of one proof
 * @key: the circuit
 * @rq: the statement
 * @proof: where points and scalars go as they are made
 * @transcript: what the verifier will have seen
 * @n: rows
 * @blind: the blinders
 * @column: v', COLUMN_TERMS coefficients
 * @wire_rows: values of a, b, c on H_n
 * @wire: their coefficients with blinders, n + 2
 * @z: the grand product's coefficients with blinders, n + 3
 * @wire_coset: a, b, c on the coset of 4n
 * @column_coset: v' on it
 * @z_coset: z on it
 * @quotient: t, 4n coefficients
 * @part: t in three parts, n + 6 coefficients each, with the cross blinders
 * @opening: numerators, then quotients of the two openings, n + 6
 * @scratch: 2n elements
 * @beta: challenge, and so on
 * @eval: evaluations at zeta, z at zeta * w
 * @memory: what the pointers above point into
 * @memory_elements: how many field elements that is
 */
struct prover_run {
	const struct zkcap_prover_key *key;
	const struct zkcap_prove_request *rq;
	u8 *proof;
	struct zk_transcript transcript;
	size_t n;
	struct prover_blinders blind;
	struct zk_fr column[COLUMN_TERMS];
	struct zk_fr *wire_rows[ZKCAP_WIRES];
	struct zk_fr *wire[ZKCAP_WIRES];
	struct zk_fr *z;
	struct zk_fr *wire_coset[ZKCAP_WIRES];
	struct zk_fr *column_coset;
	struct zk_fr *z_coset;
	struct zk_fr *quotient;
	struct zk_fr *part[3];
	struct zk_fr *opening[2];
	struct zk_fr *scratch;
	struct zk_fr beta, gamma, alpha, zeta, nu;
	struct zk_fr eval[EVALS];
	struct zk_fr *memory;
	size_t memory_elements;
};

/**
 * struct prover_sum - a commitment to be made
 * @out: result
 * @basis: points
 * @k: n scalars
 * @rc: 0 or a negative errno
 */
struct prover_sum {
	struct zk_g1_affine *out;
	const struct zkcap_basis *basis;
	const struct zk_fr *k;
	size_t n;
	int rc;
};

/* Makes n commitments, as rq->constant_time says */
int prover_commit(struct prover_run *run, struct prover_sum *sums, unsigned int n);
/* Writes points to the proof and absorbs each under its label */
void prover_publish(struct prover_run *run, enum prover_point first,
		    const struct zk_g1_affine *p, const char *const *labels, unsigned int n);

/* Round 2: the grand product's coefficients, blinded */
void prover_grand_product(struct prover_run *run);
/* Round 3: t, in three parts; -EDOM if the constraints do not hold */
int prover_quotient(struct prover_run *run);
/* Round 5: quotients of the two opening polynomials */
void prover_openings(struct prover_run *run);

#endif /* ZKCAP_PROVER_RUN_H */
