// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* G2 of BLS12-381: group law in Jacobian coordinates, membership, encoding. */

#include "g2.h"

/* Bits of the first byte of an encoded point */
#define COMPRESSED 0x80
#define INFINITE 0x40
#define LARGER_Y 0x20
#define FLAGS 0xe0

const struct zk_g2_affine zk_g2_generator = {
	.x = {
		.c0 = { {
			0xf5f28fa202940a10ULL, 0xb3f5fb2687b4961aULL,
			0xa1a893b53e2ae580ULL, 0x9894999d1a3caee9ULL,
			0x6f67b7631863366bULL, 0x058191924350bcd7ULL,
		} },
		.c1 = { {
			0xa5a9c0759e23f606ULL, 0xaaa0c59dbccd60c3ULL,
			0x3bb17e18e2867806ULL, 0x1b1ab6cc8541b367ULL,
			0xc2b6ed0ef2158547ULL, 0x11922a097360edf3ULL,
		} },
	},
	.y = {
		.c0 = { {
			0x4c730af860494c4aULL, 0x597cfa1f5e369c5aULL,
			0xe7e6856caa0a635aULL, 0xbbefb5e96e0d495fULL,
			0x07d3a975f0ef25a2ULL, 0x0083fd8e7e80dae5ULL,
		} },
		.c1 = { {
			0xadc0fc92df64b05dULL, 0x18aa270a2b1461dcULL,
			0x86adac6a3be4eba0ULL, 0x79495c4ec93da33aULL,
			0xe7175850a43ccaedULL, 0x0b2bc2a163de1bf2ULL,
		} },
	},
};

/*
 * psi = untwist, Frobenius, twist: (psi_x conj(x), psi_y conj(y)), with
 * psi_x = (1 + u)^(-(p - 1) / 3) and psi_y = (1 + u)^(-(p - 1) / 2)
 */
static const struct zk_fp2 psi_x = {
	.c0 = { {
		0x0000000000000000ULL, 0x0000000000000000ULL,
		0x0000000000000000ULL, 0x0000000000000000ULL,
		0x0000000000000000ULL, 0x0000000000000000ULL,
	} },
	.c1 = { {
		0x890dc9e4867545c3ULL, 0x2af322533285a5d5ULL,
		0x50880866309b7e2cULL, 0xa20d1b8c7e881024ULL,
		0x14e4f04fe2db9068ULL, 0x14e56d3f1564853aULL,
	} },
};

static const struct zk_fp2 psi_y = {
	.c0 = { {
		0x3e2f585da55c9ad1ULL, 0x4294213d86c18183ULL,
		0x382844c88b623732ULL, 0x92ad2afd19103e18ULL,
		0x1d794e4fac7cf0b9ULL, 0x0bd592fc7d825ec8ULL,
	} },
	.c1 = { {
		0x7bcfa7a25aa30fdaULL, 0xdc17dec12a927e7cULL,
		0x2f088dd86b4ebef1ULL, 0xd1ca2087da74d4a7ULL,
		0x2da2596696cebc1dULL, 0x0e2b7eedbbfd87d2ULL,
	} },
};

/* r = x^3 + 4 (1 + u) */
static void curve_rhs(struct zk_fp2 *r, const struct zk_fp2 *x)
{
	static const struct zk_fp2 b = {
		.c0 = { {
			0xaa270000000cfff3ULL, 0x53cc0032fc34000aULL,
			0x478fe97a6b0a807fULL, 0xb1d37ebee6ba24d7ULL,
			0x8ec9733bbf78ab2fULL, 0x09d645513d83de7eULL,
		} },
		.c1 = { {
			0xaa270000000cfff3ULL, 0x53cc0032fc34000aULL,
			0x478fe97a6b0a807fULL, 0xb1d37ebee6ba24d7ULL,
			0x8ec9733bbf78ab2fULL, 0x09d645513d83de7eULL,
		} },
	};
	struct zk_fp2 t;

	zk_fp2_sqr(&t, x);
	zk_fp2_mul(&t, &t, x);
	zk_fp2_add(r, &t, &b);
}

bool zk_g2_affine_is_inf(const struct zk_g2_affine *a)
{
	return zk_both(zk_fp2_is_zero(&a->x), zk_fp2_is_zero(&a->y));
}

bool zk_g2_affine_eq(const struct zk_g2_affine *a, const struct zk_g2_affine *b)
{
	return zk_both(zk_fp2_eq(&a->x, &b->x), zk_fp2_eq(&a->y, &b->y));
}

void zk_g2_affine_neg(struct zk_g2_affine *r, const struct zk_g2_affine *a)
{
	r->x = a->x;
	zk_fp2_neg(&r->y, &a->y);
}

