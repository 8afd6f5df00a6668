// SPDX-License-Identifier: GPL-2.0-only
#include "attestation.h"

#include <linux/hashtable.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "challenge.h"
#include "compat/unaligned.h"
#include "quote.h"
#include "reason.h"
#include "stats.h"
#include "tenant.h"
#include "trace.h"
#include "trust.h"

/* Guards the index and all tenants' lists. */
static DEFINE_SPINLOCK(attestations_lock);
static DEFINE_HASHTABLE(by_id, 12);

void zkcap_attestation_put(struct zkcap_attestation *attestation)
{
	if (!attestation || !refcount_dec_and_test(&attestation->refs))
		return;
	zkcap_trust_put(attestation->trust);
	kfree_rcu(attestation, rcu);
}

/* Ids are random, so a part of one is as good as a hash. */
static u64 key_of(const u8 *id)
{
	return get_unaligned((const u64 *)id);
}

static struct zkcap_attestation *find(const u8 *id)
{
	struct zkcap_attestation *attestation;

	hash_for_each_possible_rcu(by_id, attestation, link, key_of(id))
		if (!memcmp(attestation->id, id, ZKCAP_ATTESTATION_ID_LEN))
			return attestation;
	return NULL;
}

static int check_age(const struct zkcap_attestation *attestation, struct netlink_ext_ack *extack)
{
	if (ktime_get_boottime_ns() >= attestation->expires)
		return zkcap_refuse(extack, ZKCAP_REASON_ATTESTATION_EXPIRED);
	return 0;
}

int zkcap_attestation_check(const struct zkcap_attestation *attestation,
			    struct netlink_ext_ack *extack)
{
	struct zkcap_trust *now = zkcap_trust_get(attestation->trust->object.name);
	int err;

	err = check_age(attestation, extack);
	if (!err && now != attestation->trust)
		err = zkcap_refuse(extack, ZKCAP_REASON_ATTESTATION_TRUST);
	zkcap_trust_put(now);
	return err;
}

struct zkcap_attestation *zkcap_attestation_get(const struct zkcap_tenant *tenant, const u8 *id,
						struct netlink_ext_ack *extack)
{
	struct zkcap_attestation *attestation;
	int err;

	rcu_read_lock();
	attestation = find(id);
	if (attestation && !refcount_inc_not_zero(&attestation->refs))
		attestation = NULL;
	rcu_read_unlock();
	if (!attestation || attestation->tenant != tenant->id) {
		zkcap_attestation_put(attestation);
		return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_ATTESTATION_ABSENT));
	}
	err = check_age(attestation, extack);
	if (err) {
		zkcap_attestation_put(attestation);
		return ERR_PTR(err);
	}
	return attestation;
}

static void unlink_locked(struct zkcap_tenant *tenant, struct zkcap_attestation *attestation)
{
	lockdep_assert_held(&attestations_lock);
	hash_del_rcu(&attestation->link);
	list_del(&attestation->siblings);
	tenant->n_attestations--;
}

static struct zkcap_attestation *unlink_oldest(struct zkcap_tenant *tenant)
{
	struct zkcap_attestation *oldest;

	spin_lock(&attestations_lock);
	oldest = list_first_entry_or_null(&tenant->attestations, struct zkcap_attestation,
					  siblings);
	if (oldest)
		unlink_locked(tenant, oldest);
	spin_unlock(&attestations_lock);
	return oldest;
}

void zkcap_attestation_forget(struct zkcap_tenant *tenant)
{
	struct zkcap_attestation *attestation;

	while ((attestation = unlink_oldest(tenant)))
		zkcap_attestation_put(attestation);
}

/* Takes a reference of its own. */
static int publish(struct zkcap_tenant *tenant, struct zkcap_attestation *attestation,
		   struct netlink_ext_ack *extack)
{
	struct zkcap_attestation *oldest = NULL;
	bool gone;

	/* A tenant that is gone forgets only what it has by then. */
	mutex_lock(&tenant->lock);
	gone = tenant->gone;
	if (!gone) {
		if (READ_ONCE(tenant->n_attestations) >= ZKCAP_TENANT_ATTESTATIONS_MAX)
			oldest = unlink_oldest(tenant);
		refcount_inc(&attestation->refs);
		spin_lock(&attestations_lock);
		hash_add_rcu(by_id, &attestation->link, key_of(attestation->id));
		list_add_tail(&attestation->siblings, &tenant->attestations);
		tenant->n_attestations++;
		spin_unlock(&attestations_lock);
	}
	mutex_unlock(&tenant->lock);
	zkcap_attestation_put(oldest);
	return gone ? zkcap_refuse(extack, ZKCAP_REASON_TENANT_GONE) : 0;
}

static int check_evidence(struct zkcap_tenant *tenant, const struct zkcap_trust *trust,
			  const struct zkcap_evidence *evidence,
			  struct zkcap_attestation *attestation, struct netlink_ext_ack *extack)
{
	enum zk_verdict verdict;
	int err;

	err = zkcap_challenge_check(evidence->challenge, ZKCAP_CHALLENGE_KIND_ATTEST, tenant->id,
				    extack);
	if (!err)
		err = zkcap_quote_check(evidence, trust, extack);
	if (err)
		return err;
	verdict = zk_commitment_decode(&attestation->commitment, evidence->commitment);
	if (verdict != ZK_ACCEPT)
		return zkcap_refuse_verdict(extack, ZKCAP_REASON_COMMITMENT_POINT, verdict);
	return 0;
}

static struct zkcap_attestation *attest(struct zkcap_tenant *tenant, struct zkcap_trust *trust,
					const struct zkcap_evidence *evidence,
					struct netlink_ext_ack *extack)
{
	struct zkcap_attestation *attestation;
	int err;

	attestation = kzalloc(sizeof(*attestation), GFP_KERNEL_ACCOUNT);
	if (!attestation)
		return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY));
	refcount_set(&attestation->refs, 1);
	get_random_bytes(attestation->id, sizeof(attestation->id));
	attestation->tenant = tenant->id;
	memcpy(attestation->key, evidence->key, ZKCAP_KEY_ID_LEN);
	memcpy(attestation->schema, evidence->schema, ZKCAP_DIGEST_LEN);
	zkcap_object_get(&trust->object);
	attestation->trust = trust;
	err = check_evidence(tenant, trust, evidence, attestation, extack);
	if (!err) {
		attestation->expires = ktime_get_boottime_ns() +
			trust->config.max_age * (u64)NSEC_PER_SEC;
		err = publish(tenant, attestation, extack);
	}
	if (err) {
		zkcap_attestation_put(attestation);
		return ERR_PTR(err);
	}
	return attestation;
}

struct zkcap_attestation *zkcap_attest(struct zkcap_tenant *tenant, const char *name,
				       const struct zkcap_evidence *evidence,
				       struct netlink_ext_ack *extack)
{
	struct zkcap_attestation *attestation;
	struct zkcap_trust *trust;
	u64 start = ktime_get_ns();

	if (zkcap_bucket_empty(&tenant->failures, ktime_get_boottime_ns()))
		return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_RATE_LIMITED));
	trust = zkcap_trust_get(name);
	if (!trust)
		return ERR_PTR(zkcap_refuse(extack, ZKCAP_REASON_TRUST_ABSENT));
	attestation = attest(tenant, trust, evidence, extack);
	zkcap_trust_put(trust);
	if (IS_ERR(attestation))
		zkcap_tenant_charge(tenant);
	else
		zkcap_stat_attested();
	trace_zkcap_attest(tenant->id, name, zkcap_refusal(extack, NULL),
			   ktime_get_ns() - start);
	return attestation;
}
