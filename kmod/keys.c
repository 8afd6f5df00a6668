// SPDX-License-Identifier: GPL-2.0-only
#include "keys.h"

#include <crypto/hash.h>
#include <crypto/public_key.h>
#include <keys/asymmetric-type.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "compat/unaligned.h"
#include "quote_parse.h"
#include "reason.h"
#include "trust.h"
#include "zk/shim.h"

/*
 * The keyrings hold the keys and enforce who may add one; nobody but this file
 * writes to them.  What is looked up for each attestation is in the index.
 */
#define KEYRING_PERM	((KEY_POS_ALL & ~KEY_POS_SETATTR) | \
			 KEY_USR_VIEW | KEY_USR_READ | KEY_USR_SEARCH)
#define KEY_PERM	((KEY_POS_ALL & ~KEY_POS_SETATTR) | KEY_USR_VIEW)

#define RSA_BITS_MIN	2048
#define P256_LEN	32

/**
 * struct enrolled - an attestation key
 * @id: subject key identifier
 * @certificate: digest of the certificate
 * @authority: digest of the authority's certificate
 * @key: in the keyring .zkcap; the index has a reference
 * @link: in the index; under keys_lock, read under RCU
 * @rcu: to free it and put @key
 */
struct enrolled {
	u8 id[ZKCAP_KEY_ID_LEN];
	u8 certificate[ZKCAP_DIGEST_LEN];
	u8 authority[ZKCAP_DIGEST_LEN];
	struct key *key;
	struct hlist_node link;
	struct rcu_head rcu;
};

/* Guards all of the following against each other; never taken inside of a keyring's lock. */
static DEFINE_MUTEX(keys_lock);
static DEFINE_HASHTABLE(by_id, 10);
static LIST_HEAD(authorities);
static u32 n_enrolled;
static struct key *authority_ring;
static struct key *key_ring;

static void digest_of(u8 digest[ZKCAP_DIGEST_LEN], const struct zkcap_blob *blob)
{
	struct zk_sha256 sha;

	zk_sha256_init(&sha);
	zk_sha256_update(&sha, blob->data, blob->len);
	zk_sha256_final(&sha, digest);
}

/* Refuses a certificate for @reason, but for want of memory when that was it. */
static int refuse(struct netlink_ext_ack *extack, enum zkcap_reason reason, int err)
{
	if (err == -ENOMEM)
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	return zkcap_refuse_detail(extack, reason, -err);
}

/* Keyrings tell keys apart by description: the certificate's digest in hexadecimal. */
static struct key *parse_certificate(const struct zkcap_blob *certificate,
				     u8 digest[ZKCAP_DIGEST_LEN])
{
	char description[2 * ZKCAP_DIGEST_LEN + 1] = "";
	struct key *key;
	int err;

	digest_of(digest, certificate);
	bin2hex(description, digest, ZKCAP_DIGEST_LEN);
	key = key_alloc(&key_type_asymmetric, description, GLOBAL_ROOT_UID, GLOBAL_ROOT_GID,
			current_cred(), KEY_PERM, KEY_ALLOC_NOT_IN_QUOTA, NULL);
	if (IS_ERR(key))
		return key;
	err = key_instantiate_and_link(key, certificate->data, certificate->len, NULL, NULL);
	if (err) {
		key_put(key);
		return ERR_PTR(err);
	}
	return key;
}

static struct zkcap_authority *find_authority(const u8 digest[ZKCAP_DIGEST_LEN])
{
	struct zkcap_authority *authority;

	lockdep_assert_held(&keys_lock);
	list_for_each_entry(authority, &authorities, link)
		if (!memcmp(authority->digest, digest, ZKCAP_DIGEST_LEN))
			return authority;
	return NULL;
}

/* Takes over the reference to @key, also when it fails. */
static struct zkcap_authority *add_authority(struct key *key, const u8 digest[ZKCAP_DIGEST_LEN])
{
	struct zkcap_authority *authority;
	int err = -ENOMEM;

