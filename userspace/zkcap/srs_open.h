/* SPDX-License-Identifier: MIT */
/* The reference string and the prover's tables, for commands that need them. */
#ifndef ZKCAP_SRS_OPEN_H
#define ZKCAP_SRS_OPEN_H

#include "cmd.h"
#include "srs_tables.h"

/**
 * cmd_read_srs() - read a reference string
 * @path: NULL for the shipped one
 *
 * Return: 0, or CMD_USAGE after reporting.
 */
int cmd_read_srs(const struct cmd *cmd, const char *path, struct zkcap_srs_file *file);

/**
 * cmd_open_srs() - open the prover's tables
 * @out: to be freed with zkcap_srs_free()
 *
 * From $ZKCAP_SRS_TABLES, else from where the build or the installation put
 * them; made on the spot, which takes seconds, where there are none.
 *
 * Return: 0, or CMD_USAGE after reporting.
 */
int cmd_open_srs(const struct cmd *cmd, struct zkcap_srs **out);

#endif /* ZKCAP_SRS_OPEN_H */
