// SPDX-License-Identifier: GPL-2.0-only
#include "verifier.h"

#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include <uapi/linux/zkcap.h>

#include "zk/cpu.h"
#include "zk/selftest.h"

/* Written by zkcap_verifier_init(), before anything else runs; then constant */
static struct zk_srs *srs;

static int init_tables(void)
{
	struct zk_srs_scratch *scratch = kvmalloc(sizeof(*scratch), GFP_KERNEL);
	bool ok;

	if (!scratch)
		return -ENOMEM;
	ok = zk_srs_init(srs, &zk_srs_const, scratch);
	kvfree(scratch);
	return ok ? 0 : -EBADMSG;
}

static int selftest(void)
{
	struct zk_selftest_scratch *scratch = kvmalloc(sizeof(*scratch), GFP_KERNEL);
	int failed;

	if (!scratch)
		return -ENOMEM;
	failed = zk_selftest(srs, scratch);
	kvfree(scratch);
	if (failed) {
		pr_err("verifier self-test: case %d got the wrong verdict\n", failed);
		return -EBADMSG;
	}
	return 0;
}

int zkcap_verifier_init(void)
{
	int err;

	srs = kvmalloc(sizeof(*srs), GFP_KERNEL);
	if (!srs)
		return -ENOMEM;
	/* Before the self-test, which is then about the arithmetic that will be used */
	zk_cpu_detect();
	err = init_tables();
	if (!err)
		err = selftest();
	if (err)
		zkcap_verifier_exit();
	return err;
}

void zkcap_verifier_exit(void)
{
	kvfree(srs);
	srs = NULL;
}

int zkcap_verify(const struct zk_statement *statements, size_t n, struct zk_fault *fault,
		 enum zk_verdict *verdict)
{
	struct zk_plonk_scratch *scratch = kvmalloc(sizeof(*scratch), GFP_KERNEL_ACCOUNT);

	if (!scratch)
		return -ENOMEM;
	*verdict = zk_plonk_verify(srs, statements, n, fault, scratch);
	kvfree(scratch);
	return 0;
}

int zkcap_vk_decode(struct zk_vk *vk, const u8 *bytes, enum zk_verdict *verdict)
{
	struct zk_vk_scratch *scratch = kvmalloc(sizeof(*scratch), GFP_KERNEL_ACCOUNT);

	if (!scratch)
		return -ENOMEM;
	*verdict = zk_vk_decode(vk, bytes, ZKCAP_VK_LEN, NULL, scratch);
	kvfree(scratch);
	return 0;
}
