// SPDX-License-Identifier: MIT
/* Manifest, PCR and event log, step by step. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "commit.h"
#include "hex.h"
#include "whole_file.h"

#define STATE_DIR_MODE 0700
#define RUN_DIR_MODE 0755
#define RESTART "restart the machine, or choose a PCR that nothing else extends"

/* One run, beside what the caller knows */
struct run {
	struct zkcap_commit *c;
	const struct zkcap_schema *schema;
	struct zkcap_event_log log;
	struct zkcap_manifest current;
	struct zkcap_manifest next;
	bool has_current;
	char *pending;
	int lock;
};

static int read_pcr(struct run *r, u8 value[ZKCAP_DIGEST_BYTES], struct zkcap_error *err)
{
	return zkcap_tpm_pcr_read(r->c->tpm, 1U << r->c->pcr,
				  (u8(*)[ZKCAP_TPM_DIGEST])value, err);
}

/* The log replays to something else: says why that may be */
static int not_replayed(struct run *r, const u8 value[ZKCAP_DIGEST_BYTES],
			const u8 replayed[ZKCAP_DIGEST_BYTES], struct zkcap_error *err)
{
	static const u8 zero[ZKCAP_DIGEST_BYTES];
	char is[2 * ZKCAP_DIGEST_BYTES + 1], wanted[2 * ZKCAP_DIGEST_BYTES + 1];
	const char *why;

	if (!memcmp(value, zero, sizeof(zero)))
		why = "the TPM was reset since the log was begun: remove the log and measure again";
	else if (!memcmp(replayed, zero, sizeof(zero)))
		why = "it was extended before, or the log was lost: " RESTART;
	else
		why = "something else extended it: " RESTART;
	return zkcap_error_set(err, -ESTALE, "PCR %u is %s, but %s replays to %s: %s", r->c->pcr,
			       zkcap_hex_encode(is, value, ZKCAP_DIGEST_BYTES), r->c->log_path,
			       zkcap_hex_encode(wanted, replayed, ZKCAP_DIGEST_BYTES), why);
}

/* Steps 3 and 4, which can be done again */
static int finish(struct run *r, bool logged, struct zkcap_error *err)
{
	struct zkcap_log_event event;
	int rc = 0;

	zkcap_event_of_commitment(&event, r->c->pcr, r->next.schema_digest, r->next.commitment);
	if (!logged)
		rc = zkcap_event_log_append(r->c->log_path, &event, err);
	if (!rc)
		rc = zkcap_file_rename(r->pending, r->c->manifest_path, err);
	if (!rc && !logged)
		rc = zkcap_event_log_read(&r->log, r->c->log_path, err);
	return rc;
}

static bool is_logged(const struct run *r, const u8 commitment[ZKCAP_COMMITMENT_BYTES])
{
	struct zkcap_event_list *list = malloc(sizeof(*list));
	bool found = list && !zkcap_event_log_list(list, &r->log, r->c->pcr, commitment, NULL);

	free(list);
	return found;
}

/* A manifest waits: how far did its run come? */
static int recover_pending(struct run *r, const u8 value[ZKCAP_DIGEST_BYTES],
			   u8 replayed[ZKCAP_DIGEST_BYTES], struct zkcap_error *err)
{
	bool same = !memcmp(value, replayed, ZKCAP_DIGEST_BYTES);
	u8 digest[ZKCAP_DIGEST_BYTES], then[ZKCAP_DIGEST_BYTES];

	if (same && is_logged(r, r->next.commitment)) {
		r->c->recovered = true;
		return finish(r, true, err);
	}
	if (same) {
		/* the PCR was not extended: that run did not happen */
		if (unlink(r->pending))
			return zkcap_error_set(err, -errno, "%s: cannot remove: %s", r->pending,
					       strerror(errno));
		return 0;
	}
	zkcap_measurement_digest(digest, r->next.schema_digest, r->next.commitment);
	memcpy(then, replayed, sizeof(then));
	zkcap_pcr_extend(then, digest);
	if (memcmp(then, value, sizeof(then)))
		return not_replayed(r, value, replayed, err);
	r->c->recovered = true;
	return finish(r, false, err);
}

