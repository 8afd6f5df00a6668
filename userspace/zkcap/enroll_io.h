/* SPDX-License-Identifier: MIT */
/* What the two sides of an enrolment share on the command line. */
#ifndef ZKCAP_ENROLL_IO_H
#define ZKCAP_ENROLL_IO_H

#include "cmd.h"
#include "error.h"
#include "paths.h"

#define ENROLL_EK_ROOTS ZKCAP_CONFIG_DIR "/ek-roots"

/**
 * enroll_write() - write a message, mode 0600
 * @path: "-" for standard output
 * @message: consumed; NULL when there was no memory for it
 *
 * Return: 0, or CMD_USAGE after reporting.
 */
int enroll_write(const struct cmd *cmd, const char *path, json_t *message);

/**
 * enroll_tpm_fail() - report what the TPM or the attestation key's file did
 *
 * Return: CMD_REFUSED for what does not hold up, CMD_USAGE for what was wrongly asked,
 * else CMD_TPM.
 */
int enroll_tpm_fail(const struct cmd *cmd, int rc, const struct zkcap_error *err);

#endif /* ZKCAP_ENROLL_IO_H */
