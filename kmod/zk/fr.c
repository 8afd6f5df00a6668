// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The scalar field Fr of BLS12-381. */

#include "cpu.h"
#include "fr.h"
#include "limbs.h"
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
	struct zk_fr base = *a, acc = zk_fr_one;
	size_t i;

	for (i = 64 * n; i-- > 0;) {
		zk_fr_sqr(&acc, &acc);
		if (e[i / 64] >> (i % 64) & 1)
			zk_fr_mul(&acc, &acc, &base);
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

void zk_fr_inv_vartime(struct zk_fr *r, const struct zk_fr *a)
{
	zk_fr_inv(r, a);
}

bool zk_fr_from_bytes(struct zk_fr *r, const u8 in[ZK_FR_BYTES])
{
	struct zk_fr t;

	limbs_load_be(t.l, in, ZK_FR_LIMBS);
	*r = zk_fr_zero;
	if (!limbs_lt(t.l, modulus, ZK_FR_LIMBS))
		return false;
	zk_fr_mul(r, &t, &r_squared);
	return true;
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
