/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's own entry to the BPF system call.  It is exported without a
 * prototype, from 6.12 in a namespace, which 6.13 began to write as a string.
 */
#ifndef ZKCAP_COMPAT_BPF_H
#define ZKCAP_COMPAT_BPF_H

#include <linux/bpf.h>
#include <linux/module.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define ZKCAP_IMPORT_BPF MODULE_IMPORT_NS("BPF_INTERNAL")
#else
#define ZKCAP_IMPORT_BPF MODULE_IMPORT_NS(BPF_INTERNAL)
#endif

int kern_sys_bpf(int cmd, union bpf_attr *attr, unsigned int size);

#endif /* ZKCAP_COMPAT_BPF_H */