/* Leaves log, PCR and manifest in agreement, or says what does not agree */
static int recover(struct run *r, struct zkcap_error *err)
{
	u8 value[ZKCAP_DIGEST_BYTES], replayed[ZKCAP_DIGEST_BYTES];
	int rc;

	zkcap_file_sweep(r->c->manifest_path);
	zkcap_file_sweep(r->pending);
	rc = zkcap_event_log_read(&r->log, r->c->log_path, err);
	if (!rc)
		rc = read_pcr(r, value, err);
	if (rc)
		return rc;
	zkcap_event_log_replay(replayed, &r->log, r->c->pcr, NULL);
	rc = zkcap_manifest_load(&r->next, r->pending, r->c->srs, err);
	if (!rc)
		return recover_pending(r, value, replayed, err);
	if (rc != -ENOENT)
		return rc;
	return memcmp(value, replayed, sizeof(value)) ? not_replayed(r, value, replayed, err) : 0;
}

/* The manifest that is there, if it is the one that was measured since boot */
static int load_current(struct run *r, struct zkcap_error *err)
{
	int rc = zkcap_manifest_load(&r->current, r->c->manifest_path, r->c->srs, err);

	r->has_current = !rc && is_logged(r, r->current.commitment);
	/* what is there is replaced, whatever it is; only a failing disk is no manifest's fault */
	return rc == -EIO || rc == -ENOMEM ? rc : 0;
}

/* Another PCR's commitment would lose its manifest, without which it is of no use */
static int check_other_pcr(const struct run *r, struct zkcap_error *err)
{
	size_t i;

	for (i = 0; i < r->log.n; i++)
		if (r->log.events[i].is_commitment && r->log.events[i].pcr != r->c->pcr &&
		    !memcmp(r->log.events[i].commitment, r->current.commitment,
			    ZKCAP_COMMITMENT_BYTES))
			return zkcap_error_set(err, -EEXIST,
					       "%s is the manifest of a commitment in PCR %u: expected another --manifest, or --force to lose that",
					       r->c->manifest_path, r->log.events[i].pcr);
	return 0;
}

static size_t commitments(const struct run *r)
{
	size_t n = 0, i;

	for (i = 0; i < r->log.n; i++)
		n += r->log.events[i].pcr == r->c->pcr && r->log.events[i].is_commitment;
	return n;
}

static bool has_changed(const struct run *r, const struct zkcap_attribute *a)
{
	return !zk_fr_eq(&r->current.slots[a->slot], &r->next.slots[a->slot]) ||
	       zkcap_slots_level(r->current.slots, a->slot) !=
	       zkcap_slots_level(r->next.slots, a->slot);
}

/* Names only: values are nobody's business */
static int changed(struct run *r, struct zkcap_error *err)
{
	char names[512] = "";
	size_t n = 0, i, len;

	if (!r->has_current)
		return zkcap_error_set(err, -EEXIST,
				       "PCR %u has a commitment since boot, but %s is not its manifest; a new commitment (--force) is refused by policies that count the first",
				       r->c->pcr, r->c->manifest_path);
	if (memcmp(r->current.schema_digest, r->next.schema_digest, ZKCAP_DIGEST_BYTES))
		return zkcap_error_set(err, -EEXIST,
				       "%s was made with another attribute schema; a new commitment (--force) is refused by policies that count the first",
				       r->c->manifest_path);
	for (i = 0; i < r->schema->n_attributes; i++) {
		if (!has_changed(r, &r->schema->attributes[i]))
			continue;
		len = strlen(names);
		snprintf(names + len, sizeof(names) - len, "%s%s", n++ ? ", " : "",
			 r->schema->attributes[i].name);
	}
	if (!n)
		return 0;
	return zkcap_error_set(err, -EEXIST,
			       "%zu attributes changed since they were committed to: %s; a new commitment (--force) is refused by policies that count the first",
			       n, names);
}

