// SPDX-License-Identifier: MIT
#include "ask.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client_json.h"
#include "quantity.h"

/* Others may change a grant at the same time; not for ever. */
#define CHANGES_MAX 8

uint64_t ask_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

struct ask *ask_new(struct cmd *cmd, enum zkcap_context_op op)
{
	struct ask *ask = calloc(1, sizeof(*ask));

	if (!ask) {
		cmd_fail(cmd, CMD_USAGE, "out of memory");
		return NULL;
	}
	ask->cmd = cmd;
	cmd->into = ask;
	ask->op = op;
	ask->cgroup_fd = ZKCAP_OWN_TENANT;
	return ask;
}

void ask_free(struct ask *ask)
{
	if (!ask)
		return;
	zkcap_provers_close(ask->provers);
	zkcap_client_close(ask->client);
	cmd_cleanup_close(&ask->cgroup_fd);
	free(ask->data);
	free(ask);
}

int ask_run(struct cmd *cmd, enum zkcap_context_op op, int (*carry_out)(struct ask *ask))
{
	struct ask *ask = ask_new(cmd, op);
	int rc;

	if (!ask)
		return CMD_USAGE;
	rc = carry_out(ask);
	ask_free(ask);
	return rc;
}

static int add_amount(struct ask *ask, uint16_t kind)
{
	struct zkcap_resource r = { .kind = kind };
	struct zkcap_error err = { 0 };

	if (zkcap_amount_parse(kind, ask->cmd->arg, &r.amount, &err) ||
	    zkcap_resources_add(&ask->resources, &r, &err))
		return cmd_fail(ask->cmd, CMD_USAGE, "%s", err.message);
	return 0;
}

static int add_device(struct ask *ask)
{
	struct zkcap_resource r;
	struct zkcap_error err = { 0 };

	if (zkcap_device_parse(ask->cmd->arg, &r, &err) ||
	    zkcap_resources_add(&ask->resources, &r, &err))
		return cmd_fail(ask->cmd, CMD_USAGE, "%s", err.message);
	return 0;
}

static int set_duration(struct ask *ask)
{
	struct zkcap_error err = { 0 };

	if (zkcap_duration_parse(ask->cmd->arg, &ask->duration, &err))
		return cmd_fail(ask->cmd, CMD_USAGE, "--%s", err.message);
	return 0;
}

int ask_option(struct ask *ask, int c)
{
	switch (c) {
	case ASK_OPT_CPU:
		return add_amount(ask, ZKCAP_RESOURCE_KIND_CPU);
	case ASK_OPT_MEMORY:
		return add_amount(ask, ZKCAP_RESOURCE_KIND_MEMORY);
	case ASK_OPT_PIDS:
		return add_amount(ask, ZKCAP_RESOURCE_KIND_PIDS);
	case ASK_OPT_DEVICE:
		return add_device(ask);
	case ASK_OPT_DURATION:
		return set_duration(ask);
	default:
		return CMD_USAGE;
	}
}

int ask_options(struct ask *ask)
{
	int c, rc = 0;

	while (!rc && (c = cmd_getopt(ask->cmd)) != CMD_OPT_END)
		rc = ask_option(ask, c);
	return rc;
}

int ask_open(struct ask *ask)
{
	int rc = 0;

	if (ask->tenant)
		rc = cmd_open_cgroup(ask->cmd, ask->tenant, &ask->cgroup_fd);
	return rc ? rc : cmd_open_client(ask->cmd, &ask->client);
}

/* Whether a challenge came with a grant: only with an active one. */
static bool has_next(const struct zkcap_grant *grant)
{
	static const uint8_t none[ZKCAP_CHALLENGE_LEN];

	return memcmp(grant->next_challenge, none, sizeof(none)) != 0;
}

/* The grant that is looked for, zero until it is found */
struct sought {
	uint64_t id;
	struct zkcap_grant grant;
};

static int note_grant(const struct zkcap_grant *grant, void *arg)
{
	struct sought *sought = arg;

	if (grant->id == sought->id)
		sought->grant = *grant;
	return 0;
}

