// SPDX-License-Identifier: MIT
/* Affine additions, eight pairs at a time, for processors with AVX-512 IFMA. */

#include "g1_batch_pairs.h"

#ifdef __x86_64__

#include "fp8.h"

#define LANES 8
/* Words of a point, and where y is in it */
#define STRIDE (sizeof(struct zk_g1_affine) / sizeof(u64))
#define Y_AT ZK_FP_LIMBS

/* Eight pairs: where they are, and which of the lanes hold one at all */
struct octet {
	__m512i p, q, r;
	__mmask8 used;
};

bool zkcap_g1_pairs_ifma_usable(void)
{
	return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
	       __builtin_cpu_supports("avx512ifma");
}

static FP8_TARGET void octet_load(struct octet *o, const struct zkcap_g1_pair *pair, size_t n)
{
	u64 at[LANES], to[LANES];
	size_t i, k;

	for (i = 0; i < LANES; i++) {
		k = i < n ? i : 0;
		at[i] = pair[k].from * STRIDE;
		to[i] = pair[k].to * STRIDE;
	}
	o->p = _mm512_loadu_si512(at);
	o->q = _mm512_add_epi64(o->p, fp8_word(STRIDE));
	o->r = _mm512_loadu_si512(to);
	o->used = n < LANES ? (__mmask8)((1U << n) - 1) : 0xff;
}

/*
 * den = x2 - x1, or 1 where that is no pair, or one that takes another formula: equal
 * x, or an x of zero, which infinity has.  Returns these lanes.
 */
static FP8_TARGET __mmask8 octet_den(struct fp8 *den, const struct octet *o, const u64 *words,
				     const struct fp8 *one)
{
	struct fp8 x1, x2;
	__mmask8 other;

	fp8_gather(&x1, words, o->p);
	fp8_gather(&x2, words, o->q);
	other = fp8_equal_lanes(&x1, &x2) | fp8_zero_lanes(&x1) | fp8_zero_lanes(&x2) |
		(__mmask8)~o->used;
	fp8_sub(den, &x2, &x1, fp8_p);	/* 2 */
	fp8_set_lanes(den, other, one);
	return other;
}

/* The inverse of each lane, by one inversion */
static FP8_TARGET void invert_lanes(struct fp8 *a)
{
	const __m512i at = _mm512_mullo_epi64(_mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0),
					      fp8_word(ZK_FP_LIMBS));
	struct zk_fp lane[LANES], before[LANES], acc = zk_fp_one, t;
	int i;

	fp8_reduce(a);
	fp8_scatter(lane[0].l, at, 0xff, a);
	for (i = 0; i < LANES; i++) {
		before[i] = acc;
		zk_fp_mul(&acc, &acc, &lane[i]);
	}
	zk_fp_inv_vartime(&acc, &acc);
	for (i = LANES - 1; i >= 0; i--) {
		zk_fp_mul(&t, &acc, &before[i]);
		zk_fp_mul(&acc, &acc, &lane[i]);
		lane[i] = t;
	}
	fp8_gather(a, lane[0].l, at);
}

/* The sums of eight pairs, from the inverses of their denominators; all below p */
static FP8_TARGET void octet_add(struct fp8 *x3, struct fp8 *y3, const struct octet *o,
				 const u64 *words, const struct fp8 *inv)
{
	struct fp8 x1, y1, x2, y2, slope;

	fp8_gather(&y1, words + Y_AT, o->p);
	fp8_gather(&y2, words + Y_AT, o->q);
	fp8_sub(&slope, &y2, &y1, fp8_p);	/* 2 */
	fp8_mul(&slope, &slope, inv);		/* 1.3 */
	fp8_gather(&x1, words, o->p);
	fp8_gather(&x2, words, o->q);
	fp8_mul(x3, &slope, &slope);		/* 1.2 */
	fp8_sub(x3, x3, &x1, fp8_p);		/* 2.2 */
	fp8_sub(x3, x3, &x2, fp8_p);		/* 3.2 */
	fp8_reduce(x3);
	fp8_sub(y3, &x1, x3, fp8_p);		/* 2 */
	fp8_mul(y3, y3, &slope);		/* 1.3 */
	fp8_sub(y3, y3, &y1, fp8_p);		/* 2.3 */
	fp8_reduce(y3);
}

/* The running products of all denominators; their inverse; then each one's own */
static FP8_TARGET void invert_all(struct zkcap_g1_batch *b, const u64 *words, size_t n)
{
	struct fp8 *den = b->den, *product = b->product, acc, one, t;
	size_t octets = (n + LANES - 1) / LANES, i;
	struct octet o;

	fp8_gather(&one, zk_fp_one.l, _mm512_setzero_si512());
	acc = one;
	for (i = 0; i < octets; i++) {
		octet_load(&o, b->pair + LANES * i, n - LANES * i);
		b->other[i] = octet_den(&den[i], &o, words, &one);
		product[i] = acc;
		fp8_mul(&acc, &acc, &den[i]);		/* 1.3 */
	}
	invert_lanes(&acc);
	while (i-- > 0) {
		fp8_mul(&t, &acc, &product[i]);		/* 1.2 */
		fp8_mul(&acc, &acc, &den[i]);		/* 1.3 */
		den[i] = t;
	}
}

__attribute__((target("avx512f,avx512dq,avx512ifma")))
void zkcap_g1_add_pairs_ifma(struct zkcap_g1_batch *b, struct zk_g1_affine *points, size_t n)
{
	u64 *words = points[0].x.l;
	struct fp8 *den = b->den, x, y;
	struct octet o;
	size_t i, k;
	__mmask8 usual;

	invert_all(b, words, n);
	for (i = 0; LANES * i < n; i++) {
		octet_load(&o, b->pair + LANES * i, n - LANES * i);
		octet_add(&x, &y, &o, words, &den[i]);
		/* sums go where pairs have been read already: never onto a later one */
		for (k = 0; k < LANES; k++)
			if (b->other[i] & o.used & 1U << k)
				zkcap_g1_add_pair_slowly(points, &b->pair[LANES * i + k]);
		usual = o.used & (__mmask8)~b->other[i];
		fp8_scatter(words, o.r, usual, &x);
		fp8_scatter(words + Y_AT, o.r, usual, &y);
	}
}

#else /* !__x86_64__ */

bool zkcap_g1_pairs_ifma_usable(void)
{
	return false;
}

void zkcap_g1_add_pairs_ifma(struct zkcap_g1_batch *b, struct zk_g1_affine *points, size_t n)
{
}

#endif
