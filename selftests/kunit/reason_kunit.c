// SPDX-License-Identifier: GPL-2.0-only
/* The table of reasons: complete, unambiguous, and what a refusal carries. */
#include <kunit/test.h>
#include <linux/ctype.h>

#include "../../kmod/reason.c"
#include "../../kmod/stats.c"

#define NAME_SIZE 64

static int suite_init(struct kunit_suite *suite)
{
	zkcap_reason_init();
	return 0;
}

/* "name: text", the name in lower case with dashes */
static void every_reason_is_complete(struct kunit *test)
{
	enum zkcap_reason reason;
	char name[NAME_SIZE];
	char *p;

	for (reason = 0; reason < __ZKCAP_REASON_MAX; reason++) {
		KUNIT_ASSERT_NOT_NULL_MSG(test, reasons[reason].text, "reason %u", reason);
		KUNIT_EXPECT_EQ(test, !reasons[reason].error, reason == ZKCAP_REASON_NONE);
		KUNIT_EXPECT_LT(test, reasons[reason].error, MAX_ERRNO);
		zkcap_reason_name(reason, name, sizeof(name));
		KUNIT_EXPECT_GT(test, strlen(name), 0);
		for (p = name; *p; p++)
			KUNIT_EXPECT_TRUE_MSG(test, islower(*p) || *p == '-', "'%s'", name);
		KUNIT_EXPECT_TRUE_MSG(test, strstarts(reasons[reason].text + strlen(name), ": "),
				      "'%s'", reasons[reason].text);
	}
}

static void no_name_stands_for_two(struct kunit *test)
{
	char a[NAME_SIZE], b[NAME_SIZE];
	enum zkcap_reason i, j;

	for (i = 0; i < __ZKCAP_REASON_MAX; i++) {
		zkcap_reason_name(i, a, sizeof(a));
		for (j = 0; j < i; j++) {
			zkcap_reason_name(j, b, sizeof(b));
			KUNIT_EXPECT_STRNEQ(test, a, b);
		}
	}
}

static void refusal_comes_back(struct kunit *test)
{
	struct netlink_ext_ack extack;
	enum zkcap_reason reason;
	s64 counted;
	u32 detail;

	for (reason = 1; reason < __ZKCAP_REASON_MAX; reason++) {
		memset(&extack, 0, sizeof(extack));
		counted = atomic64_read(&zkcap_stats.refused[reason]);
		KUNIT_EXPECT_EQ(test, zkcap_refuse_detail(&extack, reason, 0xdeadbeef),
				-reasons[reason].error);
		KUNIT_EXPECT_EQ(test, zkcap_refusal(&extack, &detail), reason);
		KUNIT_EXPECT_EQ(test, detail, 0xdeadbeef);
		KUNIT_EXPECT_PTR_EQ(test, extack._msg, reasons[reason].text);
		KUNIT_EXPECT_EQ(test, atomic64_read(&zkcap_stats.refused[reason]), counted + 1);
		zkcap_refuse(&extack, reason);
		KUNIT_EXPECT_EQ(test, zkcap_refusal(&extack, &detail), reason);
		KUNIT_EXPECT_EQ(test, detail, 0);
	}
}

/* What the netlink core refuses has no cookie of ours. */
static void foreign_refusal_has_no_reason(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	u32 detail = 1;

	KUNIT_EXPECT_EQ(test, zkcap_refusal(&extack, &detail), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, detail, 0);
	zkcap_refuse(&extack, ZKCAP_REASON_PROOF);
	extack.cookie_len--;
	KUNIT_EXPECT_EQ(test, zkcap_refusal(&extack, NULL), ZKCAP_REASON_NONE);
}

static void verdicts_are_named(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	enum zk_verdict v;
	char prefix[NAME_SIZE];
	u32 detail;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(verdict_reasons); i++) {
		for (v = ZK_INTERRUPTED + 1; v < ZK_VERDICTS; v++) {
			KUNIT_EXPECT_EQ(test, zkcap_refuse_verdict(&extack, verdict_reasons[i], v),
					-reasons[verdict_reasons[i]].error);
			KUNIT_EXPECT_EQ(test, zkcap_refusal(&extack, &detail), verdict_reasons[i]);
			KUNIT_EXPECT_EQ(test, detail, v);
			zkcap_reason_name(verdict_reasons[i], prefix, sizeof(prefix));
			KUNIT_EXPECT_TRUE(test, strstarts(extack._msg, prefix));
			KUNIT_EXPECT_NOT_NULL(test, strstr(extack._msg, zk_verdict_name(v)));
			/* Nothing was cut off. */
			KUNIT_EXPECT_LT(test, strlen(extack._msg), VERDICT_TEXT_MAX - 1);
		}
	}
	KUNIT_EXPECT_EQ(test, zkcap_refuse_verdict(&extack, ZKCAP_REASON_PROOF, ZK_INTERRUPTED),
			-EINTR);
	KUNIT_EXPECT_EQ(test, zkcap_refusal(&extack, NULL), ZKCAP_REASON_INTERRUPTED);
}

static void name_fits_in_what_there_is(struct kunit *test)
{
	char name[6] = "?????";

	zkcap_reason_name(ZKCAP_REASON_PROOF, name, 3);
	KUNIT_EXPECT_STREQ(test, name, "pr");
	KUNIT_EXPECT_EQ(test, name[3], '?');
	zkcap_reason_name(ZKCAP_REASON_PROOF, name, sizeof(name));
	KUNIT_EXPECT_STREQ(test, name, "proof");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(every_reason_is_complete),
	KUNIT_CASE(no_name_stands_for_two),
	KUNIT_CASE(refusal_comes_back),
	KUNIT_CASE(foreign_refusal_has_no_reason),
	KUNIT_CASE(verdicts_are_named),
	KUNIT_CASE(name_fits_in_what_there_is),
	{}
};

static struct kunit_suite suite = {
	.name = "zkcap_reason",
	.suite_init = suite_init,
	.test_cases = cases,
};
kunit_test_suite(suite);