int ask_find_grant(struct ask *ask)
{
	struct kept_grant *known = &ask->known;
	struct sought sought = { .id = ask->grant };
	struct zkcap_error err = { 0 };

	if (zkcap_grant_dump(ask->client, note_grant, &sought, &err))
		return cmd_client_fail(ask->cmd, ask->client, &err);
	if (!sought.grant.id)
		return cmd_fail_with(ask->cmd, CMD_REFUSED,
				     json_pack("{s:s,s:i}", "reason", "grant-absent", "code",
					       ZKCAP_REASON_GRANT_ABSENT),
				     "no such grant of the caller's tenant: see zkcap ls grants");
	/* What was kept of its offer may be of another grant, before the module was reloaded. */
	if (memcmp(known->grant.next_challenge, sought.grant.next_challenge,
		   sizeof(known->grant.next_challenge)))
		known->offer_known = known->capabilities_known = false;
	known->grant = sought.grant;
	ask->offer_name = known->grant.offer;
	ask->recalled = false;
	ask->next_known = has_next(&known->grant);
	return 0;
}

bool ask_recall_grant(struct ask *ask)
{
	if (!kept_grant_load(ask->grant, &ask->known) || !has_next(&ask->known.grant))
		return false;
	ask->offer_name = ask->known.grant.offer;
	ask->recalled = ask->next_known = true;
	return true;
}

static int note_offer(const struct zkcap_offer *offer, void *arg)
{
	struct ask *ask = arg;

	if (!strcmp(offer->name, ask->offer_name)) {
		ask->known.offer = *offer;
		ask->known.offer_known = true;
	}
	return 0;
}

int ask_offer_absent(struct ask *ask)
{
	return cmd_fail_with(ask->cmd, CMD_REFUSED,
			     json_pack("{s:s,s:i}", "reason", "offer-absent", "code",
				       ZKCAP_REASON_OFFER_ABSENT),
			     "no such offer for the caller's tenant: see zkcap ls offers");
}

int ask_find_offer(struct ask *ask)
{
	struct zkcap_error err = { 0 };

	if (strlen(ask->offer_name) > ZKCAP_NAME_MAX)
		return cmd_fail(ask->cmd, CMD_USAGE, "--offer: a name has at most %d letters",
				ZKCAP_NAME_MAX);
	if (zkcap_offer_dump(ask->client, note_offer, ask, &err))
		return cmd_client_fail(ask->cmd, ask->client, &err);
	if (ask->duration || ask->op == ZKCAP_CONTEXT_OP_RESIZE)
		return 0;
	if (!ask->known.offer_known)
		return ask_offer_absent(ask);
	ask->duration = ask->known.offer.duration;
	return 0;
}

static int send_once(struct ask *ask, struct zkcap_error *err)
{
	const struct zkcap_evidence *evidence = &ask->evidence;
	uint32_t flags = ask->dry_run ? ZKCAP_REQUEST_FLAGS_DRY_RUN : 0;
	struct zkcap_grant granted;
	uint64_t start = ask_now();
	int rc;

	if (ask->op == ZKCAP_CONTEXT_OP_REQUEST)
		rc = zkcap_request(ask->client, ask->cgroup_fd, ask->offer_name, &ask->resources,
				   ask->duration, evidence, flags, &granted, err);
	else if (ask->op == ZKCAP_CONTEXT_OP_RESIZE)
		rc = zkcap_resize(ask->client, ask->cgroup_fd, ask->grant, &ask->resources,
				  evidence, flags, &granted, err);
	else
		rc = zkcap_renew(ask->client, ask->cgroup_fd, ask->grant, ask->duration, evidence,
				 flags, &granted, err);
	ask->times.request = ask_now() - start;
	if (rc || ask->dry_run)
		return rc;
	ask->known.grant = granted;
	ask->next_known = has_next(&granted);
	ask->changed = 0;
	kept_grant_save(&ask->known);
	return 0;
}

