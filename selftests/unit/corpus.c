// SPDX-License-Identifier: GPL-2.0-only
#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>

#include "example.h"

#define PATH "selftests/unit/vectors/verify-corpus.json"

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s\n", PATH, what);
	exit(1);
}

json_t *corpus_load(void)
{
	json_error_t err;
	json_t *corpus = json_load_file(PATH, 0, &err);

	must(corpus, err.text);
	return corpus;
}

/* The field of the proof that the case is based on, then what the case puts in its place */
static size_t get(u8 *out, size_t max, const json_t *base, const json_t *entry, const char *key)
{
	const json_t *change = json_object_get(entry, key);
	const char *hex = json_string_value(json_object_get(base, key));
	size_t len, at, n;

	must(hex, key);
	if (json_is_string(change))
		return example_hex(out, max, json_string_value(change));
	len = example_hex(out, max, hex);
	if (change) {
		u8 patch[JUDGE_MAX_BYTES];

		at = json_integer_value(json_object_get(change, "at"));
		n = example_hex(patch, sizeof(patch),
				json_string_value(json_object_get(change, "bytes")));
		must(at + n <= len, "a patch beyond its field");
		memcpy(out + at, patch, n);
	}
	return len;
}

void corpus_resolve(struct judge_case *c, const json_t *corpus, const json_t *entry)
{
	const char *name = json_string_value(json_object_get(entry, "base"));
	const json_t *base = json_object_get(json_object_get(corpus, "proofs"), name);
	const json_t *publics = json_object_get(entry, "publics"), *x;
	u8 bytes[ZK_FR_BYTES];
	size_t i;

	must(base, "a case without its proof");
	memset(c, 0, sizeof(*c));
	c->key_len = get(c->key, sizeof(c->key), base, entry, "key");
	c->proof_len = get(c->proof, sizeof(c->proof), base, entry, "proof");
	must(get(c->context, sizeof(c->context), base, entry, "context") == ZK_CONTEXT_BYTES,
	     "a context of another length");
	must(get(c->commitment, sizeof(c->commitment), base, entry, "commitment") ==
		     ZK_POINT_BYTES, "a commitment of another length");
	if (!publics)
		publics = json_object_get(base, "publics");
	must(json_array_size(publics) <= ARRAY_SIZE(c->publics), "too many public inputs");
	json_array_foreach(publics, i, x) {
		example_hex(bytes, sizeof(bytes), json_string_value(x));
		must(zk_fr_from_bytes(&c->publics[i], bytes), "a public input out of range");
	}
	c->n_publics = json_array_size(publics);
}

const json_t *corpus_case(const json_t *corpus, const char *name)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(corpus, "cases"), i, entry)
		if (!strcmp(json_string_value(json_object_get(entry, "name")), name))
			return entry;
	must(false, name);
	return NULL;
}
