/* SPDX-License-Identifier: MIT */
/* What the files of the client share. */
#ifndef ZKCAP_CLIENT_IMPL_H
#define ZKCAP_CLIENT_IMPL_H

#include <netlink/netlink.h>

#include "client.h"
#include "client_codec.h"

/**
 * struct zkcap_client - a socket
 * @sock: connected to generic netlink
 * @family: the module's number
 * @refusal: of the last operation
 */
struct zkcap_client {
	struct nl_sock *sock;
	int family;
	struct zkcap_refusal refusal;
};

/* Given each reply's attributes; other than 0 ends the call and is returned. */
typedef int (*client_reply)(const struct nlattr *head, int len, void *arg,
			    struct zkcap_error *err);

/**
 * client_message() - begin a request
 * @cmd: operation
 * @flags: NLM_F_DUMP or 0
 *
 * Return: to be given to client_call() or nlmsg_free(); NULL without memory.
 */
struct nl_msg *client_message(struct zkcap_client *client, uint8_t cmd, int flags,
			      struct zkcap_error *err);

/**
 * client_call() - send a request, read what comes back
 * @msg: consumed
 * @what: the operation, for messages
 * @reply: for each reply; may be NULL
 */
int client_call(struct zkcap_client *client, struct nl_msg *msg, const char *what,
		client_reply reply, void *arg, struct zkcap_error *err);

/* client_call() with the attributes of an object; fields may be NULL. */
int client_do(struct zkcap_client *client, uint8_t cmd, const char *what,
	      const struct codec_field *fields, const void *object, client_reply reply, void *arg,
	      struct zkcap_error *err);

/**
 * client_dump() - all objects of a kind
 * @fields: of the object
 * @size: of the object, in bytes
 * @each: for each; gets the object
 */
int client_dump(struct zkcap_client *client, uint8_t cmd, const char *what,
		const struct codec_field *fields, size_t size,
		int (*each)(const void *object, void *arg), void *arg, struct zkcap_error *err);

/* client_call() with a name and nothing else */
int client_named(struct zkcap_client *client, uint8_t cmd, const char *what, int type,
		 const char *name, struct zkcap_error *err);

/* A tenant's descriptor, unless it is ZKCAP_OWN_TENANT */
int client_put_cgroup(struct nl_msg *msg, int type, int cgroup_fd);

/* A callback that does not look for the number of a request */
int client_any_sequence(struct nl_msg *msg, void *arg);

/* A message of libnl's, as a negative errno */
int client_nl_errno(int rc);

extern const struct codec_field client_resource_fields[];
extern const struct codec_field client_node_fields[];

/* Each dump's function takes its own type of object: the same call, told apart here. */
#define CLIENT_DUMP(object, fields, cmd, what)	\
struct object##_each {	\
	int (*each)(const struct zkcap_##object *object, void *arg);	\
	void *arg;	\
};	\
	\
static int object##_call(const void *object, void *arg)	\
{	\
	const struct object##_each *call = arg;	\
	\
	return call->each(object, call->arg);	\
}	\
	\
int zkcap_##object##_dump(struct zkcap_client *client,	\
			  int (*each)(const struct zkcap_##object *object, void *arg),	\
			  void *arg, struct zkcap_error *err)	\
{	\
	struct object##_each call = { .each = each, .arg = arg };	\
	\
	return client_dump(client, cmd, what, fields, sizeof(struct zkcap_##object),	\
			   object##_call, &call, err);	\
}

#endif /* ZKCAP_CLIENT_IMPL_H */
