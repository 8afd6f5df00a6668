// SPDX-License-Identifier: GPL-2.0-only
/* The budget of failures; time is an argument here. */
#include <kunit/test.h>

#include "../../kmod/ratelimit.h"

/* Any time, far from zero */
#define NOW (1000 * (u64)NSEC_PER_SEC)

static void charge(struct zkcap_bucket *bucket, unsigned int n, u64 now)
{
	while (n--)
		zkcap_bucket_charge(bucket, now);
}

static void burst_at_once(struct kunit *test)
{
	struct zkcap_bucket bucket = {};
	unsigned int i;

	for (i = 0; i < ZKCAP_FAILURE_BURST; i++) {
		KUNIT_EXPECT_FALSE_MSG(test, zkcap_bucket_empty(&bucket, NOW), "failure %u", i);
		zkcap_bucket_charge(&bucket, NOW);
	}
	KUNIT_EXPECT_TRUE(test, zkcap_bucket_empty(&bucket, NOW));
}

static void one_more_every_interval(struct kunit *test)
{
	struct zkcap_bucket bucket = {};
	u64 now = NOW;
	unsigned int i;

	charge(&bucket, ZKCAP_FAILURE_BURST, now);
	for (i = 0; i < 3 * ZKCAP_FAILURE_BURST; i++) {
		KUNIT_EXPECT_TRUE(test, zkcap_bucket_empty(&bucket,
							   now + ZKCAP_FAILURE_INTERVAL_NS - 1));
		now += ZKCAP_FAILURE_INTERVAL_NS;
		KUNIT_EXPECT_FALSE(test, zkcap_bucket_empty(&bucket, now));
		zkcap_bucket_charge(&bucket, now);
	}
}

/* However long nothing fails, no more than a burst is saved up. */
static void never_more_than_a_burst(struct kunit *test)
{
	struct zkcap_bucket bucket = {};
	u64 later = NOW + 3600 * (u64)NSEC_PER_SEC;

	charge(&bucket, ZKCAP_FAILURE_BURST, NOW);
	KUNIT_EXPECT_FALSE(test, zkcap_bucket_empty(&bucket, later));
	charge(&bucket, ZKCAP_FAILURE_BURST - 1, later);
	KUNIT_EXPECT_FALSE(test, zkcap_bucket_empty(&bucket, later));
	zkcap_bucket_charge(&bucket, later);
	KUNIT_EXPECT_TRUE(test, zkcap_bucket_empty(&bucket, later));
}

/* Callers that passed the check together are all charged. */
static void debt_is_paid_off(struct kunit *test)
{
	struct zkcap_bucket bucket = {};
	u64 end = NOW + 9 * ZKCAP_FAILURE_INTERVAL_NS;

	charge(&bucket, ZKCAP_FAILURE_BURST + 8, NOW);
	KUNIT_EXPECT_TRUE(test, zkcap_bucket_empty(&bucket, end - 1));
	KUNIT_EXPECT_FALSE(test, zkcap_bucket_empty(&bucket, end));
}

static u32 take(struct zkcap_bucket *bucket, u64 now, u32 tries)
{
	u32 n = 0;

	while (tries--)
		n += zkcap_bucket_take(bucket, now, 5, 10);
	return n;
}

/* What is refused costs nothing, so that one who goes on asking gets its share. */
static void taken_as_there_is(struct kunit *test)
{
	struct zkcap_bucket bucket = {};

	KUNIT_EXPECT_EQ(test, take(&bucket, NOW, 100), 5);
	KUNIT_EXPECT_EQ(test, take(&bucket, NOW + 9, 100), 0);
	KUNIT_EXPECT_EQ(test, take(&bucket, NOW + 10, 100), 1);
	KUNIT_EXPECT_EQ(test, take(&bucket, NOW + 30, 1), 1);
	KUNIT_EXPECT_EQ(test, take(&bucket, NOW + 30, 100), 1);
	KUNIT_EXPECT_EQ(test, take(&bucket, NOW + 3600, 100), 5);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(burst_at_once),
	KUNIT_CASE(one_more_every_interval),
	KUNIT_CASE(never_more_than_a_burst),
	KUNIT_CASE(debt_is_paid_off),
	KUNIT_CASE(taken_as_there_is),
	{}
};

static struct kunit_suite suite = {
	.name = "zkcap_ratelimit",
	.test_cases = cases,
};
kunit_test_suite(suite);
