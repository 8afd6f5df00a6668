/* SPDX-License-Identifier: MIT */
/*
 * Attesting: a challenge of the kernel is answered by a quote, and the kernel gives an
 * attestation for it.  The steps can be made apart, so that a virtual machine answers a
 * challenge of its host's kernel.
 */
#ifndef ZKCAP_ATTEST_H
#define ZKCAP_ATTEST_H

#include <jansson.h>

#include "attestation_file.h"
#include "client.h"
#include "tpm.h"

#define ZKCAP_ATTEST_MESSAGE_MAX (128 * 1024)

/**
 * struct zkcap_attest_source - where the platform's side has its things
 * @tcti: see zkcap_tpm_open()
 * @ak_dir: NULL for the usual, see ak_store.h
 * @event_log: NULL for the usual, ZKCAP_EVENT_LOG_PATH
 */
struct zkcap_attest_source {
	const char *tcti;
	const char *ak_dir;
	const char *event_log;
};

/**
 * struct zkcap_attest_task - what has to be attested
 * @challenge: of kind attest
 * @trust: policy to be accepted under
 * @measurement_pcr: where commitments are extended into
 * @pcrs: mask of the PCRs to quote, the measurement PCR among them
 * @last: the last commitment measured counts, not the first
 */
struct zkcap_attest_task {
	struct zkcap_challenge challenge;
	char trust[ZKCAP_NAME_MAX + 1];
	uint32_t measurement_pcr;
	uint32_t pcrs;
	bool last;
};

/* Evidence, and the quote that @attest points into: not to be copied */
struct zkcap_attest_evidence {
	struct zkcap_attest attest;
	uint64_t tenant;
	struct zkcap_tpm_quote quote;
};

/**
 * zkcap_attest_begin() - get a challenge and what the trust policy wants
 * @cgroup_fd: of the tenant, or ZKCAP_OWN_TENANT
 * @trust: the policy; NULL for the only one that there is
 * @task: out; if the caller may not list policies, @trust has to be given, and what the
 *	  policy wants is set as usual: PCR 13 alone, the first commitment
 *
 * Return: 0; -ENOENT when there is no such policy; -EINVAL when there are several; or as
 * the operations of client.h.
 */
int zkcap_attest_begin(struct zkcap_client *client, int cgroup_fd, const char *trust,
		       struct zkcap_attest_task *task, struct zkcap_error *err);

/**
 * zkcap_attest_make() - answer a task with the TPM
 *
 * Return: 0; -ENOENT when there is no attestation key, or nothing was measured; -ESTALE
 * when the key is not of this TPM any more; or as the functions of tpm.h and event_log.h.
 */
int zkcap_attest_make(const struct zkcap_attest_source *source,
		      const struct zkcap_attest_task *task,
		      struct zkcap_attest_evidence *evidence, struct zkcap_error *err);

/**
 * zkcap_attest_submit() - send evidence to the kernel
 * @kept: out; not yet saved
 *
 * Return: 0, or as zkcap_attest().
 */
int zkcap_attest_submit(struct zkcap_client *client, int cgroup_fd,
			const struct zkcap_attest_evidence *evidence, struct zkcap_kept *kept,
			struct zkcap_error *err);

/**
 * zkcap_attest_platform() - all of it: challenge, quote, attestation
 * @kept: out; the caller saves it, see zkcap_attestation_save()
 *
 * To tell errors apart: zkcap_client_refusal() for what the kernel refused; -ENXIO and the
 * other codes of tpm.h come from the TPM.
 */
int zkcap_attest_platform(struct zkcap_client *client, int cgroup_fd, const char *trust,
			  const struct zkcap_attest_source *source, struct zkcap_kept *kept,
			  struct zkcap_error *err);

/* As JSON, for files between machines.  Decoders take bytes from outside: -EINVAL, -ENOMEM. */
json_t *zkcap_attest_task_encode(const struct zkcap_attest_task *task);
int zkcap_attest_task_decode(struct zkcap_attest_task *task, const char *text, size_t len,
			     struct zkcap_error *err);
json_t *zkcap_attest_evidence_encode(const struct zkcap_attest_evidence *evidence);
int zkcap_attest_evidence_decode(struct zkcap_attest_evidence *evidence, const char *text,
				 size_t len, struct zkcap_error *err);

#endif /* ZKCAP_ATTEST_H */
