// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * From a statement's bytes to the coefficients of its pairing equation.  The
 * names are those of Documentation/proof-system.rst; x~ is written x there and
 * here stands in the scratch.
 */
#include "claim.h"

#define AT_SCALARS (ZK_PROOF_POINTS * ZK_POINT_BYTES)

static enum zk_verdict decode_points(struct zk_claim *claim, const u8 *proof,
				     enum zk_element *element)
{
	enum zk_verdict v[2];
	unsigned int i, j;

	for (i = 0; i < ZK_PROOF_POINTS; i += 2) {
		const u8 *at = proof + i * ZK_POINT_BYTES;

		if (zk_interrupted())
			return ZK_INTERRUPTED;
		v[1] = ZK_ACCEPT;
		if (i + 1 < ZK_PROOF_POINTS)
			zk_point_pair_decode(&claim->pt[i], v, at);
		else
			v[0] = zk_point_decode(&claim->pt[i], at);
		for (j = 0; j < 2; j++) {
			if (v[j] != ZK_ACCEPT) {
				*element = ZK_ELEMENT_V + i + j;
				return v[j];
			}
		}
	}
	return ZK_ACCEPT;
}

static enum zk_verdict decode_scalars(struct zk_claim_scratch *s, const u8 *proof,
				      enum zk_element *element)
{
	struct zk_fr *const out[ZK_PROOF_SCALARS] = {
		&s->a, &s->b, &s->c, &s->s1, &s->s2, &s->z_w, &s->v, &s->s_0, &s->s_1,
	};
	unsigned int i;

	for (i = 0; i < ZK_PROOF_SCALARS; i++) {
		if (!zk_fr_from_bytes(out[i], proof + AT_SCALARS + i * ZK_FR_BYTES)) {
			*element = ZK_ELEMENT_EVAL_A + i;
			return ZK_REFUSE_SCALAR_RANGE;
		}
	}
	return ZK_ACCEPT;
}

static void absorb_point(struct zk_transcript *t, const char *label, const u8 *proof,
			 unsigned int i)
{
	zk_transcript_absorb(t, label, proof + i * ZK_POINT_BYTES, ZK_POINT_BYTES);
}

/*
 * The whole statement and every element of the proof go into the transcript,
 * each before the first challenge that is drawn after the prover chose it.
 */
static void draw_challenges(struct zk_transcript *t, struct zk_claim_scratch *s,
			    const struct zk_statement *st)
{
	const u8 *proof = st->proof;
	size_t i;

	for (i = 0; i < st->n_publics; i++)
		zk_fr_to_bytes(s->pub + i * ZK_FR_BYTES, &st->publics[i]);

	zk_transcript_init(t, "zkcap-plonk-v1");
	zk_transcript_absorb(t, "vk", st->vk->digest, ZK_DIGEST_BYTES);
	zk_transcript_absorb(t, "context", st->context, ZK_CONTEXT_BYTES);
	zk_transcript_absorb(t, "attr", st->commitment->bytes, ZK_POINT_BYTES);
	zk_transcript_absorb(t, "pub", s->pub, st->n_publics * ZK_FR_BYTES);
	absorb_point(t, "V", proof, ZK_PT_V);
	absorb_point(t, "T", proof, ZK_PT_T);
	zk_transcript_challenge(t, "e", &s->e);

	zk_transcript_absorb(t, "s", proof + AT_SCALARS + 7 * ZK_FR_BYTES, 2 * ZK_FR_BYTES);
	absorb_point(t, "a", proof, ZK_PT_A);
	absorb_point(t, "b", proof, ZK_PT_B);
	absorb_point(t, "c", proof, ZK_PT_C);
	zk_transcript_challenge(t, "beta", &s->beta);
	zk_transcript_challenge(t, "gamma", &s->gamma);

	absorb_point(t, "z", proof, ZK_PT_Z);
	zk_transcript_challenge(t, "alpha", &s->alpha);

	absorb_point(t, "tlo", proof, ZK_PT_T_LO);
	absorb_point(t, "tmid", proof, ZK_PT_T_MID);
	absorb_point(t, "thi", proof, ZK_PT_T_HI);
	zk_transcript_challenge(t, "zeta", &s->zeta);

	zk_transcript_absorb(t, "eval", proof + AT_SCALARS, 7 * ZK_FR_BYTES);
	zk_transcript_challenge(t, "nu", &s->nu);

	zk_transcript_absorb(t, "W", proof + ZK_PT_W_ZETA * ZK_POINT_BYTES, 2 * ZK_POINT_BYTES);
	zk_transcript_challenge(t, "u", &s->u);
	zk_transcript_challenge(t, "rho", &s->rho);
}