/* A kept attestation may be gone from the kernel, which was loaded anew for instance. */
static bool attestation_is_stale(const struct ask *ask)
{
	switch (zkcap_client_refusal(ask->client)->reason) {
	case ZKCAP_REASON_ATTESTATION_ABSENT:
	case ZKCAP_REASON_ATTESTATION_EXPIRED:
	case ZKCAP_REASON_ATTESTATION_TRUST:
		return true;
	default:
		return false;
	}
}

/* Whether the grant is not as it was when it was looked at, or as what was kept of it said. */
static bool grant_has_changed(const struct ask *ask)
{
	switch (zkcap_client_refusal(ask->client)->reason) {
	case ZKCAP_REASON_CHALLENGE_FORGED:
	case ZKCAP_REASON_CHALLENGE_EXPIRED:
	case ZKCAP_REASON_CHALLENGE_USED:
		return ask->next_known;
	case ZKCAP_REASON_PROOF_COUNT:
	case ZKCAP_REASON_PROOF_SCHEMA:
	case ZKCAP_REASON_PROOF:
		return ask->recalled;
	default:
		return false;
	}
}

/* Return: 0 to ask again, ASK_CHANGED, or CMD_REFUSED when it has changed too often. */
static int forget_grant(struct ask *ask)
{
	ask->next_known = false;
	if (ask->op != ZKCAP_CONTEXT_OP_RESIZE)
		return 0;
	if (ask->recalled)
		ask->known.offer_known = ask->known.capabilities_known = false;
	return ask->changed++ < CHANGES_MAX ? ASK_CHANGED : CMD_REFUSED;
}

static void forget_attestation(struct ask *ask)
{
	memcpy(ask->refused, ask->evidence.attestation, sizeof(ask->refused));
	if (ask->known.offer_known)
		zkcap_attestation_forget(NULL, ask->tenant_id, ask->known.offer.trust);
}

/*
 * Less takes no evidence, but says which state of the grant it is meant for.  What fails
 * for what was kept may be in order for the grant as it is.
 */
static int make_evidence(struct ask *ask, bool needed)
{
	int rc;

	memset(&ask->evidence, 0, sizeof(ask->evidence));
	if (!needed && ask->next_known)
		memcpy(ask->evidence.challenge, ask->known.grant.next_challenge,
		       ZKCAP_CHALLENGE_LEN);
	if (!needed)
		return 0;
	if (!ask->recalled)
		return ask_evidence(ask);
	ask->cmd->tentative = true;
	rc = ask_evidence(ask);
	ask->cmd->tentative = false;
	if (!rc)
		return 0;
	ask->known.offer_known = ask->known.capabilities_known = false;
	return ASK_CHANGED;
}

int ask_send(struct ask *ask, bool with_evidence)
{
	struct zkcap_error err = { 0 };
	bool anew = false;
	int rc;

	do {
		rc = make_evidence(ask, with_evidence);
		if (rc)
			return rc;
		if (!send_once(ask, &err))
			return CMD_OK;
		rc = CMD_REFUSED;
		if (grant_has_changed(ask)) {
			rc = forget_grant(ask);
		} else if (with_evidence && attestation_is_stale(ask) && !anew) {
			anew = true;
			rc = 0;
			forget_attestation(ask);
		}
	} while (!rc);
	return rc == ASK_CHANGED ? rc : cmd_client_fail(ask->cmd, ask->client, &err);
}

static json_t *times_json(const struct ask_times *t)
{
	const struct {
		const char *name;
		uint64_t us;
	} steps[] = {
		{ "prepare", t->prepare }, { "challenge", t->challenge }, { "attest", t->attest },
		{ "prove", t->prove }, { "service", t->service }, { "request", t->request },
	};
	json_t *o = json_object();
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i].us)
			json_object_set_new(o, steps[i].name,
					    json_real((double)(steps[i].us / 10) / 100.0));
	return o;
}

json_t *ask_result(const struct ask *ask)
{
	json_t *o;

	if (ask->dry_run)
		o = json_pack("{s:b,s:s}", "dry-run", 1, "verdict", "would be granted");
	else
		o = client_json_grant(&ask->known.grant, !ask->cmd->json);
	if (o)
		json_object_set_new(o, "took-ms", times_json(&ask->times));
	return o;
}
