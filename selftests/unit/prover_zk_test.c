// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a proof tells about the secrets.  An attacker who knows everything but one
 * low-entropy attribute tries all its values; with one blinder fewer than the
 * protocol has, the attack finds it, with all of them every guess fits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "poly.h"
#include "proof_fixture.h"
#include "random_circuit.h"
#include "sample.h"
#include "srs_fixture.h"

/* Where the 15 blinders are drawn: d0 d1 t0 t1, a a b b c c, z z z, quotient */
enum { DRAW_D1 = 1, DRAW_WIRES = 4, DRAW_Z = 10 };

#define LOG2N 8
#define GUESSED_SLOT 3
#define SECRET_ROW (GUESSED_SLOT << (LOG2N - 7))
#define GUESSES 16
#define SECRET 11

/* Points and scalars of a proof, by index */
enum { V, T, A, B, C, Z };
enum { EVAL_A, EVAL_B, EVAL_C, EVAL_S1, EVAL_S2, EVAL_Z_W, EVAL_V };

/* A stream in which some draws are zero */
struct holes {
	struct sample s;
	unsigned int drawn;
	u32 zero;
};

static int holes_fill(void *ctx, u8 *out, size_t len)
{
	struct holes *h = ctx;

	sample_bytes(&h->s, out, len);
	if (h->zero >> h->drawn++ & 1)
		memset(out, 0, len);
	return 0;
}

/* A statement and a proof for it, and what the verifier draws */
struct target {
	struct random_circuit r;
	struct proof_fixture f;
	u8 proof[ZKCAP_PROOF_BYTES];
	u32 copy_row;
	struct zk_fr e, beta, gamma, zeta;
};

static void point(struct zk_g1_affine *p, const struct target *t, int index)
{
	assert_int_equal(zk_g1_from_bytes_vartime(p, t->proof + 48 * index), ZK_DECODE_OK);
}

static void scalar(struct zk_fr *r, const struct target *t, int index)
{
	assert_true(zk_fr_from_bytes(r, t->proof + 48 * 11 + 32 * index));
}

static void absorb(struct zk_transcript *t, const char *label, const u8 *p, size_t len)
{
	zk_transcript_absorb(t, label, p, len);
}

/* The challenges, from public data alone */
static void challenges(struct target *t)
{
	static const char *const parts[] = { "tlo", "tmid", "thi" };
	struct zk_transcript tr;
	u8 publics[32 * ZKCAP_MAX_PUBLIC];
	const u8 *p = t->proof;
	struct zk_fr unused;
	u32 i;

	zk_transcript_init(&tr, "zkcap-plonk-v1");
	absorb(&tr, "vk", t->f.key->vk_digest, 32);
	absorb(&tr, "context", t->f.context, 32);
	absorb(&tr, "attr", t->f.commitment, 48);
	for (i = 0; i < t->r.circuit->n_public; i++)
		zk_fr_to_bytes(publics + 32 * i, &t->r.publics[i]);
	absorb(&tr, "pub", publics, 32 * i);
	absorb(&tr, "V", p, 48);
	absorb(&tr, "T", p + 48, 48);
	zk_transcript_challenge(&tr, "e", &t->e);
	absorb(&tr, "s", p + 48 * 11 + 32 * 7, 64);
	absorb(&tr, "a", p + 48 * A, 48);
	absorb(&tr, "b", p + 48 * B, 48);
	absorb(&tr, "c", p + 48 * C, 48);
	zk_transcript_challenge(&tr, "beta", &t->beta);
	zk_transcript_challenge(&tr, "gamma", &t->gamma);
	absorb(&tr, "z", p + 48 * Z, 48);
	zk_transcript_challenge(&tr, "alpha", &unused);
	for (i = 0; i < 3; i++)
		absorb(&tr, parts[i], p + 48 * (6 + i), 48);
	zk_transcript_challenge(&tr, "zeta", &t->zeta);
}

