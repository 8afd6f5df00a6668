// SPDX-License-Identifier: MIT
/* Making a circuit ready for proving. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "poly.h"
#include "prover_key.h"
#include "sha256.h"

void zkcap_column_shift(struct zk_fr *k, unsigned int column)
{
	static const u8 shift[ZKCAP_WIRES] = { 1, 7, 49 };

	zk_fr_from_u64(k, shift[column]);
}

void zkcap_sigma_rows(struct zk_fr *out, const struct zkcap_circuit *circuit,
		      const struct zkcap_domain *rows, unsigned int column)
{
	const u32 *sigma = circuit->sigma + (size_t)column * rows->n;
	struct zk_fr shift;
	size_t i;

	for (i = 0; i < rows->n; i++) {
		zkcap_column_shift(&shift, sigma[i] / rows->n);
		zk_fr_mul(&out[i], &shift, &rows->powers[sigma[i] % rows->n]);
	}
}

/* Coefficients to 4n values on the coset */
static void extend(struct zk_fr *out, const struct zk_fr *coefficient,
		   const struct zkcap_prover_key *key)
{
	memset(out, 0, key->coset.n * sizeof(*out));
	memcpy(out, coefficient, key->rows.n * sizeof(*out));
	zkcap_coset_ntt(&key->coset, out);
}

static void fill_selectors(struct zkcap_prover_key *key)
{
	size_t s, i;

	for (s = 0; s < ZKCAP_SELECTORS; s++) {
		for (i = 0; i < key->rows.n; i++)
			key->selector[s][i] = key->circuit->rows[i].q[s];
		zkcap_intt(&key->rows, key->selector[s]);
		extend(key->selector_coset[s], key->selector[s], key);
	}
}

static void fill_sigma(struct zkcap_prover_key *key)
{
	unsigned int s;

	for (s = 0; s < ZKCAP_WIRES; s++) {
		zkcap_sigma_rows(key->sigma_rows[s], key->circuit, &key->rows, s);
		memcpy(key->sigma[s], key->sigma_rows[s], key->rows.n * sizeof(*key->sigma[s]));
		zkcap_intt(&key->rows, key->sigma[s]);
		extend(key->sigma_coset[s], key->sigma[s], key);
	}
}

static void fill_coset(struct zkcap_prover_key *key)
{
	struct zk_fr x, shift;
	size_t i;

	zk_fr_from_u64(&shift, 7);
	for (i = 0; i < key->coset.n; i++)
		zk_fr_mul(&key->x_coset[i], &shift, &key->coset.powers[i]);
	/* L_0 = (1 + X + ... + X^(n-1)) / n */
	memset(key->l0_coset, 0, key->coset.n * sizeof(*key->l0_coset));
	for (i = 0; i < key->rows.n; i++)
		key->l0_coset[i] = key->rows.n_inv;
	zkcap_coset_ntt(&key->coset, key->l0_coset);
	for (i = 0; i < 4; i++) {
		zkcap_fr_pow2k(&x, &key->x_coset[i], key->rows.log2n);
		zk_fr_sub(&x, &x, &zk_fr_one);
		zk_fr_inv(&key->vanishing_inv[i], &x);
	}
}

static int allocate(struct zkcap_prover_key *key)
{
	size_t n = key->rows.n, i;
	/* three kinds of n elements, then 4n elements for each selector, sigma, L_0 and X */
	size_t small = ZKCAP_SELECTORS + 2 * ZKCAP_WIRES, large = ZKCAP_SELECTORS + ZKCAP_WIRES + 2;
	struct zk_fr *p = malloc((small + 4 * large) * n * sizeof(*p));

	if (!p)
		return -ENOMEM;
	key->memory = p;
	for (i = 0; i < ZKCAP_SELECTORS; i++, p += 5 * n) {
		key->selector[i] = p;
		key->selector_coset[i] = p + n;
	}
	for (i = 0; i < ZKCAP_WIRES; i++, p += 6 * n) {
		key->sigma[i] = p;
		key->sigma_rows[i] = p + n;
		key->sigma_coset[i] = p + 2 * n;
	}
	key->l0_coset = p;
	key->x_coset = p + 4 * n;
	return 0;
}

int zkcap_prover_key_new(struct zkcap_prover_key **out, const struct zkcap_circuit *circuit,
			 const u8 vk[ZKCAP_VK_BYTES], const struct zkcap_srs *srs,
			 struct zkcap_error *err)
{
	struct zkcap_prover_key *key = calloc(1, sizeof(*key));

	if (!key)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	key->circuit = circuit;
	key->srs = srs;
	zkcap_sha256(key->vk_digest, vk, ZKCAP_VK_BYTES);
	if (zkcap_domain_init(&key->rows, circuit->log2n) ||
	    zkcap_domain_init(&key->coset, circuit->log2n + 2) || allocate(key)) {
		zkcap_prover_key_free(key);
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	}
	fill_selectors(key);
	fill_sigma(key);
	fill_coset(key);
	*out = key;
	return 0;
}

void zkcap_prover_key_free(struct zkcap_prover_key *key)
{
	if (!key)
		return;
	zkcap_domain_free(&key->rows);
	zkcap_domain_free(&key->coset);
	free(key->memory);
	free(key);
}
