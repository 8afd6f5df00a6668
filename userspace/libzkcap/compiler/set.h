/* SPDX-License-Identifier: MIT */
/* Sets of approved values: circuits/sets/<name>.yaml. */
#ifndef ZKCAP_SET_H
#define ZKCAP_SET_H

#include "circuit.h"

/**
 * struct zkcap_set - the values of one set
 * @name: metadata.name, also its file's name
 * @type: enum zkcap_type, not bits64
 * @elements: ascending as integers, each once
 * @n_elements: at least 1
 * @digest: SHA-256 of the elements, 32 bytes big endian each, in this order
 */
struct zkcap_set {
	struct zkcap_set *next;
	char *name;
	u8 type;
	struct zk_fr *elements;
	size_t n_elements;
	u8 digest[ZKCAP_DIGEST_BYTES];
};

/**
 * struct zkcap_sets - the sets of a directory, read when first asked for
 * @dir: where <name>.yaml are
 * @loaded: those read so far, latest first
 */
struct zkcap_sets {
	const char *dir;
	struct zkcap_set *loaded;
};

/**
 * zkcap_sets_get() - find a set by name
 * @out: stays owned by @sets
 *
 * Return: 0; -EINVAL with file, line and column; -ENOENT and others of reading; -ENOMEM.
 */
int zkcap_sets_get(struct zkcap_sets *sets, const char *name, const struct zkcap_set **out,
		   struct zkcap_error *err);

/* Put a set there from text, under its metadata.name, as if its file had been read */
int zkcap_sets_add(struct zkcap_sets *sets, const char *file, const char *text, size_t len,
		   struct zkcap_error *err);

void zkcap_sets_free(struct zkcap_sets *sets);

bool zkcap_set_contains(const struct zkcap_set *set, const struct zk_fr *value);

#endif /* ZKCAP_SET_H */
