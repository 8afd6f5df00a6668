// SPDX-License-Identifier: MIT
/* Polynomials over Fr. */

#include "poly.h"

void zkcap_poly_eval(struct zk_fr *r, const struct zk_fr *a, size_t n, const struct zk_fr *x)
{
	struct zk_fr acc = zk_fr_zero;

	while (n-- > 0) {
		zk_fr_mul(&acc, &acc, x);
		zk_fr_add(&acc, &acc, &a[n]);
	}
	*r = acc;
}

void zkcap_poly_add_scaled(struct zk_fr *a, const struct zk_fr *b, size_t n, const struct zk_fr *k)
{
	struct zk_fr t;
	size_t i;

	for (i = 0; i < n; i++) {
		zk_fr_mul(&t, &b[i], k);
		zk_fr_add(&a[i], &a[i], &t);
	}
}

void zkcap_poly_blind(struct zk_fr *a, size_t n, const struct zk_fr *b, size_t n_b)
{
	size_t i;

	for (i = 0; i < n_b; i++) {
		zk_fr_sub(&a[i], &a[i], &b[i]);
		zk_fr_add(&a[n + i], &a[n + i], &b[i]);
	}
}

void zkcap_poly_divide_linear(struct zk_fr *a, size_t n, const struct zk_fr *x)
{
	struct zk_fr carry = zk_fr_zero, t;

	while (n-- > 0) {
		t = a[n];
		a[n] = carry;
		zk_fr_mul(&carry, &carry, x);
		zk_fr_add(&carry, &carry, &t);
	}
}

void zkcap_fr_pow2k(struct zk_fr *r, const struct zk_fr *x, unsigned int k)
{
	*r = *x;
	while (k-- > 0)
		zk_fr_sqr(r, r);
}

void zkcap_fr_batch_inv(struct zk_fr *a, size_t n, struct zk_fr *scratch)
{
	struct zk_fr acc = zk_fr_one, t;
	size_t i;

	for (i = 0; i < n; i++) {
		scratch[i] = acc;
		zk_fr_mul(&acc, &acc, &a[i]);
	}
	zk_fr_inv(&acc, &acc);
	while (n-- > 0) {
		zk_fr_mul(&t, &acc, &scratch[n]);
		zk_fr_mul(&acc, &acc, &a[n]);
		a[n] = t;
	}
}
