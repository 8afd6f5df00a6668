/* SPDX-License-Identifier: GPL-2.0-only */
/* Reproducible pseudo-random values for tests: the same seed, the same values */
#ifndef SELFTEST_SAMPLE_H
#define SELFTEST_SAMPLE_H

#include "fr.h"
#include "g1.h"
#include "rand.h"

/**
 * struct sample - a stream of pseudo-random bytes
 * @state: its position
 */
struct sample {
	u64 state;
};

u64 sample_u64(struct sample *s);
void sample_bytes(struct sample *s, u8 *out, size_t len);
void sample_fr(struct sample *s, struct zk_fr *r);
/* n distinct multiples of the generator that look random */
void sample_points(struct sample *s, struct zk_g1_affine *p, size_t n);
/* The stream as a source of blinders */
struct zkcap_rand sample_rand(struct sample *s);

#endif /* SELFTEST_SAMPLE_H */
