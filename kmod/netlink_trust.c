// SPDX-License-Identifier: GPL-2.0-only
/* Operations on trust policies, attestation keys, challenges and attestations */
#include "netlink.h"

#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "access.h"
#include "attestation.h"
#include "challenge.h"
#include "keys.h"
#include "reason.h"
#include "tenant.h"
#include "trust.h"

/* The netlink policy knows no largest length of a binary attribute. */
static int get_blob(struct genl_info *info, const struct nlattr *attr, size_t max,
		    struct zkcap_blob *blob)
{
	blob->data = nla_data(attr);
	blob->len = nla_len(attr);
	if (blob->len <= max)
		return 0;
	NL_SET_BAD_ATTR(info->extack, attr);
	return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_SIZE);
}

static int parse_authorities(struct zkcap_trust_config *config, struct genl_info *info)
{
	const struct nlattr *pos;
	int err;

	for (pos = zkcap_nl_next(info, ZKCAP_A_TRUST_AUTHORITY, NULL); pos;
	     pos = zkcap_nl_next(info, ZKCAP_A_TRUST_AUTHORITY, pos)) {
		if (config->n_authorities == ZKCAP_AUTHORITIES_MAX)
			return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_COUNT);
		err = get_blob(info, pos, ZKCAP_CERTIFICATE_SIZE_MAX,
			       &config->authorities[config->n_authorities++]);
		if (err)
			return err;
	}
	return 0;
}

static int parse_keys(u8 (*keys)[ZKCAP_KEY_ID_LEN], u32 *n, u32 max, int type,
		      struct genl_info *info)
{
	const struct nlattr *pos;

	for (pos = zkcap_nl_next(info, type, NULL); pos;
	     pos = zkcap_nl_next(info, type, pos)) {
		if (*n == max)
			return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_COUNT);
		memcpy(keys[(*n)++], nla_data(pos), ZKCAP_KEY_ID_LEN);
	}
	return 0;
}

static int parse_pcr(struct zkcap_reference *reference, const struct nlattr *nest,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ZKCAP_A_PCR_MAX + 1];
	u32 index;
	int err;

	err = zkcap_nl_nested(tb, ZKCAP_A_PCR_MAX, nest, zkcap_pcr_nl_policy, 0, extack);
	if (err)
		return err;
	if (!tb[ZKCAP_A_PCR_INDEX] || !tb[ZKCAP_A_PCR_VALUE]) {
		NL_SET_BAD_ATTR(extack, nest);
		return zkcap_refuse(extack, ZKCAP_REASON_ATTRIBUTE_MISSING);
	}
	index = nla_get_u32(tb[ZKCAP_A_PCR_INDEX]);
	if (reference->mask & BIT(index)) {
		NL_SET_BAD_ATTR(extack, nest);
		return zkcap_refuse(extack, ZKCAP_REASON_TRUST_PCR);
	}
	reference->mask |= BIT(index);
	memcpy(reference->value[index], nla_data(tb[ZKCAP_A_PCR_VALUE]), ZKCAP_DIGEST_LEN);
	return 0;
}

static int parse_reference(struct zkcap_reference *reference, const struct nlattr *nest,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ZKCAP_A_REFERENCE_MAX + 1];
	const struct nlattr *pos;
	int rem, err;

	err = zkcap_nl_nested(tb, ZKCAP_A_REFERENCE_MAX, nest, zkcap_reference_nl_policy,
			      BIT_ULL(ZKCAP_A_REFERENCE_PCR), extack);
	if (err)
		return err;
	nla_for_each_nested(pos, nest, rem) {
		err = parse_pcr(reference, pos, extack);
		if (err)
			return err;
	}
	return 0;
}