/*
 * zeta^n - 1, L_0(zeta) and PI(zeta) = -sum of pub_j * L_(2j+1)(zeta), where
 * L_i(zeta) = w^i * (zeta^n - 1) / (n * (zeta - w^i)), with one inversion for
 * all: none of the denominators is zero when zeta^n - 1 is not.
 */
static enum zk_verdict evaluate_publics(struct zk_claim_scratch *s,
					const struct zk_statement *st)
{
	const struct zk_vk *vk = st->vk;
	struct zk_fr inv, acc, w2, t;
	size_t i;

	s->zeta_n = s->zeta;
	for (i = 0; i < vk->log2n; i++)
		zk_fr_sqr(&s->zeta_n, &s->zeta_n);
	zk_fr_sub(&s->zh, &s->zeta_n, &zk_fr_one);
	if (zk_fr_is_zero(&s->zh))
		return ZK_REFUSE_ZETA_IN_DOMAIN;

	/* root[0] = 1, root[1 + j] = w^(2j+1); prefix[i] = product of the first i denominators */
	zk_fr_sqr(&w2, &vk->omega);
	s->root[0] = zk_fr_one;
	acc = zk_fr_one;
	for (i = 0; i <= st->n_publics; i++) {
		if (i == 1)
			s->root[i] = vk->omega;
		else if (i > 1)
			zk_fr_mul(&s->root[i], &s->root[i - 1], &w2);
		s->prefix[i] = acc;
		zk_fr_sub(&t, &s->zeta, &s->root[i]);
		zk_fr_mul(&acc, &acc, &t);
	}

	zk_fr_inv_vartime(&inv, &acc);
	zk_fr_mul(&inv, &inv, &s->zh);
	zk_fr_mul(&inv, &inv, &vk->n_inv);
	/* From here on inv = zh / (n * product of the first i + 1 denominators) */
	s->pi = zk_fr_zero;
	for (i = st->n_publics; i > 0; i--) {
		zk_fr_mul(&acc, &inv, &s->prefix[i]);
		zk_fr_mul(&acc, &acc, &s->root[i]);
		zk_fr_mul(&acc, &acc, &st->publics[i - 1]);
		zk_fr_sub(&s->pi, &s->pi, &acc);
		zk_fr_sub(&t, &s->zeta, &s->root[i]);
		zk_fr_mul(&inv, &inv, &t);
	}
	s->l0 = inv;
	return ZK_ACCEPT;
}

/* r = x + beta * y + gamma */
static void permutation_factor(struct zk_fr *r, const struct zk_claim_scratch *s,
			       const struct zk_fr *x, const struct zk_fr *y)
{
	zk_fr_mul(r, &s->beta, y);
	zk_fr_add(r, r, x);
	zk_fr_add(r, r, &s->gamma);
}

/* The coefficients of D, the linearised circuit equation; -r0 in claim->g1 */
static void linearise(struct zk_claim *claim, const struct zk_claim_scratch *s)
{
	struct zk_fr k, f, sigma, l0_alpha2, zeta;

	zk_fr_mul(&claim->key[ZK_PT_QM], &s->a, &s->b);
	claim->key[ZK_PT_QL] = s->a;
	claim->key[ZK_PT_QR] = s->b;
	claim->key[ZK_PT_QO] = s->c;
	claim->key[ZK_PT_QC] = zk_fr_one;
	claim->key[ZK_PT_QI] = s->v;

	/* (a + beta*s1 + gamma)(b + beta*s2 + gamma)*alpha*zw */
	permutation_factor(&sigma, s, &s->a, &s->s1);
	permutation_factor(&f, s, &s->b, &s->s2);
	zk_fr_mul(&sigma, &sigma, &f);
	zk_fr_mul(&sigma, &sigma, &s->alpha);
	zk_fr_mul(&sigma, &sigma, &s->z_w);
	zk_fr_mul(&k, &sigma, &s->beta);
	zk_fr_neg(&claim->key[ZK_PT_S3], &k);

	zk_fr_sqr(&l0_alpha2, &s->alpha);
	zk_fr_mul(&l0_alpha2, &l0_alpha2, &s->l0);

	/* -r0 = -PI(zeta) + L0*alpha^2 + sigma*(c + gamma) */
	zk_fr_add(&k, &s->c, &s->gamma);
	zk_fr_mul(&k, &k, &sigma);
	zk_fr_add(&k, &k, &l0_alpha2);
	zk_fr_sub(&claim->g1, &k, &s->pi);

	/* The cosets are 1, 7 and 49 */
	permutation_factor(&k, s, &s->a, &s->zeta);
	zk_fr_from_u64(&f, 7);
	zk_fr_mul(&zeta, &s->zeta, &f);
	zk_fr_mul(&k, &k, &s->alpha);
	permutation_factor(&sigma, s, &s->b, &zeta);
	zk_fr_mul(&k, &k, &sigma);
	zk_fr_mul(&zeta, &zeta, &f);
	permutation_factor(&sigma, s, &s->c, &zeta);
	zk_fr_mul(&k, &k, &sigma);
	zk_fr_add(&k, &k, &l0_alpha2);
	zk_fr_add(&claim->proof[ZK_PT_Z], &k, &s->u);

	zk_fr_neg(&claim->proof[ZK_PT_T_LO], &s->zh);
	zk_fr_mul(&claim->proof[ZK_PT_T_MID], &claim->proof[ZK_PT_T_LO], &s->zeta_n);
	zk_fr_mul(&claim->proof[ZK_PT_T_HI], &claim->proof[ZK_PT_T_MID], &s->zeta_n);
}

