/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module's instance of the verifier in zk/: its tables, and its memory.
 */
#ifndef ZKCAP_VERIFIER_H
#define ZKCAP_VERIFIER_H

#include <linux/types.h>

#include "zk/plonk.h"

/**
 * zkcap_verifier_init() - compute the tables and try them on known proofs
 *
 * Return: 0, -ENOMEM, or -EBADMSG when a known proof gets the wrong verdict:
 * then nothing may be verified.
 */
int zkcap_verifier_init(void);

/**
 * zkcap_verifier_exit() - free the tables
 */
void zkcap_verifier_exit(void);

/**
 * zkcap_verify() - verify one or more proofs
 * @statements: @n of them
 * @n: 1..ZK_MAX_BATCH
 * @fault: what was refused; filled in on every refusal
 * @verdict: ZK_ACCEPT when all hold
 *
 * Context: process; takes the caller's time, and ends early on a fatal signal.
 *
 * Return: 0 when there is a verdict, or -ENOMEM.
 */
int zkcap_verify(const struct zk_statement *statements, size_t n, struct zk_fault *fault,
		 enum zk_verdict *verdict);

/**
 * zkcap_vk_decode() - decode a verifying key
 * @vk: result
 * @bytes: ZKCAP_VK_LEN of them
 * @verdict: ZK_ACCEPT when @vk is good
 *
 * Return: 0 when there is a verdict, or -ENOMEM.
 */
int zkcap_vk_decode(struct zk_vk *vk, const u8 *bytes, enum zk_verdict *verdict);

#endif /* ZKCAP_VERIFIER_H */
