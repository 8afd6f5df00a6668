// SPDX-License-Identifier: GPL-2.0-only
#include "challenge.h"

#include <crypto/algapi.h>
#include <crypto/hash.h>
#include <crypto/sha2.h>
#include <linux/hashtable.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "compat/unaligned.h"
#include "reason.h"

#define RANDOM_OFFSET	8
#define MAC_OFFSET	16
#define MAC_LEN		(ZKCAP_CHALLENGE_LEN - MAC_OFFSET)

/**
 * struct consumer - a tenant with challenges that it has used
 * @hash: in consumers; under used_lock
 * @tenant: control group id; constant
 * @n: their number, with which this lives and goes; under used_lock
 *
 * Apart from the tenant: challenges are good for whoever has its number next.
 */
struct consumer {
	struct hlist_node hash;
	u64 tenant;
	u32 n;
};

/**
 * struct used - a challenge that has been used
 * @hash: in used_by_bytes; under used_lock
 * @order: in used_in_order; under used_lock
 * @consumer: who has used it; constant
 * @challenge: constant
 */
struct used {
	struct hlist_node hash;
	struct list_head order;
	struct consumer *consumer;
	u8 challenge[ZKCAP_CHALLENGE_LEN];
};

static struct crypto_shash *hmac;

static DEFINE_SPINLOCK(used_lock);
static DEFINE_HASHTABLE(used_by_bytes, 12);
static DEFINE_HASHTABLE(consumers, 12);
static LIST_HEAD(used_in_order);
static u32 n_used;

int zkcap_challenge_init(void)
{
	u8 secret[SHA256_DIGEST_SIZE];
	int err;

	hmac = crypto_alloc_shash("hmac(sha256)", 0, 0);
	if (IS_ERR(hmac))
		return PTR_ERR(hmac);
	get_random_bytes(secret, sizeof(secret));
	err = crypto_shash_setkey(hmac, secret, sizeof(secret));
	memzero_explicit(secret, sizeof(secret));
	if (err)
		crypto_free_shash(hmac);
	return err;
}

static int compute_mac(u8 mac[SHA256_DIGEST_SIZE], const u8 *challenge, u8 kind, u64 tenant)
{
	u8 message[1 + sizeof(u64) + MAC_OFFSET];

	message[0] = kind;
	put_unaligned_be64(tenant, message + 1);
	memcpy(message + 1 + sizeof(u64), challenge, MAC_OFFSET);
	return crypto_shash_tfm_digest(hmac, message, sizeof(message), mac);
}

int zkcap_challenge_make(u8 challenge[ZKCAP_CHALLENGE_LEN], enum zkcap_challenge_kind kind,
			 u64 tenant)
{
	u8 mac[SHA256_DIGEST_SIZE];
	int err;

	put_unaligned_be64(ktime_get_boottime_ns() + ZKCAP_CHALLENGE_NS, challenge);
	get_random_bytes(challenge + RANDOM_OFFSET, MAC_OFFSET - RANDOM_OFFSET);
	err = compute_mac(mac, challenge, kind, tenant);
	if (!err)
		memcpy(challenge + MAC_OFFSET, mac, MAC_LEN);
	return err;
}

static u64 expiry(const u8 *challenge)
{
	return get_unaligned_be64(challenge);
}

int zkcap_challenge_check(const u8 challenge[ZKCAP_CHALLENGE_LEN], enum zkcap_challenge_kind kind,
			  u64 tenant, struct netlink_ext_ack *extack)
{
	u8 mac[SHA256_DIGEST_SIZE];

	if (compute_mac(mac, challenge, kind, tenant))
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	if (crypto_memneq(mac, challenge + MAC_OFFSET, MAC_LEN))
		return zkcap_refuse(extack, ZKCAP_REASON_CHALLENGE_FORGED);
	if (ktime_get_boottime_ns() >= expiry(challenge))
		return zkcap_refuse(extack, ZKCAP_REASON_CHALLENGE_EXPIRED);
	return 0;
}

/* The random part is as good as a hash. */
static u64 key_of(const u8 *challenge)
{
	return get_unaligned_be64(challenge + RANDOM_OFFSET);
}

static struct used *find(const u8 *challenge)
{
	struct used *u;

	lockdep_assert_held(&used_lock);
	hash_for_each_possible(used_by_bytes, u, hash, key_of(challenge))
		if (!memcmp(u->challenge, challenge, ZKCAP_CHALLENGE_LEN))
			return u;
	return NULL;
}

static struct consumer *find_consumer(u64 tenant)
{
	struct consumer *consumer;

	lockdep_assert_held(&used_lock);
	hash_for_each_possible(consumers, consumer, hash, tenant)
		if (consumer->tenant == tenant)
			return consumer;
	return NULL;
}