bool zk_g2_on_curve(const struct zk_g2_affine *a)
{
	struct zk_fp2 l, r;

	zk_fp2_sqr(&l, &a->y);
	curve_rhs(&r, &a->x);
	return zk_either(zk_fp2_eq(&l, &r), zk_g2_affine_is_inf(a));
}

bool zk_g2_is_inf(const struct zk_g2 *a)
{
	return zk_fp2_is_zero(&a->z);
}

bool zk_g2_eq(const struct zk_g2 *a, const struct zk_g2 *b)
{
	bool inf_a = zk_g2_is_inf(a), inf_b = zk_g2_is_inf(b), same;
	struct zk_fp2 za, zb, s, t;

	zk_fp2_sqr(&za, &a->z);
	zk_fp2_sqr(&zb, &b->z);
	zk_fp2_mul(&s, &a->x, &zb);
	zk_fp2_mul(&t, &b->x, &za);
	same = zk_fp2_eq(&s, &t);
	zk_fp2_mul(&za, &za, &a->z);
	zk_fp2_mul(&zb, &zb, &b->z);
	zk_fp2_mul(&s, &a->y, &zb);
	zk_fp2_mul(&t, &b->y, &za);
	same &= zk_fp2_eq(&s, &t);
	return (inf_a && inf_b) || (!inf_a && !inf_b && same);
}

void zk_g2_neg(struct zk_g2 *r, const struct zk_g2 *a)
{
	r->x = a->x;
	zk_fp2_neg(&r->y, &a->y);
	r->z = a->z;
}

void zk_g2_dbl(struct zk_g2 *r, const struct zk_g2 *a)
{
	struct zk_fp2 xx, y2, b, d, e, t;

	zk_fp2_sqr(&xx, &a->x);
	zk_fp2_dbl(&y2, &a->y);
	zk_fp2_sqr(&b, &y2);
	zk_fp2_mul(&d, &a->x, &b);
	zk_fp2_dbl(&e, &xx);
	zk_fp2_add(&e, &e, &xx);
	zk_fp2_mul(&t, &b, &a->y);
	zk_fp2_mul(&b, &t, &y2);
	zk_fp2_mul(&r->z, &a->z, &y2);
	zk_fp2_sqr(&t, &e);
	zk_fp2_sub(&t, &t, &d);
	zk_fp2_sub(&r->x, &t, &d);
	zk_fp2_sub(&d, &d, &r->x);
	zk_fp2_mul(&t, &e, &d);
	zk_fp2_sub(&r->y, &t, &b);
}

void zk_g2_add_vartime(struct zk_g2 *r, const struct zk_g2 *a, const struct zk_g2 *b)
{
	struct zk_fp2 za, zb, u, s, h, d;

	if (zk_g2_is_inf(a)) {
		*r = *b;
		return;
	}
	if (zk_g2_is_inf(b)) {
		*r = *a;
		return;
	}
	zk_fp2_sqr(&za, &a->z);
	zk_fp2_sqr(&zb, &b->z);
	zk_fp2_mul(&u, &a->x, &zb);
	zk_fp2_mul(&h, &b->x, &za);
	zk_fp2_mul(&zb, &zb, &b->z);
	zk_fp2_mul(&za, &za, &a->z);
	zk_fp2_mul(&s, &a->y, &zb);
	zk_fp2_mul(&d, &b->y, &za);
	zk_fp2_sub(&h, &h, &u);
	zk_fp2_sub(&d, &d, &s);
	if (zk_fp2_is_zero(&h)) {
		if (zk_fp2_is_zero(&d))
			zk_g2_dbl(r, a);
		else
			memset(r, 0, sizeof(*r));
		return;
	}
	zk_fp2_mul(&za, &a->z, &b->z);
	zk_fp2_mul(&r->z, &za, &h);
	zk_fp2_sqr(&za, &h);
	zk_fp2_mul(&zb, &za, &h);	/* h^3 */
	zk_fp2_mul(&u, &u, &za);
	zk_fp2_sqr(&h, &d);
	zk_fp2_sub(&h, &h, &zb);
	zk_fp2_sub(&h, &h, &u);
	zk_fp2_sub(&r->x, &h, &u);
	zk_fp2_sub(&u, &u, &r->x);
	zk_fp2_mul(&u, &u, &d);
	zk_fp2_mul(&s, &s, &zb);
	zk_fp2_sub(&r->y, &u, &s);
}

/* r = k a for an integer k of n limbs */
static void mul_limbs(struct zk_g2 *r, const struct zk_g2_affine *a, const u64 *k, size_t n)
{
	struct zk_g2 p;
	size_t i;

	zk_g2_from_affine(&p, a);
	memset(r, 0, sizeof(*r));
	for (i = 64 * n; i-- > 0;) {
		zk_g2_dbl(r, r);
		if (k[i / 64] >> (i % 64) & 1)
			zk_g2_add_vartime(r, r, &p);
	}
}

