// SPDX-License-Identifier: MIT
#include "client_codec.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "client_types.h"

static bool is_zero(const uint8_t *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (data[i])
			return false;
	return true;
}

static int put_nest(struct nl_msg *msg, const struct codec_field *f, const uint8_t *at,
		    struct zkcap_error *err)
{
	struct nlattr *nest = nla_nest_start(msg, f->type);
	int rc;

	if (!nest)
		return -EMSGSIZE;
	rc = codec_put(msg, f->nested, at, err);
	if (!rc)
		nla_nest_end(msg, nest);
	return rc;
}

static int put_one(struct nl_msg *msg, const struct codec_field *f, const uint8_t *at,
		   struct zkcap_error *err)
{
	const struct zkcap_bytes *blob = (const void *)at;
	int rc;

	switch (f->form) {
	case CODEC_FLAG:
		rc = *(const bool *)at ? nla_put_flag(msg, f->type) : 0;
		break;
	case CODEC_STRING:
		rc = *at ? nla_put(msg, f->type, strnlen((const char *)at, f->size - 1) + 1, at) :
			0;
		break;
	case CODEC_BLOB:
		rc = nla_put(msg, f->type, blob->len, blob->data);
		break;
	case CODEC_NEST:
		return put_nest(msg, f, at, err);
	default:
		rc = nla_put(msg, f->type, f->size, at);
	}
	return rc ? -EMSGSIZE : 0;
}

static uint32_t count_of(const struct codec_field *f, const void *object)
{
	uint32_t n;

	memcpy(&n, (const uint8_t *)object + f->count, sizeof(n));
	return n;
}

static int put_field(struct nl_msg *msg, const struct codec_field *f, const void *object,
		     struct zkcap_error *err)
{
	const uint8_t *at = (const uint8_t *)object + f->offset;
	uint32_t n, i;
	int rc = 0;

	if (!f->max)
		return f->flags & CODEC_OPTIONAL && is_zero(at, f->size) ? 0 :
			put_one(msg, f, at, err);
	n = count_of(f, object);
	if (n > f->max)
		return zkcap_error_set(err, -EINVAL, "%u %s: expected at most %u", n, f->name,
				       f->max);
	for (i = 0; !rc && i < n; i++)
		rc = put_one(msg, f, at + i * f->size, err);
	return rc;
}

int codec_put(struct nl_msg *msg, const struct codec_field *fields, const void *object,
	      struct zkcap_error *err)
{
	const struct codec_field *f;
	int rc = 0;

	for (f = fields; !rc && f->type; f++)
		if (f->flags & CODEC_SEND)
			rc = put_field(msg, f, object, err);
	if (rc == -EMSGSIZE)
		return zkcap_error_set(err, rc, "the message is too long for netlink");
	return rc;
}

static int get_one(const struct codec_field *f, uint8_t *at, const struct nlattr *attr,
		   struct zkcap_error *err)
{
	size_t len = (size_t)nla_len(attr);

	switch (f->form) {
	case CODEC_FLAG:
		*(bool *)at = true;
		return 0;
	case CODEC_STRING:
		len = strnlen(nla_data(attr), len);
		if (len >= f->size)
			break;
		memcpy(at, nla_data(attr), len);
		return 0;
	case CODEC_NEST:
		return codec_get(f->nested, at, nla_data(attr), nla_len(attr), err);
	case CODEC_BLOB:
		return 0;
	default:
		if (len != f->size)
			break;
		memcpy(at, nla_data(attr), len);
		return 0;
	}
	return zkcap_error_set(err, -EBADMSG, "the kernel sent %zu bytes of %s: expected %zu", len,
			       f->name, f->size);
}

static int get_field(const struct codec_field *f, void *object, const struct nlattr *attr,
		     struct zkcap_error *err)
{
	uint8_t *at = (uint8_t *)object + f->offset;
	uint32_t n;
	int rc;

	if (!f->max)
		return get_one(f, at, attr, err);
	n = count_of(f, object);
	if (n == f->max)
		return zkcap_error_set(err, -EOVERFLOW,
				       "the kernel sent more than %u %s: is this library older?",
				       f->max, f->name);
	rc = get_one(f, at + n * f->size, attr, err);
	n++;
	memcpy((uint8_t *)object + f->count, &n, sizeof(n));
	return rc;
}

int codec_get(const struct codec_field *fields, void *object, const struct nlattr *head, int len,
	      struct zkcap_error *err)
{
	const struct codec_field *f;
	const struct nlattr *attr;
	int rem, rc = 0;

	nla_for_each_attr(attr, head, len, rem) {
		for (f = fields; f->type; f++)
			if (f->type == nla_type(attr))
				break;
		if (f->type)
			rc = get_field(f, object, attr, err);
		if (rc)
			break;
	}
	return rc;
}