static void remember(struct used *u)
{
	lockdep_assert_held(&used_lock);
	if (!u->consumer->n++)
		hash_add(consumers, &u->consumer->hash, u->consumer->tenant);
	hash_add(used_by_bytes, &u->hash, key_of(u->challenge));
	list_add_tail(&u->order, &used_in_order);
	n_used++;
}

static void forget(struct used *u)
{
	lockdep_assert_held(&used_lock);
	hash_del(&u->hash);
	list_del(&u->order);
	n_used--;
	if (!--u->consumer->n) {
		hash_del(&u->consumer->hash);
		kfree(u->consumer);
	}
	kfree(u);
}

/*
 * Challenges live equally long, so those used first expire about first: each
 * is looked at once when it is dropped, and none outlives its expiry by more
 * than a lifetime.
 */
static void forget_expired(u64 now)
{
	struct used *u, *next;

	list_for_each_entry_safe(u, next, &used_in_order, order) {
		if (now < expiry(u->challenge))
			break;
		forget(u);
	}
}

/* A tenant has its least share even if all others together have used up all there is. */
static int check_room(u64 tenant, struct netlink_ext_ack *extack)
{
	const struct consumer *consumer = find_consumer(tenant);
	u32 n = consumer ? consumer->n : 0;

	if (n >= ZKCAP_TENANT_USED_MAX)
		return zkcap_refuse_text(extack, ZKCAP_REASON_LIMIT_REACHED,
			"limit-reached: the tenant has used as many challenges as it may in their lifetime");
	if (n_used >= ZKCAP_USED_MAX && n >= ZKCAP_TENANT_USED_MIN)
		return zkcap_refuse_text(extack, ZKCAP_REASON_LIMIT_REACHED,
			"limit-reached: as many used challenges as are remembered of all tenants");
	return 0;
}

static int check_use(const u8 *challenge, u64 tenant, struct netlink_ext_ack *extack)
{
	u64 now = ktime_get_boottime_ns();

	forget_expired(now);
	/*
	 * Verifying takes as long as the requester's quota of processor time makes it
	 * take: what has expired meanwhile may have been used, and forgotten.
	 */
	if (now >= expiry(challenge))
		return zkcap_refuse(extack, ZKCAP_REASON_CHALLENGE_EXPIRED);
	if (find(challenge))
		return zkcap_refuse(extack, ZKCAP_REASON_CHALLENGE_USED);
	return check_room(tenant, extack);
}

int zkcap_challenge_usable(const u8 challenge[ZKCAP_CHALLENGE_LEN], u64 tenant,
			   struct netlink_ext_ack *extack)
{
	int err;

	spin_lock(&used_lock);
	err = check_use(challenge, tenant, extack);
	spin_unlock(&used_lock);
	return err;
}

/* @u->consumer is a new one, and is replaced if the tenant is there already. */
static int use_locked(struct used *u, struct netlink_ext_ack *extack)
{
	struct consumer *known;
	int err;

	err = check_use(u->challenge, u->consumer->tenant, extack);
	if (err)
		return err;
	known = find_consumer(u->consumer->tenant);
	if (known) {
		kfree(u->consumer);
		u->consumer = known;
	}
	remember(u);
	return 0;
}

int zkcap_challenge_use(const u8 challenge[ZKCAP_CHALLENGE_LEN], u64 tenant,
			struct netlink_ext_ack *extack)
{
	struct consumer *consumer = kzalloc(sizeof(*consumer), GFP_KERNEL_ACCOUNT);
	struct used *u = kmalloc(sizeof(*u), GFP_KERNEL_ACCOUNT);
	int err;

	if (!u || !consumer) {
		err = zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
		goto free;
	}
	consumer->tenant = tenant;
	u->consumer = consumer;
	memcpy(u->challenge, challenge, ZKCAP_CHALLENGE_LEN);
	spin_lock(&used_lock);
	err = use_locked(u, extack);
	spin_unlock(&used_lock);
	if (!err)
		return 0;
free:
	kfree(consumer);
	kfree(u);
	return err;
}

void zkcap_challenge_unuse(const u8 challenge[ZKCAP_CHALLENGE_LEN])
{
	struct used *u;

	spin_lock(&used_lock);
	u = find(challenge);
	if (u)
		forget(u);
	spin_unlock(&used_lock);
}

void zkcap_challenge_exit(void)
{
	struct used *u, *next;

	spin_lock(&used_lock);
	list_for_each_entry_safe(u, next, &used_in_order, order)
		forget(u);
	spin_unlock(&used_lock);
	crypto_free_shash(hmac);
}
