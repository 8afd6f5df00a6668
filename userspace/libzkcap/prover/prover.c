// SPDX-License-Identifier: MIT
/* The prover: rounds and transcript.  The polynomials are made in prover_poly.c. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "declassify.h"
#include "g1_ct.h"
#include "poly.h"
#include "prover_run.h"

/* Room beside n coefficients for blinders and overlapping parts */
#define MARGIN 6

static int allocate(struct prover_run *run)
{
	size_t n = run->n, total = 0;
	struct zk_fr **array[] = {
		&run->wire_rows[0], &run->wire_rows[1], &run->wire_rows[2],
		&run->wire[0], &run->wire[1], &run->wire[2], &run->z,
		&run->part[0], &run->part[1], &run->part[2],
		&run->opening[0], &run->opening[1], &run->scratch,
		&run->wire_coset[0], &run->wire_coset[1], &run->wire_coset[2],
		&run->column_coset, &run->z_coset, &run->quotient,
	};
	const size_t first_large = 13;
	size_t size[ARRAY_SIZE(array)], i;
	struct zk_fr *p;

	for (i = 0; i < ARRAY_SIZE(array); i++) {
		size[i] = i < first_large ? n + MARGIN : 4 * n;
		if (array[i] == &run->scratch)
			size[i] = 2 * n;
		total += size[i];
	}
	p = calloc(total, sizeof(*p));
	if (!p)
		return -ENOMEM;
	run->memory = p;
	run->memory_elements = total;
	for (i = 0; i < ARRAY_SIZE(array); i++) {
		*array[i] = p;
		p += size[i];
	}
	return 0;
}

static void sum_run(void *arg, unsigned int task)
{
	struct prover_sum *s = (struct prover_sum *)arg + task;

	zkcap_g1_ct_msm(s->out, s->basis->points, s->basis->windows, s->k, s->n);
}

int prover_commit(struct prover_run *run, struct prover_sum *sums, unsigned int n)
{
	struct zk_g1 sum;
	unsigned int i;
	int rc = 0;

	if (run->rq->constant_time) {
		zkcap_parallel(run->rq->threads, n, sum_run, sums);
		return 0;
	}
	for (i = 0; i < n && !rc; i++) {
		rc = zkcap_msm_vartime(&sum, sums[i].basis, sums[i].k, sums[i].n,
				       run->rq->threads);
		if (!rc)
			zk_g1_to_affine_vartime(sums[i].out, &sum);
	}
	explicit_bzero(&sum, sizeof(sum));
	return rc;
}

void prover_publish(struct prover_run *run, enum prover_point first,
		    const struct zk_g1_affine *p, const char *const *labels, unsigned int n)
{
	unsigned int i;
	u8 *at;

	for (i = 0; i < n; i++) {
		at = run->proof + ZK_G1_BYTES * (first + i);
		zkcap_declassify(&p[i], sizeof(p[i]));
		zk_g1_to_bytes(at, &p[i]);
		zk_transcript_absorb(&run->transcript, labels[i], at, ZK_G1_BYTES);
	}
}

/* p += q */
static void add_vartime(struct zk_g1_affine *p, const struct zk_g1_affine *q)
{
	struct zk_g1 t;

	zk_g1_from_affine(&t, p);
	zk_g1_add_affine_vartime(&t, &t, q);
	zk_g1_to_affine_vartime(p, &t);
}

static void absorb_statement(struct prover_run *run)
{
	u8 publics[ZKCAP_MAX_PUBLIC * ZK_FR_BYTES];
	struct zk_transcript *t = &run->transcript;
	u32 i;

	zk_transcript_init(t, "zkcap-plonk-v1");
	zk_transcript_absorb(t, "vk", run->key->vk_digest, sizeof(run->key->vk_digest));
	zk_transcript_absorb(t, "context", run->rq->context, ZKCAP_CONTEXT_BYTES);
	zk_transcript_absorb(t, "attr", run->rq->commitment, ZKCAP_COMMITMENT_BYTES);
	for (i = 0; i < run->key->circuit->n_public; i++)
		zk_fr_to_bytes(publics + ZK_FR_BYTES * i, &run->rq->publics[i]);
	zk_transcript_absorb(t, "pub", publics, i * ZK_FR_BYTES);
}

