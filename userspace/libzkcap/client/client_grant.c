// SPDX-License-Identifier: MIT
/* Operations on grants, and events. */
#include "client_impl.h"

#include <errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <poll.h>
#include <string.h>

#define R(attr, form, member) \
	CODEC_FIELD(ZKCAP_A_RESOURCE_##attr, form, CODEC_SEND, struct zkcap_resource, member)
const struct codec_field client_resource_fields[] = {
	R(KIND, CODEC_U16, kind),
	R(NAME, CODEC_STRING, name),
	R(AMOUNT, CODEC_U64, amount),
	{ 0 },
};

#define N(attr, member) \
	CODEC_FIELD(ZKCAP_A_DEVICE_NODE_##attr, CODEC_U32, CODEC_SEND, struct zkcap_node, member)
const struct codec_field client_node_fields[] = {
	N(TYPE, type),
	N(MAJOR, major),
	N(MINOR, minor),
	{ 0 },
};

#define G(attr, form, member) \
	CODEC_FIELD(ZKCAP_A_GRANT_##attr, form, 0, struct zkcap_grant, member)
static const struct codec_field grant_fields[] = {
	G(ID, CODEC_U64, id),
	G(TENANT, CODEC_U64, tenant),
	G(OFFER, CODEC_STRING, offer),
	G(STATE, CODEC_U32, state),
	G(CAUSE, CODEC_U32, cause),
	CODEC_LIST(ZKCAP_A_GRANT_RESOURCE, CODEC_NEST, 0, struct zkcap_grant, resources.r,
		   resources.n, client_resource_fields),
	G(EXPIRES_IN_MS, CODEC_U64, expires_in_ms),
	CODEC_LIST(ZKCAP_A_GRANT_NODE, CODEC_NEST, 0, struct zkcap_grant, nodes, n_nodes,
		   client_node_fields),
	G(NEXT_CHALLENGE, CODEC_BYTES, next_challenge),
	{ 0 },
};

static const struct codec_field wanted_fields[] = {
	CODEC_LIST(ZKCAP_A_GRANT_RESOURCE, CODEC_NEST, CODEC_SEND, struct zkcap_resources, r, n,
		   client_resource_fields),
	{ 0 },
};

#define E(attr, form, member) \
	CODEC_FIELD(ZKCAP_A_GRANT_##attr, form, CODEC_SEND | CODEC_OPTIONAL, \
		    struct zkcap_evidence, member)
static const struct codec_field evidence_fields[] = {
	E(CHALLENGE, CODEC_BYTES, challenge),
	E(ATTESTATION, CODEC_BYTES, attestation),
	CODEC_LIST(ZKCAP_A_GRANT_PROOF, CODEC_BYTES, CODEC_SEND, struct zkcap_evidence, proofs,
		   n_proofs, NULL),
	{ 0 },
};

#define V(attr, form, member) \
	CODEC_FIELD(ZKCAP_A_EVENT_##attr, form, 0, struct zkcap_event, member)
static const struct codec_field event_fields[] = {
	V(TYPE, CODEC_U32, type),
	V(TENANT, CODEC_U64, tenant),
	V(GRANT, CODEC_U64, grant),
	V(OFFER, CODEC_STRING, offer),
	V(REASON, CODEC_U32, reason),
	V(DETAIL, CODEC_U32, detail),
	V(CAUSE, CODEC_U32, cause),
	CODEC_LIST(ZKCAP_A_EVENT_RESOURCE, CODEC_NEST, 0, struct zkcap_event, resources.r,
		   resources.n, client_resource_fields),
	V(EXPIRES_IN_MS, CODEC_U64, expires_in_ms),
	V(WITHHELD, CODEC_U64, withheld),
	{ 0 },
};

/**
 * struct asked - a request, resize or renewal
 * @cgroup_fd: of the tenant
 * @id: of the grant, 0 for a new one
 * @offer: NULL but for a new one
 * @resources: NULL for a renewal
 * @duration: seconds; 0 for a resize
 * @evidence: may be NULL
 * @flags: enum zkcap_request_flags
 */
struct asked {
	int cgroup_fd;
	uint64_t id;
	const char *offer;
	const struct zkcap_resources *resources;
	uint32_t duration;
	const struct zkcap_evidence *evidence;
	uint32_t flags;
};

static int put_asked(struct nl_msg *msg, const struct asked *asked, struct zkcap_error *err)
{
	int rc;

	if (client_put_cgroup(msg, ZKCAP_A_GRANT_CGROUP_FD, asked->cgroup_fd) ||
	    (asked->id && nla_put_u64(msg, ZKCAP_A_GRANT_ID, asked->id)) ||
	    (asked->offer && nla_put_string(msg, ZKCAP_A_GRANT_OFFER, asked->offer)) ||
	    (asked->duration && nla_put_u32(msg, ZKCAP_A_GRANT_DURATION, asked->duration)) ||
	    (asked->flags && nla_put_u32(msg, ZKCAP_A_GRANT_FLAGS, asked->flags)))
		return zkcap_error_set(err, -EMSGSIZE, "the message is too long for netlink");
	rc = asked->resources ? codec_put(msg, wanted_fields, asked->resources, err) : 0;
	if (!rc && asked->evidence)
		rc = codec_put(msg, evidence_fields, asked->evidence, err);
	return rc;
}

static int get_grant(const struct nlattr *head, int len, void *arg, struct zkcap_error *err)
{
	return codec_get(grant_fields, arg, head, len, err);
}

static int ask(struct zkcap_client *client, uint8_t cmd, const char *what,
	       const struct asked *asked, struct zkcap_grant *grant, struct zkcap_error *err)
{
	struct nl_msg *msg = client_message(client, cmd, 0, err);
	int rc;

	if (!msg)
		return -ENOMEM;
	memset(grant, 0, sizeof(*grant));
	rc = put_asked(msg, asked, err);
	if (rc) {
		nlmsg_free(msg);
		return zkcap_error_context(err, rc, "%s", what);
	}
	return client_call(client, msg, what, get_grant, grant, err);
}

int zkcap_request(struct zkcap_client *client, int cgroup_fd, const char *offer,
		  const struct zkcap_resources *resources, uint32_t duration,
		  const struct zkcap_evidence *evidence, uint32_t flags,
		  struct zkcap_grant *grant, struct zkcap_error *err)
{
	const struct asked asked = {
		.cgroup_fd = cgroup_fd, .offer = offer, .resources = resources,
		.duration = duration, .evidence = evidence, .flags = flags,
	};

	return ask(client, ZKCAP_CMD_REQUEST, "request", &asked, grant, err);
}

int zkcap_resize(struct zkcap_client *client, int cgroup_fd, uint64_t id,
		 const struct zkcap_resources *resources, const struct zkcap_evidence *evidence,
		 uint32_t flags, struct zkcap_grant *grant, struct zkcap_error *err)
{
	const struct asked asked = {
		.cgroup_fd = cgroup_fd, .id = id, .resources = resources,
		.evidence = evidence, .flags = flags,
	};

	return ask(client, ZKCAP_CMD_RESIZE, "resize", &asked, grant, err);
}

int zkcap_renew(struct zkcap_client *client, int cgroup_fd, uint64_t id, uint32_t duration,
		const struct zkcap_evidence *evidence, uint32_t flags,
		struct zkcap_grant *grant, struct zkcap_error *err)
{
	const struct asked asked = {
		.cgroup_fd = cgroup_fd, .id = id, .duration = duration,
		.evidence = evidence, .flags = flags,
	};

	return ask(client, ZKCAP_CMD_RENEW, "renew", &asked, grant, err);
}

int zkcap_release(struct zkcap_client *client, int cgroup_fd, uint64_t id,
		  struct zkcap_error *err)
{
	const struct asked asked = { .cgroup_fd = cgroup_fd, .id = id };
	struct zkcap_grant none;

	return ask(client, ZKCAP_CMD_RELEASE, "release", &asked, &none, err);
}

int zkcap_revoke(struct zkcap_client *client, uint64_t id, struct zkcap_error *err)
{
	const struct asked asked = { .cgroup_fd = ZKCAP_OWN_TENANT, .id = id };
	struct zkcap_grant none;

	return ask(client, ZKCAP_CMD_REVOKE, "revoke", &asked, &none, err);
}

CLIENT_DUMP(grant, grant_fields, ZKCAP_CMD_GRANT_GET, "grant-get")

int zkcap_events_subscribe(struct zkcap_client *client, struct zkcap_error *err)
{
	int group = genl_ctrl_resolve_grp(client->sock, ZKCAP_FAMILY_NAME, ZKCAP_MCGRP_EVENTS);
	int rc;

	if (group < 0)
		return zkcap_error_set(err, client_nl_errno(group),
				       "netlink: cannot find the group %s: %s",
				       ZKCAP_MCGRP_EVENTS, nl_geterror(group));
	nl_socket_disable_seq_check(client->sock);
	rc = nl_socket_set_nonblocking(client->sock);
	if (!rc)
		rc = nl_socket_add_membership(client->sock, group);
	if (rc)
		return zkcap_error_set(err, client_nl_errno(rc),
				       "netlink: cannot subscribe to events: %s",
				       nl_geterror(rc));
	return 0;
}

int zkcap_events_fd(const struct zkcap_client *client)
{
	return nl_socket_get_fd(client->sock);
}

/* An event on its way to the caller */
struct incoming {
	struct zkcap_event *event;
	struct zkcap_error *err;
	bool arrived;
	int result;
};

static int on_event(struct nl_msg *msg, void *arg)
{
	struct genlmsghdr *hdr = nlmsg_data(nlmsg_hdr(msg));
	struct incoming *in = arg;

	if (hdr->cmd != ZKCAP_CMD_EVENT)
		return NL_SKIP;
	in->arrived = true;
	in->result = codec_get(event_fields, in->event, genlmsg_attrdata(hdr, 0),
			       genlmsg_attrlen(hdr, 0), in->err);
	return NL_OK;
}

static int receive(struct zkcap_client *client, struct incoming *in)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int rc;

	if (!cb)
		return zkcap_error_set(in->err, -ENOMEM, "out of memory");
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_event, in);
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, client_any_sequence, NULL);
	rc = nl_recvmsgs(client->sock, cb);
	nl_cb_put(cb);
	/* The library's name for ENOBUFS */
	if (rc == -NLE_NOMEM)
		return zkcap_error_set(in->err, -ENOBUFS, "events were lost: too many at once");
	if (rc < 0 && rc != -NLE_AGAIN)
		return zkcap_error_set(in->err, client_nl_errno(rc), "netlink: events: %s",
				       nl_geterror(rc));
	return in->result;
}

int zkcap_event_next(struct zkcap_client *client, struct zkcap_event *event, int timeout_ms,
		     struct zkcap_error *err)
{
	struct incoming in = { .event = event, .err = err };
	struct pollfd wait = { .fd = zkcap_events_fd(client), .events = POLLIN };
	int rc;

	memset(event, 0, sizeof(*event));
	while (!in.arrived) {
		rc = poll(&wait, 1, timeout_ms);
		if (rc < 0)
			return zkcap_error_set(err, -errno, "waiting for events: %s",
					       strerror(errno));
		if (!rc)
			return zkcap_error_set(err, -EAGAIN, "no event within %d ms", timeout_ms);
		rc = receive(client, &in);
		if (rc)
			return rc;
	}
	return 0;
}
