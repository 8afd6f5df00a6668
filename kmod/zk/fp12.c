// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The extension Fp12 of BLS12-381. */

#include "fp12.h"

const struct zk_fp12 zk_fp12_one = {
	.c0.c0.c0 = { {
		0x760900000002fffdULL, 0xebf4000bc40c0002ULL,
		0x5f48985753c758baULL, 0x77ce585370525745ULL,
		0x5c071a97a256ec6dULL, 0x15f65ec3fa80e493ULL,
	} },
};

/* (1 + u)^(i (p - 1) / 6), i = 1..5: what w^i is multiplied by under x -> x^p */
static const struct zk_fp2 frobenius_factor[] = {
	{
		.c0 = { {
			0x07089552b319d465ULL, 0xc6695f92b50a8313ULL,
			0x97e83cccd117228fULL, 0xa35baecab2dc29eeULL,
			0x1ce393ea5daace4dULL, 0x08f2220fb0fb66ebULL,
		} },
		.c1 = { {
			0xb2f66aad4ce5d646ULL, 0x5842a06bfc497cecULL,
			0xcf4895d42599d394ULL, 0xc11b9cba40a8e8d0ULL,
			0x2e3813cbe5a0de89ULL, 0x110eefda88847fafULL,
		} },
	},
	{
		.c0 = { {
			0x0000000000000000ULL, 0x0000000000000000ULL,
			0x0000000000000000ULL, 0x0000000000000000ULL,
			0x0000000000000000ULL, 0x0000000000000000ULL,
		} },
		.c1 = { {
			0xcd03c9e48671f071ULL, 0x5dab22461fcda5d2ULL,
			0x587042afd3851b95ULL, 0x8eb60ebe01bacb9eULL,
			0x03f97d6e83d050d2ULL, 0x18f0206554638741ULL,
		} },
	},
	{
		.c0 = { {
			0x7bcfa7a25aa30fdaULL, 0xdc17dec12a927e7cULL,
			0x2f088dd86b4ebef1ULL, 0xd1ca2087da74d4a7ULL,
			0x2da2596696cebc1dULL, 0x0e2b7eedbbfd87d2ULL,
		} },
		.c1 = { {
			0x7bcfa7a25aa30fdaULL, 0xdc17dec12a927e7cULL,
			0x2f088dd86b4ebef1ULL, 0xd1ca2087da74d4a7ULL,
			0x2da2596696cebc1dULL, 0x0e2b7eedbbfd87d2ULL,
		} },
	},
	{
		.c0 = { {
			0x890dc9e4867545c3ULL, 0x2af322533285a5d5ULL,
			0x50880866309b7e2cULL, 0xa20d1b8c7e881024ULL,
			0x14e4f04fe2db9068ULL, 0x14e56d3f1564853aULL,
		} },
		.c1 = { {
			0x0000000000000000ULL, 0x0000000000000000ULL,
			0x0000000000000000ULL, 0x0000000000000000ULL,
			0x0000000000000000ULL, 0x0000000000000000ULL,
		} },
	},
	{
		.c0 = { {
			0x82d83cf50dbce43fULL, 0xa2813e53df9d018fULL,
			0xc6f0caa53c65e181ULL, 0x7525cf528d50fe95ULL,
			0x4a85ed50f4798a6bULL, 0x171da0fd6cf8eebdULL,
		} },
		.c1 = { {
			0x3726c30af242c66cULL, 0x7c2ac1aad1b6fe70ULL,
			0xa04007fbba4b14a2ULL, 0xef517c3266341429ULL,
			0x0095ba654ed2226bULL, 0x02e370eccc86f7ddULL,
		} },
	},
};

