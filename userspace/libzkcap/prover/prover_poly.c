// SPDX-License-Identifier: MIT
/*
 * The prover's polynomials.  Everything here is field arithmetic whose order and
 * addresses depend on the circuit's size only.
 */

#include <errno.h>
#include <string.h>

#include "declassify.h"
#include "poly.h"
#include "prover_run.h"

/* Pieces of the coset that threads take one by one */
#define PIECES 16

/* r = value + beta * label + gamma, a factor of the permutation argument */
static void factor(struct zk_fr *r, const struct prover_run *run, const struct zk_fr *value,
		   const struct zk_fr *label)
{
	struct zk_fr t;

	zk_fr_mul(&t, &run->beta, label);
	zk_fr_add(&t, &t, value);
	zk_fr_add(r, &t, &run->gamma);
}

/* Factors of one row: num with the row's own labels, den with the permuted ones */
static void row_factors(const struct prover_run *run, size_t row,
			const struct zk_fr shift[ZKCAP_WIRES], struct zk_fr *num,
			struct zk_fr *den)
{
	struct zk_fr t, label;
	unsigned int j;

	*num = zk_fr_one;
	*den = zk_fr_one;
	for (j = 0; j < ZKCAP_WIRES; j++) {
		zk_fr_mul(&label, &shift[j], &run->key->rows.powers[row]);
		factor(&t, run, &run->wire_rows[j][row], &label);
		zk_fr_mul(num, num, &t);
		factor(&t, run, &run->wire_rows[j][row], &run->key->sigma_rows[j][row]);
		zk_fr_mul(den, den, &t);
	}
}

void prover_grand_product(struct prover_run *run)
{
	struct zk_fr shift[ZKCAP_WIRES], *den = run->scratch, *scratch = run->scratch + run->n;
	size_t row;
	unsigned int j;

	for (j = 0; j < ZKCAP_WIRES; j++)
		zkcap_column_shift(&shift[j], j);
	for (row = 0; row + 1 < run->n; row++)
		row_factors(run, row, shift, &run->z[row + 1], &den[row]);
	zkcap_fr_batch_inv(den, run->n - 1, scratch);
	run->z[0] = zk_fr_one;
	for (row = 0; row + 1 < run->n; row++) {
		zk_fr_mul(&run->z[row + 1], &run->z[row + 1], &den[row]);
		zk_fr_mul(&run->z[row + 1], &run->z[row + 1], &run->z[row]);
	}
	zkcap_intt(&run->key->rows, run->z);
	zkcap_poly_blind(run->z, run->n, run->blind.z, Z_BLINDERS);
}

/* Values on the coset of one of a, b, c, z, v' */
static void extend(void *arg, unsigned int task)
{
	struct prover_run *run = arg;
	struct zk_fr *out;

	if (task < ZKCAP_WIRES) {
		out = run->wire_coset[task];
		memcpy(out, run->wire[task], (run->n + WIRE_BLINDERS) * sizeof(*out));
	} else if (task == ZKCAP_WIRES) {
		out = run->z_coset;
		memcpy(out, run->z, (run->n + Z_BLINDERS) * sizeof(*out));
	} else {
		out = run->column_coset;
		memcpy(out, run->column, COLUMN_TERMS * sizeof(*out));
	}
	zkcap_coset_ntt(&run->key->coset, out);
}

/* qM ab + qL a + qR b + qO c + qC + PI + qI v' at point i of the coset */
static void gate_term(struct zk_fr *r, const struct prover_run *run, size_t i)
{
	const struct zkcap_prover_key *key = run->key;
	const struct zk_fr *a = &run->wire_coset[0][i], *b = &run->wire_coset[1][i];
	const struct zk_fr *factors[] = { a, b, &run->wire_coset[2][i] };
	size_t coset = key->coset.n;
	struct zk_fr t;
	u32 j;

	zk_fr_mul(r, a, b);
	zk_fr_mul(r, r, &key->selector_coset[ZKCAP_QM][i]);
	for (j = 0; j < ZKCAP_WIRES; j++) {
		zk_fr_mul(&t, &key->selector_coset[ZKCAP_QL + j][i], factors[j]);
		zk_fr_add(r, r, &t);
	}
	zk_fr_add(r, r, &key->selector_coset[ZKCAP_QC][i]);
	zk_fr_mul(&t, &key->selector_coset[ZKCAP_QI][i], &run->column_coset[i]);
	zk_fr_add(r, r, &t);
	/* PI = -sum public[j] L_(2j+1), and L_k(X) = L_0(X / w^k) */
	for (j = 0; j < key->circuit->n_public; j++) {
		zk_fr_mul(&t, &run->rq->publics[j],
			  &key->l0_coset[(i + coset - 4 * (2 * j + 1)) % coset]);
		zk_fr_sub(r, r, &t);
	}
}

