/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Arithmetic on numbers of n 64-bit limbs, least significant first, in portable
 * C.  Everything is inlined with a constant n and unrolled, so that Fp and Fr
 * share one text.  Constant time.
 *
 * m is an odd modulus below 2^(64 n - 1), "reduced" means below m, and inv is
 * -m^-1 mod 2^64.  Results may alias arguments unless said otherwise.
 */
#ifndef ZK_LIMBS_H
#define ZK_LIMBS_H

#include "shim.h"

#define LIMBS_MAX 6
#define LIMBS_UNROLL _Pragma("GCC unroll 12")

/*
 * Add and subtract with carry.  *c is 0 or 1 before and after.  Compilers do
 * not all recognise the idiom in C, so an intrinsic comes first where there is one.
 */
#if defined(__x86_64__) && !defined(__clang__) && !defined(__CHECKER__)

static __always_inline u64 limb_adc(u64 a, u64 b, u64 *c)
{
	unsigned long long s;

	*c = __builtin_ia32_addcarryx_u64(*c, a, b, &s);
	return s;
}

static __always_inline u64 limb_sbb(u64 a, u64 b, u64 *c)
{
	unsigned long long d;

	*c = __builtin_ia32_sbb_u64(*c, a, b, &d);
	return d;
}

#else

static __always_inline u64 limb_adc(u64 a, u64 b, u64 *c)
{
	u64 t = a + *c, s = t + b;

	*c = (t < a) + (s < t);
	return s;
}

static __always_inline u64 limb_sbb(u64 a, u64 b, u64 *c)
{
	u64 t = a - *c, d = t - b;

	*c = (t > a) + (d > t);
	return d;
}

#endif

/*
 * t + a * b + *c, high half in *c.  It cannot overflow: with all four at most
 * 2^64 - 1 it is at most (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1.
 */
static __always_inline u64 limb_mac(u64 t, u64 a, u64 b, u64 *c)
{
	zk_u128 s = (zk_u128)a * b;
	u64 lo = s, hi = s >> 64;

	/* Comparing beats 128-bit addition: gcc then needs fewer registers */
	lo += t;
	hi += lo < t;
	lo += *c;
	hi += lo < *c;
	*c = hi;
	return lo;
}

/* r = a + b, returns the carry */
static __always_inline u64 limbs_add(u64 *r, const u64 *a, const u64 *b, int n)
{
	u64 c = 0;
	int i;

	LIMBS_UNROLL
	for (i = 0; i < n; i++)
		r[i] = limb_adc(a[i], b[i], &c);
	return c;
}

/* r = a - b, returns the borrow */
static __always_inline u64 limbs_sub(u64 *r, const u64 *a, const u64 *b, int n)
{
	u64 c = 0;
	int i;

	LIMBS_UNROLL
	for (i = 0; i < n; i++)
		r[i] = limb_sbb(a[i], b[i], &c);
	return c;
}

/* 1 if a < b, else 0 */
static __always_inline u64 limbs_lt(const u64 *a, const u64 *b, int n)
{
	u64 t[LIMBS_MAX];

	return limbs_sub(t, a, b, n);
}

/* r = mask ? a : r, for a mask of all ones or zero */
static __always_inline void limbs_select(u64 *r, const u64 *a, u64 mask, int n)
{
	int i;

	LIMBS_UNROLL
	for (i = 0; i < n; i++)
		r[i] ^= mask & (r[i] ^ a[i]);
}

/* r = a < m ? a : a - m, so reduced for a < 2 m */
static __always_inline void limbs_reduce_once(u64 *r, const u64 *a, const u64 *m, int n)
{
	u64 t[LIMBS_MAX], mask;
	int i;

	mask = 0 - limbs_sub(t, a, m, n);
	LIMBS_UNROLL
	for (i = 0; i < n; i++)
		r[i] = t[i] ^ (mask & (t[i] ^ a[i]));
}

/* r = a + b mod m for reduced a, b: 2 m < 2^(64 n), so no carry is lost */
static __always_inline void limbs_add_mod(u64 *r, const u64 *a, const u64 *b, const u64 *m, int n)
{
	u64 t[LIMBS_MAX];

	limbs_add(t, a, b, n);
	limbs_reduce_once(r, t, m, n);
}

/* r = a + (mask ? b : 0), carry dropped, for a mask of all ones or zero */
static __always_inline void limbs_add_masked(u64 *r, const u64 *a, const u64 *b, u64 mask, int n)
{
	u64 c = 0;
	int i;

	LIMBS_UNROLL
	for (i = 0; i < n; i++)
		r[i] = limb_adc(a[i], b[i] & mask, &c);
}

/* r = a - b mod m for reduced a, b */
static __always_inline void limbs_sub_mod(u64 *r, const u64 *a, const u64 *b, const u64 *m, int n)
{
	u64 t[LIMBS_MAX];
	u64 mask = 0 - limbs_sub(t, a, b, n);

	limbs_add_masked(r, t, m, mask, n);
}

/*
 * r = a * b / 2^(64 n) mod m, reduced, for b + m < 2^(64 n) and a * b < m * 2^(64 n):
 * so any a with a reduced b.
 *
 * Montgomery's product, one limb of a at a time.  t stays below b + m: from there the
 * next one is at most (t + (2^64 - 1) b + (2^64 - 1) m) / 2^64 < b + m, so the sum of
 * both carries fits the top limb.  The last t is
 * (a b + k m) / 2^(64 n) < m + m for some k < 2^(64 n).
 */
