/* SPDX-License-Identifier: MIT */
/*
 * Objects as netlink attributes: a table says where in a structure an attribute
 * stands, and the same table serves for both directions.
 */
#ifndef ZKCAP_CLIENT_CODEC_H
#define ZKCAP_CLIENT_CODEC_H

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum codec_form {
	CODEC_U16,
	CODEC_U32,
	CODEC_U64,
	CODEC_FLAG,	/* a bool: the attribute is there or not */
	CODEC_STRING,	/* a char array; left out when empty */
	CODEC_BYTES,	/* an array of just that length */
	CODEC_BLOB,	/* struct zkcap_bytes; only sent */
	CODEC_NEST,	/* a structure with a table of its own */
};

/* Sent in requests; without it an attribute is only received */
#define CODEC_SEND	0x1
/* Not sent when zero */
#define CODEC_OPTIONAL	0x2

/**
 * struct codec_field - one attribute of a structure; a table of them ends with type 0
 * @type: attribute
 * @form: enum codec_form
 * @flags: CODEC_*
 * @offset: of the member; of the array's first element in a list
 * @size: of the member, or of one element
 * @max: elements in the array; 0 when it is no list
 * @count: offset of the list's uint32_t of elements in use
 * @nested: table of a CODEC_NEST
 * @name: for messages
 */
struct codec_field {
	uint16_t type;
	uint8_t form;
	uint8_t flags;
	size_t offset;
	size_t size;
	uint32_t max;
	size_t count;
	const struct codec_field *nested;
	const char *name;
};

#define CODEC_FIELD(t, f, fl, s, m) { .type = (t), .form = (f), .flags = (fl), \
	.offset = offsetof(s, m), .size = sizeof(((s *)0)->m), .name = #m }
#define CODEC_LIST(t, f, fl, s, m, c, n) { .type = (t), .form = (f), .flags = (fl), \
	.offset = offsetof(s, m), .size = sizeof(((s *)0)->m[0]), \
	.max = sizeof(((s *)0)->m) / sizeof(((s *)0)->m[0]), .count = offsetof(s, c), \
	.nested = (n), .name = #m }

/**
 * codec_put() - append a structure's attributes to a message
 *
 * Return: 0; -EMSGSIZE when the message is full; -EINVAL for a list with more
 * elements than its array.
 */
int codec_put(struct nl_msg *msg, const struct codec_field *fields, const void *object,
	      struct zkcap_error *err);

/**
 * codec_get() - fill a structure from attributes
 * @object: zeroed by the caller
 * @head: first attribute
 * @len: bytes of all
 *
 * Unknown attributes are a newer kernel's, and skipped.
 *
 * Return: 0; -EBADMSG for an attribute of another length than expected; -EOVERFLOW
 * for more elements than fit.
 */
int codec_get(const struct codec_field *fields, void *object, const struct nlattr *head, int len,
	      struct zkcap_error *err);

#endif /* ZKCAP_CLIENT_CODEC_H */
