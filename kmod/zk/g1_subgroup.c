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
 *
 * The formulas for sums fail where both points have the same abscissa, and then they give
 * z = 0, which nothing later changes: such a point is refused, as it must be.  For it is
 * one of which k - 1 or k + 1 times is infinity, for a multiple k > 1 that is far below r, so
 * no point of G1 but infinity.
 */

#include "fp_arith.h"
#include "g1_subgroup.h"

/*
 * Jacobian coordinates, with twice the ordinate: 2 y is in most formulas, y in none.  The
 * formulas do not depend on the curve's constant, so that any two points may be taken as if
 * the z of one were 1, if the z of all that comes of them is taken relative to it.
 */
struct twice {
	struct zk_fp x, yy, z;
};

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
 * p = 2 p.  With c = 4 x y^2 and e = 3 x^2: x' = e^2 - 2 c, 2 y' = 2 e (c - x') - (2 y)^4,
 * z' = 2 y z, below 2 p.  Factors are not reduced: 3 p times 2 p is below p * 2^384.
 */
static __always_inline void dbl(struct twice *p, int lanes)
{
	struct zk_fp c[2], e[2], t[2];
	struct zk_fp_wide v[2], w;
	int i;

	for (i = 0; i < lanes; i++) {
		zk_fp_sqr(&t[i], &p[i].x);
		fp_add_lazy(&e[i], &t[i], &t[i]);
		fp_add_lazy(&e[i], &e[i], &t[i]);
	}
	for (i = 0; i < lanes; i++)
		zk_fp_sqr_lazy(&c[i], &p[i].yy);
	for (i = 0; i < lanes; i++)
		zk_fp_mul_lazy(&p[i].z, &p[i].yy, &p[i].z);
	for (i = 0; i < lanes; i++)
		zk_fp_sqr_wide(&v[i], &c[i]);
	for (i = 0; i < lanes; i++)
		zk_fp_mul(&c[i], &p[i].x, &c[i]);
	for (i = 0; i < lanes; i++) {
		zk_fp_sqr(&t[i], &e[i]);
		fp_sub(&t[i], &t[i], &c[i]);
		fp_sub(&p[i].x, &t[i], &c[i]);
		fp_sub(&c[i], &c[i], &p[i].x);
		fp_add_lazy(&c[i], &c[i], &c[i]);
	}
	for (i = 0; i < lanes; i++) {
		zk_fp_mul_wide(&w, &e[i], &c[i]);
		fp_wide_sub(&w, &w, &v[i]);
		zk_fp_redc(&p[i].yy, &w);
	}
}

static noinline void dbl_times(struct twice *p, int n, int lanes)
{
	for (; n; n--) {
		if (lanes == 2)
			dbl(p, 2);
		else
			dbl(p, 1);
	}
}

/*
 * p = p + q, where z of q is 1.  With h = q.x z^2 - x, d = q.y z^3 - y and v = h^2 x:
 * x' = d^2 - h^3 - 2 v, y' = d (v - x') - h^3 y, z' = h z.
 */
static __always_inline void add(struct twice *p, const struct twice *q, int lanes)
{
	struct zk_fp h[2], d[2], v[2], t[2];
	struct zk_fp_wide s, w[2];
	int i;

	for (i = 0; i < lanes; i++)
		zk_fp_sqr_lazy(&t[i], &p[i].z);
	for (i = 0; i < lanes; i++) {
		zk_fp_mul(&h[i], &q[i].x, &t[i]);
		fp_sub(&h[i], &h[i], &p[i].x);
	}
	for (i = 0; i < lanes; i++)
		zk_fp_mul(&t[i], &t[i], &p[i].z);
	for (i = 0; i < lanes; i++)
		zk_fp_mul(&p[i].z, &p[i].z, &h[i]);
	for (i = 0; i < lanes; i++) {
		zk_fp_mul(&d[i], &q[i].yy, &t[i]);
		fp_sub(&d[i], &d[i], &p[i].yy);
		fp_half(&d[i], &d[i]);
	}
	for (i = 0; i < lanes; i++)
		zk_fp_sqr_lazy(&t[i], &h[i]);
	for (i = 0; i < lanes; i++)
		zk_fp_mul(&v[i], &p[i].x, &t[i]);
	for (i = 0; i < lanes; i++)
		zk_fp_mul(&h[i], &t[i], &h[i]);
	for (i = 0; i < lanes; i++)
		zk_fp_mul_wide(&w[i], &h[i], &p[i].yy);
	for (i = 0; i < lanes; i++) {
		zk_fp_sqr(&t[i], &d[i]);
		fp_sub(&t[i], &t[i], &h[i]);
		fp_sub(&t[i], &t[i], &v[i]);
		fp_sub(&p[i].x, &t[i], &v[i]);
		fp_sub(&v[i], &v[i], &p[i].x);
		fp_add_lazy(&v[i], &v[i], &v[i]);
	}
	for (i = 0; i < lanes; i++) {
		zk_fp_mul_wide(&s, &d[i], &v[i]);
		fp_wide_sub(&s, &s, &w[i]);
		zk_fp_redc(&p[i].yy, &s);
	}
}

static noinline void add_once(struct twice *p, const struct twice *q, int lanes)
{
	if (lanes == 2)
		add(p, q, 2);
	else
		add(p, q, 1);
}

/*
 * p = 3 p and q = p, for p of z = 1: both have the same z, which is returned in p->z.
 *
 * Doubling gives, with the names of dbl(), p itself as (c, (2 y)^4) beside 2 p, both of
 * z = 2 y.  Then h, d are the differences of their x and y, and their sum is as in add(),
 * with v = h^2 c and p->x h^2 for h^3 + v: N. Meloni, "New point addition formulae
 * for ECC applications", WAIFI 2007.
 */
static noinline void triple(struct twice *p, struct twice *q)
{
	struct zk_fp h, d, e, v, w;

	p->z = p->yy;
	zk_fp_sqr(&h, &p->x);
	fp_add_lazy(&e, &h, &h);
	fp_add_lazy(&e, &e, &h);
	zk_fp_sqr(&h, &p->yy);
	zk_fp_mul(&q->x, &p->x, &h);
	zk_fp_sqr(&q->yy, &h);
	zk_fp_sqr(&h, &e);
	fp_sub(&h, &h, &q->x);
	fp_sub(&p->x, &h, &q->x);
	fp_sub(&h, &q->x, &p->x);
	fp_add_lazy(&d, &h, &h);
	zk_fp_mul(&d, &e, &d);
	/* twice the ordinate of 2 p is d - q->yy */
	fp_sub(&d, &d, &q->yy);
	fp_sub(&d, &d, &q->yy);
	fp_half(&d, &d);
	fp_sub(&h, &p->x, &q->x);
	zk_fp_mul(&p->z, &p->z, &h);
	zk_fp_sqr(&h, &h);
	zk_fp_mul(&v, &q->x, &h);
	zk_fp_mul(&w, &p->x, &h);
	q->x = v;
	zk_fp_sqr(&h, &d);
	fp_sub(&h, &h, &v);
	fp_sub(&p->x, &h, &w);
	fp_sub(&w, &w, &v);
	zk_fp_mul(&q->yy, &q->yy, &w);
	fp_sub(&v, &v, &p->x);
	fp_add_lazy(&v, &v, &v);
	zk_fp_mul(&p->yy, &d, &v);
	fp_sub(&p->yy, &p->yy, &q->yy);
}

/* p[i] = m p[i], m = |x| / 2^16 = ((((3 * 2^2 + 1) 2^3 + 1) 2^9) + 1) 2^32 + 1 */
static void mul_by_m(struct twice *p, int lanes)
{
	static const u8 run[] = { 2, 3, 9, 32 };
	struct twice base[2];
	struct zk_fp z[2];
	size_t k;
	int i;

	for (i = 0; i < lanes; i++) {
		z[i] = p[i].z;
		triple(&p[i], &base[i]);
		zk_fp_mul(&z[i], &z[i], &p[i].z);
		p[i].z = zk_fp_one;
	}
	for (k = 0; k < ARRAY_SIZE(run); k++) {
		dbl_times(p, run[k], lanes);
		add_once(p, base, lanes);
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
		zk_fp_sqr_wide(&v[i], &a[i]);
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
	struct twice p[2];
	struct zk_fp t;
	int i;

	for (i = 0; i < lanes; i++) {
		p[i].x = a[i].x;
		zk_fp_add(&p[i].yy, &a[i].y, &a[i].y);
		p[i].z = zk_fp_one;
	}
	mul_by_m(p, lanes);
	mul_by_m(p, lanes);
	for (i = 0; i < lanes; i++) {
		/* y / z^3 = yy / (2 z^3) */
		zk_fp_sqr(&t, &p[i].z);
		zk_fp_mul(&t, &t, &p[i].z);
		zk_fp_add(&t, &t, &t);
		o[i].y = p[i].yy;
		zk_fp_mul(&o[i].w, &t, &root_minus_12);
	}
	dbl_ordinates_32(o, lanes);
	for (i = 0; i < lanes; i++) {
		/* y root / w = -y of the point: infinity and finite points apart */
		zk_fp_mul(&o[i].y, &o[i].y, &root_minus_12);
		zk_fp_mul(&t, &a[i].y, &o[i].w);
		zk_fp_add(&t, &t, &o[i].y);
		in[i] = zk_fp_is_zero(&p[i].z) ? zk_g1_affine_is_inf(&a[i]) : zk_fp_is_zero(&t);
	}
}

bool zk_g1_in_subgroup_vartime(const struct zk_g1_affine *a)
{
	bool in;

	zk_g1_lanes_in_subgroup_vartime(&in, a, 1);
	return in;
}
