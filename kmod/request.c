// SPDX-License-Identifier: GPL-2.0-only
#include "request.h"

#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "attestation.h"
#include "challenge.h"
#include "context.h"
#include "event.h"
#include "grant.h"
#include "offer.h"
#include "reason.h"
#include "stats.h"
#include "tenant.h"
#include "trace.h"
#include "verifier.h"
#include "wanted.h"
#include "warrant.h"

/**
 * struct question - a request on its way through the checks
 * @op: what is asked for
 * @tenant: that asks
 * @offer: under which
 * @grant: to be changed, NULL for a new one
 * @duration: seconds, as in the context
 * @resources: as in the context
 * @is_next: the challenge is the one that came with the grant
 * @attestation: that @request names, once it was found; referenced
 * @request: from outside
 * @extack: for the reason
 */
struct question {
	enum zkcap_context_op op;
	struct zkcap_tenant *tenant;
	struct zkcap_offer *offer;
	struct zkcap_grant *grant;
	u32 duration;
	const struct zkcap_resources *resources;
	bool is_next;
	struct zkcap_attestation *attestation;
	struct zkcap_request *request;
	struct netlink_ext_ack *extack;
};

static const struct zkcap_resources no_resources;

static int check_budget(const struct question *q)
{
	if (zkcap_bucket_empty(&q->tenant->failures, ktime_get_boottime_ns()))
		return zkcap_refuse(q->extack, ZKCAP_REASON_RATE_LIMITED);
	return 0;
}

static int check_challenge(struct question *q)
{
	q->is_next = q->grant && zkcap_warrant_is_next(q->grant, q->request->challenge);
	if (q->is_next)
		return 0;
	if (!q->request->attestation)
		return zkcap_refuse(q->extack, ZKCAP_REASON_CHALLENGE_FORGED);
	return zkcap_challenge_check(q->request->challenge, ZKCAP_CHALLENGE_KIND_REQUEST,
				     q->tenant->id, q->extack);
}

/* Whether the attestation is of the offer's policy, as it stands now. */
static int check_trust(const struct question *q, const struct zkcap_attestation *attestation)
{
	struct zkcap_trust *trust = zkcap_trust_get(q->offer->config.trust);
	bool speaks;
	int err = 0;

	if (trust != attestation->trust) {
		err = zkcap_refuse(q->extack, ZKCAP_REASON_ATTESTATION_TRUST);
		goto put;
	}
	speaks = q->tenant->config.n_keys ?
		zkcap_tenant_has_key(q->tenant, attestation->key) :
		zkcap_trust_is_host_key(trust, attestation->key);
	if (!speaks)
		err = zkcap_refuse(q->extack, ZKCAP_REASON_ATTESTATION_KEY);
put:
	zkcap_trust_put(trust);
	return err;
}

static int check_schemas(const struct question *q, const struct zkcap_attestation *attestation)
{
	u32 i;

	for (i = 0; i < q->offer->config.n_requirements; i++) {
		q->request->fault = i;
		if (memcmp(q->offer->capabilities[i]->vk.schema, attestation->schema,
			   ZKCAP_DIGEST_LEN))
			return zkcap_refuse_detail(q->extack, ZKCAP_REASON_PROOF_SCHEMA, i);
	}
	return 0;
}

static void fill_statements(const struct question *q, const struct zkcap_attestation *attestation,
			    const u8 *context, struct zk_statement *statements)
{
	u32 i;

	for (i = 0; i < q->request->n_proofs; i++)
		statements[i] = (struct zk_statement) {
			.vk = &q->offer->capabilities[i]->vk,
			.commitment = &attestation->commitment,
			.context = context,
			.publics = q->offer->publics[i],
			.n_publics = q->offer->config.requirements[i].n_publics,
			.proof = q->request->proofs[i],
			.proof_len = ZKCAP_PROOF_LEN,
		};
}

static void count_verdict(const struct question *q, enum zk_verdict verdict, size_t fault)
{
	u32 i;

	if (verdict == ZK_ACCEPT)
		for (i = 0; i < q->request->n_proofs; i++)
			atomic64_inc(&q->offer->capabilities[i]->verified);
	else if (verdict != ZK_INTERRUPTED)
		atomic64_inc(&q->offer->capabilities[fault]->refused);
}

