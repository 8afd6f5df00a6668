/* SPDX-License-Identifier: GPL-2.0-only */
/* The reference string and the prover's tables, for tests that need them */
#ifndef SELFTEST_SRS_FIXTURE_H
#define SELFTEST_SRS_FIXTURE_H

#include "srs_tables.h"

/* circuits/srs/ethereum-kzg.srs; ends the test program if it cannot be read */
void srs_fixture_file(struct zkcap_srs_file *f);
/* The tables that the build made; the same for all callers, never freed */
const struct zkcap_srs *srs_fixture(void);

#endif /* SELFTEST_SRS_FIXTURE_H */
