// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The optimal ate pairing of BLS12-381 with precomputed lines.  The loop runs over
 * the bits of |x|; the sign of x only inverts the result, and what is asked is
 * whether a product is one.
 *
 * The twist is y^2 = x^3 + 4 (1 + u); (x', y') on it stands for (x' / w^2, y' / w^3) on E.  The
 * line of slope s' through T' is then, at P = (x, y) and divided by y, which
 * is in Fp and so is killed by the final exponentiation,
 *   1 + (s' x_T' - y_T') / (y w^3) - s' x / (y w),
 * where 1 / w^3 = v w / (1 + u) and 1 / w = v^2 w / (1 + u).
 */

#include "pairing.h"

#define ABS_X 0xd201000000010000ULL

/* 1 / (1 + u) */
static const struct zk_fp2 xi_inv = {
	.c0 = { {
		0x1804000000015554ULL, 0x855000053ab00001ULL,
		0x633cb57c253c276fULL, 0x6e22d1ec31ebb502ULL,
		0xd3916126f2d14ca2ULL, 0x17fbb8571a006596ULL,
	} },
	.c1 = { {
		0xa1fafffffffe5557ULL, 0x995bfff976a3fffeULL,
		0x03f41d24d174ceb4ULL, 0xf6547998c1995dbdULL,
		0x778a468f507a6034ULL, 0x020559931f7f8103ULL,
	} },
};

/* The line of the given slope through t, then t = the third point on it, negated */
static void line_step(struct zk_g2_line *line, struct zk_g2_affine *t,
		      const struct zk_fp2 *slope, const struct zk_fp2 *other_x)
{
	struct zk_fp2 x, y;

	zk_fp2_mul(&line->slope, slope, &xi_inv);
	zk_fp2_mul(&y, slope, &t->x);
	zk_fp2_sub(&y, &y, &t->y);
	zk_fp2_mul(&line->offset, &y, &xi_inv);

	zk_fp2_sqr(&x, slope);
	zk_fp2_sub(&x, &x, &t->x);
	zk_fp2_sub(&x, &x, other_x);
	zk_fp2_sub(&y, &t->x, &x);
	zk_fp2_mul(&y, &y, slope);
	zk_fp2_sub(&t->y, &y, &t->y);
	t->x = x;
}

void zk_g2_lines_init(struct zk_g2_lines *lines, const struct zk_g2_affine *q)
{
	struct zk_g2_line *line = lines->line;
	struct zk_g2_affine t = *q;
	struct zk_fp2 num, den, x;
	int i;

	for (i = 62; i >= 0; i--) {
		x = t.x;
		zk_fp2_sqr(&num, &x);
		zk_fp2_dbl(&den, &num);
		zk_fp2_add(&num, &num, &den);
		zk_fp2_dbl(&den, &t.y);
		zk_fp2_inv_vartime(&den, &den);
		zk_fp2_mul(&num, &num, &den);
		line_step(line++, &t, &num, &x);
		if (!(ABS_X >> i & 1))
			continue;
		zk_fp2_sub(&num, &t.y, &q->y);
		zk_fp2_sub(&den, &t.x, &q->x);
		zk_fp2_inv_vartime(&den, &den);
		zk_fp2_mul(&num, &num, &den);
		line_step(line++, &t, &num, &q->x);
	}
}

/* Multiply f by the k-th line of each of the n pairs */
static bool mul_lines(struct zk_pairing_scratch *s, size_t n, int k)
{
	struct zk_fp2 b0, b1;
	bool filled = true;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct zk_g2_line *l = &s->q[i]->line[k];

		filled &= !zk_fp2_is_zero(&l->slope);
		zk_fp2_mul_fp(&b0, &l->offset, &s->py[i]);
		zk_fp2_mul_fp(&b1, &l->slope, &s->px[i]);
		zk_fp12_mul_line(&s->f, &s->f, &b0, &b1);
	}
	return filled;
}

