// SPDX-License-Identifier: GPL-2.0-only
/*
 * Under valgrind: operations of Fp, Fr and Fp2 that may meet secrets run on operands
 * that memcheck takes for uninitialised, so that it reports every branch and every
 * address that depends on them.  Results must come out uninitialised too, or
 * nothing would have been tested.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <valgrind/memcheck.h>

#include "cpu.h"
#include "fp2.h"
#include "fr.h"

#define POISON(x) VALGRIND_MAKE_MEM_UNDEFINED(&(x), sizeof(x))

static void assert_poisoned(const void *x, size_t n)
{
	unsigned char bits[sizeof(struct zk_fp2)], any = 0;
	size_t i;

	if (!RUNNING_ON_VALGRIND)
		skip();
	assert_int_equal(VALGRIND_GET_VBITS(x, bits, n), 1);
	for (i = 0; i < n; i++)
		any |= bits[i];
	assert_true(any);
}

#define ASSERT_POISONED(x) assert_poisoned(&(x), sizeof(x))

#define RING(f, a, b, r)			\
do {						\
	zk_##f##_add(&(r), &(a), &(b));		\
	ASSERT_POISONED(r);			\
	zk_##f##_sub(&(r), &(a), &(b));		\
	ASSERT_POISONED(r);			\
	zk_##f##_neg(&(r), &(a));		\
	ASSERT_POISONED(r);			\
	zk_##f##_mul(&(r), &(a), &(b));		\
	ASSERT_POISONED(r);			\
	zk_##f##_sqr(&(r), &(a));		\
	ASSERT_POISONED(r);			\
	equal = zk_##f##_eq(&(a), &(b));	\
	ASSERT_POISONED(equal);			\
	equal = zk_##f##_is_zero(&(a));		\
	ASSERT_POISONED(equal);			\
} while (0)

#define FIELD(f, a, b, r, bytes, limbs)		\
do {						\
	RING(f, a, b, r);			\
	zk_##f##_inv(&(r), &(a));		\
	ASSERT_POISONED(r);			\
	(r) = zk_##f##_one;			\
	zk_##f##_cmov(&(r), &(zk_##f##_zero), cond); \
	ASSERT_POISONED(r);			\
	POISON(bytes);				\
	equal = zk_##f##_from_bytes(&(r), bytes); \
	ASSERT_POISONED(r);			\
	ASSERT_POISONED(equal);			\
	zk_##f##_to_bytes(bytes, &(a));		\
	ASSERT_POISONED(bytes);			\
	zk_##f##_to_limbs(limbs, &(a));		\
	ASSERT_POISONED(limbs);			\
	zk_##f##_from_u64(&(r), (a).l[0]);	\
	ASSERT_POISONED(r);			\
} while (0)

static void base_field(void)
{
	struct zk_fp a = zk_fp_one, b = zk_fp_one, r;
	u8 bytes[ZK_FP_BYTES];
	u64 limbs[ZK_FP_LIMBS];
	bool cond = true, equal;

	POISON(a);
	POISON(b);
	POISON(cond);
	FIELD(fp, a, b, r, bytes, limbs);
	equal = zk_fp_is_larger_half(&a);
	ASSERT_POISONED(equal);
}

static void scalar_field(void)
{
	struct zk_fr a = zk_fr_one, b = zk_fr_one, r;
	u8 bytes[ZK_FR_BYTES], wide[64];
	u64 limbs[ZK_FR_LIMBS];
	bool cond = true, equal;

	POISON(a);
	POISON(b);
	POISON(cond);
	POISON(wide);
	FIELD(fr, a, b, r, bytes, limbs);
	zk_fr_from_wide(&r, wide);
	ASSERT_POISONED(r);
}

static void extension(void)
{
	struct zk_fp2 a = zk_fp2_one, b = zk_fp2_one, r;
	bool equal;

	POISON(a);
	POISON(b);
	RING(fp2, a, b, r);
}

/* valgrind executes MULX, ADCX and ADOX but its processor does not admit to the latter */
static void on_mulx_path(void (*test)(void))
{
#ifdef __x86_64__
	if (!RUNNING_ON_VALGRIND)
		skip();
	zk_cpu_mulx = true;
	test();
	zk_cpu_detect();
#else
	(void)test;
	skip();
#endif
}

#define BOTH_PATHS(test)				\
static void test##__portable(void **state)		\
{							\
	(void)state;					\
	zk_cpu_force_plain();				\
	test();						\
	zk_cpu_detect();				\
}							\
static void test##__mulx(void **state)			\
{							\
	(void)state;					\
	on_mulx_path(test);				\
}

BOTH_PATHS(base_field)
BOTH_PATHS(scalar_field)
BOTH_PATHS(extension)

#define BOTH(test) cmocka_unit_test(test##__portable), cmocka_unit_test(test##__mulx)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(base_field),
		BOTH(scalar_field),
		BOTH(extension),
	};

	return cmocka_run_group_tests_name("field_ct", tests, NULL, NULL);
}
