// SPDX-License-Identifier: MIT
/* Sums of attributes and parameters with whole coefficients. */

#include <string.h>

#include "linear.h"

struct zkcap_linear *zkcap_linear_zero(struct zkcap_arena *arena)
{
	struct zkcap_linear *r = zkcap_arena_alloc(arena, sizeof(*r));

	if (r)
		r->constant = zkcap_arena_mpz(arena);
	return r && r->constant ? r : NULL;
}

/* Index of the first term that is not below (operand, index) */
static u32 find_place(const struct zkcap_linear *r, enum zkcap_operand operand, u32 index)
{
	u32 i;

	for (i = 0; i < r->n_terms; i++)
		if (r->terms[i].operand > operand ||
		    (r->terms[i].operand == operand && r->terms[i].index >= index))
			break;
	return i;
}

bool zkcap_linear_add_operand(struct zkcap_linear *r, struct zkcap_arena *arena,
			      enum zkcap_operand operand, u32 index, const mpz_t k)
{
	u32 i = find_place(r, operand, index);

	if (i == r->n_terms || r->terms[i].operand != operand || r->terms[i].index != index) {
		if (r->n_terms == ZKCAP_LINEAR_MAX_TERMS)
			return false;
		memmove(&r->terms[i + 1], &r->terms[i], (r->n_terms - i) * sizeof(r->terms[0]));
		r->terms[i].operand = operand;
		r->terms[i].index = index;
		r->terms[i].coefficient = zkcap_arena_mpz(arena);
		r->n_terms++;
		if (!r->terms[i].coefficient)
			return false;
	}
	mpz_add(r->terms[i].coefficient, r->terms[i].coefficient, k);
	return true;
}

bool zkcap_linear_add(struct zkcap_linear *r, struct zkcap_arena *arena,
		      const struct zkcap_linear *a, const mpz_t k)
{
	bool ok = true;
	mpz_t t;
	u32 i;

	mpz_init(t);
	for (i = 0; i < a->n_terms && ok; i++) {
		mpz_mul(t, a->terms[i].coefficient, k);
		ok = zkcap_linear_add_operand(r, arena, a->terms[i].operand, a->terms[i].index, t);
	}
	mpz_addmul(r->constant, a->constant, k);
	mpz_clear(t);
	return ok;
}

bool zkcap_linear_is_constant(const struct zkcap_linear *a)
{
	u32 i;

	for (i = 0; i < a->n_terms; i++)
		if (mpz_sgn(a->terms[i].coefficient))
			return false;
	return true;
}

bool zkcap_linear_eq(const struct zkcap_linear *a, const struct zkcap_linear *b)
{
	u32 i;

	if (a->n_terms != b->n_terms || mpz_cmp(a->constant, b->constant))
		return false;
	for (i = 0; i < a->n_terms; i++)
		if (a->terms[i].operand != b->terms[i].operand ||
		    a->terms[i].index != b->terms[i].index ||
		    mpz_cmp(a->terms[i].coefficient, b->terms[i].coefficient))
			return false;
	return true;
}

void zkcap_linear_interval(mpz_t low, mpz_t high, const struct zkcap_linear *a,
			   unsigned int bits)
{
	mpz_t top;
	u32 i;

	mpz_init(top);
	mpz_setbit(top, bits);
	mpz_sub_ui(top, top, 1);
	mpz_set(low, a->constant);
	mpz_set(high, a->constant);
	for (i = 0; i < a->n_terms; i++) {
		if (mpz_sgn(a->terms[i].coefficient) < 0)
			mpz_addmul(low, a->terms[i].coefficient, top);
		else
			mpz_addmul(high, a->terms[i].coefficient, top);
	}
	mpz_clear(top);
}

static void modulus(mpz_t r)
{
	struct zk_fr minus_one;

	zk_fr_neg(&minus_one, &zk_fr_one);
	zkcap_fr_to_mpz(r, &minus_one);
	mpz_add_ui(r, r, 1);
}

void zkcap_fr_from_mpz(struct zk_fr *out, const mpz_t k)
{
	u8 be[ZK_FR_BYTES] = { 0 };
	size_t len;
	mpz_t t;

	mpz_init(t);
	modulus(t);
	mpz_mod(t, k, t);
	len = (mpz_sizeinbase(t, 2) + 7) / 8;
	mpz_export(be + sizeof(be) - len, NULL, 1, 1, 1, 0, t);
	zk_fr_from_bytes(out, be);
	mpz_clear(t);
}

void zkcap_fr_to_mpz(mpz_t out, const struct zk_fr *a)
{
	u8 be[ZK_FR_BYTES];

	zk_fr_to_bytes(be, a);
	mpz_import(out, sizeof(be), 1, 1, 1, 0, be);
}