/* Set px, py and q for the pairs with a finite point; returns how many */
static size_t prepare(struct zk_pairing_scratch *s, const struct zk_g1_affine *p,
		      const struct zk_g2_lines *const *q, size_t n)
{
	size_t i, m = 0;

	for (i = 0; i < n; i++) {
		if (zk_g1_affine_is_inf(&p[i]))
			continue;
		zk_fp_inv_vartime(&s->py[m], &p[i].y);
		zk_fp_mul(&s->px[m], &p[i].x, &s->py[m]);
		zk_fp_neg(&s->px[m], &s->px[m]);
		s->q[m++] = q[i];
	}
	return m;
}

bool zk_miller_loop_vartime(struct zk_pairing_scratch *s, const struct zk_g1_affine *p,
			    const struct zk_g2_lines *const *q, size_t n)
{
	bool filled = true;
	int i, k = 0;

	n = prepare(s, p, q, n);
	s->f = zk_fp12_one;
	for (i = 62; i >= 0; i--) {
		zk_fp12_sqr(&s->f, &s->f);
		filled &= mul_lines(s, n, k++);
		if (ABS_X >> i & 1)
			filled &= mul_lines(s, n, k++);
	}
	return filled;
}

/* r = a^x in the cyclotomic subgroup; not in place */
static void pow_x(struct zk_fp12 *r, const struct zk_fp12 *a)
{
	int i;

	*r = *a;
	for (i = 62; i >= 0; i--) {
		zk_fp12_cyclotomic_sqr(r, r);
		if (ABS_X >> i & 1)
			zk_fp12_mul(r, r, a);
	}
	zk_fp12_conj(r, r);
}

/*
 * (p^12 - 1) / r = (p^6 - 1) (p^2 + 1) h with
 * 3 h = (x - 1)^2 (x + p) (x^2 + p^2 - 1) + 3.  D. Hayashida, K. Hayasaka, T. Teruya, "Efficient
 * final exponentiation via cyclotomic structure for pairings over families of elliptic
 * curves", ePrint 2020/875.
 */
void zk_final_exp_vartime(struct zk_pairing_scratch *s)
{
	struct zk_fp12 *f = &s->f, *a = &s->t[0], *b = &s->t[1], *c = &s->t[2];

	/* into the cyclotomic subgroup: f^((p^6 - 1) (p^2 + 1)) */
	zk_fp12_inv_vartime(a, f);
	zk_fp12_conj(f, f);
	zk_fp12_mul(f, f, a);
	zk_fp12_frobenius2(a, f);
	zk_fp12_mul(f, f, a);

	pow_x(a, f);
	zk_fp12_conj(b, f);
	zk_fp12_mul(a, a, b);		/* f^(x - 1) */
	pow_x(b, a);
	zk_fp12_conj(a, a);
	zk_fp12_mul(a, a, b);		/* f^((x - 1)^2) */
	pow_x(b, a);
	zk_fp12_frobenius(a, a);
	zk_fp12_mul(a, a, b);		/* ... (x + p) */
	pow_x(b, a);
	pow_x(c, b);
	zk_fp12_frobenius2(b, a);
	zk_fp12_mul(c, c, b);
	zk_fp12_conj(a, a);
	zk_fp12_mul(c, c, a);		/* ... (x^2 + p^2 - 1) */
	zk_fp12_cyclotomic_sqr(a, f);
	zk_fp12_mul(a, a, f);
	zk_fp12_mul(f, a, c);
}

bool zk_pairing_product_is_one(const struct zk_g1_affine *p, const struct zk_g2_lines *const *q,
			       size_t n, struct zk_pairing_scratch *scratch)
{
	if (!n || n > ZK_PAIRING_MAX)
		return false;
	if (!zk_miller_loop_vartime(scratch, p, q, n))
		return false;
	zk_final_exp_vartime(scratch);
	return zk_fp12_is_one(&scratch->f);
}
