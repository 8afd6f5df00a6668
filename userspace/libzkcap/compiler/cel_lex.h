/* SPDX-License-Identifier: MIT */
/* Tokens of the expression language. */
#ifndef ZKCAP_CEL_LEX_H
#define ZKCAP_CEL_LEX_H

#include <stdbool.h>

#include "cel.h"

enum zkcap_cel_token {
	ZKCAP_CEL_T_END,
	ZKCAP_CEL_T_INTEGER,
	ZKCAP_CEL_T_STRING,
	ZKCAP_CEL_T_IDENTIFIER,
	ZKCAP_CEL_T_OPERATOR,
};

/**
 * struct zkcap_cel_lexer - the text and the token it stands at
 * @token: enum zkcap_cel_token
 * @begin: offset of the token
 * @end: offset after it
 * @integer: value of a ZKCAP_CEL_T_INTEGER
 * @string: content of a ZKCAP_CEL_T_STRING
 */
struct zkcap_cel_lexer {
	const struct zkcap_source *source;
	struct zkcap_arena *arena;
	struct zkcap_error *err;
	enum zkcap_cel_token token;
	uint32_t begin;
	uint32_t end;
	mpz_ptr integer;
	char *string;
};

/* Step to the next token.  Return: 0; -EINVAL with the place; -ENOMEM. */
int zkcap_cel_next(struct zkcap_cel_lexer *lx);

/* Whether the token is that operator, or that word: "&&", "in" */
bool zkcap_cel_is(const struct zkcap_cel_lexer *lx, const char *text);

/* The token as a message shows it: "&&", or end of the expression */
const char *zkcap_cel_describe(const struct zkcap_cel_lexer *lx, char *buf, size_t size);

#endif /* ZKCAP_CEL_LEX_H */
