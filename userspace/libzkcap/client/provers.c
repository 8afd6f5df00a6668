// SPDX-License-Identifier: MIT
#include "provers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "manifest.h"
#include "paths.h"
#include "provers_find.h"
#include "rand.h"
#include "srs.h"
#include "srs_tables.h"
#include "verifier.h"
#include "verifying_key.h"

/**
 * struct prepared - a capability made ready
 * @next: in a list
 * @name: in the kernel
 * @id: of its definition
 * @circuit: compiled
 * @key: for the prover
 * @vk: for the check afterwards
 */
struct prepared {
	struct prepared *next;
	char name[ZKCAP_NAME_MAX + 1];
	uint8_t id[ZKCAP_DIGEST_LEN];
	struct zkcap_circuit *circuit;
	struct zkcap_prover_key *key;
	struct zk_vk *vk;
};

struct zkcap_provers {
	struct provers_places places;
	unsigned int threads;
	struct zkcap_srs *srs;
	struct zkcap_manifest manifest;
	struct prepared *prepared;
};

static int copy_places(struct provers_places *places, const struct zkcap_provers_config *config)
{
	places->definitions = strdup(config->definitions ? config->definitions :
				     ZKCAP_CONFIG_DIR "/capabilities");
	places->data = strdup(config->data);
	return places->definitions && places->data ? 0 : -ENOMEM;
}

static int load(struct zkcap_provers *provers, const struct zkcap_provers_config *config,
		struct zkcap_error *err)
{
	const char *manifest = config->manifest ? config->manifest : ZKCAP_MANIFEST_PATH;
	int rc;

	/* The common case of a container: known before anything is loaded */
	if (access(manifest, R_OK))
		return zkcap_error_set(err, -errno, "%s: %s", manifest, strerror(errno));
	rc = provers_open_tables(&provers->srs, config->tables, provers->places.data, err);
	if (rc)
		return rc;
	return zkcap_manifest_load(&provers->manifest, manifest, provers->srs, err);
}

int zkcap_provers_open(struct zkcap_provers **out, const struct zkcap_provers_config *config,
		       struct zkcap_error *err)
{
	struct zkcap_provers *provers = calloc(1, sizeof(*provers));
	int rc;

	*out = NULL;
	if (!provers || copy_places(&provers->places, config)) {
		zkcap_provers_close(provers);
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	}
	provers->threads = config->threads ? config->threads : zkcap_online_threads();
	rc = load(provers, config, err);
	if (rc) {
		zkcap_provers_close(provers);
		return rc;
	}
	*out = provers;
	return 0;
}

static void free_prepared(struct prepared *p)
{
	free(p->vk);
	zkcap_prover_key_free(p->key);
	zkcap_circuit_free(p->circuit);
	free(p);
}

void zkcap_provers_close(struct zkcap_provers *provers)
{
	struct prepared *p;

	if (!provers)
		return;
	while (provers->prepared) {
		p = provers->prepared;
		provers->prepared = p->next;
		free_prepared(p);
	}
	zkcap_manifest_wipe(&provers->manifest);
	zkcap_srs_free(provers->srs);
	free(provers->places.definitions);
	free(provers->places.data);
	free(provers);
}

const uint8_t *zkcap_provers_commitment(const struct zkcap_provers *provers)
{
	return provers->manifest.commitment;
}

const uint8_t *zkcap_provers_schema(const struct zkcap_provers *provers)
{
	return provers->manifest.schema_digest;
}

static struct prepared *find_prepared(const struct zkcap_provers *provers, const char *name)
{
	struct prepared *p;

	for (p = provers->prepared; p; p = p->next)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}

/* A capability that the administrator replaced under the same name */
static void drop_prepared(struct zkcap_provers *provers, const char *name)
{
	struct prepared **at, *p;

	for (at = &provers->prepared; *at; at = &(*at)->next) {
		p = *at;
		if (strcmp(p->name, name))
			continue;
		*at = p->next;
		free_prepared(p);
		return;
	}
}

static int check_against_kernel(const struct zkcap_provers *provers, const struct prepared *p,
				const struct zkcap_capability *capability,
				struct zkcap_error *err)
{
	if (memcmp(capability->schema, provers->manifest.schema_digest, ZKCAP_DIGEST_LEN))
		return zkcap_error_set(err, -ESTALE,
				       "capability %s: of another attribute schema than the manifest: measure again with the host's",
				       capability->name);
	if (memcmp(capability->schema, p->circuit->schema_digest, ZKCAP_DIGEST_LEN))
		return zkcap_error_set(err, -EINVAL,
				       "capability %s: of another attribute schema than the definition's here",
				       capability->name);
	if (capability->publics != p->circuit->n_public)
		return zkcap_error_set(err, -EINVAL,
				       "capability %s: %u parameters in the kernel, %u in the definition",
				       capability->name, capability->publics,
				       p->circuit->n_public);
	return 0;
}

