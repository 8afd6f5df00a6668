// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* G1 of BLS12-381: membership of the curve, encoding. */

#include "g1.h"
#include "g1_subgroup.h"

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
	return zk_either(zk_fp_eq(&l, &r), zk_g1_affine_is_inf(a));
}

/* The flags, and x if there is one, else 0 */
static enum zk_decode parse(struct zk_fp *x, u8 *flags, const u8 in[ZK_G1_BYTES])
{
	u8 bytes[ZK_G1_BYTES], body = 0;
	int i;

	*x = zk_fp_zero;
	*flags = in[0] & FLAGS;
	memcpy(bytes, in, sizeof(bytes));
	bytes[0] &= ~FLAGS;
	if (!(*flags & COMPRESSED))
		return ZK_DECODE_BAD_FLAGS;
	if (*flags & INFINITE) {
		for (i = 0; i < ZK_G1_BYTES; i++)
			body |= bytes[i];
		return body || *flags & LARGER_Y ? ZK_DECODE_BAD_FLAGS : ZK_DECODE_OK;
	}
	return zk_fp_from_bytes(x, bytes) ? ZK_DECODE_OK : ZK_DECODE_NOT_CANONICAL;
}

/* Decode one encoding or two; r is infinity where it is refused */
static void decode_on_curve(struct zk_g1_affine *r, enum zk_decode *found, const u8 *in,
			    int lanes)
{
	struct zk_fp x[2], rhs[2] = { 0 }, y[2];
	bool square[2];
	u8 flags[2];
	int i;

	for (i = 0; i < lanes; i++) {
		found[i] = parse(&x[i], &flags[i], in + i * ZK_G1_BYTES);
		curve_rhs(&rhs[i], &x[i]);
	}
	if (lanes == 2)
		zk_fp_sqrt_pair(y, square, rhs);
	else
		square[0] = zk_fp_sqrt(&y[0], &rhs[0]);
	for (i = 0; i < lanes; i++) {
		memset(&r[i], 0, sizeof(r[i]));
		if (found[i] != ZK_DECODE_OK || flags[i] & INFINITE)
			continue;
		if (!square[i]) {
			found[i] = ZK_DECODE_NOT_ON_CURVE;
			continue;
		}
		r[i].x = x[i];
		r[i].y = y[i];
		if (zk_fp_is_larger_half(&y[i]) != !!(flags[i] & LARGER_Y))
			zk_fp_neg(&r[i].y, &y[i]);
	}
}

static void decode_in_subgroup(struct zk_g1_affine *r, enum zk_decode *found, const u8 *in,
			       int lanes)
{
	bool member[2];
	int i;

	decode_on_curve(r, found, in, lanes);
	zk_g1_lanes_in_subgroup_vartime(member, r, lanes);
	for (i = 0; i < lanes; i++) {
		if (member[i])
			continue;
		memset(&r[i], 0, sizeof(r[i]));
		found[i] = ZK_DECODE_NOT_IN_SUBGROUP;
	}
}

enum zk_decode zk_g1_from_bytes_unchecked_vartime(struct zk_g1_affine *r,
						  const u8 in[ZK_G1_BYTES])
{
	enum zk_decode found;

	decode_on_curve(r, &found, in, 1);
	return found;
}

enum zk_decode zk_g1_from_bytes_vartime(struct zk_g1_affine *r, const u8 in[ZK_G1_BYTES])
{
	enum zk_decode found;

	decode_in_subgroup(r, &found, in, 1);
	return found;
}

void zk_g1_pair_from_bytes_vartime(struct zk_g1_affine r[2], enum zk_decode found[2],
				   const u8 in[2 * ZK_G1_BYTES])
{
	decode_in_subgroup(r, found, in, 2);
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
