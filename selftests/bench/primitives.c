// SPDX-License-Identifier: GPL-2.0-only
/* Rows for the field, the curve and the pairing, after checking that both sides agree. */

#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "msm.h"
#include "pairing.h"
#include "pippenger.h"

/* Field multiplication ------------------------------------------------------ */

struct mul {
	const struct reference *ref;
	ref_point a, r;
};

static void zk_fp_muls(void *ctx, size_t n)
{
	struct mul *m = ctx;
	struct zk_fp a, r;

	zk_fp_from_bytes(&a, m->a);
	zk_fp_from_bytes(&r, m->r);
	while (n--)
		zk_fp_mul(&r, &r, &a);
	zk_fp_to_bytes(m->r, &r);
}

static void zk_fr_muls(void *ctx, size_t n)
{
	struct mul *m = ctx;
	struct zk_fr a, r;

	zk_fr_from_bytes(&a, m->a);
	zk_fr_from_bytes(&r, m->r);
	while (n--)
		zk_fr_mul(&r, &r, &a);
	zk_fr_to_bytes(m->r, &r);
}

static void ref_fp_muls(void *ctx, size_t n)
{
	struct mul *m = ctx;

	m->ref->fp_mul(m->r, m->a, n);
}

static void ref_fr_muls(void *ctx, size_t n)
{
	struct mul *m = ctx;

	m->ref->fr_mul(m->r, m->a, n);
}

/* @bytes: of an element; the scalar that we take for it is in the last 32 */
static void row_mul(struct bench *b, const char *name, size_t bytes, void (*zk)(void *, size_t),
		    void (*ref)(void *, size_t))
{
	struct mul m[BENCH_WAYS];
	struct bench_way_fn ways[BENCH_WAYS];
	double ns[BENCH_WAYS];
	int w;

	for (w = 0; w < BENCH_WAYS; w++) {
		memset(&m[w], 0, sizeof(m[w]));
		m[w].ref = b->ref[w == BENCH_REF_PLAIN];
		memcpy(m[w].a + bytes - 32, b->scalars[0], 32);
		memcpy(m[w].r + bytes - 32, b->scalars[1], 32);
		ways[w].run = w == BENCH_ZK || w == BENCH_ZK_PLAIN ? zk : ref;
		ways[w].ctx = &m[w];
		ways[w].run(&m[w], 100);
		if (memcmp(m[w].r, m[0].r, sizeof(m[w].r)) != 0)
			bench_die("%s: results differ", name);
	}
	bench_row(b, name, ways, ns);
}

/* Decoding a point, with the subgroup check --------------------------------- */

struct decode {
	const struct bench *b;
	const struct reference *ref;
};

static void zk_decodes(void *ctx, size_t n)
{
	struct decode *d = ctx;
	struct zk_g1_affine p;

	while (n--)
		if (zk_g1_from_bytes_vartime(&p, d->b->points[n % BENCH_POINTS]) != ZK_DECODE_OK)
			bench_die("decode: point refused");
}

static void ref_decodes(void *ctx, size_t n)
{
	struct decode *d = ctx;

	while (n--)
		if (!d->ref->decode(d->b->points[n % BENCH_POINTS]))
			bench_die("decode: point refused by blst");
}

static void row_decode(struct bench *b)
{
	struct decode d[2] = { { b, b->ref[0] }, { b, b->ref[1] } };
	const struct bench_way_fn ways[BENCH_WAYS] = {
		[BENCH_ZK] = { zk_decodes, &d[0] },
		[BENCH_REF] = { ref_decodes, &d[0] },
		[BENCH_ZK_PLAIN] = { zk_decodes, &d[0] },
		[BENCH_REF_PLAIN] = { ref_decodes, &d[1] },
	};
	double ns[BENCH_WAYS];

	bench_row(b, "decode", ways, ns);
}

/* Product of two pairings whose second arguments are fixed ------------------- */

struct pairs {
	struct zk_g2_lines lines[2];
	struct zk_g1_affine p[2];
	struct zk_pairing_scratch scratch;
	struct ref_pairs *ref_pairs[2];
	const struct reference *ref[2];
};

static void zk_pairings(void *ctx, size_t n)
{
	struct pairs *p = ctx;
	const struct zk_g2_lines *q[2] = { &p->lines[0], &p->lines[1] };

	while (n--)
		if (!zk_pairing_product_is_one(p->p, q, 2, &p->scratch))
			bench_die("pairing: not one");
}

static void ref_pairings_of(struct pairs *p, int i, size_t n)
{
	while (n--)
		if (!p->ref[i]->pairing(p->ref_pairs[i]))
			bench_die("pairing: not one for blst");
}

static void ref_pairings(void *ctx, size_t n)
{
	ref_pairings_of(ctx, 0, n);
}

static void ref_plain_pairings(void *ctx, size_t n)
{
	ref_pairings_of(ctx, 1, n);
}

