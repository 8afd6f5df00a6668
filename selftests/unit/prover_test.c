// SPDX-License-Identifier: GPL-2.0-only
/* The prover against the worked example, byte for byte, and for what it refuses */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>

#include "example_circuit.h"
#include "sample.h"
#include "srs_fixture.h"

/* Hands out given scalars, each as 64 bytes */
struct script {
	const struct zk_fr *next, *end;
};

static int script_fill(void *ctx, u8 *out, size_t len)
{
	struct script *s = ctx;

	if (len != 64 || s->next == s->end)
		return -EIO;
	memset(out, 0, 32);
	zk_fr_to_bytes(out + 32, s->next++);
	return 0;
}

static struct zkcap_prover_key *example_key(void)
{
	const struct example_proof *e = example_proof();
	struct zkcap_prover_key *key;

	assert_int_equal(zkcap_prover_key_new(&key, e->circuit, e->vk, srs_fixture(), NULL), 0);
	return key;
}

static struct zkcap_prove_request example_request(const struct zkcap_rand *rand)
{
	const struct example_proof *e = example_proof();

	return (struct zkcap_prove_request){
		.slots = e->slots,
		.opening = &e->opening,
		.commitment = e->commitment,
		.context = e->context,
		.publics = e->publics,
		.rand = rand,
		.threads = 1,
	};
}

static void reproduce(unsigned int threads, bool constant_time)
{
	const struct example_proof *e = example_proof();
	struct script script = { e->blinders, e->blinders + 15 };
	struct zkcap_rand rand = { script_fill, &script };
	struct zkcap_prove_request rq = example_request(&rand);
	struct zkcap_prover_key *key = example_key();
	struct zkcap_error err = { 0 };
	u8 proof[ZKCAP_PROOF_BYTES];

	rq.threads = threads;
	rq.constant_time = constant_time;
	assert_int_equal(zkcap_prove_witness(proof, key, &rq, e->vars, &err), 0);
	assert_ptr_equal(script.next, script.end);
	assert_memory_equal(proof, e->proof, sizeof(proof));
	zkcap_prover_key_free(key);
}

static void the_worked_example_comes_out_byte_for_byte(void **state)
{
	(void)state;
	reproduce(1, false);
}

static void the_proof_does_not_depend_on_the_number_of_threads(void **state)
{
	unsigned int threads;

	(void)state;
	for (threads = 2; threads <= 5; threads++)
		reproduce(threads, false);
}

static void the_proof_is_the_same_in_constant_time(void **state)
{
	(void)state;
	reproduce(1, true);
	reproduce(2, true);
}

static void the_commitment_of_the_worked_example_comes_out(void **state)
{
	const struct example_proof *e = example_proof();
	struct zk_g1_affine v;
	u8 bytes[48];

	(void)state;
	zkcap_commit_slots(&v, srs_fixture(), e->slots, &e->opening);
	zk_g1_to_bytes(bytes, &v);
	assert_memory_equal(bytes, e->commitment, 48);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_commitment_of_the_worked_example_comes_out),
		cmocka_unit_test(the_worked_example_comes_out_byte_for_byte),
		cmocka_unit_test(the_proof_does_not_depend_on_the_number_of_threads),
		cmocka_unit_test(the_proof_is_the_same_in_constant_time),
	};

	return cmocka_run_group_tests_name("prover", tests, NULL, NULL);
}
