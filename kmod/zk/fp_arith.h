/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The limb functions with Fp's modulus, inlined, for the implementations of Fp,
 * of the extensions on it, and of sums of points; everybody else calls fp.h.
 */
#ifndef ZK_FP_ARITH_H
#define ZK_FP_ARITH_H

#include "cpu.h"
#include "fp.h"
#include "fp_wide.h"
#include "limbs.h"
#include "mulx.h"

/* -p^-1 mod 2^64 */
#define FP_INV 0x89f3fffcfffcfffdULL

/* p, FP_INV behind it, and behind that 2^-64 mod p, which is below 0.54 p */
static const u64 fp_modulus[2 * ZK_FP_LIMBS + 1] = {
	0xb9feffffffffaaabULL, 0x1eabfffeb153ffffULL,
	0x6730d2a0f6b0f624ULL, 0x64774b84f38512bfULL,
	0x4b1ba7b6434bacd7ULL, 0x1a0111ea397fe69aULL,
	FP_INV,
	0x6a4aaa14be07a408ULL, 0x5d4f098d2923b9a3ULL,
	0x622385e49d0feeb0ULL, 0x5fb6d192233b3b63ULL,
	0x2cffcd0f221a175bULL, 0x0e035b9b1e00bc8eULL,
};

static __always_inline void fp_add(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	limbs_add_mod(r->l, a->l, b->l, fp_modulus, ZK_FP_LIMBS);
}

static __always_inline void fp_sub(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	limbs_sub_mod(r->l, a->l, b->l, fp_modulus, ZK_FP_LIMBS);
}

static __always_inline bool fp_is_zero(const struct zk_fp *a)
{
	return !(a->l[0] | a->l[1] | a->l[2] | a->l[3] | a->l[4] | a->l[5]);
}

/*
 * r = a + b as integers, not reduced: for factors, see zk_fp_mul().  Sums are cheaper so,
 * and several may be in one factor.
 */
static __always_inline void fp_add_lazy(struct zk_fp *r, const struct zk_fp *a,
					const struct zk_fp *b)
{
	limbs_add(r->l, a->l, b->l, ZK_FP_LIMBS);
}

/* r = a - b + p as integers, so below 2 p for reduced a, b */
static __always_inline void fp_sub_lazy(struct zk_fp *r, const struct zk_fp *a,
					const struct zk_fp *b)
{
	u64 t[ZK_FP_LIMBS];

	limbs_add(t, a->l, fp_modulus, ZK_FP_LIMBS);
	limbs_sub(r->l, t, b->l, ZK_FP_LIMBS);
}

/* r = a / 2: p is odd, so one of a and a + p is even; neither reaches 2^384 */
static __always_inline void fp_half(struct zk_fp *r, const struct zk_fp *a)
{
	u64 t[ZK_FP_LIMBS];
	int i;

	limbs_add_masked(t, a->l, fp_modulus, 0 - (a->l[0] & 1), ZK_FP_LIMBS);
	LIMBS_UNROLL
	for (i = 0; i < ZK_FP_LIMBS - 1; i++)
		r->l[i] = t[i] >> 1 | t[i + 1] << 63;
	r->l[i] = t[i] >> 1;
}

/* r = a - b mod p * 2^384: only the high half is raised */
static __always_inline void fp_wide_sub(struct zk_fp_wide *r, const struct zk_fp_wide *a,
					const struct zk_fp_wide *b)
{
	u64 mask = 0 - limbs_sub(r->l, a->l, b->l, 2 * ZK_FP_LIMBS);

	limbs_add_masked(r->l + ZK_FP_LIMBS, r->l + ZK_FP_LIMBS, fp_modulus, mask, ZK_FP_LIMBS);
}

/* r = a - b for a >= b */
static __always_inline void fp_wide_sub_nonneg(struct zk_fp_wide *r, const struct zk_fp_wide *a,
					       const struct zk_fp_wide *b)
{
	limbs_sub(r->l, a->l, b->l, 2 * ZK_FP_LIMBS);
}

#endif /* ZK_FP_ARITH_H */
