// SPDX-License-Identifier: MIT
/* Questions and answers as bytes. */

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "service.h"

#define VERSION 1
#define QUESTION_HEADER 72
#define ANSWER_HEADER 32

static const char question_magic[4] = "ZKCQ";
static const char answer_magic[4] = "ZKCR";

/* What is left of a message to read; @ok stays false once it was too short */
struct reader {
	const uint8_t *p;
	size_t left;
	bool ok;
};

static const uint8_t *take(struct reader *r, size_t len)
{
	static const uint8_t none[ZKCAP_PROOF_LEN];
	const uint8_t *p = r->p;

	if (!r->ok || len > r->left) {
		r->ok = false;
		return none;
	}
	r->p += len;
	r->left -= len;
	return p;
}

static uint64_t take_number(struct reader *r, size_t len)
{
	const uint8_t *p = take(r, len);
	uint64_t v = 0;

	while (len--)
		v = v << 8 | *p++;
	return v;
}

static uint8_t *put(uint8_t *out, const void *data, size_t len)
{
	memcpy(out, data, len);
	return out + len;
}

static uint8_t *put_number(uint8_t *out, uint64_t v, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		out[i] = (uint8_t)(v >> 8 * (len - 1 - i));
	return out + len;
}

/* The module's rule for names, so that no question names what cannot be */
static bool name_is_valid(const char *name)
{
	const char *p;

	if (!*name || *name == '.')
		return false;
	for (p = name; *p; p++)
		if (!isascii(*p) || (!isalnum(*p) && !strchr(".-_", *p)))
			return false;
	return true;
}

static bool take_name(struct reader *r, char out[ZKCAP_NAME_MAX + 1], size_t len)
{
	memset(out, 0, ZKCAP_NAME_MAX + 1);
	if (len > ZKCAP_NAME_MAX)
		return false;
	memcpy(out, take(r, len), len);
	return r->ok && strlen(out) == len;
}

static bool is_above(const struct zkcap_resource *a,
		     const struct zkcap_resource *b)
{
	return a->kind != b->kind ? a->kind > b->kind : strcmp(a->name, b->name) > 0;
}

static int check_resource(const struct zkcap_service_question *q, unsigned int i,
			  struct zkcap_error *err)
{
	const struct zkcap_resource *r = &q->resources.r[i];

	if (r->kind < ZKCAP_RESOURCE_KIND_CPU || r->kind > ZKCAP_RESOURCE_KIND_DEVICE)
		return zkcap_error_set(err, -EINVAL, "resource %u: kind %u: expected %u to %u", i,
				       r->kind, ZKCAP_RESOURCE_KIND_CPU,
				       ZKCAP_RESOURCE_KIND_DEVICE);
	if (r->kind == ZKCAP_RESOURCE_KIND_DEVICE ? !name_is_valid(r->name) : !!*r->name)
		return zkcap_error_set(err, -EINVAL,
				       "resource %u: expected a name for a device class only", i);
	if (i && !is_above(r, r - 1))
		return zkcap_error_set(err, -EINVAL,
				       "resource %u: expected ascending kinds and names", i);
	return 0;
}

/* What each operation has and has not, as in the context of its proofs */
static int check_operation(const struct zkcap_service_question *q, struct zkcap_error *err)
{
	bool resize = q->op == ZKCAP_CONTEXT_OP_RESIZE, renew = q->op == ZKCAP_CONTEXT_OP_RENEW;

	if (q->op < ZKCAP_CONTEXT_OP_REQUEST || q->op > ZKCAP_CONTEXT_OP_RENEW)
		return zkcap_error_set(err, -EINVAL, "operation %u: expected %u to %u", q->op,
				       ZKCAP_CONTEXT_OP_REQUEST, ZKCAP_CONTEXT_OP_RENEW);
	if ((resize || renew) != !!q->grant)
		return zkcap_error_set(err, -EINVAL,
				       "expected a grant for a resize or renewal, and only then");
	if (resize ? q->duration : !q->duration || q->duration > ZKCAP_DURATION_MAX)
		return zkcap_error_set(err, -EINVAL,
				       "duration %u: expected %s", q->duration,
				       resize ? "none for a resize" : "1 to 31622400 seconds");
	if (q->resources.n > ZKCAP_CLIENT_RESOURCES || renew != !q->resources.n)
		return zkcap_error_set(err, -EINVAL, "%u resources: expected %s", q->resources.n,
				       renew ? "none for a renewal" : "1 to 16");
	return 0;
}