/* (1 + u)^(i (p^2 - 1) / 6), i = 1..5, all in Fp: the same under x -> x^(p^2) */
static const struct zk_fp frobenius2_factor[] = {
	{ {
		0xecfb361b798dba3aULL, 0xc100ddb891865a2cULL,
		0x0ec08ff1232bda8eULL, 0xd5c13cc6f1ca4721ULL,
		0x47222a47bf7b5c04ULL, 0x0110f184e51c5f59ULL,
	} },
	{ {
		0x30f1361b798a64e8ULL, 0xf3b8ddab7ece5a2aULL,
		0x16a8ca3ac61577f7ULL, 0xc26a2ff874fd029bULL,
		0x3636b76660701c6eULL, 0x051ba4ab241b6160ULL,
	} },
	{ {
		0x43f5fffffffcaaaeULL, 0x32b7fff2ed47fffdULL,
		0x07e83a49a2e99d69ULL, 0xeca8f3318332bb7aULL,
		0xef148d1ea0f4c069ULL, 0x040ab3263eff0206ULL,
	} },
	{ {
		0xcd03c9e48671f071ULL, 0x5dab22461fcda5d2ULL,
		0x587042afd3851b95ULL, 0x8eb60ebe01bacb9eULL,
		0x03f97d6e83d050d2ULL, 0x18f0206554638741ULL,
	} },
	{ {
		0x890dc9e4867545c3ULL, 0x2af322533285a5d5ULL,
		0x50880866309b7e2cULL, 0xa20d1b8c7e881024ULL,
		0x14e4f04fe2db9068ULL, 0x14e56d3f1564853aULL,
	} },
};

void zk_fp12_mul(struct zk_fp12 *r, const struct zk_fp12 *a, const struct zk_fp12 *b)
{
	struct zk_fp6 m0, m1, s;

	zk_fp6_mul(&m0, &a->c0, &b->c0);
	zk_fp6_mul(&m1, &a->c1, &b->c1);
	zk_fp6_add(&s, &a->c0, &a->c1);
	/* the last use of a and b, which r may be */
	zk_fp6_add(&r->c1, &b->c0, &b->c1);
	zk_fp6_mul(&r->c1, &r->c1, &s);
	zk_fp6_sub(&r->c1, &r->c1, &m0);
	zk_fp6_sub(&r->c1, &r->c1, &m1);
	zk_fp6_mul_v(&m1, &m1);
	zk_fp6_add(&r->c0, &m0, &m1);
}

void zk_fp12_sqr(struct zk_fp12 *r, const struct zk_fp12 *a)
{
	struct zk_fp6 m, s, t;

	/* c0^2 + v c1^2 = (c0 + c1) (c0 + v c1) - m - v m, with m = c0 c1 */
	zk_fp6_mul(&m, &a->c0, &a->c1);
	zk_fp6_add(&s, &a->c0, &a->c1);
	zk_fp6_mul_v(&t, &a->c1);
	zk_fp6_add(&t, &t, &a->c0);
	zk_fp6_mul(&s, &s, &t);
	zk_fp6_sub(&s, &s, &m);
	zk_fp6_mul_v(&t, &m);
	zk_fp6_sub(&r->c0, &s, &t);
	zk_fp6_add(&r->c1, &m, &m);
}

/* r0 + r1 y = (a + b y)^2 for y^2 = 1 + u */
static void fp4_sqr(struct zk_fp2 *r0, struct zk_fp2 *r1, const struct zk_fp2 *a,
		    const struct zk_fp2 *b)
{
	struct zk_fp2 aa, bb, s;

	zk_fp2_sqr(&aa, a);
	zk_fp2_sqr(&bb, b);
	zk_fp2_add(&s, a, b);
	zk_fp2_sqr(&s, &s);
	zk_fp2_sub(&s, &s, &aa);
	zk_fp2_sub(r1, &s, &bb);
	zk_fp2_mul_xi(&bb, &bb);
	zk_fp2_add(r0, &aa, &bb);
}

/* r = 3 s - 2 a */
static void thrice_less_twice(struct zk_fp2 *r, const struct zk_fp2 *s, const struct zk_fp2 *a)
{
	struct zk_fp2 t;

	zk_fp2_sub(&t, s, a);
	zk_fp2_dbl(&t, &t);
	zk_fp2_add(r, &t, s);
}

/* r = 3 s + 2 a */
static void thrice_plus_twice(struct zk_fp2 *r, const struct zk_fp2 *s, const struct zk_fp2 *a)
{
	struct zk_fp2 t;

	zk_fp2_add(&t, s, a);
	zk_fp2_dbl(&t, &t);
	zk_fp2_add(r, &t, s);
}

