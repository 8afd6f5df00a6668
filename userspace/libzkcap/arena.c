// SPDX-License-Identifier: MIT
/* Memory that lives as long as one compilation. */

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

struct zkcap_arena_block {
	struct zkcap_arena_block *next;
	max_align_t data[];
};

struct zkcap_arena_integer {
	struct zkcap_arena_integer *next;
	mpz_t value;
};

void *zkcap_arena_alloc(struct zkcap_arena *arena, size_t size)
{
	struct zkcap_arena_block *block = calloc(1, sizeof(*block) + size);

	if (!block)
		return NULL;
	block->next = arena->blocks;
	arena->blocks = block;
	return block->data;
}

char *zkcap_arena_strndup(struct zkcap_arena *arena, const char *s, size_t len)
{
	char *copy = zkcap_arena_alloc(arena, len + 1);

	if (copy)
		memcpy(copy, s, len);
	return copy;
}

mpz_ptr zkcap_arena_mpz(struct zkcap_arena *arena)
{
	struct zkcap_arena_integer *i = zkcap_arena_alloc(arena, sizeof(*i));

	if (!i)
		return NULL;
	mpz_init(i->value);
	i->next = arena->integers;
	arena->integers = i;
	return i->value;
}

void zkcap_arena_free(struct zkcap_arena *arena)
{
	struct zkcap_arena_block *block, *next;

	for (; arena->integers; arena->integers = arena->integers->next)
		mpz_clear(arena->integers->value);
	for (block = arena->blocks; block; block = next) {
		next = block->next;
		free(block);
	}
	arena->blocks = NULL;
}
