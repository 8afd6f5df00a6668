/* SPDX-License-Identifier: MIT */
/* Where blinders come from. */
#ifndef ZKCAP_RAND_H
#define ZKCAP_RAND_H

#include "error.h"
#include "fr.h"

/**
 * struct zkcap_rand - a source of random bytes
 * @fill: writes len uniform bytes; 0 or a negative errno
 * @ctx: handed to @fill
 */
struct zkcap_rand {
	int (*fill)(void *ctx, u8 *out, size_t len);
	void *ctx;
};

/* getrandom(2), the only source outside of tests */
extern const struct zkcap_rand zkcap_rand_system;

/**
 * zkcap_rand_fr() - draw scalars within 2^-256 of uniform
 * @out: n scalars, each from 64 bytes of the source taken as a big-endian
 *	number mod r
 *
 * Return: 0, or the source's error; @out is then wiped.
 */
int zkcap_rand_fr(const struct zkcap_rand *rand, struct zk_fr *out, size_t n,
		  struct zkcap_error *err);

#endif /* ZKCAP_RAND_H */