static int parse_references(struct zkcap_trust_config *config, struct genl_info *info)
{
	const struct nlattr *pos;
	int err;

	for (pos = zkcap_nl_next(info, ZKCAP_A_TRUST_REFERENCE, NULL); pos;
	     pos = zkcap_nl_next(info, ZKCAP_A_TRUST_REFERENCE, pos)) {
		if (config->n_references == ZKCAP_REFERENCES_MAX)
			return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_COUNT);
		err = parse_reference(&config->references[config->n_references++], pos,
				      info->extack);
		if (err)
			return err;
	}
	return 0;
}

static void parse_numbers(struct zkcap_trust_config *config, struct nlattr **attrs)
{
	config->measurement_pcr = ZKCAP_MEASUREMENT_PCR;
	if (attrs[ZKCAP_A_TRUST_MEASUREMENT_PCR])
		config->measurement_pcr = nla_get_u32(attrs[ZKCAP_A_TRUST_MEASUREMENT_PCR]);
	if (attrs[ZKCAP_A_TRUST_MEASUREMENT_BASE])
		memcpy(config->measurement_base, nla_data(attrs[ZKCAP_A_TRUST_MEASUREMENT_BASE]),
		       ZKCAP_DIGEST_LEN);
	if (attrs[ZKCAP_A_TRUST_PCRS])
		config->pcrs = nla_get_u32(attrs[ZKCAP_A_TRUST_PCRS]);
	if (attrs[ZKCAP_A_TRUST_RESETTABLE])
		config->resettable = nla_get_u32(attrs[ZKCAP_A_TRUST_RESETTABLE]);
	if (attrs[ZKCAP_A_TRUST_COMMITMENT])
		config->commitment = nla_get_u32(attrs[ZKCAP_A_TRUST_COMMITMENT]);
	config->clock_safe = nla_get_flag(attrs[ZKCAP_A_TRUST_CLOCK_SAFE]);
	config->max_age = nla_get_u32(attrs[ZKCAP_A_TRUST_MAX_AGE]);
}

int zkcap_nl_trust_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct zkcap_trust_config *config;
	const char *name;
	int err;

	err = zkcap_nl_name(info, ZKCAP_A_TRUST_NAME, &name) ?:
		zkcap_nl_require(info, ZKCAP_A_TRUST_AUTHORITY) ?:
		zkcap_nl_require(info, ZKCAP_A_TRUST_MAX_AGE);
	if (err)
		return err;
	config = kvzalloc(sizeof(*config), GFP_KERNEL_ACCOUNT);
	if (!config)
		return zkcap_refuse(info->extack, ZKCAP_REASON_NO_MEMORY);
	parse_numbers(config, info->attrs);
	err = parse_authorities(config, info) ?:
		parse_keys(config->revoked, &config->n_revoked, ZKCAP_REVOKED_MAX,
			   ZKCAP_A_TRUST_REVOKED, info) ?:
		parse_keys(config->host_keys, &config->n_host_keys, ZKCAP_HOST_KEYS_MAX,
			   ZKCAP_A_TRUST_HOST_KEY, info) ?:
		parse_references(config, info) ?:
		zkcap_trust_set(name, config, info->extack);
	kvfree(config);
	return err;
}

int zkcap_nl_trust_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	const char *name;
	int err;

	err = zkcap_nl_name(info, ZKCAP_A_TRUST_NAME, &name);
	return err ?: zkcap_trust_del(name, info->extack);
}

static int put_key_list(struct sk_buff *skb, int type, const u8 (*keys)[ZKCAP_KEY_ID_LEN], u32 n)
{
	int err = 0;
	u32 i;

	for (i = 0; !err && i < n; i++)
		err = nla_put(skb, type, ZKCAP_KEY_ID_LEN, keys[i]);
	return err;
}

