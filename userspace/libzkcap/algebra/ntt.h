/* SPDX-License-Identifier: MIT */
/*
 * Number-theoretic transforms over Fr: between a polynomial's coefficients and
 * its values on H_n = <w_n>, w_n = 7^((r-1)/n), or on the coset 7 * H_n.  All in
 * natural order and in place.  The memory access pattern and the running time
 * depend on n alone, never on the data.
 */
#ifndef ZKCAP_NTT_H
#define ZKCAP_NTT_H

#include "fr.h"

#define ZKCAP_NTT_MAX_LOG2N 13

/**
 * struct zkcap_domain - a multiplicative subgroup H_n and its tables
 * @log2n: n = 2^log2n
 * @n: the order
 * @w: w_n, the generator
 * @n_inv: 1/n
 * @powers: w^0 .. w^(n-1), owned
 */
struct zkcap_domain {
	unsigned int log2n;
	size_t n;
	struct zk_fr w;
	struct zk_fr n_inv;
	struct zk_fr *powers;
};

/**
 * zkcap_domain_init() - make the tables of H_n
 * @d: written
 * @log2n: 0 .. ZKCAP_NTT_MAX_LOG2N
 *
 * Return: 0, -EINVAL if log2n is too large, -ENOMEM.
 */
int zkcap_domain_init(struct zkcap_domain *d, unsigned int log2n);
void zkcap_domain_free(struct zkcap_domain *d);

/* a[i] = sum_j a[j] * w^(ij), n elements in place */
void zkcap_ntt(const struct zkcap_domain *d, struct zk_fr *a);
/* The inverse of zkcap_ntt() */
void zkcap_intt(const struct zkcap_domain *d, struct zk_fr *a);
/* Coefficients to values on 7 * H_n, and back */
void zkcap_coset_ntt(const struct zkcap_domain *d, struct zk_fr *a);
void zkcap_coset_intt(const struct zkcap_domain *d, struct zk_fr *a);

/* w_n for n = 2^log2n, log2n <= 32 */
void zkcap_root_of_unity(struct zk_fr *w, unsigned int log2n);

#endif /* ZKCAP_NTT_H */
