// SPDX-License-Identifier: MIT
/* Whole files in and out. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "whole_file.h"

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

int cmd_write_file(const struct cmd *cmd, const char *path, const void *data, size_t len,
		   unsigned int mode)
{
	cleanup_close int fd = -1;
	struct zkcap_error err = { 0 };
	mode_t mask = umask(0);
	struct stat st;
	int rc;

	umask(mask);
	if (strcmp(path, "-") == 0) {
		rc = fflush(stdout) == 0 ? zkcap_file_write_fd(STDOUT_FILENO, data, len) : -errno;
	} else if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
		rc = fd < 0 ? -errno : zkcap_file_write_fd(fd, data, len);
	} else {
		rc = zkcap_file_replace(path, data, len, mode & ~mask, &err);
	}
	if (err.code)
		return cmd_fail(cmd, CMD_USAGE, "%s", err.message);
	if (rc)
		return cmd_fail(cmd, CMD_USAGE, "%s: cannot write: %s", path, strerror(-rc));
	return 0;
}
