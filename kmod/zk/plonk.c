// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "plonk.h"

/* The term of a table, or of a point, that is already there or is new with coefficients 0 */
static struct zk_msm_term *find_term(struct zk_plonk_scratch *s, const struct zk_msm_table *table,
				     const struct zk_g1_affine *point)
{
	struct zk_msm_term *t;
	size_t i;

	for (i = 0; i < s->n_terms; i++) {
		t = &s->terms[i];
		if (t->table == table && t->point == point)
			return t;
	}
	t = &s->terms[s->n_terms++];
	t->table = table;
	t->point = point;
	t->k[0] = zk_fr_zero;
	t->k[1] = zk_fr_zero;
	return t;
}

/* B += weight * k * point */
static void add_to_b(struct zk_plonk_scratch *s, const struct zk_msm_table *table,
		     const struct zk_g1_affine *point, const struct zk_fr *weight,
		     const struct zk_fr *k)
{
	struct zk_msm_term *t = find_term(s, table, point);
	struct zk_fr product;

	zk_fr_mul(&product, weight, k);
	zk_fr_add(&t->k[1], &t->k[1], &product);
}

/*
 * Add a claim's terms, times its weight.  What claims have in common, [1]_1,
 * Z0, Z1, the points of a shared key and a shared commitment, is added up in
 * the coefficients, so that only a proof's own points make the sum longer.
 */
static void add_claim(struct zk_plonk_scratch *s, const struct zk_srs *srs,
		      const struct zk_claim *claim, const struct zk_fr *weight)
{
	const struct zk_statement *st = claim->st;
	unsigned int i;

	add_to_b(s, &srs->g1, NULL, weight, &claim->g1);
	add_to_b(s, &srs->z0, NULL, weight, &claim->z0);
	add_to_b(s, &srs->z1, NULL, weight, &claim->z1);
	for (i = 0; i < ZK_VK_POINTS; i++)
		add_to_b(s, &st->vk->tables[i], NULL, weight, &claim->key[i]);
	add_to_b(s, NULL, &st->commitment->point, weight, &claim->commitment);
	for (i = 0; i < ZK_PROOF_POINTS; i++)
		add_to_b(s, NULL, &claim->pt[i], weight, &claim->proof[i]);

	find_term(s, NULL, &claim->pt[ZK_PT_W_ZETA])->k[0] = *weight;
	zk_fr_mul(&find_term(s, NULL, &claim->pt[ZK_PT_W_ZETA_W])->k[0], weight, &claim->u);
}

/* e(A, [x]_2) = e(B, [1]_2) for the terms gathered */
static enum zk_verdict check_terms(struct zk_plonk_scratch *s, const struct zk_srs *srs)
{
	const struct zk_g2_lines *const q[2] = { &srs->x_g2, &srs->g2 };

	if (zk_interrupted())
		return ZK_INTERRUPTED;
	zk_msm_vartime(s->sum, s->terms, s->n_terms, &s->work.msm);
	zk_g1_neg(&s->sum[1], &s->sum[1]);
	zk_g1_batch_to_affine_vartime(s->pair, s->sum, 2, s->fp);
	if (zk_interrupted())
		return ZK_INTERRUPTED;
	if (!zk_pairing_product_is_one(s->pair, q, 2, &s->work.pairing))
		return ZK_REFUSE_EQUATION;
	return ZK_ACCEPT;
}

static enum zk_verdict check_one(struct zk_plonk_scratch *s, const struct zk_srs *srs, size_t i)
{
	s->n_terms = 0;
	add_claim(s, srs, &s->claims[i], &zk_fr_one);
	return check_terms(s, srs);
}

/*
 * A weight is the low half of a challenge: 128 bits are enough, and where it stands alone, or
 * is only added to, the sum has half the digits.
 */
static void draw_weight(struct zk_transcript *t, struct zk_fr *weight)
{
	u8 bytes[ZK_FR_BYTES];

	zk_transcript_challenge(t, "weight", weight);
	zk_fr_to_bytes(bytes, weight);
	memset(bytes, 0, ZK_FR_BYTES / 2);
	zk_fr_from_bytes(weight, bytes);
}

/*
 * The weights depend on every statement and every proof, through the last
 * state of each transcript: whoever makes the proofs cannot know them before
 * all are made, so that errors in two proofs cannot be made to cancel.
 */
static enum zk_verdict check_all(struct zk_plonk_scratch *s, const struct zk_srs *srs, size_t n)
{
	struct zk_transcript t;
	struct zk_fr weight;
	size_t i;

	zk_transcript_init(&t, "zkcap-batch-v1");
	for (i = 0; i < n; i++)
		zk_transcript_absorb(&t, "proof", s->claims[i].final.h, ZK_TRANSCRIPT_BYTES);
	s->n_terms = 0;
	for (i = 0; i < n; i++) {
		draw_weight(&t, &weight);
		add_claim(s, srs, &s->claims[i], &weight);
	}
	return check_terms(s, srs);
}

enum zk_verdict zk_plonk_verify(const struct zk_srs *srs, const struct zk_statement *st, size_t n,
				struct zk_fault *fault, struct zk_plonk_scratch *s)
{
	struct zk_fault ignored;
	enum zk_verdict v;
	size_t i;

	if (!fault)
		fault = &ignored;
	fault->statement = 0;
	fault->element = ZK_ELEMENT_NONE;
	if (n < 1 || n > ZK_MAX_BATCH)
		return ZK_REFUSE_BATCH_SIZE;

	for (i = 0; i < n; i++) {
		v = zk_claim_make(&s->claims[i], &st[i], &fault->element, &s->work.claim);
		if (v != ZK_ACCEPT) {
			fault->statement = i;
			return v;
		}
	}
	if (n == 1)
		return check_one(s, srs, 0);

	v = check_all(s, srs, n);
	if (v != ZK_REFUSE_EQUATION)
		return v;
	for (i = 0; i < n; i++) {
		v = check_one(s, srs, i);
		if (v != ZK_ACCEPT) {
			fault->statement = i;
			return v;
		}
	}
	/*
	 * Each holds and the sum does not: the tables or the machine are at fault.
	 * Nothing is accepted that was not seen to hold as a whole.
	 */
	return ZK_REFUSE_EQUATION;
}
