// SPDX-License-Identifier: MIT
/* Whole files in and out. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"

#define READ_STEP 65536

int cmd_read_file(const struct cmd *cmd, const char *path, size_t max, uint8_t **data, size_t *len)
{
	cleanup_close int fd = -1;
	cleanup_free uint8_t *buf = NULL;
	size_t have = 0, room = 0;
	uint8_t *grown;
	ssize_t n;

	fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return cmd_fail(cmd, CMD_USAGE, "%s: cannot open: %s", path, strerror(errno));
	for (;;) {
		if (room - have < READ_STEP) {
			room = have + READ_STEP + 1;
			grown = realloc(buf, room);
			if (!grown)
				return cmd_fail(cmd, CMD_USAGE, "%s: out of memory", path);
			buf = grown;
		}
		n = read(fd, buf + have, room - have - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return cmd_fail(cmd, CMD_USAGE, "%s: cannot read: %s", path,
					strerror(errno));
		if (n == 0)
			break;
		have += (size_t)n;
		if (have > max)
			return cmd_fail(cmd, CMD_USAGE, "%s: larger than %zu bytes", path, max);
	}
	buf[have] = '\0';
	*data = buf;
	*len = have;
	buf = NULL;
	return 0;
}

static int write_all(int fd, const uint8_t *p, size_t len)
{
	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/* The rename is only durable once the directory is. */
static int sync_directory(const char *path)
{
	cleanup_free char *copy = strdup(path);
	cleanup_close int fd = -1;

	if (!copy)
		return -ENOMEM;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	return fsync(fd) < 0 && errno != EINVAL ? -errno : 0;
}

static int replace_file(const char *path, const void *data, size_t len, mode_t mode)
{
	cleanup_free char *temp = NULL;
	cleanup_close int fd = -1;
	mode_t mask = umask(0);
	int rc;

	umask(mask);
	if (asprintf(&temp, "%s.XXXXXX", path) < 0) {
		temp = NULL;
		return -ENOMEM;
	}
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = write_all(fd, data, len);
	if (rc == 0 && (fchmod(fd, mode & ~mask) < 0 || fsync(fd) < 0 || rename(temp, path) < 0))
		rc = -errno;
	if (rc) {
		unlink(temp);
		return rc;
	}
	return sync_directory(path);
}

int cmd_write_file(const struct cmd *cmd, const char *path, const void *data, size_t len,
		   unsigned int mode)
{
	cleanup_close int fd = -1;
	struct stat st;
	int rc;

	if (strcmp(path, "-") == 0) {
		rc = fflush(stdout) == 0 ? write_all(STDOUT_FILENO, data, len) : -errno;
	} else if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
		rc = fd < 0 ? -errno : write_all(fd, data, len);
	} else {
		rc = replace_file(path, data, len, mode);
	}
	if (rc)
		return cmd_fail(cmd, CMD_USAGE, "%s: cannot write: %s", path, strerror(-rc));
	return 0;
}
