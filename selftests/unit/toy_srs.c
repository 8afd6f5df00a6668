// SPDX-License-Identifier: GPL-2.0-only
#include "toy_srs.h"

#include <stdlib.h>

#include "ntt.h"
#include "poly.h"

#define LOG2N 8
#define POWERS ((1 << LOG2N) + 6)

static void commit(struct zk_g1_affine *p, const struct zk_fr *k)
{
	struct zk_g1 t;

	zk_g1_mul_vartime(&t, &zk_g1_generator, k);
	zk_g1_to_affine_vartime(p, &t);
}

/* L_i(x) = w^i (x^n - 1) / (n (x - w^i)) */
static void lagrange(struct zk_g1_affine *p, unsigned int log2n, const struct zk_fr *x)
{
	struct zkcap_domain d;
	struct zk_fr top, den, l;
	size_t i;

	if (zkcap_domain_init(&d, log2n))
		abort();
	zkcap_fr_pow2k(&top, x, log2n);
	zk_fr_sub(&top, &top, &zk_fr_one);
	zk_fr_mul(&top, &top, &d.n_inv);
	for (i = 0; i < d.n; i++) {
		zk_fr_sub(&den, x, &d.powers[i]);
		zk_fr_inv(&den, &den);
		zk_fr_mul(&l, &top, &d.powers[i]);
		zk_fr_mul(&l, &l, &den);
		commit(&p[i], &l);
	}
	zkcap_domain_free(&d);
}

static void vanishing(struct zk_g1_affine p[2], unsigned int log2n, const struct zk_fr *x)
{
	struct zk_fr v;

	zkcap_fr_pow2k(&v, x, log2n);
	zk_fr_sub(&v, &v, &zk_fr_one);
	commit(&p[0], &v);
	zk_fr_mul(&v, &v, x);
	commit(&p[1], &v);
}

struct zkcap_srs *toy_srs_new(const struct zk_fr *x)
{
	struct zkcap_srs *srs = calloc(1, sizeof(*srs));
	struct zk_g1_affine *powers = calloc(POWERS, sizeof(*powers)), *rows;
	struct zk_fr power = zk_fr_one;
	unsigned int k;
	size_t i;

	for (i = 0; i < POWERS; i++) {
		commit(&powers[i], &power);
		zk_fr_mul(&power, &power, x);
	}
	srs->powers = (struct zkcap_basis){ powers, POWERS, 1 };
	for (k = ZKCAP_SRS_MIN_LOG2N; k <= LOG2N; k++) {
		rows = calloc((size_t)1 << k, sizeof(*rows));
		lagrange(rows, k, x);
		srs->rows[k] = (struct zkcap_basis){ rows, (size_t)1 << k, 1 };
		vanishing(srs->vanishing[k], k, x);
	}
	return srs;
}

void toy_srs_free(struct zkcap_srs *srs)
{
	unsigned int k;

	free((void *)srs->powers.points);
	for (k = ZKCAP_SRS_MIN_LOG2N; k <= LOG2N; k++)
		free((void *)srs->rows[k].points);
	free(srs);
}
