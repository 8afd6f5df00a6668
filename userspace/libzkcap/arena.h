/* SPDX-License-Identifier: MIT */
/* Memory that lives as long as one compilation, and is freed at once. */
#ifndef ZKCAP_ARENA_H
#define ZKCAP_ARENA_H

#include <gmp.h>
#include <stddef.h>

struct zkcap_arena {
	struct zkcap_arena_block *blocks;
	struct zkcap_arena_integer *integers;
};

/* Zeroed memory, aligned for any object; NULL when there is none */
void *zkcap_arena_alloc(struct zkcap_arena *arena, size_t size);

/* A copy of len bytes and a final zero; NULL when there is no memory */
char *zkcap_arena_strndup(struct zkcap_arena *arena, const char *s, size_t len);

/* An integer of value 0 that is cleared with the arena; NULL when there is no memory */
mpz_ptr zkcap_arena_mpz(struct zkcap_arena *arena);

void zkcap_arena_free(struct zkcap_arena *arena);

#endif /* ZKCAP_ARENA_H */