static int put_reference(struct sk_buff *skb, const struct zkcap_reference *reference)
{
	struct nlattr *nest = nla_nest_start(skb, ZKCAP_A_TRUST_REFERENCE), *pcr;
	u32 i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i <= ZKCAP_PCR_MAX; i++) {
		if (!(reference->mask & BIT(i)))
			continue;
		pcr = nla_nest_start(skb, ZKCAP_A_REFERENCE_PCR);
		if (!pcr || nla_put_u32(skb, ZKCAP_A_PCR_INDEX, i) ||
		    nla_put(skb, ZKCAP_A_PCR_VALUE, ZKCAP_DIGEST_LEN, reference->value[i]))
			return -EMSGSIZE;
		nla_nest_end(skb, pcr);
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_lists(struct sk_buff *skb, const struct zkcap_trust *trust)
{
	const struct zkcap_trust_config *config = &trust->config;
	int err;
	u32 i;

	err = put_key_list(skb, ZKCAP_A_TRUST_REVOKED, config->revoked, config->n_revoked) ?:
		put_key_list(skb, ZKCAP_A_TRUST_HOST_KEY, config->host_keys, config->n_host_keys);
	for (i = 0; !err && i < config->n_authorities; i++)
		err = nla_put(skb, ZKCAP_A_TRUST_AUTHORITY_DIGEST, ZKCAP_DIGEST_LEN,
			      trust->authorities[i]->digest);
	for (i = 0; !err && i < config->n_references; i++)
		err = put_reference(skb, &config->references[i]);
	return err;
}

static int put_trust(struct sk_buff *skb, const struct zkcap_trust *trust)
{
	const struct zkcap_trust_config *config = &trust->config;

	if (nla_put_string(skb, ZKCAP_A_TRUST_NAME, trust->object.name) ||
	    nla_put_u32(skb, ZKCAP_A_TRUST_MEASUREMENT_PCR, config->measurement_pcr) ||
	    nla_put(skb, ZKCAP_A_TRUST_MEASUREMENT_BASE, ZKCAP_DIGEST_LEN,
		    config->measurement_base) ||
	    nla_put_u32(skb, ZKCAP_A_TRUST_PCRS, config->pcrs) ||
	    nla_put_u32(skb, ZKCAP_A_TRUST_RESETTABLE, config->resettable) ||
	    nla_put_u32(skb, ZKCAP_A_TRUST_COMMITMENT, config->commitment) ||
	    (config->clock_safe && nla_put_flag(skb, ZKCAP_A_TRUST_CLOCK_SAFE)) ||
	    nla_put_u32(skb, ZKCAP_A_TRUST_MAX_AGE, config->max_age) ||
	    nla_put_u32(skb, ZKCAP_A_TRUST_KEYS, zkcap_keys_count(trust)))
		return -EMSGSIZE;
	return put_lists(skb, trust);
}

int zkcap_nl_trust_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct zkcap_dump *dump = zkcap_dump(cb);
	struct zkcap_trust *trust;
	void *header;
	int err = 0;

	for (; (trust = zkcap_trust_next(&dump->next)); dump->next++) {
		header = zkcap_nl_dump_begin(skb, cb, ZKCAP_CMD_TRUST_GET);
		err = header ? zkcap_nl_dump_end(skb, header, put_trust(skb, trust)) : -EMSGSIZE;
		zkcap_trust_put(trust);
		if (err)
			break;
	}
	return skb->len ?: err;
}

int zkcap_nl_key_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct zkcap_reply reply;
	struct zkcap_blob blob;
	u8 id[ZKCAP_KEY_ID_LEN];
	int err;

	err = zkcap_nl_require(info, ZKCAP_A_KEY_CERTIFICATE) ?:
		get_blob(info, info->attrs[ZKCAP_A_KEY_CERTIFICATE], ZKCAP_CERTIFICATE_SIZE_MAX,
			 &blob);
	if (err)
		return err;
	reply = zkcap_nl_reply(info);
	if (!reply.skb)
		return -ENOMEM;
	err = zkcap_keys_add(&blob, id, info->extack) ?:
		nla_put(reply.skb, ZKCAP_A_KEY_ID, sizeof(id), id);
	return zkcap_nl_send(&reply, err);
}

int zkcap_nl_key_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	err = zkcap_nl_require(info, ZKCAP_A_KEY_ID);
	return err ?: zkcap_keys_del(nla_data(info->attrs[ZKCAP_A_KEY_ID]), info->extack);
}

