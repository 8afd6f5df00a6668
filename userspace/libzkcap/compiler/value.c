// SPDX-License-Identifier: MIT
/* Values as people write them. */

#include <ctype.h>
#include <errno.h>
#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "sha256.h"
#include "value.h"

/* Suffixes of Kubernetes quantities: base^exponent */
static const struct {
	const char *name;
	unsigned int base;
	unsigned int exponent;
} suffixes[] = {
	{ "", 10, 0 }, { "k", 10, 3 }, { "M", 10, 6 }, { "G", 10, 9 },
	{ "T", 10, 12 }, { "P", 10, 15 }, { "E", 10, 18 },
	{ "Ki", 2, 10 }, { "Mi", 2, 20 }, { "Gi", 2, 30 },
	{ "Ti", 2, 40 }, { "Pi", 2, 50 }, { "Ei", 2, 60 },
};

static int find_suffix(const char *text, mpz_t scale)
{
	unsigned long e;
	char *end;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(suffixes); i++) {
		if (strcmp(text, suffixes[i].name))
			continue;
		mpz_ui_pow_ui(scale, suffixes[i].base, suffixes[i].exponent);
		return 0;
	}
	if ((*text != 'e' && *text != 'E') || !isdigit((unsigned char)text[1]))
		return -EINVAL;
	e = strtoul(text + 1, &end, 10);
	if (*end)
		return -EINVAL;
	if (e > 19)
		return -ERANGE;
	mpz_ui_pow_ui(scale, 10, e);
	return 0;
}

static void export_u64(u64 *out, const mpz_t n)
{
	*out = 0;
	mpz_export(out, NULL, -1, sizeof(*out), 0, 0, n);
}

int zkcap_quantity_parse(const char *text, u64 *out)
{
	mpz_t n, scale, ten;
	unsigned long decimals = 0;
	const char *p;
	int ret = -EINVAL, digits = 0;

	mpz_inits(n, scale, ten, NULL);
	for (p = text; isdigit((unsigned char)*p) && digits < 40; p++, digits++) {
		mpz_mul_ui(n, n, 10);
		mpz_add_ui(n, n, *p - '0');
	}
	if (*p == '.' && isdigit((unsigned char)p[1])) {
		for (p++; isdigit((unsigned char)*p) && digits < 40; p++, digits++, decimals++) {
			mpz_mul_ui(n, n, 10);
			mpz_add_ui(n, n, *p - '0');
		}
	}
	if (!isdigit((unsigned char)*text))
		goto out;
	ret = find_suffix(p, scale);
	if (ret)
		goto out;
	mpz_mul(n, n, scale);
	mpz_ui_pow_ui(ten, 10, decimals);
	if (!mpz_divisible_p(n, ten)) {
		ret = -ERANGE;
		goto out;
	}
	mpz_divexact(n, n, ten);
	if (mpz_sizeinbase(n, 2) > 64)
		ret = -ERANGE;
	else
		export_u64(out, n);
out:
	mpz_clears(n, scale, ten, NULL);
	return ret;
}

int zkcap_version_parse(const char *text, u64 *out)
{
	static const unsigned int width[] = { 16, 16, 32 };
	u64 packed = 0, part;
	size_t i, shift = 64;
	char *end;

	for (i = 0; i < 3; i++) {
		if (!isdigit((unsigned char)*text))
			return -EINVAL;
		errno = 0;
		part = strtoull(text, &end, 10);
		if (errno || part >> width[i])
			return -ERANGE;
		shift -= width[i];
		packed |= part << shift;
		text = end;
		if (!*text) {
			*out = packed;
			return 0;
		}
		if (*text++ != '.')
			return -EINVAL;
	}
	return -EINVAL;
}

void zkcap_digest_from_sha256(struct zk_fr *out, const u8 sha256[32])
{
	u8 be[ZK_FR_BYTES] = { 0 };

	/* 31 bytes are below the modulus, so this cannot be refused */
	memcpy(be + 1, sha256, ZK_FR_BYTES - 1);
	zk_fr_from_bytes(out, be);
}

