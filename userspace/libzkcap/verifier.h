/* SPDX-License-Identifier: MIT */
/*
 * The kernel's verifier in userspace: its tables, made and tested once in each
 * process, and its working memory.
 */
#ifndef ZKCAP_VERIFIER_H
#define ZKCAP_VERIFIER_H

#include "error.h"
#include "plonk.h"

/**
 * zkcap_verifier_tables() - the reference string's tables
 * @err: why there are none
 *
 * The first call makes them and runs zk_selftest() with them; safe to call
 * from any thread.
 *
 * Return: tables that live as long as the process, or NULL when the self-test
 * failed (code -EIO) or without memory (-ENOMEM), then in every later call too.
 */
const struct zk_srs *zkcap_verifier_tables(struct zkcap_error *err);

/**
 * zkcap_verifier_key() - decode a verifying key
 * @data: encoded key
 * @len: its length
 * @verdict: why it is refused
 * @element: the point at fault
 * @err: why there is no verdict
 *
 * Return: the key, to be given to free(); NULL if it is refused, or without
 * memory, when @verdict is ZK_INTERRUPTED and @err says so.
 */
struct zk_vk *zkcap_verifier_key(const u8 *data, size_t len, enum zk_verdict *verdict,
				 enum zk_element *element, struct zkcap_error *err);

/**
 * zkcap_verifier_check() - verify statements, ZK_MAX_BATCH at a time
 * @st: @n statements
 * @n: number of statements, at least 1
 * @verdict: ZK_ACCEPT if all hold, else the first one's reason
 * @fault: what was refused; may be NULL
 * @err: why there is no verdict
 *
 * Return: 0, or -EIO or -ENOMEM, when @verdict is ZK_INTERRUPTED.
 */
int zkcap_verifier_check(const struct zk_statement *st, size_t n, enum zk_verdict *verdict,
			 struct zk_fault *fault, struct zkcap_error *err);

#endif /* ZKCAP_VERIFIER_H */
