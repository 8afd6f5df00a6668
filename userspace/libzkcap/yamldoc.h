/* SPDX-License-Identifier: MIT */
/*
 * YAML documents as trees that remember where they were written.
 *
 * The subset: one document (or several, where said), no anchors, aliases or tags, no key twice in a
 * mapping, scalars typed by the YAML 1.2 core schema.  What remains is JSON's
 * data model, so that a document has one canonical JSON form.
 */
#ifndef ZKCAP_YAML_H
#define ZKCAP_YAML_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

#define ZKCAP_YAML_MAX_BYTES (1024 * 1024)
#define ZKCAP_YAML_MAX_DEPTH 32
#define ZKCAP_YAML_MAX_DOCUMENTS 256

enum zkcap_yaml_kind {
	ZKCAP_YAML_NULL,
	ZKCAP_YAML_BOOL,
	ZKCAP_YAML_INT,
	ZKCAP_YAML_FLOAT,
	ZKCAP_YAML_STRING,
	ZKCAP_YAML_SEQUENCE,
	ZKCAP_YAML_MAPPING,
};

/**
 * struct zkcap_yaml_node - a node of the tree
 * @kind: enum zkcap_yaml_kind
 * @line: where it begins, from 1
 * @column: from 1
 * @text: a scalar's content, without quotes
 * @integer: value of a ZKCAP_YAML_INT
 * @items: a sequence's items, or a mapping's keys and values by turns
 * @n_items: how many pointers @items holds
 */
struct zkcap_yaml_node {
	enum zkcap_yaml_kind kind;
	uint32_t line;
	uint32_t column;
	char *text;
	int64_t integer;
	struct zkcap_yaml_node **items;
	size_t n_items;
};

/**
 * struct zkcap_yaml - a parsed document
 * @file: its name, for messages
 * @raw: the text, zero-terminated
 * @root: its tree
 */
struct zkcap_yaml {
	char *file;
	char *raw;
	struct zkcap_yaml_node *root;
};

/**
 * zkcap_yaml_load() - read and parse a file of up to ZKCAP_YAML_MAX_BYTES
 * Return: 0; an errno of reading; -EINVAL for what is not in the subset; -ENOMEM.
 */
int zkcap_yaml_load(struct zkcap_yaml *doc, const char *path, struct zkcap_error *err);

/* The same from memory; name is for messages */
int zkcap_yaml_parse(struct zkcap_yaml *doc, const char *name, const char *text, size_t len,
		     struct zkcap_error *err);
void zkcap_yaml_free(struct zkcap_yaml *doc);

/**
 * struct zkcap_yaml_stream - the documents of a file, in their order
 * @docs: each with its own copy of the text
 * @n: up to ZKCAP_YAML_MAX_DOCUMENTS; 0 for a file of comments
 */
struct zkcap_yaml_stream {
	struct zkcap_yaml *docs;
	size_t n;
};

/* As zkcap_yaml_load() and zkcap_yaml_parse(), for any number of documents */
int zkcap_yaml_load_stream(struct zkcap_yaml_stream *stream, const char *path,
			   struct zkcap_error *err);
int zkcap_yaml_parse_stream(struct zkcap_yaml_stream *stream, const char *name, const char *text,
			    size_t len, struct zkcap_error *err);
void zkcap_yaml_free_stream(struct zkcap_yaml_stream *stream);

/* Value of a key in a mapping; NULL if there is none or node is no mapping */
struct zkcap_yaml_node *zkcap_yaml_get(const struct zkcap_yaml_node *node, const char *key);

/* A new JSON value of the same content; NULL when out of memory */
json_t *zkcap_yaml_to_json(const struct zkcap_yaml_node *node);

/**
 * zkcap_yaml_error() - record "file:line:column: ..." about a node
 * Return: -EINVAL.
 */
int zkcap_yaml_error(const struct zkcap_yaml *doc, const struct zkcap_yaml_node *node,
		     struct zkcap_error *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * zkcap_yaml_positions() - where each character of a scalar stands in the file
 * @lines: strlen(node->text) + 1 results, from 1
 * @columns: as many, from 1
 *
 * Follows quotes, escapes, folded and literal blocks.
 */
void zkcap_yaml_positions(const struct zkcap_yaml *doc, const struct zkcap_yaml_node *node,
			  uint32_t *lines, uint32_t *columns);

#endif /* ZKCAP_YAML_H */
