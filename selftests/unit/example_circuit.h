/* SPDX-License-Identifier: GPL-2.0-only */
/* The worked example as the prover takes it */
#ifndef SELFTEST_EXAMPLE_CIRCUIT_H
#define SELFTEST_EXAMPLE_CIRCUIT_H

#include "prover.h"

/**
 * struct example_proof - the worked example, parsed
 * @circuit: its gates
 * @vars: values of all variables
 * @slots: the attribute column
 * @opening: r0
 * @publics: public inputs
 * @vk: verifying key
 * @context: of the proof
 * @commitment: V
 * @proof: what comes out
 * @blinders: in the order in which they are drawn
 */
struct example_proof {
	struct zkcap_circuit *circuit;
	struct zk_fr vars[128];
	struct zk_fr slots[ZKCAP_SLOTS];
	struct zk_fr opening;
	struct zk_fr publics[1];
	u8 vk[ZKCAP_VK_BYTES];
	u8 context[ZKCAP_CONTEXT_BYTES];
	u8 commitment[ZKCAP_COMMITMENT_BYTES];
	u8 proof[ZKCAP_PROOF_BYTES];
	struct zk_fr blinders[15];
};

/* The same for all callers, never freed */
const struct example_proof *example_proof(void);

#endif /* SELFTEST_EXAMPLE_CIRCUIT_H */
