/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Verifying keys and attribute commitments: what a proof is about.
 *
 * A key is 504 bytes: "ZKCV", u8 version 1, u8 log2 n (8..11), u8 coset
 * generator 7, u8 number of public inputs, 32 bytes digest of the attribute
 * schema, 32 bytes definition id, then the compressed points
 * [qM] [qL] [qR] [qO] [qC] [qI] [S1] [S2] [S3].
 */
#ifndef ZK_VK_H
#define ZK_VK_H

#include "fr.h"
#include "g1.h"
#include "msm.h"
#include "verdict.h"

#define ZK_VK_BYTES 504
#define ZK_VK_POINTS 9
#define ZK_DIGEST_BYTES 32
#define ZK_POINT_BYTES 48
#define ZK_MAX_PUBLIC 16
#define ZK_MIN_LOG2N 8
#define ZK_MAX_LOG2N 11

/**
 * struct zk_vk - a decoded and checked verifying key
 * @digest: SHA-256 of the encoded key, which stands for it in the transcript
 * @schema: digest of the attribute schema
 * @definition: id of the capability definition
 * @log2n: log2 of the number of rows
 * @n_public: number of public inputs, at most ZK_MAX_PUBLIC
 * @omega: generator of the domain, 7^((r-1)/n)
 * @n_inv: 1/n
 * @tables: precomputed multiples of the points, in the order of the encoding
 *
 * Large: allocate it, never put it on a kernel stack.  Read-only once decoded.
 */
struct zk_vk {
	u8 digest[ZK_DIGEST_BYTES];
	u8 schema[ZK_DIGEST_BYTES];
	u8 definition[ZK_DIGEST_BYTES];
	u8 log2n;
	u8 n_public;
	struct zk_fr omega;
	struct zk_fr n_inv;
	struct zk_msm_table tables[ZK_VK_POINTS];
};

/**
 * struct zk_vk_scratch - working memory of zk_vk_decode()
 * @msm: for making the points' tables
 */
struct zk_vk_scratch {
	struct zk_msm_scratch msm;
};

/**
 * zk_vk_decode() - decode a verifying key, check it, build its tables
 * @vk: result, meaningful only when accepted
 * @in: @len bytes
 * @len: must be ZK_VK_BYTES
 * @element: the point at fault when a point is refused, else ZK_ELEMENT_NONE;
 *           may be NULL
 * @scratch: working memory
 *
 * A selector may be the point at infinity (a circuit that does not use it);
 * a permutation polynomial may not, since it never is the zero polynomial.
 *
 * Return: ZK_ACCEPT, ZK_REFUSE_KEY_* or ZK_REFUSE_POINT_*.
 */
enum zk_verdict zk_vk_decode(struct zk_vk *vk, const u8 *in, size_t len,
			     enum zk_element *element, struct zk_vk_scratch *scratch);

/**
 * struct zk_commitment - a checked commitment V to a platform's attributes
 * @bytes: its encoding
 * @point: in the subgroup of order r, not infinity
 */
struct zk_commitment {
	u8 bytes[ZK_POINT_BYTES];
	struct zk_g1_affine point;
};

/**
 * zk_commitment_decode() - decode and check a commitment
 * @c: result, meaningful only when accepted
 * @in: compressed point
 *
 * Return: ZK_ACCEPT or ZK_REFUSE_POINT_*.
 */
enum zk_verdict zk_commitment_decode(struct zk_commitment *c, const u8 in[ZK_POINT_BYTES]);

/**
 * zk_point_decode() - decode a point that must not be infinity
 * @r: result, meaningful only when accepted
 * @in: compressed point
 *
 * Return: ZK_ACCEPT or ZK_REFUSE_POINT_*.
 */
enum zk_verdict zk_point_decode(struct zk_g1_affine *r, const u8 in[ZK_POINT_BYTES]);
/* Two points, one behind the other, each as by zk_point_decode(), in less time */
void zk_point_pair_decode(struct zk_g1_affine r[2], enum zk_verdict v[2],
			  const u8 in[2 * ZK_POINT_BYTES]);

#endif /* ZK_VK_H */
