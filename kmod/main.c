// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module's beginning and end: what comes to life in which order, and goes
 * in the opposite one.
 */
#include <linux/module.h>
#include <linux/workqueue.h>

#include "capability.h"
#include "cgroupfs.h"
#include "challenge.h"
#include "devclass.h"
#include "devgate.h"
#include "event.h"
#include "keys.h"
#include "netlink.h"
#include "offer.h"
#include "reason.h"
#include "sysfs.h"
#include "tenant.h"
#include "trust.h"
#include "verifier.h"
#include "watch.h"
#include "workqueue.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

struct workqueue_struct *zkcap_workqueue;
struct workqueue_struct *zkcap_config_workqueue;

static int init_workqueues(void)
{
	zkcap_workqueue = alloc_workqueue("zkcap", WQ_UNBOUND, 0);
	if (!zkcap_workqueue)
		return -ENOMEM;
	zkcap_config_workqueue = alloc_ordered_workqueue("zkcap_config", 0);
	if (!zkcap_config_workqueue) {
		destroy_workqueue(zkcap_workqueue);
		return -ENOMEM;
	}
	return 0;
}

static void exit_workqueues(void)
{
	destroy_workqueue(zkcap_config_workqueue);
	destroy_workqueue(zkcap_workqueue);
}

/* A kernel without device programs serves everything but devices. */
static int init_devgate(void)
{
	int err = zkcap_devgate_init();

	if (err == -EOPNOTSUPP)
		pr_notice("no device programs for control groups: no grants of devices\n");
	return err == -EOPNOTSUPP ? 0 : err;
}

static int __init zkcap_init(void)
{
	int err;

	zkcap_reason_init();
	err = init_workqueues();
	if (err)
		return err;
	err = zkcap_verifier_init();
	if (err)
		goto err_workqueues;
	err = zkcap_challenge_init();
	if (err)
		goto err_verifier;
	err = zkcap_keys_init();
	if (err)
		goto err_challenge;
	err = zkcap_cgroupfs_init();
	if (err)
		goto err_keys;
	err = init_devgate();
	if (err)
		goto err_cgroupfs;
	err = zkcap_sysfs_init();
	if (err)
		goto err_devgate;
	err = zkcap_watch_init();
	if (err)
		goto err_sysfs;
	/* Whoever finds the family may use it at once. */
	err = genl_register_family(&zkcap_nl_family);
	if (err)
		goto err_watch;
	return 0;

err_watch:
	zkcap_watch_exit();
err_sysfs:
	zkcap_sysfs_exit();
err_devgate:
	zkcap_devgate_exit();
err_cgroupfs:
	zkcap_cgroupfs_exit();
err_keys:
	zkcap_keys_exit();
err_challenge:
	zkcap_challenge_exit();
err_verifier:
	zkcap_verifier_exit();
err_workqueues:
	exit_workqueues();
	return err;
}

static void __exit zkcap_exit(void)
{
	zkcap_event_exit();
	/* No operation begins or is under way from here on. */
	genl_unregister_family(&zkcap_nl_family);
	zkcap_watch_exit();
	/* Works that are queued find their tenants and grants gone. */
	zkcap_tenant_exit();
	exit_workqueues();
	zkcap_offer_exit();
	zkcap_capability_exit();
	zkcap_trust_exit();
	zkcap_devclass_exit();
	zkcap_sysfs_exit();
	zkcap_devgate_exit();
	zkcap_cgroupfs_exit();
	zkcap_keys_exit();
	zkcap_challenge_exit();
	zkcap_verifier_exit();
}

module_init(zkcap_init);
module_exit(zkcap_exit);

MODULE_DESCRIPTION("Leases of resources against TPM quotes and PLONK proofs, verified in the kernel");
MODULE_AUTHOR("The zkcap authors");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.1.0");
