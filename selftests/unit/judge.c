// SPDX-License-Identifier: GPL-2.0-only
#include "judge.h"

#include <stdio.h>
#include <stdlib.h>

#include "example.h"

static void *must(void *p)
{
	if (!p) {
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	return p;
}

const struct zk_srs *judge_srs(void)
{
	static struct zk_srs *srs;
	struct zk_srs_scratch *scratch;

	if (!srs) {
		scratch = must(malloc(sizeof(*scratch)));
		srs = must(malloc(sizeof(*srs)));
		if (!zk_srs_init(srs, &zk_srs_const, scratch)) {
			fprintf(stderr, "the constants do not decode\n");
			exit(1);
		}
		free(scratch);
	}
	return srs;
}

struct zk_plonk_scratch *judge_scratch(void)
{
	static struct zk_plonk_scratch *scratch;

	if (!scratch)
		scratch = must(malloc(sizeof(*scratch)));
	return scratch;
}

void judge_example(struct judge_case *c)
{
	json_t *e = example_load();

	memset(c, 0, sizeof(*c));
	c->key_len = ZK_VK_BYTES;
	c->proof_len = ZK_PROOF_BYTES;
	c->n_publics = 1;
	example_bytes(c->key, c->key_len, e, "vk");
	example_bytes(c->context, sizeof(c->context), e, "context");
	example_bytes(c->commitment, sizeof(c->commitment), e, "commitment");
	example_bytes(c->proof, c->proof_len, e, "proof");
	zk_fr_from_u64(&c->publics[0],
		       json_integer_value(json_array_get(json_object_get(e, "publics"), 0)));
	json_decref(e);
}

enum zk_verdict judge_decode(struct judge_decoded *d, const struct judge_case *c,
			     enum zk_element *element)
{
	static struct zk_vk_scratch *scratch;
	enum zk_verdict v;

	if (!scratch)
		scratch = must(malloc(sizeof(*scratch)));
	v = zk_vk_decode(&d->vk, c->key, c->key_len, element, scratch);
	if (v != ZK_ACCEPT)
		return v;
	*element = ZK_ELEMENT_COMMITMENT;
	v = zk_commitment_decode(&d->commitment, c->commitment);
	if (v == ZK_ACCEPT)
		*element = ZK_ELEMENT_NONE;
	return v;
}

struct zk_statement judge_statement(const struct judge_decoded *d, const struct judge_case *c)
{
	return (struct zk_statement){
		.vk = &d->vk,
		.commitment = &d->commitment,
		.context = c->context,
		.publics = c->publics,
		.n_publics = c->n_publics,
		.proof = c->proof,
		.proof_len = c->proof_len,
	};
}

enum zk_verdict judge(const struct judge_case *c, enum zk_element *element)
{
	static struct judge_decoded *d;
	struct zk_statement st;
	struct zk_fault fault;
	enum zk_verdict v;

	if (!d)
		d = must(malloc(sizeof(*d)));
	v = judge_decode(d, c, element);
	if (v != ZK_ACCEPT)
		return v;
	st = judge_statement(d, c);
	v = zk_plonk_verify(judge_srs(), &st, 1, &fault, judge_scratch());
	*element = fault.element;
	return v;
}
