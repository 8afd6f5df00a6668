/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * G1 of BLS12-381: the subgroup of prime order r of E: y^2 = x^3 + 4 over Fp.
 *
 * All functions work on the whole curve, whose order is r times a cofactor with the
 * small factors 3 and 11: membership of G1 is checked where bytes are decoded and
 * nowhere else.  The order of E is odd, so no finite point has y = 0 and the affine
 * pair (0, 0), which is not on the curve, stands for infinity.
 *
 * _vartime: time depends on the values; for public data only.  Results may alias
 * arguments.
 */
#ifndef ZK_G1_H
#define ZK_G1_H

#include "fp.h"
#include "fr.h"

#define ZK_G1_BYTES 48

/* x = y = 0: infinity */
struct zk_g1_affine {
	struct zk_fp x, y;
};

/* Jacobian: the affine point (x / z^2, y / z^3); z = 0: infinity */
struct zk_g1 {
	struct zk_fp x, y, z;
};

/* What decoding a point found; the values are stable */
enum zk_decode {
	ZK_DECODE_OK = 0,
	/* not compressed, or a sign or a body beside the infinity flag */
	ZK_DECODE_BAD_FLAGS,
	/* a coordinate is not below p */
	ZK_DECODE_NOT_CANONICAL,
	ZK_DECODE_NOT_ON_CURVE,
	ZK_DECODE_NOT_IN_SUBGROUP,
};

extern const struct zk_g1_affine zk_g1_generator;

/**
 * zk_g1_from_bytes_vartime() - decode a compressed point of G1
 * @r: the point; infinity unless the result is ZK_DECODE_OK
 * @in: 48 bytes, big-endian x, with the three flags of the ZCash BLS12-381 encoding
 *      in the top bits: compressed, infinity, y is the larger root
 *
 * Infinity decodes: callers refuse it where it has no business.
 *
 * Return: ZK_DECODE_OK, or the first check that failed, in the order of the enum.
 */
enum zk_decode zk_g1_from_bytes_vartime(struct zk_g1_affine *r, const u8 in[ZK_G1_BYTES]);
/* The same without the subgroup check: for files whose digest is known */
enum zk_decode zk_g1_from_bytes_unchecked_vartime(struct zk_g1_affine *r,
						  const u8 in[ZK_G1_BYTES]);
/*
 * Two encodings, one behind the other, in less time than twice one: r[i] and found[i] are as
 * from zk_g1_from_bytes_vartime(), whatever becomes of the other.
 */
void zk_g1_pair_from_bytes_vartime(struct zk_g1_affine r[2], enum zk_decode found[2],
				   const u8 in[2 * ZK_G1_BYTES]);
void zk_g1_to_bytes(u8 out[ZK_G1_BYTES], const struct zk_g1_affine *a);

/* y^2 = x^3 + 4; infinity is on the curve */
bool zk_g1_on_curve(const struct zk_g1_affine *a);
/* a, which must be on the curve, has order 1 or r */
bool zk_g1_in_subgroup_vartime(const struct zk_g1_affine *a);
bool zk_g1_affine_is_inf(const struct zk_g1_affine *a);
bool zk_g1_affine_eq(const struct zk_g1_affine *a, const struct zk_g1_affine *b);
void zk_g1_affine_neg(struct zk_g1_affine *r, const struct zk_g1_affine *a);
/* r = lambda a on G1, lambda = -x^2 mod r a cube root of one: (beta x, y) */
void zk_g1_affine_endo(struct zk_g1_affine *r, const struct zk_g1_affine *a);

bool zk_g1_is_inf(const struct zk_g1 *a);
bool zk_g1_eq(const struct zk_g1 *a, const struct zk_g1 *b);
void zk_g1_neg(struct zk_g1 *r, const struct zk_g1 *a);
void zk_g1_dbl(struct zk_g1 *r, const struct zk_g1 *a);
void zk_g1_add_vartime(struct zk_g1 *r, const struct zk_g1 *a, const struct zk_g1 *b);
void zk_g1_add_affine_vartime(struct zk_g1 *r, const struct zk_g1 *a,
			      const struct zk_g1_affine *b);
/* r = k a, any point a of the curve */
void zk_g1_mul_vartime(struct zk_g1 *r, const struct zk_g1_affine *a, const struct zk_fr *k);

void zk_g1_from_affine(struct zk_g1 *r, const struct zk_g1_affine *a);
void zk_g1_to_affine_vartime(struct zk_g1_affine *r, const struct zk_g1 *a);
/**
 * zk_g1_batch_to_affine_vartime() - n points to affine form with one inversion
 * @r: n results
 * @a: n points, infinities among them allowed; not the memory of @r
 * @n: number of points
 * @scratch: n field elements
 */
void zk_g1_batch_to_affine_vartime(struct zk_g1_affine *r, const struct zk_g1 *a, size_t n,
				   struct zk_fp *scratch);

#endif /* ZK_G1_H */
