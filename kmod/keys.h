/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attestation keys: X.509 certificates in the keyring .zkcap, which takes none
 * that no authority of an administrator has signed.
 */
#ifndef ZKCAP_KEYS_H
#define ZKCAP_KEYS_H

#include <linux/key.h>
#include <linux/list.h>
#include <linux/netlink.h>

#include "limits.h"

struct zkcap_blob;
struct zkcap_signature;
struct zkcap_trust;

/**
 * struct zkcap_authority - an authority whose certificates enrol keys
 * @users: policies that name it; under the lock of keys.c
 * @digest: SHA-256 of its certificate
 * @key: its key, in the keyring of authorities
 * @link: in the list of authorities; under the lock of keys.c
 */
struct zkcap_authority {
	u32 users;
	u8 digest[ZKCAP_DIGEST_LEN];
	struct key *key;
	struct list_head link;
};

/**
 * struct zkcap_key_info - what is told of an attestation key
 * @id: subject key identifier
 * @certificate: SHA-256 of its certificate
 * @authority: SHA-256 of the certificate of the authority that signed it
 */
struct zkcap_key_info {
	u8 id[ZKCAP_KEY_ID_LEN];
	u8 certificate[ZKCAP_DIGEST_LEN];
	u8 authority[ZKCAP_DIGEST_LEN];
};

/**
 * zkcap_keys_init() - make the keyrings
 *
 * Return: 0 or a negative errno.
 */
int zkcap_keys_init(void);

/**
 * zkcap_keys_exit() - remove the keyrings and all keys
 */
void zkcap_keys_exit(void);

/**
 * zkcap_keys_authority_get() - take an authority's certificate
 * @certificate: X.509, DER, from the administrator
 * @extack: for ZKCAP_REASON_TRUST_AUTHORITY
 *
 * From here on keys that the authority certifies can be enrolled.  One
 * certificate is one authority, however many policies name it.
 *
 * Return: the authority, of which the caller is one more user, or an ERR_PTR.
 */
struct zkcap_authority *zkcap_keys_authority_get(const struct zkcap_blob *certificate,
						 struct netlink_ext_ack *extack);

/**
 * zkcap_keys_authority_put() - use an authority no more
 * @authority: without any user it can enrol no keys; those that it did stay,
 *	and count again when it comes back
 */
void zkcap_keys_authority_put(struct zkcap_authority *authority);

/**
 * zkcap_keys_add() - enrol an attestation key
 * @certificate: X.509, DER, from the administrator
 * @id: filled in with the subject key identifier, ZKCAP_KEY_ID_LEN bytes
 * @extack: for ZKCAP_REASON_KEY_CERTIFICATE, the detail being the errno,
 *	_KEY_ISSUER or _KEY_UNSUPPORTED
 *
 * A key that is enrolled already gets its new certificate.
 *
 * Return: 0 or a negative errno.
 */
int zkcap_keys_add(const struct zkcap_blob *certificate, u8 *id, struct netlink_ext_ack *extack);

/**
 * zkcap_keys_del() - remove an attestation key
 * @id: subject key identifier
 * @extack: for ZKCAP_REASON_KEY_ABSENT
 *
 * Attestations that it signed stay until they expire; a policy's list of
 * revoked keys ends them at once.
 *
 * Return: 0 or a negative errno.
 */
int zkcap_keys_del(const u8 *id, struct netlink_ext_ack *extack);

/**
 * zkcap_keys_find() - find an attestation key that a policy accepts
 * @trust: policy
 * @id: subject key identifier
 * @extack: for ZKCAP_REASON_KEY_UNKNOWN, _KEY_AUTHORITY or _KEY_REVOKED
 *
 * Return: the key with a reference for the caller, or an ERR_PTR.
 */
struct key *zkcap_keys_find(const struct zkcap_trust *trust, const u8 *id,
			    struct netlink_ext_ack *extack);

/**
 * zkcap_keys_verify() - verify a TPM's signature
 * @key: enrolled
 * @digest: SHA-256 of what was signed
 * @signature: RSASSA or ECDSA, with SHA-256
 * @extack: for ZKCAP_REASON_SIGNATURE or _KEY_UNSUPPORTED
 *
 * Return: 0 or a negative errno.
 */
int zkcap_keys_verify(const struct key *key, const u8 digest[ZKCAP_DIGEST_LEN],
		      const struct zkcap_signature *signature, struct netlink_ext_ack *extack);

/**
 * zkcap_keys_next() - walk all attestation keys
 * @index: where to begin; changed to where the key found is
 * @info: filled in
 *
 * A key that comes or goes meanwhile may hide another or show it twice.
 *
 * Return: whether there was one.
 */
bool zkcap_keys_next(unsigned long *index, struct zkcap_key_info *info);

/**
 * zkcap_keys_count() - number of keys enrolled under a policy's authorities
 * @trust: policy
 *
 * Return: how many there are.
 */
u32 zkcap_keys_count(const struct zkcap_trust *trust);

#endif /* ZKCAP_KEYS_H */
