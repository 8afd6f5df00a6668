/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers that are hard on carries, for the comparison of limb arithmetic with
 * libgmp.  Limbs are 64 bits, least significant first.
 */
#ifndef SELFTESTS_UNIT_OPERAND_H
#define SELFTESTS_UNIT_OPERAND_H

#include <gmp.h>
#include <stddef.h>
#include <stdint.h>

/* The modulus p of Fp, r of Fr */
extern mpz_t operand_p, operand_r;

/* Initialises the above and the sequence of operands, which is always the same */
void operand_init(void);

/*
 * Comparisons per operation: what the environment's OPERAND_ROUNDS says, or 100,000,
 * or 3,000 where a sanitizer or -O0 makes them slow
 */
size_t operand_rounds(void);

/*
 * The next operand below @bound, of @n limbs: a third are edges (0 and 1, around
 * the bound and its half, powers of two), a third long runs of ones and zeros,
 * and the others uniform.
 */
void operand_next(uint64_t *limbs, size_t n, const mpz_t bound);

void operand_to_mpz(mpz_t out, const uint64_t *limbs, size_t n);
/* @in, which must fit */
void operand_from_mpz(uint64_t *limbs, size_t n, const mpz_t in);
/* Ends the test program unless the limbs are @expected; @what and @round say which */
void operand_check(const uint64_t *limbs, size_t n, const mpz_t expected, const char *what,
		   size_t round);

#endif /* SELFTESTS_UNIT_OPERAND_H */
