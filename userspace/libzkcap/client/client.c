// SPDX-License-Identifier: MIT
/* The connection, and one exchange over it. */
#include "client_impl.h"

#include <errno.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* The largest request is a trust policy with all that it may have: below 64 KiB */
#define REQUEST_MAX (96 << 10)
/* Replies and objects of dumps are at most 16 KiB; a dump packs several */
#define RECEIVE_MAX (64 << 10)
#define SOCKET_BUFFER (512 << 10)

/* What the kernel refuses with, in an extended ack's cookie */
struct cookie {
	uint32_t reason;
	uint32_t detail;
};

/* One exchange */
struct exchange {
	struct zkcap_client *client;
	client_reply reply;
	void *arg;
	struct zkcap_error *err;
	bool done;
	int result;
};

int client_nl_errno(int rc)
{
	switch (rc < 0 ? -rc : rc) {
	case NLE_SUCCESS:
		return 0;
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_INTR:
		return -EINTR;
	case NLE_AGAIN:
		return -EAGAIN;
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EPERM;
	case NLE_MSGSIZE:
		return -EMSGSIZE;
	case NLE_AF_NOSUPPORT:
	case NLE_PROTO_MISMATCH:
		return -EPROTONOSUPPORT;
	default:
		return -EIO;
	}
}

static int nl_failed(int rc, const char *what, struct zkcap_error *err)
{
	return zkcap_error_set(err, client_nl_errno(rc), "netlink: %s: %s", what,
			       nl_geterror(rc));
}

static int connect_socket(struct zkcap_client *client, struct zkcap_error *err)
{
	int rc = genl_connect(client->sock), one = 1, fd;

	if (rc)
		return nl_failed(rc, "cannot connect", err);
	nl_socket_set_msg_buf_size(client->sock, RECEIVE_MAX);
	/* Less than asked for is enough for all but a flood of events. */
	nl_socket_set_buffer_size(client->sock, SOCKET_BUFFER, 0);
	fd = nl_socket_get_fd(client->sock);
	if (setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one)))
		return zkcap_error_set(err, -errno, "netlink: extended acknowledgements: %s",
				       strerror(errno));
	client->family = genl_ctrl_resolve(client->sock, ZKCAP_FAMILY_NAME);
	if (client->family == -NLE_OBJ_NOTFOUND)
		return zkcap_error_set(err, -ENODEV,
				       "the kernel has no netlink family %s: is the module loaded?",
				       ZKCAP_FAMILY_NAME);
	if (client->family < 0)
		return nl_failed(client->family, "cannot find the family " ZKCAP_FAMILY_NAME, err);
	return 0;
}

int zkcap_client_open(struct zkcap_client **out, struct zkcap_error *err)
{
	struct zkcap_client *client = calloc(1, sizeof(*client));
	int rc;

	*out = NULL;
	if (client)
		client->sock = nl_socket_alloc();
	if (!client || !client->sock) {
		free(client);
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	}
	rc = connect_socket(client, err);
	if (rc) {
		zkcap_client_close(client);
		return rc;
	}
	*out = client;
	return 0;
}

void zkcap_client_close(struct zkcap_client *client)
{
	if (!client)
		return;
	nl_socket_free(client->sock);
	free(client);
}

const struct zkcap_refusal *zkcap_client_refusal(const struct zkcap_client *client)
{
	return &client->refusal;
}

/* The extended ack's attributes */
static void read_ack(struct zkcap_refusal *refusal, const struct nlattr *head, int len)
{
	const struct nlattr *attr;
	struct cookie cookie;
	int rem;

	nla_for_each_attr(attr, head, len, rem) {
		if (nla_type(attr) == NLMSGERR_ATTR_MSG) {
			nla_strlcpy(refusal->text, attr, sizeof(refusal->text));
		} else if (nla_type(attr) == NLMSGERR_ATTR_COOKIE &&
			   nla_len(attr) == (int)sizeof(cookie)) {
			memcpy(&cookie, nla_data(attr), sizeof(cookie));
			refusal->reason = cookie.reason;
			refusal->detail = cookie.detail;
		}
	}
}

static void refused(struct exchange *x, int error, const struct nlmsghdr *hdr, size_t skip)
{
	size_t len = nlmsg_datalen(hdr);

	x->done = true;
	x->result = error;
	x->client->refusal.error = -error;
	if (hdr->nlmsg_flags & NLM_F_ACK_TLVS && skip < len)
		read_ack(&x->client->refusal, (void *)((uint8_t *)nlmsg_data(hdr) + skip),
			 (int)(len - skip));
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *arg)
{
	const struct nlmsghdr *hdr = (void *)((uint8_t *)e - NLMSG_HDRLEN);
	size_t skip = NLMSG_ALIGN(sizeof(*e));

	/* Without NLM_F_CAPPED the request is quoted before the attributes. */
	if (!(hdr->nlmsg_flags & NLM_F_CAPPED))
		skip += NLMSG_ALIGN(e->msg.nlmsg_len) - NLMSG_HDRLEN;
	refused(arg, e->error, hdr, skip);
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	struct exchange *x = arg;

	x->done = true;
	return NL_STOP;
}

