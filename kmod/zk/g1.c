// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * G1 of BLS12-381: group law in Jacobian coordinates.  Formulas: Explicit-Formulas
 * Database, short Weierstrass curves with a = 0, "dbl-2009-l", "add-2007-bl" and
 * "madd-2007-bl", with multiplications instead of squares of sums.
 */

#include "fp_arith.h"
#include "g1.h"

const struct zk_g1_affine zk_g1_generator = {
	.x = { {
		0x5cb38790fd530c16ULL, 0x7817fc679976fff5ULL,
		0x154f95c7143ba1c1ULL, 0xf0ae6acdf3d0e747ULL,
		0xedce6ecc21dbf440ULL, 0x120177419e0bfb75ULL,
	} },
	.y = { {
		0xbaac93d50ce72271ULL, 0x8c22631a7918fd8eULL,
		0xdd595f13570725ceULL, 0x51ac582950405194ULL,
		0x0e1c8c3fad0059c0ULL, 0x0bbc3efc5008a26aULL,
	} },
};

/* A cube root of one in Fp: (beta x, y) is -x^2 times (x, y) in G1 */
static const struct zk_fp beta = { {
	0x30f1361b798a64e8ULL, 0xf3b8ddab7ece5a2aULL,
	0x16a8ca3ac61577f7ULL, 0xc26a2ff874fd029bULL,
	0x3636b76660701c6eULL, 0x051ba4ab241b6160ULL,
} };

bool zk_g1_affine_is_inf(const struct zk_g1_affine *a)
{
	return zk_both(zk_fp_is_zero(&a->x), zk_fp_is_zero(&a->y));
}

bool zk_g1_affine_eq(const struct zk_g1_affine *a, const struct zk_g1_affine *b)
{
	return zk_both(zk_fp_eq(&a->x, &b->x), zk_fp_eq(&a->y, &b->y));
}

void zk_g1_affine_neg(struct zk_g1_affine *r, const struct zk_g1_affine *a)
{
	r->x = a->x;
	zk_fp_neg(&r->y, &a->y);
}

void zk_g1_affine_endo(struct zk_g1_affine *r, const struct zk_g1_affine *a)
{
	zk_fp_mul(&r->x, &a->x, &beta);
	r->y = a->y;
}

bool zk_g1_is_inf(const struct zk_g1 *a)
{
	return zk_fp_is_zero(&a->z);
}

bool zk_g1_eq(const struct zk_g1 *a, const struct zk_g1 *b)
{
	struct zk_fp za, zb, s, t;
	bool inf_a = zk_g1_is_inf(a), inf_b = zk_g1_is_inf(b), same;

	zk_fp_sqr(&za, &a->z);
	zk_fp_sqr(&zb, &b->z);
	zk_fp_mul(&s, &a->x, &zb);
	zk_fp_mul(&t, &b->x, &za);
	same = zk_fp_eq(&s, &t);
	zk_fp_mul(&za, &za, &a->z);
	zk_fp_mul(&zb, &zb, &b->z);
	zk_fp_mul(&s, &a->y, &zb);
	zk_fp_mul(&t, &b->y, &za);
	same &= zk_fp_eq(&s, &t);
	return (inf_a && inf_b) || (!inf_a && !inf_b && same);
}

void zk_g1_neg(struct zk_g1 *r, const struct zk_g1 *a)
{
	r->x = a->x;
	zk_fp_neg(&r->y, &a->y);
	r->z = a->z;
}

/* r = a b - c d for a b, c d < p * 2^384, reduced once */
static void mul_sub_mul(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b,
			const struct zk_fp *c, const struct zk_fp *d)
{
	struct zk_fp_wide s, t;

	zk_fp_mul_wide(&s, a, b);
	zk_fp_mul_wide(&t, c, d);
	fp_wide_sub(&s, &s, &t);
	zk_fp_redc(r, &s);
}

/*
 * Infinity stays infinity, since z3 = 2 y z; there is no point of order two to
 * look out for.  Doubles and triples are not reduced where they are only factors: the
 * largest product of two such, 2 p times 4 p, is below p * 2^384.
 */
void zk_g1_dbl(struct zk_g1 *r, const struct zk_g1 *a)
{
	struct zk_fp s2, s4, y2, d, e, t;

	zk_fp_sqr(&t, &a->y);
	fp_add_lazy(&s2, &t, &t);
	fp_add_lazy(&s4, &s2, &s2);
	zk_fp_sqr(&t, &a->x);
	zk_fp_mul(&d, &s4, &a->x);	/* 4 x y^2 */
	fp_add_lazy(&e, &t, &t);
	fp_add_lazy(&e, &e, &t);	/* 3 x^2 */
	fp_add_lazy(&y2, &a->y, &a->y);
	zk_fp_sqr(&t, &e);
	zk_fp_mul(&r->z, &y2, &a->z);
	fp_sub(&t, &t, &d);
	fp_sub(&r->x, &t, &d);
	fp_sub(&d, &d, &r->x);
	mul_sub_mul(&r->y, &e, &d, &s2, &s4);	/* less 8 y^4 */
}

/*
 * The end that both additions share: h = u2 - u1 and d = s2 - s1 are the differences of the
 * abscissas and ordinates brought to a common z, of which r->z holds all but the factor h.
 */
