/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The PLONK verifier with a committed attribute column.  The protocol is
 * described in Documentation/proof-system.rst.
 */
#ifndef ZK_PLONK_H
#define ZK_PLONK_H

#include "claim.h"
#include "srs.h"

/* Most statements that one call takes: more go into a second call */
#define ZK_MAX_BATCH 16

/**
 * struct zk_fault - what a refusal is about
 * @statement: index of the first statement refused
 * @element: the proof's element at fault, or ZK_ELEMENT_NONE
 */
struct zk_fault {
	size_t statement;
	enum zk_element element;
};

/* [1]_1, Z0, Z1, and the points of each statement's key, commitment and proof */
#define ZK_MAX_TERMS (3 + ZK_MAX_BATCH * (ZK_VK_POINTS + 1 + ZK_PROOF_POINTS))

/**
 * struct zk_plonk_scratch - working memory of the verifier
 * @claims: what each statement comes down to
 * @terms: the points of A and B and their coefficients
 * @n_terms: how many there are
 * @sum: A and -B
 * @pair: the same, affine
 * @fp: for the change to affine
 * @work: of one stage at a time
 *
 * Large: allocate it, never put it on a kernel stack.
 */
struct zk_plonk_scratch {
	struct zk_claim claims[ZK_MAX_BATCH];
	struct zk_msm_term terms[ZK_MAX_TERMS];
	size_t n_terms;
	struct zk_g1 sum[2];
	struct zk_g1_affine pair[2];
	struct zk_fp fp[2];
	union {
		struct zk_claim_scratch claim;
		struct zk_msm_scratch msm;
		struct zk_pairing_scratch pairing;
	} work;
};

/**
 * zk_plonk_verify() - verify one proof, or several with one pairing check
 * @srs: tables of the reference string, from zk_srs_init()
 * @st: @n statements
 * @n: 1..ZK_MAX_BATCH
 * @fault: filled in on every refusal; may be NULL
 * @scratch: working memory, contents do not matter before or after
 *
 * With several statements the equations are combined with one random weight of
 * 128 bits each, drawn from all the proofs' transcripts.  All hold or the combination
 * fails but for a chance below 2^-127; when it fails, the statements are checked
 * one by one, so that @fault names the first that does not hold.
 *
 * All data is public: the time depends on it.
 *
 * Return: ZK_ACCEPT when every statement holds, else the first one's reason.
 */
enum zk_verdict zk_plonk_verify(const struct zk_srs *srs, const struct zk_statement *st, size_t n,
				struct zk_fault *fault, struct zk_plonk_scratch *scratch);

#endif /* ZK_PLONK_H */
