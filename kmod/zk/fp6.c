// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The cubic extension Fp6 of BLS12-381. */

#include "fp6.h"

void zk_fp6_add(struct zk_fp6 *r, const struct zk_fp6 *a, const struct zk_fp6 *b)
{
	zk_fp2_add(&r->c0, &a->c0, &b->c0);
	zk_fp2_add(&r->c1, &a->c1, &b->c1);
	zk_fp2_add(&r->c2, &a->c2, &b->c2);
}

void zk_fp6_sub(struct zk_fp6 *r, const struct zk_fp6 *a, const struct zk_fp6 *b)
{
	zk_fp2_sub(&r->c0, &a->c0, &b->c0);
	zk_fp2_sub(&r->c1, &a->c1, &b->c1);
	zk_fp2_sub(&r->c2, &a->c2, &b->c2);
}

void zk_fp6_neg(struct zk_fp6 *r, const struct zk_fp6 *a)
{
	zk_fp2_neg(&r->c0, &a->c0);
	zk_fp2_neg(&r->c1, &a->c1);
	zk_fp2_neg(&r->c2, &a->c2);
}

/* r = (a0 + a1) (b0 + b1) - m0 - m1, the middle term of a Karatsuba product */
static void cross(struct zk_fp2 *r, const struct zk_fp2 *a0, const struct zk_fp2 *a1,
		  const struct zk_fp2 *b0, const struct zk_fp2 *b1,
		  const struct zk_fp2 *m0, const struct zk_fp2 *m1)
{
	struct zk_fp2 sa, sb;

	zk_fp2_add(&sa, a0, a1);
	zk_fp2_add(&sb, b0, b1);
	zk_fp2_mul(&sa, &sa, &sb);
	zk_fp2_sub(&sa, &sa, m0);
	zk_fp2_sub(r, &sa, m1);
}

void zk_fp6_mul(struct zk_fp6 *r, const struct zk_fp6 *a, const struct zk_fp6 *b)
{
	struct zk_fp2 m0, m1, m2, x01, x02, x12;

	zk_fp2_mul(&m0, &a->c0, &b->c0);
	zk_fp2_mul(&m1, &a->c1, &b->c1);
	zk_fp2_mul(&m2, &a->c2, &b->c2);
	cross(&x01, &a->c0, &a->c1, &b->c0, &b->c1, &m0, &m1);
	cross(&x02, &a->c0, &a->c2, &b->c0, &b->c2, &m0, &m2);
	cross(&x12, &a->c1, &a->c2, &b->c1, &b->c2, &m1, &m2);
	zk_fp2_mul_xi(&x12, &x12);
	zk_fp2_add(&r->c0, &m0, &x12);
	zk_fp2_mul_xi(&m2, &m2);
	zk_fp2_add(&r->c1, &x01, &m2);
	zk_fp2_add(&r->c2, &x02, &m1);
}

void zk_fp6_mul_v(struct zk_fp6 *r, const struct zk_fp6 *a)
{
	struct zk_fp2 t;

	zk_fp2_mul_xi(&t, &a->c2);
	r->c2 = a->c1;
	r->c1 = a->c0;
	r->c0 = t;
}

void zk_fp6_mul_sparse(struct zk_fp6 *r, const struct zk_fp6 *a,
		       const struct zk_fp2 *b0, const struct zk_fp2 *b1)
{
	struct zk_fp2 m0, m1, x01, t0, t1;

	zk_fp2_mul(&m0, &a->c0, b0);
	zk_fp2_mul(&m1, &a->c1, b1);
	cross(&x01, &a->c0, &a->c1, b0, b1, &m0, &m1);
	zk_fp2_mul(&t0, &a->c2, b1);
	zk_fp2_mul(&t1, &a->c2, b0);
	zk_fp2_mul_xi(&t0, &t0);
	zk_fp2_add(&r->c0, &m0, &t0);
	r->c1 = x01;
	zk_fp2_add(&r->c2, &m1, &t1);
}

void zk_fp6_inv_vartime(struct zk_fp6 *r, const struct zk_fp6 *a)
{
	struct zk_fp2 t0, t1, t2, n, m;

	/* The adjoint: a times t0 + t1 v + t2 v^2 is the norm n */
	zk_fp2_sqr(&t0, &a->c0);
	zk_fp2_mul(&m, &a->c1, &a->c2);
	zk_fp2_mul_xi(&m, &m);
	zk_fp2_sub(&t0, &t0, &m);
	zk_fp2_sqr(&t1, &a->c2);
	zk_fp2_mul_xi(&t1, &t1);
	zk_fp2_mul(&m, &a->c0, &a->c1);
	zk_fp2_sub(&t1, &t1, &m);
	zk_fp2_sqr(&t2, &a->c1);
	zk_fp2_mul(&m, &a->c0, &a->c2);
	zk_fp2_sub(&t2, &t2, &m);

	zk_fp2_mul(&n, &a->c1, &t2);
	zk_fp2_mul(&m, &a->c2, &t1);
	zk_fp2_add(&n, &n, &m);
	zk_fp2_mul_xi(&n, &n);
	zk_fp2_mul(&m, &a->c0, &t0);
	zk_fp2_add(&n, &n, &m);
	zk_fp2_inv_vartime(&n, &n);
	zk_fp2_mul(&r->c0, &t0, &n);
	zk_fp2_mul(&r->c1, &t1, &n);
	zk_fp2_mul(&r->c2, &t2, &n);
}

bool zk_fp6_eq(const struct zk_fp6 *a, const struct zk_fp6 *b)
{
	return zk_both(zk_fp2_eq(&a->c0, &b->c0),
		       zk_both(zk_fp2_eq(&a->c1, &b->c1), zk_fp2_eq(&a->c2, &b->c2)));
}

bool zk_fp6_is_zero(const struct zk_fp6 *a)
{
	return zk_both(zk_fp2_is_zero(&a->c0),
		       zk_both(zk_fp2_is_zero(&a->c1), zk_fp2_is_zero(&a->c2)));
}
