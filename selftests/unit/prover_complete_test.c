// SPDX-License-Identifier: GPL-2.0-only
/* What holds is proved and verifies; what does not is refused */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>

#include "proof_fixture.h"
#include "random_circuit.h"
#include "sample.h"

/* Proves and verifies; returns what the prover says */
static int prove(const struct random_circuit *r, const struct proof_fixture *f, u64 seed,
		 u8 proof[ZKCAP_PROOF_BYTES])
{
	struct sample s = { seed };
	struct zkcap_rand rand = sample_rand(&s);
	struct zkcap_prove_request rq = proof_fixture_request(f, &rand);

	return zkcap_prove_witness(proof, f->key, &rq, r->vars, NULL);
}

static void satisfied(u8 log2n, u32 n_public, unsigned int large_percent)
{
	u8 proof[ZKCAP_PROOF_BYTES];
	struct sample s = { log2n * 1000 + n_public };
	struct random_circuit r;
	struct proof_fixture f;

	random_circuit_make(&r, &s, log2n, n_public, large_percent);
	assert_int_equal(zkcap_circuit_first_broken_row(r.circuit, r.slots, r.publics, r.vars),
			 r.circuit->n);
	proof_fixture_init(&f, r.circuit, r.slots, r.publics, 1);
	assert_int_equal(prove(&r, &f, 1, proof), 0);
	assert_int_equal(proof_fixture_verify(&f, proof), ZK_ACCEPT);
	/* and not for another context */
	f.context[31] ^= 1;
	assert_int_equal(proof_fixture_verify(&f, proof), ZK_REFUSE_EQUATION);
	proof_fixture_free(&f);
	random_circuit_free(&r);
}

static void satisfied_circuits_of_every_size_verify(void **state)
{
	u8 log2n;

	for (log2n = ZKCAP_MIN_LOG2N; log2n <= ZKCAP_MAX_LOG2N; log2n++)
		satisfied(log2n, 2, 20);
}

static void any_number_of_public_inputs_verifies(void **state)
{
	u32 n;

	for (n = 0; n <= ZKCAP_MAX_PUBLIC; n += 4)
		satisfied(8, n, 10);
}

static void bits_only_and_large_values_only_verify(void **state)
{
	satisfied(8, 1, 0);
	satisfied(8, 1, 100);
}

static bool all_zero(const u8 *p, size_t len)
{
	while (len-- > 0)
		if (*p++)
			return false;
	return true;
}

static void any_wrong_variable_is_refused(void **state)
{
	u8 proof[ZKCAP_PROOF_BYTES];
	struct sample s = { 5 };
	struct random_circuit r;
	struct proof_fixture f;
	struct zk_fr right;
	u32 i;

	random_circuit_make(&r, &s, 8, 3, 30);
	proof_fixture_init(&f, r.circuit, r.slots, r.publics, 1);
	for (i = 0; i < r.circuit->n_vars; i += 11) {
		right = r.vars[i];
		zk_fr_add(&r.vars[i], &r.vars[i], &zk_fr_one);
		/* a bit that becomes the other bit may go unused elsewhere */
		if (zkcap_circuit_first_broken_row(r.circuit, r.slots, r.publics, r.vars) <
		    r.circuit->n) {
			memset(proof, 0xaa, sizeof(proof));
			assert_int_equal(prove(&r, &f, 1, proof), -EDOM);
			assert_true(all_zero(proof, sizeof(proof)));
		}
		r.vars[i] = right;
	}
	proof_fixture_free(&f);
	random_circuit_free(&r);
}

