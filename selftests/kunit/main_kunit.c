// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the tests share that needs a file of its own: verdicts have names, and the
 * test module has a licence.
 */
#include <linux/module.h>

#include "../../kmod/zk/verdict.c"

MODULE_DESCRIPTION("Unit tests of zkcap");
MODULE_LICENSE("GPL");
