// SPDX-License-Identifier: GPL-2.0-only
/* Lists of resources: order, ceilings, and how they are sorted. */
#include <kunit/test.h>

#include "../../kmod/wanted.c"

/* Instead of the registry: two classes, of which references are counted */
static struct {
	struct zkcap_devclass class;
	int refs;
} *classes;

#define CLASSES 2

struct zkcap_devclass *zkcap_devclass_get(const char *name)
{
	size_t i;

	for (i = 0; i < CLASSES; i++)
		if (!strcmp(classes[i].class.object.name, name)) {
			classes[i].refs++;
			return &classes[i].class;
		}
	return NULL;
}

void zkcap_devclass_put(struct zkcap_devclass *class)
{
	size_t i;

	for (i = 0; i < CLASSES; i++)
		if (class == &classes[i].class)
			classes[i].refs--;
}

static int init(struct kunit *test)
{
	classes = kunit_kcalloc(test, CLASSES, sizeof(*classes), GFP_KERNEL);
	if (!classes)
		return -ENOMEM;
	strscpy(classes[0].class.object.name, "gpu", sizeof(classes[0].class.object.name));
	strscpy(classes[1].class.object.name, "nic", sizeof(classes[1].class.object.name));
	classes[0].class.n_nodes = 4;
	classes[1].class.n_nodes = 2;
	return 0;
}

#define CPU(amount) { ZKCAP_RESOURCE_KIND_CPU, "", amount }
#define MEMORY(amount) { ZKCAP_RESOURCE_KIND_MEMORY, "", amount }
#define PIDS(amount) { ZKCAP_RESOURCE_KIND_PIDS, "", amount }
#define DEVICE(name, amount) { ZKCAP_RESOURCE_KIND_DEVICE, name, amount }
/* Some are too large for several to be on the stack. */
#define LIST(...) ({									\
	static const struct zkcap_resources list = {					\
		.n = sizeof((struct zkcap_resource[]) { __VA_ARGS__ }) /		\
			sizeof(struct zkcap_resource),					\
		.r = { __VA_ARGS__ },							\
	};										\
	&list;										\
})

static enum zkcap_reason why(int err, const struct netlink_ext_ack *extack, u32 *detail)
{
	*detail = U32_MAX;
	return err ? zkcap_refusal(extack, detail) : ZKCAP_REASON_NONE;
}

static enum zkcap_reason check(const struct zkcap_resources *resources, u32 *detail)
{
	struct netlink_ext_ack extack = {};

	return why(zkcap_resources_check(resources, &extack), &extack, detail);
}

static enum zkcap_reason within(const struct zkcap_resources *resources,
				const struct zkcap_resources *ceiling, u32 *detail)
{
	struct netlink_ext_ack extack = {};

	return why(zkcap_resources_within(resources, ceiling, &extack), &extack, detail);
}

static void ascending_lists(struct kunit *test)
{
	u32 detail;

	KUNIT_EXPECT_EQ(test, check(LIST(), &detail), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, check(LIST(PIDS(1)), &detail), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, check(LIST(CPU(1), MEMORY(U64_MAX), DEVICE("a", 1), DEVICE("ab", 1),
					 DEVICE("b", 1)), &detail), ZKCAP_REASON_NONE);
}

static void order_is_strict(struct kunit *test)
{
	u32 detail;

	KUNIT_EXPECT_EQ(test, check(LIST(MEMORY(1), CPU(1)), &detail), ZKCAP_REASON_RESOURCE_ORDER);
	KUNIT_EXPECT_EQ(test, detail, 1);
	KUNIT_EXPECT_EQ(test, check(LIST(CPU(1), CPU(1)), &detail), ZKCAP_REASON_RESOURCE_ORDER);
	KUNIT_EXPECT_EQ(test, check(LIST(CPU(1), DEVICE("b", 1), DEVICE("a", 1)), &detail),
			ZKCAP_REASON_RESOURCE_ORDER);
	KUNIT_EXPECT_EQ(test, detail, 2);
	KUNIT_EXPECT_EQ(test, check(LIST(DEVICE("a", 1), DEVICE("a", 2)), &detail),
			ZKCAP_REASON_RESOURCE_ORDER);
}

static void devices_have_names_and_nothing_else_has(struct kunit *test)
{
	u32 detail;

	KUNIT_EXPECT_EQ(test, check(LIST(DEVICE("", 1)), &detail), ZKCAP_REASON_RESOURCE_UNKNOWN);
	KUNIT_EXPECT_EQ(test, check(LIST(PIDS(1), DEVICE("", 1)), &detail),
			ZKCAP_REASON_RESOURCE_UNKNOWN);
	KUNIT_EXPECT_EQ(test, detail, 1);
	KUNIT_EXPECT_EQ(test, check(LIST({ ZKCAP_RESOURCE_KIND_CPU, "gpu", 1 }), &detail),
			ZKCAP_REASON_RESOURCE_UNKNOWN);
}

static void zero_is_no_amount(struct kunit *test)
{
	u32 detail;

	KUNIT_EXPECT_EQ(test, check(LIST(CPU(1), PIDS(0)), &detail), ZKCAP_REASON_RESOURCE_ZERO);
	KUNIT_EXPECT_EQ(test, detail, 1);
	KUNIT_EXPECT_EQ(test, check(LIST(DEVICE("gpu", 0)), &detail), ZKCAP_REASON_RESOURCE_ZERO);
}

