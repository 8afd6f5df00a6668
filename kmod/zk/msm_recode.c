// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Splitting and recoding of scalars for the multi-scalar multiplication. */

#include "msm_recode.h"

/* x^2, and floor(2^256 / x^2) = 2^128 + this */
#define XX_LO 0x0000000100000000ULL
#define XX_HI 0xac45a4010001a402ULL
#define MU_LO 0x63f6e522f6cfee2eULL
#define MU_HI 0x7c6becf1e01faaddULL

/* *lo = low limb of a + b * c + carry, which is below 2^128; returns the high one */
static u64 mul_add(u64 *lo, u64 a, u64 b, u64 c, u64 carry)
{
	zk_u128 t = (zk_u128)b * c + a + carry;

	*lo = t;
	return t >> 64;
}

void zk_fr_halves_vartime(struct zk_half *r0, struct zk_half *r1, const struct zk_fr *k)
{
	u64 e[ZK_FR_LIMBS], t[6] = { 0 }, carry;
	zk_u128 q, rem;
	int i;

	zk_fr_to_limbs(e, k);
	/* t = e * (MU_HI : MU_LO), and then the 2^128 of the constant: t += e << 128 */
	carry = 0;
	for (i = 0; i < 4; i++)
		carry = mul_add(&t[i], 0, e[i], MU_LO, carry);
	t[4] = carry;
	carry = 0;
	for (i = 0; i < 4; i++)
		carry = mul_add(&t[i + 1], t[i + 1], e[i], MU_HI, carry);
	t[5] = carry;
	carry = 0;
	for (i = 0; i < 4; i++)
		carry = mul_add(&t[i + 2], t[i + 2], e[i], 1, carry);
	/*
	 * The constant is short by less than 1, so t / 2^256 is short of e / x^2 by
	 * less than r / 2^256 < 0.453: q is short by at most 1, and the remainder is
	 * below 1.453 x^2 < 2^128.
	 */
	q = (zk_u128)t[5] << 64 | t[4];
	rem = ((zk_u128)e[1] << 64 | e[0]) - q * ((zk_u128)XX_HI << 64 | XX_LO);
	if (rem >= ((zk_u128)XX_HI << 64 | XX_LO)) {
		rem -= (zk_u128)XX_HI << 64 | XX_LO;
		q++;
	}
	*r0 = (struct zk_half){ rem, rem >> 64 };
	*r1 = (struct zk_half){ q, q >> 64 };
}

size_t zk_wnaf_vartime(struct zk_digit *out, const struct zk_half *k, unsigned int w)
{
	zk_u128 n = (zk_u128)k->hi << 64 | k->lo;
	unsigned int position = 0, zeros;
	size_t count = 0;
	int v;

	while (n) {
		while (!(u64)n) {
			n >>= 64;
			position += 64;
		}
		zeros = __builtin_ctzll(n);
		n >>= zeros;
		position += zeros;
		/* the odd residue of least absolute value mod 2^w */
		v = n & ((1 << w) - 1);
		if (v >> (w - 1))
			v -= 1 << w;
		out[count].position = position;
		out[count++].value = v;
		n -= (zk_u128)(__int128)v;
	}
	return count;
}