/* alpha * (z(X) num(X) - z(wX) den(X)) + alpha^2 * L_0 (z - 1) at point i */
static void permutation_term(struct zk_fr *r, const struct prover_run *run,
			     const struct zk_fr shift[ZKCAP_WIRES], size_t i)
{
	const struct zkcap_prover_key *key = run->key;
	struct zk_fr num = run->z_coset[i], den = run->z_coset[(i + 4) % key->coset.n], t, label;
	unsigned int j;

	for (j = 0; j < ZKCAP_WIRES; j++) {
		zk_fr_mul(&label, &shift[j], &key->x_coset[i]);
		factor(&t, run, &run->wire_coset[j][i], &label);
		zk_fr_mul(&num, &num, &t);
		factor(&t, run, &run->wire_coset[j][i], &key->sigma_coset[j][i]);
		zk_fr_mul(&den, &den, &t);
	}
	zk_fr_sub(r, &num, &den);
	zk_fr_sub(&t, &run->z_coset[i], &zk_fr_one);
	zk_fr_mul(&t, &t, &key->l0_coset[i]);
	zk_fr_mul(&t, &t, &run->alpha);
	zk_fr_add(r, r, &t);
	zk_fr_mul(r, r, &run->alpha);
}

static void divide_piece(void *arg, unsigned int piece)
{
	struct prover_run *run = arg;
	size_t size = run->key->coset.n / PIECES, i;
	struct zk_fr shift[ZKCAP_WIRES], t;
	unsigned int j;

	for (j = 0; j < ZKCAP_WIRES; j++)
		zkcap_column_shift(&shift[j], j);
	for (i = piece * size; i < (piece + 1) * size; i++) {
		gate_term(&t, run, i);
		permutation_term(&run->quotient[i], run, shift, i);
		zk_fr_add(&t, &t, &run->quotient[i]);
		zk_fr_mul(&run->quotient[i], &t, &run->key->vanishing_inv[i % 4]);
	}
}

/*
 * t = t_lo + X^n t_mid + X^2n t_hi, each part blinded by what the next gives back:
 * t_lo + b0 X^n, t_mid - b0 + b1 X^n, t_hi - b1
 */
static void cut_quotient(struct prover_run *run)
{
	size_t n = run->n;
	int i;

	memcpy(run->part[0], run->quotient, n * sizeof(*run->quotient));
	memcpy(run->part[1], run->quotient + n, n * sizeof(*run->quotient));
	memcpy(run->part[2], run->quotient + 2 * n, (n + 6) * sizeof(*run->quotient));
	for (i = 0; i < 2; i++) {
		run->part[i][n] = run->blind.quotient[i];
		zk_fr_sub(&run->part[i + 1][0], &run->part[i + 1][0], &run->blind.quotient[i]);
	}
}

int prover_quotient(struct prover_run *run)
{
	struct zk_fr excess = zk_fr_zero;
	bool divides;
	size_t i;
	int j;

	zkcap_parallel(run->rq->threads, ZKCAP_WIRES + 2, extend, run);
	zkcap_parallel(run->rq->threads, PIECES, divide_piece, run);
	zkcap_coset_intt(&run->key->coset, run->quotient);
	/* the degree is at most 3n + 5, unless the division left a remainder */
	for (i = 3 * run->n + 6; i < 4 * run->n; i++)
		for (j = 0; j < ZK_FR_LIMBS; j++)
			excess.l[0] |= run->quotient[i].l[j];
	divides = !excess.l[0];
	zkcap_declassify(&divides, sizeof(divides));
	if (!divides)
		return -EDOM;
	cut_quotient(run);
	return 0;
}

/* Scalars of the linearised polynomial, all of them public */
struct linear {
	struct zk_fr selector[ZKCAP_SELECTORS];
	struct zk_fr z;
	struct zk_fr s3;
	struct zk_fr part[3];
};

