// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "attested.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "log.h"

/* Left less than this, there might be no time for the request that follows */
#define SLACK_MS 5000
/* Made again this long before its end, or in the last quarter of its time if that is less */
#define AHEAD_MS 60000
/* An attestation that nobody asked for in this time is not made again */
#define IDLE_MS (10 * 60 * 1000)
/* Between two attempts: failed ones count against the tenant in the kernel, too */
#define RETRY_MS 3000
#define REFRESH_TIMEOUT_MS 60000

/**
 * struct entry - what is known of one tenant and policy
 * @refs: users besides the list
 * @making: somebody asks the agent; others wait
 * @cgroup: directory of the tenant
 * @made_ms: when the attestation was made; 0 for none
 * @expires_ms: its end
 * @used_ms: when it was last asked for
 * @retry_ms: not asked again before, after a failure
 * @failure: why there is none
 */
struct entry {
	struct entry *next;
	unsigned int refs;
	uint64_t tenant;
	char trust[ZKCAP_NAME_MAX + 1];
	char cgroup[PATH_MAX];
	bool making;
	uint8_t id[ZKCAP_ATTESTATION_ID_LEN];
	uint64_t made_ms;
	uint64_t expires_ms;
	uint64_t used_ms;
	uint64_t retry_ms;
	struct zkcap_error failure;
};

/**
 * struct attested - all of them
 * @agent: asks for them
 * @lock: guards the list and all entries
 * @made: an entry is not being made any more
 */
struct attested {
	struct agent *agent;
	pthread_mutex_t lock;
	pthread_cond_t made;
	struct entry *entries;
};

struct attested *attested_new(struct agent *agent)
{
	struct attested *attested = calloc(1, sizeof(*attested));

	if (!attested)
		return NULL;
	attested->agent = agent;
	pthread_mutex_init(&attested->lock, NULL);
	pthread_cond_init(&attested->made, NULL);
	return attested;
}

void attested_free(struct attested *attested)
{
	struct entry *entry;

	if (!attested)
		return;
	while (attested->entries) {
		entry = attested->entries;
		attested->entries = entry->next;
		free(entry);
	}
	pthread_cond_destroy(&attested->made);
	pthread_mutex_destroy(&attested->lock);
	free(attested);
}

/* An entry with a reference more */
static struct entry *find(struct attested *attested, const struct peer *peer, const char *trust)
{
	struct entry *entry;

	for (entry = attested->entries; entry; entry = entry->next)
		if (entry->tenant == peer->tenant && !strcmp(entry->trust, trust))
			break;
	if (!entry) {
		entry = calloc(1, sizeof(*entry));
		if (!entry)
			return NULL;
		entry->tenant = peer->tenant;
		snprintf(entry->trust, sizeof(entry->trust), "%s", trust);
		memcpy(entry->cgroup, peer->cgroup, sizeof(entry->cgroup));
		entry->next = attested->entries;
		attested->entries = entry;
	}
	entry->refs++;
	return entry;
}

static void note(struct entry *entry, int rc, const struct zkcap_attestation *made,
		 const struct zkcap_error *failure)
{
	uint64_t now = clock_ms();

	if (!rc) {
		if (!entry->made_ms || entry->failure.code)
			log_line(LOG_NOTICE, "attested for tenant %llu under policy %s, for %llu s",
				 (unsigned long long)entry->tenant, entry->trust,
				 (unsigned long long)made->expires_in_ms / 1000);
		memcpy(entry->id, made->id, sizeof(entry->id));
		entry->made_ms = now;
		entry->expires_ms = now + made->expires_in_ms;
		entry->failure.code = 0;
		entry->retry_ms = 0;
		return;
	}
	if (rc != entry->failure.code || strcmp(entry->failure.message, failure->message))
		log_line(LOG_WARN, "cannot attest for tenant %llu under policy %s: %s",
			 (unsigned long long)entry->tenant, entry->trust, failure->message);
	entry->failure = *failure;
	entry->failure.code = rc;
	entry->retry_ms = now + RETRY_MS;
}

