/* SPDX-License-Identifier: GPL-2.0-only */
/* A socket of the family, and answers with all that extended acks say. */
#ifndef UAPI_CLIENT_H
#define UAPI_CLIENT_H

#include <stdbool.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/zkcap.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

/* Milliseconds to wait for an answer */
#define WAIT_MS		60000
/* Of a device class, and classes: as many as there may be */
#define NODES		64

/**
 * struct client - a socket of the family
 * @sock: libnl's
 * @family: the family's number
 * @pending: of a message sent earlier; filled while others are awaited
 */
struct client {
	struct nl_sock *sock;
	int family;
	struct answer *pending;
};

/**
 * struct answer - what came of a message
 * @other: of another message, NULL if none is awaited
 * @seq: the message's
 * @done: nothing more comes
 * @error: errno, 0 if it was accepted
 * @text: of the extended ack
 * @offset: of the bad attribute, 0 if none was named
 * @cookie: length of the extended ack's cookie
 * @reason: enum zkcap_reason, and @detail, out of the cookie
 * @replies: how many there were
 * @header: the last one's
 * @attributes: the last one's, and @length their length
 * @classes: in a dump of device classes: how often each number was seen
 */
struct answer {
	struct answer *other;
	__u32 seq;
	bool done;
	int error;
	char text[256];
	__u32 offset;
	int cookie;
	__u32 reason, detail;
	int replies;
	struct genlmsghdr header;
	char attributes[4096];
	int length;
	int classes[NODES];
};

/* Of libnl's callbacks: notes a message in the answer @arg that it belongs to. */
int on_reply(struct nl_msg *msg, void *arg);

/* Returns the family's number, or -1. */
int client_open(struct client *client);

void client_close(struct client *client);

/* An operation without attributes yet; NULL if there is no memory */
struct nl_msg *message(const struct client *client, int command, int flags);

/* Sends @msg, which is freed, and gets @answer ready.  Returns 0 or libnl's error. */
int tell(struct client *client, struct nl_msg *msg, struct answer *answer);

/* Receives until @answer is whole.  Returns 0, whatever it says, or libnl's error. */
int hear(struct client *client, struct answer *answer);

/* Both */
int ask(struct client *client, struct nl_msg *msg, struct answer *answer);

/* The same for an operation without attributes */
int ask_plain(struct client *client, int command, int flags, struct answer *answer);

/* An attribute of the last reply, or NULL */
struct nlattr *found(const struct answer *answer, int type);

#endif /* UAPI_CLIENT_H */
