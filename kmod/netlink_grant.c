// SPDX-License-Identifier: GPL-2.0-only
/* Operations on grants */
#include "netlink.h"

#include <linux/slab.h>

#include "access.h"
#include "grant.h"
#include "reason.h"
#include "request.h"
#include "tenant.h"

static int put_view(struct sk_buff *skb, const struct zkcap_grant_view *view)
{
	int err;
	u32 i;

	err = nla_put(skb, ZKCAP_A_GRANT_ID, sizeof(view->id), &view->id) ?:
		nla_put(skb, ZKCAP_A_GRANT_TENANT, sizeof(view->tenant), &view->tenant) ?:
		nla_put_string(skb, ZKCAP_A_GRANT_OFFER, view->offer) ?:
		nla_put_u32(skb, ZKCAP_A_GRANT_STATE, view->state) ?:
		nla_put_u32(skb, ZKCAP_A_GRANT_CAUSE, view->cause) ?:
		zkcap_nl_put_resources(skb, ZKCAP_A_GRANT_RESOURCE, &view->resources) ?:
		nla_put(skb, ZKCAP_A_GRANT_EXPIRES_IN_MS, sizeof(view->expires_in_ms),
			&view->expires_in_ms);
	if (!err && view->state == ZKCAP_GRANT_STATE_ACTIVE)
		err = nla_put(skb, ZKCAP_A_GRANT_NEXT_CHALLENGE, sizeof(view->next_challenge),
			      view->next_challenge);
	for (i = 0; !err && i < view->n_nodes; i++)
		err = zkcap_nl_put_node(skb, ZKCAP_A_GRANT_NODE, &view->nodes[i]);
	return err;
}

static int put_grant(struct sk_buff *skb, struct zkcap_grant *grant)
{
	struct zkcap_grant_view *view = kmalloc(sizeof(*view), GFP_KERNEL_ACCOUNT);
	int err;

	if (!view)
		return -ENOMEM;
	zkcap_grant_view(grant, view);
	err = put_view(skb, view);
	kfree(view);
	return err;
}

/*
 * Evidence comes as a whole or not at all; without any, a challenge says which state of
 * the grant a change is meant for.
 */
static int parse_evidence(struct zkcap_request *request, struct genl_info *info, bool required)
{
	struct nlattr **attrs = info->attrs;
	const struct nlattr *pos;
	int err;

	if (attrs[ZKCAP_A_GRANT_CHALLENGE])
		request->challenge = nla_data(attrs[ZKCAP_A_GRANT_CHALLENGE]);
	if (!required && !attrs[ZKCAP_A_GRANT_ATTESTATION] && !attrs[ZKCAP_A_GRANT_PROOF])
		return 0;
	err = zkcap_nl_require(info, ZKCAP_A_GRANT_CHALLENGE) ?:
		zkcap_nl_require(info, ZKCAP_A_GRANT_ATTESTATION);
	if (err)
		return err;
	request->attestation = nla_data(attrs[ZKCAP_A_GRANT_ATTESTATION]);
	for (pos = zkcap_nl_next(info, ZKCAP_A_GRANT_PROOF, NULL); pos;
	     pos = zkcap_nl_next(info, ZKCAP_A_GRANT_PROOF, pos)) {
		if (request->n_proofs == ZKCAP_REQUIREMENTS_MAX)
			return zkcap_refuse(info->extack, ZKCAP_REASON_ATTRIBUTE_COUNT);
		request->proofs[request->n_proofs++] = nla_data(pos);
	}
	return 0;
}

static int parse_request(struct zkcap_request *request, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	u8 cmd = info->genlhdr->cmd;
	int err = 0;

	if (attrs[ZKCAP_A_GRANT_FLAGS])
		request->dry_run = nla_get_u32(attrs[ZKCAP_A_GRANT_FLAGS]) &
			ZKCAP_REQUEST_FLAGS_DRY_RUN;
	if (cmd == ZKCAP_CMD_REQUEST)
		err = zkcap_nl_name(info, ZKCAP_A_GRANT_OFFER, &request->offer);
	else
		err = zkcap_nl_require(info, ZKCAP_A_GRANT_ID);
	if (!err && cmd != ZKCAP_CMD_RENEW)
		err = zkcap_nl_require(info, ZKCAP_A_GRANT_RESOURCE) ?:
			zkcap_nl_resources(info, ZKCAP_A_GRANT_RESOURCE, &request->resources);
	if (!err && cmd != ZKCAP_CMD_RESIZE) {
		err = zkcap_nl_require(info, ZKCAP_A_GRANT_DURATION);
		if (!err)
			request->duration = nla_get_u32(attrs[ZKCAP_A_GRANT_DURATION]);
	}
	return err ?: parse_evidence(request, info, cmd != ZKCAP_CMD_RESIZE);
}

/* Points at the proof that was refused. */
static void blame_proof(const struct zkcap_request *request, struct genl_info *info)
{
	const struct nlattr *pos;
	u32 i = 0;

	switch (zkcap_refusal(info->extack, NULL)) {
	case ZKCAP_REASON_PROOF:
	case ZKCAP_REASON_PROOF_SCHEMA:
		break;
	default:
		return;
	}
	for (pos = zkcap_nl_next(info, ZKCAP_A_GRANT_PROOF, NULL); pos;
	     pos = zkcap_nl_next(info, ZKCAP_A_GRANT_PROOF, pos))
		if (i++ == request->fault)
			NL_SET_BAD_ATTR(info->extack, pos);
}

