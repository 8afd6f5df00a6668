// SPDX-License-Identifier: GPL-2.0-only
/* Numbers that are hard on carries. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operand.h"

mpz_t operand_p, operand_r;
static gmp_randstate_t sequence;

void operand_init(void)
{
	mpz_init_set_str(operand_p,
			 "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf"
			 "6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab", 16);
	mpz_init_set_str(operand_r,
			 "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
	gmp_randinit_default(sequence);
	gmp_randseed_ui(sequence, 20190953);
}

size_t operand_rounds(void)
{
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
	const size_t usual = 100000;
#else
	const size_t usual = 3000;
#endif
	const char *wanted = getenv("OPERAND_ROUNDS");

	return wanted ? strtoul(wanted, NULL, 10) : usual;
}

static void edge(mpz_t out, const mpz_t bound)
{
	size_t bits = mpz_sizeinbase(bound, 2);
	unsigned long small = gmp_urandomm_ui(sequence, 4);

	switch (gmp_urandomm_ui(sequence, 5)) {
	case 0:
		mpz_set_ui(out, small);
		break;
	case 1:
		mpz_sub_ui(out, bound, small);
		break;
	case 2:
		mpz_fdiv_q_2exp(out, bound, 1);
		mpz_add_ui(out, out, small);
		break;
	case 3: /* around a multiple of 2^64 */
		mpz_set_ui(out, 1);
		mpz_mul_2exp(out, out, 64 * gmp_urandomm_ui(sequence, bits / 64 + 1));
		mpz_sub_ui(out, out, small);
		break;
	default: /* the bound's top limb, and all ones below */
		mpz_fdiv_q_2exp(out, bound, bits / 64 * 64);
		mpz_mul_2exp(out, out, bits / 64 * 64);
		mpz_sub_ui(out, out, 1);
	}
}

void operand_next(uint64_t *limbs, size_t n, const mpz_t bound)
{
	mpz_t v;

	mpz_init(v);
	switch (gmp_urandomm_ui(sequence, 3)) {
	case 0:
		edge(v, bound);
		break;
	case 1:
		mpz_rrandomb(v, sequence, mpz_sizeinbase(bound, 2));
		break;
	default:
		mpz_urandomm(v, sequence, bound);
	}
	mpz_mod(v, v, bound);
	operand_from_mpz(limbs, n, v);
	mpz_clear(v);
}

void operand_to_mpz(mpz_t out, const uint64_t *limbs, size_t n)
{
	mpz_import(out, n, -1, sizeof(*limbs), 0, 0, limbs);
}

void operand_from_mpz(uint64_t *limbs, size_t n, const mpz_t in)
{
	memset(limbs, 0, n * sizeof(*limbs));
	if (mpz_sgn(in) < 0 || (mpz_sgn(in) && mpz_sizeinbase(in, 2) > 64 * n)) {
		gmp_fprintf(stderr, "operand: %Zd does not fit %zu limbs\n", in, n);
		exit(1);
	}
	mpz_export(limbs, NULL, -1, sizeof(*limbs), 0, 0, in);
}

void operand_check(const uint64_t *limbs, size_t n, const mpz_t expected, const char *what,
		   size_t round)
{
	mpz_t got;

	mpz_init(got);
	operand_to_mpz(got, limbs, n);
	if (mpz_cmp(got, expected)) {
		gmp_fprintf(stderr, "operand: %s, round %zu: got %Zx, expected %Zx\n", what,
			    round, got, expected);
		exit(1);
	}
	mpz_clear(got);
}
