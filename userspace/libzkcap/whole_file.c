// SPDX-License-Identifier: MIT
/* Files as a whole: temporary file, sync, rename, sync of the directory. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "whole_file.h"

int zkcap_file_write_fd(int fd, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n;

	while (len) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

ssize_t zkcap_file_read_fd(int fd, void *data, size_t max)
{
	size_t have = 0;
	ssize_t n;

	while (have < max) {
		n = read(fd, (char *)data + have, max - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

/* A rename is only durable once its directory is */
static int sync_directory(const char *path)
{
	char *copy = strdup(path);
	int fd, rc = 0;

	if (!copy)
		return -ENOMEM;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd < 0)
		return -errno;
	if (fsync(fd) && errno != EINVAL)
		rc = -errno;
	close(fd);
	return rc;
}

static int replace(const char *path, const void *data, size_t len, mode_t mode)
{
	char *temp;
	int fd, rc;

	if (asprintf(&temp, "%s.XXXXXX", path) < 0)
		return -ENOMEM;
	/* made with mode 0600 */
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0) {
		rc = -errno;
		free(temp);
		return rc;
	}
	rc = zkcap_file_write_fd(fd, data, len);
	if (!rc && (fchmod(fd, mode) || fsync(fd) || rename(temp, path)))
		rc = -errno;
	if (rc)
		unlink(temp);
	else
		rc = sync_directory(path);
	close(fd);
	free(temp);
	return rc;
}

int zkcap_file_replace(const char *path, const void *data, size_t len, mode_t mode,
		       struct zkcap_error *err)
{
	int rc = replace(path, data, len, mode);

	if (rc)
		return zkcap_error_set(err, rc, "%s: cannot write: %s", path, strerror(-rc));
	return 0;
}

void zkcap_file_sweep(const char *path)
{
	char *pattern;
	glob_t found;
	size_t i;

	if (asprintf(&pattern, "%s.??????", path) < 0)
		return;
	if (!glob(pattern, GLOB_NOSORT, NULL, &found)) {
		for (i = 0; i < found.gl_pathc; i++)
			unlink(found.gl_pathv[i]);
		globfree(&found);
	}
	free(pattern);
}

int zkcap_file_rename(const char *from, const char *to, struct zkcap_error *err)
{
	int rc = rename(from, to) ? -errno : sync_directory(to);

	if (rc)
		return zkcap_error_set(err, rc, "%s: cannot rename to %s: %s", from, to,
				       strerror(-rc));
	return 0;
}

int zkcap_file_read(const char *path, size_t max, char **data, size_t *len,
		    struct zkcap_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t have = 0, room = 0;
	char *grown;
	ssize_t n;
	int rc = 0;

	*data = NULL;
	if (fd < 0)
		return zkcap_error_set(err, -errno, "%s: cannot open: %s", path, strerror(errno));
	do {
		room = room ? 2 * room : 4096;
		grown = realloc(*data, room + 1);
		n = grown ? zkcap_file_read_fd(fd, grown + have, room - have) : -ENOMEM;
		if (grown)
			*data = grown;
		if (n < 0)
			rc = zkcap_error_set(err, (int)n, "%s: cannot read: %s", path,
					     strerror((int)-n));
		else
			have += (size_t)n;
		if (!rc && have > max)
			rc = zkcap_error_set(err, -EFBIG, "%s: larger than %zu bytes", path, max);
	} while (!rc && have == room);
	close(fd);
	if (rc) {
		free(*data);
		*data = NULL;
		return rc;
	}
	(*data)[have] = '\0';
	*len = have;
	return 0;
}

int zkcap_dir_make(const char *path, mode_t mode, struct zkcap_error *err)
{
	char *copy = strdup(path), *dir;
	int rc = 0;

	if (!copy)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	dir = dirname(copy);
	/* whatever the umask is, as for files; what is there already is its owner's business */
	if (mkdir(dir, mode) ? errno != EEXIST : chmod(dir, mode))
		rc = zkcap_error_set(err, -errno, "%s: cannot make the directory: %s", dir,
				     strerror(errno));
	free(copy);
	return rc;
}
