/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The scalar field Fr of BLS12-381, in Montgomery form with R = 2^256, limbs least
 * significant first, always fully reduced.  Constant time unless a name ends
 * in _vartime.  Results may alias arguments.
 */
#ifndef ZK_FR_H
#define ZK_FR_H

#include "shim.h"

#define ZK_FR_LIMBS 4
#define ZK_FR_BYTES 32

struct zk_fr {
	u64 l[ZK_FR_LIMBS];
};

extern const struct zk_fr zk_fr_zero;
extern const struct zk_fr zk_fr_one; /* Montgomery form of 1 */

void zk_fr_add(struct zk_fr *r, const struct zk_fr *a, const struct zk_fr *b);
void zk_fr_sub(struct zk_fr *r, const struct zk_fr *a, const struct zk_fr *b);
void zk_fr_neg(struct zk_fr *r, const struct zk_fr *a);
void zk_fr_mul(struct zk_fr *r, const struct zk_fr *a, const struct zk_fr *b);
void zk_fr_sqr(struct zk_fr *r, const struct zk_fr *a);
bool zk_fr_is_zero(const struct zk_fr *a);
bool zk_fr_eq(const struct zk_fr *a, const struct zk_fr *b);
/* r = cond ? a : r */
void zk_fr_cmov(struct zk_fr *r, const struct zk_fr *a, bool cond);
/* r = a^e for a public exponent of n limbs, least significant first */
void zk_fr_pow_vartime(struct zk_fr *r, const struct zk_fr *a, const u64 *e, size_t n);
/* r = 1/a; 0 for a = 0 */
void zk_fr_inv(struct zk_fr *r, const struct zk_fr *a);
void zk_fr_inv_vartime(struct zk_fr *r, const struct zk_fr *a);
/* Big-endian bytes; false (and r = 0) if the number is not below the modulus */
bool zk_fr_from_bytes(struct zk_fr *r, const u8 in[ZK_FR_BYTES]);
void zk_fr_to_bytes(u8 out[ZK_FR_BYTES], const struct zk_fr *a);
void zk_fr_from_u64(struct zk_fr *r, u64 v);
/* The integer a, out of Montgomery form, limbs least significant first */
void zk_fr_to_limbs(u64 out[ZK_FR_LIMBS], const struct zk_fr *a);
/* in: 512-bit big-endian integer, reduced mod r */
void zk_fr_from_wide(struct zk_fr *r, const u8 in[64]);

#endif /* ZK_FR_H */