static void add_finish(struct zk_g1 *r, const struct zk_fp *u1, const struct zk_fp *s1,
		       const struct zk_fp *h, const struct zk_fp *d)
{
	struct zk_fp hh, hhh, v, t;

	zk_fp_sqr(&hh, h);
	zk_fp_mul(&hhh, &hh, h);
	zk_fp_mul(&v, u1, &hh);
	zk_fp_mul(&r->z, &r->z, h);
	zk_fp_sqr(&t, d);
	fp_sub(&t, &t, &hhh);
	fp_sub(&t, &t, &v);
	fp_sub(&r->x, &t, &v);
	fp_sub(&v, &v, &r->x);
	mul_sub_mul(&r->y, d, &v, &hhh, s1);
}

void zk_g1_add_vartime(struct zk_g1 *r, const struct zk_g1 *a, const struct zk_g1 *b)
{
	struct zk_fp za, zb, u1, s1, h, d;

	if (zk_g1_is_inf(a)) {
		*r = *b;
		return;
	}
	if (zk_g1_is_inf(b)) {
		*r = *a;
		return;
	}
	zk_fp_sqr(&za, &a->z);
	zk_fp_sqr(&zb, &b->z);
	zk_fp_mul(&u1, &a->x, &zb);
	zk_fp_mul(&h, &b->x, &za);
	zk_fp_mul(&zb, &zb, &b->z);
	zk_fp_mul(&za, &za, &a->z);
	zk_fp_mul(&s1, &a->y, &zb);
	zk_fp_mul(&d, &b->y, &za);
	fp_sub(&h, &h, &u1);
	fp_sub(&d, &d, &s1);
	if (zk_fp_is_zero(&h)) {
		if (zk_fp_is_zero(&d))
			zk_g1_dbl(r, a);
		else
			memset(r, 0, sizeof(*r));
		return;
	}
	zk_fp_mul(&r->z, &a->z, &b->z);
	add_finish(r, &u1, &s1, &h, &d);
}

void zk_g1_add_affine_vartime(struct zk_g1 *r, const struct zk_g1 *a,
			      const struct zk_g1_affine *b)
{
	struct zk_fp za, h, d, x, y;

	if (zk_g1_affine_is_inf(b)) {
		*r = *a;
		return;
	}
	if (zk_g1_is_inf(a)) {
		zk_g1_from_affine(r, b);
		return;
	}
	zk_fp_sqr(&za, &a->z);
	zk_fp_mul(&h, &b->x, &za);
	zk_fp_mul(&za, &za, &a->z);
	zk_fp_mul(&d, &b->y, &za);
	fp_sub(&h, &h, &a->x);
	fp_sub(&d, &d, &a->y);
	if (zk_fp_is_zero(&h)) {
		if (zk_fp_is_zero(&d))
			zk_g1_dbl(r, a);
		else
			memset(r, 0, sizeof(*r));
		return;
	}
	x = a->x;
	y = a->y;
	r->z = a->z;
	add_finish(r, &x, &y, &h, &d);
}

void zk_g1_mul_vartime(struct zk_g1 *r, const struct zk_g1_affine *a, const struct zk_fr *k)
{
	struct zk_g1 acc = { 0 };
	struct zk_g1_affine p = *a;
	u64 e[ZK_FR_LIMBS];
	int i;

	zk_fr_to_limbs(e, k);
	for (i = 64 * ZK_FR_LIMBS; i-- > 0;) {
		zk_g1_dbl(&acc, &acc);
		if (e[i / 64] >> (i % 64) & 1)
			zk_g1_add_affine_vartime(&acc, &acc, &p);
	}
	*r = acc;
}

void zk_g1_from_affine(struct zk_g1 *r, const struct zk_g1_affine *a)
{
	bool inf = zk_g1_affine_is_inf(a);

	r->x = a->x;
	r->y = a->y;
	r->z = zk_fp_one;
	zk_fp_cmov(&r->z, &zk_fp_zero, inf);
}

/* r = a, given 1 / z (0 for infinity) */
static void scale_to_affine(struct zk_g1_affine *r, const struct zk_g1 *a,
			    const struct zk_fp *zinv)
{
	struct zk_fp zz;

	zk_fp_sqr(&zz, zinv);
	zk_fp_mul(&r->x, &a->x, &zz);
	zk_fp_mul(&zz, &zz, zinv);
	zk_fp_mul(&r->y, &a->y, &zz);
}

void zk_g1_to_affine_vartime(struct zk_g1_affine *r, const struct zk_g1 *a)
{
	struct zk_fp zinv;

	zk_fp_inv_vartime(&zinv, &a->z);
	scale_to_affine(r, a, &zinv);
}

void zk_g1_batch_to_affine_vartime(struct zk_g1_affine *r, const struct zk_g1 *a, size_t n,
				   struct zk_fp *scratch)
{
	struct zk_fp acc = zk_fp_one, zinv;
	size_t i;

	for (i = 0; i < n; i++) {
		scratch[i] = acc;
		if (!zk_g1_is_inf(&a[i]))
			zk_fp_mul(&acc, &acc, &a[i].z);
	}
	zk_fp_inv_vartime(&acc, &acc);
	for (i = n; i-- > 0;) {
		if (zk_g1_is_inf(&a[i])) {
			memset(&r[i], 0, sizeof(r[i]));
			continue;
		}
		zk_fp_mul(&zinv, &acc, &scratch[i]);
		zk_fp_mul(&acc, &acc, &a[i].z);
		scale_to_affine(&r[i], &a[i], &zinv);
	}
}
