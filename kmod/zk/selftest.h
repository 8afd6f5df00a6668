/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef ZK_SELFTEST_H
#define ZK_SELFTEST_H

#include "plonk.h"

/* Working memory of zk_selftest(): sizeof(), allocate it */
struct zk_selftest_scratch;

/**
 * zk_selftest() - verify known proofs, good and bad, before serving anything
 * @srs: tables that will be used from now on
 * @scratch: working memory
 *
 * Precomputed tables are trusted by every later verification: zeroed or
 * corrupt ones could make it accept anything.  Nothing may be verified with
 * @srs unless this passes, once at module load and once in each process.
 *
 * Return: 0, or the number of the first case with the wrong verdict, from 1.
 */
int zk_selftest(const struct zk_srs *srs, struct zk_selftest_scratch *scratch);

#endif /* ZK_SELFTEST_H */
