// SPDX-License-Identifier: GPL-2.0-only
/* The pool never gives more than it has, and gives all kinds or none. */
#include <kunit/test.h>

#include "../../kmod/pool.c"

#define CPU (ZKCAP_RESOURCE_KIND_CPU - 1)
#define MEMORY (ZKCAP_RESOURCE_KIND_MEMORY - 1)
#define PIDS (ZKCAP_RESOURCE_KIND_PIDS - 1)

static int init(struct kunit *test)
{
	memset(pool, 0, sizeof(pool));
	pool[CPU].capacity = 1000;
	pool[MEMORY].capacity = U64_MAX;
	pool[PIDS].capacity = 10;
	return 0;
}

static enum zkcap_reason why(int err, const struct netlink_ext_ack *extack, u32 *detail)
{
	return err ? zkcap_refusal(extack, detail) : ZKCAP_REASON_NONE;
}

static enum zkcap_reason take(u64 cpu, u64 memory, u64 pids, u32 *detail)
{
	u64 amount[ZKCAP_KINDS] = { [CPU] = cpu, [MEMORY] = memory, [PIDS] = pids };
	struct netlink_ext_ack extack = {};
	enum zkcap_reason checked;

	*detail = 0;
	checked = why(zkcap_pool_check(amount, &extack), &extack, detail);
	/* Nothing comes in between, so the check tells what happens. */
	if (checked == why(zkcap_pool_take(amount, &extack), &extack, detail))
		return checked;
	return __ZKCAP_REASON_MAX;
}

static enum zkcap_reason set(u16 kind, u64 capacity)
{
	struct netlink_ext_ack extack = {};

	return why(zkcap_pool_set(kind, capacity, &extack), &extack, NULL);
}

static void up_to_the_last(struct kunit *test)
{
	u32 detail;

	KUNIT_EXPECT_EQ(test, take(999, 0, 0, &detail), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, take(2, 0, 0, &detail), ZKCAP_REASON_POOL_EXHAUSTED);
	KUNIT_EXPECT_EQ(test, take(1, 0, 0, &detail), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, take(1, 0, 0, &detail), ZKCAP_REASON_POOL_EXHAUSTED);
	KUNIT_EXPECT_EQ(test, take(0, 0, 0, &detail), ZKCAP_REASON_NONE);
	zkcap_pool_give(CPU, 1000);
	KUNIT_EXPECT_EQ(test, take(1000, 0, 0, &detail), ZKCAP_REASON_NONE);
}

static void all_or_nothing(struct kunit *test)
{
	u64 capacity, allocated;
	u32 detail;

	KUNIT_EXPECT_EQ(test, take(1, 1, 11, &detail), ZKCAP_REASON_POOL_EXHAUSTED);
	KUNIT_EXPECT_EQ(test, detail, ZKCAP_RESOURCE_KIND_PIDS);
	KUNIT_EXPECT_EQ(test, take(1001, 1, 1, &detail), ZKCAP_REASON_POOL_EXHAUSTED);
	KUNIT_EXPECT_EQ(test, detail, ZKCAP_RESOURCE_KIND_CPU);
	zkcap_pool_get(CPU, &capacity, &allocated);
	KUNIT_EXPECT_EQ(test, capacity, 1000);
	KUNIT_EXPECT_EQ(test, allocated, 0);
	zkcap_pool_get(MEMORY, &capacity, &allocated);
	KUNIT_EXPECT_EQ(test, allocated, 0);
}

/* Sums near the largest number do not wrap to something small. */
static void no_overflow(struct kunit *test)
{
	u64 capacity, allocated;
	u32 detail;

	KUNIT_EXPECT_EQ(test, take(0, U64_MAX, 0, &detail), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, take(0, 1, 0, &detail), ZKCAP_REASON_POOL_EXHAUSTED);
	KUNIT_EXPECT_EQ(test, detail, ZKCAP_RESOURCE_KIND_MEMORY);
	KUNIT_EXPECT_EQ(test, take(0, U64_MAX, 0, &detail), ZKCAP_REASON_POOL_EXHAUSTED);
	zkcap_pool_get(MEMORY, &capacity, &allocated);
	KUNIT_EXPECT_EQ(test, allocated, U64_MAX);
	zkcap_pool_give(MEMORY, U64_MAX);
	KUNIT_EXPECT_EQ(test, take(U64_MAX, 0, 0, &detail), ZKCAP_REASON_POOL_EXHAUSTED);
}

static void capacity_not_below_what_is_out(struct kunit *test)
{
	u32 detail;

	KUNIT_EXPECT_EQ(test, take(600, 0, 0, &detail), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, set(ZKCAP_RESOURCE_KIND_CPU, 599), ZKCAP_REASON_POOL_ALLOCATED);
	KUNIT_EXPECT_EQ(test, set(ZKCAP_RESOURCE_KIND_CPU, 600), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, take(1, 0, 0, &detail), ZKCAP_REASON_POOL_EXHAUSTED);
	KUNIT_EXPECT_EQ(test, set(ZKCAP_RESOURCE_KIND_CPU, 601), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, take(1, 0, 0, &detail), ZKCAP_REASON_NONE);
}

static void only_kinds_that_are_numbers(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, set(0, 1), ZKCAP_REASON_POOL_KIND);
	KUNIT_EXPECT_EQ(test, set(ZKCAP_RESOURCE_KIND_DEVICE, 1), ZKCAP_REASON_POOL_KIND);
	KUNIT_EXPECT_EQ(test, set(U16_MAX, 1), ZKCAP_REASON_POOL_KIND);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(up_to_the_last),
	KUNIT_CASE(all_or_nothing),
	KUNIT_CASE(no_overflow),
	KUNIT_CASE(capacity_not_below_what_is_out),
	KUNIT_CASE(only_kinds_that_are_numbers),
	{}
};

static struct kunit_suite suite = {
	.name = "zkcap_pool",
	.init = init,
	.test_cases = cases,
};
kunit_test_suite(suite);
