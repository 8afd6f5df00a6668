// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "platform.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "data_dir.h"
#include "provers.h"

/* A capability that was prepared: not asked again, which takes the lock for writing */
struct known {
	struct known *next;
	char name[ZKCAP_NAME_MAX + 1];
	uint8_t id[ZKCAP_DIGEST_LEN];
};

/**
 * struct platform - a manifest and what was compiled for it
 * @refs: references
 * @provers: many prove at one time, or one prepares: @lock
 * @lock: guards @provers and @known
 * @known: capabilities that are prepared
 */
struct platform {
	atomic_uint refs;
	struct zkcap_provers *provers;
	pthread_rwlock_t lock;
	struct known *known;
};

static int init_lock(pthread_rwlock_t *lock)
{
	pthread_rwlockattr_t attr;
	int rc;

	pthread_rwlockattr_init(&attr);
	/* A steady stream of proofs must not keep a new capability out. */
	pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	rc = pthread_rwlock_init(lock, &attr);
	pthread_rwlockattr_destroy(&attr);
	return rc;
}

int platform_open(struct platform **out, const struct config *config, struct zkcap_error *err)
{
	struct zkcap_provers_config provers = {
		.manifest = config->manifest,
		.definitions = config->definitions,
		/* Each worker proves alone: one proof a processor at a time. */
		.threads = 1,
	};
	struct platform *platform = calloc(1, sizeof(*platform));
	char *data = zkcap_data_dir(config->data);
	int rc;

	if (!platform || !data || init_lock(&platform->lock)) {
		free(data);
		free(platform);
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	}
	provers.data = data;
	rc = zkcap_provers_open(&platform->provers, &provers, err);
	free(data);
	if (rc) {
		pthread_rwlock_destroy(&platform->lock);
		free(platform);
		return rc;
	}
	atomic_init(&platform->refs, 1);
	*out = platform;
	return 0;
}

struct platform *platform_get(struct platform *platform)
{
	atomic_fetch_add(&platform->refs, 1);
	return platform;
}

void platform_put(struct platform *platform)
{
	struct known *known;

	if (!platform || atomic_fetch_sub(&platform->refs, 1) != 1)
		return;
	while (platform->known) {
		known = platform->known;
		platform->known = known->next;
		free(known);
	}
	zkcap_provers_close(platform->provers);
	pthread_rwlock_destroy(&platform->lock);
	free(platform);
}

const uint8_t *platform_commitment(const struct platform *platform)
{
	return zkcap_provers_commitment(platform->provers);
}

static struct known *find(const struct platform *platform, const char *name)
{
	struct known *known;

	for (known = platform->known; known; known = known->next)
		if (!strcmp(known->name, name))
			return known;
	return NULL;
}

static bool is_prepared(const struct platform *platform, const struct zkcap_capability *capability)
{
	const struct known *known = find(platform, capability->name);

	return known && !memcmp(known->id, capability->id, sizeof(known->id));
}

/* With the lock held for writing */
static int prepare(struct platform *platform, const struct zkcap_capability *capability,
		   struct zkcap_error *err)
{
	struct known *known = find(platform, capability->name);
	int rc = zkcap_provers_prepare(platform->provers, capability, err);

	/* What failed to replace another under the name has dropped it. */
	if (rc && known)
		memset(known->id, 0, sizeof(known->id));
	if (rc)
		return rc;
	if (!known) {
		known = calloc(1, sizeof(*known));
		if (!known)
			return zkcap_error_set(err, -ENOMEM, "out of memory");
		memcpy(known->name, capability->name, sizeof(known->name));
		known->next = platform->known;
		platform->known = known;
	}
	memcpy(known->id, capability->id, sizeof(known->id));
	return 0;
}

int platform_prepare(struct platform *platform, const struct agent_offer *offer,
		     struct zkcap_error *err)
{
	bool ready = true;
	uint32_t i;
	int rc = 0;

	pthread_rwlock_rdlock(&platform->lock);
	for (i = 0; i < offer->offer.n_requirements; i++)
		ready = ready && is_prepared(platform, &offer->capabilities[i]);
	pthread_rwlock_unlock(&platform->lock);
	if (ready)
		return 0;
	pthread_rwlock_wrlock(&platform->lock);
	for (i = 0; i < offer->offer.n_requirements && !rc; i++)
		rc = prepare(platform, &offer->capabilities[i], err);
	pthread_rwlock_unlock(&platform->lock);
	return rc;
}

int platform_prove(struct platform *platform, const struct agent_offer *offer, uint32_t i,
		   const uint8_t context[ZKCAP_DIGEST_LEN], uint8_t proof[ZKCAP_PROOF_LEN],
		   struct zkcap_error *err)
{
	struct zkcap_offer one = {
		.n_requirements = 1,
		.requirements = { offer->offer.requirements[i] },
	};
	struct zkcap_evidence evidence;
	int rc = -ENOENT;

	pthread_rwlock_rdlock(&platform->lock);
	/* Another offer's question may have replaced it since. */
	if (is_prepared(platform, &offer->capabilities[i]))
		rc = zkcap_provers_prove(platform->provers, &one, context, &evidence, err);
	else
		zkcap_error_set(err, rc, "capability %s: replaced just now",
				offer->capabilities[i].name);
	pthread_rwlock_unlock(&platform->lock);
	if (!rc)
		memcpy(proof, evidence.proofs[0], ZKCAP_PROOF_LEN);
	return rc;
}