static void linear_permutation(struct linear *k, const struct prover_run *run,
			       const struct zk_fr *vanishing)
{
	const struct zk_fr *eval = run->eval;
	struct zk_fr t, label, l0;
	unsigned int j;

	/* z: alpha (a~ + beta zeta + gamma)(b~ + ...)(c~ + ...) + alpha^2 L_0(zeta) */
	k->z = run->alpha;
	for (j = 0; j < ZKCAP_WIRES; j++) {
		zkcap_column_shift(&label, j);
		zk_fr_mul(&label, &label, &run->zeta);
		factor(&t, run, &eval[EVAL_A + j], &label);
		zk_fr_mul(&k->z, &k->z, &t);
	}
	zk_fr_sub(&l0, &run->zeta, &zk_fr_one);
	zk_fr_inv(&l0, &l0);
	zk_fr_mul(&l0, &l0, vanishing);
	zk_fr_mul(&l0, &l0, &run->key->rows.n_inv);
	zk_fr_sqr(&t, &run->alpha);
	zk_fr_mul(&l0, &l0, &t);
	zk_fr_add(&k->z, &k->z, &l0);
	/* S3: -alpha beta z~w (a~ + beta s1~ + gamma)(b~ + beta s2~ + gamma) */
	zk_fr_mul(&k->s3, &run->alpha, &run->beta);
	zk_fr_mul(&k->s3, &k->s3, &eval[EVAL_Z_SHIFTED]);
	for (j = 0; j < 2; j++) {
		factor(&t, run, &eval[EVAL_A + j], &eval[EVAL_S1 + j]);
		zk_fr_mul(&k->s3, &k->s3, &t);
	}
	zk_fr_neg(&k->s3, &k->s3);
}

static void linear_scalars(struct linear *k, const struct prover_run *run)
{
	const struct zk_fr *eval = run->eval;
	struct zk_fr zeta_n, vanishing;

	zkcap_fr_pow2k(&zeta_n, &run->zeta, run->key->rows.log2n);
	zk_fr_sub(&vanishing, &zeta_n, &zk_fr_one);
	zk_fr_mul(&k->selector[ZKCAP_QM], &eval[EVAL_A], &eval[EVAL_B]);
	k->selector[ZKCAP_QL] = eval[EVAL_A];
	k->selector[ZKCAP_QR] = eval[EVAL_B];
	k->selector[ZKCAP_QO] = eval[EVAL_C];
	k->selector[ZKCAP_QC] = zk_fr_one;
	k->selector[ZKCAP_QI] = eval[EVAL_V];
	linear_permutation(k, run, &vanishing);
	zk_fr_neg(&k->part[0], &vanishing);
	zk_fr_mul(&k->part[1], &k->part[0], &zeta_n);
	zk_fr_mul(&k->part[2], &k->part[1], &zeta_n);
}

/*
 * Constants are left out of both numerators: they only change the remainder of the
 * division, which is dropped.
 */
void prover_openings(struct prover_run *run)
{
	const struct zkcap_prover_key *key = run->key;
	struct zk_fr *w = run->opening[0], *shifted = run->opening[1], power, point;
	size_t n = run->n, i;
	struct linear k;

	linear_scalars(&k, run);
	for (i = 0; i < ZKCAP_SELECTORS; i++)
		zkcap_poly_add_scaled(w, key->selector[i], n, &k.selector[i]);
	zkcap_poly_add_scaled(w, run->z, n + Z_BLINDERS, &k.z);
	zkcap_poly_add_scaled(w, key->sigma[2], n, &k.s3);
	for (i = 0; i < 3; i++)
		zkcap_poly_add_scaled(w, run->part[i], n + 6, &k.part[i]);
	power = run->nu;
	for (i = 0; i < ZKCAP_WIRES; i++) {
		zkcap_poly_add_scaled(w, run->wire[i], n + WIRE_BLINDERS, &power);
		zk_fr_mul(&power, &power, &run->nu);
	}
	for (i = 0; i < 2; i++) {
		zkcap_poly_add_scaled(w, key->sigma[i], n, &power);
		zk_fr_mul(&power, &power, &run->nu);
	}
	zkcap_poly_add_scaled(w, run->column, COLUMN_TERMS, &power);
	zkcap_poly_divide_linear(w, n + 6, &run->zeta);
	memcpy(shifted, run->z, (n + Z_BLINDERS) * sizeof(*shifted));
	zk_fr_mul(&point, &run->zeta, &key->rows.w);
	zkcap_poly_divide_linear(shifted, n + Z_BLINDERS, &point);
}