static int put_key(struct sk_buff *skb, const struct zkcap_key_info *info)
{
	return nla_put(skb, ZKCAP_A_KEY_ID, sizeof(info->id), info->id) ?:
		nla_put(skb, ZKCAP_A_KEY_CERTIFICATE_DIGEST, sizeof(info->certificate),
			info->certificate) ?:
		nla_put(skb, ZKCAP_A_KEY_AUTHORITY_DIGEST, sizeof(info->authority),
			info->authority);
}

int zkcap_nl_key_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct zkcap_dump *dump = zkcap_dump(cb);
	struct zkcap_key_info info;
	void *header;
	int err = 0;

	for (; zkcap_keys_next(&dump->next, &info); dump->next++) {
		header = zkcap_nl_dump_begin(skb, cb, ZKCAP_CMD_KEY_GET);
		err = header ? zkcap_nl_dump_end(skb, header, put_key(skb, &info)) : -EMSGSIZE;
		if (err)
			break;
	}
	return skb->len ?: err;
}

int zkcap_nl_challenge_doit(struct sk_buff *skb, struct genl_info *info)
{
	u64 expires_in_ms = ZKCAP_CHALLENGE_NS / NSEC_PER_MSEC;
	u8 challenge[ZKCAP_CHALLENGE_LEN];
	struct zkcap_tenant *tenant;
	struct zkcap_reply reply;
	int err;

	err = zkcap_nl_require(info, ZKCAP_A_CHALLENGE_KIND);
	if (err)
		return err;
	reply = zkcap_nl_reply(info);
	if (!reply.skb)
		return -ENOMEM;
	tenant = zkcap_access_tenant(skb, zkcap_nl_fd(info, ZKCAP_A_CHALLENGE_CGROUP_FD),
				     info->extack);
	if (IS_ERR(tenant))
		return zkcap_nl_send(&reply, PTR_ERR(tenant));
	/* A keyed hash lacks nothing but memory. */
	if (zkcap_challenge_make(challenge, nla_get_u32(info->attrs[ZKCAP_A_CHALLENGE_KIND]),
				 tenant->id))
		err = zkcap_refuse(info->extack, ZKCAP_REASON_NO_MEMORY);
	err = err ?:
		nla_put(reply.skb, ZKCAP_A_CHALLENGE_CHALLENGE, sizeof(challenge), challenge) ?:
		nla_put(reply.skb, ZKCAP_A_CHALLENGE_EXPIRES_IN_MS, sizeof(expires_in_ms),
			&expires_in_ms) ?:
		nla_put(reply.skb, ZKCAP_A_CHALLENGE_TENANT, sizeof(tenant->id), &tenant->id);
	zkcap_tenant_put(tenant);
	return zkcap_nl_send(&reply, err);
}

static int parse_digests(const u8 **digests, u32 *n, u32 max, int type, struct genl_info *info)
{
	const struct nlattr *pos;

	for (pos = zkcap_nl_next(info, type, NULL); pos;
	     pos = zkcap_nl_next(info, type, pos)) {
		if (*n == max)
			return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_COUNT);
		digests[(*n)++] = nla_data(pos);
	}
	return 0;
}

static int require_evidence(struct genl_info *info)
{
	static const int required[] = {
		ZKCAP_A_ATTESTATION_CHALLENGE, ZKCAP_A_ATTESTATION_TRUST, ZKCAP_A_ATTESTATION_KEY,
		ZKCAP_A_ATTESTATION_QUOTE, ZKCAP_A_ATTESTATION_SIGNATURE,
		ZKCAP_A_ATTESTATION_PCR_VALUE, ZKCAP_A_ATTESTATION_MEASUREMENT,
		ZKCAP_A_ATTESTATION_COMMITMENT_INDEX, ZKCAP_A_ATTESTATION_SCHEMA,
		ZKCAP_A_ATTESTATION_COMMITMENT,
	};
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < ARRAY_SIZE(required); i++)
		err = zkcap_nl_require(info, required[i]);
	return err;
}

