// SPDX-License-Identifier: GPL-2.0-only
/* Names, and the registry of objects that have them. */
#include <kunit/test.h>
#include <linux/slab.h>

#include "../../kmod/registry.c"

#define MOST 3

static int released, dirs_removed;

void zkcap_sysfs_remove(struct kobject *dir)
{
	dirs_removed += !!dir;
}

static void release(struct zkcap_object *object)
{
	released++;
}

static struct zkcap_registry registry =
	ZKCAP_REGISTRY_INIT(registry, release, ZKCAP_REASON_OFFER_EXISTS, MOST);

static int init(struct kunit *test)
{
	released = 0;
	dirs_removed = 0;
	return 0;
}

static void clean_up(struct kunit *test)
{
	zkcap_registry_clear(&registry);
	KUNIT_EXPECT_EQ(test, registry.n, 0);
}

static enum zkcap_reason check(const char *name)
{
	struct netlink_ext_ack extack = {};

	return zkcap_name_check(name, &extack) ? zkcap_refusal(&extack, NULL) : ZKCAP_REASON_NONE;
}

/* Adds a new object, which only the registry refers to then. */
static enum zkcap_reason add(struct kunit *test, const char *name, struct zkcap_object *old)
{
	struct zkcap_object *object = kzalloc(sizeof(*object), GFP_KERNEL);
	struct netlink_ext_ack extack = {};
	int err = 0;

	KUNIT_ASSERT_NOT_NULL(test, object);
	zkcap_object_init(object, &registry, name);
	mutex_lock(&zkcap_config_lock);
	if (old)
		zkcap_registry_replace(object, old);
	else
		err = zkcap_registry_add(object, &extack);
	mutex_unlock(&zkcap_config_lock);
	zkcap_object_put(object);
	return err ? zkcap_refusal(&extack, NULL) : ZKCAP_REASON_NONE;
}

static void names(struct kunit *test)
{
	static const char * const good[] = { "a", "A-Z_0.9", "-", "_", "0", "a.b", "a." };
	static const char * const bad[] = { "", ".", "..", ".a", "a/b", "a b", "a\n", "\x7f",
					    "\xc3\xa4", "a\xff", "a:b", "~" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++)
		KUNIT_EXPECT_EQ_MSG(test, check(good[i]), ZKCAP_REASON_NONE, "'%s'", good[i]);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, check(bad[i]), ZKCAP_REASON_NAME_INVALID, "'%s'", bad[i]);
}

static void a_name_once(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, add(test, "a", NULL), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, add(test, "a", NULL), ZKCAP_REASON_OFFER_EXISTS);
	KUNIT_EXPECT_EQ(test, registry.n, 1);
	KUNIT_EXPECT_EQ(test, released, 1);
}

static void up_to_the_limit(struct kunit *test)
{
	char name[] = "a";
	u32 i;

	for (i = 0; i < MOST; i++, name[0]++)
		KUNIT_EXPECT_EQ(test, add(test, name, NULL), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, add(test, name, NULL), ZKCAP_REASON_LIMIT_REACHED);
	KUNIT_EXPECT_EQ(test, registry.n, MOST);
	KUNIT_EXPECT_EQ(test, add(test, "a", NULL), ZKCAP_REASON_OFFER_EXISTS);
}

/* Who has found an object keeps it, though nobody finds it any more. */
static void outlives_its_place(struct kunit *test)
{
	struct zkcap_object *object;

	KUNIT_EXPECT_EQ(test, add(test, "a", NULL), ZKCAP_REASON_NONE);
	object = zkcap_registry_get(&registry, "a");
	KUNIT_ASSERT_NOT_NULL(test, object);
	zkcap_registry_clear(&registry);
	KUNIT_EXPECT_NULL(test, zkcap_registry_get(&registry, "a"));
	KUNIT_EXPECT_STREQ(test, object->name, "a");
	KUNIT_EXPECT_EQ(test, released, 0);
	zkcap_object_put(object);
	KUNIT_EXPECT_EQ(test, released, 1);
}

static void replaced_in_its_place(struct kunit *test)
{
	struct zkcap_object *old, *new;
	unsigned long index = 0;

	KUNIT_EXPECT_EQ(test, add(test, "a", NULL), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, add(test, "b", NULL), ZKCAP_REASON_NONE);
	old = zkcap_registry_get(&registry, "a");
	KUNIT_ASSERT_NOT_NULL(test, old);
	KUNIT_EXPECT_EQ(test, add(test, "a", old), ZKCAP_REASON_NONE);
	new = zkcap_registry_next(&registry, &index);
	KUNIT_ASSERT_NOT_NULL(test, new);
	KUNIT_EXPECT_STREQ(test, new->name, "a");
	KUNIT_EXPECT_PTR_NE(test, new, old);
	KUNIT_EXPECT_EQ(test, new->index, old->index);
	KUNIT_EXPECT_EQ(test, registry.n, 2);
	/* The directory in sysfs is the new one's now. */
	KUNIT_EXPECT_EQ(test, dirs_removed, 0);
	zkcap_object_put(new);
	zkcap_object_put(old);
	KUNIT_EXPECT_EQ(test, released, 1);
}

static void walked_in_order(struct kunit *test)
{
	static const char * const order[MOST] = { "c", "a", "b" };
	struct zkcap_object *object;
	unsigned long index = 0;
	size_t i;

	for (i = 0; i < MOST; i++)
		KUNIT_EXPECT_EQ(test, add(test, order[i], NULL), ZKCAP_REASON_NONE);
	for (i = 0; (object = zkcap_registry_next(&registry, &index)); i++, index++) {
		KUNIT_ASSERT_LT(test, i, MOST);
		KUNIT_EXPECT_STREQ(test, object->name, order[i]);
		zkcap_object_put(object);
	}
	KUNIT_EXPECT_EQ(test, i, MOST);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(names),
	KUNIT_CASE(a_name_once),
	KUNIT_CASE(up_to_the_limit),
	KUNIT_CASE(outlives_its_place),
	KUNIT_CASE(replaced_in_its_place),
	KUNIT_CASE(walked_in_order),
	{}
};

static struct kunit_suite suite = {
	.name = "zkcap_registry",
	.init = init,
	.exit = clean_up,
	.test_cases = cases,
};
kunit_test_suite(suite);
