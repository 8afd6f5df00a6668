/* SPDX-License-Identifier: MIT */
/*
 * Strict JSON objects with bytes in hexadecimal: what messages between machines and files
 * of keys are written in.  Getters return 0, or -EINVAL or -ENOMEM after saying which member
 * is wrong and what was expected.
 */
#ifndef ZKCAP_HEXJSON_H
#define ZKCAP_HEXJSON_H

#include <jansson.h>

#include "tpm.h"

/**
 * hexjson_parse() - one object of a kind
 * @kind: required value of the member "kind"
 * @members: names of all members but "kind" and "version", which has to be 1; ends with
 *	     NULL; one that begins with '?' may be missing
 *
 * Return: 0, @out to be released by json_decref().
 */
int hexjson_parse(json_t **out, const char *text, size_t len, const char *kind,
		  const char *const *members, struct zkcap_error *err);

/* A new object of that kind, version 1 */
json_t *hexjson_new(const char *kind);

/* Sets a member; without memory it stays missing, which the reader notices. */
void hexjson_set(json_t *object, const char *name, const uint8_t *data, size_t len);

/* The same as a value of its own, to be put into an array */
json_t *hexjson_bytes(const uint8_t *data, size_t len);

/* Exactly @len bytes */
int hexjson_get(const json_t *object, const char *name, uint8_t *out, size_t len,
		struct zkcap_error *err);

/* @min to @max bytes; @out to be freed */
int hexjson_get_bytes(const json_t *object, const char *name, size_t min, size_t max,
		      struct zkcap_tpm_bytes *out, struct zkcap_error *err);

/* @min to @max bytes of a value that is not an object's member; @name is for messages */
int hexjson_bytes_of(const json_t *value, const char *name, size_t min, size_t max,
		     struct zkcap_tpm_bytes *out, struct zkcap_error *err);

/* Printable ASCII, shorter than @size */
int hexjson_get_text(const json_t *object, const char *name, char *out, size_t size,
		     struct zkcap_error *err);

/* 0 to 2^63-1 */
int hexjson_get_u64(const json_t *object, const char *name, uint64_t *out,
		    struct zkcap_error *err);

#endif /* ZKCAP_HEXJSON_H */
