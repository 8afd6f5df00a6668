/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The PLONK verifier with a committed attribute column.  The protocol is
 * described in Documentation/proof-system.rst.
 */
#ifndef ZK_PLONK_H
#define ZK_PLONK_H

#include "srs.h"
#include "verdict.h"
#include "vk.h"

#define ZK_PROOF_BYTES 816
#define ZK_PROOF_POINTS 11
#define ZK_PROOF_SCALARS 9
#define ZK_CONTEXT_BYTES 32
/* Most statements that one call takes: more go into a second call */
#define ZK_MAX_BATCH 16

/**
 * struct zk_statement - one proof and what it is to prove
 * @vk: key of the capability; statements that share a key should share the pointer
 * @commitment: the platform's attributes; likewise
 * @context: ZK_CONTEXT_BYTES, to which the proof is bound
 * @publics: @n_publics public inputs
 * @n_publics: must be the key's number
 * @proof: @proof_len bytes, which nobody may change while they are verified
 * @proof_len: must be ZK_PROOF_BYTES
 */
struct zk_statement {
	const struct zk_vk *vk;
	const struct zk_commitment *commitment;
	const u8 *context;
	const struct zk_fr *publics;
	size_t n_publics;
	const u8 *proof;
	size_t proof_len;
};

/**
 * struct zk_fault - what a refusal is about
 * @statement: index of the first statement refused
 * @element: the proof's element at fault, or ZK_ELEMENT_NONE
 */
struct zk_fault {
	size_t statement;
	enum zk_element element;
};

/* Working memory of the verifier: sizeof(), allocate it, never on a kernel stack */
struct zk_plonk_scratch;

/**
 * zk_plonk_verify() - verify one proof, or several with one pairing check
 * @srs: tables of the reference string, from zk_srs_init()
 * @st: @n statements
 * @n: 1..ZK_MAX_BATCH
 * @fault: filled in on every refusal; may be NULL
 * @scratch: working memory, contents do not matter before or after
 *
 * With several statements the equations are combined with one random weight
 * each, drawn from all the proofs' transcripts.  All hold or the combination
 * fails but for a chance of 2^-250; when it fails, the statements are checked
 * one by one, so that @fault names the first that does not hold.
 *
 * All data is public: the time depends on it.
 *
 * Return: ZK_ACCEPT when every statement holds, else the first one's reason.
 */
enum zk_verdict zk_plonk_verify(const struct zk_srs *srs, const struct zk_statement *st, size_t n,
				struct zk_fault *fault, struct zk_plonk_scratch *scratch);

#endif /* ZK_PLONK_H */
