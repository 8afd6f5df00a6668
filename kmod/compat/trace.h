/* SPDX-License-Identifier: GPL-2.0-only */
/* From 6.10 on __assign_str() takes the field only. */
#ifndef ZKCAP_COMPAT_TRACE_H
#define ZKCAP_COMPAT_TRACE_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#define zkcap_assign_str(field, source) __assign_str(field, source)
#else
#define zkcap_assign_str(field, source) ({ (void)(source); __assign_str(field); })
#endif

#endif /* ZKCAP_COMPAT_TRACE_H */