static __always_inline void limbs_mont_mul(u64 *r, const u64 *a, const u64 *b, const u64 *m,
					   u64 inv, int n)
{
	u64 t[LIMBS_MAX] = { 0 };
	int i, j;

	LIMBS_UNROLL
	for (i = 0; i < n; i++) {
		u64 c = 0, d = 0, k;

		t[0] = limb_mac(t[0], b[0], a[i], &c);
		k = t[0] * inv;
		limb_mac(t[0], k, m[0], &d);
		LIMBS_UNROLL
		for (j = 1; j < n; j++) {
			t[j] = limb_mac(t[j], b[j], a[i], &c);
			t[j - 1] = limb_mac(t[j], k, m[j], &d);
		}
		t[n - 1] = c + d;
	}
	limbs_reduce_once(r, t, m, n);
}

/* r = a * b, 2 n limbs; r must not alias a or b */
static __always_inline void limbs_mul_wide(u64 *r, const u64 *a, const u64 *b, int n)
{
	int i, j;

	LIMBS_UNROLL
	for (i = 0; i < n; i++) {
		u64 c = 0;

		LIMBS_UNROLL
		for (j = 0; j < n; j++)
			r[i + j] = limb_mac(i ? r[i + j] : 0, a[j], b[i], &c);
		r[i + n] = c;
	}
}

/* r = a^2, 2 n limbs; r must not alias a */
static __always_inline void limbs_sqr_wide(u64 *r, const u64 *a, int n)
{
	u64 c, top, next;
	int i, j;

	/* The products of different limbs, in r[1 .. 2 n - 2] */
	LIMBS_UNROLL
	for (i = 0; i < n - 1; i++) {
		c = 0;
		LIMBS_UNROLL
		for (j = i + 1; j < n; j++)
			r[i + j] = limb_mac(i ? r[i + j] : 0, a[j], a[i], &c);
		r[i + n] = c;
	}
	/* Twice that, plus the squares; the total is below 2^(128 n) */
	r[0] = 0;
	r[2 * n - 1] = 0;
	c = 0;
	top = 0;
	LIMBS_UNROLL
	for (i = 0; i < n; i++) {
		zk_u128 s = (zk_u128)a[i] * a[i];

		next = r[2 * i] >> 63;
		r[2 * i] = limb_adc(r[2 * i] << 1 | top, s, &c);
		top = r[2 * i + 1] >> 63;
		r[2 * i + 1] = limb_adc(r[2 * i + 1] << 1 | next, s >> 64, &c);
	}
}

/*
 * r = a / 2^(64 n) mod m, not reduced but at most m + a / 2^(64 n), for any a of 2 n
 * limbs that leaves this below 2^(64 n).
 *
 * The low half is brought to n limbs by adding multiples of m:
 * (low + k m) / 2^(64 n) <= m as low, k < 2^(64 n).  Then comes the high half.
 */
static __always_inline void limbs_mont_redc_lazy(u64 *r, const u64 *a, const u64 *m, u64 inv,
						 int n)
{
	u64 t[LIMBS_MAX];
	int i, j;

	LIMBS_UNROLL
	for (i = 0; i < n; i++)
		t[i] = a[i];
	LIMBS_UNROLL
	for (i = 0; i < n; i++) {
		u64 k = t[0] * inv, c = 0;

		limb_mac(t[0], k, m[0], &c);
		LIMBS_UNROLL
		for (j = 1; j < n; j++)
			t[j - 1] = limb_mac(t[j], k, m[j], &c);
		t[n - 1] = c;
	}
	limbs_add(r, t, a + n, n);
}

/* r = a / 2^(64 n) mod m, reduced, for a < m * 2^(64 n) of 2 n limbs */
static __always_inline void limbs_mont_redc(u64 *r, const u64 *a, const u64 *m, u64 inv, int n)
{
	u64 t[LIMBS_MAX];

	limbs_mont_redc_lazy(t, a, m, inv, n);
	limbs_reduce_once(r, t, m, n);
}

/* The walk over a public exponent, from its top: sliding windows of odd digits */
#define LIMBS_WINDOW 4

struct limbs_window {
	size_t bit;	/* bits of the exponent still to do */
	int squarings;	/* to be done before the multiplication */
	u64 digit;	/* odd, below 2^LIMBS_WINDOW; or 0: no multiplication */
};

/* The next window of the exponent e; false if there is none */
static inline bool limbs_next_window_vartime(struct limbs_window *w, const u64 *e)
{
	size_t end;

	if (!w->bit)
		return false;
	w->squarings = 0;
	w->digit = 0;
	for (; w->bit && !(e[(w->bit - 1) / 64] >> ((w->bit - 1) % 64) & 1); w->bit--)
		w->squarings++;
	if (!w->bit)
		return true;
	end = w->bit > LIMBS_WINDOW ? w->bit - LIMBS_WINDOW : 0;
	while (!(e[end / 64] >> (end % 64) & 1))
		end++;
	for (; w->bit > end; w->bit--) {
		w->digit = w->digit << 1 | (e[(w->bit - 1) / 64] >> ((w->bit - 1) % 64) & 1);
		w->squarings++;
	}
	return true;
}

/* r = the 8 n big-endian bytes at in */
static __always_inline void limbs_load_be(u64 *r, const u8 *in, int n)
{
	int i, j;

	for (i = 0; i < n; i++) {
		u64 v = 0;

		for (j = 0; j < 8; j++)
			v = v << 8 | in[8 * (n - 1 - i) + j];
		r[i] = v;
	}
}

static __always_inline void limbs_store_be(u8 *out, const u64 *a, int n)
{
	int i;

	for (i = 0; i < 8 * n; i++)
		out[8 * n - 1 - i] = a[i / 8] >> (8 * (i % 8));
}

#endif /* ZK_LIMBS_H */
