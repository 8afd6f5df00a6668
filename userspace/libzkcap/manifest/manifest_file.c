// SPDX-License-Identifier: MIT
/* Manifests on disk. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manifest.h"
#include "no_dumps.h"
#include "whole_file.h"

int zkcap_manifest_save(const struct zkcap_manifest *m, const char *path,
			struct zkcap_error *err)
{
	u8 data[ZKCAP_MANIFEST_BYTES];
	int rc;

	zkcap_manifest_encode(data, m);
	rc = zkcap_file_replace(path, data, sizeof(data), 0600, err);
	explicit_bzero(data, sizeof(data));
	return rc;
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
	int fd, rc = zkcap_no_dumps(err);
	ssize_t len;

	if (rc)
		return rc;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return zkcap_error_set(err, -errno, "%s: cannot open: %s", path,
				       strerror(errno));
	rc = check_access(fd, path, err);
	if (!rc) {
		len = zkcap_file_read_fd(fd, data, sizeof(data));
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