static int verify_statements(const struct question *q, const struct zk_statement *statements)
{
	enum zk_verdict verdict;
	struct zk_fault fault = {};
	u64 start = ktime_get_ns(), ns;

	if (zkcap_verify(statements, q->request->n_proofs, &fault, &verdict))
		return zkcap_refuse(q->extack, ZKCAP_REASON_NO_MEMORY);
	ns = ktime_get_ns() - start;
	zkcap_stat_verify(q->request->n_proofs, ns);
	trace_zkcap_verify(q->tenant->id, q->offer->object.name, q->request->n_proofs, verdict, ns);
	count_verdict(q, verdict, fault.statement);
	if (verdict == ZK_ACCEPT)
		return 0;
	q->request->fault = fault.statement;
	if (verdict != ZK_INTERRUPTED)
		zkcap_tenant_charge(q->tenant);
	return zkcap_refuse_verdict(q->extack, ZKCAP_REASON_PROOF, verdict);
}

/* An offer without a capability rests on the attestation alone. */
static int verify(const struct question *q, const struct zkcap_attestation *attestation)
{
	struct zkcap_context context = {
		.op = q->op,
		.challenge = q->request->challenge,
		.attestation = q->request->attestation,
		.tenant = q->tenant->id,
		.grant = q->grant ? q->grant->id : 0,
		.duration = q->duration,
		.offer = q->offer->object.name,
		.resources = q->resources,
	};
	struct zk_statement *statements;
	u8 digest[ZKCAP_DIGEST_LEN];
	int err;

	if (!q->request->n_proofs)
		return 0;
	statements = kcalloc(q->request->n_proofs, sizeof(*statements), GFP_KERNEL_ACCOUNT);
	if (!statements)
		return zkcap_refuse(q->extack, ZKCAP_REASON_NO_MEMORY);
	zkcap_context_hash(digest, &context);
	fill_statements(q, attestation, digest, statements);
	err = verify_statements(q, statements);
	kfree(statements);
	return err;
}

static int check_offer(const struct question *q)
{
	if (READ_ONCE(q->offer->withdrawn))
		return zkcap_refuse(q->extack, ZKCAP_REASON_OFFER_ABSENT);
	if (!zkcap_offer_is_for(q->offer, q->tenant->id))
		return zkcap_refuse(q->extack, ZKCAP_REASON_OFFER_TENANT);
	return 0;
}

static int check_resources(const struct question *q)
{
	int err;

	err = zkcap_resources_check(q->resources, q->extack);
	if (!err)
		err = zkcap_resources_within(q->resources, &q->offer->config.ceiling, q->extack);
	if (!err && q->duration > q->offer->config.duration)
		err = zkcap_refuse(q->extack, ZKCAP_REASON_DURATION_CEILING);
	return err;
}

/* Everything that the evidence has to show; the cheap checks come first. */
static int check_evidence(struct question *q)
{
	struct zkcap_attestation *attestation;
	int err;

	err = check_offer(q);
	if (err)
		return err;
	attestation = zkcap_attestation_get(q->tenant, q->request->attestation, q->extack);
	if (IS_ERR(attestation))
		return PTR_ERR(attestation);
	q->attestation = attestation;
	err = check_trust(q, attestation);
	if (!err)
		err = check_resources(q);
	if (!err && q->request->n_proofs != q->offer->config.n_requirements)
		err = zkcap_refuse(q->extack, ZKCAP_REASON_PROOF_COUNT);
	if (!err)
		err = check_schemas(q, attestation);
	if (!err)
		err = verify(q, attestation);
	return err;
}

static struct zkcap_warrant warrant_of(const struct question *q)
{
	return (struct zkcap_warrant) {
		.challenge = q->request->challenge,
		.is_next = q->is_next,
		.attestation = q->attestation,
	};
}

static void count_refusal(const struct question *q, const char *offer)
{
	struct zkcap_event event = {
		.type = ZKCAP_EVENT_TYPE_REFUSED,
		.tenant = q->tenant->id,
		.grant = q->grant ? q->grant->id : 0,
		.offer = offer,
	};

	event.reason = zkcap_refusal(q->extack, &event.detail);
	if (q->offer)
		atomic64_inc(&q->offer->refused);
	zkcap_event_send(&q->tenant->events, &event);
}

static struct zkcap_grant *decide_grant(struct question *q)
{
	struct zkcap_request *request = q->request;
	struct zkcap_grant *grant = NULL;
	struct zkcap_wanted wanted = {};
	struct zkcap_warrant warrant;
	int err;

