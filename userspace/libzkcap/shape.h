/* SPDX-License-Identifier: MIT */
/*
 * The shape of a YAML document as a table: which keys, which kinds, which
 * values.  The published JSON Schemas say the same for other programs.
 */
#ifndef ZKCAP_SHAPE_H
#define ZKCAP_SHAPE_H

#include <stdbool.h>

#include "yamldoc.h"

struct zkcap_shape;

struct zkcap_shape_field {
	const char *name;
	const struct zkcap_shape *shape;
	bool required;
};

/**
 * struct zkcap_shape - what a node must be
 * @kind: enum zkcap_yaml_kind
 * @what: what is expected, for the message
 * @matches: of a string, or of a mapping's free keys
 * @choices: of a string: the permitted ones, ending in NULL
 * @min: an integer's least value; least length of a string or sequence
 * @max: an integer's largest value; greatest length; 0 for no limit on a length
 * @items: of a sequence's items, or of the values under a mapping's free keys
 * @fields: of a mapping: the permitted keys, ending in a NULL name
 * @alternative: what a node of another kind may be instead; NULL for nothing
 */
struct zkcap_shape {
	enum zkcap_yaml_kind kind;
	const char *what;
	bool (*matches)(const char *text);
	const char *const *choices;
	int64_t min;
	int64_t max;
	const struct zkcap_shape *items;
	const struct zkcap_shape_field *fields;
	const struct zkcap_shape *alternative;
};

/**
 * zkcap_shape_check() - check a document
 * Return: 0, or -EINVAL after recording the first difference with its place.
 */
int zkcap_shape_check(const struct zkcap_yaml *doc, const struct zkcap_shape *shape,
		      struct zkcap_error *err);

/* ASCII classes for names */
#define ZKCAP_LOWER "abcdefghijklmnopqrstuvwxyz"
#define ZKCAP_UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define ZKCAP_DIGITS "0123456789"

/* One character of the first class, then any number of the second, up to the end */
bool zkcap_shape_is_word(const char *text, const char *first, const char *rest);

/* What several documents use */
extern const struct zkcap_shape zkcap_shape_api_version;
extern const struct zkcap_shape zkcap_shape_text;	/* one line for people */
extern const struct zkcap_shape zkcap_shape_label;	/* a document's name: gpu-memory */
extern const struct zkcap_shape zkcap_shape_version;	/* a document's version */
extern const struct zkcap_shape zkcap_shape_type;	/* u64, digest, version */
extern const struct zkcap_shape zkcap_shape_unit;	/* bytes, bit/s */

#endif /* ZKCAP_SHAPE_H */
