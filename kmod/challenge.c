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
 * struct used - a challenge that has been used
 * @hash: in used_by_bytes; under used_lock
 * @order: in used_in_order; under used_lock
 * @challenge: constant
 */
struct used {
	struct hlist_node hash;
	struct list_head order;
	u8 challenge[ZKCAP_CHALLENGE_LEN];
};

static struct crypto_shash *hmac;

static DEFINE_SPINLOCK(used_lock);
static DEFINE_HASHTABLE(used_by_bytes, 12);
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

static void forget(struct used *u)
{
	lockdep_assert_held(&used_lock);
	hash_del(&u->hash);
	list_del(&u->order);
	n_used--;
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

int zkcap_challenge_use(const u8 challenge[ZKCAP_CHALLENGE_LEN], struct netlink_ext_ack *extack)
{
	struct used *u = kmalloc(sizeof(*u), GFP_KERNEL_ACCOUNT);
	int err = 0;
	u64 now;

	if (!u)
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	memcpy(u->challenge, challenge, ZKCAP_CHALLENGE_LEN);

	spin_lock(&used_lock);
	now = ktime_get_boottime_ns();
	forget_expired(now);
	/*
	 * Verifying takes as long as the requester's quota of processor time makes it
	 * take: what has expired meanwhile may have been used, and forgotten.
	 */
	if (now >= expiry(challenge)) {
		err = zkcap_refuse(extack, ZKCAP_REASON_CHALLENGE_EXPIRED);
	} else if (find(challenge)) {
		err = zkcap_refuse(extack, ZKCAP_REASON_CHALLENGE_USED);
	} else if (n_used >= ZKCAP_USED_MAX) {
		err = zkcap_refuse(extack, ZKCAP_REASON_LIMIT_REACHED);
	} else {
		hash_add(used_by_bytes, &u->hash, key_of(challenge));
		list_add_tail(&u->order, &used_in_order);
		n_used++;
	}
	spin_unlock(&used_lock);
	if (err)
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
