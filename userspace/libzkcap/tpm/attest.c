// SPDX-License-Identifier: MIT
/* A challenge of the kernel, a quote, an attestation. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ak_store.h"
#include "attest.h"
#include "attest_log.h"
#include "paths.h"
#include "sha256.h"

#define NONCE_LABEL "zkcap-attest-v1"
#define USUAL_PCR 13

/* Looks for one policy, or for the only one */
struct search {
	const char *name;
	struct zkcap_attest_task *task;
	unsigned int found;
};

static int on_policy(const struct zkcap_trust *trust, void *arg)
{
	struct search *search = arg;
	struct zkcap_attest_task *task = search->task;

	if (search->name && strcmp(search->name, trust->name) != 0)
		return 0;
	search->found++;
	memcpy(task->trust, trust->name, sizeof(task->trust));
	task->measurement_pcr = trust->measurement_pcr;
	task->pcrs = trust->pcrs | 1U << trust->measurement_pcr;
	task->last = trust->commitment == ZKCAP_COMMITMENT_RULE_LAST;
	return 0;
}

static int set_usual(struct zkcap_attest_task *task, const char *trust, struct zkcap_error *err)
{
	if (!trust || strlen(trust) >= sizeof(task->trust))
		return zkcap_error_set(err, -EINVAL,
				       "expected the name of a trust policy, which only root may list");
	memcpy(task->trust, trust, strlen(trust) + 1);
	task->measurement_pcr = USUAL_PCR;
	task->pcrs = 1U << USUAL_PCR;
	return 0;
}

static int find_policy(struct zkcap_client *client, const char *trust,
		       struct zkcap_attest_task *task, struct zkcap_error *err)
{
	struct search search = { .name = trust, .task = task };
	int rc = zkcap_trust_dump(client, on_policy, &search, err);

	if (rc == -EPERM || rc == -EACCES)
		return set_usual(task, trust, err);
	if (rc)
		return rc;
	if (search.found == 1)
		return 0;
	if (!search.found)
		return zkcap_error_set(err, -ENOENT, "there is no trust policy%s%s",
				       trust ? " named " : "", trust ? trust : "");
	return zkcap_error_set(err, -EINVAL, "there are %u trust policies: expected --trust NAME",
			       search.found);
}

int zkcap_attest_begin(struct zkcap_client *client, int cgroup_fd, const char *trust,
		       struct zkcap_attest_task *task, struct zkcap_error *err)
{
	int rc;

	memset(task, 0, sizeof(*task));
	rc = find_policy(client, trust, task, err);
	return rc ? rc : zkcap_challenge_get(client, cgroup_fd, ZKCAP_CHALLENGE_KIND_ATTEST,
					     &task->challenge, err);
}

static void copy_events(struct zkcap_attest *attest, const struct attest_events *events)
{
	attest->n_measurements = (uint32_t)events->n;
	attest->commitment_index = (uint32_t)events->index;
	memcpy(attest->measurements, events->digests, sizeof(attest->measurements));
	memcpy(attest->schema, events->schema, sizeof(attest->schema));
	memcpy(attest->commitment, events->commitment, sizeof(attest->commitment));
}

static int read_log(const char *path, const struct zkcap_attest_task *task,
		    struct zkcap_attest *attest, struct zkcap_error *err)
{
	struct attest_events *events = malloc(sizeof(*events));
	int rc;

	_Static_assert(sizeof(events->digests) == sizeof(attest->measurements), "same bounds");
	if (!events)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	rc = attest_read_log(path ? path : ZKCAP_EVENT_LOG_PATH, task->measurement_pcr,
			     task->last, events, err);
	if (!rc)
		copy_events(attest, events);
	free(events);
	return rc;
}

