// SPDX-License-Identifier: MIT
/* "Did you mean ...?" by Levenshtein's distance, letter case for half a step. */

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "suggest.h"

#define STEP 2

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

static size_t change_cost(char a, char b)
{
	if (a == b)
		return 0;
	return tolower((unsigned char)a) == tolower((unsigned char)b) ? STEP / 2 : STEP;
}

static size_t edit_distance(const char *a, const char *b)
{
	size_t row[ZKCAP_SUGGEST_MAX + 1], i, j, diagonal, above;

	for (j = 0; j <= strlen(b); j++)
		row[j] = STEP * j;
	for (i = 1; a[i - 1]; i++) {
		diagonal = row[0];
		row[0] = STEP * i;
		for (j = 1; b[j - 1]; j++) {
			above = row[j];
			row[j] = min3(above + STEP, row[j - 1] + STEP,
				      diagonal + change_cost(a[i - 1], b[j - 1]));
			diagonal = above;
		}
	}
	return row[strlen(b)];
}

void zkcap_suggest_init(struct zkcap_suggest *s, const char *typed)
{
	s->typed = typed;
	s->best = NULL;
	s->distance = SIZE_MAX;
}

void zkcap_suggest_offer(struct zkcap_suggest *s, const char *candidate)
{
	size_t d;

	if (strlen(s->typed) > ZKCAP_SUGGEST_MAX || strlen(candidate) > ZKCAP_SUGGEST_MAX)
		return;
	d = edit_distance(s->typed, candidate);
	if (d < s->distance) {
		s->distance = d;
		s->best = candidate;
	}
}

const char *zkcap_suggest_best(const struct zkcap_suggest *s)
{
	/* a third of what was typed may be wrong */
	return s->best && 3 * s->distance <= STEP * (strlen(s->typed) + 2) ? s->best : NULL;
}
