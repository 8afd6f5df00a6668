/* SPDX-License-Identifier: MIT */
/* The kernel's reasons, for people. */
#ifndef ZKCAP_CLIENT_REASON_H
#define ZKCAP_CLIENT_REASON_H

#include <stdint.h>

#include <linux/zkcap.h>

/**
 * struct zkcap_reason_info - a reason to refuse
 * @name: as the kernel writes it
 * @checked: what has to hold, and did not
 * @remedy: what to do
 */
struct zkcap_reason_info {
	const char *name;
	const char *checked;
	const char *remedy;
};

/* NULL for a code that this library does not know */
const struct zkcap_reason_info *zkcap_reason_info(uint32_t reason);

/* The code of a name, or -1 */
int zkcap_reason_find(const char *name);

/* The name, "reason-N" for an unknown code, until the thread asks for another such */
const char *zkcap_reason_name(uint32_t reason);

#endif /* ZKCAP_CLIENT_REASON_H */
