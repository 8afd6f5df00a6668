// SPDX-License-Identifier: GPL-2.0-only
/* Eight field elements at a time against one at a time, on random and edge operands */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "g1_batch_pairs.h"
#include "sample.h"

#ifdef __x86_64__

#include "fp8.h"

#define ROUNDS 20000
#define TEST_TARGET __attribute__((target("avx512f,avx512dq,avx512ifma")))

static int need_ifma(void **state)
{
	if (!zkcap_g1_pairs_ifma_usable())
		skip();
	return 0;
}

static void sample_fp(struct sample *s, struct zk_fp *a)
{
	u8 bytes[ZK_FP_BYTES];

	do {
		sample_bytes(s, bytes, sizeof(bytes));
		bytes[0] &= 0x1f;
	} while (!zk_fp_from_bytes(a, bytes));
}

/* An operand at an edge, or a random one: any limbs below p are a Montgomery form */
static void operand(struct sample *s, struct zk_fp *a)
{
	static const struct zk_fp p_minus_1 = { {
		0xb9feffffffffaaaaULL, 0x1eabfffeb153ffffULL, 0x6730d2a0f6b0f624ULL,
		0x64774b84f38512bfULL, 0x4b1ba7b6434bacd7ULL, 0x1a0111ea397fe69aULL,
	} };
	u64 kind = sample_u64(s) % 12;
	int i;

	sample_fp(s, a);
	if (kind == 0)
		*a = zk_fp_zero;
	else if (kind == 1)
		*a = zk_fp_one;
	else if (kind == 2)
		*a = p_minus_1;
	else if (kind == 3)
		*a = (struct zk_fp){ { 1 } };
	else if (kind == 4)
		for (i = 0; i < 5; i++)
			a->l[i] = ~0ULL;
	else if (kind == 5)
		for (i = 0; i < 5; i++)
			a->l[i] = 0;
	/* with all limbs set but the last, the last must be below p's */
	if (kind == 4)
		a->l[5] %= 0x1a0111ea397fe69aULL;
}

static TEST_TARGET __m512i addresses(void)
{
	return _mm512_mullo_epi64(_mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0),
				  fp8_word(ZK_FP_LIMBS));
}

/* r = f(a, b) in all lanes, reduced */
static TEST_TARGET void product(struct zk_fp r[8], const struct zk_fp a[8],
				const struct zk_fp b[8])
{
	struct fp8 x, y;

	fp8_gather(&x, a[0].l, addresses());
	fp8_gather(&y, b[0].l, addresses());
	fp8_mul(&x, &x, &y);
	fp8_reduce(&x);
	fp8_scatter(r[0].l, addresses(), 0xff, &x);
}

static TEST_TARGET void difference(struct zk_fp r[8], const struct zk_fp a[8],
				   const struct zk_fp b[8])
{
	struct fp8 x, y;

	fp8_gather(&x, a[0].l, addresses());
	fp8_gather(&y, b[0].l, addresses());
	fp8_sub(&x, &x, &y, fp8_p);
	fp8_reduce(&x);
	fp8_scatter(r[0].l, addresses(), 0xff, &x);
}

/* (a - b)(a - b) - a - b on unreduced values between */
static TEST_TARGET void mixed(struct zk_fp r[8], const struct zk_fp a[8],
			      const struct zk_fp b[8])
{
	struct fp8 x, y, d;

	fp8_gather(&x, a[0].l, addresses());
	fp8_gather(&y, b[0].l, addresses());
	fp8_sub(&d, &x, &y, fp8_p);
	fp8_mul(&d, &d, &d);
	fp8_sub(&d, &d, &x, fp8_p);
	fp8_sub(&d, &d, &y, fp8_p);
	fp8_reduce(&d);
	fp8_scatter(r[0].l, addresses(), 0xff, &d);
}

static void mixed_scalar(struct zk_fp *r, const struct zk_fp *a, const struct zk_fp *b)
{
	zk_fp_sub(r, a, b);
	zk_fp_mul(r, r, r);
	zk_fp_sub(r, r, a);
	zk_fp_sub(r, r, b);
}

static void compare(void (*eight)(struct zk_fp *, const struct zk_fp *, const struct zk_fp *),
		    void (*one)(struct zk_fp *, const struct zk_fp *, const struct zk_fp *))
{
	struct zk_fp a[8], b[8], got[8], want;
	struct sample s = { 1 };
	int round, i;

	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < 8; i++) {
			operand(&s, &a[i]);
			operand(&s, &b[i]);
			if (sample_u64(&s) % 16 == 0)
				b[i] = a[i];
		}
		eight(got, a, b);
		for (i = 0; i < 8; i++) {
			one(&want, &a[i], &b[i]);
			assert_memory_equal(&got[i], &want, sizeof(want));
		}
	}
}

static void products_agree(void **state)
{
	compare(product, zk_fp_mul);
}

static void differences_agree(void **state)
{
	compare(difference, zk_fp_sub);
}

static void unreduced_values_between_agree(void **state)
{
	compare(mixed, mixed_scalar);
}

static TEST_TARGET unsigned int zero_lanes(const struct zk_fp a[8], const struct zk_fp b[8],
					   unsigned int *equal)
{
	struct fp8 x, y;

	fp8_gather(&x, a[0].l, addresses());
	fp8_gather(&y, b[0].l, addresses());
	*equal = fp8_equal_lanes(&x, &y);
	return fp8_zero_lanes(&x);
}

static void zero_and_equal_lanes_are_told(void **state)
{
	struct zk_fp a[8], b[8];
	struct sample s = { 2 };
	unsigned int zero, equal, want_zero, want_equal;
	int round, i, bit;

	for (round = 0; round < ROUNDS; round++) {
		want_zero = 0;
		want_equal = 0;
		for (i = 0; i < 8; i++) {
			operand(&s, &a[i]);
			b[i] = a[i];
			/* differs in one bit, or not */
			bit = sample_u64(&s) % 500;
			if (bit < 380)
				b[i].l[bit / 64] ^= 1ULL << bit % 64;
			want_zero |= (unsigned int)zk_fp_is_zero(&a[i]) << i;
			want_equal |= (unsigned int)zk_fp_eq(&a[i], &b[i]) << i;
		}
		zero = zero_lanes(a, b, &equal);
		assert_int_equal(zero, want_zero);
		assert_int_equal(equal, want_equal);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(products_agree, need_ifma),
		cmocka_unit_test_setup(differences_agree, need_ifma),
		cmocka_unit_test_setup(unreduced_values_between_agree, need_ifma),
		cmocka_unit_test_setup(zero_and_equal_lanes_are_told, need_ifma),
	};

	return cmocka_run_group_tests_name("fp8", tests, NULL, NULL);
}

#else /* !__x86_64__ */

static void only_x86_has_it(void **state)
{
	assert_false(zkcap_g1_pairs_ifma_usable());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_x86_has_it),
	};

	return cmocka_run_group_tests_name("fp8", tests, NULL, NULL);
}

#endif
