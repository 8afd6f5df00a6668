// SPDX-License-Identifier: MIT
/* The evidence of a request: made here, or by the prover service. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "context.h"
#include "service.h"

/* Longer than a busy service queues a question */
#define SERVICE_TIMEOUT_MS 60000

/* The one that came with the grant, or a fresh one. */
static int get_challenge(struct ask *ask)
{
	struct zkcap_challenge challenge;
	struct zkcap_error err = { 0 };
	uint64_t start = ask_now();

	if (ask->next_known) {
		memcpy(ask->evidence.challenge, ask->known.grant.next_challenge,
		       ZKCAP_CHALLENGE_LEN);
		ask->tenant_id = ask->known.grant.tenant;
		return 0;
	}
	if (zkcap_challenge_get(ask->client, ask->cgroup_fd, ZKCAP_CHALLENGE_KIND_REQUEST,
				&challenge, &err))
		return cmd_client_fail(ask->cmd, ask->client, &err);
	ask->times.challenge = ask_now() - start;
	memcpy(ask->evidence.challenge, challenge.bytes, ZKCAP_CHALLENGE_LEN);
	ask->tenant_id = challenge.tenant;
	return 0;
}

/* No manifest to read is no failure: there may be a service. */
static int open_provers(struct ask *ask, bool *absent, struct zkcap_error *err)
{
	int rc;

	*absent = false;
	if (ask->provers)
		return 0;
	if (!ask->data)
		ask->data = cmd_data_path(ask->cmd, ".");
	if (!ask->data)
		return cmd_fail(ask->cmd, CMD_USAGE, "out of memory");
	ask->provers_config.data = ask->data;
	rc = zkcap_provers_open(&ask->provers, &ask->provers_config, err);
	if (!rc)
		return 0;
	if (rc == -ENOENT || rc == -EACCES) {
		*absent = true;
		return 0;
	}
	return cmd_fail(ask->cmd, rc == -EBADMSG ? CMD_REFUSED : CMD_USAGE, "%s", err->message);
}

static int new_attestation(struct ask *ask, struct zkcap_kept *kept)
{
	struct zkcap_error err = { 0 };
	uint64_t start = ask_now();

	memset(kept, 0, sizeof(*kept));
	if (zkcap_attest_platform(ask->client, ask->cgroup_fd, ask->known.offer.trust, &ask->source,
				  kept, &err)) {
		if (zkcap_client_refusal(ask->client)->error)
			return cmd_client_fail(ask->cmd, ask->client, &err);
		return cmd_fail(ask->cmd, CMD_TPM, "no fresh attestation under %s, and no new one: %s",
				ask->known.offer.trust, err.message);
	}
	if (kept->tenant != ask->tenant_id)
		return cmd_fail(ask->cmd, CMD_USAGE,
				"the grant is of tenant %" PRIu64 ", the caller's own is %" PRIu64 ": name the grant's with --tenant",
				ask->tenant_id, kept->tenant);
	ask->times.attest = ask_now() - start;
	/* One that cannot be kept is good for this request all the same. */
	if (zkcap_attestation_save(NULL, kept, &err))
		fprintf(stderr, "zkcap %s: warning: %s\n", ask->cmd->noun->name, err.message);
	return 0;
}

static bool is_of_manifest(const struct ask *ask, const struct zkcap_kept *kept)
{
	return !memcmp(kept->commitment, zkcap_provers_commitment(ask->provers),
		       ZKCAP_COMMITMENT_LEN);
}

static int get_attestation(struct ask *ask)
{
	struct zkcap_kept kept;
	int rc = 0;

	if (zkcap_attestation_load(NULL, ask->tenant_id, ask->known.offer.trust, &kept, NULL) ||
	    !is_of_manifest(ask, &kept)) {
		/* The TPM is asked once, for the grant as it is. */
		if (ask->recalled)
			return CMD_TPM;
		rc = new_attestation(ask, &kept);
	}
	if (rc)
		return rc;
	if (!is_of_manifest(ask, &kept))
		return cmd_fail(ask->cmd, CMD_TPM,
				"the platform attests another measurement than the manifest's: use the manifest that was measured into the TPM");
	memcpy(ask->evidence.attestation, kept.id, sizeof(kept.id));
	return 0;
}

static int prove(struct ask *ask)
{
	const struct zkcap_context context = {
		.op = ask->op,
		.challenge = ask->evidence.challenge,
		.attestation = ask->evidence.attestation,
		.tenant = ask->tenant_id,
		.grant = ask->grant,
		.duration = ask->op == ZKCAP_CONTEXT_OP_RESIZE ? 0 : ask->duration,
		.offer = ask->offer_name,
		.resources = ask->op == ZKCAP_CONTEXT_OP_RENEW ? NULL : &ask->resources,
	};
	uint8_t digest[ZKCAP_DIGEST_LEN];
	struct zkcap_error err = { 0 };
	uint64_t start = ask_now();
	int rc;

	if (zkcap_request_context(digest, &context))
		return cmd_fail(ask->cmd, CMD_USAGE, "cannot hash");
	rc = zkcap_provers_prove(ask->provers, &ask->known.offer, digest, &ask->evidence, &err);
	if (rc)
		return cmd_fail(ask->cmd, rc == -EDOM ? CMD_REFUSED : CMD_USAGE, "%s",
				err.message);
	ask->times.prove = ask_now() - start;
	return 0;
}