/* s[i] = t[i] + e * d[i], the answers that prove V' - V = d0 Z0 + d1 Z1 */
static void answer(struct prover_run *run, const struct zk_fr *e)
{
	u8 *at = run->proof + ZK_G1_BYTES * PROOF_POINTS + ZK_FR_BYTES * EVALS;
	struct zk_fr s;
	int i;

	for (i = 0; i < 2; i++) {
		zk_fr_mul(&s, e, &run->blind.d[i]);
		zk_fr_add(&s, &s, &run->blind.t[i]);
		zkcap_declassify(&s, sizeof(s));
		zk_fr_to_bytes(at + ZK_FR_BYTES * i, &s);
	}
	zk_transcript_absorb(&run->transcript, "s", at, 2 * ZK_FR_BYTES);
}

/* v' = v + (r0 + d0 + d1 X)(X^128 - 1) */
static int make_column(struct prover_run *run)
{
	struct zkcap_domain slots;
	struct zk_fr mask[2];

	if (zkcap_domain_init(&slots, ZKCAP_SRS_MIN_LOG2N))
		return -ENOMEM;
	memcpy(run->column, run->rq->slots, ZKCAP_SLOTS * sizeof(*run->column));
	zkcap_intt(&slots, run->column);
	zk_fr_add(&mask[0], run->rq->opening, &run->blind.d[0]);
	mask[1] = run->blind.d[1];
	zkcap_poly_blind(run->column, ZKCAP_SLOTS, mask, 2);
	explicit_bzero(mask, sizeof(mask));
	zkcap_domain_free(&slots);
	return 0;
}

static int round_column(struct prover_run *run, struct zkcap_error *err)
{
	static const char *const labels[] = { "V", "T" };
	const struct zk_g1_affine *z = run->key->srs->vanishing[ZKCAP_SRS_MIN_LOG2N];
	struct zk_g1_affine p[2], v;
	struct zk_fr e;

	if (zk_g1_from_bytes_vartime(&v, run->rq->commitment) || zk_g1_affine_is_inf(&v))
		return zkcap_error_set(err, -EINVAL, "the commitment is not a point of G1");
	if (make_column(run))
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	zkcap_g1_ct_msm(&p[0], z, 1, run->blind.d, 2);
	zkcap_g1_ct_msm(&p[1], z, 1, run->blind.t, 2);
	zkcap_declassify(p, sizeof(p));
	add_vartime(&p[0], &v);
	prover_publish(run, POINT_V, p, labels, 2);
	zk_transcript_challenge(&run->transcript, "e", &e);
	answer(run, &e);
	return 0;
}

static void interpolate_wires(struct prover_run *run)
{
	unsigned int i;

	for (i = 0; i < ZKCAP_WIRES; i++) {
		memcpy(run->wire[i], run->wire_rows[i], run->n * sizeof(*run->wire[i]));
		zkcap_intt(&run->key->rows, run->wire[i]);
		zkcap_poly_blind(run->wire[i], run->n, run->blind.wire[i], WIRE_BLINDERS);
	}
}

/* Is it a number of up to 64 bits, or minus one? */
static bool is_small(const struct zk_fr *a)
{
	struct zk_fr minus_a;
	u64 l[ZK_FR_LIMBS], m[ZK_FR_LIMBS];

	zk_fr_neg(&minus_a, a);
	zk_fr_to_limbs(l, a);
	zk_fr_to_limbs(m, &minus_a);
	return !(l[1] | l[2] | l[3]) || !(m[1] | m[2] | m[3]);
}

/* Are most values on the rows small?  Variable time. */
static bool mostly_small(const struct zk_fr *rows, size_t n)
{
	size_t small = 0, i;

	for (i = 0; i < n; i++)
		small += is_small(&rows[i]);
	return small > n / 2;
}

/*
 * The values on H_n are small as a rule, mostly bits: over Lagrange points they cost
 * little.  The blinders' part is then a sum of its own.
 */
static int commit_small_wire(struct prover_run *run, struct zk_g1_affine *p, unsigned int wire)
{
	const struct zkcap_srs *srs = run->key->srs;
	unsigned int log2n = run->key->rows.log2n;
	struct prover_sum sum = {
		.out = p, .basis = &srs->rows[log2n], .k = run->wire_rows[wire], .n = run->n,
	};
	struct zk_g1_affine blind;
	int rc = prover_commit(run, &sum, 1);

	if (rc)
		return rc;
	zkcap_g1_ct_msm(&blind, srs->vanishing[log2n], 1, run->blind.wire[wire], WIRE_BLINDERS);
	add_vartime(p, &blind);
	explicit_bzero(&blind, sizeof(blind));
	return 0;
}