/* Asks, and gives the grant that there is afterwards: NULL after a dry run. */
static struct zkcap_grant *ask(struct sk_buff *skb, struct genl_info *info,
			       struct zkcap_request *request)
{
	int fd = zkcap_nl_fd(info, ZKCAP_A_GRANT_CGROUP_FD);
	struct zkcap_tenant *tenant;
	struct zkcap_grant *grant;
	int err;

	if (info->genlhdr->cmd == ZKCAP_CMD_REQUEST) {
		tenant = zkcap_access_tenant(skb, fd, info->extack);
		if (IS_ERR(tenant))
			return ERR_CAST(tenant);
		grant = zkcap_request_grant(tenant, request, info->extack);
		zkcap_tenant_put(tenant);
		return grant;
	}
	grant = zkcap_access_grant(skb, fd, nla_get_u64(info->attrs[ZKCAP_A_GRANT_ID]),
				   info->extack);
	if (IS_ERR(grant))
		return grant;
	if (info->genlhdr->cmd == ZKCAP_CMD_RESIZE)
		err = zkcap_request_resize(grant, request, info->extack);
	else
		err = zkcap_request_renew(grant, request, info->extack);
	if (!err)
		return grant;
	zkcap_grant_put(grant);
	return ERR_PTR(err);
}

/**
 * struct asking - all the memory that an answer takes, so that a grant is not
 *	made which nobody can be told of
 * @request: as it came
 * @view: of the grant
 */
struct asking {
	struct zkcap_request request;
	struct zkcap_grant_view view;
};

static int request_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct zkcap_request *request;
	struct zkcap_reply reply = {};
	struct zkcap_grant *grant;
	struct asking *asking;
	int err;

	asking = kzalloc(sizeof(*asking), GFP_KERNEL_ACCOUNT);
	if (!asking)
		return zkcap_refuse(info->extack, ZKCAP_REASON_NO_MEMORY);
	request = &asking->request;
	err = parse_request(request, info);
	if (err)
		goto free;
	reply = zkcap_nl_reply(info);
	err = -ENOMEM;
	if (!reply.skb)
		goto free;
	grant = ask(skb, info, request);
	if (IS_ERR(grant)) {
		blame_proof(request, info);
		err = zkcap_nl_send(&reply, PTR_ERR(grant));
		goto free;
	}
	/* Granted: a reply that lacks something is better than none. */
	if (grant) {
		zkcap_grant_view(grant, &asking->view);
		put_view(reply.skb, &asking->view);
	}
	zkcap_grant_put(grant);
	err = zkcap_nl_send(&reply, 0);
free:
	kfree(asking);
	return err;
}

int zkcap_nl_request_doit(struct sk_buff *skb, struct genl_info *info)
{
	return request_doit(skb, info);
}

int zkcap_nl_resize_doit(struct sk_buff *skb, struct genl_info *info)
{
	return request_doit(skb, info);
}

int zkcap_nl_renew_doit(struct sk_buff *skb, struct genl_info *info)
{
	return request_doit(skb, info);
}

int zkcap_nl_release_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct zkcap_grant *grant;
	int err;

	err = zkcap_nl_require(info, ZKCAP_A_GRANT_ID);
	if (err)
		return err;
	grant = zkcap_access_grant(skb, zkcap_nl_fd(info, ZKCAP_A_GRANT_CGROUP_FD),
				   nla_get_u64(info->attrs[ZKCAP_A_GRANT_ID]), info->extack);
	if (IS_ERR(grant))
		return PTR_ERR(grant);
	err = zkcap_grant_end(grant, ZKCAP_END_CAUSE_RELEASED, info->extack);
	zkcap_grant_put(grant);
	return err;
}

int zkcap_nl_revoke_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct zkcap_grant *grant;
	int err;

	err = zkcap_nl_require(info, ZKCAP_A_GRANT_ID);
	if (err)
		return err;
	grant = zkcap_grant_get(nla_get_u64(info->attrs[ZKCAP_A_GRANT_ID]));
	if (!grant)
		return zkcap_refuse(info->extack, ZKCAP_REASON_GRANT_ABSENT);
	err = zkcap_grant_end(grant, ZKCAP_END_CAUSE_REVOKED, info->extack);
	zkcap_grant_put(grant);
	return err;
}

int zkcap_nl_grant_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct zkcap_dump *dump = zkcap_dump(cb);
	struct zkcap_tenant *tenant = NULL;
	struct zkcap_grant *grant;
	void *header;
	int err = 0;

	if (!dump->admin) {
		tenant = zkcap_tenant_get(dump->tenant);
		if (!tenant)
			return 0;
	}
	for (; !err; dump->next += !err) {
		grant = tenant ? zkcap_grant_next_of(tenant, &dump->next) :
			zkcap_grant_next(&dump->next);
		if (!grant)
			break;
		header = zkcap_nl_dump_begin(skb, cb, ZKCAP_CMD_GRANT_GET);
		err = header ? zkcap_nl_dump_end(skb, header, put_grant(skb, grant)) : -EMSGSIZE;
		zkcap_grant_put(grant);
	}
	zkcap_tenant_put(tenant);
	return skb->len ?: err;
}
