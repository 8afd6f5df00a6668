/* SPDX-License-Identifier: GPL-2.0-only */
/* Known answers from vectors/bls12-381.json, which PARI/GP computed. */
#ifndef SELFTEST_CURVE_VECTORS_H
#define SELFTEST_CURVE_VECTORS_H

#include <jansson.h>

#include "fp12.h"
#include "g1.h"
#include "g2.h"

/* The array of that name; ends the test program if it is not there or empty */
json_t *curve_vectors(const char *name);

/* Members of one entry */
void vector_fr(struct zk_fr *out, const json_t *entry, const char *key);
void vector_g1(struct zk_g1_affine *out, const json_t *entry, const char *key);
void vector_g2(struct zk_g2_affine *out, const json_t *entry, const char *key);
void vector_fp12(struct zk_fp12 *out, const json_t *entry, const char *key);

#endif /* SELFTEST_CURVE_VECTORS_H */
