// SPDX-License-Identifier: GPL-2.0-only
/*
 * Limits as text in files of control groups.  The files are three strings here;
 * that real ones take the same is what the steps test shows.
 */
#include <kunit/test.h>

#include "../../kmod/resource.c"

static char cpu_max[TEXT_MAX], memory_max[TEXT_MAX], pids_max[TEXT_MAX];
/* Instead of a control group, of which only the number is asked for */
static struct kernfs_node node = { .id = 1 };
static struct cgroup *group;

static int init(struct kunit *test)
{
	group = kunit_kzalloc(test, sizeof(*group), GFP_KERNEL);
	if (!group)
		return -ENOMEM;
	group->kn = &node;
	return 0;
}

static char *content(const char *file)
{
	if (!strcmp(file, "cpu.max"))
		return cpu_max;
	if (!strcmp(file, "memory.max"))
		return memory_max;
	return strcmp(file, "pids.max") ? NULL : pids_max;
}

int zkcap_cgroupfs_write(struct cgroup *cgroup, const char *file, const char *text)
{
	char *old = content(file);

	if (!old)
		return -ENOENT;
	/* As the kernel does: a period that is not given stays. */
	if (old == cpu_max && !strchr(text, ' '))
		scnprintf(old, TEXT_MAX, "%s 100000", text);
	else
		strscpy(old, text, TEXT_MAX);
	return 0;
}

ssize_t zkcap_cgroupfs_read(struct cgroup *cgroup, const char *file, char *buf, size_t size)
{
	const char *text = content(file);

	return text ? scnprintf(buf, size, "%s\n", text) : -ENOENT;
}

static void cpu_quota_to_milli_cpu(struct kunit *test)
{
	static const struct {
		const char *text;
		int err;
		u64 limit;
	} rows[] = {
		{ "max 100000", 0, ZKCAP_UNLIMITED },
		{ "100000 100000", 0, 1000 },
		{ "150000 100000", 0, 1500 },
		{ "1000 1000000", 0, 1 },
		{ "50000 33000", 0, 1515 },
		{ "18446744073709551 1000", 0, 18446744073709551 },
		{ "18446744073709552 1000", -ERANGE, 0 },
		{ "100000", -EINVAL, 0 },
		{ "100000 0", -EINVAL, 0 },
		{ "100000 max", -EINVAL, 0 },
		{ "-1 100000", -EINVAL, 0 },
		{ "", -EINVAL, 0 },
	};
	size_t i;
	u64 limit;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		strscpy(cpu_max, rows[i].text, TEXT_MAX);
		KUNIT_EXPECT_EQ_MSG(test, cpu_read(group, &limit), rows[i].err, "'%s'",
				    rows[i].text);
		if (!rows[i].err)
			KUNIT_EXPECT_EQ_MSG(test, limit, rows[i].limit, "'%s'", rows[i].text);
	}
}

/* The owner's period stays where the quota comes out whole and large enough. */
static void milli_cpu_to_cpu_quota(struct kunit *test)
{
	static const struct {
		const char *before;
		u64 limit;
		const char *after;
	} rows[] = {
		{ "max 100000", 1500, "150000 100000" },
		{ "max 50000", 1500, "75000 50000" },
		{ "max 33333", 1500, "150000 100000" },
		{ "max 100000", 10, "1000 100000" },
		{ "max 100000", 9, "9000 1000000" },
		{ "max 100000", 1, "1000 1000000" },
		{ "max 100000", 0, "1000 1000000" },
		{ "5000 20000", ZKCAP_UNLIMITED, "max 100000" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		strscpy(cpu_max, rows[i].before, TEXT_MAX);
		KUNIT_EXPECT_EQ(test, cpu_write(group, rows[i].limit), 0);
		KUNIT_EXPECT_STREQ(test, cpu_max, rows[i].after);
	}
	strscpy(cpu_max, "max 100000", TEXT_MAX);
	KUNIT_EXPECT_EQ(test, cpu_write(group, ZKCAP_UNLIMITED - 1), -ERANGE);
	KUNIT_EXPECT_STREQ(test, cpu_max, "max 100000");
}

/* What was found comes back to the microsecond, whatever was written between. */
static void cpu_quota_kept_exactly(struct kunit *test)
{
	static const char * const rows[] = {
		"12345 100000", "20000 33333", "1001 1000000", "50000 33000", "150000 100000",
		"1000 1000", "max 33333",
	};
	size_t i;
	u64 limit;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		strscpy(cpu_max, rows[i], TEXT_MAX);
		KUNIT_ASSERT_EQ(test, cpu_read(group, &limit), 0);
		KUNIT_ASSERT_EQ(test, cpu_keep(group), 0);
		if (limit == ZKCAP_UNLIMITED)
			continue;
		KUNIT_EXPECT_EQ(test, cpu_write(group, limit + 500), 0);
		KUNIT_EXPECT_STRNEQ(test, cpu_max, rows[i]);
		KUNIT_EXPECT_EQ(test, cpu_write(group, limit), 0);
		KUNIT_EXPECT_STREQ(test, cpu_max, rows[i]);
		zkcap_resource_forget(group);
		KUNIT_EXPECT_TRUE(test, xa_empty(&kept_cpu));
	}
	KUNIT_EXPECT_TRUE(test, xa_empty(&kept_cpu));
}

/* What a limit reads back as is what .round says, or drift would be seen in it. */
static void limits_read_back_rounded(struct kunit *test)
{
	static const u64 limits[] = { 1, 2, 9, 10, 999, 1001, 4095, 4096, 4097, 1 << 30,
				      ZKCAP_UNLIMITED };
	const struct zkcap_kind *kind;
	size_t i, k;
	u64 limit;

	for (k = 0; k < ZKCAP_KINDS; k++) {
		kind = &zkcap_kinds[k];
		for (i = 0; i < ARRAY_SIZE(limits); i++) {
			strscpy(cpu_max, "max 100000", TEXT_MAX);
			KUNIT_ASSERT_EQ(test, kind->write(group, kind->round(limits[i])), 0);
			KUNIT_ASSERT_EQ(test, kind->read(group, &limit), 0);
			KUNIT_EXPECT_EQ_MSG(test, limit, kind->round(limits[i]), "%s %llu",
					    kind->name, limits[i]);
		}
	}
}

static void memory_in_pages(struct kunit *test)
{
	u64 limit;

	KUNIT_EXPECT_EQ(test, memory_round(PAGE_SIZE - 1), 0);
	KUNIT_EXPECT_EQ(test, memory_round(PAGE_SIZE), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, memory_round(2 * PAGE_SIZE - 1), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, memory_round(ZKCAP_UNLIMITED), ZKCAP_UNLIMITED);
	KUNIT_EXPECT_EQ(test, memory_write(group, S64_MAX), 0);
	KUNIT_EXPECT_EQ(test, memory_write(group, (u64)S64_MAX + 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, memory_write(group, ZKCAP_UNLIMITED), 0);
	KUNIT_EXPECT_STREQ(test, memory_max, "max");
	strscpy(memory_max, "4096x", TEXT_MAX);
	KUNIT_EXPECT_EQ(test, memory_read(group, &limit), -EINVAL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(cpu_quota_to_milli_cpu),
	KUNIT_CASE(milli_cpu_to_cpu_quota),
	KUNIT_CASE(cpu_quota_kept_exactly),
	KUNIT_CASE(limits_read_back_rounded),
	KUNIT_CASE(memory_in_pages),
	{}
};

static struct kunit_suite suite = {
	.name = "zkcap_resource",
	.init = init,
	.test_cases = cases,
};
kunit_test_suite(suite);
