// SPDX-License-Identifier: MIT
/* The ASCII log of IMA. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hex.h"
#include "ima_log.h"

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

/* The next word of a line; NULL at its end */
static char *next_word(char **at)
{
	char *word = *at + strspn(*at, " ");

	if (!*word)
		return NULL;
	*at = word + strcspn(word, " ");
	if (**at)
		*(*at)++ = '\0';
	return word;
}

/* False for templates and hash algorithms that say nothing about SHA-256 of a content */
static bool parse_line(u8 digest[32], bool *aggregate, char *line)
{
	char *template, *value, *path;

	if (!next_word(&line) || !next_word(&line))
		return false;
	template = next_word(&line);
	value = next_word(&line);
	path = next_word(&line);
	if (!path || strncmp(template, "ima-", 4))
		return false;
	/* ima-ngv2 says of what kind the digest is: "ima" of the content, "verity" of a tree */
	if (!strncmp(value, "ima:", 4))
		value += 4;
	if (strncmp(value, "sha256:", 7) || !zkcap_hex_decode(digest, 32, value + 7))
		return false;
	*aggregate = !strcmp(path, "boot_aggregate");
	return true;
}

static bool is_zero(const u8 digest[32])
{
	static const u8 zero[32];

	return !memcmp(digest, zero, sizeof(zero));
}

int ima_log_parse(struct ima_log *log, char *text)
{
	size_t room = 0;
	bool aggregate;
	char *line, *end;
	void *grown;

	memset(log, 0, sizeof(*log));
	for (line = text; line; line = end) {
		end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		if (log->n == room) {
			room = room ? 2 * room : 256;
			grown = realloc(log->digests, room * sizeof(*log->digests));
			if (!grown) {
				ima_log_free(log);
				return -ENOMEM;
			}
			log->digests = grown;
		}
		if (!parse_line(log->digests[log->n], &aggregate, line))
			continue;
		/* all zero if there was no TPM when IMA began */
		if (aggregate)
			log->boot_measured |= !is_zero(log->digests[log->n]);
		else
			log->n++;
	}
	if (log->n)
		qsort(log->digests, log->n, sizeof(*log->digests), compare);
	return 0;
}

bool ima_log_has(const struct ima_log *log, const u8 sha256[32])
{
	return log->n && bsearch(sha256, log->digests, log->n, sizeof(*log->digests), compare);
}

void ima_log_free(struct ima_log *log)
{
	free(log->digests);
	memset(log, 0, sizeof(*log));
}
