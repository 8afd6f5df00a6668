// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The scalar field Fr of BLS12-381. */

#include "cpu.h"
#include "fr.h"
#include "limbs.h"
#include "modinv.h"
#include "mulx.h"

/* -r^-1 mod 2^64 */
#define INV 0xfffffffeffffffffULL

/* r, and INV behind it */
static const u64 modulus[ZK_FR_LIMBS + 1] = {
	0xffffffff00000001ULL, 0x53bda402fffe5bfeULL,
	0x3339d80809a1d805ULL, 0x73eda753299d7d48ULL,
	INV,
};

/* R^2 mod r: into Montgomery form */
static const struct zk_fr r_squared = { {
	0xc999e990f3f29c6dULL, 0x2b6cedcb87925c23ULL,
	0x05d314967254398fULL, 0x0748d9d99f59ff11ULL,
} };

const struct zk_fr zk_fr_zero = { { 0 } };
const struct zk_fr zk_fr_one = { {
	0x00000001fffffffeULL, 0x5884b7fa00034802ULL,
	0x998c4fefecbc4ff5ULL, 0x1824b159acc5056fULL,
} };

void zk_fr_add(struct zk_fr *r, const struct zk_fr *a, const struct zk_fr *b)
{
	limbs_add_mod(r->l, a->l, b->l, modulus, ZK_FR_LIMBS);
}

void zk_fr_sub(struct zk_fr *r, const struct zk_fr *a, const struct zk_fr *b)
{
	limbs_sub_mod(r->l, a->l, b->l, modulus, ZK_FR_LIMBS);
}

void zk_fr_neg(struct zk_fr *r, const struct zk_fr *a)
{
	zk_fr_sub(r, &zk_fr_zero, a);
}

/* Apart from its caller, which then needs no stack on the other path */
static noinline void mul_plain(struct zk_fr *r, const struct zk_fr *a, const struct zk_fr *b)
{
	limbs_mont_mul(r->l, a->l, b->l, modulus, INV, ZK_FR_LIMBS);
}

void zk_fr_mul(struct zk_fr *r, const struct zk_fr *a, const struct zk_fr *b)
{
	if (zk_cpu_has_mulx())
		mulx_mont_mul4(r->l, a->l, b->l, modulus);
	else
		mul_plain(r, a, b);
}

void zk_fr_sqr(struct zk_fr *r, const struct zk_fr *a)
{
	zk_fr_mul(r, a, a);
}

bool zk_fr_is_zero(const struct zk_fr *a)
{
	return zk_fr_eq(a, &zk_fr_zero);
}

bool zk_fr_eq(const struct zk_fr *a, const struct zk_fr *b)
{
	u64 d = 0;
	int i;

	for (i = 0; i < ZK_FR_LIMBS; i++)
		d |= a->l[i] ^ b->l[i];
	return !d;
}

void zk_fr_cmov(struct zk_fr *r, const struct zk_fr *a, bool cond)
{
	limbs_select(r->l, a->l, 0 - (u64)cond, ZK_FR_LIMBS);
}

void zk_fr_pow_vartime(struct zk_fr *r, const struct zk_fr *a, const u64 *e, size_t n)
{
	struct zk_fr odd[1 << (LIMBS_WINDOW - 1)], acc;
	struct limbs_window w = { .bit = 64 * n };
	bool is_one = true;
	int i;

	/* a, a^3, a^5, ... */
	odd[0] = *a;
	zk_fr_sqr(&acc, a);
	for (i = 1; i < (int)ARRAY_SIZE(odd); i++)
		zk_fr_mul(&odd[i], &odd[i - 1], &acc);
	acc = zk_fr_one;
	while (limbs_next_window_vartime(&w, e)) {
		for (i = 0; i < w.squarings && !is_one; i++)
			zk_fr_sqr(&acc, &acc);
		if (w.digit) {
			zk_fr_mul(&acc, &acc, &odd[w.digit / 2]);
			is_one = false;
		}
	}
	*r = acc;
}

void zk_fr_inv(struct zk_fr *r, const struct zk_fr *a)
{
	/* Fermat: a^(r - 2); the exponent is public, so the time is constant */
	u64 e[ZK_FR_LIMBS];

	memcpy(e, modulus, sizeof(e));
	e[0] -= 2;
	zk_fr_pow_vartime(r, a, e, ZK_FR_LIMBS);
}

/* 1 / (a / R) in Montgomery form is R^2 / a */
static const struct zk_modinv inversion = {
	.limbs = 4,
	.signed_limbs = 5,
	.inv = 0x0000000100000001ULL,
	.modulus = {
		0x3fffffff00000001LL, 0x0ef6900bfff96ffbLL, 0x339d80809a1d8055LL,
		0x3b69d4ca675f520cLL, 0x0000000000000073LL,
	},
	.factor = {
		0x0999e990f3f29c6dLL, 0x2db3b72e1e49708fLL, 0x1d314967254398f2LL,
		0x12367667d67fc441LL, 0x0000000000000007LL,
	},
};

void zk_fr_inv_vartime(struct zk_fr *r, const struct zk_fr *a)
{
	zk_modinv_vartime(r->l, a->l, &inversion);
}

bool zk_fr_from_bytes(struct zk_fr *r, const u8 in[ZK_FR_BYTES])
{
	struct zk_fr t;
	u64 ok;

	limbs_load_be(t.l, in, ZK_FR_LIMBS);
	ok = limbs_lt(t.l, modulus, ZK_FR_LIMBS);
	limbs_select(t.l, zk_fr_zero.l, ok - 1, ZK_FR_LIMBS);
	zk_fr_mul(r, &t, &r_squared);
	return ok;
}

void zk_fr_to_limbs(u64 out[ZK_FR_LIMBS], const struct zk_fr *a)
{
	static const struct zk_fr raw_one = { { 1 } };
	struct zk_fr t;

	zk_fr_mul(&t, a, &raw_one);
	memcpy(out, t.l, sizeof(t.l));
}

void zk_fr_to_bytes(u8 out[ZK_FR_BYTES], const struct zk_fr *a)
{
	u64 l[ZK_FR_LIMBS];

	zk_fr_to_limbs(l, a);
	limbs_store_be(out, l, ZK_FR_LIMBS);
}

void zk_fr_from_u64(struct zk_fr *r, u64 v)
{
	struct zk_fr t = { { v } };

	zk_fr_mul(r, &t, &r_squared);
}

void zk_fr_from_wide(struct zk_fr *r, const u8 in[64])
{
	/*
	 * hi * R + lo.  The Montgomery product takes any first factor as long as
	 * the second is reduced, so neither half needs reduction.
	 */
	struct zk_fr hi, lo;

	limbs_load_be(hi.l, in, ZK_FR_LIMBS);
	limbs_load_be(lo.l, in + ZK_FR_BYTES, ZK_FR_LIMBS);
	zk_fr_mul(&hi, &hi, &r_squared);
	zk_fr_mul(&hi, &hi, &r_squared);
	zk_fr_mul(&lo, &lo, &r_squared);
	zk_fr_add(r, &hi, &lo);
}
