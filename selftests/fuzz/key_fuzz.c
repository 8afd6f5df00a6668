// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a verifying key: a key that is taken means what its bytes say, and only
 * the known key makes the known proof hold.
 */

#include <stdlib.h>
#include <string.h>

#include "selftest.h"
#include "verifier.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

static void check_header(const struct zk_vk *vk, const u8 *data, size_t len)
{
	if (len != ZK_VK_BYTES || memcmp(data, "ZKCV", 4) != 0 || data[5] != vk->log2n ||
	    data[7] != vk->n_public || vk->n_public > ZK_MAX_PUBLIC ||
	    vk->log2n < ZK_MIN_LOG2N || vk->log2n > ZK_MAX_LOG2N ||
	    memcmp(data + 8, vk->schema, ZK_DIGEST_BYTES) != 0 ||
	    memcmp(data + 40, vk->definition, ZK_DIGEST_BYTES) != 0)
		abort();
}

static enum zk_verdict verify_known_proof(const struct zk_vk *vk)
{
	struct zk_commitment commitment;
	struct zk_fr publics[ZK_MAX_PUBLIC] = { 0 };
	struct zk_statement st = {
		.vk = vk,
		.commitment = &commitment,
		.context = zk_known_proof.context,
		.publics = publics,
		.n_publics = vk->n_public,
		.proof = zk_known_proof.proof,
		.proof_len = ZK_PROOF_BYTES,
	};
	enum zk_verdict verdict;
	struct zk_fault fault;
	struct zkcap_error err;

	zk_fr_from_u64(&publics[0], zk_known_proof.public);
	if (zk_commitment_decode(&commitment, zk_known_proof.commitment) != ZK_ACCEPT ||
	    zkcap_verifier_check(&st, 1, &verdict, &fault, &err) != 0)
		abort();
	return verdict;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	bool known = len == ZK_VK_BYTES && memcmp(data, zk_known_proof.vk, len) == 0;
	enum zk_verdict verdict;
	enum zk_element element;
	struct zkcap_error err;
	struct zk_vk *vk = zkcap_verifier_key(data, len, &verdict, &element, &err);

	if (!vk) {
		if (known || verdict == ZK_ACCEPT || verdict >= ZK_VERDICTS)
			abort();
		return 0;
	}
	check_header(vk, data, len);
	if ((verify_known_proof(vk) == ZK_ACCEPT) != known)
		abort();
	free(vk);
	return 0;
}
