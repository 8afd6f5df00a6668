// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The subgroup check of G1.  With phi(x, y) = (beta x, y) and phi^2 + phi + 1 = 0, the
 * points of G1 are those with x^2 P = -phi(P), x being the curve's parameter: M. Scott, "A
 * note on group membership tests for G1, G2 and GT on BLS pairing-friendly curves", ePrint
 * 2021/1130.
 *
 * It is enough to compare ordinates.  If those of x^2 P and -P are equal, then x^2 P =
 * -phi^k(P) for k = 0, 1 or 2.  For k = 1 and 2, P is killed by the norm of x^2 + phi^k, which
 * is x^4 - x^2 + 1 = r, and G1 is all that r kills on the curve.  For k = 0 it is killed
 * by x^2 + 1, which is prime to the curve's order, so P is infinity.
 *
 * So the last doublings need no abscissa: twice a point of ordinate y has the ordinate
 * (y^4 + 72 y^2 - 432) / (8 y^3), on the curve y^2 = x^3 + 4.
 */

#include "fp_arith.h"
#include "g1_subgroup.h"

/* An ordinate y / w times the root of -12 */
struct ordinate {
	struct zk_fp y, w;
};

/* A root of -12 in Fp; either will do */
static const struct zk_fp root_minus_12 = { {
	0x7e26279219cf6c67ULL, 0xb538893690aa9751ULL,
	0x1c5e1e49242e5116ULL, 0x3420720625f67f47ULL,
	0x5069e45a0374bbf0ULL, 0x0da7e58a27106527ULL,
} };

/*
 * p[i] = m p[i], m = |x| / 2^16 = 2^47 + 2^46 + 2^44 + 2^41 + 2^32 + 1
 *
 * The coordinates x and y of a Jacobian point are an affine point of y^2 = x^3 + 4 z^6, and
 * the formulas do not depend on that constant.  So p may be added as if it were affine,
 * if all z are taken relative to its own.
 */
static void mul_by_m(struct zk_g1 *p, int lanes)
{
	static const u8 run[] = { 1, 2, 3, 9, 32 };
	struct zk_g1_affine base[2];
	struct zk_fp z[2];
	size_t k;
	int i, j;

	for (i = 0; i < lanes; i++) {
		z[i] = p[i].z;
		base[i].x = p[i].x;
		base[i].y = p[i].y;
		zk_g1_from_affine(&p[i], &base[i]);
	}
	for (k = 0; k < ARRAY_SIZE(run); k++) {
		for (j = 0; j < run[k]; j++)
			if (lanes == 2)
				zk_g1_dbl_pair(p);
			else
				zk_g1_dbl(p, p);
		for (i = 0; i < lanes; i++)
			zk_g1_add_affine_vartime(&p[i], &p[i], &base[i]);
	}
	for (i = 0; i < lanes; i++)
		zk_fp_mul(&p[i].z, &p[i].z, &z[i]);
}

/*
 * With a = y^2 and c = w^2, which is -12 times the square of the true denominator,
 * y' = a^2 - 3 c (2 a + c) and w' = 8 a y w.  Factors are not reduced: 8 p times
 * p and 3 p times 3 p are below p * 2^384.
 */
static __always_inline void dbl_ordinates(struct ordinate *o, int lanes)
{
	struct zk_fp a[2], c[2], s[2];
	struct zk_fp_wide v[2], w[2];
	int i;

	for (i = 0; i < lanes; i++)
		zk_fp_sqr(&a[i], &o[i].y);
	for (i = 0; i < lanes; i++)
		zk_fp_sqr(&c[i], &o[i].w);
	for (i = 0; i < lanes; i++)
		zk_fp_mul(&o[i].w, &o[i].w, &o[i].y);
	for (i = 0; i < lanes; i++) {
		zk_fp_mul_wide(&v[i], &a[i], &a[i]);
		fp_add_lazy(&a[i], &a[i], &a[i]);	/* 2 a */
		fp_add_lazy(&s[i], &a[i], &c[i]);
		fp_add_lazy(&a[i], &a[i], &a[i]);
		fp_add_lazy(&a[i], &a[i], &a[i]);	/* 8 a */
		zk_fp_mul(&o[i].w, &a[i], &o[i].w);
	}
	for (i = 0; i < lanes; i++) {
		fp_add_lazy(&a[i], &c[i], &c[i]);
		fp_add_lazy(&c[i], &a[i], &c[i]);	/* 3 c */
		zk_fp_mul_wide(&w[i], &c[i], &s[i]);
		fp_wide_sub(&v[i], &v[i], &w[i]);
	}
	for (i = 0; i < lanes; i++)
		zk_fp_redc(&o[i].y, &v[i]);
}

/* Ordinates, 32 doublings on: what is left of |x|^2 = 2^32 m^2 */
static noinline void dbl_ordinates_32(struct ordinate *o, int lanes)
{
	int i;

	for (i = 0; i < 32; i++) {
		if (lanes == 2)
			dbl_ordinates(o, 2);
		else
			dbl_ordinates(o, 1);
	}
}

void zk_g1_lanes_in_subgroup_vartime(bool *in, const struct zk_g1_affine *a, int lanes)
{
	struct ordinate o[2];
	struct zk_g1 p[2];
	struct zk_fp t;
	int i;

	for (i = 0; i < lanes; i++)
		zk_g1_from_affine(&p[i], &a[i]);
	mul_by_m(p, lanes);
	mul_by_m(p, lanes);
	for (i = 0; i < lanes; i++) {
		o[i].y = p[i].y;
		zk_fp_sqr(&t, &p[i].z);
		zk_fp_mul(&t, &t, &p[i].z);
		zk_fp_mul(&o[i].w, &t, &root_minus_12);
	}
	dbl_ordinates_32(o, lanes);
	for (i = 0; i < lanes; i++) {
		/* y root / w = -y of the point: infinity and finite points apart */
		zk_fp_mul(&o[i].y, &o[i].y, &root_minus_12);
		zk_fp_mul(&t, &a[i].y, &o[i].w);
		zk_fp_add(&t, &t, &o[i].y);
		in[i] = zk_g1_is_inf(&p[i]) ? zk_g1_affine_is_inf(&a[i]) : zk_fp_is_zero(&t);
	}
}

bool zk_g1_in_subgroup_vartime(const struct zk_g1_affine *a)
{
	bool in;

	zk_g1_lanes_in_subgroup_vartime(&in, a, 1);
	return in;
}
