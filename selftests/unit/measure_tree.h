/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Captured trees: files of /sys, /proc and /etc in one text, laid out below a temporary
 * directory.  A line "== PATH" begins a file, whose content are the lines up to the next;
 * "-> PATH TARGET" is a symbolic link, "dd PATH" a directory.
 */
#ifndef SELFTESTS_MEASURE_TREE_H
#define SELFTESTS_MEASURE_TREE_H

#include "shim.h"

/* Lays out a tree; fails the test if it cannot.  Returns its root, to be given to tree_remove() */
char *tree_make(const char *vector);
void tree_remove(char *root);

/* Adds or replaces one file, or removes it */
void tree_write(const char *root, const char *path, const void *data, size_t len);
void tree_text(const char *root, const char *path, const char *text);
void tree_unlink(const char *root, const char *path);

/* A firmware's event log, as it is built up */
struct boot_bytes {
	u8 data[4096];
	size_t len;
};

void boot_bytes_begin(struct boot_bytes *b);
/* An event with a SHA-1 and a SHA-256 digest, the latter that of @measured */
void boot_bytes_event(struct boot_bytes *b, u32 pcr, u32 type, const void *measured,
		      size_t measured_len, const void *data, size_t len);
/* EV_EFI_VARIABLE_DRIVER_CONFIG in PCR 7 */
void boot_bytes_variable(struct boot_bytes *b, const char *name, u8 value);

#endif /* SELFTESTS_MEASURE_TREE_H */
