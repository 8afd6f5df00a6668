/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The worked example of the protocol, vectors/worked-example.json: a key, a
 * commitment, a proof, and every transcript state between them.
 */
#ifndef SELFTESTS_UNIT_EXAMPLE_H
#define SELFTESTS_UNIT_EXAMPLE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* The parsed file; ends the test program if it cannot be read.  json_decref() it. */
json_t *example_load(void);

/* Bytes of the hex string @hex, with or without 0x, into @out; returns how many */
size_t example_hex(uint8_t *out, size_t max, const char *hex);

/* The same for the string member @key of @obj; must give exactly @len bytes */
void example_bytes(uint8_t *out, size_t len, const json_t *obj, const char *key);

#endif /* SELFTESTS_UNIT_EXAMPLE_H */
