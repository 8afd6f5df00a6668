/* SPDX-License-Identifier: GPL-2.0-only */
/* With 6.12 asm/unaligned.h became linux/unaligned.h. */
#ifndef ZKCAP_COMPAT_UNALIGNED_H
#define ZKCAP_COMPAT_UNALIGNED_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#include <asm/unaligned.h>
#else
#include <linux/unaligned.h>
#endif

#endif /* ZKCAP_COMPAT_UNALIGNED_H */
