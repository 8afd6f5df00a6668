/* SPDX-License-Identifier: MIT */
/* Secrets in memory stay there. */
#ifndef ZKCAP_NO_DUMPS_H
#define ZKCAP_NO_DUMPS_H

#include "error.h"

/**
 * zkcap_no_dumps() - keep the memory of this process out of core dumps and debuggers
 *
 * Before the first secret is in memory; manifests see to it themselves.  Lasts until the
 * process executes another program, which a limit on the size of core dumps would not:
 * what zkcap run starts may dump core as its user wishes.
 *
 * Return: 0 or a negative errno.
 */
int zkcap_no_dumps(struct zkcap_error *err);

#endif /* ZKCAP_NO_DUMPS_H */