/* With the lock held, which is given up meanwhile */
static void make(struct attested *attested, struct platform *platform, struct entry *entry,
		 uint64_t deadline_ms)
{
	struct agent_attest attest = { .tenant = entry->tenant };
	struct zkcap_attestation made = { 0 };
	struct zkcap_error failure = { 0 };
	int rc;

	memcpy(attest.cgroup, entry->cgroup, sizeof(attest.cgroup));
	memcpy(attest.trust, entry->trust, sizeof(attest.trust));
	memcpy(attest.commitment, platform_commitment(platform), sizeof(attest.commitment));
	entry->making = true;
	pthread_mutex_unlock(&attested->lock);
	rc = agent_attest(attested->agent, &attest, &made, deadline_ms, &failure);
	pthread_mutex_lock(&attested->lock);
	note(entry, rc, &made, &failure);
	entry->making = false;
	pthread_cond_broadcast(&attested->made);
}

static bool counts(const struct entry *entry, uint64_t now)
{
	return entry->made_ms && entry->expires_ms > now + SLACK_MS;
}

static void wait_until(struct attested *attested, uint64_t deadline_ms)
{
	uint64_t left = deadline_ms - clock_ms();
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += (time_t)(left / 1000) + 1;
	pthread_cond_timedwait(&attested->made, &attested->lock, &until);
}

/* A good attestation in @entry, or why there is none */
static int get(struct attested *attested, struct platform *platform, struct entry *entry,
	       const uint8_t *refused, uint64_t deadline_ms, struct zkcap_error *err)
{
	uint64_t now = clock_ms();

	/* One that was made just now is no older than the refusal; the next question counts. */
	if (entry->made_ms && !memcmp(refused, entry->id, sizeof(entry->id)) &&
	    now > entry->made_ms + RETRY_MS / 3)
		entry->made_ms = 0;
	for (; !counts(entry, now); now = clock_ms()) {
		if (now >= deadline_ms)
			return zkcap_error_set(err, -ETIMEDOUT, "not attested in time");
		if (entry->making) {
			wait_until(attested, deadline_ms);
			continue;
		}
		if (entry->retry_ms > now) {
			*err = entry->failure;
			return entry->failure.code;
		}
		make(attested, platform, entry, deadline_ms);
	}
	return 0;
}

int attested_get(struct attested *attested, struct platform *platform, const struct peer *peer,
		 const char *trust, const uint8_t refused[ZKCAP_ATTESTATION_ID_LEN],
		 uint64_t deadline_ms, struct zkcap_attestation *out, struct zkcap_error *err)
{
	struct entry *entry;
	int rc;

	pthread_mutex_lock(&attested->lock);
	entry = find(attested, peer, trust);
	if (!entry) {
		pthread_mutex_unlock(&attested->lock);
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	}
	entry->used_ms = clock_ms();
	rc = get(attested, platform, entry, refused, deadline_ms, err);
	if (!rc) {
		memcpy(out->id, entry->id, sizeof(out->id));
		out->expires_in_ms = entry->expires_ms - clock_ms();
	}
	entry->refs--;
	pthread_mutex_unlock(&attested->lock);
	return rc;
}

static bool ends_soon(const struct entry *entry, uint64_t now)
{
	uint64_t ahead = (entry->expires_ms - entry->made_ms) / 4;

	if (ahead > AHEAD_MS)
		ahead = AHEAD_MS;
	return entry->made_ms && !entry->making && entry->retry_ms <= now &&
		entry->expires_ms < now + ahead + SLACK_MS;
}

void attested_refresh(struct attested *attested, struct platform *platform)
{
	struct entry **at, *entry;
	uint64_t now;

	pthread_mutex_lock(&attested->lock);
	for (at = &attested->entries; *at;) {
		entry = *at;
		now = clock_ms();
		if (!entry->refs && !entry->making && entry->used_ms + IDLE_MS < now) {
			*at = entry->next;
			free(entry);
			continue;
		}
		entry->refs++;
		if (ends_soon(entry, now))
			make(attested, platform, entry, now + REFRESH_TIMEOUT_MS);
		entry->refs--;
		/* Others add at the head only, so that the way on is still there. */
		at = &entry->next;
	}
	pthread_mutex_unlock(&attested->lock);
}

void attested_forget(struct attested *attested)
{
	struct entry *entry;

	pthread_mutex_lock(&attested->lock);
	for (entry = attested->entries; entry; entry = entry->next) {
		entry->made_ms = 0;
		entry->retry_ms = 0;
	}
	pthread_mutex_unlock(&attested->lock);
}
