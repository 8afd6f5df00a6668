// SPDX-License-Identifier: GPL-2.0-only
#include "both_paths.h"
#include "cpu.h"

int use_best(void **state)
{
	(void)state;
	zk_cpu_detect();
	return 0;
}

int use_plain_c(void **state)
{
	(void)state;
	zk_cpu_force_plain();
	return 0;
}