static int make_keys(const struct zkcap_provers *provers, struct prepared *p,
		     struct zkcap_error *err)
{
	uint8_t vk[ZKCAP_VK_BYTES];
	enum zk_verdict verdict;
	int rc = zkcap_vk_make(vk, p->circuit, provers->srs, provers->threads, err);

	if (!rc)
		rc = zkcap_prover_key_new(&p->key, p->circuit, vk, provers->srs, err);
	if (rc)
		return rc;
	p->vk = zkcap_verifier_key(vk, sizeof(vk), &verdict, NULL, err);
	if (p->vk)
		return 0;
	return err && err->code ? err->code :
		zkcap_error_set(err, -EIO, "the verifying key made here is no good: %s",
				zk_verdict_text(verdict));
}

int zkcap_provers_prepare(struct zkcap_provers *provers, const struct zkcap_capability *capability,
			  struct zkcap_error *err)
{
	struct prepared *p = find_prepared(provers, capability->name);
	int rc;

	if (p && !memcmp(p->id, capability->id, ZKCAP_DIGEST_LEN))
		return 0;
	drop_prepared(provers, capability->name);
	p = calloc(1, sizeof(*p));
	if (!p)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	memcpy(p->name, capability->name, sizeof(p->name));
	memcpy(p->id, capability->id, sizeof(p->id));
	rc = provers_find(&p->circuit, &provers->places, capability, err);
	if (!rc)
		rc = check_against_kernel(provers, p, capability, err);
	if (!rc)
		rc = make_keys(provers, p, err);
	if (rc) {
		free_prepared(p);
		return rc;
	}
	p->next = provers->prepared;
	provers->prepared = p;
	return 0;
}

static int decode_publics(struct zk_fr *publics, const struct prepared *p,
			  const struct zkcap_requirement *requirement, struct zkcap_error *err)
{
	uint32_t i;

	if (requirement->n_publics != p->circuit->n_public)
		return zkcap_error_set(err, -EINVAL, "capability %s: %u parameters, expected %u",
				       p->name, requirement->n_publics, p->circuit->n_public);
	for (i = 0; i < requirement->n_publics; i++)
		if (!zk_fr_from_bytes(&publics[i], requirement->publics[i]))
			return zkcap_error_set(err, -EINVAL,
					       "capability %s: parameter %u is not below the group order",
					       p->name, i);
	return 0;
}

/* A proof that the verifier refuses would give away something about a fault in here. */
static int check_proof(const struct zkcap_provers *provers, const struct prepared *p,
		       const struct zkcap_prove_request *rq, const uint8_t *proof,
		       struct zkcap_error *err)
{
	struct zk_commitment commitment;
	struct zk_statement st = {
		.vk = p->vk,
		.commitment = &commitment,
		.context = rq->context,
		.publics = rq->publics,
		.n_publics = p->circuit->n_public,
		.proof = proof,
		.proof_len = ZKCAP_PROOF_LEN,
	};
	enum zk_verdict verdict = ZK_ACCEPT;
	int rc = zk_commitment_decode(&commitment, provers->manifest.commitment) ? -EIO :
		zkcap_verifier_check(&st, 1, &verdict, NULL, err);

	if (rc || verdict)
		return zkcap_error_set(err, -EIO, "capability %s: the proof does not verify here",
				       p->name);
	return 0;
}

static int prove_one(const struct zkcap_provers *provers, const struct prepared *p,
		     const struct zkcap_requirement *requirement, const uint8_t *context,
		     uint8_t *proof, struct zkcap_error *err)
{
	struct zk_fr publics[ZKCAP_MAX_PUBLIC];
	struct zkcap_prove_request rq = {
		.slots = provers->manifest.slots,
		.opening = &provers->manifest.opening,
		.commitment = provers->manifest.commitment,
		.context = context,
		.publics = publics,
		.rand = &zkcap_rand_system,
		.threads = provers->threads,
	};
	int rc = decode_publics(publics, p, requirement, err);

	if (rc)
		return rc;
	rc = zkcap_prove(proof, p->key, &rq, err);
	if (rc)
		return zkcap_error_context(err, rc, "capability %s", p->name);
	rc = check_proof(provers, p, &rq, proof, err);
	if (rc)
		explicit_bzero(proof, ZKCAP_PROOF_LEN);
	return rc;
}

int zkcap_provers_prove(const struct zkcap_provers *provers, const struct zkcap_offer *offer,
			const uint8_t context[ZKCAP_DIGEST_LEN], struct zkcap_evidence *evidence,
			struct zkcap_error *err)
{
	const struct prepared *p;
	uint32_t i;
	int rc = 0;

	evidence->n_proofs = 0;
	for (i = 0; !rc && i < offer->n_requirements; i++) {
		p = find_prepared(provers, offer->requirements[i].capability);
		if (!p)
			rc = zkcap_error_set(err, -ENOENT, "capability %s: not prepared",
					     offer->requirements[i].capability);
		else
			rc = prove_one(provers, p, &offer->requirements[i], context,
				       evidence->proofs[i], err);
	}
	if (!rc)
		evidence->n_proofs = offer->n_requirements;
	return rc;
}
