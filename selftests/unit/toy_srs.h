/* SPDX-License-Identifier: GPL-2.0-only */
/* A reference string whose secret is known: what a simulator would have */
#ifndef SELFTEST_TOY_SRS_H
#define SELFTEST_TOY_SRS_H

#include "srs_tables.h"

/* Tables for circuits of 256 rows; to be freed with toy_srs_free() */
struct zkcap_srs *toy_srs_new(const struct zk_fr *x);
void toy_srs_free(struct zkcap_srs *srs);

#endif /* SELFTEST_TOY_SRS_H */
