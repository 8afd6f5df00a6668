/* SPDX-License-Identifier: MIT */
/*
 * Polynomials over Fr as arrays of coefficients, constant term first.  Running
 * time depends on lengths only.
 */
#ifndef ZKCAP_POLY_H
#define ZKCAP_POLY_H

#include "fr.h"

/* r = a(x), a of n coefficients */
void zkcap_poly_eval(struct zk_fr *r, const struct zk_fr *a, size_t n, const struct zk_fr *x);
/* a += k * b, n coefficients each */
void zkcap_poly_add_scaled(struct zk_fr *a, const struct zk_fr *b, size_t n, const struct zk_fr *k);
/* a += b(X) * (X^n - 1), b of n_b coefficients; a has n + n_b */
void zkcap_poly_blind(struct zk_fr *a, size_t n, const struct zk_fr *b, size_t n_b);
/*
 * a(X) becomes (a(X) - a(x)) / (X - x), in place: n coefficients, of which the
 * last is then 0.  The remainder a(x) is dropped: equal to 0 where the caller
 * has subtracted the value, and irrelevant where it has not.
 */
void zkcap_poly_divide_linear(struct zk_fr *a, size_t n, const struct zk_fr *x);

/* r = x^(2^k) */
void zkcap_fr_pow2k(struct zk_fr *r, const struct zk_fr *x, unsigned int k);
/*
 * a[i] = 1/a[i], with one inversion; scratch holds n elements.  A zero among
 * them makes all of them zero.
 */
void zkcap_fr_batch_inv(struct zk_fr *a, size_t n, struct zk_fr *scratch);

#endif /* ZKCAP_POLY_H */
