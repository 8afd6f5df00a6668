// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "vk.h"

/* Where things are in an encoded key */
enum {
	AT_VERSION = 4,
	AT_LOG2N = 5,
	AT_COSET = 6,
	AT_PUBLICS = 7,
	AT_SCHEMA = 8,
	AT_DEFINITION = AT_SCHEMA + ZK_DIGEST_BYTES,
	AT_POINTS = AT_DEFINITION + ZK_DIGEST_BYTES,
	FIRST_SIGMA = 6,
};

/*
 * 7^((r-1)/2^11), from which the generators of the smaller domains follow by
 * squaring; big endian, out of Montgomery form.
 */
static const u8 omega_2048[ZK_FR_BYTES] = {
	0x6d, 0x03, 0x1f, 0x1b, 0x5c, 0x49, 0xc8, 0x34,
	0x09, 0xf1, 0xca, 0x61, 0x0a, 0x08, 0xf1, 0x66,
	0x55, 0xea, 0x68, 0x11, 0xbe, 0x9c, 0x62, 0x2d,
	0x4a, 0x83, 0x8b, 0x5d, 0x59, 0xcd, 0x79, 0xe5,
};

static enum zk_verdict refuse_point(enum zk_decode d)
{
	switch (d) {
	case ZK_DECODE_OK:
		return ZK_ACCEPT;
	case ZK_DECODE_NOT_CANONICAL:
		return ZK_REFUSE_POINT_RANGE;
	case ZK_DECODE_NOT_ON_CURVE:
		return ZK_REFUSE_POINT_OFF_CURVE;
	case ZK_DECODE_NOT_IN_SUBGROUP:
		return ZK_REFUSE_POINT_SUBGROUP;
	case ZK_DECODE_BAD_FLAGS:
		break;
	}
	return ZK_REFUSE_POINT_FLAGS;
}

enum zk_verdict zk_point_decode(struct zk_g1_affine *r, const u8 in[ZK_POINT_BYTES])
{
	enum zk_verdict v = refuse_point(zk_g1_from_bytes_vartime(r, in));

	if (v == ZK_ACCEPT && zk_g1_affine_is_inf(r))
		v = ZK_REFUSE_POINT_INFINITY;
	return v;
}

void zk_point_pair_decode(struct zk_g1_affine r[2], enum zk_verdict v[2],
			  const u8 in[2 * ZK_POINT_BYTES])
{
	enum zk_decode found[2];
	int i;

	zk_g1_pair_from_bytes_vartime(r, found, in);
	for (i = 0; i < 2; i++) {
		v[i] = refuse_point(found[i]);
		if (v[i] == ZK_ACCEPT && zk_g1_affine_is_inf(&r[i]))
			v[i] = ZK_REFUSE_POINT_INFINITY;
	}
}

enum zk_verdict zk_commitment_decode(struct zk_commitment *c, const u8 in[ZK_POINT_BYTES])
{
	memcpy(c->bytes, in, ZK_POINT_BYTES);
	return zk_point_decode(&c->point, in);
}

static enum zk_verdict check_header(const u8 *in, size_t len)
{
	if (len != ZK_VK_BYTES)
		return ZK_REFUSE_KEY_LENGTH;
	if (memcmp(in, "ZKCV", 4))
		return ZK_REFUSE_KEY_MAGIC;
	if (in[AT_VERSION] != 1)
		return ZK_REFUSE_KEY_VERSION;
	if (in[AT_LOG2N] < ZK_MIN_LOG2N || in[AT_LOG2N] > ZK_MAX_LOG2N)
		return ZK_REFUSE_KEY_DOMAIN;
	if (in[AT_COSET] != 7)
		return ZK_REFUSE_KEY_COSET;
	if (in[AT_PUBLICS] > ZK_MAX_PUBLIC)
		return ZK_REFUSE_KEY_PUBLICS;
	return ZK_ACCEPT;
}

static void set_domain(struct zk_vk *vk, unsigned int log2n)
{
	unsigned int i;

	zk_fr_from_bytes(&vk->omega, omega_2048);
	for (i = log2n; i < ZK_MAX_LOG2N; i++)
		zk_fr_sqr(&vk->omega, &vk->omega);
	zk_fr_from_u64(&vk->n_inv, 1ULL << log2n);
	zk_fr_inv_vartime(&vk->n_inv, &vk->n_inv);
}

static void digest(u8 out[ZK_DIGEST_BYTES], const u8 *in, size_t len)
{
	struct zk_sha256 s;

	zk_sha256_init(&s);
	zk_sha256_update(&s, in, len);
	zk_sha256_final(&s, out);
}

enum zk_verdict zk_vk_decode(struct zk_vk *vk, const u8 *in, size_t len,
			     enum zk_element *element, struct zk_vk_scratch *scratch)
{
	enum zk_element none;
	struct zk_g1_affine pt;
	enum zk_verdict v;
	unsigned int i;

	if (!element)
		element = &none;
	*element = ZK_ELEMENT_NONE;
	v = check_header(in, len);
	if (v != ZK_ACCEPT)
		return v;

	for (i = 0; i < ZK_VK_POINTS; i++) {
		const u8 *at = in + AT_POINTS + i * ZK_POINT_BYTES;

		if (i < FIRST_SIGMA)
			v = refuse_point(zk_g1_from_bytes_vartime(&pt, at));
		else
			v = zk_point_decode(&pt, at);
		if (v != ZK_ACCEPT) {
			*element = ZK_ELEMENT_QM + i;
			return v;
		}
		zk_msm_table_init_vartime(&vk->tables[i], &pt, &scratch->msm);
	}
	digest(vk->digest, in, len);
	memcpy(vk->schema, in + AT_SCHEMA, ZK_DIGEST_BYTES);
	memcpy(vk->definition, in + AT_DEFINITION, ZK_DIGEST_BYTES);
	vk->log2n = in[AT_LOG2N];
	vk->n_public = in[AT_PUBLICS];
	set_domain(vk, vk->log2n);
	return ZK_ACCEPT;
}
