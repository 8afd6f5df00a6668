// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Choice of the field arithmetic at run time. */

#include "cpu.h"

#ifdef __x86_64__

bool zk_cpu_mulx;

ZK_BEFORE_MAIN void zk_cpu_detect(void)
{
	zk_cpu_mulx = zk_has_bmi2() && zk_has_adx();
}

void zk_cpu_force_plain(void)
{
	zk_cpu_mulx = false;
}

#else

void zk_cpu_detect(void)
{
}

void zk_cpu_force_plain(void)
{
}

#endif
