/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Statements, and what each comes down to: two sums of points, A and B, of
 * which e(A, [x]_2) = e(B, [1]_2) is left to be checked.
 */
#ifndef ZK_CLAIM_H
#define ZK_CLAIM_H

#include "transcript.h"
#include "verdict.h"
#include "vk.h"

#define ZK_PROOF_BYTES 816
#define ZK_PROOF_POINTS 11
#define ZK_PROOF_SCALARS 9
#define ZK_CONTEXT_BYTES 32

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

/* Indices of a proof's points */
enum {
	ZK_PT_V, ZK_PT_T, ZK_PT_A, ZK_PT_B, ZK_PT_C, ZK_PT_Z, ZK_PT_T_LO, ZK_PT_T_MID, ZK_PT_T_HI,
	ZK_PT_W_ZETA, ZK_PT_W_ZETA_W,
};

/* Indices of a key's points */
enum {
	ZK_PT_QM, ZK_PT_QL, ZK_PT_QR, ZK_PT_QO, ZK_PT_QC, ZK_PT_QI, ZK_PT_S1, ZK_PT_S2, ZK_PT_S3,
};

/**
 * struct zk_claim - coefficients of the points in A and B
 * @st: the statement
 * @final: the transcript's state after the last challenge
 * @pt: the proof's points
 * @u: A = W_zeta + u * W_zw
 * @key: coefficients in B of the key's points
 * @proof: coefficients in B of the proof's points
 * @commitment: coefficient in B of V
 * @g1: coefficient in B of [1]_1
 * @z0: coefficient in B of [x^128 - 1]_1
 * @z1: coefficient in B of [x^129 - x]_1
 */
struct zk_claim {
	const struct zk_statement *st;
	struct zk_transcript final;
	struct zk_g1_affine pt[ZK_PROOF_POINTS];
	struct zk_fr u;
	struct zk_fr key[ZK_VK_POINTS];
	struct zk_fr proof[ZK_PROOF_POINTS];
	struct zk_fr commitment;
	struct zk_fr g1;
	struct zk_fr z0;
	struct zk_fr z1;
};

/* Working memory of zk_claim_make(): a proof's scalars, the challenges, and L_i(zeta) */
struct zk_claim_scratch {
	struct zk_fr a, b, c, s1, s2, z_w, v, s_0, s_1;
	struct zk_fr e, beta, gamma, alpha, zeta, nu, u, rho;
	struct zk_fr zeta_n, zh, l0, pi;
	struct zk_fr root[ZK_MAX_PUBLIC + 1];
	struct zk_fr prefix[ZK_MAX_PUBLIC + 1];
	u8 pub[ZK_MAX_PUBLIC * ZK_FR_BYTES];
};

/**
 * zk_claim_make() - decode a proof and compute its coefficients
 * @claim: result, meaningful only when accepted; keeps the pointer @st
 * @st: statement
 * @element: the element at fault
 * @scratch: working memory
 *
 * Return: ZK_ACCEPT if all that is left is the equation, else the reason.
 */
enum zk_verdict zk_claim_make(struct zk_claim *claim, const struct zk_statement *st,
			      enum zk_element *element, struct zk_claim_scratch *scratch);

#endif /* ZK_CLAIM_H */