static int check_question(const struct zkcap_service_question *q, struct zkcap_error *err)
{
	unsigned int i;
	int rc = check_operation(q, err);

	if (rc)
		return rc;
	if (!name_is_valid(q->offer))
		return zkcap_error_set(err, -EINVAL,
				       "expected an offer's name of letters, digits, '.', '-' and '_'");
	for (i = 0; !rc && i < q->resources.n; i++)
		rc = check_resource(q, i, err);
	return rc;
}

long zkcap_service_question_encode(uint8_t *out, const struct zkcap_service_question *q,
				   struct zkcap_error *err)
{
	uint8_t *p = out;
	unsigned int i;
	int rc = check_question(q, err);

	if (rc)
		return rc;
	p = put(p, question_magic, sizeof(question_magic));
	p = put_number(p, VERSION, 1);
	p = put_number(p, q->op, 1);
	p = put_number(p, 0, 2);
	p = put(p, q->challenge, sizeof(q->challenge));
	p = put_number(p, q->grant, 8);
	p = put_number(p, q->duration, 4);
	p = put_number(p, strlen(q->offer), 1);
	p = put_number(p, q->resources.n, 1);
	p = put_number(p, 0, 2);
	p = put(p, q->refused, sizeof(q->refused));
	p = put(p, q->offer, strlen(q->offer));
	for (i = 0; i < q->resources.n; i++) {
		p = put_number(p, q->resources.r[i].kind, 2);
		p = put_number(p, strlen(q->resources.r[i].name), 1);
		p = put(p, q->resources.r[i].name, strlen(q->resources.r[i].name));
		p = put_number(p, q->resources.r[i].amount, 8);
	}
	return p - out;
}

static int take_resources(struct zkcap_service_question *q, struct reader *r,
			  struct zkcap_error *err)
{
	unsigned int i;

	for (i = 0; i < q->resources.n; i++) {
		q->resources.r[i].kind = (uint16_t)take_number(r, 2);
		if (!take_name(r, q->resources.r[i].name, take_number(r, 1)))
			return zkcap_error_set(err, -EINVAL, "resource %u: expected a name of up to %d bytes",
					       i, ZKCAP_NAME_MAX);
		q->resources.r[i].amount = take_number(r, 8);
	}
	return 0;
}

int zkcap_service_question_decode(struct zkcap_service_question *q, const uint8_t *data,
				  size_t len, struct zkcap_error *err)
{
	struct reader r = { .p = data, .left = len, .ok = true };
	size_t name_len;
	int rc;

	memset(q, 0, sizeof(*q));
	if (len < QUESTION_HEADER)
		return zkcap_error_set(err, -EINVAL, "%zu bytes: expected at least %d", len,
				       QUESTION_HEADER);
	if (memcmp(take(&r, sizeof(question_magic)), question_magic, sizeof(question_magic)) ||
	    take_number(&r, 1) != VERSION)
		return zkcap_error_set(err, -EINVAL, "expected a question of version %d", VERSION);
	q->op = (uint8_t)take_number(&r, 1);
	if (take_number(&r, 2))
		return zkcap_error_set(err, -EINVAL, "bytes 6 and 7: expected zero");
	memcpy(q->challenge, take(&r, sizeof(q->challenge)), sizeof(q->challenge));
	q->grant = take_number(&r, 8);
	q->duration = (uint32_t)take_number(&r, 4);
	name_len = take_number(&r, 1);
	q->resources.n = (unsigned int)take_number(&r, 1);
	if (take_number(&r, 2))
		return zkcap_error_set(err, -EINVAL, "bytes 54 and 55: expected zero");
	memcpy(q->refused, take(&r, sizeof(q->refused)), sizeof(q->refused));
	rc = check_operation(q, err);
	if (rc)
		return rc;
	if (!take_name(&r, q->offer, name_len))
		return zkcap_error_set(err, -EINVAL, "expected an offer's name of up to %d bytes",
				       ZKCAP_NAME_MAX);
	rc = take_resources(q, &r, err);
	if (rc)
		return rc;
	if (!r.ok || r.left)
		return zkcap_error_set(err, -EINVAL, "%zu bytes: expected %s", len,
				       r.ok ? "fewer" : "more");
	return check_question(q, err);
}

