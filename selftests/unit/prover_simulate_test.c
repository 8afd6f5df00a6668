// SPDX-License-Identifier: GPL-2.0-only
/*
 * The column hides perfectly: for any other attributes there are an opening and
 * blinders that give the same commitment and the same proof, byte for byte.  Finding
 * them takes the reference string's secret x, so that a string with a known x is used.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>

#include "poly.h"
#include "prover.h"
#include "random_circuit.h"
#include "sample.h"
#include "toy_srs.h"
#include "transcript.h"

#define BLINDERS 15
#define EVALS_AT (48 * 11)

struct script {
	struct zk_fr blinder[BLINDERS];
	unsigned int drawn;
};

static int script_fill(void *ctx, u8 *out, size_t len)
{
	struct script *s = ctx;

	memset(out, 0, 32);
	zk_fr_to_bytes(out + 32, &s->blinder[s->drawn++]);
	return 0;
}

/* Everything that both provers share */
struct world {
	struct zk_fr x;
	struct zkcap_srs *srs;
	struct random_circuit r;
	struct zkcap_prover_key *key;
	u8 vk[ZKCAP_VK_BYTES];
	u8 context[32];
};

/* One prover's secrets, and what it shows */
struct prover {
	struct zk_fr slots[ZKCAP_SLOTS];
	struct zk_fr opening;
	struct script script;
	u8 commitment[48];
	u8 proof[ZKCAP_PROOF_BYTES];
};

/* A circuit that reads no attribute, so that both columns satisfy it with the same wires */
static void world_init(struct world *w)
{
	struct sample s = { 1 };
	u32 i;

	sample_fr(&s, &w->x);
	w->srs = toy_srs_new(&w->x);
	random_circuit_make(&w->r, &s, 8, 1, 20);
	for (i = 0; i < w->r.circuit->n; i++) {
		if (zk_fr_is_zero(&w->r.circuit->rows[i].q[ZKCAP_QI]))
			continue;
		w->r.circuit->rows[i].q[ZKCAP_QI] = zk_fr_zero;
		w->r.circuit->rows[i].q[ZKCAP_QL] = zk_fr_zero;
	}
	sample_bytes(&s, w->vk, sizeof(w->vk));
	sample_bytes(&s, w->context, sizeof(w->context));
	assert_int_equal(zkcap_prover_key_new(&w->key, w->r.circuit, w->vk, w->srs, NULL), 0);
}

static void world_free(struct world *w)
{
	zkcap_prover_key_free(w->key);
	random_circuit_free(&w->r);
	toy_srs_free(w->srs);
}

static void run(const struct world *w, struct prover *p)
{
	struct zkcap_rand rand = { script_fill, &p->script };
	struct zkcap_prove_request rq = {
		.slots = p->slots, .opening = &p->opening, .commitment = p->commitment,
		.context = w->context, .publics = w->r.publics, .rand = &rand, .threads = 1,
	};
	struct zk_g1_affine v;

	zkcap_commit_slots(&v, w->srs, p->slots, &p->opening);
	zk_g1_to_bytes(p->commitment, &v);
	p->script.drawn = 0;
	assert_int_equal(zkcap_prove_witness(p->proof, w->key, &rq, w->r.vars, NULL), 0);
	assert_int_equal(p->script.drawn, BLINDERS);
}

/* The challenge e, and zeta, from what is visible */
static void challenges(const struct world *w, const struct prover *p, struct zk_fr *e,
		       struct zk_fr *zeta)
{
	static const char *const labels[] = { "a", "b", "c", "z", "tlo", "tmid", "thi" };
	struct zk_transcript t;
	struct zk_fr unused;
	u8 public_input[32];
	int i;

	zk_transcript_init(&t, "zkcap-plonk-v1");
	zk_transcript_absorb(&t, "vk", w->key->vk_digest, 32);
	zk_transcript_absorb(&t, "context", w->context, 32);
	zk_transcript_absorb(&t, "attr", p->commitment, 48);
	zk_fr_to_bytes(public_input, &w->r.publics[0]);
	zk_transcript_absorb(&t, "pub", public_input, 32);
	zk_transcript_absorb(&t, "V", p->proof, 48);
	zk_transcript_absorb(&t, "T", p->proof + 48, 48);
	zk_transcript_challenge(&t, "e", e);
	zk_transcript_absorb(&t, "s", p->proof + EVALS_AT + 32 * 7, 64);
	for (i = 0; i < 7; i++) {
		zk_transcript_absorb(&t, labels[i], p->proof + 48 * (2 + i), 48);
		if (i == 2) {
			zk_transcript_challenge(&t, "beta", &unused);
			zk_transcript_challenge(&t, "gamma", &unused);
		} else if (i == 3) {
			zk_transcript_challenge(&t, "alpha", &unused);
		}
	}
	zk_transcript_challenge(&t, "zeta", zeta);
}