void zk_g2_mul_vartime(struct zk_g2 *r, const struct zk_g2_affine *a, const struct zk_fr *k)
{
	u64 e[ZK_FR_LIMBS];

	zk_fr_to_limbs(e, k);
	mul_limbs(r, a, e, ZK_FR_LIMBS);
}

void zk_g2_from_affine(struct zk_g2 *r, const struct zk_g2_affine *a)
{
	r->x = a->x;
	r->y = a->y;
	r->z = zk_g2_affine_is_inf(a) ? zk_fp2_zero : zk_fp2_one;
}

void zk_g2_to_affine_vartime(struct zk_g2_affine *r, const struct zk_g2 *a)
{
	struct zk_fp2 zinv, zz;

	zk_fp2_inv_vartime(&zinv, &a->z);
	zk_fp2_sqr(&zz, &zinv);
	zk_fp2_mul(&r->x, &a->x, &zz);
	zk_fp2_mul(&zz, &zz, &zinv);
	zk_fp2_mul(&r->y, &a->y, &zz);
}

/*
 * A point of E' is in G2 iff psi(P) = x P, x = -0xd201000000010000 the curve's
 * parameter.  M. Scott, ePrint 2021/1130.
 */
bool zk_g2_in_subgroup_vartime(const struct zk_g2_affine *a)
{
	static const u64 abs_x = 0xd201000000010000ULL;
	struct zk_fp2 psi, zz;
	struct zk_g2 p;
	bool same;

	if (zk_g2_affine_is_inf(a))
		return true;
	mul_limbs(&p, a, &abs_x, 1);
	zk_g2_neg(&p, &p);
	zk_fp2_sqr(&zz, &p.z);
	zk_fp2_conj(&psi, &a->x);
	zk_fp2_mul(&psi, &psi, &psi_x);
	zk_fp2_mul(&psi, &psi, &zz);
	same = zk_fp2_eq(&psi, &p.x);
	zk_fp2_mul(&zz, &zz, &p.z);
	zk_fp2_conj(&psi, &a->y);
	zk_fp2_mul(&psi, &psi, &psi_y);
	zk_fp2_mul(&psi, &psi, &zz);
	return same && zk_fp2_eq(&psi, &p.y) && !zk_g2_is_inf(&p);
}

static enum zk_decode decode_on_curve(struct zk_g2_affine *r, const u8 in[ZK_G2_BYTES])
{
	u8 x[ZK_G2_BYTES], flags = in[0] & FLAGS, body = 0;
	struct zk_fp2 rhs;
	int i;

	memcpy(x, in, sizeof(x));
	x[0] &= ~FLAGS;
	if (!(flags & COMPRESSED))
		return ZK_DECODE_BAD_FLAGS;
	if (flags & INFINITE) {
		for (i = 0; i < ZK_G2_BYTES; i++)
			body |= x[i];
		memset(r, 0, sizeof(*r));
		return body || flags & LARGER_Y ? ZK_DECODE_BAD_FLAGS : ZK_DECODE_OK;
	}
	if (!zk_fp2_from_bytes(&r->x, x))
		return ZK_DECODE_NOT_CANONICAL;
	curve_rhs(&rhs, &r->x);
	if (!zk_fp2_sqrt_vartime(&r->y, &rhs))
		return ZK_DECODE_NOT_ON_CURVE;
	if (zk_fp2_is_larger_half(&r->y) != !!(flags & LARGER_Y))
		zk_fp2_neg(&r->y, &r->y);
	return ZK_DECODE_OK;
}

enum zk_decode zk_g2_from_bytes_vartime(struct zk_g2_affine *r, const u8 in[ZK_G2_BYTES])
{
	enum zk_decode found = decode_on_curve(r, in);

	if (found == ZK_DECODE_OK && !zk_g2_in_subgroup_vartime(r))
		found = ZK_DECODE_NOT_IN_SUBGROUP;
	if (found != ZK_DECODE_OK)
		memset(r, 0, sizeof(*r));
	return found;
}

void zk_g2_to_bytes(u8 out[ZK_G2_BYTES], const struct zk_g2_affine *a)
{
	if (zk_g2_affine_is_inf(a)) {
		memset(out, 0, ZK_G2_BYTES);
		out[0] = COMPRESSED | INFINITE;
		return;
	}
	zk_fp2_to_bytes(out, &a->x);
	out[0] |= COMPRESSED | (zk_fp2_is_larger_half(&a->y) ? LARGER_Y : 0);
}
