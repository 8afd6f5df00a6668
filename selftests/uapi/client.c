// SPDX-License-Identifier: GPL-2.0-only
#include "client.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static void note_text(struct answer *answer, struct nlmsghdr *message, int skipped)
{
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1];
	__u32 cookie[2];

	if (!(message->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    nlmsg_parse(message, skipped, tb, NLMSGERR_ATTR_MAX, NULL))
		return;
	if (tb[NLMSGERR_ATTR_MSG])
		nla_strlcpy(answer->text, tb[NLMSGERR_ATTR_MSG], sizeof(answer->text));
	if (tb[NLMSGERR_ATTR_OFFS])
		answer->offset = nla_get_u32(tb[NLMSGERR_ATTR_OFFS]);
	if (!tb[NLMSGERR_ATTR_COOKIE])
		return;
	answer->cookie = nla_len(tb[NLMSGERR_ATTR_COOKIE]);
	if (answer->cookie != sizeof(cookie))
		return;
	memcpy(cookie, nla_data(tb[NLMSGERR_ATTR_COOKIE]), sizeof(cookie));
	answer->reason = cookie[0];
	answer->detail = cookie[1];
}

/* The one to the message of this number; NULL for what is of no interest */
static struct answer *meant(struct answer *answer, __u32 seq)
{
	while (answer && answer->seq != seq)
		answer = answer->other;
	return answer;
}

/* NETLINK_CAP_ACK is set: of the message that is refused, only its header comes back. */
static int on_error(struct sockaddr_nl *who, struct nlmsgerr *error, void *arg)
{
	struct nlmsghdr *message = (void *)((char *)error - NLMSG_HDRLEN);
	struct answer *answer = meant(arg, message->nlmsg_seq);

	if (!answer)
		return NL_SKIP;
	answer->error = -error->error;
	note_text(answer, message, sizeof(*error));
	answer->done = true;
	return NL_STOP;
}

/* NL_CB_ACK and NL_CB_FINISH */
static int on_end(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *message = nlmsg_hdr(msg);
	struct answer *answer = meant(arg, message->nlmsg_seq);

	if (!answer)
		return NL_SKIP;
	/* A dump's end says how it went. */
	if (message->nlmsg_type == NLMSG_DONE && nlmsg_datalen(message) >= (int)sizeof(int))
		answer->error = -*(int *)nlmsg_data(message);
	answer->done = true;
	return NL_SKIP;
}

static void count_class(struct answer *answer)
{
	struct nlattr *name = nla_find((void *)answer->attributes, answer->length,
				       ZKCAP_A_DEVICE_CLASS_NAME);
	unsigned int number;

	if (answer->header.cmd == ZKCAP_CMD_DEVICE_CLASS_GET && name &&
	    sscanf(nla_get_string(name), "class%u", &number) == 1 && number < NODES)
		answer->classes[number]++;
}

int on_reply(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *message = nlmsg_hdr(msg);
	struct answer *answer = meant(arg, message->nlmsg_seq);

	if (!answer)
		return NL_SKIP;
	answer->replies++;
	answer->header = *genlmsg_hdr(message);
	answer->length = genlmsg_attrlen(genlmsg_hdr(message), 0);
	if (answer->length > (int)sizeof(answer->attributes))
		answer->length = sizeof(answer->attributes);
	memcpy(answer->attributes, genlmsg_attrdata(genlmsg_hdr(message), 0), answer->length);
	count_class(answer);
	return NL_OK;
}

/* Answers may come in another order than the messages were sent in. */
static int on_sequence(struct nl_msg *msg, void *arg)
{
	return NL_OK;
}

int hear(struct client *client, struct answer *answer)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	struct pollfd fd = { .fd = nl_socket_get_fd(client->sock), .events = POLLIN };
	int err = cb ? 0 : -NLE_NOMEM;

	answer->other = client->pending == answer ? NULL : client->pending;
	if (cb) {
		nl_cb_err(cb, NL_CB_CUSTOM, on_error, answer);
		nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_reply, answer);
		nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_end, answer);
		nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_end, answer);
		nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_sequence, NULL);
	}
	while (!err && !answer->done) {
		if (poll(&fd, 1, WAIT_MS) != 1)
			err = -NLE_AGAIN;
		else
			err = nl_recvmsgs(client->sock, cb);
		if (answer->done)
			err = 0;
	}
	nl_cb_put(cb);
	return err;
}

struct nl_msg *message(const struct client *client, int command, int flags)
{
	struct nl_msg *msg = nlmsg_alloc_size(16384);

	if (msg && !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, client->family, 0, flags, command,
				ZKCAP_FAMILY_VERSION)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

int tell(struct client *client, struct nl_msg *msg, struct answer *answer)
{
	int err = msg ? nl_send_auto(client->sock, msg) : -NLE_NOMEM;

	memset(answer, 0, sizeof(*answer));
	if (err >= 0)
		answer->seq = nlmsg_hdr(msg)->nlmsg_seq;
	if (msg)
		nlmsg_free(msg);
	return err < 0 ? err : 0;
}

int ask(struct client *client, struct nl_msg *msg, struct answer *answer)
{
	int err = tell(client, msg, answer);

	return err ? err : hear(client, answer);
}

int ask_plain(struct client *client, int command, int flags, struct answer *answer)
{
	return ask(client, message(client, command, flags), answer);
}

int client_open(struct client *client)
{
	int fd, on = 1;

	memset(client, 0, sizeof(*client));
	client->sock = nl_socket_alloc();
	/* Room for a part of a dump and answers beside it */
	if (!client->sock || genl_connect(client->sock) ||
	    nl_socket_set_buffer_size(client->sock, 1 << 17, 0))
		return -1;
	fd = nl_socket_get_fd(client->sock);
	if (setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)))
		return -1;
	client->family = genl_ctrl_resolve(client->sock, ZKCAP_FAMILY_NAME);
	return client->family;
}

void client_close(struct client *client)
{
	nl_socket_free(client->sock);
	client->sock = NULL;
}

struct nlattr *found(const struct answer *answer, int type)
{
	return nla_find((struct nlattr *)answer->attributes, answer->length, type);
}