	lockdep_assert_held(&keys_lock);
	authority = kzalloc(sizeof(*authority), GFP_KERNEL_ACCOUNT);
	if (authority)
		err = key_link(authority_ring, key);
	if (err) {
		kfree(authority);
		key_put(key);
		return ERR_PTR(err);
	}
	memcpy(authority->digest, digest, ZKCAP_DIGEST_LEN);
	authority->key = key;
	list_add(&authority->link, &authorities);
	return authority;
}

struct zkcap_authority *zkcap_keys_authority_get(const struct zkcap_blob *certificate,
						 struct netlink_ext_ack *extack)
{
	struct zkcap_authority *authority;
	u8 digest[ZKCAP_DIGEST_LEN];
	struct key *key;

	key = parse_certificate(certificate, digest);
	if (IS_ERR(key))
		return ERR_PTR(refuse(extack, ZKCAP_REASON_TRUST_AUTHORITY, PTR_ERR(key)));
	mutex_lock(&keys_lock);
	authority = find_authority(digest);
	if (authority)
		key_put(key);
	else
		authority = add_authority(key, digest);
	if (!IS_ERR(authority))
		authority->users++;
	mutex_unlock(&keys_lock);
	if (IS_ERR(authority))
		return ERR_PTR(refuse(extack, ZKCAP_REASON_TRUST_AUTHORITY, PTR_ERR(authority)));
	return authority;
}

void zkcap_keys_authority_put(struct zkcap_authority *authority)
{
	mutex_lock(&keys_lock);
	if (--authority->users) {
		mutex_unlock(&keys_lock);
		return;
	}
	list_del(&authority->link);
	/* By its description: once unlocked, that could be the same authority come back. */
	key_unlink(authority_ring, authority->key);
	mutex_unlock(&keys_lock);
	key_put(authority->key);
	kfree(authority);
}

static const struct public_key *public_key_of(const struct key *key)
{
	return key->payload.data[asym_crypto];
}

static bool is_rsa(const struct key *key)
{
	return !strcmp(public_key_of(key)->pkey_algo, "rsa");
}

static bool is_p256(const struct key *key)
{
	return !strcmp(public_key_of(key)->pkey_algo, "ecdsa-nist-p256");
}

/* Whether this kernel can verify what the key signs, and whether that proves anything */
static bool is_supported(struct key *key)
{
	struct kernel_pkey_params params = { .key = key, .encoding = "pkcs1",
					     .hash_algo = "sha256" };
	struct kernel_pkey_query query;

	if (is_p256(key))
		return crypto_has_alg("ecdsa-nist-p256", 0, 0);
	return is_rsa(key) && !query_asymmetric_key(&params, &query) &&
		query.key_size >= RSA_BITS_MIN;
}

/* The keyring found one that signed the certificate; this finds which. */
static struct zkcap_authority *find_signer(const struct key *key)
{
	const struct public_key_signature *signature = key->payload.data[asym_auth];
	struct zkcap_authority *authority;
	int err;

	lockdep_assert_held(&keys_lock);
	list_for_each_entry(authority, &authorities, link) {
		err = verify_signature(authority->key, signature);
		if (!err)
			return authority;
		if (err == -ENOMEM)
			return ERR_PTR(err);
	}
	return ERR_PTR(-ENOKEY);
}

static u32 hash_of(const u8 *id)
{
	return get_unaligned((const u32 *)id);
}

/* Under keys_lock or RCU */
static struct enrolled *find_enrolled(const u8 *id)
{
	struct enrolled *enrolled;

	hash_for_each_possible_rcu(by_id, enrolled, link, hash_of(id),
				   lockdep_is_held(&keys_lock))
		if (!memcmp(enrolled->id, id, ZKCAP_KEY_ID_LEN))
			return enrolled;
	return NULL;
}

static void free_enrolled(struct rcu_head *rcu)
{
	struct enrolled *enrolled = container_of(rcu, struct enrolled, rcu);

	key_put(enrolled->key);
	kfree(enrolled);
}

