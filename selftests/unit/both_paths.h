/* SPDX-License-Identifier: GPL-2.0-only */
/* Tests of what has a fast path and a plain one, run on both. */
#ifndef SELFTESTS_UNIT_BOTH_PATHS_H
#define SELFTESTS_UNIT_BOTH_PATHS_H

/* Group setups: the fastest arithmetic that the processor has, and the plain C one */
int use_best(void **state);
int use_plain_c(void **state);

/* The tests that failed of the array @tests, run on either path.  After <cmocka.h> */
#define run_on_both_paths(name, tests) \
	(cmocka_run_group_tests_name(name, tests, use_best, NULL) + \
	 cmocka_run_group_tests_name(name ", plain C", tests, use_plain_c, use_best))

#endif /* SELFTESTS_UNIT_BOTH_PATHS_H */