/* v(at), v interpolating the slots; and at^128 - 1 */
static void column_at(struct zk_fr *value, struct zk_fr *vanishing, const struct prover *p,
		      const struct zk_fr *at)
{
	struct zk_fr v[ZKCAP_SLOTS];
	struct zkcap_domain d;

	assert_int_equal(zkcap_domain_init(&d, 7), 0);
	memcpy(v, p->slots, sizeof(v));
	zkcap_intt(&d, v);
	zkcap_poly_eval(value, v, ZKCAP_SLOTS, at);
	zkcap_fr_pow2k(vanishing, at, 7);
	zk_fr_sub(vanishing, vanishing, &zk_fr_one);
	zkcap_domain_free(&d);
}

/* r = (v_real(at) - v_other(at)) / (at^128 - 1): what the mask has to make up for */
static void mask_difference(struct zk_fr *r, const struct prover *real,
			    const struct prover *other, const struct zk_fr *at)
{
	struct zk_fr a, b, vanishing;

	column_at(&a, &vanishing, real, at);
	column_at(&b, &vanishing, other, at);
	zk_fr_inv(&vanishing, &vanishing);
	zk_fr_sub(r, &a, &b);
	zk_fr_mul(r, r, &vanishing);
}

/*
 * Opening and blinders for other->slots.  With D(at) as above,
 *	r0'                       = r0 + D(x)			the same V
 *	r0' + d0' + d1' x         = r0 + d0 + d1 x + D(x)	the same V'
 *	r0' + d0' + d1' zeta      = r0 + d0 + d1 zeta + D(zeta)	the same v~
 *	t' + e d'                 = t + e d			the same s, and so T
 */
static void simulate(const struct world *w, const struct prover *real, struct prover *other)
{
	struct zk_fr e, zeta, at_x, at_zeta, d[2], t;
	int i;

	challenges(w, real, &e, &zeta);
	mask_difference(&at_x, real, other, &w->x);
	mask_difference(&at_zeta, real, other, &zeta);
	zk_fr_add(&other->opening, &real->opening, &at_x);
	/* d1' - d1 = (D(x) - D(zeta)) / (x - zeta), d0' - d0 = -x (d1' - d1) */
	zk_fr_sub(&t, &w->x, &zeta);
	zk_fr_inv(&t, &t);
	zk_fr_sub(&d[1], &at_x, &at_zeta);
	zk_fr_mul(&d[1], &d[1], &t);
	zk_fr_mul(&d[0], &d[1], &w->x);
	zk_fr_neg(&d[0], &d[0]);
	other->script = real->script;
	for (i = 0; i < 2; i++) {
		zk_fr_add(&other->script.blinder[i], &other->script.blinder[i], &d[i]);
		zk_fr_mul(&t, &e, &d[i]);
		zk_fr_sub(&other->script.blinder[2 + i], &other->script.blinder[2 + i], &t);
	}
}

static void any_other_attributes_give_the_same_proof(void **state)
{
	struct prover *real = calloc(2, sizeof(*real)), *other = real + 1;
	struct sample s = { 7 };
	struct world w;
	int round, i;

	world_init(&w);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < ZKCAP_SLOTS; i++) {
			sample_fr(&s, &real->slots[i]);
			zk_fr_from_u64(&other->slots[i], i < 120 ? sample_u64(&s) % 2 : 0);
		}
		sample_fr(&s, &real->opening);
		for (i = 0; i < BLINDERS; i++)
			sample_fr(&s, &real->script.blinder[i]);
		run(&w, real);
		simulate(&w, real, other);
		run(&w, other);
		assert_memory_equal(other->commitment, real->commitment, 48);
		assert_memory_equal(other->proof, real->proof, ZKCAP_PROOF_BYTES);
	}
	world_free(&w);
	free(real);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_other_attributes_give_the_same_proof),
	};

	return cmocka_run_group_tests_name("prover_simulate", tests, NULL, NULL);
}
