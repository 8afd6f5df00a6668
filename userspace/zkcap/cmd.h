/* SPDX-License-Identifier: MIT */
/*
 * What a command of the tool is, and what commands share.
 *
 * A noun ("circuit") lives in cmd_<noun>.c, which defines one struct cmd_noun and
 * is listed on one line of the table in commands.c.  Its verbs ("compile") and
 * their options are tables too: parsing, --help, completion and the manual pages
 * all come from them.
 */
#ifndef ZKCAP_CMD_H
#define ZKCAP_CMD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What the process exits with; part of the tool's interface. */
enum cmd_exit {
	CMD_OK = 0,
	CMD_REFUSED = 1, /* a proof, a file or a request did not hold up */
	CMD_USAGE = 2, /* the command line or an input file is wrong */
	CMD_TPM = 3, /* the TPM or measuring failed */
	CMD_KERNEL = 4, /* the kernel or the transport to it failed */
	CMD_DEFERRED = 5, /* accepted, to be decided later */
};

/* What cmd_getopt() returns besides an option's id. */
enum {
	CMD_OPT_END = -1, /* no options left: operands are in cmd->argc and cmd->argv */
	CMD_OPT_ERROR = -2, /* already reported: return CMD_USAGE */
	CMD_OPT_OPERAND = 1, /* cmd->arg is an operand; only with CMD_IN_ORDER */
};

/**
 * struct cmd_option - one option of a verb; a table of them ends with id 0
 * @id:	  the short option's letter, or CMD_LONG(n) for one with a long name only, which
 *	  cmd_getopt() returns; or CMD_TEXT() and its like, which say where the value goes
 * @name: the long name, without dashes
 * @arg:  what the argument is called in the help ("FILE"), NULL if it takes none
 * @help: one line
 */
struct cmd_option {
	int id;
	const char *name;
	const char *arg;
	const char *help;
};

#define CMD_LONG(n) (0x1000 + (n))

/*
 * Ids of options that go to a member of the structure at cmd->into, a text, a flag that
 * becomes true, or a number; with | CMD_LETTER('o') they are short options, too.  What
 * the member is and where it lies is told apart by bits, so that a table's row is all that
 * there is to an option.  A member of another type, or too far in, does not compile.
 */
#define CMD_TEXT(type, member) CMD_MEMBER(CMD_KIND_TEXT, const char *, type, member)
#define CMD_FLAG(type, member) CMD_MEMBER(CMD_KIND_FLAG, bool, type, member)
#define CMD_NUMBER(type, member) CMD_MEMBER(CMD_KIND_NUMBER, uint64_t, type, member)
#define CMD_LETTER(letter) ((letter) << 20)

enum {
	CMD_OFFSET_MASK = (1 << 20) - 1,
	CMD_KIND_TEXT = 1 << 28,
	CMD_KIND_FLAG = 2 << 28,
	CMD_KIND_NUMBER = 3 << 28,
	CMD_KIND_MASK = 3 << 28,
};

#define CMD_MEMBER(kind, want, type, member) \
	((kind) | (int)(offsetof(type, member) + \
			0 * sizeof(char[CMD_IS(want, type, member) ? 1 : -1])))
#define CMD_IS(want, type, member) \
	(__builtin_types_compatible_p(__typeof__(((type *)0)->member), want) && \
	 offsetof(type, member) <= CMD_OFFSET_MASK)

/* Operands are told apart by the options before them, so keep their order. */
#define CMD_IN_ORDER 0x1
/* Options end at the first operand: the rest is somebody else's command line. */
#define CMD_STOP_AT_OPERAND 0x2

struct cmd;

/**
 * struct cmd_verb - one thing that can be done; a table of them ends with run NULL
 * @name:     "compile"; NULL for the only verb of a noun that is a verb ("prove")
 * @synopsis: operands and options in short ("FILE -o VK")
 * @summary:  one line, imperative, lower case, no full stop
 * @details:  further paragraphs for the manual, or NULL
 * @options:  table of options, or NULL
 * @flags:    CMD_IN_ORDER, CMD_STOP_AT_OPERAND
 * @run:      does it; returns an enum cmd_exit
 */
struct cmd_verb {
	const char *name;
	const char *synopsis;
	const char *summary;
	const char *details;
	const struct cmd_option *options;
	unsigned int flags;
	int (*run)(struct cmd *cmd);
};

/* A noun and its verbs: zkcap <noun> <verb>. */
struct cmd_noun {
	const char *name;
	const char *summary;
	const struct cmd_verb *verbs;
};

/* The table of commands, sorted by name, ends with NULL. */
extern const struct cmd_noun *const cmd_nouns[];

/**
 * struct cmd - one run of a verb
 * @noun: the noun
 * @verb: the verb
 * @json: --json: results and errors are one JSON object on standard output
 * @data: where circuits, attributes and the SRS are found; see cmd_data_path()
 * @argc: number of operands, after cmd_getopt() returned CMD_OPT_END
 * @argv: the operands; before that, the whole command line
 * @arg:  argument of the option that cmd_getopt() just returned
 * @into: the verb's own structure, where options that have a place in it go; set by the
 *	  verb before it reads its options
 * @options_done: cmd_getopt() returned CMD_OPT_END
 * @tentative: cmd_fail() reports nothing, because it will be tried in another way
 */
