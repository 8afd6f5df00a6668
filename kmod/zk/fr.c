// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The scalar field Fr of BLS12-381: portable arithmetic. */

#include "fr.h"

static const struct zk_fr modulus = { {
	0xffffffff00000001ULL, 0x53bda402fffe5bfeULL,
	0x3339d80809a1d805ULL, 0x73eda753299d7d48ULL,
} };

/* R^2 mod m: into Montgomery form */
static const struct zk_fr r_squared = { {
	0xc999e990f3f29c6dULL, 0x2b6cedcb87925c23ULL,
	0x05d314967254398fULL, 0x0748d9d99f59ff11ULL,
} };

/* -m^-1 mod 2^64 */
#define INV 0xfffffffeffffffffULL

const struct zk_fr zk_fr_zero = { { 0 } };
const struct zk_fr zk_fr_one = { {
	0x00000001fffffffeULL, 0x5884b7fa00034802ULL,
	0x998c4fefecbc4ff5ULL, 0x1824b159acc5056fULL,
} };

/* r = a - m if carry:a >= m, else a; constant time */
static void reduce_once(struct zk_fr *r, const u64 a[ZK_FR_LIMBS], u64 carry)
{
	u64 t[ZK_FR_LIMBS], borrow = 0, mask;
	int i;

	for (i = 0; i < ZK_FR_LIMBS; i++) {
		zk_u128 d = (zk_u128)a[i] - modulus.l[i] - borrow;

		t[i] = d;
		borrow = (u64)(d >> 64) & 1;
	}
	mask = 0 - (borrow & ~carry & 1);
	for (i = 0; i < ZK_FR_LIMBS; i++)
		r->l[i] = (a[i] & mask) | (t[i] & ~mask);
}

void zk_fr_add(struct zk_fr *r, const struct zk_fr *a, const struct zk_fr *b)
{
	u64 t[ZK_FR_LIMBS], carry = 0;
	int i;

	for (i = 0; i < ZK_FR_LIMBS; i++) {
		zk_u128 s = (zk_u128)a->l[i] + b->l[i] + carry;

		t[i] = s;
		carry = s >> 64;
	}
	reduce_once(r, t, carry);
}

void zk_fr_sub(struct zk_fr *r, const struct zk_fr *a, const struct zk_fr *b)
{
	u64 borrow = 0, carry = 0, mask;
	int i;

	for (i = 0; i < ZK_FR_LIMBS; i++) {
		zk_u128 d = (zk_u128)a->l[i] - b->l[i] - borrow;

		r->l[i] = d;
		borrow = (u64)(d >> 64) & 1;
	}
	mask = 0 - borrow;
	for (i = 0; i < ZK_FR_LIMBS; i++) {
		zk_u128 s = (zk_u128)r->l[i] + (modulus.l[i] & mask) + carry;

		r->l[i] = s;
		carry = s >> 64;
	}
}

void zk_fr_neg(struct zk_fr *r, const struct zk_fr *a)
{
	zk_fr_sub(r, &zk_fr_zero, a);
}

void zk_fr_mul(struct zk_fr *r, const struct zk_fr *a, const struct zk_fr *b)
{
	u64 t[ZK_FR_LIMBS + 2] = { 0 };
	int i, j;

	for (i = 0; i < ZK_FR_LIMBS; i++) {
		u64 carry = 0, k;
		zk_u128 s;

		for (j = 0; j < ZK_FR_LIMBS; j++) {
			s = (zk_u128)a->l[j] * b->l[i] + t[j] + carry;
			t[j] = s;
			carry = s >> 64;
		}
		s = (zk_u128)t[ZK_FR_LIMBS] + carry;
		t[ZK_FR_LIMBS] = s;
		t[ZK_FR_LIMBS + 1] = s >> 64;
		k = t[0] * INV;
		s = (zk_u128)k * modulus.l[0] + t[0];
		carry = s >> 64;
		for (j = 1; j < ZK_FR_LIMBS; j++) {
			s = (zk_u128)k * modulus.l[j] + t[j] + carry;
			t[j - 1] = s;
			carry = s >> 64;
		}
		s = (zk_u128)t[ZK_FR_LIMBS] + carry;
		t[ZK_FR_LIMBS - 1] = s;
		t[ZK_FR_LIMBS] = t[ZK_FR_LIMBS + 1] + (u64)(s >> 64);
	}
	reduce_once(r, t, t[ZK_FR_LIMBS]);
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
	u64 mask = 0 - (u64)cond;
	int i;

	for (i = 0; i < ZK_FR_LIMBS; i++)
		r->l[i] ^= mask & (r->l[i] ^ a->l[i]);
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
	/* Fermat: a^(m - 2); the exponent is public, so the time is constant */
	u64 e[ZK_FR_LIMBS];

	memcpy(e, modulus.l, sizeof(e));
	e[0] -= 2;
	zk_fr_pow_vartime(r, a, e, ZK_FR_LIMBS);
}

void zk_fr_inv_vartime(struct zk_fr *r, const struct zk_fr *a)
{
	zk_fr_inv(r, a);
}

bool zk_fr_from_bytes(struct zk_fr *r, const u8 in[ZK_FR_BYTES])
{
	u64 borrow = 0;
	struct zk_fr t;
	int i, j;

	for (i = 0; i < ZK_FR_LIMBS; i++) {
		u64 v = 0;

		for (j = 0; j < 8; j++)
			v = v << 8 | in[ZK_FR_BYTES - 8 * (i + 1) + j];
		t.l[i] = v;
	}
	for (i = 0; i < ZK_FR_LIMBS; i++)
		borrow = (u64)(((zk_u128)t.l[i] - modulus.l[i] - borrow) >> 64) & 1;
	*r = zk_fr_zero;
	if (!borrow)
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
	int i;

	zk_fr_to_limbs(l, a);
	for (i = 0; i < ZK_FR_BYTES; i++)
		out[ZK_FR_BYTES - 1 - i] = l[i / 8] >> (8 * (i % 8));
}

void zk_fr_from_u64(struct zk_fr *r, u64 v)
{
	struct zk_fr t = { { v } };

	zk_fr_mul(r, &t, &r_squared);
}

void zk_fr_from_wide(struct zk_fr *r, const u8 in[64])
{
	/*
	 * hi * R + lo.  The Montgomery product takes a first factor up to 2^256
	 * as long as the second is reduced, so neither half needs reduction.
	 */
	struct zk_fr half[2];
	int i, j, k;

	for (k = 0; k < 2; k++)
		for (i = 0; i < ZK_FR_LIMBS; i++) {
			u64 v = 0;

			for (j = 0; j < 8; j++)
				v = v << 8 | in[32 * k + 24 - 8 * i + j];
			half[k].l[i] = v;
		}
	zk_fr_mul(&half[0], &half[0], &r_squared);
	zk_fr_mul(&half[0], &half[0], &r_squared);
	zk_fr_mul(&half[1], &half[1], &r_squared);
	zk_fr_add(r, &half[0], &half[1]);
}
