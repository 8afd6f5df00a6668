// SPDX-License-Identifier: MIT
/* Radix-2 transforms over Fr, decimation in time after a bit reversal. */

#include <errno.h>
#include <stdlib.h>

#include "ntt.h"

/* r - 1 = 2^32 * odd_part */
#define TWO_ADICITY 32

static const u64 odd_part[ZK_FR_LIMBS] = {
	0xfffe5bfeffffffffULL, 0x09a1d80553bda402ULL,
	0x299d7d483339d808ULL, 0x0000000073eda753ULL,
};

/* 7 generates the multiplicative group, so 7 * H_n never meets H_n */
#define GENERATOR 7

void zkcap_root_of_unity(struct zk_fr *w, unsigned int log2n)
{
	unsigned int i;

	zk_fr_from_u64(w, GENERATOR);
	zk_fr_pow_vartime(w, w, odd_part, ZK_FR_LIMBS);
	for (i = TWO_ADICITY; i > log2n; i--)
		zk_fr_sqr(w, w);
}

int zkcap_domain_init(struct zkcap_domain *d, unsigned int log2n)
{
	struct zk_fr n;
	size_t i;

	memset(d, 0, sizeof(*d));
	if (log2n > ZKCAP_NTT_MAX_LOG2N)
		return -EINVAL;
	d->log2n = log2n;
	d->n = (size_t)1 << log2n;
	d->powers = malloc(d->n * sizeof(*d->powers));
	if (!d->powers)
		return -ENOMEM;
	zkcap_root_of_unity(&d->w, log2n);
	zk_fr_from_u64(&n, d->n);
	zk_fr_inv(&d->n_inv, &n);
	d->powers[0] = zk_fr_one;
	for (i = 1; i < d->n; i++)
		zk_fr_mul(&d->powers[i], &d->powers[i - 1], &d->w);
	return 0;
}

void zkcap_domain_free(struct zkcap_domain *d)
{
	free(d->powers);
	memset(d, 0, sizeof(*d));
}

static void bit_reverse(const struct zkcap_domain *d, struct zk_fr *a)
{
	size_t i, j = 0, bit;

	for (i = 1; i < d->n; i++) {
		for (bit = d->n >> 1; j & bit; bit >>= 1)
			j ^= bit;
		j ^= bit;
		if (i < j) {
			struct zk_fr t = a[i];

			a[i] = a[j];
			a[j] = t;
		}
	}
}

void zkcap_ntt(const struct zkcap_domain *d, struct zk_fr *a)
{
	size_t half, start, i;

	bit_reverse(d, a);
	for (start = 0; start + 1 < d->n; start += 2) {
		struct zk_fr t = a[start + 1];

		zk_fr_sub(&a[start + 1], &a[start], &t);
		zk_fr_add(&a[start], &a[start], &t);
	}
	for (half = 2; half < d->n; half *= 2) {
		size_t stride = d->n / (2 * half);

		for (start = 0; start < d->n; start += 2 * half) {
			for (i = 0; i < half; i++) {
				struct zk_fr *lo = &a[start + i], *hi = lo + half, t;

				zk_fr_mul(&t, hi, &d->powers[i * stride]);
				zk_fr_sub(hi, lo, &t);
				zk_fr_add(lo, lo, &t);
			}
		}
	}
}

void zkcap_intt(const struct zkcap_domain *d, struct zk_fr *a)
{
	size_t i;

	/* the inverse uses 1/w: the forward transform, read backwards */
	zkcap_ntt(d, a);
	for (i = 1; i < d->n - i; i++) {
		struct zk_fr t = a[i];

		a[i] = a[d->n - i];
		a[d->n - i] = t;
	}
	for (i = 0; i < d->n; i++)
		zk_fr_mul(&a[i], &a[i], &d->n_inv);
}

/* a[i] *= k^i */
static void scale_by_powers(struct zk_fr *a, size_t n, const struct zk_fr *k)
{
	struct zk_fr p = *k;
	size_t i;

	for (i = 1; i < n; i++) {
		zk_fr_mul(&a[i], &a[i], &p);
		zk_fr_mul(&p, &p, k);
	}
}

void zkcap_coset_ntt(const struct zkcap_domain *d, struct zk_fr *a)
{
	struct zk_fr k;

	zk_fr_from_u64(&k, GENERATOR);
	scale_by_powers(a, d->n, &k);
	zkcap_ntt(d, a);
}

void zkcap_coset_intt(const struct zkcap_domain *d, struct zk_fr *a)
{
	struct zk_fr k;

	zk_fr_from_u64(&k, GENERATOR);
	zk_fr_inv(&k, &k);
	zkcap_intt(d, a);
	scale_by_powers(a, d->n, &k);
}