struct cmd {
	const struct cmd_noun *noun;
	const struct cmd_verb *verb;
	bool json;
	const char *data;
	int argc;
	char **argv;
	const char *arg;
	void *into;
	bool options_done;
	bool tentative;
};

/* cmd.c */

/**
 * cmd_getopt() - next option of the verb's table
 *
 * Handles --help, --json and --data itself, and options that have a place in cmd->into.
 *
 * Return: the option's id, its argument in cmd->arg; or CMD_OPT_*.
 */
int cmd_getopt(struct cmd *cmd);

/**
 * cmd_operands() - read the options of a verb that handles none itself, check operand count
 *
 * Also for use after a cmd_getopt() loop.
 *
 * Return: 0, or CMD_USAGE after reporting that there are fewer than min or more than max.
 */
int cmd_operands(struct cmd *cmd, int min, int max);

/**
 * cmd_fail() - report why the command fails
 *
 * "zkcap noun verb: message" on standard error; with --json also
 * {"error": message, "exit": code} on standard output.
 *
 * Return: code, to be returned by the verb.
 */
int cmd_fail(const struct cmd *cmd, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * cmd_fail_with() - cmd_fail() with more to say in JSON
 * @more: an object, consumed; NULL for none
 */
int cmd_fail_with(const struct cmd *cmd, int code, json_t *more, const char *message);

/* Of the short option, 0 if it has none. */
char cmd_option_letter(const struct cmd_option *o);

void cmd_help_verb(FILE *out, const struct cmd_noun *noun, const struct cmd_verb *verb);

/* The options that every verb has; ends with id 0. */
extern const struct cmd_option cmd_common_options[];

/* cmd_help.c */

/* The noun of that name, or NULL. */
const struct cmd_noun *cmd_find(const char *name);
/* Lists the commands; returns what to exit with: success only on standard output. */
int cmd_usage(FILE *out);
void cmd_help_noun(FILE *out, const struct cmd_noun *noun);

/* output.c */

/**
 * cmd_emit() - print a result: JSON with --json, aligned text without
 * @result: an object, consumed; in text, "key  value" lines in insertion order and
 *	    a table for each array of objects; keys that begin with '_' are JSON only
 *
 * Return: CMD_OK, or CMD_USAGE when it could not be written.
 */
int cmd_emit(const struct cmd *cmd, json_t *result);

/* data.c */

/**
 * cmd_data_path() - full name of a shipped file ("srs/ethereum.bin")
 *
 * Looked up under --data, else $ZKCAP_DATADIR, else circuits/ of the build tree
 * that the tool was started from, else the installed directory.
 *
 * Return: a name to be freed; NULL only without memory.
 */
char *cmd_data_path(const struct cmd *cmd, const char *name);

/* file.c */

/**
 * cmd_read_file() - read a whole file, or standard input for "-"
 * @data: to be freed; a NUL byte follows that len does not count
 * @max:	largest size accepted, in bytes
 *
 * Return: 0, or CMD_USAGE after reporting.
 */
int cmd_read_file(const struct cmd *cmd, const char *path, size_t max, uint8_t **data, size_t *len);

/**
 * cmd_write_file() - replace a file as a whole, or write to standard output for "-"
 * @mode: permissions of the new file, umask applied
 *
 * Written beside the target, synced, then renamed over it: the name holds the
 * old content or the new, never a part.  A device or a pipe is written to directly.
 *
 * Return: 0, or CMD_USAGE after reporting.
 */
int cmd_write_file(const struct cmd *cmd, const char *path, const void *data, size_t len,
		   unsigned int mode);

/* parse.c */

/* All of these report what was expected of @what, and return 0 or CMD_USAGE. */
/* Decimal or 0x hex, up to 2^64-1, no sign, no blanks. */
int cmd_parse_u64(const struct cmd *cmd, const char *what, const char *text, uint64_t *value);
/* Exactly len bytes, two digits each, either case, with or without 0x. */
int cmd_parse_hex(const struct cmd *cmd, const char *what, const char *text, uint8_t *out,
		  size_t len);
/* "name=value": name is to be freed, value points into text. */
int cmd_parse_pair(const struct cmd *cmd, const char *what, const char *text, char **name,
		   const char **value);
/* Lower-case digits and a NUL: out holds 2 * len + 1 bytes; returned. */
char *cmd_hex(char *out, const uint8_t *data, size_t len);

/* Released when the variable goes out of scope. */
#define cleanup_free __attribute__((cleanup(cmd_cleanup_free)))
#define cleanup_close __attribute__((cleanup(cmd_cleanup_close)))
#define cleanup_json __attribute__((cleanup(cmd_cleanup_json)))

void cmd_cleanup_free(void *p);
void cmd_cleanup_close(int *fd);
void cmd_cleanup_json(json_t **json);

#endif /* ZKCAP_CMD_H */