static void target_init(struct target *t, u32 zero_draws, u64 seed)
{
	struct holes holes = { .s = { seed }, .zero = zero_draws };
	struct zkcap_rand rand = { holes_fill, &holes };
	struct sample s = { 1 };
	struct zkcap_prove_request rq;
	struct zkcap_row *rows;

	/* the same circuit every time; only the secret slot's value is not known */
	random_circuit_make(&t->r, &s, LOG2N, 1, 0);
	zk_fr_from_u64(&t->r.slots[GUESSED_SLOT], SECRET);
	rows = t->r.circuit->rows;
	t->r.vars[rows[SECRET_ROW].wire[0]] = t->r.slots[GUESSED_SLOT];
	/* the slot stands on a second cell, as where it is compared with something */
	for (t->copy_row = SECRET_ROW + 1; rows[t->copy_row].wire[2] != ZKCAP_WIRE_NONE;)
		t->copy_row++;
	rows[t->copy_row].wire[2] = rows[SECRET_ROW].wire[0];
	zkcap_circuit_permute(t->r.circuit);
	proof_fixture_init(&t->f, t->r.circuit, t->r.slots, t->r.publics, 1);
	rq = proof_fixture_request(&t->f, &rand);
	assert_int_equal(zkcap_prove_witness(t->proof, t->f.key, &rq, t->r.vars, NULL), 0);
	assert_int_equal(proof_fixture_verify(&t->f, t->proof), ZK_ACCEPT);
	challenges(t);
}

static void target_free(struct target *t)
{
	proof_fixture_free(&t->f);
	random_circuit_free(&t->r);
}

/*
 * Could [p(x)]_1 = commitment and p(at) = value for p = guess + m (X^n - 1), guess given
 * by its n values?  The value says what m would have to be, the commitment confirms it.
 */
static bool confirmed(const struct zk_fr *guess, unsigned int log2n,
		      const struct zk_g1_affine *commitment, const struct zk_fr *at,
		      const struct zk_fr *value)
{
	const struct zkcap_srs *srs = srs_fixture();
	size_t n = (size_t)1 << log2n;
	struct zk_fr *p = malloc(n * sizeof(*p)), at_guess, m, vanishing;
	struct zk_g1_affine base;
	struct zkcap_domain d;
	struct zk_g1 sum, want;

	memcpy(p, guess, n * sizeof(*p));
	assert_int_equal(zkcap_srs_commit_rows_vartime(&base, srs, log2n, p, 1), 0);
	assert_int_equal(zkcap_domain_init(&d, log2n), 0);
	zkcap_intt(&d, p);
	zkcap_poly_eval(&at_guess, p, n, at);
	zkcap_fr_pow2k(&vanishing, at, log2n);
	zk_fr_sub(&vanishing, &vanishing, &zk_fr_one);
	zk_fr_inv(&vanishing, &vanishing);
	zk_fr_sub(&m, value, &at_guess);
	zk_fr_mul(&m, &m, &vanishing);
	zk_g1_mul_vartime(&sum, &srs->vanishing[log2n][0], &m);
	zk_g1_add_affine_vartime(&sum, &sum, &base);
	zk_g1_from_affine(&want, commitment);
	zkcap_domain_free(&d);
	free(p);
	return zk_g1_eq(&sum, &want);
}

/* Tries all values of the secret slot against V' and v~; returns a set of those that fit */
static u32 attack_column(const struct target *t)
{
	struct zk_fr slots[ZKCAP_SLOTS], value;
	struct zk_g1_affine commitment;
	u32 fits = 0, guess;

	memcpy(slots, t->r.slots, sizeof(slots));
	point(&commitment, t, V);
	scalar(&value, t, EVAL_V);
	for (guess = 0; guess < GUESSES; guess++) {
		zk_fr_from_u64(&slots[GUESSED_SLOT], guess);
		fits |= (u32)confirmed(slots, 7, &commitment, &t->zeta, &value) << guess;
	}
	return fits;
}