static void ceilings(struct kunit *test)
{
	const struct zkcap_resources *ceiling = LIST(CPU(1000), PIDS(U64_MAX), DEVICE("gpu", 2));
	u32 detail;

	KUNIT_EXPECT_EQ(test, within(LIST(), ceiling, &detail), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, within(ceiling, ceiling, &detail), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, within(LIST(CPU(1001)), ceiling, &detail),
			ZKCAP_REASON_RESOURCE_CEILING);
	KUNIT_EXPECT_EQ(test, detail, 0);
	KUNIT_EXPECT_EQ(test, within(LIST(CPU(1), DEVICE("gpu", 3)), ceiling, &detail),
			ZKCAP_REASON_RESOURCE_CEILING);
	KUNIT_EXPECT_EQ(test, detail, 1);
	/* What the ceiling does not name is not offered at all. */
	KUNIT_EXPECT_EQ(test, within(LIST(MEMORY(1)), ceiling, &detail),
			ZKCAP_REASON_RESOURCE_CEILING);
	KUNIT_EXPECT_EQ(test, within(LIST(DEVICE("nic", 1)), ceiling, &detail),
			ZKCAP_REASON_RESOURCE_CEILING);
	KUNIT_EXPECT_EQ(test, within(LIST(CPU(1)), LIST(), &detail),
			ZKCAP_REASON_RESOURCE_CEILING);
}

static void sorted_by_kind(struct kunit *test)
{
	struct zkcap_wanted *wanted = kunit_kzalloc(test, sizeof(*wanted), GFP_KERNEL);
	struct netlink_ext_ack extack = {};

	KUNIT_ASSERT_NOT_NULL(test, wanted);
	KUNIT_ASSERT_EQ(test, zkcap_wanted_get(wanted, LIST(CPU(7), PIDS(9), DEVICE("gpu", 4),
							    DEVICE("nic", 1)), &extack), 0);
	KUNIT_EXPECT_EQ(test, wanted->amount[ZKCAP_RESOURCE_KIND_CPU - 1], 7);
	KUNIT_EXPECT_EQ(test, wanted->amount[ZKCAP_RESOURCE_KIND_MEMORY - 1], 0);
	KUNIT_EXPECT_EQ(test, wanted->amount[ZKCAP_RESOURCE_KIND_PIDS - 1], 9);
	KUNIT_EXPECT_EQ(test, wanted->n_classes, 2);
	KUNIT_EXPECT_PTR_EQ(test, wanted->classes[0], &classes[0].class);
	KUNIT_EXPECT_EQ(test, wanted->counts[0], 4);
	KUNIT_EXPECT_EQ(test, wanted->counts[1], 1);
	KUNIT_EXPECT_EQ(test, classes[0].refs, 1);
	KUNIT_EXPECT_EQ(test, classes[1].refs, 1);
	zkcap_wanted_put(wanted);
	KUNIT_EXPECT_EQ(test, classes[0].refs, 0);
	KUNIT_EXPECT_EQ(test, classes[1].refs, 0);
}

/* A list that fails half way gives back what it has. */
static void references_after_an_error(struct kunit *test)
{
	struct zkcap_wanted *wanted = kunit_kzalloc(test, sizeof(*wanted), GFP_KERNEL);
	struct netlink_ext_ack extack = {};
	u32 detail;

	KUNIT_ASSERT_NOT_NULL(test, wanted);
	KUNIT_EXPECT_EQ(test, why(zkcap_wanted_get(wanted, LIST(DEVICE("gpu", 1),
								DEVICE("tpu", 1)), &extack),
				  &extack, &detail), ZKCAP_REASON_RESOURCE_UNKNOWN);
	KUNIT_EXPECT_EQ(test, detail, 1);
	zkcap_wanted_put(wanted);
	KUNIT_EXPECT_EQ(test, why(zkcap_wanted_get(wanted, LIST(DEVICE("gpu", 1),
								DEVICE("nic", 3)), &extack),
				  &extack, &detail), ZKCAP_REASON_DEVICE_BUSY);
	zkcap_wanted_put(wanted);
	KUNIT_EXPECT_EQ(test, why(zkcap_wanted_get(wanted, LIST(DEVICE("gpu", 1ULL << 32)),
						   &extack), &extack, &detail),
			ZKCAP_REASON_DEVICE_BUSY);
	zkcap_wanted_put(wanted);
	KUNIT_EXPECT_EQ(test, classes[0].refs, 0);
	KUNIT_EXPECT_EQ(test, classes[1].refs, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(ascending_lists),
	KUNIT_CASE(order_is_strict),
	KUNIT_CASE(devices_have_names_and_nothing_else_has),
	KUNIT_CASE(zero_is_no_amount),
	KUNIT_CASE(ceilings),
	KUNIT_CASE(sorted_by_kind),
	KUNIT_CASE(references_after_an_error),
	{}
};

static struct kunit_suite suite = {
	.name = "zkcap_wanted",
	.init = init,
	.test_cases = cases,
};
kunit_test_suite(suite);
