/* SPDX-License-Identifier: GPL-2.0-only */
/* Circuits of no meaning that use every kind of gate, with values that satisfy them */
#ifndef SELFTEST_RANDOM_CIRCUIT_H
#define SELFTEST_RANDOM_CIRCUIT_H

#include "circuit.h"
#include "sample.h"

/**
 * struct random_circuit - a circuit and its witness
 * @circuit: every row in use, permutation derived; no witness program
 * @vars: values of all variables
 * @slots: the attribute column
 * @publics: the public inputs
 */
struct random_circuit {
	struct zkcap_circuit *circuit;
	struct zk_fr *vars;
	struct zk_fr slots[ZKCAP_SLOTS];
	struct zk_fr publics[ZKCAP_MAX_PUBLIC];
};

/**
 * random_circuit_make() - make one
 * @large_percent: how many of the rows compute with values of full size; the others
 *	are bits and sums of bits, which is what compiled definitions consist of
 */
void random_circuit_make(struct random_circuit *r, struct sample *s, u8 log2n, u32 n_public,
			 unsigned int large_percent);
void random_circuit_free(struct random_circuit *r);

#endif /* SELFTEST_RANDOM_CIRCUIT_H */