/* qualifyingData: what the quote is bound to */
static void nonce_of(uint8_t nonce[ZKCAP_TPM_DIGEST], const struct zkcap_attest *attest)
{
	struct zk_sha256 sha;

	zk_sha256_init(&sha);
	zk_sha256_update(&sha, NONCE_LABEL, sizeof(NONCE_LABEL) - 1);
	zk_sha256_update(&sha, attest->challenge, sizeof(attest->challenge));
	zk_sha256_update(&sha, attest->commitment, sizeof(attest->commitment));
	zk_sha256_final(&sha, nonce);
}

static void take_quote(struct zkcap_attest_evidence *e)
{
	e->attest.quote = (struct zkcap_bytes){ e->quote.attest, e->quote.attest_len };
	e->attest.signature = (struct zkcap_bytes){ e->quote.signature, e->quote.signature_len };
	e->attest.n_pcr_values = (uint32_t)e->quote.n_values;
	memcpy(e->attest.pcr_values, e->quote.values, sizeof(e->attest.pcr_values));
}

static int quote(const struct zkcap_attest_source *source, const struct zkcap_tpm_ak *ak,
		 const struct zkcap_attest_task *task, struct zkcap_attest_evidence *evidence,
		 struct zkcap_error *err)
{
	uint8_t nonce[ZKCAP_TPM_DIGEST];
	struct zkcap_tpm *tpm;
	int rc = zkcap_tpm_open(&tpm, source->tcti, err);

	if (rc)
		return rc;
	nonce_of(nonce, &evidence->attest);
	rc = zkcap_tpm_quote(tpm, ak, task->pcrs, nonce, &evidence->quote, err);
	zkcap_tpm_close(tpm);
	if (!rc)
		take_quote(evidence);
	return rc;
}

int zkcap_attest_make(const struct zkcap_attest_source *source,
		      const struct zkcap_attest_task *task,
		      struct zkcap_attest_evidence *evidence, struct zkcap_error *err)
{
	struct zkcap_attest *attest = &evidence->attest;
	struct zkcap_ak_stored stored;
	int rc;

	memset(evidence, 0, sizeof(*evidence));
	evidence->tenant = task->challenge.tenant;
	memcpy(attest->challenge, task->challenge.bytes, sizeof(attest->challenge));
	memcpy(attest->trust, task->trust, sizeof(attest->trust));
	rc = read_log(source->event_log, task, attest, err);
	if (rc)
		return rc;
	rc = zkcap_ak_load(&stored, source->ak_dir, false, err);
	if (rc)
		return rc;
	memcpy(attest->key, stored.id, sizeof(attest->key));
	rc = quote(source, &stored.ak, task, evidence, err);
	zkcap_ak_free(&stored);
	return rc;
}

int zkcap_attest_submit(struct zkcap_client *client, int cgroup_fd,
			const struct zkcap_attest_evidence *evidence, struct zkcap_kept *kept,
			struct zkcap_error *err)
{
	struct zkcap_attestation attestation;
	int rc = zkcap_attest(client, cgroup_fd, &evidence->attest, &attestation, err);

	if (rc)
		return rc;
	memset(kept, 0, sizeof(*kept));
	kept->tenant = evidence->tenant;
	memcpy(kept->trust, evidence->attest.trust, sizeof(kept->trust));
	memcpy(kept->commitment, evidence->attest.commitment, sizeof(kept->commitment));
	memcpy(kept->id, attestation.id, sizeof(kept->id));
	kept->expires_ms = zkcap_boottime_ms() + attestation.expires_in_ms;
	return 0;
}

int zkcap_attest_platform(struct zkcap_client *client, int cgroup_fd, const char *trust,
			  const struct zkcap_attest_source *source, struct zkcap_kept *kept,
			  struct zkcap_error *err)
{
	struct zkcap_attest_evidence *evidence = malloc(sizeof(*evidence));
	struct zkcap_attest_task task;
	int rc;

	if (!evidence)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	rc = zkcap_attest_begin(client, cgroup_fd, trust, &task, err);
	if (!rc)
		rc = zkcap_attest_make(source, &task, evidence, err);
	if (!rc)
		rc = zkcap_attest_submit(client, cgroup_fd, evidence, kept, err);
	free(evidence);
	return rc;
}
