// SPDX-License-Identifier: GPL-2.0-only
/* Captured trees, laid out and taken away again. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "measure_tree.h"
#include "sha256.h"
#include "whole_file.h"

#define PATH_ROOM 1024

static void make_parents(char *path)
{
	char *slash;

	for (slash = path + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
}

void tree_write(const char *root, const char *path, const void *data, size_t len)
{
	char full[PATH_ROOM];
	FILE *out;

	snprintf(full, sizeof(full), "%s%s", root, path);
	make_parents(full);
	out = fopen(full, "w");
	assert_non_null(out);
	assert_int_equal(fwrite(data, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

void tree_text(const char *root, const char *path, const char *text)
{
	tree_write(root, path, text, strlen(text));
}

void tree_unlink(const char *root, const char *path)
{
	char full[PATH_ROOM];

	snprintf(full, sizeof(full), "%s%s", root, path);
	assert_int_equal(unlink(full), 0);
}

static void make_link(const char *root, char *path, char *target)
{
	char full[PATH_ROOM];

	snprintf(full, sizeof(full), "%s%s", root, path);
	make_parents(full);
	assert_int_equal(symlink(target, full), 0);
}

/* One entry, from after its mark to the next one */
static char *take_entry(const char *root, char *at)
{
	char *line = at + 3, *eol = strchr(line, '\n'), *content = eol + 1, *end = content;
	char full[PATH_ROOM], *space;

	assert_non_null(eol);
	*eol = '\0';
	while (*end && strncmp(end, "== ", 3) && strncmp(end, "-> ", 3) && strncmp(end, "dd ", 3)) {
		end = strchr(end, '\n');
		assert_non_null(end);
		end++;
	}
	if (at[0] == '-') {
		space = strchr(line, ' ');
		assert_non_null(space);
		*space = '\0';
		make_link(root, line, space + 1);
	} else if (at[0] == 'd') {
		snprintf(full, sizeof(full), "%s%s/", root, line);
		make_parents(full);
	} else {
		tree_write(root, line, content, (size_t)(end - content));
	}
	return end;
}

char *tree_make(const char *vector)
{
	char *root = strdup("/tmp/zkcap-tree-XXXXXX"), *text, *at;
	char path[PATH_ROOM];
	size_t len;

	assert_non_null(mkdtemp(root));
	snprintf(path, sizeof(path), "selftests/unit/vectors/%s", vector);
	assert_int_equal(zkcap_file_read(path, 1024 * 1024, &text, &len, NULL), 0);
	/* comments come first */
	for (at = text; *at == '#'; at = strchr(at, '\n') + 1)
		;
	while (*at)
		at = take_entry(root, at);
	free(text);
	return root;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

void tree_remove(char *root)
{
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(root);
}

static void put(struct boot_bytes *b, const void *data, size_t len)
{
	assert_true(b->len + len <= sizeof(b->data));
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

static void put_le(struct boot_bytes *b, u64 v, int bytes)
{
	u8 byte;

	while (bytes--) {
		byte = (u8)v;
		put(b, &byte, 1);
		v >>= 8;
	}
}

void boot_bytes_begin(struct boot_bytes *b)
{
	static const u8 zero[20];

	memset(b, 0, sizeof(*b));
	put_le(b, 0, 4);
	put_le(b, 3, 4);
	put(b, zero, sizeof(zero));
	put_le(b, 16 + 8 + 4 + 2 * 4 + 1, 4);
	put(b, "Spec ID Event03", 16);
	put_le(b, 0x0002020000000000, 8);
	put_le(b, 2, 4);
	put_le(b, 0x0004, 2);
	put_le(b, 20, 2);
	put_le(b, 0x000b, 2);
	put_le(b, 32, 2);
	put_le(b, 0, 1);
}

void boot_bytes_event(struct boot_bytes *b, u32 pcr, u32 type, const void *measured,
		      size_t measured_len, const void *data, size_t len)
{
	static const u8 sha1[20] = { 1 };
	u8 digest[32];

	zkcap_sha256(digest, measured, measured_len);
	put_le(b, pcr, 4);
	put_le(b, type, 4);
	put_le(b, 2, 4);
	put_le(b, 0x0004, 2);
	put(b, sha1, sizeof(sha1));
	put_le(b, 0x000b, 2);
	put(b, digest, sizeof(digest));
	put_le(b, len, 4);
	put(b, data, len);
}

void boot_bytes_variable(struct boot_bytes *b, const char *name, u8 value)
{
	struct boot_bytes v = { .len = 0 };
	static const u8 guid[16] = { 0x61, 0xdf, 0xe4, 0x8b };

	put(&v, guid, sizeof(guid));
	put_le(&v, strlen(name), 8);
	put_le(&v, 1, 8);
	for (; *name; name++)
		put_le(&v, (u8)*name, 2);
	put_le(&v, value, 1);
	boot_bytes_event(b, 7, 0x80000001, v.data, v.len, v.data, v.len);
}
