/* SPDX-License-Identifier: MIT */
/* Which contents IMA measured since boot: the digests of its ASCII log. */
#ifndef ZKCAP_IMA_LOG_H
#define ZKCAP_IMA_LOG_H

#include "shim.h"

/**
 * struct ima_log - digests of files that IMA measured
 * @digests: SHA-256, sorted
 * @n: how many; 0 if there is no log
 * @boot_measured: its first record, boot_aggregate, is over PCRs of a TPM
 */
struct ima_log {
	u8 (*digests)[32];
	size_t n;
	bool boot_measured;
};

/**
 * ima_log_parse() - take the digests from ascii_runtime_measurements
 * @text: lines "PCR TEMPLATE-HASH ima-ng sha256:HEX PATH"; others are passed over.  Changed.
 *
 * Return: 0 or -ENOMEM.
 */
int ima_log_parse(struct ima_log *log, char *text);
bool ima_log_has(const struct ima_log *log, const u8 sha256[32]);
void ima_log_free(struct ima_log *log);

#endif /* ZKCAP_IMA_LOG_H */