/*
 * The openings at zeta, in powers of nu, and at zeta*w, with u: F - E.  The
 * evaluations add up in claim->g1, which is negated at the end.
 */
static void add_openings(struct zk_claim *claim, const struct zk_claim_scratch *s)
{
	const struct {
		struct zk_fr *k;
		const struct zk_fr *value;
	} opened[] = {
		{ &claim->proof[ZK_PT_A], &s->a }, { &claim->proof[ZK_PT_B], &s->b },
		{ &claim->proof[ZK_PT_C], &s->c }, { &claim->key[ZK_PT_S1], &s->s1 },
		{ &claim->key[ZK_PT_S2], &s->s2 }, { &claim->proof[ZK_PT_V], &s->v },
	};
	struct zk_fr nu = s->nu, t;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(opened); i++) {
		*opened[i].k = nu;
		zk_fr_mul(&t, &nu, opened[i].value);
		zk_fr_add(&claim->g1, &claim->g1, &t);
		zk_fr_mul(&nu, &nu, &s->nu);
	}
	zk_fr_mul(&t, &s->u, &s->z_w);
	zk_fr_add(&claim->g1, &claim->g1, &t);
	zk_fr_neg(&claim->g1, &claim->g1);

	claim->proof[ZK_PT_W_ZETA] = s->zeta;
	zk_fr_mul(&t, &s->u, &s->zeta);
	zk_fr_mul(&claim->proof[ZK_PT_W_ZETA_W], &t, &claim->st->vk->omega);
	claim->u = s->u;
}

/* rho*(s0*Z0 + s1*Z1 - T - e*(V' - V)): V' is V but for the blinders */
static void link_column(struct zk_claim *claim, const struct zk_claim_scratch *s)
{
	zk_fr_mul(&claim->z0, &s->rho, &s->s_0);
	zk_fr_mul(&claim->z1, &s->rho, &s->s_1);
	zk_fr_neg(&claim->proof[ZK_PT_T], &s->rho);
	zk_fr_mul(&claim->commitment, &s->rho, &s->e);
	zk_fr_sub(&claim->proof[ZK_PT_V], &claim->proof[ZK_PT_V], &claim->commitment);
}

enum zk_verdict zk_claim_make(struct zk_claim *claim, const struct zk_statement *st,
			      enum zk_element *element, struct zk_claim_scratch *s)
{
	enum zk_verdict v;

	*element = ZK_ELEMENT_NONE;
	if (st->proof_len != ZK_PROOF_BYTES)
		return ZK_REFUSE_PROOF_LENGTH;
	if (st->n_publics != st->vk->n_public)
		return ZK_REFUSE_PUBLIC_COUNT;
	v = decode_points(claim, st->proof, element);
	if (v == ZK_ACCEPT)
		v = decode_scalars(s, st->proof, element);
	if (v != ZK_ACCEPT)
		return v;

	claim->st = st;
	draw_challenges(&claim->final, s, st);
	v = evaluate_publics(s, st);
	if (v != ZK_ACCEPT)
		return v;
	linearise(claim, s);
	add_openings(claim, s);
	link_column(claim, s);
	return ZK_ACCEPT;
}