/* Values of full size cost less as coefficients, and so does everything in constant time */
static int commit_wires(struct prover_run *run, struct zk_g1_affine p[ZKCAP_WIRES])
{
	struct prover_sum sums[ZKCAP_WIRES];
	unsigned int n = 0, i;
	int rc;

	for (i = 0; i < ZKCAP_WIRES; i++) {
		if (!run->rq->constant_time && mostly_small(run->wire_rows[i], run->n)) {
			rc = commit_small_wire(run, &p[i], i);
			if (rc)
				return rc;
			continue;
		}
		sums[n++] = (struct prover_sum){
			.out = &p[i], .basis = &run->key->srs->powers, .k = run->wire[i],
			.n = run->n + WIRE_BLINDERS,
		};
	}
	return prover_commit(run, sums, n);
}

static int round_wires(struct prover_run *run, const struct zk_fr *vars)
{
	static const char *const labels[] = { "a", "b", "c" };
	struct zk_g1_affine p[ZKCAP_WIRES];
	unsigned int i;
	u32 row;
	int rc;

	for (i = 0; i < ZKCAP_WIRES; i++)
		for (row = 0; row < run->n; row++)
			run->wire_rows[i][row] =
				*zkcap_circuit_cell(run->key->circuit, vars, i, row);
	interpolate_wires(run);
	rc = commit_wires(run, p);
	if (rc)
		return rc;
	prover_publish(run, POINT_A, p, labels, ZKCAP_WIRES);
	zk_transcript_challenge(&run->transcript, "beta", &run->beta);
	zk_transcript_challenge(&run->transcript, "gamma", &run->gamma);
	return 0;
}

static int round_product(struct prover_run *run)
{
	static const char *const labels[] = { "z" };
	struct zk_g1_affine p;
	struct prover_sum sum = {
		.out = &p, .basis = &run->key->srs->powers, .k = run->z, .n = run->n + Z_BLINDERS,
	};
	int rc;

	prover_grand_product(run);
	rc = prover_commit(run, &sum, 1);
	if (rc)
		return rc;
	prover_publish(run, POINT_Z, &p, labels, 1);
	zk_transcript_challenge(&run->transcript, "alpha", &run->alpha);
	return 0;
}

static int round_quotient(struct prover_run *run, struct zkcap_error *err)
{
	static const char *const labels[] = { "tlo", "tmid", "thi" };
	struct zk_g1_affine p[3];
	struct prover_sum sums[3];
	unsigned int i;
	int rc = prover_quotient(run);

	if (rc)
		return zkcap_error_set(err, rc, "the circuit's constraints do not hold");
	for (i = 0; i < 3; i++)
		sums[i] = (struct prover_sum){
			.out = &p[i], .basis = &run->key->srs->powers,
			.k = run->part[i], .n = i < 2 ? run->n + 1 : run->n + MARGIN,
		};
	rc = prover_commit(run, sums, 3);
	if (rc)
		return zkcap_error_set(err, rc, "out of memory");
	prover_publish(run, POINT_T_LO, p, labels, 3);
	zk_transcript_challenge(&run->transcript, "zeta", &run->zeta);
	return 0;
}

static void round_evaluations(struct prover_run *run)
{
	u8 *at = run->proof + ZK_G1_BYTES * PROOF_POINTS;
	struct zk_fr shifted;
	int i;

	for (i = 0; i < ZKCAP_WIRES; i++)
		zkcap_poly_eval(&run->eval[EVAL_A + i], run->wire[i], run->n + WIRE_BLINDERS,
				&run->zeta);
	for (i = 0; i < 2; i++)
		zkcap_poly_eval(&run->eval[EVAL_S1 + i], run->key->sigma[i], run->n, &run->zeta);
	zk_fr_mul(&shifted, &run->zeta, &run->key->rows.w);
	zkcap_poly_eval(&run->eval[EVAL_Z_SHIFTED], run->z, run->n + Z_BLINDERS, &shifted);
	zkcap_poly_eval(&run->eval[EVAL_V], run->column, COLUMN_TERMS, &run->zeta);
	zkcap_declassify(run->eval, sizeof(run->eval));
	for (i = 0; i < EVALS; i++)
		zk_fr_to_bytes(at + ZK_FR_BYTES * i, &run->eval[i]);
	zk_transcript_absorb(&run->transcript, "eval", at, ZK_FR_BYTES * EVALS);
	zk_transcript_challenge(&run->transcript, "nu", &run->nu);
}