static void remove_enrolled(struct enrolled *enrolled)
{
	lockdep_assert_held(&keys_lock);
	hash_del_rcu(&enrolled->link);
	n_enrolled--;
	key_unlink(key_ring, enrolled->key);
	call_rcu(&enrolled->rcu, free_enrolled);
}

static int publish(struct enrolled *enrolled, struct netlink_ext_ack *extack)
{
	struct enrolled *old = find_enrolled(enrolled->id);
	struct zkcap_authority *authority;
	int err;

	lockdep_assert_held(&keys_lock);
	if (!old && n_enrolled == ZKCAP_KEYS_MAX)
		return zkcap_refuse(extack, ZKCAP_REASON_LIMIT_REACHED);
	if (old && !memcmp(old->certificate, enrolled->certificate, ZKCAP_DIGEST_LEN))
		return -EEXIST;
	/* The keyring's restriction is what decides. */
	err = key_link(key_ring, enrolled->key);
	if (err)
		return refuse(extack, ZKCAP_REASON_KEY_ISSUER, err);
	authority = find_signer(enrolled->key);
	if (IS_ERR(authority)) {
		key_unlink(key_ring, enrolled->key);
		return refuse(extack, ZKCAP_REASON_KEY_ISSUER, PTR_ERR(authority));
	}
	memcpy(enrolled->authority, authority->digest, ZKCAP_DIGEST_LEN);
	hash_add_rcu(by_id, &enrolled->link, hash_of(enrolled->id));
	n_enrolled++;
	if (old)
		remove_enrolled(old);
	return 0;
}

static int enrol(struct enrolled *enrolled, struct netlink_ext_ack *extack)
{
	const struct asymmetric_key_id *id = asymmetric_key_ids(enrolled->key)->id[1];
	int err;

	if (!id || id->len != ZKCAP_KEY_ID_LEN)
		return zkcap_refuse_detail(extack, ZKCAP_REASON_KEY_CERTIFICATE, EBADMSG);
	memcpy(enrolled->id, id->data, ZKCAP_KEY_ID_LEN);
	if (!is_supported(enrolled->key))
		return zkcap_refuse(extack, ZKCAP_REASON_KEY_UNSUPPORTED);
	mutex_lock(&keys_lock);
	err = publish(enrolled, extack);
	mutex_unlock(&keys_lock);
	return err;
}

int zkcap_keys_add(const struct zkcap_blob *certificate, u8 *id, struct netlink_ext_ack *extack)
{
	struct enrolled *enrolled;
	int err;

	enrolled = kzalloc(sizeof(*enrolled), GFP_KERNEL_ACCOUNT);
	if (!enrolled)
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	enrolled->key = parse_certificate(certificate, enrolled->certificate);
	if (IS_ERR(enrolled->key)) {
		err = refuse(extack, ZKCAP_REASON_KEY_CERTIFICATE, PTR_ERR(enrolled->key));
		kfree(enrolled);
		return err;
	}
	err = enrol(enrolled, extack);
	memcpy(id, enrolled->id, ZKCAP_KEY_ID_LEN);
	if (err) {
		key_put(enrolled->key);
		kfree(enrolled);
	}
	/* The very same certificate again changes nothing. */
	return err == -EEXIST ? 0 : err;
}

int zkcap_keys_del(const u8 *id, struct netlink_ext_ack *extack)
{
	struct enrolled *enrolled;
	int err = 0;

	mutex_lock(&keys_lock);
	enrolled = find_enrolled(id);
	if (enrolled)
		remove_enrolled(enrolled);
	else
		err = zkcap_refuse(extack, ZKCAP_REASON_KEY_ABSENT);
	mutex_unlock(&keys_lock);
	return err;
}

