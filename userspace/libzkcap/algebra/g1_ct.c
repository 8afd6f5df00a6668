// SPDX-License-Identifier: MIT
/* Constant-time multi-scalar multiplication: Straus with signed 5-bit windows. */

#include "g1_ct.h"

#define WINDOW 5
#define TABLE 16	/* 1 .. 16 times a point; digits are -16 .. 15 */
#define DIGITS 52	/* 52 * 5 = 260 bits, for scalars of 255 and the bias */
#define CHUNK 32	/* terms that share their doublings */

/* (x : y : z) stands for (x/z, y/z); infinity is (0 : 1 : 0) */
struct point {
	struct zk_fp x, y, z;
};

struct term {
	struct point table[TABLE];
	u8 digit[DIGITS];	/* biased by 16 */
};

static void set_infinity(struct point *r)
{
	r->x = zk_fp_zero;
	r->y = zk_fp_one;
	r->z = zk_fp_zero;
}

/* r = 3b * a = 12 a */
static void mul_3b(struct zk_fp *r, const struct zk_fp *a)
{
	struct zk_fp t;

	zk_fp_add(&t, a, a);
	zk_fp_add(&t, &t, a);
	zk_fp_add(&t, &t, &t);
	zk_fp_add(r, &t, &t);
}

/* r = (a + b)(c + d) - e - f */
static void mul_cross(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b,
		      const struct zk_fp *c, const struct zk_fp *d,
		      const struct zk_fp *e, const struct zk_fp *f)
{
	struct zk_fp s, t;

	zk_fp_add(&s, a, b);
	zk_fp_add(&t, c, d);
	zk_fp_mul(&s, &s, &t);
	zk_fp_sub(&s, &s, e);
	zk_fp_sub(r, &s, f);
}

/* Algorithm 7: complete addition, 12 multiplications and 2 by 3b */
static void point_add(struct point *r, const struct point *p, const struct point *q)
{
	struct zk_fp t0, t1, t2, t3, t4, y3, z3, s;

	zk_fp_mul(&t0, &p->x, &q->x);
	zk_fp_mul(&t1, &p->y, &q->y);
	zk_fp_mul(&t2, &p->z, &q->z);
	mul_cross(&t3, &p->x, &p->y, &q->x, &q->y, &t0, &t1);
	mul_cross(&t4, &p->y, &p->z, &q->y, &q->z, &t1, &t2);
	mul_cross(&y3, &p->x, &p->z, &q->x, &q->z, &t0, &t2);
	zk_fp_add(&s, &t0, &t0);
	zk_fp_add(&t0, &s, &t0);
	mul_3b(&t2, &t2);
	zk_fp_add(&z3, &t1, &t2);
	zk_fp_sub(&t1, &t1, &t2);
	mul_3b(&y3, &y3);
	/* x3 = t3 t1 - t4 y3; y3 = t1 z3 + y3 t0; z3 = z3 t4 + t0 t3 */
	zk_fp_mul(&s, &t3, &t1);
	zk_fp_mul(&t2, &t4, &y3);
	zk_fp_sub(&r->x, &s, &t2);
	zk_fp_mul(&s, &t1, &z3);
	zk_fp_mul(&y3, &y3, &t0);
	zk_fp_add(&r->y, &s, &y3);
	zk_fp_mul(&s, &z3, &t4);
	zk_fp_mul(&t0, &t0, &t3);
	zk_fp_add(&r->z, &s, &t0);
}

/* Algorithm 9: doubling, 6 multiplications, 2 squarings and 1 by 3b */
static void point_dbl(struct point *r, const struct point *p)
{
	struct zk_fp t0, t1, t2, x3, y3, z3;

	zk_fp_sqr(&t0, &p->y);
	zk_fp_add(&z3, &t0, &t0);
	zk_fp_add(&z3, &z3, &z3);
	zk_fp_add(&z3, &z3, &z3);
	zk_fp_mul(&t1, &p->y, &p->z);
	zk_fp_sqr(&t2, &p->z);
	mul_3b(&t2, &t2);
	zk_fp_mul(&x3, &t2, &z3);
	zk_fp_add(&y3, &t0, &t2);
	zk_fp_mul(&z3, &t1, &z3);
	zk_fp_add(&t1, &t2, &t2);
	zk_fp_add(&t2, &t1, &t2);
	zk_fp_sub(&t0, &t0, &t2);
	zk_fp_mul(&y3, &t0, &y3);
	zk_fp_mul(&t1, &p->x, &p->y);
	zk_fp_add(&r->y, &x3, &y3);
	zk_fp_mul(&x3, &t0, &t1);
	zk_fp_add(&r->x, &x3, &x3);
	r->z = z3;
}

