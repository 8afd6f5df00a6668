/* SPDX-License-Identifier: MIT */
/* How often each tenant may ask.  Used by one thread. */
#ifndef ZKCAPD_LIMIT_H
#define ZKCAPD_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct limit;

/* @rate: a second; @burst: at once, after a rest.  NULL without memory */
struct limit *limit_new(unsigned int rate, unsigned int burst);
void limit_free(struct limit *limit);

/* Counts a question of a tenant; false, without counting it, if it asked too often */
bool limit_take(struct limit *limit, uint64_t tenant, uint64_t now_ms);

#endif /* ZKCAPD_LIMIT_H */