void zk_fp12_cyclotomic_sqr(struct zk_fp12 *r, const struct zk_fp12 *a)
{
	struct zk_fp2 s0, s1, s2, s3;

	/* three squares in Fp4 = Fp2[w^3], each of the coefficients of w^i and w^(i+3) */
	fp4_sqr(&s0, &s1, &a->c0.c1, &a->c1.c2);
	fp4_sqr(&s2, &s3, &a->c1.c0, &a->c0.c2);
	zk_fp2_mul_xi(&s1, &s1);
	thrice_plus_twice(&r->c1.c0, &s1, &a->c1.c0);
	thrice_less_twice(&r->c0.c2, &s0, &a->c0.c2);
	thrice_less_twice(&r->c0.c1, &s2, &a->c0.c1);
	thrice_plus_twice(&r->c1.c2, &s3, &a->c1.c2);
	fp4_sqr(&s0, &s1, &a->c0.c0, &a->c1.c1);
	thrice_less_twice(&r->c0.c0, &s0, &a->c0.c0);
	thrice_plus_twice(&r->c1.c1, &s1, &a->c1.c1);
}

void zk_fp12_mul_line(struct zk_fp12 *r, const struct zk_fp12 *a,
		      const struct zk_fp2 *b0, const struct zk_fp2 *b1)
{
	struct zk_fp6 m0, m1;

	zk_fp6_mul_sparse(&m0, &a->c0, b0, b1);
	zk_fp6_mul_sparse(&m1, &a->c1, b0, b1);
	zk_fp6_mul_v(&m0, &m0);
	zk_fp6_mul_v(&m1, &m1);
	zk_fp6_mul_v(&m1, &m1);
	zk_fp6_add(&r->c0, &a->c0, &m1);
	zk_fp6_add(&r->c1, &a->c1, &m0);
}

void zk_fp12_conj(struct zk_fp12 *r, const struct zk_fp12 *a)
{
	r->c0 = a->c0;
	zk_fp6_neg(&r->c1, &a->c1);
}

void zk_fp12_frobenius(struct zk_fp12 *r, const struct zk_fp12 *a)
{
	zk_fp2_conj(&r->c0.c0, &a->c0.c0);
	zk_fp2_conj(&r->c1.c0, &a->c1.c0);
	zk_fp2_conj(&r->c0.c1, &a->c0.c1);
	zk_fp2_conj(&r->c1.c1, &a->c1.c1);
	zk_fp2_conj(&r->c0.c2, &a->c0.c2);
	zk_fp2_conj(&r->c1.c2, &a->c1.c2);
	zk_fp2_mul(&r->c1.c0, &r->c1.c0, &frobenius_factor[0]);
	zk_fp2_mul(&r->c0.c1, &r->c0.c1, &frobenius_factor[1]);
	zk_fp2_mul(&r->c1.c1, &r->c1.c1, &frobenius_factor[2]);
	zk_fp2_mul(&r->c0.c2, &r->c0.c2, &frobenius_factor[3]);
	zk_fp2_mul(&r->c1.c2, &r->c1.c2, &frobenius_factor[4]);
}

void zk_fp12_frobenius2(struct zk_fp12 *r, const struct zk_fp12 *a)
{
	r->c0.c0 = a->c0.c0;
	zk_fp2_mul_fp(&r->c1.c0, &a->c1.c0, &frobenius2_factor[0]);
	zk_fp2_mul_fp(&r->c0.c1, &a->c0.c1, &frobenius2_factor[1]);
	zk_fp2_mul_fp(&r->c1.c1, &a->c1.c1, &frobenius2_factor[2]);
	zk_fp2_mul_fp(&r->c0.c2, &a->c0.c2, &frobenius2_factor[3]);
	zk_fp2_mul_fp(&r->c1.c2, &a->c1.c2, &frobenius2_factor[4]);
}

void zk_fp12_inv_vartime(struct zk_fp12 *r, const struct zk_fp12 *a)
{
	struct zk_fp6 n, t;

	/* the norm to Fp6: c0^2 - v c1^2 */
	zk_fp6_mul(&n, &a->c0, &a->c0);
	zk_fp6_mul(&t, &a->c1, &a->c1);
	zk_fp6_mul_v(&t, &t);
	zk_fp6_sub(&n, &n, &t);
	zk_fp6_inv_vartime(&n, &n);
	zk_fp6_mul(&r->c0, &a->c0, &n);
	zk_fp6_neg(&n, &n);
	zk_fp6_mul(&r->c1, &a->c1, &n);
}

bool zk_fp12_eq(const struct zk_fp12 *a, const struct zk_fp12 *b)
{
	return zk_both(zk_fp6_eq(&a->c0, &b->c0), zk_fp6_eq(&a->c1, &b->c1));
}

bool zk_fp12_is_one(const struct zk_fp12 *a)
{
	return zk_fp12_eq(a, &zk_fp12_one);
}
