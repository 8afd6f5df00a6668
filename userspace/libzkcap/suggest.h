/* SPDX-License-Identifier: MIT */
/* "Did you mean ...?": the candidate nearest to what was typed. */
#ifndef ZKCAP_SUGGEST_H
#define ZKCAP_SUGGEST_H

#include <stddef.h>

#define ZKCAP_SUGGEST_MAX 64

struct zkcap_suggest {
	const char *typed;
	const char *best;
	size_t distance;
};

void zkcap_suggest_init(struct zkcap_suggest *s, const char *typed);

/* Candidates are kept by reference; longer ones than ZKCAP_SUGGEST_MAX are passed over */
void zkcap_suggest_offer(struct zkcap_suggest *s, const char *candidate);

/* The nearest candidate, the first of equals; NULL if none is near enough to be meant */
const char *zkcap_suggest_best(const struct zkcap_suggest *s);

#endif /* ZKCAP_SUGGEST_H */