/* Answers are shown to people, by programs that may not look at them first */
static char printable(char c)
{
	return c >= ' ' && c <= '~' ? c : '?';
}

size_t zkcap_service_answer_encode(uint8_t *out, const struct zkcap_service_answer *a)
{
	size_t text_len = a->code ? strnlen(a->text, ZKCAP_SERVICE_TEXT_MAX) : 0, i;
	unsigned int n = a->code ? 0 : a->n_proofs;
	static const uint8_t zeroes[ZKCAP_ATTESTATION_ID_LEN];
	uint8_t *p = out;

	p = put(p, answer_magic, sizeof(answer_magic));
	p = put_number(p, VERSION, 1);
	p = put_number(p, n, 1);
	p = put_number(p, a->code, 2);
	p = put(p, a->code ? zeroes : a->attestation, sizeof(a->attestation));
	p = put_number(p, a->code ? 0 : a->expires_in_ms, 4);
	p = put_number(p, text_len, 4);
	p = put(p, a->proofs, n * sizeof(a->proofs[0]));
	for (i = 0; i < text_len; i++)
		*p++ = (uint8_t)printable(a->text[i]);
	return (size_t)(p - out);
}

static int check_answer(const struct zkcap_service_answer *a, size_t text_len,
			struct zkcap_error *err)
{
	static const uint8_t zeroes[ZKCAP_ATTESTATION_ID_LEN];
	size_t i;

	if (a->code ? a->n_proofs || a->expires_in_ms ||
			memcmp(a->attestation, zeroes, sizeof(zeroes)) : !!text_len)
		return zkcap_error_set(err, -EPROTO,
				       "the service's answer: expected proofs or a text, not both");
	for (i = 0; i < text_len; i++)
		if (a->text[i] != printable(a->text[i]))
			return zkcap_error_set(err, -EPROTO,
					       "the service's answer: expected printable text");
	return 0;
}

int zkcap_service_answer_decode(struct zkcap_service_answer *a, const uint8_t *data, size_t len,
				struct zkcap_error *err)
{
	struct reader r = { .p = data, .left = len, .ok = true };
	size_t text_len;

	memset(a, 0, sizeof(*a));
	if (len < ANSWER_HEADER)
		return zkcap_error_set(err, -EPROTO,
				       "the service's answer: %zu bytes: expected at least %d",
				       len, ANSWER_HEADER);
	if (memcmp(take(&r, sizeof(answer_magic)), answer_magic, sizeof(answer_magic)) ||
	    take_number(&r, 1) != VERSION)
		return zkcap_error_set(err, -EPROTO, "expected an answer of version %d", VERSION);
	a->n_proofs = (unsigned int)take_number(&r, 1);
	a->code = (uint16_t)take_number(&r, 2);
	memcpy(a->attestation, take(&r, sizeof(a->attestation)), sizeof(a->attestation));
	a->expires_in_ms = (uint32_t)take_number(&r, 4);
	text_len = take_number(&r, 4);
	if (a->n_proofs > ZKCAP_SERVICE_PROOFS_MAX || text_len > ZKCAP_SERVICE_TEXT_MAX ||
	    r.left != a->n_proofs * sizeof(a->proofs[0]) + text_len)
		return zkcap_error_set(err, -EPROTO,
				       "the service's answer: %zu bytes with %u proofs and %zu bytes of text",
				       len, a->n_proofs, text_len);
	memcpy(a->proofs, r.p, r.left - text_len);
	memcpy(a->text, r.p + (r.left - text_len), text_len);
	return check_answer(a, text_len, err);
}