/* The end of a dump, which may be a refusal, too. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	const struct nlmsghdr *hdr = nlmsg_hdr(msg);
	struct exchange *x = arg;
	int error = 0;

	x->done = true;
	if (nlmsg_datalen(hdr) >= (int)sizeof(error))
		memcpy(&error, nlmsg_data(hdr), sizeof(error));
	if (error < 0 && !x->result)
		refused(x, error, hdr, NLMSG_ALIGN(sizeof(error)));
	return NL_STOP;
}

static int on_reply(struct nl_msg *msg, void *arg)
{
	struct genlmsghdr *hdr = nlmsg_data(nlmsg_hdr(msg));
	struct exchange *x = arg;

	/* What follows a failure is read to its end, and ignored. */
	if (x->reply && !x->result)
		x->result = x->reply(genlmsg_attrdata(hdr, 0), genlmsg_attrlen(hdr, 0), x->arg,
				     x->err);
	return NL_OK;
}

struct nl_msg *client_message(struct zkcap_client *client, uint8_t cmd, int flags,
			      struct zkcap_error *err)
{
	struct nl_msg *msg = nlmsg_alloc_size(REQUEST_MAX);

	if (msg && genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, client->family, 0, flags, cmd,
			       ZKCAP_FAMILY_VERSION))
		return msg;
	nlmsg_free(msg);
	zkcap_error_set(err, -ENOMEM, "out of memory");
	return NULL;
}

static struct nl_cb *callbacks(struct exchange *x)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);

	if (!cb)
		return NULL;
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_reply, x);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, x);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, x);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, x);
	return cb;
}

static int exchange(struct exchange *x, struct nl_msg *msg, const char *what)
{
	struct nl_cb *cb = callbacks(x);
	int rc;

	if (!cb)
		return zkcap_error_set(x->err, -ENOMEM, "out of memory");
	rc = nl_send_auto(x->client->sock, msg);
	while (rc >= 0 && !x->done)
		rc = nl_recvmsgs(x->client->sock, cb);
	nl_cb_put(cb);
	/* A handler that stops makes its own error of what the kernel said. */
	return rc < 0 && !x->done ? nl_failed(rc, what, x->err) : 0;
}

int client_call(struct zkcap_client *client, struct nl_msg *msg, const char *what,
		client_reply reply, void *arg, struct zkcap_error *err)
{
	struct exchange x = { .client = client, .reply = reply, .arg = arg, .err = err };
	struct zkcap_refusal *refusal = &client->refusal;
	int rc;

	memset(refusal, 0, sizeof(*refusal));
	rc = exchange(&x, msg, what);
	nlmsg_free(msg);
	if (rc)
		return rc;
	if (refusal->error)
		return zkcap_error_set(err, -refusal->error, "%s: refused: %s", what,
				       *refusal->text ? refusal->text :
				       strerror(refusal->error));
	return x.result;
}

int client_do(struct zkcap_client *client, uint8_t cmd, const char *what,
	      const struct codec_field *fields, const void *object, client_reply reply, void *arg,
	      struct zkcap_error *err)
{
	struct nl_msg *msg = client_message(client, cmd, 0, err);
	int rc;

	if (!msg)
		return -ENOMEM;
	rc = fields ? codec_put(msg, fields, object, err) : 0;
	if (rc) {
		memset(&client->refusal, 0, sizeof(client->refusal));
		nlmsg_free(msg);
		return zkcap_error_context(err, rc, "%s", what);
	}
	return client_call(client, msg, what, reply, arg, err);
}

int client_named(struct zkcap_client *client, uint8_t cmd, const char *what, int type,
		 const char *name, struct zkcap_error *err)
{
	struct nl_msg *msg = client_message(client, cmd, 0, err);

	if (!msg)
		return -ENOMEM;
	if (nla_put_string(msg, type, name)) {
		nlmsg_free(msg);
		return zkcap_error_set(err, -EINVAL, "%s: a name of %zu letters", what,
				       strlen(name));
	}
	return client_call(client, msg, what, NULL, NULL, err);
}

int client_put_cgroup(struct nl_msg *msg, int type, int cgroup_fd)
{
	if (cgroup_fd < 0 || !nla_put_u32(msg, type, (uint32_t)cgroup_fd))
		return 0;
	return -EMSGSIZE;
}

int client_any_sequence(struct nl_msg *msg, void *arg)
{
	return NL_OK;
}

/* A dump in progress */
struct dump {
	const struct codec_field *fields;
	size_t size;
	void *object;
	int (*each)(const void *object, void *arg);
	void *arg;
};

static int dump_one(const struct nlattr *head, int len, void *arg, struct zkcap_error *err)
{
	struct dump *dump = arg;
	int rc;

	memset(dump->object, 0, dump->size);
	rc = codec_get(dump->fields, dump->object, head, len, err);
	return rc ? rc : dump->each(dump->object, dump->arg);
}

int client_dump(struct zkcap_client *client, uint8_t cmd, const char *what,
		const struct codec_field *fields, size_t size,
		int (*each)(const void *object, void *arg), void *arg, struct zkcap_error *err)
{
	struct dump dump = { .fields = fields, .size = size, .each = each, .arg = arg };
	struct nl_msg *msg = client_message(client, cmd, NLM_F_DUMP, err);
	int rc;

	if (!msg)
		return -ENOMEM;
	dump.object = malloc(size);
	if (!dump.object) {
		nlmsg_free(msg);
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	}
	rc = client_call(client, msg, what, dump_one, &dump, err);
	free(dump.object);
	return rc;
}
