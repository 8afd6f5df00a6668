/* SPDX-License-Identifier: MIT */
/*
 * Eight elements of Fp at a time, for processors with AVX-512 IFMA: 52-bit limbs, one
 * element to a 64-bit lane.  Elements stand for the same Montgomery form as struct
 * zk_fp (R = 2^384).  They need not be reduced: a comment gives the bound of each
 * result in multiples of p.  Include it in a file that is compiled for x86-64 only.
 */
#ifndef ZKCAP_FP8_H
#define ZKCAP_FP8_H

#include <immintrin.h>

#include "fp.h"

#define FP8_LIMBS 8
#define FP8_BITS 52
#define FP8_MASK ((1ULL << FP8_BITS) - 1)
#define FP8_TARGET __attribute__((target("avx512f,avx512dq,avx512ifma"), always_inline)) inline
#define FP8_UNROLL _Pragma("GCC unroll 9")

struct fp8 {
	__m512i l[FP8_LIMBS];
};

static const u64 fp8_p[FP8_LIMBS] = {
	0xeffffffffaaabULL, 0xfeb153ffffb9fULL, 0x6b0f6241eabffULL, 0x12bf6730d2a0fULL,
	0x764774b84f385ULL, 0x1ba7b6434bacdULL, 0x1ea397fe69a4bULL, 0x000000001a011ULL,
};

static const u64 fp8_2p[FP8_LIMBS] = {
	0xdffffffff5556ULL, 0xfd62a7ffff73fULL, 0xd61ec483d57ffULL, 0x257ece61a541eULL,
	0xec8ee9709e70aULL, 0x374f6c869759aULL, 0x3d472ffcd3496ULL, 0x0000000034022ULL,
};

/* -1/p mod 2^52 */
#define FP8_P_INV 0x3fffcfffcfffdULL

static FP8_TARGET __m512i fp8_word(u64 v)
{
	return _mm512_set1_epi64((long long)v);
}

/*
 * Limbs of any sign and up to 2^62 to limbs of 52 bits; the number is not negative and
 * below 2^416
 */
static FP8_TARGET void fp8_carry(struct fp8 *r)
{
	int i;

	FP8_UNROLL
	for (i = 0; i < FP8_LIMBS - 1; i++) {
		r->l[i + 1] = _mm512_add_epi64(r->l[i + 1], _mm512_srai_epi64(r->l[i], FP8_BITS));
		r->l[i] = _mm512_and_si512(r->l[i], fp8_word(FP8_MASK));
	}
}

/* r = a - b + k, where k is a multiple of p that is at least b; below a + k */
static FP8_TARGET void fp8_sub(struct fp8 *r, const struct fp8 *a, const struct fp8 *b,
			       const u64 k[FP8_LIMBS])
{
	int i;

	FP8_UNROLL
	for (i = 0; i < FP8_LIMBS; i++)
		r->l[i] = _mm512_add_epi64(_mm512_sub_epi64(a->l[i], b->l[i]), fp8_word(k[i]));
	fp8_carry(r);
}

/* One step of the product: t = (t + a b + m p) / 2^52, m such that the division is exact */
static FP8_TARGET void fp8_mul_step(__m512i t[FP8_LIMBS + 1], __m512i a, const struct fp8 *b)
{
	const __m512i zero = _mm512_setzero_si512();
	__m512i m;
	int j;

	FP8_UNROLL
	for (j = 0; j < FP8_LIMBS; j++)
		t[j] = _mm512_madd52lo_epu64(t[j], a, b->l[j]);
	m = _mm512_madd52lo_epu64(zero, t[0], fp8_word(FP8_P_INV));
	t[0] = _mm512_madd52lo_epu64(t[0], m, fp8_word(fp8_p[0]));
	t[1] = _mm512_add_epi64(t[1], _mm512_srli_epi64(t[0], FP8_BITS));
	FP8_UNROLL
	for (j = 1; j < FP8_LIMBS; j++)
		t[j] = _mm512_madd52lo_epu64(t[j], m, fp8_word(fp8_p[j]));
	/* down by one limb, together with the high halves */
	FP8_UNROLL
	for (j = 0; j < FP8_LIMBS; j++) {
		t[j] = _mm512_madd52hi_epu64(t[j + 1], a, b->l[j]);
		t[j] = _mm512_madd52hi_epu64(t[j], m, fp8_word(fp8_p[j]));
	}
	t[FP8_LIMBS] = zero;
}

/*
 * r = a b / 2^384 for a, b below 8p: at most 1 + 0.102 a b, where a and b are in
 * multiples of p.  The eight steps divide by 2^416; a is multiplied by 2^32 first.
 */
static FP8_TARGET void fp8_mul(struct fp8 *r, const struct fp8 *a, const struct fp8 *b)
{
	__m512i t[FP8_LIMBS + 1], limb;
	int i;

	FP8_UNROLL
	for (i = 0; i <= FP8_LIMBS; i++)
		t[i] = _mm512_setzero_si512();
	FP8_UNROLL
	for (i = 0; i < FP8_LIMBS; i++) {
		limb = _mm512_slli_epi64(a->l[i], 32);
		if (i > 0)
			limb = _mm512_or_si512(limb, _mm512_srli_epi64(a->l[i - 1], 20));
		/* the multiplier takes the low 52 bits */
		fp8_mul_step(t, limb, b);
	}
	FP8_UNROLL
	for (i = 0; i < FP8_LIMBS; i++)
		r->l[i] = t[i];
	fp8_carry(r);
}