static int parse_evidence(struct zkcap_evidence *evidence, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct zkcap_blob quote, signature;
	int err;

	err = get_blob(info, attrs[ZKCAP_A_ATTESTATION_QUOTE], ZKCAP_QUOTE_SIZE_MAX, &quote) ?:
		get_blob(info, attrs[ZKCAP_A_ATTESTATION_SIGNATURE], ZKCAP_SIGNATURE_SIZE_MAX,
			 &signature) ?:
		parse_digests(evidence->pcr_values, &evidence->n_pcr_values,
			      ARRAY_SIZE(evidence->pcr_values), ZKCAP_A_ATTESTATION_PCR_VALUE,
			      info) ?:
		parse_digests(evidence->measurements, &evidence->n_measurements,
			      ARRAY_SIZE(evidence->measurements),
			      ZKCAP_A_ATTESTATION_MEASUREMENT, info);
	if (err)
		return err;
	evidence->challenge = nla_data(attrs[ZKCAP_A_ATTESTATION_CHALLENGE]);
	evidence->key = nla_data(attrs[ZKCAP_A_ATTESTATION_KEY]);
	evidence->quote = quote.data;
	evidence->quote_len = quote.len;
	evidence->signature = signature.data;
	evidence->signature_len = signature.len;
	evidence->commitment_index = nla_get_u32(attrs[ZKCAP_A_ATTESTATION_COMMITMENT_INDEX]);
	evidence->schema = nla_data(attrs[ZKCAP_A_ATTESTATION_SCHEMA]);
	evidence->commitment = nla_data(attrs[ZKCAP_A_ATTESTATION_COMMITMENT]);
	return 0;
}

static int put_attestation(struct sk_buff *skb, const struct zkcap_attestation *attestation)
{
	u64 ms = div_u64(attestation->expires - ktime_get_boottime_ns(), NSEC_PER_MSEC);

	if (nla_put(skb, ZKCAP_A_ATTESTATION_ID, ZKCAP_ATTESTATION_ID_LEN, attestation->id) ||
	    nla_put(skb, ZKCAP_A_ATTESTATION_EXPIRES_IN_MS, sizeof(ms), &ms))
		return -EMSGSIZE;
	return 0;
}

static int attest(struct sk_buff *skb, struct genl_info *info, const char *trust,
		  const struct zkcap_evidence *evidence)
{
	struct zkcap_attestation *attestation;
	struct zkcap_tenant *tenant;
	struct zkcap_reply reply;
	int err;

	tenant = zkcap_access_tenant(skb, zkcap_nl_fd(info, ZKCAP_A_ATTESTATION_CGROUP_FD),
				     info->extack);
	if (IS_ERR(tenant))
		return PTR_ERR(tenant);
	reply = zkcap_nl_reply(info);
	if (!reply.skb) {
		zkcap_tenant_put(tenant);
		return -ENOMEM;
	}
	attestation = zkcap_attest(tenant, trust, evidence, info->extack);
	zkcap_tenant_put(tenant);
	if (IS_ERR(attestation))
		return zkcap_nl_send(&reply, PTR_ERR(attestation));
	err = put_attestation(reply.skb, attestation);
	zkcap_attestation_put(attestation);
	return zkcap_nl_send(&reply, err);
}

int zkcap_nl_attest_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct zkcap_evidence *evidence;
	const char *trust;
	int err;

	err = require_evidence(info) ?: zkcap_nl_name(info, ZKCAP_A_ATTESTATION_TRUST, &trust);
	if (err)
		return err;
	evidence = kzalloc(sizeof(*evidence), GFP_KERNEL_ACCOUNT);
	if (!evidence)
		return zkcap_refuse(info->extack, ZKCAP_REASON_NO_MEMORY);
	err = parse_evidence(evidence, info) ?: attest(skb, info, trust, evidence);
	kfree(evidence);
	return err;
}