/* The values of a wire, with a guess where the secret slot stands */
static void guess_wires(struct zk_fr *rows, const struct target *t, unsigned int column, u32 guess)
{
	u32 i;

	for (i = 0; i < t->r.circuit->n; i++)
		rows[i] = *zkcap_circuit_cell(t->r.circuit, t->r.vars, column, i);
	if (column == 0)
		zk_fr_from_u64(&rows[SECRET_ROW], guess);
	if (column == 2)
		zk_fr_from_u64(&rows[t->copy_row], guess);
}

static u32 attack_wire_a(const struct target *t)
{
	struct zk_fr rows[1 << LOG2N], value;
	struct zk_g1_affine commitment;
	u32 fits = 0, guess;

	point(&commitment, t, A);
	scalar(&value, t, EVAL_A);
	for (guess = 0; guess < GUESSES; guess++) {
		guess_wires(rows, t, 0, guess);
		fits |= (u32)confirmed(rows, LOG2N, &commitment, &t->zeta, &value) << guess;
	}
	return fits;
}

/* The grand product's values by its definition, for guessed wires */
static void guess_product(struct zk_fr *z, const struct target *t, u32 guess)
{
	static struct zk_fr rows[ZKCAP_WIRES][1 << LOG2N];
	const struct zkcap_prover_key *key = t->f.key;
	struct zk_fr num, den, f, label;
	unsigned int j;
	u32 i;

	for (j = 0; j < ZKCAP_WIRES; j++)
		guess_wires(rows[j], t, j, guess);
	z[0] = zk_fr_one;
	for (i = 0; i + 1 < t->r.circuit->n; i++) {
		num = z[i];
		den = zk_fr_one;
		for (j = 0; j < ZKCAP_WIRES; j++) {
			zkcap_column_shift(&label, j);
			zk_fr_mul(&label, &label, &key->rows.powers[i]);
			zk_fr_mul(&f, &label, &t->beta);
			zk_fr_add(&f, &f, &t->gamma);
			zk_fr_add(&f, &f, &rows[j][i]);
			zk_fr_mul(&num, &num, &f);
			zk_fr_mul(&f, &key->sigma_rows[j][i], &t->beta);
			zk_fr_add(&f, &f, &t->gamma);
			zk_fr_add(&f, &f, &rows[j][i]);
			zk_fr_mul(&den, &den, &f);
		}
		zk_fr_inv(&den, &den);
		zk_fr_mul(&z[i + 1], &num, &den);
	}
}

static u32 attack_product(const struct target *t)
{
	struct zk_fr z[1 << LOG2N], value, at;
	struct zk_g1_affine commitment;
	u32 fits = 0, guess;

	point(&commitment, t, Z);
	scalar(&value, t, EVAL_Z_W);
	zk_fr_mul(&at, &t->zeta, &t->f.key->rows.w);
	for (guess = 0; guess < GUESSES; guess++) {
		guess_product(z, t, guess);
		fits |= (u32)confirmed(z, LOG2N, &commitment, &at, &value) << guess;
	}
	return fits;
}

static void a_guess_of_an_attribute_is_not_confirmed(void **state)
{
	struct target t;
	u64 seed;

	for (seed = 1; seed <= 3; seed++) {
		target_init(&t, 0, seed);
		assert_int_equal(attack_column(&t), 0);
		assert_int_equal(attack_wire_a(&t), 0);
		assert_int_equal(attack_product(&t), 0);
		target_free(&t);
	}
}

static void with_one_blinder_the_column_is_found(void **state)
{
	struct target t;

	target_init(&t, 1 << DRAW_D1, 1);
	assert_int_equal(attack_column(&t), 1 << SECRET);
	assert_int_equal(attack_wire_a(&t), 0);
	target_free(&t);
}

static void with_one_blinder_the_wires_are_found(void **state)
{
	struct target t;

	target_init(&t, 1 << (DRAW_WIRES + 1), 1);
	assert_int_equal(attack_wire_a(&t), 1 << SECRET);
	assert_int_equal(attack_column(&t), 0);
	target_free(&t);
}

