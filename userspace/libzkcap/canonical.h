/* SPDX-License-Identifier: MIT */
/* Canonical JSON (RFC 8785): one text, hence one digest, for one document. */
#ifndef ZKCAP_CANONICAL_H
#define ZKCAP_CANONICAL_H

#include <jansson.h>
#include <stdint.h>

#include "error.h"

/**
 * zkcap_canonical_json() - serialise as RFC 8785 says
 * @out: the text, UTF-8, zero-terminated; to be freed
 * @json: any value
 *
 * Return: 0; -ERANGE for an integer that a double cannot hold exactly (beyond
 * 2^53, section 3.2.2.3 takes every number as a double) or for infinity; -ENOMEM.
 */
int zkcap_canonical_json(char **out, const json_t *json, struct zkcap_error *err);

/**
 * zkcap_canonical_digest() - SHA-256 of the canonical JSON
 * Return: as zkcap_canonical_json().
 */
int zkcap_canonical_digest(uint8_t out[32], const json_t *json, struct zkcap_error *err);

#endif /* ZKCAP_CANONICAL_H */