/* Steps 1 to 4 */
static int commit_anew(struct run *r, struct zkcap_error *err)
{
	u8 digest[ZKCAP_DIGEST_BYTES];
	int rc = 0;

	if (r->log.n == ZKCAP_EVENTS_MAX)
		rc = zkcap_error_set(err, -E2BIG,
				     "%s: has %d records, which is all that an attestation takes",
				     r->c->log_path, ZKCAP_EVENTS_MAX);
	if (!rc)
		rc = zkcap_manifest_seal(&r->next, r->c->srs, &zkcap_rand_system, err);
	if (!rc)
		rc = zkcap_manifest_save(&r->next, r->pending, err);
	if (rc)
		return rc;
	zkcap_measurement_digest(digest, r->next.schema_digest, r->next.commitment);
	rc = zkcap_tpm_pcr_extend(r->c->tpm, r->c->pcr, digest, err);
	return rc ? rc : finish(r, false, err);
}

static int run(struct run *r, const struct zkcap_facts *facts, struct zkcap_error *err)
{
	int rc = recover(r, err);

	if (!rc)
		rc = load_current(r, err);
	if (rc)
		return rc;
	zkcap_manifest_init(&r->next, r->schema);
	rc = zkcap_measure_fill(&r->next, r->schema, facts, err);
	if (rc)
		return rc;
	if (!r->c->force && commitments(r)) {
		rc = changed(r, err);
		if (rc)
			return rc;
		r->c->result = ZKCAP_COMMIT_UNCHANGED;
		memcpy(r->c->commitment, r->current.commitment, ZKCAP_COMMITMENT_BYTES);
		return 0;
	}
	rc = r->c->force ? 0 : check_other_pcr(r, err);
	if (!rc)
		rc = commit_anew(r, err);
	r->c->result = ZKCAP_COMMIT_NEW;
	memcpy(r->c->commitment, r->next.commitment, ZKCAP_COMMITMENT_BYTES);
	return rc;
}

static int prepare(struct run *r, struct zkcap_error *err)
{
	char *lock;
	int rc;

	rc = zkcap_dir_make(r->c->manifest_path, STATE_DIR_MODE, err);
	if (!rc)
		rc = zkcap_dir_make(r->c->log_path, RUN_DIR_MODE, err);
	if (rc)
		return rc;
	if (asprintf(&r->pending, "%s.pcr%u", r->c->manifest_path, r->c->pcr) < 0) {
		r->pending = NULL;
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	}
	if (asprintf(&lock, "%s.lock", r->c->manifest_path) < 0)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	r->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (r->lock < 0 || flock(r->lock, LOCK_EX))
		rc = zkcap_error_set(err, -errno, "%s: cannot lock: %s", lock, strerror(errno));
	free(lock);
	return rc;
}

int zkcap_commit(struct zkcap_commit *commit, const struct zkcap_schema *schema,
		 const struct zkcap_facts *facts, struct zkcap_error *err)
{
	struct run *r = calloc(1, sizeof(*r));
	size_t i;
	int rc;

	if (!r)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	r->c = commit;
	r->schema = schema;
	r->lock = -1;
	commit->recovered = false;
	commit->events = 0;
	rc = prepare(r, err);
	if (!rc)
		rc = run(r, facts, err);
	for (i = 0; !rc && i < r->log.n; i++)
		commit->events += r->log.events[i].pcr == commit->pcr;
	zkcap_manifest_wipe(&r->current);
	zkcap_manifest_wipe(&r->next);
	if (r->lock >= 0)
		close(r->lock);
	free(r->pending);
	free(r);
	return rc;
}
