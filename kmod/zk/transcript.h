/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The Fiat-Shamir transcript: a chain of SHA-256 states into which both sides
 * put every value of the protocol, and out of which they draw the challenges.
 *
 *   init:       h = SHA-256(domain)
 *   absorb:     h = SHA-256(h || len8(label) || label || len32(data) || data)
 *   challenge:  c = SHA-256(h || len8(label) || label || 00) ||
 *                   SHA-256(h || len8(label) || label || 01)  mod r
 *               h = SHA-256(h || len8(label) || label || 02)
 *
 * Lengths are big-endian.  An absorption and a challenge can never hash the
 * same bytes: after the label the one has at least four bytes, the other one.
 */
#ifndef ZK_TRANSCRIPT_H
#define ZK_TRANSCRIPT_H

#include "fr.h"

#define ZK_TRANSCRIPT_BYTES 32

/**
 * struct zk_transcript - a transcript's state
 * @h: everything absorbed and drawn so far, in their order
 */
struct zk_transcript {
	u8 h[ZK_TRANSCRIPT_BYTES];
};

/**
 * zk_transcript_init() - start a transcript
 * @t: result
 * @domain: NUL-terminated name of the protocol, which separates it from others
 */
void zk_transcript_init(struct zk_transcript *t, const char *domain);

/**
 * zk_transcript_absorb() - put a value into the transcript
 * @t: transcript
 * @label: NUL-terminated name of the value, at most 255 bytes
 * @data: @len bytes
 * @len: below 2^32
 */
void zk_transcript_absorb(struct zk_transcript *t, const char *label, const void *data,
			  size_t len);

/**
 * zk_transcript_challenge() - draw a scalar from the transcript
 * @t: transcript; a second draw with the same label gives another scalar
 * @label: NUL-terminated name of the challenge, at most 255 bytes
 * @c: result, within 2^-256 of uniform on 0..r-1
 */
void zk_transcript_challenge(struct zk_transcript *t, const char *label, struct zk_fr *c);

#endif /* ZK_TRANSCRIPT_H */
