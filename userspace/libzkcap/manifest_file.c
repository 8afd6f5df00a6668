// SPDX-License-Identifier: MIT
/* Manifests on disk. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manifest.h"

static int write_all(int fd, const u8 *p, size_t len)
{
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

/* Reads up to max bytes; returns how many, or a negative errno */
static ssize_t read_all(int fd, u8 *p, size_t max)
{
	size_t have = 0;
	ssize_t n;

	while (have < max) {
		n = read(fd, p + have, max - have);
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

static int replace(const char *path, const u8 *data, size_t len)
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
	rc = write_all(fd, data, len);
	if (!rc && (fchmod(fd, 0600) || fsync(fd) || rename(temp, path)))
		rc = -errno;
	if (rc)
		unlink(temp);
	else
		rc = sync_directory(path);
	close(fd);
	free(temp);
	return rc;
}

int zkcap_manifest_save(const struct zkcap_manifest *m, const char *path,
			struct zkcap_error *err)
{
	u8 data[ZKCAP_MANIFEST_BYTES];
	int rc;

	zkcap_manifest_encode(data, m);
	rc = replace(path, data, sizeof(data));
	explicit_bzero(data, sizeof(data));
	if (rc)
		return zkcap_error_set(err, rc, "%s: cannot write: %s", path, strerror(-rc));
	return 0;
}

static int check_access(int fd, const char *path, struct zkcap_error *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return zkcap_error_set(err, -errno, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return zkcap_error_set(err, -EINVAL, "%s: not a regular file", path);
	if (st.st_mode & 077)
		return zkcap_error_set(err, -EPERM,
				       "%s: others have access to it, mode %03o: expected 600",
				       path, st.st_mode & 0777);
	if (st.st_uid && st.st_uid != geteuid())
		return zkcap_error_set(err, -EPERM,
				       "%s: belongs to user %u: expected root or the caller",
				       path, st.st_uid);
	return 0;
}

int zkcap_manifest_load(struct zkcap_manifest *m, const char *path, const struct zkcap_srs *srs,
			struct zkcap_error *err)
{
	u8 data[ZKCAP_MANIFEST_BYTES + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;
	ssize_t len;

	if (fd < 0)
		return zkcap_error_set(err, -errno, "%s: cannot open: %s", path,
				       strerror(errno));
	rc = check_access(fd, path, err);
	if (!rc) {
		len = read_all(fd, data, sizeof(data));
		if (len < 0)
			rc = zkcap_error_set(err, (int)len, "%s: cannot read: %s", path,
					     strerror((int)-len));
		else
			rc = zkcap_manifest_decode(m, data, (size_t)len, srs, err);
		if (rc && len >= 0)
			zkcap_error_context(err, rc, "%s", path);
	}
	close(fd);
	explicit_bzero(data, sizeof(data));
	return rc;
}
