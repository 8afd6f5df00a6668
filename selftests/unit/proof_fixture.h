/* SPDX-License-Identifier: GPL-2.0-only */
/* From a circuit and its witness to a proof and the verifier's word on it */
#ifndef SELFTEST_PROOF_FIXTURE_H
#define SELFTEST_PROOF_FIXTURE_H

#include "plonk.h"
#include "prover.h"
#include "rand.h"

/**
 * struct proof_fixture - a statement ready to be proved and verified
 * @key: the circuit made ready
 * @vk: its verifying key
 * @slots: the column that is committed to
 * @opening: r0
 * @commitment: V
 * @publics: public inputs
 * @context: what proofs are bound to
 */
struct proof_fixture {
	struct zkcap_prover_key *key;
	u8 vk[ZKCAP_VK_BYTES];
	const struct zk_fr *slots;
	struct zk_fr opening;
	u8 commitment[ZKCAP_COMMITMENT_BYTES];
	const struct zk_fr *publics;
	u8 context[ZKCAP_CONTEXT_BYTES];
};

/* Makes key and commitment; @circuit, @slots and @publics must outlive the fixture */
void proof_fixture_init(struct proof_fixture *f, const struct zkcap_circuit *circuit,
			const struct zk_fr *slots, const struct zk_fr *publics, u64 seed);
void proof_fixture_free(struct proof_fixture *f);

/* The request for zkcap_prove_witness(), on one thread */
struct zkcap_prove_request proof_fixture_request(const struct proof_fixture *f,
						 const struct zkcap_rand *rand);
/* What the verifier says to a proof */
enum zk_verdict proof_fixture_verify(const struct proof_fixture *f,
				     const u8 proof[ZKCAP_PROOF_BYTES]);

#endif /* SELFTEST_PROOF_FIXTURE_H */
