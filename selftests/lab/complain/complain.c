// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does, at load, one thing that a kernel complains about, so that the lab can show
 * that it notices.
 */
#include <linux/bug.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

static char *what = "nothing";
module_param(what, charp, 0);
MODULE_PARM_DESC(what, "nothing, warn, oops, panic, use-after-free, leak or lock-order");

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);

static void complain_warn(void)
{
	WARN(1, "asked to warn");
}

static void complain_oops(void)
{
	int *nowhere = NULL;

	OPTIMIZER_HIDE_VAR(nowhere);
	*nowhere = 1;
}

static void complain_panic(void)
{
	panic("asked to panic");
}

static void complain_use_after_free(void)
{
	int *p = kzalloc(64, GFP_KERNEL);

	kfree(p);
	OPTIMIZER_HIDE_VAR(p);
	pr_info("%d\n", *p);
}

static void complain_leak(void)
{
	int *p;
	int i;

	/* Several: a stale register or stack slot may still point to the last. */
	for (i = 0; i < 8; i++) {
		p = kzalloc(200, GFP_KERNEL);
		OPTIMIZER_HIDE_VAR(p);
	}
}

static void complain_lock_order(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);
	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

static const struct {
	const char *name;
	void (*run)(void);
} complaints[] = {
	{ "warn", complain_warn },
	{ "oops", complain_oops },
	{ "panic", complain_panic },
	{ "use-after-free", complain_use_after_free },
	{ "leak", complain_leak },
	{ "lock-order", complain_lock_order },
};

static int __init complain_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(complaints); i++)
		if (!strcmp(what, complaints[i].name))
			complaints[i].run();
	return 0;
}

static void __exit complain_exit(void)
{
}

module_init(complain_init);
module_exit(complain_exit);
MODULE_DESCRIPTION("Faults for the lab to notice");
MODULE_LICENSE("GPL");
