/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why something was refused: one stable code, errno and text for each check.
 *
 * Each refusal is counted, by its reason, where it is made: an operation that
 * is refused calls one of these once, and does nothing more.
 */
#ifndef ZKCAP_REASON_H
#define ZKCAP_REASON_H

#include <linux/netlink.h>
#include <uapi/linux/zkcap.h>

#include "zk/verdict.h"

/**
 * zkcap_reason_init() - put the texts of verdicts together; before any refusal
 */
void zkcap_reason_init(void);

/**
 * zkcap_refuse() - refuse an operation, at the check that failed
 * @extack: gets the reason's text, and the reason as its cookie
 * @reason: why
 *
 * Return: the reason's errno, negative.
 */
int zkcap_refuse(struct netlink_ext_ack *extack, enum zkcap_reason reason);

/**
 * zkcap_refuse_detail() - refuse an operation and say more
 * @extack: as for zkcap_refuse()
 * @reason: why
 * @detail: what the reason's documentation says it is
 *
 * Return: the reason's errno, negative.
 */
int zkcap_refuse_detail(struct netlink_ext_ack *extack, enum zkcap_reason reason, u32 detail);

/**
 * zkcap_refuse_text() - refuse an operation in words that fit the case at hand
 * @extack: as for zkcap_refuse()
 * @reason: why
 * @text: exists for good, and begins as the reason's own does
 *
 * Return: the reason's errno, negative.
 */
int zkcap_refuse_text(struct netlink_ext_ack *extack, enum zkcap_reason reason, const char *text);

/**
 * zkcap_refuse_verdict() - refuse what the verifier refused
 * @extack: gets a text that names the verdict
 * @reason: ZKCAP_REASON_PROOF, _CAPABILITY_KEY or _COMMITMENT_POINT
 * @verdict: of the verifier, not ZK_ACCEPT
 *
 * Return: the reason's errno, negative; -EINTR for ZK_INTERRUPTED.
 */
int zkcap_refuse_verdict(struct netlink_ext_ack *extack, enum zkcap_reason reason,
			 enum zk_verdict verdict);

/**
 * zkcap_refusal() - the reason in an extended ack
 * @extack: of an operation that failed
 * @detail: set to the detail; may be NULL
 *
 * Return: the reason, ZKCAP_REASON_NONE when the netlink core refused.
 */
enum zkcap_reason zkcap_refusal(const struct netlink_ext_ack *extack, u32 *detail);

/**
 * zkcap_reason_name() - stable name of a reason, such as "quote-magic"
 * @reason: below __ZKCAP_REASON_MAX
 * @buf: result, terminated with NUL
 * @size: of @buf
 */
void zkcap_reason_name(enum zkcap_reason reason, char *buf, size_t size);

#endif /* ZKCAP_REASON_H */
