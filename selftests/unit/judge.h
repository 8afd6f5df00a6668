/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From encoded keys, commitments, inputs and proofs to a verdict, for tests: the
 * tables and the working memory are made on first use.
 */
#ifndef SELFTESTS_UNIT_JUDGE_H
#define SELFTESTS_UNIT_JUDGE_H

#include "plonk.h"

#define JUDGE_MAX_BYTES 2048

/**
 * struct judge_case - an encoded statement and its proof
 *
 * Lengths are apart so that wrong ones can be tried.
 */
struct judge_case {
	u8 key[JUDGE_MAX_BYTES];
	size_t key_len;
	u8 context[ZK_CONTEXT_BYTES];
	u8 commitment[ZK_POINT_BYTES];
	struct zk_fr publics[ZK_MAX_PUBLIC + 1];
	size_t n_publics;
	u8 proof[JUDGE_MAX_BYTES];
	size_t proof_len;
};

/* The tables, and memory for one verification at a time; ends the program without */
const struct zk_srs *judge_srs(void);
struct zk_plonk_scratch *judge_scratch(void);

/* The worked example's statement and proof */
void judge_example(struct judge_case *c);

/**
 * struct judge_decoded - a key and a commitment, decoded
 */
struct judge_decoded {
	struct zk_vk vk;
	struct zk_commitment commitment;
};

/* Verdict of decoding; ZK_ACCEPT: @d is filled in */
enum zk_verdict judge_decode(struct judge_decoded *d, const struct judge_case *c,
			     enum zk_element *element);

/* The statement of a decoded case; points into both */
struct zk_statement judge_statement(const struct judge_decoded *d, const struct judge_case *c);

/* Decode, then verify */
enum zk_verdict judge(const struct judge_case *c, enum zk_element *element);

#endif /* SELFTESTS_UNIT_JUDGE_H */