static int find_capabilities(struct ask *ask)
{
	struct zkcap_error err = { 0 };
	int rc = 0;

	if (!ask->known.offer_known)
		rc = ask_find_offer(ask);
	if (rc)
		return rc;
	if (!ask->known.offer_known)
		return ask_offer_absent(ask);
	if (ask->known.capabilities_known)
		return 0;
	if (zkcap_offer_capabilities(ask->client, &ask->known.offer, ask->known.capabilities,
				     &err)) {
		if (zkcap_client_refusal(ask->client)->error)
			return cmd_client_fail(ask->cmd, ask->client, &err);
		return cmd_fail(ask->cmd, CMD_USAGE, "%s", err.message);
	}
	ask->known.capabilities_known = true;
	return 0;
}

/* After the proof, only the request itself goes to the kernel. */
static int evidence_here(struct ask *ask)
{
	struct zkcap_error err = { 0 };
	uint64_t start = ask_now();
	uint32_t i;
	int rc = find_capabilities(ask);

	for (i = 0; !rc && i < ask->known.offer.n_requirements; i++)
		if (zkcap_provers_prepare(ask->provers, &ask->known.capabilities[i], &err))
			rc = cmd_fail(ask->cmd, CMD_USAGE, "%s", err.message);
	ask->times.prepare += ask_now() - start;
	if (!rc)
		rc = get_challenge(ask);
	if (!rc)
		rc = get_attestation(ask);
	return rc ? rc : prove(ask);
}

static int service_exit(unsigned int code)
{
	switch (code) {
	case ZKCAP_SERVICE_NO_TENANT:
	case ZKCAP_SERVICE_RATE_LIMITED:
	case ZKCAP_SERVICE_NO_OFFER:
	case ZKCAP_SERVICE_NOT_PROVED:
		return CMD_REFUSED;
	case ZKCAP_SERVICE_NOT_ATTESTED:
		return CMD_TPM;
	default:
		return CMD_KERNEL;
	}
}

/* The service proves for the tenant that the asking process is in, and no other. */
static int check_own_tenant(struct ask *ask, const char *why)
{
	struct zkcap_challenge own;
	struct zkcap_error err = { 0 };

	if (ask->cgroup_fd == ZKCAP_OWN_TENANT)
		return 0;
	if (!zkcap_challenge_get(ask->client, ZKCAP_OWN_TENANT, ZKCAP_CHALLENGE_KIND_REQUEST, &own,
				 &err) && own.tenant == ask->tenant_id)
		return 0;
	return cmd_fail(ask->cmd, *why ? CMD_KERNEL : CMD_USAGE,
			"%s%sthe prover service proves for the caller's own tenant only, not for %s",
			why, *why ? "; and " : "", ask->tenant ? ask->tenant : "a new one");
}

static void fill_question(const struct ask *ask, struct zkcap_service_question *q)
{
	memset(q, 0, sizeof(*q));
	q->op = (uint8_t)ask->op;
	memcpy(q->challenge, ask->evidence.challenge, sizeof(q->challenge));
	q->grant = ask->grant;
	q->duration = ask->op == ZKCAP_CONTEXT_OP_RESIZE ? 0 : ask->duration;
	memcpy(q->refused, ask->refused, sizeof(q->refused));
	snprintf(q->offer, sizeof(q->offer), "%s", ask->offer_name);
	if (ask->op != ZKCAP_CONTEXT_OP_RENEW)
		q->resources = ask->resources;
}

static int ask_service(struct ask *ask, const char *why)
{
	struct zkcap_service_question question;
	struct zkcap_service_answer answer = { 0 };
	struct zkcap_error err = { 0 };
	uint64_t start = ask_now();
	int rc;

	fill_question(ask, &question);
	rc = zkcap_service_prove(ask->service, &question, &answer, SERVICE_TIMEOUT_MS, &err);
	if (rc && *why && (rc == -ENOENT || rc == -ECONNREFUSED))
		return cmd_fail(ask->cmd, CMD_KERNEL,
				"no manifest to prove with (%s), and no prover service: %s", why,
				err.message);
	if (rc)
		return cmd_fail(ask->cmd, service_exit(answer.code), "prover service: %s",
				err.message);
	ask->times.service = ask_now() - start;
	memcpy(ask->evidence.attestation, answer.attestation, sizeof(answer.attestation));
	ask->evidence.n_proofs = answer.n_proofs;
	memcpy(ask->evidence.proofs, answer.proofs, sizeof(ask->evidence.proofs));
	return 0;
}

int ask_evidence(struct ask *ask)
{
	struct zkcap_error why = { 0 };
	bool absent = true;
	uint64_t start = ask_now();
	int rc = 0;

	if (!ask->service)
		rc = open_provers(ask, &absent, &why);
	if (rc)
		return rc;
	if (!absent) {
		ask->times.prepare = ask_now() - start;
		return evidence_here(ask);
	}
	rc = get_challenge(ask);
	if (!rc)
		rc = check_own_tenant(ask, why.message);
	return rc ? rc : ask_service(ask, why.message);
}
