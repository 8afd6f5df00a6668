/* SPDX-License-Identifier: MIT */
/* zkcap circuit test */
#ifndef ZKCAP_CIRCUIT_TEST_H
#define ZKCAP_CIRCUIT_TEST_H

#include "cmd.h"

extern const struct cmd_option circuit_test_options[];

int circuit_test_run(struct cmd *cmd);

#endif /* ZKCAP_CIRCUIT_TEST_H */