/* e([x]_1, [1]_2) e(-[1]_1, [x]_2) = 1 */
static void row_pairing(struct bench *b)
{
	struct pairs *p = bench_alloc(sizeof(*p));
	const struct bench_way_fn ways[BENCH_WAYS] = {
		[BENCH_ZK] = { zk_pairings, p },
		[BENCH_REF] = { ref_pairings, p },
		[BENCH_ZK_PLAIN] = { zk_pairings, p },
		[BENCH_REF_PLAIN] = { ref_plain_pairings, p },
	};
	double ns[BENCH_WAYS];
	ref_point g1[2];
	int i;

	p->p[0] = b->affine[1];
	zk_g1_affine_neg(&p->p[1], &b->affine[0]);
	for (i = 0; i < 2; i++) {
		struct zk_g2_affine q;

		if (zk_g2_from_bytes_vartime(&q, b->g2[i]) != ZK_DECODE_OK)
			bench_die("pairing: bad point");
		zk_g2_lines_init(&p->lines[i], &q);
		zk_g1_to_bytes(g1[i], &p->p[i]);
	}
	for (i = 0; i < 2; i++) {
		p->ref[i] = b->ref[i];
		p->ref_pairs[i] = b->ref[i]->pairs_new(b->g2, g1);
		if (!p->ref_pairs[i])
			bench_die("pairing: blst refuses the points");
	}
	bench_row(b, "pairing_2", ways, ns);
	for (i = 0; i < 2; i++)
		b->ref[i]->pairs_free(p->ref_pairs[i]);
	free(p);
}

/* Multi-scalar multiplication ------------------------------------------------ */

struct msm {
	struct zk_msm_term terms[24];
	struct zk_msm_table tables[12];
	struct zk_msm_scratch scratch;
	const struct zk_fr *k;
	struct zkcap_basis basis;
	size_t n;
	struct zk_g1 sum[2];
	struct ref_msm *ref_msm[2];
	const struct reference *ref[2];
	ref_point ref_sum;
};

static void zk_msms(void *ctx, size_t n)
{
	struct msm *m = ctx;

	while (n--)
		zk_msm_vartime(m->sum, m->terms, m->n, &m->scratch);
}

static void zkcap_msms(void *ctx, size_t n)
{
	struct msm *m = ctx;

	while (n--)
		if (zkcap_msm_vartime(&m->sum[0], &m->basis, m->k, m->n, 1) != 0)
			bench_die("msm failed");
}

static void ref_msms(void *ctx, size_t n)
{
	struct msm *m = ctx;

	while (n--)
		m->ref[0]->msm(m->ref_msm[0], m->ref_sum);
}

static void ref_plain_msms(void *ctx, size_t n)
{
	struct msm *m = ctx;

	while (n--)
		m->ref[1]->msm(m->ref_msm[1], m->ref_sum);
}

static void row_msm(struct bench *b, const char *name, struct msm *m,
		    void (*zk)(void *, size_t))
{
	const struct bench_way_fn ways[BENCH_WAYS] = {
		[BENCH_ZK] = { zk, m },
		[BENCH_REF] = { ref_msms, m },
		[BENCH_ZK_PLAIN] = { zk, m },
		[BENCH_REF_PLAIN] = { ref_plain_msms, m },
	};
	struct zk_g1_affine sum;
	double ns[BENCH_WAYS];
	ref_point bytes;
	int i;

	zk(m, 1);
	zk_g1_to_affine_vartime(&sum, &m->sum[0]);
	zk_g1_to_bytes(bytes, &sum);
	for (i = 0; i < 2; i++) {
		m->ref[i] = b->ref[i];
		m->ref_msm[i] = b->ref[i]->msm_new(b->points, b->scalars, m->n);
		if (!m->ref_msm[i])
			bench_die("%s: blst refuses the points", name);
		b->ref[i]->msm(m->ref_msm[i], m->ref_sum);
		if (memcmp(m->ref_sum, bytes, sizeof(bytes)) != 0)
			bench_die("%s: results differ", name);
	}
	bench_row(b, name, ways, ns);
	for (i = 0; i < 2; i++)
		b->ref[i]->msm_free(m->ref_msm[i]);
}

/* As in the verifier: twelve points are known in advance. */
static void row_msm_24(struct bench *b)
{
	struct msm *m = bench_alloc(sizeof(*m));
	size_t i;

	memset(m, 0, sizeof(*m));
	m->n = ARRAY_SIZE(m->terms);
	for (i = 0; i < m->n; i++) {
		m->terms[i].k[0] = b->fr[i];
		if (i < ARRAY_SIZE(m->tables)) {
			zk_msm_table_init_vartime(&m->tables[i], &b->affine[i], &m->scratch);
			m->terms[i].table = &m->tables[i];
		} else {
			m->terms[i].point = &b->affine[i];
		}
	}
	row_msm(b, "msm_24", m, zk_msms);
	free(m);
}

/* As in the prover: over the SRS, with its precomputed multiples, on one thread. */
static void row_msm_large(struct bench *b, const char *name, size_t n)
{
	struct msm *m = bench_alloc(sizeof(*m));
	struct zk_g1_affine *multiples;

	memset(m, 0, sizeof(*m));
	multiples = bench_alloc(n * ZKCAP_MSM_WINDOWS * sizeof(*multiples));
	if (zkcap_g1_multiples(multiples, b->affine, n, ZKCAP_MSM_WINDOWS) != 0)
		bench_die("%s: no multiples", name);
	m->basis = (struct zkcap_basis){ multiples, n, ZKCAP_MSM_WINDOWS };
	m->n = n;
	m->k = b->fr;
	row_msm(b, name, m, zkcap_msms);
	free(multiples);
	free(m);
}

void bench_primitives(struct bench *b)
{
	row_mul(b, "fp_mul", ZK_FP_BYTES, zk_fp_muls, ref_fp_muls);
	row_mul(b, "fr_mul", ZK_FR_BYTES, zk_fr_muls, ref_fr_muls);
	row_decode(b);
	row_pairing(b);
	row_msm_24(b);
	row_msm_large(b, "msm_256", 256);
	row_msm_large(b, "msm_1024", 1024);
	row_msm_large(b, "msm_2048", 2048);
}
