/* SPDX-License-Identifier: MIT */
/*
 * What the prover computes once for a circuit and uses in every proof: the
 * selectors and the permutation as coefficients and as values on the coset of 4n.
 */
#ifndef ZKCAP_PROVER_KEY_H
#define ZKCAP_PROVER_KEY_H

#include "circuit.h"
#include "ntt.h"
#include "srs_tables.h"

#define ZKCAP_VK_BYTES 504

/**
 * struct zkcap_prover_key - a circuit made ready; read-only once made
 * @circuit: the circuit, which must outlive the key
 * @srs: the tables, which must outlive the key
 * @vk_digest: SHA-256 of the verifying key, which the transcript begins with
 * @rows: H_n
 * @coset: H_4n, whose coset by 7 the quotient is computed on
 * @selector: coefficients, n each
 * @sigma: S1, S2, S3, coefficients, n each
 * @sigma_rows: their values on H_n
 * @selector_coset: values on the coset, 4n each
 * @sigma_coset: values on the coset, 4n each
 * @l0_coset: L_0, 4n values on the coset
 * @x_coset: the 4n points of the coset
 * @vanishing_inv: 1/(X^n - 1) on the coset, which has four values, by index mod 4
 * @memory: what the pointers above point into
 */
struct zkcap_prover_key {
	const struct zkcap_circuit *circuit;
	const struct zkcap_srs *srs;
	u8 vk_digest[32];
	struct zkcap_domain rows;
	struct zkcap_domain coset;
	struct zk_fr *selector[ZKCAP_SELECTORS];
	struct zk_fr *sigma[ZKCAP_WIRES];
	struct zk_fr *sigma_rows[ZKCAP_WIRES];
	struct zk_fr *selector_coset[ZKCAP_SELECTORS];
	struct zk_fr *sigma_coset[ZKCAP_WIRES];
	struct zk_fr *l0_coset;
	struct zk_fr *x_coset;
	struct zk_fr vanishing_inv[4];
	struct zk_fr *memory;
};

/**
 * zkcap_prover_key_new() - make a circuit ready for proving
 * @out: the key, to be freed with zkcap_prover_key_free()
 * @circuit: with its permutation derived
 * @vk: its verifying key; not checked against @circuit: proofs for a key
 *	of another circuit are refused by every verifier
 * @srs: tables
 *
 * Return: 0 or -ENOMEM.
 */
int zkcap_prover_key_new(struct zkcap_prover_key **out, const struct zkcap_circuit *circuit,
			 const u8 vk[ZKCAP_VK_BYTES], const struct zkcap_srs *srs,
			 struct zkcap_error *err);
void zkcap_prover_key_free(struct zkcap_prover_key *key);

/* The cosets that keep the three columns of the permutation apart: 1, 7, 49 */
void zkcap_column_shift(struct zk_fr *k, unsigned int column);

/* Values of S1, S2, S3 on H_n: shift(column) * w^row of the cell that sigma names */
void zkcap_sigma_rows(struct zk_fr *out, const struct zkcap_circuit *circuit,
		      const struct zkcap_domain *rows, unsigned int column);

#endif /* ZKCAP_PROVER_KEY_H */