void zkcap_digest_from_content(struct zk_fr *out, const void *content, size_t len)
{
	u8 digest[32];

	zkcap_sha256(digest, content, len);
	zkcap_digest_from_sha256(out, digest);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int parse_sha256(u8 out[32], const char *hex)
{
	int i, hi, lo;

	if (strlen(hex) != 64)
		return -EINVAL;
	for (i = 0; i < 32; i++) {
		hi = hex_digit(hex[2 * i]);
		lo = hex_digit(hex[2 * i + 1]);
		if (hi < 0 || lo < 0)
			return -EINVAL;
		out[i] = hi << 4 | lo;
	}
	return 0;
}

static int parse_number(const char *text, u64 *out)
{
	char *end;

	if (strncmp(text, "0x", 2) || !isxdigit((unsigned char)text[2]))
		return zkcap_quantity_parse(text, out);
	errno = 0;
	*out = strtoull(text, &end, 16);
	return errno || *end ? -EINVAL : 0;
}

int zkcap_value_parse(struct zk_fr *out, enum zkcap_type type, const char *text,
		      const char *what, struct zkcap_error *err)
{
	u8 digest[32];
	u64 v;

	switch (type) {
	case ZKCAP_TYPE_U64:
	case ZKCAP_TYPE_BITS64:
		if (parse_number(text, &v))
			return zkcap_error_set(err, -EINVAL,
					       "%s: \"%s\": expected a whole number below 2^64, as 4096, 0x1000 or 4Ki",
					       what, text);
		zk_fr_from_u64(out, v);
		return 0;
	case ZKCAP_TYPE_VERSION:
		if (zkcap_version_parse(text, &v))
			return zkcap_error_set(err, -EINVAL,
					       "%s: \"%s\": expected a version, as 3.0.14: up to three numbers below 2^16, 2^16, 2^32",
					       what, text);
		zk_fr_from_u64(out, v);
		return 0;
	case ZKCAP_TYPE_DIGEST:
		if (strncmp(text, "sha256:", 7)) {
			zkcap_digest_from_content(out, text, strlen(text));
			return 0;
		}
		if (parse_sha256(digest, text + 7))
			return zkcap_error_set(err, -EINVAL,
					       "%s: \"%s\": expected 64 lower-case hex digits after sha256:",
					       what, text);
		zkcap_digest_from_sha256(out, digest);
		return 0;
	}
	return zkcap_error_set(err, -EINVAL, "%s: no such type", what);
}

/* Bits named as text[0..len) says, in full or by the part after the last dot */
static const struct zkcap_bit *find_bit(const struct zkcap_attribute *attribute,
					const char *text, size_t len)
{
	const char *name;
	size_t i;

	for (i = 0; i < attribute->n_bits; i++) {
		name = attribute->bits[i].name;
		if (strlen(name) == len && !memcmp(name, text, len))
			return &attribute->bits[i];
		name = strrchr(name, '.') + 1;
		if (strlen(name) == len && !memcmp(name, text, len))
			return &attribute->bits[i];
	}
	return NULL;
}

int zkcap_attribute_value_parse(struct zk_fr *out, const struct zkcap_attribute *attribute,
				const char *text, struct zkcap_error *err)
{
	const struct zkcap_bit *bit;
	const char *p = text;
	u64 word = 0;
	size_t len;

	if (attribute->type != ZKCAP_TYPE_BITS64 || isdigit((unsigned char)*text))
		return zkcap_value_parse(out, attribute->type, text, attribute->name, err);
	for (;;) {
		len = strcspn(p, "+");
		bit = find_bit(attribute, p, len);
		if (!bit)
			return zkcap_error_set(err, -EINVAL,
					       "%s: \"%.*s\": expected names of its bits joined by +, or a number",
					       attribute->name, (int)len, p);
		word |= 1ULL << bit->bit;
		if (!p[len])
			break;
		p += len + 1;
	}
	zk_fr_from_u64(out, word);
	return 0;
}

bool zkcap_value_to_u64(u64 *out, const struct zk_fr *value)
{
	u64 l[ZK_FR_LIMBS];

	zk_fr_to_limbs(l, value);
	*out = l[0];
	return !(l[1] | l[2] | l[3]);
}
