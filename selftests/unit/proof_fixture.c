// SPDX-License-Identifier: GPL-2.0-only
#include "proof_fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "sample.h"
#include "srs_fixture.h"
#include "verifier.h"
#include "verifying_key.h"

static void check(int rc, const struct zkcap_error *err)
{
	if (!rc)
		return;
	fprintf(stderr, "proof fixture: %s\n", err->message);
	exit(1);
}

void proof_fixture_init(struct proof_fixture *f, const struct zkcap_circuit *circuit,
			const struct zk_fr *slots, const struct zk_fr *publics, u64 seed)
{
	struct zkcap_error err = { 0 };
	struct sample s = { seed };
	struct zk_g1_affine v;

	check(zkcap_vk_make(f->vk, circuit, srs_fixture(), 1, &err), &err);
	check(zkcap_prover_key_new(&f->key, circuit, f->vk, srs_fixture(), &err), &err);
	f->slots = slots;
	f->publics = publics;
	sample_fr(&s, &f->opening);
	sample_bytes(&s, f->context, sizeof(f->context));
	zkcap_commit_slots(&v, srs_fixture(), slots, &f->opening);
	zk_g1_to_bytes(f->commitment, &v);
}

void proof_fixture_free(struct proof_fixture *f)
{
	zkcap_prover_key_free(f->key);
}

struct zkcap_prove_request proof_fixture_request(const struct proof_fixture *f,
						 const struct zkcap_rand *rand)
{
	return (struct zkcap_prove_request){
		.slots = f->slots,
		.opening = &f->opening,
		.commitment = f->commitment,
		.context = f->context,
		.publics = f->publics,
		.rand = rand,
		.threads = 1,
	};
}

enum zk_verdict proof_fixture_verify(const struct proof_fixture *f,
				     const u8 proof[ZKCAP_PROOF_BYTES])
{
	struct zkcap_error err = { 0 };
	struct zk_commitment commitment;
	struct zk_statement st = {
		.commitment = &commitment,
		.context = f->context,
		.publics = f->publics,
		.n_publics = f->key->circuit->n_public,
		.proof = proof,
		.proof_len = ZKCAP_PROOF_BYTES,
	};
	enum zk_verdict verdict = zk_commitment_decode(&commitment, f->commitment);
	struct zk_vk *vk;

	if (verdict)
		return verdict;
	vk = zkcap_verifier_key(f->vk, sizeof(f->vk), &verdict, NULL, &err);
	if (!vk)
		return verdict;
	st.vk = vk;
	check(zkcap_verifier_check(&st, 1, &verdict, NULL, &err), &err);
	free(vk);
	return verdict;
}
