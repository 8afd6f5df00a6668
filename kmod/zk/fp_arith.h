/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The limb functions with Fp's modulus, inlined, for the implementations of Fp
 * and Fp2; everybody else calls fp.h.
 */
#ifndef ZK_FP_ARITH_H
#define ZK_FP_ARITH_H

#include "cpu.h"
#include "fp.h"
#include "limbs.h"
#include "mulx.h"

/* -p^-1 mod 2^64 */
#define FP_INV 0x89f3fffcfffcfffdULL

/* p, and FP_INV behind it */
static const u64 fp_modulus[ZK_FP_LIMBS + 1] = {
	0xb9feffffffffaaabULL, 0x1eabfffeb153ffffULL,
	0x6730d2a0f6b0f624ULL, 0x64774b84f38512bfULL,
	0x4b1ba7b6434bacd7ULL, 0x1a0111ea397fe69aULL,
	FP_INV,
};

static __always_inline void fp_add(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	limbs_add_mod(r->l, a->l, b->l, fp_modulus, ZK_FP_LIMBS);
}

static __always_inline void fp_sub(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	limbs_sub_mod(r->l, a->l, b->l, fp_modulus, ZK_FP_LIMBS);
}

#endif /* ZK_FP_ARITH_H */
