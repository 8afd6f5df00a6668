// SPDX-License-Identifier: MIT
/* Tokens of the expression language. */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cel_lex.h"
#include "shim.h"

#define INTEGER_BITS 64

/* Longest first: "<=" must not be read as "<" */
static const char *const operators[] = {
	"&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "(", ")", ",", ".",
};

/* What people coming from other languages write, and what it is here */
static const struct {
	const char *found;
	const char *hint;
} strays[] = {
	{ "=", "expected \"==\" to compare" },
	{ "&", "expected \"&&\"" },
	{ "|", "expected \"||\"" },
	{ "[", "lists are not supported: expected set(\"name\")" },
	{ "?", "the conditional operator is not supported: expected && and ||" },
	{ "/", "division is not supported: multiply the other side" },
	{ "%", "the remainder is not supported" },
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static int lex_integer(struct zkcap_cel_lexer *lx, const char *p)
{
	bool hex = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
	const char *digits = hex ? p + 2 : p, *end = digits;
	char *copy;

	while (hex ? isxdigit((unsigned char)*end) : isdigit((unsigned char)*end))
		end++;
	lx->token = ZKCAP_CEL_T_INTEGER;
	lx->end = end - lx->source->text;
	if (end == digits)
		return zkcap_source_error(lx->source, lx->end, lx->err,
					  "expected hex digits after 0x");
	if (*end == '.' && isdigit((unsigned char)end[1]))
		return zkcap_source_error(lx->source, lx->begin, lx->err,
					  "expected an integer, semver(\"...\") or quantity(\"...\")");
	if (is_word(*end))
		return zkcap_source_error(lx->source, lx->end, lx->err,
					  "expected an integer without suffix, or quantity(\"8Gi\")");
	copy = zkcap_arena_strndup(lx->arena, digits, end - digits);
	lx->integer = zkcap_arena_mpz(lx->arena);
	if (!copy || !lx->integer)
		return zkcap_error_set(lx->err, -ENOMEM, "out of memory");
	mpz_set_str(lx->integer, copy, hex ? 16 : 10);
	if (mpz_sizeinbase(lx->integer, 2) > INTEGER_BITS)
		return zkcap_source_error(lx->source, lx->begin, lx->err,
					  "expected an integer below 2^64");
	return 0;
}

static int lex_string(struct zkcap_cel_lexer *lx, const char *p)
{
	char quote = *p++;
	size_t n = 0;

	lx->token = ZKCAP_CEL_T_STRING;
	lx->string = zkcap_arena_alloc(lx->arena, strlen(p) + 1);
	if (!lx->string)
		return zkcap_error_set(lx->err, -ENOMEM, "out of memory");
	for (; *p && *p != quote && *p != '\n'; p++) {
		if (*p == '\\') {
			p++;
			if (*p != '\\' && *p != '"' && *p != '\'')
				return zkcap_source_error(lx->source, p - lx->source->text,
							  lx->err,
							  "expected \\, \" or ' after \\ in a string");
		}
		lx->string[n++] = *p;
	}
	if (*p != quote)
		return zkcap_source_error(lx->source, lx->begin, lx->err,
					  "expected %c at the end of this string", quote);
	lx->end = p + 1 - lx->source->text;
	return 0;
}

static int lex_operator(struct zkcap_cel_lexer *lx, const char *p)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(operators); i++) {
		if (strncmp(p, operators[i], strlen(operators[i])))
			continue;
		lx->token = ZKCAP_CEL_T_OPERATOR;
		lx->end = lx->begin + strlen(operators[i]);
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(strays); i++)
		if (*p == *strays[i].found)
			return zkcap_source_error(lx->source, lx->begin, lx->err,
						  "found \"%c\": %s", *p, strays[i].hint);
	if (isprint((unsigned char)*p))
		return zkcap_source_error(lx->source, lx->begin, lx->err,
					  "expected an expression, found \"%c\"", *p);
	return zkcap_source_error(lx->source, lx->begin, lx->err,
				  "expected an expression in ASCII, found byte 0x%02x",
				  (unsigned char)*p);
}

int zkcap_cel_next(struct zkcap_cel_lexer *lx)
{
	const char *p = lx->source->text + lx->end;

	while (isspace((unsigned char)*p))
		p++;
	lx->begin = p - lx->source->text;
	lx->end = lx->begin;
	if (!*p) {
		lx->token = ZKCAP_CEL_T_END;
		return 0;
	}
	if (isdigit((unsigned char)*p))
		return lex_integer(lx, p);
	if (*p == '"' || *p == '\'')
		return lex_string(lx, p);
	if (!is_word(*p))
		return lex_operator(lx, p);
	while (is_word(*p))
		p++;
	lx->token = ZKCAP_CEL_T_IDENTIFIER;
	lx->end = p - lx->source->text;
	return 0;
}

bool zkcap_cel_is(const struct zkcap_cel_lexer *lx, const char *text)
{
	return (lx->token == ZKCAP_CEL_T_OPERATOR || lx->token == ZKCAP_CEL_T_IDENTIFIER) &&
	       lx->end - lx->begin == strlen(text) &&
	       !memcmp(lx->source->text + lx->begin, text, strlen(text));
}

const char *zkcap_cel_describe(const struct zkcap_cel_lexer *lx, char *buf, size_t size)
{
	if (lx->token == ZKCAP_CEL_T_END)
		return "the end of the expression";
	snprintf(buf, size, "\"%.*s\"", (int)(lx->end - lx->begin), lx->source->text + lx->begin);
	return buf;
}
