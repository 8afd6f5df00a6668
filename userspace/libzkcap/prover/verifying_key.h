/* SPDX-License-Identifier: MIT */
/* The verifying key of a circuit. */
#ifndef ZKCAP_VERIFYING_KEY_H
#define ZKCAP_VERIFYING_KEY_H

#include "circuit.h"
#include "prover_key.h"
#include "srs_tables.h"

/**
 * zkcap_vk_make() - commit to a circuit
 * @out: "ZKCV", u8 1, u8 log2 n, u8 7, u8 public inputs, schema digest, definition
 *	id, then [qM] [qL] [qR] [qO] [qC] [qI] [S1] [S2] [S3], compressed
 * @circuit: with its permutation derived
 * @threads: 1 .. ZKCAP_MAX_THREADS; the key does not depend on it
 *
 * Return: 0 or -ENOMEM.
 */
int zkcap_vk_make(u8 out[ZKCAP_VK_BYTES], const struct zkcap_circuit *circuit,
		  const struct zkcap_srs *srs, unsigned int threads, struct zkcap_error *err);

#endif /* ZKCAP_VERIFYING_KEY_H */
