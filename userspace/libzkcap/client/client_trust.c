// SPDX-License-Identifier: MIT
/* Operations on trust policies, attestation keys, challenges and attestations. */
#include "client_impl.h"

#include <errno.h>
#include <string.h>

#define S CODEC_SEND

static const struct codec_field pcr_fields[] = {
	CODEC_FIELD(ZKCAP_A_PCR_INDEX, CODEC_U32, S, struct zkcap_pcr, index),
	CODEC_FIELD(ZKCAP_A_PCR_VALUE, CODEC_BYTES, S, struct zkcap_pcr, value),
	{ 0 },
};

static const struct codec_field reference_fields[] = {
	CODEC_LIST(ZKCAP_A_REFERENCE_PCR, CODEC_NEST, S, struct zkcap_reference, pcrs, n_pcrs,
		   pcr_fields),
	{ 0 },
};

#define T(attr, form, flags, member) \
	CODEC_FIELD(ZKCAP_A_TRUST_##attr, form, flags, struct zkcap_trust, member)
static const struct codec_field trust_fields[] = {
	T(NAME, CODEC_STRING, S, name),
	CODEC_LIST(ZKCAP_A_TRUST_AUTHORITY, CODEC_BLOB, S, struct zkcap_trust, authorities,
		   n_authorities, NULL),
	CODEC_LIST(ZKCAP_A_TRUST_REVOKED, CODEC_BYTES, S, struct zkcap_trust, revoked, n_revoked,
		   NULL),
	CODEC_LIST(ZKCAP_A_TRUST_HOST_KEY, CODEC_BYTES, S, struct zkcap_trust, host_keys,
		   n_host_keys, NULL),
	T(MEASUREMENT_PCR, CODEC_U32, S, measurement_pcr),
	T(MEASUREMENT_BASE, CODEC_BYTES, S, measurement_base),
	T(PCRS, CODEC_U32, S, pcrs),
	T(RESETTABLE, CODEC_U32, S, resettable),
	T(COMMITMENT, CODEC_U32, S, commitment),
	T(CLOCK_SAFE, CODEC_FLAG, S, clock_safe),
	T(MAX_AGE, CODEC_U32, S, max_age),
	T(KEYS, CODEC_U32, 0, keys),
	CODEC_LIST(ZKCAP_A_TRUST_AUTHORITY_DIGEST, CODEC_BYTES, 0, struct zkcap_trust,
		   authority_digests, n_authority_digests, NULL),
	CODEC_LIST(ZKCAP_A_TRUST_REFERENCE, CODEC_NEST, S, struct zkcap_trust, references,
		   n_references, reference_fields),
	{ 0 },
};

#define K(attr, member) \
	CODEC_FIELD(ZKCAP_A_KEY_##attr, CODEC_BYTES, 0, struct zkcap_key, member)
static const struct codec_field key_fields[] = {
	K(ID, id),
	K(CERTIFICATE_DIGEST, certificate_digest),
	K(AUTHORITY_DIGEST, authority_digest),
	{ 0 },
};

#define A(attr, form, member) \
	CODEC_FIELD(ZKCAP_A_ATTESTATION_##attr, form, S, struct zkcap_attest, member)
static const struct codec_field attest_fields[] = {
	A(CHALLENGE, CODEC_BYTES, challenge),
	A(TRUST, CODEC_STRING, trust),
	A(KEY, CODEC_BYTES, key),
	A(QUOTE, CODEC_BLOB, quote),
	A(SIGNATURE, CODEC_BLOB, signature),
	CODEC_LIST(ZKCAP_A_ATTESTATION_PCR_VALUE, CODEC_BYTES, S, struct zkcap_attest, pcr_values,
		   n_pcr_values, NULL),
	CODEC_LIST(ZKCAP_A_ATTESTATION_MEASUREMENT, CODEC_BYTES, S, struct zkcap_attest,
		   measurements, n_measurements, NULL),
	A(COMMITMENT_INDEX, CODEC_U32, commitment_index),
	A(SCHEMA, CODEC_BYTES, schema),
	A(COMMITMENT, CODEC_BYTES, commitment),
	{ 0 },
};

static const struct codec_field attestation_fields[] = {
	CODEC_FIELD(ZKCAP_A_ATTESTATION_ID, CODEC_BYTES, 0, struct zkcap_attestation, id),
	CODEC_FIELD(ZKCAP_A_ATTESTATION_EXPIRES_IN_MS, CODEC_U64, 0, struct zkcap_attestation,
		    expires_in_ms),
	{ 0 },
};

static const struct codec_field challenge_fields[] = {
	CODEC_FIELD(ZKCAP_A_CHALLENGE_CHALLENGE, CODEC_BYTES, 0, struct zkcap_challenge, bytes),
	CODEC_FIELD(ZKCAP_A_CHALLENGE_EXPIRES_IN_MS, CODEC_U64, 0, struct zkcap_challenge,
		    expires_in_ms),
	CODEC_FIELD(ZKCAP_A_CHALLENGE_TENANT, CODEC_U64, 0, struct zkcap_challenge, tenant),
	{ 0 },
};

int zkcap_trust_set(struct zkcap_client *client, const struct zkcap_trust *trust,
		    struct zkcap_error *err)
{
	return client_do(client, ZKCAP_CMD_TRUST_SET, "trust-set", trust_fields, trust, NULL, NULL,
			 err);
}

int zkcap_trust_del(struct zkcap_client *client, const char *name, struct zkcap_error *err)
{
	return client_named(client, ZKCAP_CMD_TRUST_DEL, "trust-del", ZKCAP_A_TRUST_NAME, name,
			    err);
}

CLIENT_DUMP(trust, trust_fields, ZKCAP_CMD_TRUST_GET, "trust-get")
CLIENT_DUMP(key, key_fields, ZKCAP_CMD_KEY_GET, "key-get")

/* One binary attribute, and the key's id back */
static int key_message(struct zkcap_client *client, uint8_t cmd, const char *what, int type,
		       const uint8_t *data, size_t len, client_reply reply, void *arg,
		       struct zkcap_error *err)
{
	struct nl_msg *msg = client_message(client, cmd, 0, err);

	if (!msg)
		return -ENOMEM;
	if (len > UINT16_MAX || nla_put(msg, type, (int)len, data)) {
		nlmsg_free(msg);
		return zkcap_error_set(err, -EMSGSIZE, "%s: %zu bytes are too long for netlink",
				       what, len);
	}
	return client_call(client, msg, what, reply, arg, err);
}

static int get_key_id(const struct nlattr *head, int len, void *arg, struct zkcap_error *err)
{
	static const struct codec_field fields[] = {
		{ .type = ZKCAP_A_KEY_ID, .form = CODEC_BYTES, .size = ZKCAP_KEY_ID_LEN,
		  .name = "id" },
		{ 0 },
	};

	return codec_get(fields, arg, head, len, err);
}

int zkcap_key_add(struct zkcap_client *client, const uint8_t *certificate, size_t len,
		  uint8_t id[ZKCAP_KEY_ID_LEN], struct zkcap_error *err)
{
	return key_message(client, ZKCAP_CMD_KEY_ADD, "key-add", ZKCAP_A_KEY_CERTIFICATE,
			   certificate, len, get_key_id, id, err);
}

int zkcap_key_del(struct zkcap_client *client, const uint8_t id[ZKCAP_KEY_ID_LEN],
		  struct zkcap_error *err)
{
	return key_message(client, ZKCAP_CMD_KEY_DEL, "key-del", ZKCAP_A_KEY_ID, id,
			   ZKCAP_KEY_ID_LEN, NULL, NULL, err);
}

static int get_challenge(const struct nlattr *head, int len, void *arg, struct zkcap_error *err)
{
	return codec_get(challenge_fields, arg, head, len, err);
}

int zkcap_challenge_get(struct zkcap_client *client, int cgroup_fd,
			enum zkcap_challenge_kind kind, struct zkcap_challenge *challenge,
			struct zkcap_error *err)
{
	struct nl_msg *msg = client_message(client, ZKCAP_CMD_CHALLENGE, 0, err);

	if (!msg)
		return -ENOMEM;
	memset(challenge, 0, sizeof(*challenge));
	if (client_put_cgroup(msg, ZKCAP_A_CHALLENGE_CGROUP_FD, cgroup_fd) ||
	    nla_put_u32(msg, ZKCAP_A_CHALLENGE_KIND, kind)) {
		nlmsg_free(msg);
		return zkcap_error_set(err, -EMSGSIZE, "challenge: the message is too long");
	}
	return client_call(client, msg, "challenge", get_challenge, challenge, err);
}

static int get_attestation(const struct nlattr *head, int len, void *arg, struct zkcap_error *err)
{
	return codec_get(attestation_fields, arg, head, len, err);
}

int zkcap_attest(struct zkcap_client *client, int cgroup_fd, const struct zkcap_attest *attest,
		 struct zkcap_attestation *attestation, struct zkcap_error *err)
{
	struct nl_msg *msg = client_message(client, ZKCAP_CMD_ATTEST, 0, err);
	int rc;

	if (!msg)
		return -ENOMEM;
	memset(attestation, 0, sizeof(*attestation));
	rc = client_put_cgroup(msg, ZKCAP_A_ATTESTATION_CGROUP_FD, cgroup_fd);
	if (!rc)
		rc = codec_put(msg, attest_fields, attest, err);
	if (rc) {
		nlmsg_free(msg);
		return zkcap_error_context(err, rc, "attest");
	}
	return client_call(client, msg, "attest", get_attestation, attestation, err);
}
