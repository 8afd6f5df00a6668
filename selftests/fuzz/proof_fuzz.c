// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a proof of the known statement: nothing but the known proof is
 * accepted, alone or beside it, and every refusal names what is at fault.
 */

#include <stdlib.h>
#include <string.h>

#include "selftest.h"
#include "verifier.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

static struct zk_vk *vk;
static struct zk_commitment commitment;
static struct zk_fr public;
static const struct zk_srs *srs;
static struct zk_plonk_scratch *scratch;

static void prepare(void)
{
	enum zk_verdict verdict;
	enum zk_element element;
	struct zkcap_error err;

	srs = zkcap_verifier_tables(&err);
	vk = zkcap_verifier_key(zk_known_proof.vk, ZK_VK_BYTES, &verdict, &element, &err);
	scratch = malloc(sizeof(*scratch));
	zk_fr_from_u64(&public, zk_known_proof.public);
	if (!srs || !vk || !scratch ||
	    zk_commitment_decode(&commitment, zk_known_proof.commitment) != ZK_ACCEPT)
		abort();
}

static struct zk_statement statement(const u8 *proof, size_t len)
{
	return (struct zk_statement){
		.vk = vk,
		.commitment = &commitment,
		.context = zk_known_proof.context,
		.publics = &public,
		.n_publics = 1,
		.proof = proof,
		.proof_len = len,
	};
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct zk_statement st[2];
	struct zk_fault fault;
	enum zk_verdict alone, beside;
	bool known = len == ZK_PROOF_BYTES && memcmp(data, zk_known_proof.proof, len) == 0;

	if (!srs)
		prepare();
	st[0] = statement(zk_known_proof.proof, ZK_PROOF_BYTES);
	st[1] = statement(data, len);
	alone = zk_plonk_verify(srs, &st[1], 1, &fault, scratch);
	if (known != (alone == ZK_ACCEPT))
		abort();
	if (alone >= ZK_VERDICTS || (!known && fault.element >= ZK_ELEMENTS))
		abort();
	beside = zk_plonk_verify(srs, st, 2, &fault, scratch);
	if (beside != alone || (!known && fault.statement != 1))
		abort();
	return 0;
}