static void with_one_blinder_the_product_is_found(void **state)
{
	struct target t;

	target_init(&t, 3 << (DRAW_Z + 1), 1);
	assert_int_equal(attack_product(&t), 1 << SECRET);
	assert_int_equal(attack_wire_a(&t), 0);
	target_free(&t);
}

#define PROOFS 24
#define ELEMENTS 20

/* Element i of a proof: eleven points, nine scalars */
static const u8 *element(const u8 *proof, int i, size_t *len)
{
	*len = i < 11 ? 48 : 32;
	return i < 11 ? proof + 48 * i : proof + 48 * 11 + 32 * (i - 11);
}

/* Proofs for two manifests under one definition, context and set of public inputs */
static void make_proofs(u8 proof[PROOFS][ZKCAP_PROOF_BYTES])
{
	struct random_circuit r;
	struct proof_fixture f[2];
	struct sample s = { 1 };
	struct zkcap_rand rand;
	struct zkcap_prove_request rq;
	struct zk_fr other[ZKCAP_SLOTS];
	int i;

	random_circuit_make(&r, &s, LOG2N, 1, 10);
	memcpy(other, r.slots, sizeof(other));
	/* differs where the circuit does not look */
	zk_fr_add(&other[100], &other[100], &zk_fr_one);
	proof_fixture_init(&f[0], r.circuit, r.slots, r.publics, 1);
	proof_fixture_init(&f[1], r.circuit, other, r.publics, 1);
	for (i = 0; i < PROOFS; i++) {
		rand = sample_rand(&s);
		rq = proof_fixture_request(&f[i % 2], &rand);
		assert_int_equal(zkcap_prove_witness(proof[i], f[i % 2].key, &rq, r.vars, NULL),
				 0);
		assert_int_equal(proof_fixture_verify(&f[i % 2], proof[i]), ZK_ACCEPT);
	}
	proof_fixture_free(&f[0]);
	proof_fixture_free(&f[1]);
	random_circuit_free(&r);
}

static void two_proofs_share_no_visible_element(void **state)
{
	static u8 proof[PROOFS][ZKCAP_PROOF_BYTES];
	const u8 *a, *b;
	size_t len_a, len_b;
	int i, j, k, l;

	make_proofs(proof);
	for (i = 0; i < PROOFS * ELEMENTS; i++) {
		for (j = 0; j < i; j++) {
			k = i % ELEMENTS;
			l = j % ELEMENTS;
			a = element(proof[i / ELEMENTS], k, &len_a);
			b = element(proof[j / ELEMENTS], l, &len_b);
			if (len_a == len_b)
				assert_memory_not_equal(a, b, len_a);
		}
	}
}

/* Every bit of the low 30 bytes of every element is set about half of the time */
static void visible_elements_look_uniform(void **state)
{
	static u8 proof[PROOFS][ZKCAP_PROOF_BYTES];
	size_t len, byte;
	unsigned int ones, total;
	const u8 *p;
	int i, e;

	make_proofs(proof);
	for (e = 0; e < ELEMENTS; e++) {
		ones = 0;
		total = 0;
		for (i = 0; i < PROOFS; i++) {
			p = element(proof[i], e, &len);
			for (byte = len - 30; byte < len; byte++, total += 8)
				ones += (unsigned int)__builtin_popcount(p[byte]);
		}
		/* 5760 coins: five standard deviations are 190 */
		assert_in_range(ones, total / 2 - 190, total / 2 + 190);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_guess_of_an_attribute_is_not_confirmed),
		cmocka_unit_test(with_one_blinder_the_column_is_found),
		cmocka_unit_test(with_one_blinder_the_wires_are_found),
		cmocka_unit_test(with_one_blinder_the_product_is_found),
		cmocka_unit_test(two_proofs_share_no_visible_element),
		cmocka_unit_test(visible_elements_look_uniform),
	};

	return cmocka_run_group_tests_name("prover_zk", tests, NULL, NULL);
}
