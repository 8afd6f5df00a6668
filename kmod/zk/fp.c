// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The base field Fp of BLS12-381: portable arithmetic. */

#include "fp.h"

static const struct zk_fp modulus = { {
	0xb9feffffffffaaabULL, 0x1eabfffeb153ffffULL,
	0x6730d2a0f6b0f624ULL, 0x64774b84f38512bfULL,
	0x4b1ba7b6434bacd7ULL, 0x1a0111ea397fe69aULL,
} };

/* R^2 mod m: into Montgomery form */
static const struct zk_fp r_squared = { {
	0xf4df1f341c341746ULL, 0x0a76e6a609d104f1ULL,
	0x8de5476c4c95b6d5ULL, 0x67eb88a9939d83c0ULL,
	0x9a793e85b519952dULL, 0x11988fe592cae3aaULL,
} };

/* -m^-1 mod 2^64 */
#define INV 0x89f3fffcfffcfffdULL

const struct zk_fp zk_fp_zero = { { 0 } };
const struct zk_fp zk_fp_one = { {
	0x760900000002fffdULL, 0xebf4000bc40c0002ULL,
	0x5f48985753c758baULL, 0x77ce585370525745ULL,
	0x5c071a97a256ec6dULL, 0x15f65ec3fa80e493ULL,
} };

/* r = a - m if carry:a >= m, else a; constant time */
static void reduce_once(struct zk_fp *r, const u64 a[ZK_FP_LIMBS], u64 carry)
{
	u64 t[ZK_FP_LIMBS], borrow = 0, mask;
	int i;

	for (i = 0; i < ZK_FP_LIMBS; i++) {
		zk_u128 d = (zk_u128)a[i] - modulus.l[i] - borrow;

		t[i] = d;
		borrow = (u64)(d >> 64) & 1;
	}
	mask = 0 - (borrow & ~carry & 1);
	for (i = 0; i < ZK_FP_LIMBS; i++)
		r->l[i] = (a[i] & mask) | (t[i] & ~mask);
}

void zk_fp_add(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	u64 t[ZK_FP_LIMBS], carry = 0;
	int i;

	for (i = 0; i < ZK_FP_LIMBS; i++) {
		zk_u128 s = (zk_u128)a->l[i] + b->l[i] + carry;

		t[i] = s;
		carry = s >> 64;
	}
	reduce_once(r, t, carry);
}

void zk_fp_sub(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	u64 borrow = 0, carry = 0, mask;
	int i;

	for (i = 0; i < ZK_FP_LIMBS; i++) {
		zk_u128 d = (zk_u128)a->l[i] - b->l[i] - borrow;

		r->l[i] = d;
		borrow = (u64)(d >> 64) & 1;
	}
	mask = 0 - borrow;
	for (i = 0; i < ZK_FP_LIMBS; i++) {
		zk_u128 s = (zk_u128)r->l[i] + (modulus.l[i] & mask) + carry;

		r->l[i] = s;
		carry = s >> 64;
	}
}

void zk_fp_neg(struct zk_fp *r, const struct zk_fp *a)
{
	zk_fp_sub(r, &zk_fp_zero, a);
}

void zk_fp_mul(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	u64 t[ZK_FP_LIMBS + 2] = { 0 };
	int i, j;

	for (i = 0; i < ZK_FP_LIMBS; i++) {
		u64 carry = 0, k;
		zk_u128 s;

		for (j = 0; j < ZK_FP_LIMBS; j++) {
			s = (zk_u128)a->l[j] * b->l[i] + t[j] + carry;
			t[j] = s;
			carry = s >> 64;
		}
		s = (zk_u128)t[ZK_FP_LIMBS] + carry;
		t[ZK_FP_LIMBS] = s;
		t[ZK_FP_LIMBS + 1] = s >> 64;
		k = t[0] * INV;
		s = (zk_u128)k * modulus.l[0] + t[0];
		carry = s >> 64;
		for (j = 1; j < ZK_FP_LIMBS; j++) {
			s = (zk_u128)k * modulus.l[j] + t[j] + carry;
			t[j - 1] = s;
			carry = s >> 64;
		}
		s = (zk_u128)t[ZK_FP_LIMBS] + carry;
		t[ZK_FP_LIMBS - 1] = s;
		t[ZK_FP_LIMBS] = t[ZK_FP_LIMBS + 1] + (u64)(s >> 64);
	}
	reduce_once(r, t, t[ZK_FP_LIMBS]);
}

void zk_fp_sqr(struct zk_fp *r, const struct zk_fp *a)
{
	zk_fp_mul(r, a, a);
}

bool zk_fp_is_zero(const struct zk_fp *a)
{
	return zk_fp_eq(a, &zk_fp_zero);
}

