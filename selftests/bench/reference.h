/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What we measure ourselves against: blst's primitives and c-kzg, behind one table.
 * Built twice as a shared object, with blst's assembly and with its plain C,
 * which are loaded side by side into one process.
 */
#ifndef BENCH_REFERENCE_H
#define BENCH_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A point or a scalar, as it stands in files: 48 and 32 bytes, big endian */
typedef uint8_t ref_point[48];
typedef uint8_t ref_scalar[32];

struct ref_msm;
struct ref_pairs;
struct ref_kzg;

/**
 * struct reference - one build of blst
 * @fp_mul: r = r * a^n for a field element r in its encoding, by n multiplications
 * @fr_mul: the same in the scalar field
 * @decode: decompress a point and check that it is in the subgroup
 * @msm_new: n points and scalars, made ready
 * @msm: their sum of products, by blst's own choice of algorithm
 * @pairs_new: lines of two points of G2, and two points of G1 to pair with them
 * @pairing: the product of the two pairings is one
 * @kzg_new: c-kzg with its own setup file, and a valid opening
 * @kzg_verify: verify_kzg_proof of that
 */
struct reference {
	const char *name;
	void (*fp_mul)(ref_point r, const ref_point a, size_t n);
	void (*fr_mul)(ref_scalar r, const ref_scalar a, size_t n);
	bool (*decode)(const ref_point in);
	struct ref_msm *(*msm_new)(const ref_point *points, const ref_scalar *scalars, size_t n);
	void (*msm)(struct ref_msm *m, ref_point sum);
	void (*msm_free)(struct ref_msm *m);
	struct ref_pairs *(*pairs_new)(const uint8_t g2[2][96], const ref_point g1[2]);
	bool (*pairing)(const struct ref_pairs *p);
	void (*pairs_free)(struct ref_pairs *p);
	struct ref_kzg *(*kzg_new)(const char *setup_file);
	bool (*kzg_verify)(const struct ref_kzg *k);
	void (*kzg_free)(struct ref_kzg *k);
};

/* The one symbol that the shared object is asked for */
extern const struct reference reference __attribute__((visibility("default")));

#endif /* BENCH_REFERENCE_H */
