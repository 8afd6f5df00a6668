/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reference arithmetic on libgmp for the tests of kmod/zk: Fp12 as polynomials modulo
 * w^12 - 2 w^6 + 2, and affine points over Fp2 by the textbook.  A point of G1 is
 * one whose coordinates have no u.
 */
#ifndef SELFTEST_CURVE_REF_H
#define SELFTEST_CURVE_REF_H

#include <gmp.h>

#include "fp12.h"
#include "g1.h"
#include "g2.h"
#include "sample.h"

extern mpz_t ref_p, ref_r;
/* Sets the moduli; call it first */
void ref_init(void);

void ref_from_fp(mpz_t out, const struct zk_fp *a);
void ref_to_fp(struct zk_fp *out, const mpz_t a);
void ref_from_fr(mpz_t out, const struct zk_fr *a);
/* out = a mod r */
void ref_to_fr(struct zk_fr *out, const mpz_t a);

/* x = c[0] + c[1] u, y = c[2] + c[3] u */
struct ref_point {
	mpz_t c[4];
	bool inf;
};

void ref_point_init(struct ref_point *a);
void ref_point_clear(struct ref_point *a);
void ref_point_set(struct ref_point *r, const struct ref_point *a);
void ref_point_neg(struct ref_point *r, const struct ref_point *a);
/* r = a + b, any two points; r may be one of them */
void ref_point_add(struct ref_point *r, const struct ref_point *a, const struct ref_point *b);
void ref_point_mul(struct ref_point *r, const struct ref_point *a, const mpz_t k);
bool ref_point_eq(const struct ref_point *a, const struct ref_point *b);

void ref_from_g1(struct ref_point *r, const struct zk_g1_affine *a);
void ref_to_g1(struct zk_g1_affine *r, const struct ref_point *a);
/* Jacobian form of a with a random z */
void ref_to_g1_jacobian(struct zk_g1 *r, const struct ref_point *a, struct sample *s);
/* Whether the Jacobian point is a, without an inversion */
bool ref_is_g1(const struct ref_point *a, const struct zk_g1 *b);

void ref_from_g2(struct ref_point *r, const struct zk_g2_affine *a);
void ref_to_g2(struct zk_g2_affine *r, const struct ref_point *a);
void ref_to_g2_jacobian(struct zk_g2 *r, const struct ref_point *a, struct sample *s);
bool ref_is_g2(const struct ref_point *a, const struct zk_g2 *b);

/* Coefficients of w^0 .. w^11 */
struct ref_fp12 {
	mpz_t c[12];
};

void ref_fp12_init(struct ref_fp12 *a);
void ref_fp12_clear(struct ref_fp12 *a);
void ref_fp12_mul(struct ref_fp12 *r, const struct ref_fp12 *a, const struct ref_fp12 *b);
bool ref_fp12_eq(const struct ref_fp12 *a, const struct ref_fp12 *b);
void ref_from_fp12(struct ref_fp12 *r, const struct zk_fp12 *a);

/* Random field element, one in eight at an edge: 0, 1, p - 1, 2^64 and the like */
void ref_sample_fp(struct sample *s, struct zk_fp *r);
void ref_sample_fp2(struct sample *s, struct zk_fp2 *r);
void ref_sample_fp6(struct sample *s, struct zk_fp6 *r);
void ref_sample_fp12(struct sample *s, struct zk_fp12 *r);

#endif /* SELFTEST_CURVE_REF_H */