bool zk_fp_eq(const struct zk_fp *a, const struct zk_fp *b)
{
	u64 d = 0;
	int i;

	for (i = 0; i < ZK_FP_LIMBS; i++)
		d |= a->l[i] ^ b->l[i];
	return !d;
}

void zk_fp_cmov(struct zk_fp *r, const struct zk_fp *a, bool cond)
{
	u64 mask = 0 - (u64)cond;
	int i;

	for (i = 0; i < ZK_FP_LIMBS; i++)
		r->l[i] ^= mask & (r->l[i] ^ a->l[i]);
}

void zk_fp_pow_vartime(struct zk_fp *r, const struct zk_fp *a, const u64 *e, size_t n)
{
	struct zk_fp base = *a, acc = zk_fp_one;
	size_t i;

	for (i = 64 * n; i-- > 0;) {
		zk_fp_sqr(&acc, &acc);
		if (e[i / 64] >> (i % 64) & 1)
			zk_fp_mul(&acc, &acc, &base);
	}
	*r = acc;
}

void zk_fp_inv(struct zk_fp *r, const struct zk_fp *a)
{
	/* Fermat: a^(m - 2); the exponent is public, so the time is constant */
	u64 e[ZK_FP_LIMBS];

	memcpy(e, modulus.l, sizeof(e));
	e[0] -= 2;
	zk_fp_pow_vartime(r, a, e, ZK_FP_LIMBS);
}

void zk_fp_inv_vartime(struct zk_fp *r, const struct zk_fp *a)
{
	zk_fp_inv(r, a);
}

bool zk_fp_from_bytes(struct zk_fp *r, const u8 in[ZK_FP_BYTES])
{
	u64 borrow = 0;
	struct zk_fp t;
	int i, j;

	for (i = 0; i < ZK_FP_LIMBS; i++) {
		u64 v = 0;

		for (j = 0; j < 8; j++)
			v = v << 8 | in[ZK_FP_BYTES - 8 * (i + 1) + j];
		t.l[i] = v;
	}
	for (i = 0; i < ZK_FP_LIMBS; i++)
		borrow = (u64)(((zk_u128)t.l[i] - modulus.l[i] - borrow) >> 64) & 1;
	*r = zk_fp_zero;
	if (!borrow)
		return false;
	zk_fp_mul(r, &t, &r_squared);
	return true;
}

void zk_fp_to_limbs(u64 out[ZK_FP_LIMBS], const struct zk_fp *a)
{
	static const struct zk_fp raw_one = { { 1 } };
	struct zk_fp t;

	zk_fp_mul(&t, a, &raw_one);
	memcpy(out, t.l, sizeof(t.l));
}

void zk_fp_to_bytes(u8 out[ZK_FP_BYTES], const struct zk_fp *a)
{
	u64 l[ZK_FP_LIMBS];
	int i;

	zk_fp_to_limbs(l, a);
	for (i = 0; i < ZK_FP_BYTES; i++)
		out[ZK_FP_BYTES - 1 - i] = l[i / 8] >> (8 * (i % 8));
}

void zk_fp_from_u64(struct zk_fp *r, u64 v)
{
	struct zk_fp t = { { v } };

	zk_fp_mul(r, &t, &r_squared);
}

bool zk_fp_sqrt(struct zk_fp *r, const struct zk_fp *a)
{
	/* p = 3 mod 4, so a^((p + 1) / 4) is a root if there is one */
	static const u64 e[] = {
		0xee7fbfffffffeaabULL,
		0x07aaffffac54ffffULL,
		0xd9cc34a83dac3d89ULL,
		0xd91dd2e13ce144afULL,
		0x92c6e9ed90d2eb35ULL,
		0x0680447a8e5ff9a6ULL,
	};
	struct zk_fp root, check;

	zk_fp_pow_vartime(&root, a, e, ARRAY_SIZE(e));
	zk_fp_sqr(&check, &root);
	*r = root;
	return zk_fp_eq(&check, a);
}

bool zk_fp_is_larger_half(const struct zk_fp *a)
{
	static const u64 half[] = {
		0xdcff7fffffffd555ULL,
		0x0f55ffff58a9ffffULL,
		0xb39869507b587b12ULL,
		0xb23ba5c279c2895fULL,
		0x258dd3db21a5d66bULL,
		0x0d0088f51cbff34dULL,
	};
	u64 l[ZK_FP_LIMBS], borrow = 0;
	int i;

	zk_fp_to_limbs(l, a);
	for (i = 0; i < ZK_FP_LIMBS; i++)
		borrow = (u64)(((zk_u128)half[i] - l[i] - borrow) >> 64) & 1;
	return borrow;
}
