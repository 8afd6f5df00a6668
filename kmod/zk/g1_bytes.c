// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* G1 of BLS12-381: membership of the curve and of the subgroup, encoding. */

#include "g1.h"

/* Bits of the first byte of an encoded point */
#define COMPRESSED 0x80
#define INFINITE 0x40
#define LARGER_Y 0x20
#define FLAGS 0xe0

/* r = x^3 + 4 */
static void curve_rhs(struct zk_fp *r, const struct zk_fp *x)
{
	static const struct zk_fp four = { {
		0xaa270000000cfff3ULL, 0x53cc0032fc34000aULL,
		0x478fe97a6b0a807fULL, 0xb1d37ebee6ba24d7ULL,
		0x8ec9733bbf78ab2fULL, 0x09d645513d83de7eULL,
	} };
	struct zk_fp t;

	zk_fp_sqr(&t, x);
	zk_fp_mul(&t, &t, x);
	zk_fp_add(r, &t, &four);
}

bool zk_g1_on_curve(const struct zk_g1_affine *a)
{
	struct zk_fp l, r;

	zk_fp_sqr(&l, &a->y);
	curve_rhs(&r, &a->x);
	return zk_fp_eq(&l, &r) | zk_g1_affine_is_inf(a);
}

/*
 * r = |x| a for the curve's parameter x = -(2^63 + 2^62 + 2^60 + 2^57 + 2^48 + 2^16).
 *
 * The coordinates x and y of a Jacobian point are an affine point of y^2 = x^3 + 4 z^6, and
 * the formulas do not depend on that constant.  So a may be added as if it were affine,
 * if all z are taken relative to its own.
 */
static void mul_by_x(struct zk_g1 *r, const struct zk_g1 *a)
{
	static const u8 run[] = { 1, 2, 3, 9, 32, 16 };
	const struct zk_g1_affine p = { a->x, a->y };
	struct zk_g1 acc;
	size_t i;
	int j;

	zk_g1_from_affine(&acc, &p);
	for (i = 0; i < ARRAY_SIZE(run); i++) {
		for (j = 0; j < run[i]; j++)
			zk_g1_dbl(&acc, &acc);
		if (i + 1 < ARRAY_SIZE(run))
			zk_g1_add_affine_vartime(&acc, &acc, &p);
	}
	zk_fp_mul(&acc.z, &acc.z, &a->z);
	*r = acc;
}

/*
 * A point of the curve is in G1 iff phi(P) = -x^2 P, phi(x, y) = (beta x, y): as
 * phi^2 + phi + 1 = 0, such a point is killed by x^4 - x^2 + 1 = r.  M. Scott, "A note on
 * group membership tests for G1, G2 and GT on BLS pairing-friendly curves", ePrint 2021/1130.
 */
bool zk_g1_in_subgroup_vartime(const struct zk_g1_affine *a)
{
	struct zk_g1_affine phi;
	struct zk_g1 p, q;

	zk_g1_from_affine(&p, a);
	mul_by_x(&p, &p);
	mul_by_x(&p, &p);
	zk_g1_neg(&p, &p);
	zk_g1_affine_endo(&phi, a);
	zk_g1_from_affine(&q, &phi);
	return zk_g1_eq(&p, &q);
}

enum zk_decode zk_g1_from_bytes_unchecked_vartime(struct zk_g1_affine *r,
						  const u8 in[ZK_G1_BYTES])
{
	u8 x[ZK_G1_BYTES], flags = in[0] & FLAGS, body = 0;
	struct zk_g1_affine t;
	struct zk_fp rhs;
	int i;

	memset(r, 0, sizeof(*r));
	memcpy(x, in, sizeof(x));
	x[0] &= ~FLAGS;
	if (!(flags & COMPRESSED))
		return ZK_DECODE_BAD_FLAGS;
	if (flags & INFINITE) {
		for (i = 0; i < ZK_G1_BYTES; i++)
			body |= x[i];
		return body || flags & LARGER_Y ? ZK_DECODE_BAD_FLAGS : ZK_DECODE_OK;
	}
	if (!zk_fp_from_bytes(&t.x, x))
		return ZK_DECODE_NOT_CANONICAL;
	curve_rhs(&rhs, &t.x);
	if (!zk_fp_sqrt(&t.y, &rhs))
		return ZK_DECODE_NOT_ON_CURVE;
	if (zk_fp_is_larger_half(&t.y) != !!(flags & LARGER_Y))
		zk_fp_neg(&t.y, &t.y);
	*r = t;
	return ZK_DECODE_OK;
}

enum zk_decode zk_g1_from_bytes_vartime(struct zk_g1_affine *r, const u8 in[ZK_G1_BYTES])
{
	enum zk_decode found = zk_g1_from_bytes_unchecked_vartime(r, in);

	if (found == ZK_DECODE_OK && !zk_g1_in_subgroup_vartime(r)) {
		memset(r, 0, sizeof(*r));
		return ZK_DECODE_NOT_IN_SUBGROUP;
	}
	return found;
}

void zk_g1_to_bytes(u8 out[ZK_G1_BYTES], const struct zk_g1_affine *a)
{
	if (zk_g1_affine_is_inf(a)) {
		memset(out, 0, ZK_G1_BYTES);
		out[0] = COMPRESSED | INFINITE;
		return;
	}
	zk_fp_to_bytes(out, &a->x);
	out[0] |= COMPRESSED | (zk_fp_is_larger_half(&a->y) ? LARGER_Y : 0);
}
