/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Inversion modulo an odd prime, in variable time: for public numbers only. */
#ifndef ZK_MODINV_H
#define ZK_MODINV_H

#include "shim.h"

/* Limbs of 62 bits, least significant first, the last one signed */
#define ZK_MODINV_LIMBS 7

struct zk_modinv {
	int limbs;			/* of 64 bits in a number, at most 6 */
	int signed_limbs;		/* of 62 bits: at least three bits more than the modulus */
	u64 inv;			/* modulus^-1 mod 2^62 */
	s64 modulus[ZK_MODINV_LIMBS];
	s64 factor[ZK_MODINV_LIMBS];	/* below the modulus */
};

/* r = factor / a mod modulus, reduced, for reduced a; 0 for a = 0 */
void zk_modinv_vartime(u64 *r, const u64 *a, const struct zk_modinv *mod);

#endif /* ZK_MODINV_H */
