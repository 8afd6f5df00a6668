/* SPDX-License-Identifier: MIT */
/* SHA-256 of one piece, which cannot fail: OpenSSL's own one-shot function allocates. */
#ifndef ZKCAP_SHA256_H
#define ZKCAP_SHA256_H

#include "shim.h"

static inline void zkcap_sha256(u8 out[32], const void *data, size_t len)
{
	struct zk_sha256 s;

	zk_sha256_init(&s);
	zk_sha256_update(&s, data, len);
	zk_sha256_final(&s, out);
}

#endif /* ZKCAP_SHA256_H */
