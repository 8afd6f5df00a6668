/* SPDX-License-Identifier: MIT */
/*
 * Values as people write them, and as field elements:
 *
 *	u64	4096, 0x1000, 4Ki (a Kubernetes quantity)	the number
 *	version	3.0.14 (one to three numbers)			16.16.32 bits
 *	digest	sha256:<64 hex digits>, or any other text	first 31 bytes, big endian, of
 *								that digest or the text's SHA-256
 *	bits64	a number						the number
 */
#ifndef ZKCAP_VALUE_H
#define ZKCAP_VALUE_H

#include "circuit.h"
#include "schema.h"

/**
 * zkcap_quantity_parse() - a number with a Kubernetes suffix: 8Gi, 1.5M, 2e3
 * Return: 0; -EINVAL if it is none; -ERANGE if it is no whole number below 2^64.
 */
int zkcap_quantity_parse(const char *text, u64 *out);

/**
 * zkcap_version_parse() - major[.minor[.patch]], packed into 16.16.32 bits
 * Return: 0; -EINVAL; -ERANGE if a part does not fit.
 */
int zkcap_version_parse(const char *text, u64 *out);

/* First 31 bytes of SHA-256 of content, or of a digest that is given already */
void zkcap_digest_from_content(struct zk_fr *out, const void *content, size_t len);
void zkcap_digest_from_sha256(struct zk_fr *out, const u8 sha256[32]);

/**
 * zkcap_value_parse() - a value of a type
 * @what: for the message: whose value it is
 *
 * Return: 0, or -EINVAL after saying what was expected.
 */
int zkcap_value_parse(struct zk_fr *out, enum zkcap_type type, const char *text,
		      const char *what, struct zkcap_error *err);

/**
 * zkcap_attribute_value_parse() - the same for an attribute: a bits64 may also be
 *	names of its bits joined by "+": AVX2+BMI2, with or without the part before the
 *	last dot
 */
int zkcap_attribute_value_parse(struct zk_fr *out, const struct zkcap_attribute *attribute,
				const char *text, struct zkcap_error *err);

/* The integer, if it is below 2^64 */
bool zkcap_value_to_u64(u64 *out, const struct zk_fr *value);

#endif /* ZKCAP_VALUE_H */
