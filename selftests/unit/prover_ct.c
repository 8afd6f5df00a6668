// SPDX-License-Identifier: GPL-2.0-only
/*
 * Under valgrind: the prover's constant-time paths run on secrets that memcheck takes
 * for uninitialised, so that it reports every branch and address that depends on
 * one.  The library's sources are compiled once more, with the marks that say where a
 * value is published.
 */
#define ZKCAP_CT_CHECK

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/memcheck.h>

#include "../../userspace/libzkcap/manifest/manifest.c"
#include "../../userspace/libzkcap/prover/prover.c"
#include "../../userspace/libzkcap/prover/prover_poly.c"

#include "example_circuit.h"
#include "sample.h"
#include "srs_fixture.h"

/* What memcheck's exit code is when it found something; see scripts/areas.sh */
#define FOUND 99

#define POISON(x) VALGRIND_MAKE_MEM_UNDEFINED(&(x), sizeof(x))

static void assert_poisoned(const void *x, size_t n)
{
	unsigned char bits[sizeof(struct zk_g1_affine)], any = 0;
	size_t i;

	assert_int_equal(VALGRIND_GET_VBITS(x, bits, n), 1);
	for (i = 0; i < n; i++)
		any |= bits[i];
	assert_true(any);
}

/* A source of blinders that memcheck knows to be secret */
static int secret_fill(void *ctx, u8 *out, size_t len)
{
	sample_bytes(ctx, out, len);
	(void)VALGRIND_MAKE_MEM_UNDEFINED(out, len);
	return 0;
}

static int under_valgrind(void **state)
{
	(void)state;
	if (!RUNNING_ON_VALGRIND)
		skip();
	srs_fixture();
	return 0;
}

static void multiplication_hides_its_scalars(void **state)
{
	struct zk_g1_affine p[3], r;
	struct sample s = { 1 };
	struct zk_fr k[3];
	int i;

	sample_points(&s, p, 3);
	for (i = 0; i < 3; i++)
		sample_fr(&s, &k[i]);
	k[1] = zk_fr_zero;
	POISON(k);
	zkcap_g1_ct_msm(&r, p, 1, k, 3);
	assert_poisoned(&r, sizeof(r));
}

static void sealing_and_loading_a_manifest_hides_it(void **state)
{
	struct zkcap_manifest m = { 0 }, back;
	struct sample s = { 2 };
	struct zkcap_rand rand = { secret_fill, &s };
	u8 data[ZKCAP_MANIFEST_BYTES];

	m.slots[7] = zk_fr_one;
	POISON(m.slots);
	assert_int_equal(zkcap_manifest_seal(&m, srs_fixture(), &rand, NULL), 0);
	assert_poisoned(&m.opening, sizeof(m.opening));
	zkcap_manifest_encode(data, &m);
	assert_poisoned(data + SLOTS_AT, ZK_FR_BYTES);
	assert_int_equal(zkcap_manifest_decode(&back, data, sizeof(data), srs_fixture(), NULL), 0);
	assert_poisoned(&back.opening, sizeof(back.opening));
}

/* With all secrets and with the slow sums */
static void proving_in_constant_time_hides_everything(void **state)
{
	const struct example_proof *e = example_proof();
	struct sample s = { 3 };
	struct zkcap_rand rand = { secret_fill, &s };
	struct zk_fr slots[ZKCAP_SLOTS], vars[ARRAY_SIZE(e->vars)], opening = e->opening;
	struct zkcap_prove_request rq = {
		.slots = slots, .opening = &opening, .commitment = e->commitment,
		.context = e->context, .publics = e->publics, .rand = &rand, .threads = 1,
		.constant_time = true,
	};
	struct zkcap_prover_key *key;
	u8 proof[ZKCAP_PROOF_BYTES];

	memcpy(slots, e->slots, sizeof(slots));
	memcpy(vars, e->vars, sizeof(vars));
	POISON(slots);
	POISON(vars);
	POISON(opening);
	assert_int_equal(zkcap_prover_key_new(&key, e->circuit, e->vk, srs_fixture(), NULL), 0);
	assert_int_equal(zkcap_prove_witness(proof, key, &rq, vars, NULL), 0);
	/* what is shown has been declared public, all of it */
	assert_int_equal(VALGRIND_CHECK_MEM_IS_DEFINED(proof, sizeof(proof)), 0);
	zkcap_prover_key_free(key);
}

/*
 * The usual mode: variable time over wires, but the opening, the column's blinders and
 * the nonces stay hidden until they are masked.  So only these are poisoned, and the
 * masked column is declared public where it is complete.
 */
static void the_long_lived_secrets_are_hidden_in_any_case(void **state)
{
	const struct example_proof *e = example_proof();
	struct prover_run run = { 0 };
	struct sample s = { 4 };
	struct zk_fr opening = e->opening;
	struct zkcap_prove_request rq = {
		.slots = e->slots, .opening = &opening, .commitment = e->commitment,
		.context = e->context, .publics = e->publics, .threads = 1,
	};
	struct zkcap_prover_key *key;
	u8 proof[ZKCAP_PROOF_BYTES];
	int i;

	assert_int_equal(zkcap_prover_key_new(&key, e->circuit, e->vk, srs_fixture(), NULL), 0);
	run.key = key;
	run.rq = &rq;
	run.proof = proof;
	run.n = key->rows.n;
	for (i = 0; i < 2; i++) {
		sample_fr(&s, &run.blind.d[i]);
		sample_fr(&s, &run.blind.t[i]);
	}
	POISON(opening);
	POISON(run.blind.d);
	POISON(run.blind.t);
	absorb_statement(&run);
	assert_int_equal(round_column(&run, NULL), 0);
	assert_poisoned(&run.column[0], sizeof(run.column[0]));
	assert_poisoned(&run.column[129], sizeof(run.column[129]));
	assert_int_equal(VALGRIND_CHECK_MEM_IS_DEFINED(proof, 96), 0);
	zkcap_prover_key_free(key);
}

/* Runs what leaks in a process of its own: memcheck must find it */
static void assert_found(void (*leak)(void))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (!pid) {
		leak();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), FOUND);
}

static void leak_by_branch(void)
{
	struct zk_g1 r;
	struct zk_fr k;
	struct sample s = { 5 };

	sample_fr(&s, &k);
	POISON(k);
	zk_g1_mul_vartime(&r, &zk_g1_generator, &k);
}

static void leak_by_address(void)
{
	static volatile u8 table[256];
	struct sample s = { 6 };
	u8 index = sample_u64(&s);

	POISON(index);
	table[index]++;
}

static void leak_by_variable_time_sum(void)
{
	const struct zkcap_srs *srs = srs_fixture();
	struct zk_g1_affine r;
	struct sample s = { 7 };
	struct zk_fr k;

	sample_fr(&s, &k);
	POISON(k);
	zkcap_srs_commit_vartime(&r, srs, &k, 1, 1);
}

static void deliberate_leaks_are_found(void **state)
{
	assert_found(leak_by_branch);
	assert_found(leak_by_address);
	assert_found(leak_by_variable_time_sum);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(multiplication_hides_its_scalars, under_valgrind),
		cmocka_unit_test_setup(sealing_and_loading_a_manifest_hides_it, under_valgrind),
		cmocka_unit_test_setup(the_long_lived_secrets_are_hidden_in_any_case,
				       under_valgrind),
		cmocka_unit_test_setup(proving_in_constant_time_hides_everything,
				       under_valgrind),
		cmocka_unit_test_setup(deliberate_leaks_are_found, under_valgrind),
	};

	return cmocka_run_group_tests_name("prover_ct", tests, NULL, NULL);
}
