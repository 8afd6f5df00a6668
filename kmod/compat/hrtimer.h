/* SPDX-License-Identifier: GPL-2.0-only */
/* hrtimer_setup() came with 6.13 and replaced hrtimer_init() and an assignment. */
#ifndef ZKCAP_COMPAT_HRTIMER_H
#define ZKCAP_COMPAT_HRTIMER_H

#include <linux/hrtimer.h>
#include <linux/version.h>

static inline void zkcap_hrtimer_setup(struct hrtimer *timer,
				       enum hrtimer_restart (*function)(struct hrtimer *),
				       clockid_t clock, enum hrtimer_mode mode)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
	hrtimer_init(timer, clock, mode);
	timer->function = function;
#else
	hrtimer_setup(timer, function, clock, mode);
#endif
}

#endif /* ZKCAP_COMPAT_HRTIMER_H */