	err = check_budget(q);
	if (!err)
		err = check_challenge(q);
	if (err)
		return ERR_PTR(err);
	q->offer = zkcap_offer_get(request->offer);
	if (!q->offer)
		return ERR_PTR(zkcap_refuse(q->extack, ZKCAP_REASON_OFFER_ABSENT));
	err = check_evidence(q);
	if (!err)
		err = zkcap_wanted_get(&wanted, q->resources, q->extack);
	warrant = warrant_of(q);
	if (!err && request->dry_run)
		err = zkcap_grant_check(q->tenant, q->offer, &wanted, &warrant, q->extack);
	else if (!err)
		grant = zkcap_grant_make(q->tenant, q->offer, &wanted, request->duration,
					 &warrant, q->extack);
	zkcap_wanted_put(&wanted);
	return err ? ERR_PTR(err) : grant;
}

struct zkcap_grant *zkcap_request_grant(struct zkcap_tenant *tenant, struct zkcap_request *request,
					struct netlink_ext_ack *extack)
{
	struct question q = {
		.op = ZKCAP_CONTEXT_OP_REQUEST,
		.tenant = tenant,
		.duration = request->duration,
		.resources = &request->resources,
		.request = request,
		.extack = extack,
	};
	struct zkcap_grant *grant;

	zkcap_stat_request();
	grant = decide_grant(&q);
	if (IS_ERR(grant))
		count_refusal(&q, request->offer);
	else if (grant)
		zkcap_stat_granted();
	zkcap_attestation_put(q.attestation);
	zkcap_offer_put(q.offer);
	return grant;
}

/*
 * Shrinking takes no evidence: zkcap_grant_resize() sees that nothing grows.  With the
 * challenge that came with the grant, it is shrunk only if it is as it was then.
 */
static int decide_resize(struct question *q, struct zkcap_grant *grant)
{
	struct zkcap_request *request = q->request;
	const struct zkcap_warrant *shown = NULL;
	struct zkcap_wanted wanted = {};
	struct zkcap_warrant warrant;
	int err = 0;

	if (request->attestation)
		err = check_budget(q);
	if (!err && request->challenge)
		err = check_challenge(q);
	if (!err)
		err = request->attestation ? check_evidence(q) :
			zkcap_resources_check(q->resources, q->extack);
	if (!err)
		err = zkcap_wanted_get(&wanted, q->resources, q->extack);
	warrant = warrant_of(q);
	if (request->challenge)
		shown = &warrant;
	if (!err && request->dry_run)
		err = zkcap_grant_check_resize(grant, &wanted, shown, q->extack);
	else if (!err)
		err = zkcap_grant_resize(grant, &wanted, shown, q->extack);
	zkcap_wanted_put(&wanted);
	return err;
}

int zkcap_request_resize(struct zkcap_grant *grant, struct zkcap_request *request,
			 struct netlink_ext_ack *extack)
{
	struct question q = {
		.op = ZKCAP_CONTEXT_OP_RESIZE,
		.tenant = grant->tenant,
		.offer = grant->offer,
		.grant = grant,
		.resources = &request->resources,
		.request = request,
		.extack = extack,
	};
	int err;

	zkcap_stat_request();
	err = decide_resize(&q, grant);
	if (err)
		count_refusal(&q, grant->offer->object.name);
	zkcap_attestation_put(q.attestation);
	return err;
}

int zkcap_request_renew(struct zkcap_grant *grant, struct zkcap_request *request,
			struct netlink_ext_ack *extack)
{
	struct question q = {
		.op = ZKCAP_CONTEXT_OP_RENEW,
		.tenant = grant->tenant,
		.offer = grant->offer,
		.grant = grant,
		.duration = request->duration,
		.resources = &no_resources,
		.request = request,
		.extack = extack,
	};
	struct zkcap_warrant warrant;
	int err;

	zkcap_stat_request();
	err = check_budget(&q);
	if (!err)
		err = check_challenge(&q);
	if (!err)
		err = check_evidence(&q);
	warrant = warrant_of(&q);
	if (!err && request->dry_run)
		err = zkcap_grant_check_renew(grant, &warrant, extack);
	else if (!err)
		err = zkcap_grant_renew(grant, request->duration, &warrant, extack);
	if (err)
		count_refusal(&q, grant->offer->object.name);
	zkcap_attestation_put(q.attestation);
	return err;
}
