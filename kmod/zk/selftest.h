/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef ZK_SELFTEST_H
#define ZK_SELFTEST_H

#include "plonk.h"

/**
 * struct zk_known_proof - a statement known to hold, with its proof
 * @vk: encoded key, with one public input
 * @context: what the proof is bound to
 * @commitment: encoded V
 * @proof: encoded proof
 * @public: the public input
 */
struct zk_known_proof {
	u8 vk[ZK_VK_BYTES];
	u8 context[ZK_CONTEXT_BYTES];
	u8 commitment[ZK_POINT_BYTES];
	u8 proof[ZK_PROOF_BYTES];
	u64 public;
};

/* Generated from the worked example by scripts/gen_selftest_proof.py */
extern const struct zk_known_proof zk_known_proof;

/**
 * struct zk_selftest_scratch - working memory of zk_selftest()
 * @vk: the known key
 * @commitment: the known commitment
 * @public: the known public input
 * @other_commitment: changed
 * @other_public: changed
 * @context: changed
 * @proof: changed
 * @work: of one stage at a time
 */
struct zk_selftest_scratch {
	struct zk_vk vk;
	struct zk_commitment commitment, other_commitment;
	struct zk_fr public, other_public;
	u8 context[ZK_CONTEXT_BYTES];
	u8 proof[ZK_PROOF_BYTES];
	union {
		struct zk_vk_scratch vk;
		struct zk_plonk_scratch plonk;
	} work;
};

/**
 * zk_selftest() - verify known proofs, good and bad, before serving anything
 * @srs: tables that will be used from now on
 * @scratch: working memory
 *
 * Precomputed tables are trusted by every later verification: zeroed or
 * corrupt ones could make it accept anything.  Nothing may be verified with
 * @srs unless this passes, once at module load and once in each process.
 *
 * Return: 0, or the number of the first check with the wrong outcome, from 1.
 */
int zk_selftest(const struct zk_srs *srs, struct zk_selftest_scratch *scratch);

#endif /* ZK_SELFTEST_H */
