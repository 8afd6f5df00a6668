/* SPDX-License-Identifier: MIT */
/* One round of batched additions: what its two implementations share. */
#ifndef ZKCAP_G1_BATCH_PAIRS_H
#define ZKCAP_G1_BATCH_PAIRS_H

#include "g1_batch.h"

/*
 * points[to] = points[from] + points[from + 1] for the first n of b->pair.  They are in
 * the order in which they may be done: no sum goes to where a later pair is.
 */
void zkcap_g1_add_pairs_plain(struct zkcap_g1_batch *b, struct zk_g1_affine *points, size_t n);
void zkcap_g1_add_pairs_ifma(struct zkcap_g1_batch *b, struct zk_g1_affine *points, size_t n);
bool zkcap_g1_pairs_ifma_usable(void);

/* One of them, whatever it is: equal, opposite or infinite */
void zkcap_g1_add_pair_slowly(struct zk_g1_affine *points, const struct zkcap_g1_pair *pair);

#endif /* ZKCAP_G1_BATCH_PAIRS_H */