static bool is_under(const struct enrolled *enrolled, const struct zkcap_trust *trust)
{
	u32 i;

	for (i = 0; i < trust->config.n_authorities; i++)
		if (!memcmp(trust->authorities[i]->digest, enrolled->authority, ZKCAP_DIGEST_LEN))
			return true;
	return false;
}

static bool is_revoked(const u8 *id, const struct zkcap_trust *trust)
{
	u32 i;

	for (i = 0; i < trust->config.n_revoked; i++)
		if (!memcmp(trust->config.revoked[i], id, ZKCAP_KEY_ID_LEN))
			return true;
	return false;
}

struct key *zkcap_keys_find(const struct zkcap_trust *trust, const u8 *id,
			    struct netlink_ext_ack *extack)
{
	enum zkcap_reason reason = ZKCAP_REASON_NONE;
	struct enrolled *enrolled;
	struct key *key = NULL;

	rcu_read_lock();
	enrolled = find_enrolled(id);
	if (!enrolled)
		reason = ZKCAP_REASON_KEY_UNKNOWN;
	else if (!is_under(enrolled, trust))
		reason = ZKCAP_REASON_KEY_AUTHORITY;
	else if (is_revoked(id, trust))
		reason = ZKCAP_REASON_KEY_REVOKED;
	else
		key = key_get(enrolled->key);
	rcu_read_unlock();
	return reason ? ERR_PTR(zkcap_refuse(extack, reason)) : key;
}