static void another_column_or_public_input_is_refused(void **state)
{
	u8 proof[ZKCAP_PROOF_BYTES];
	struct sample s = { 6 };
	struct random_circuit r;
	struct proof_fixture f;

	random_circuit_make(&r, &s, 8, 3, 30);
	proof_fixture_init(&f, r.circuit, r.slots, r.publics, 1);
	zk_fr_add(&r.slots[2], &r.slots[2], &zk_fr_one);
	assert_int_equal(prove(&r, &f, 1, proof), -EDOM);
	zk_fr_sub(&r.slots[2], &r.slots[2], &zk_fr_one);
	zk_fr_add(&r.publics[2], &r.publics[2], &zk_fr_one);
	assert_int_equal(prove(&r, &f, 1, proof), -EDOM);
	zk_fr_sub(&r.publics[2], &r.publics[2], &zk_fr_one);
	assert_int_equal(prove(&r, &f, 1, proof), 0);
	proof_fixture_free(&f);
	random_circuit_free(&r);
}

/* Every row holds, but two cells that the permutation ties together differ */
static void a_broken_copy_is_refused(void **state)
{
	u8 proof[ZKCAP_PROOF_BYTES];
	struct sample s = { 7 };
	struct random_circuit r;
	struct proof_fixture f;
	u32 *sigma, i, j = 0, t;

	random_circuit_make(&r, &s, 8, 1, 30);
	sigma = r.circuit->sigma;
	/* of two cells of different values, exchange the images */
	for (i = 0; j == 0; i++)
		for (t = i + 1; t < r.circuit->n && !j; t++)
			if (!zk_fr_eq(zkcap_circuit_cell(r.circuit, r.vars, 0, i),
				      zkcap_circuit_cell(r.circuit, r.vars, 0, t)))
				j = t;
	i--;
	t = sigma[i];
	sigma[i] = sigma[j];
	sigma[j] = t;
	proof_fixture_init(&f, r.circuit, r.slots, r.publics, 1);
	assert_int_equal(prove(&r, &f, 1, proof), -EDOM);
	proof_fixture_free(&f);
	random_circuit_free(&r);
}

static int no_randomness(void *ctx, u8 *out, size_t len)
{
	int *left = ctx;

	memset(out, 1, len);
	return (*left)-- > 0 ? 0 : -EIO;
}

static void no_proof_without_randomness(void **state)
{
	u8 proof[ZKCAP_PROOF_BYTES];
	struct sample s = { 8 };
	struct random_circuit r;
	struct proof_fixture f;
	struct zkcap_prove_request rq;
	struct zkcap_error err;
	int left, drawn;

	random_circuit_make(&r, &s, 8, 1, 10);
	proof_fixture_init(&f, r.circuit, r.slots, r.publics, 1);
	for (left = 0; left < 15; left++) {
		drawn = left;
		rq = proof_fixture_request(&f, &(struct zkcap_rand){ no_randomness, &drawn });
		assert_int_equal(zkcap_prove_witness(proof, f.key, &rq, r.vars, &err), -EIO);
		assert_true(all_zero(proof, sizeof(proof)));
	}
	proof_fixture_free(&f);
	random_circuit_free(&r);
}

static void a_commitment_that_is_no_point_is_refused(void **state)
{
	u8 proof[ZKCAP_PROOF_BYTES];
	struct sample s = { 9 };
	struct random_circuit r;
	struct proof_fixture f;

	random_circuit_make(&r, &s, 8, 1, 10);
	proof_fixture_init(&f, r.circuit, r.slots, r.publics, 1);
	memset(f.commitment, 0, sizeof(f.commitment));
	assert_int_equal(prove(&r, &f, 1, proof), -EINVAL);
	f.commitment[0] = 0xc0;
	assert_int_equal(prove(&r, &f, 1, proof), -EINVAL);
	proof_fixture_free(&f);
	random_circuit_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(satisfied_circuits_of_every_size_verify),
		cmocka_unit_test(any_number_of_public_inputs_verifies),
		cmocka_unit_test(bits_only_and_large_values_only_verify),
		cmocka_unit_test(any_wrong_variable_is_refused),
		cmocka_unit_test(another_column_or_public_input_is_refused),
		cmocka_unit_test(a_broken_copy_is_refused),
		cmocka_unit_test(no_proof_without_randomness),
		cmocka_unit_test(a_commitment_that_is_no_point_is_refused),
	};

	return cmocka_run_group_tests_name("prover_complete", tests, NULL, NULL);
}