/* The proof's last points go into the verifier's own challenges only */
static int round_openings(struct prover_run *run)
{
	struct zk_g1_affine p[2];
	struct prover_sum sums[2];
	unsigned int i;
	int rc;

	prover_openings(run);
	for (i = 0; i < 2; i++)
		sums[i] = (struct prover_sum){
			.out = &p[i], .basis = &run->key->srs->powers,
			.k = run->opening[i], .n = run->n + MARGIN - 1,
		};
	rc = prover_commit(run, sums, 2);
	if (rc)
		return rc;
	zkcap_declassify(p, sizeof(p));
	for (i = 0; i < 2; i++)
		zk_g1_to_bytes(run->proof + ZK_G1_BYTES * (POINT_W + i), &p[i]);
	return 0;
}

static int run_rounds(struct prover_run *run, const struct zk_fr *vars, struct zkcap_error *err)
{
	int rc;

	rc = zkcap_rand_fr(run->rq->rand, (struct zk_fr *)&run->blind,
			   sizeof(run->blind) / sizeof(struct zk_fr), err);
	if (rc)
		return rc;
	absorb_statement(run);
	rc = round_column(run, err);
	if (rc)
		return rc;
	if (round_wires(run, vars) || round_product(run))
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	rc = round_quotient(run, err);
	if (rc)
		return rc;
	round_evaluations(run);
	if (round_openings(run))
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	return 0;
}

int zkcap_prove_witness(u8 proof[ZKCAP_PROOF_BYTES], const struct zkcap_prover_key *key,
			const struct zkcap_prove_request *rq, const struct zk_fr *vars,
			struct zkcap_error *err)
{
	struct prover_run *run = calloc(1, sizeof(*run));
	int rc = -ENOMEM;

	if (run) {
		run->key = key;
		run->rq = rq;
		run->proof = proof;
		run->n = key->rows.n;
		rc = allocate(run);
	}
	if (rc) {
		free(run);
		return zkcap_error_set(err, rc, "out of memory");
	}
	rc = run_rounds(run, vars, err);
	if (rc)
		explicit_bzero(proof, ZKCAP_PROOF_BYTES);
	explicit_bzero(run->memory, run->memory_elements * sizeof(*run->memory));
	free(run->memory);
	explicit_bzero(run, sizeof(*run));
	free(run);
	return rc;
}

int zkcap_prove(u8 proof[ZKCAP_PROOF_BYTES], const struct zkcap_prover_key *key,
		const struct zkcap_prove_request *rq, struct zkcap_error *err)
{
	size_t size = key->circuit->n_vars * sizeof(struct zk_fr);
	struct zk_fr *vars = malloc(size + 1);
	int rc;

	if (!vars)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	rc = zkcap_circuit_witness(key->circuit, rq->slots, rq->publics, vars, err);
	if (!rc)
		rc = zkcap_prove_witness(proof, key, rq, vars, err);
	explicit_bzero(vars, size);
	free(vars);
	return rc;
}

void zkcap_commit_slots(struct zk_g1_affine *v, const struct zkcap_srs *srs,
			const struct zk_fr *slots, const struct zk_fr *opening)
{
	const struct zkcap_basis *rows = &srs->rows[ZKCAP_SRS_MIN_LOG2N];
	struct zk_g1_affine points[ZKCAP_SLOTS + 1];
	struct zk_fr k[ZKCAP_SLOTS + 1];
	size_t i;

	for (i = 0; i < ZKCAP_SLOTS; i++) {
		points[i] = rows->points[i * rows->windows];
		k[i] = slots[i];
	}
	points[i] = srs->vanishing[ZKCAP_SRS_MIN_LOG2N][0];
	k[i] = *opening;
	zkcap_g1_ct_msm(v, points, 1, k, ZKCAP_SLOTS + 1);
	zkcap_declassify(v, sizeof(*v));
	explicit_bzero(k, sizeof(k));
}