static void point_cmov(struct point *r, const struct point *a, bool cond)
{
	zk_fp_cmov(&r->x, &a->x, cond);
	zk_fp_cmov(&r->y, &a->y, cond);
	zk_fp_cmov(&r->z, &a->z, cond);
}

/* 1 if a = b, for small a and b, without a branch */
static bool equal_u32(u32 a, u32 b)
{
	u32 d = a ^ b;

	return (d - 1) >> 31 & ~d >> 31;
}

/*
 * k + 16 * (1 + 32 + 32^2 + ...), cut into 5-bit digits: each is then the signed
 * digit plus 16, and no carry has to be followed.
 */
static void recode(u8 digit[DIGITS], const struct zk_fr *k)
{
	u64 l[ZK_FR_LIMBS + 1] = { 0 };
	u64 bias[ZK_FR_LIMBS + 1] = { 0 };
	zk_u128 s = 0;
	int i;

	for (i = 0; i < DIGITS; i++)
		bias[(WINDOW * i + 4) / 64] |= 1ULL << ((WINDOW * i + 4) % 64);
	zk_fr_to_limbs(l, k);
	for (i = 0; i <= ZK_FR_LIMBS; i++) {
		s += (zk_u128)l[i] + bias[i];
		l[i] = s;
		s >>= 64;
	}
	for (i = 0; i < DIGITS; i++) {
		int at = WINDOW * i, limb = at / 64, shift = at % 64;
		u64 v = l[limb] >> shift;

		if (shift > 64 - WINDOW && limb < ZK_FR_LIMBS)
			v |= l[limb + 1] << (64 - shift);
		digit[i] = v & 31;
	}
	explicit_bzero(l, sizeof(l));
}

static void term_init(struct term *t, const struct zk_g1_affine *p, const struct zk_fr *k)
{
	int i;

	t->table[0].x = p->x;
	t->table[0].y = p->y;
	t->table[0].z = zk_fp_one;
	for (i = 1; i < TABLE; i += 2) {
		point_dbl(&t->table[i], &t->table[i / 2]);
		if (i + 1 < TABLE)
			point_add(&t->table[i + 1], &t->table[i], &t->table[0]);
	}
	recode(t->digit, k);
}

/* r += (digit - 16) * p, reading the whole table whatever the digit is */
static void add_digit(struct point *r, const struct term *t, u8 digit)
{
	u32 negative = (u32)(digit >> 4) ^ 1;
	u32 mask = 0 - negative;
	/* |digit - 16| */
	u32 size = (((u32)digit - 16) ^ mask) + negative;
	struct point q;
	struct zk_fp y;
	u32 i;

	set_infinity(&q);
	for (i = 0; i < TABLE; i++)
		point_cmov(&q, &t->table[i], equal_u32(size, i + 1));
	zk_fp_neg(&y, &q.y);
	zk_fp_cmov(&q.y, &y, negative);
	point_add(r, r, &q);
	explicit_bzero(&q, sizeof(q));
}

static void to_affine(struct zk_g1_affine *r, const struct point *p)
{
	struct zk_fp inv;

	/* 1/0 = 0 makes infinity (0, 0) */
	zk_fp_inv(&inv, &p->z);
	zk_fp_mul(&r->x, &p->x, &inv);
	zk_fp_mul(&r->y, &p->y, &inv);
	explicit_bzero(&inv, sizeof(inv));
}

void zkcap_g1_ct_msm(struct zk_g1_affine *r, const struct zk_g1_affine *p, size_t stride,
		     const struct zk_fr *k, size_t n)
{
	struct term terms[CHUNK];
	struct point sum, part;
	size_t start, i;
	int d, b;

	set_infinity(&sum);
	for (start = 0; start < n; start += CHUNK) {
		size_t m = n - start < CHUNK ? n - start : CHUNK;

		for (i = 0; i < m; i++)
			term_init(&terms[i], &p[(start + i) * stride], &k[start + i]);
		set_infinity(&part);
		for (d = DIGITS - 1; d >= 0; d--) {
			for (b = 0; b < WINDOW; b++)
				point_dbl(&part, &part);
			for (i = 0; i < m; i++)
				add_digit(&part, &terms[i], terms[i].digit[d]);
		}
		point_add(&sum, &sum, &part);
	}
	to_affine(r, &sum);
	explicit_bzero(terms, sizeof(terms));
	explicit_bzero(&sum, sizeof(sum));
	explicit_bzero(&part, sizeof(part));
}