/* An index is a bucket's number times the most keys that it can hold, plus a place in it. */
bool zkcap_keys_next(unsigned long *index, struct zkcap_key_info *info)
{
	unsigned long bucket = *index / ZKCAP_KEYS_MAX, place = *index % ZKCAP_KEYS_MAX, i;
	struct enrolled *enrolled;
	bool found = false;

	rcu_read_lock();
	for (; !found && bucket < HASH_SIZE(by_id); bucket++, place = 0) {
		i = 0;
		hlist_for_each_entry_rcu(enrolled, &by_id[bucket], link) {
			if (i++ < place)
				continue;
			*index = bucket * ZKCAP_KEYS_MAX + i - 1;
			memcpy(info->id, enrolled->id, sizeof(info->id));
			memcpy(info->certificate, enrolled->certificate,
			       sizeof(info->certificate));
			memcpy(info->authority, enrolled->authority, sizeof(info->authority));
			found = true;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

u32 zkcap_keys_count(const struct zkcap_trust *trust)
{
	struct enrolled *enrolled;
	u32 bucket, n = 0;

	rcu_read_lock();
	hash_for_each_rcu(by_id, bucket, enrolled, link)
		n += is_under(enrolled, trust);
	rcu_read_unlock();
	return n;
}

/* An unsigned big-endian number as DER's INTEGER; returns where it ends. */
static u8 *der_integer(u8 *out, const struct zkcap_bytes *number)
{
	const u8 *data = number->data;
	u16 len = number->len;
	bool pad;

	while (len > 1 && !*data) {
		data++;
		len--;
	}
	pad = *data & 0x80;
	*out++ = 0x02;
	*out++ = len + pad;
	if (pad)
		*out++ = 0;
	memcpy(out, data, len);
	return out + len;
}

#define P256_DER_MAX (2 + 2 * (3 + P256_LEN))

/* ECDSA-Sig-Value of RFC 3279 from the TPM's two numbers; returns its length. */
static size_t der_signature(u8 out[P256_DER_MAX], const struct zkcap_signature *signature)
{
	u8 *end = der_integer(der_integer(out + 2, &signature->r), &signature->s);

	out[0] = 0x30;
	out[1] = end - out - 2;
	return end - out;
}

static bool is_p256_number(const struct zkcap_bytes *number)
{
	return number->len >= 1 && number->len <= P256_LEN;
}

/* Fills in what depends on the scheme; @sig->s has room for any signature. */
static bool convert_signature(struct public_key_signature *sig, const struct key *key,
			      const struct zkcap_signature *signature)
{
	if (signature->scheme == ZKCAP_TPM_ALG_RSASSA && is_rsa(key)) {
		sig->pkey_algo = "rsa";
		sig->encoding = "pkcs1";
		memcpy(sig->s, signature->r.data, signature->r.len);
		sig->s_size = signature->r.len;
		return true;
	}
	if (signature->scheme == ZKCAP_TPM_ALG_ECDSA && is_p256(key) &&
	    is_p256_number(&signature->r) && is_p256_number(&signature->s)) {
		sig->pkey_algo = "ecdsa";
		sig->encoding = "x962";
		sig->s_size = der_signature(sig->s, signature);
		return true;
	}
	return false;
}

static enum zkcap_reason verify(const struct key *key, struct public_key_signature *sig)
{
	switch (verify_signature(key, sig)) {
	case 0:
		return ZKCAP_REASON_NONE;
	case -ENOMEM:
		return ZKCAP_REASON_NO_MEMORY;
	case -ENOENT:
	case -ENOPKG:
		return ZKCAP_REASON_KEY_UNSUPPORTED;
	default:
		return ZKCAP_REASON_SIGNATURE;
	}
}

int zkcap_keys_verify(const struct key *key, const u8 digest[ZKCAP_DIGEST_LEN],
		      const struct zkcap_signature *signature, struct netlink_ext_ack *extack)
{
	enum zkcap_reason reason = ZKCAP_REASON_SIGNATURE;
	struct public_key_signature sig = { .hash_algo = "sha256" };

	BUILD_BUG_ON(P256_DER_MAX > ZKCAP_SIGNATURE_SIZE_MAX);
	/* The crypto layer maps them for DMA: not on a stack, which may be virtual. */
	sig.s = kmalloc(ZKCAP_SIGNATURE_SIZE_MAX + ZKCAP_DIGEST_LEN, GFP_KERNEL_ACCOUNT);
	if (!sig.s)
		return zkcap_refuse(extack, ZKCAP_REASON_NO_MEMORY);
	sig.digest = sig.s + ZKCAP_SIGNATURE_SIZE_MAX;
	sig.digest_size = ZKCAP_DIGEST_LEN;
	memcpy(sig.digest, digest, ZKCAP_DIGEST_LEN);
	if (convert_signature(&sig, key, signature))
		reason = verify(key, &sig);
	kfree(sig.s);
	return reason ? zkcap_refuse(extack, reason) : 0;
}

static struct key *make_keyring(const char *name)
{
	return keyring_alloc(name, GLOBAL_ROOT_UID, GLOBAL_ROOT_GID, current_cred(), KEYRING_PERM,
			     KEY_ALLOC_NOT_IN_QUOTA, NULL, NULL);
}

static int restrict_keyring(void)
{
	char restriction[sizeof("key_or_keyring:2147483647")];

	snprintf(restriction, sizeof(restriction), "key_or_keyring:%d",
		 key_serial(authority_ring));
	return keyring_restrict(make_key_ref(key_ring, true), "asymmetric", restriction);
}

int zkcap_keys_init(void)
{
	int err;

	authority_ring = make_keyring(".zkcap_authorities");
	if (IS_ERR(authority_ring))
		return PTR_ERR(authority_ring);
	key_ring = make_keyring(".zkcap");
	err = PTR_ERR_OR_ZERO(key_ring);
	if (!err)
		err = restrict_keyring();
	if (!err)
		return 0;
	if (!IS_ERR(key_ring))
		key_put(key_ring);
	key_put(authority_ring);
	return err;
}

void zkcap_keys_exit(void)
{
	struct enrolled *enrolled;
	struct hlist_node *next;
	u32 bucket;

	mutex_lock(&keys_lock);
	hash_for_each_safe(by_id, bucket, next, enrolled, link)
		remove_enrolled(enrolled);
	mutex_unlock(&keys_lock);
	/* free_enrolled() is this module's code. */
	rcu_barrier();
	key_put(key_ring);
	key_put(authority_ring);
}
