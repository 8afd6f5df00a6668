/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Which of the two ways of field arithmetic runs: portable C, or MULX/ADCX/ADOX on
 * x86-64 processors that have them.  Both give the same results bit for bit.
 */
#ifndef ZK_CPU_H
#define ZK_CPU_H

#include "shim.h"

#ifdef __x86_64__

/* Read by every multiplication; false until zk_cpu_detect() */
extern bool zk_cpu_mulx;

static __always_inline bool zk_cpu_has_mulx(void)
{
	return __builtin_expect(zk_cpu_mulx, 1);
}

#else

static __always_inline bool zk_cpu_has_mulx(void)
{
	return false;
}

#endif

/*
 * Chooses the fastest path that this processor has.  The module calls it once
 * before it serves anything; in userspace it runs before main().  Without it
 * everything works, slowly.
 */
void zk_cpu_detect(void);
/* Portable C from now on, until zk_cpu_detect(): for tests and benchmarks */
void zk_cpu_force_plain(void);

#endif /* ZK_CPU_H */