/* a - k where that is not negative, else a */
static FP8_TARGET void fp8_reduce_by(struct fp8 *a, const u64 k[FP8_LIMBS])
{
	struct fp8 t;
	__mmask8 negative;
	int i;

	FP8_UNROLL
	for (i = 0; i < FP8_LIMBS; i++)
		t.l[i] = _mm512_sub_epi64(a->l[i], fp8_word(k[i]));
	fp8_carry(&t);
	negative = _mm512_movepi64_mask(t.l[FP8_LIMBS - 1]);
	FP8_UNROLL
	for (i = 0; i < FP8_LIMBS; i++)
		a->l[i] = _mm512_mask_mov_epi64(t.l[i], negative, a->l[i]);
}

/* From below 4p to below p */
static FP8_TARGET void fp8_reduce(struct fp8 *a)
{
	fp8_reduce_by(a, fp8_2p);
	fp8_reduce_by(a, fp8_p);
}

/* Lane i from the six words at base + at[i], counted in words; low is the first of them */
static FP8_TARGET void fp8_gather(struct fp8 *r, const u64 *base, __m512i at)
{
	__m512i w[ZK_FP_LIMBS];
	int i;

	FP8_UNROLL
	for (i = 0; i < ZK_FP_LIMBS; i++)
		w[i] = _mm512_i64gather_epi64(at, base + i, 8);
	r->l[0] = w[0];
	r->l[1] = _mm512_or_si512(_mm512_srli_epi64(w[0], 52), _mm512_slli_epi64(w[1], 12));
	r->l[2] = _mm512_or_si512(_mm512_srli_epi64(w[1], 40), _mm512_slli_epi64(w[2], 24));
	r->l[3] = _mm512_or_si512(_mm512_srli_epi64(w[2], 28), _mm512_slli_epi64(w[3], 36));
	r->l[4] = _mm512_or_si512(_mm512_srli_epi64(w[3], 16), _mm512_slli_epi64(w[4], 48));
	r->l[5] = _mm512_srli_epi64(w[4], 4);
	r->l[6] = _mm512_or_si512(_mm512_srli_epi64(w[4], 56), _mm512_slli_epi64(w[5], 8));
	r->l[7] = _mm512_srli_epi64(w[5], 44);
	FP8_UNROLL
	for (i = 0; i < FP8_LIMBS - 1; i++)
		r->l[i] = _mm512_and_si512(r->l[i], fp8_word(FP8_MASK));
}

/* The lanes in @lanes, which must be reduced, to the words at base + at[i] */
static FP8_TARGET void fp8_scatter(u64 *base, __m512i at, __mmask8 lanes, const struct fp8 *a)
{
	const __m512i *l = a->l;
	__m512i w[ZK_FP_LIMBS];
	int i;

	w[0] = _mm512_or_si512(l[0], _mm512_slli_epi64(l[1], 52));
	w[1] = _mm512_or_si512(_mm512_srli_epi64(l[1], 12), _mm512_slli_epi64(l[2], 40));
	w[2] = _mm512_or_si512(_mm512_srli_epi64(l[2], 24), _mm512_slli_epi64(l[3], 28));
	w[3] = _mm512_or_si512(_mm512_srli_epi64(l[3], 36), _mm512_slli_epi64(l[4], 16));
	w[4] = _mm512_or_si512(_mm512_srli_epi64(l[4], 48),
			       _mm512_or_si512(_mm512_slli_epi64(l[5], 4),
					       _mm512_slli_epi64(l[6], 56)));
	w[5] = _mm512_or_si512(_mm512_srli_epi64(l[6], 8), _mm512_slli_epi64(l[7], 44));
	FP8_UNROLL
	for (i = 0; i < ZK_FP_LIMBS; i++)
		_mm512_mask_i64scatter_epi64(base + i, lanes, at, w[i], 8);
}

/* Lanes in which a is the number 0 */
static FP8_TARGET __mmask8 fp8_zero_lanes(const struct fp8 *a)
{
	__m512i any = a->l[0];
	int i;

	FP8_UNROLL
	for (i = 1; i < FP8_LIMBS; i++)
		any = _mm512_or_si512(any, a->l[i]);
	return _mm512_testn_epi64_mask(any, any);
}

/* Lanes in which a = b, limb by limb */
static FP8_TARGET __mmask8 fp8_equal_lanes(const struct fp8 *a, const struct fp8 *b)
{
	__m512i any = _mm512_xor_si512(a->l[0], b->l[0]);
	int i;

	FP8_UNROLL
	for (i = 1; i < FP8_LIMBS; i++)
		any = _mm512_or_si512(any, _mm512_xor_si512(a->l[i], b->l[i]));
	return _mm512_testn_epi64_mask(any, any);
}

/* r = a in @lanes */
static FP8_TARGET void fp8_set_lanes(struct fp8 *r, __mmask8 lanes, const struct fp8 *a)
{
	int i;

	FP8_UNROLL
	for (i = 0; i < FP8_LIMBS; i++)
		r->l[i] = _mm512_mask_mov_epi64(r->l[i], lanes, a->l[i]);
}

#endif /* ZKCAP_FP8_H */
