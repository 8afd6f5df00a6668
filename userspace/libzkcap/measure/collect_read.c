// SPDX-License-Identifier: MIT
/* Files below the root that is measured. */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "collect.h"
#include "whole_file.h"

#define HASH_STEP (256 * 1024)

/* Links of a captured tree stay inside of it */
int collect_open(struct collector *c, int flags, const char *path)
{
	struct open_how how = {
		.flags = (u64)(unsigned int)flags | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT,
	};

	if (c->live)
		return open(path, flags | O_CLOEXEC);
	return (int)syscall(SYS_openat2, c->root, path, &how, sizeof(how));
}

bool collect_exists(struct collector *c, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list ap;
	int fd;

	va_start(ap, fmt);
	vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	fd = collect_open(c, O_PATH, path);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool collect_mode(struct collector *c, unsigned int *mode, const char *path)
{
	int fd = collect_open(c, O_PATH, path);
	struct stat st;
	bool found;

	if (fd < 0)
		return false;
	found = !fstat(fd, &st);
	close(fd);
	if (found)
		*mode = st.st_mode & 07777;
	return found;
}

static bool read_text(struct collector *c, char *out, size_t size, const char *path)
{
	int fd = collect_open(c, O_RDONLY | O_NONBLOCK, path);
	ssize_t n;

	if (fd < 0)
		return false;
	n = zkcap_file_read_fd(fd, out, size - 1);
	close(fd);
	/* one that fills the room may be cut off: that is not what stands there */
	if (n < 0 || (size_t)n == size - 1)
		return false;
	while (n && strchr(" \t\r\n", out[n - 1]))
		n--;
	out[n] = '\0';
	return true;
}

bool collect_text(struct collector *c, char *out, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	return read_text(c, out, size, path);
}

bool collect_u64(struct collector *c, u64 *out, const char *fmt, ...)
{
	char path[PATH_MAX], text[64], *end;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	if (!read_text(c, text, sizeof(text), path) || text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	*out = strtoull(text, &end, text[0] == '0' && text[1] == 'x' ? 16 : 10);
	return !errno && !*end;
}

char *collect_file(struct collector *c, size_t max, size_t *len, const char *path)
{
	int fd = collect_open(c, O_RDONLY, path);
	size_t room = 64 * 1024, have = 0;
	char *data = NULL, *grown;
	ssize_t n = 1;

	if (fd < 0)
		return NULL;
	while (n > 0 && have <= max) {
		room *= 2;
		grown = realloc(data, room + 1);
		n = grown ? zkcap_file_read_fd(fd, grown + have, room - have) : -ENOMEM;
		if (grown)
			data = grown;
		if (n > 0)
			have += (size_t)n;
		if (have < room)
			break;
	}
	close(fd);
	if (n < 0 || have > max) {
		free(data);
		return NULL;
	}
	data[have] = '\0';
	*len = have;
	return data;
}

bool collect_link(struct collector *c, char *out, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *last;
	va_list ap;
	ssize_t n;
	int fd;

	va_start(ap, fmt);
	vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	fd = collect_open(c, O_PATH | O_NOFOLLOW, path);
	if (fd < 0)
		return false;
	n = readlinkat(fd, "", target, sizeof(target) - 1);
	close(fd);
	if (n <= 0)
		return false;
	target[n] = '\0';
	last = strrchr(target, '/');
	return (size_t)snprintf(out, size, "%s", last ? last + 1 : target) < size;
}

static bool hash_fd(struct collector *c, EVP_MD_CTX *md, u8 *buf, int fd, const char *path)
{
	void (*progress)(void *ctx, const char *path, u64 done, u64 total) = c->options->progress;
	struct stat st;
	u64 done = 0;
	ssize_t n;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode) ||
	    EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1)
		return false;
	do {
		n = zkcap_file_read_fd(fd, buf, HASH_STEP);
		if (n < 0 || EVP_DigestUpdate(md, buf, (size_t)n) != 1)
			return false;
		done += (u64)n;
		if (progress)
			progress(c->options->ctx, path, done, (u64)st.st_size);
	} while (n);
	return true;
}

bool collect_hash(struct collector *c, u8 out[32], const char *path)
{
	int fd = collect_open(c, O_RDONLY | O_NONBLOCK, path);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	u8 *buf = malloc(HASH_STEP);
	bool ok = false;

	if (fd >= 0 && md && buf)
		ok = hash_fd(c, md, buf, fd, path) && EVP_DigestFinal_ex(md, out, NULL) == 1;
	free(buf);
	EVP_MD_CTX_free(md);
	if (fd >= 0)
		close(fd);
	return ok;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t read_names(DIR *dir, char ***names)
{
	size_t n = 0, room = 0;
	struct dirent *e;
	char **grown;

	while ((e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		if (n == room) {
			room = room ? 2 * room : 64;
			grown = realloc(*names, room * sizeof(**names));
			if (!grown)
				break;
			*names = grown;
		}
		(*names)[n] = strdup(e->d_name);
		if (!(*names)[n])
			break;
		n++;
	}
	return n;
}

int collect_each(struct collector *c, const char *dir,
		 void (*fn)(struct collector *c, const char *name, void *ctx), void *ctx)
{
	int fd = collect_open(c, O_RDONLY | O_DIRECTORY, dir);
	char **names = NULL;
	size_t n, i;
	DIR *d;

	if (fd < 0)
		return -1;
	d = fdopendir(fd);
	if (!d) {
		close(fd);
		return -1;
	}
	n = read_names(d, &names);
	closedir(d);
	if (n)
		qsort(names, n, sizeof(*names), by_name);
	for (i = 0; i < n; i++) {
		if (fn)
			fn(c, names[i], ctx);
		free(names[i]);
	}
	free(names);
	return (int)n;
}
