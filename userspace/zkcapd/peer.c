// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From 6.5 on; the headers may be older than the kernel */
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

#define TENANTS_DIR "/sys/kernel/zkcap/tenants"

int peer_is_gone(int socket)
{
	struct pollfd p = { .fd = socket, .events = POLLRDHUP };

	return poll(&p, 1, 0) > 0 && p.revents & (POLLHUP | POLLRDHUP | POLLERR);
}

static bool has_ended(int pidfd)
{
	struct pollfd p = { .fd = pidfd, .events = POLLIN };

	return poll(&p, 1, 0) != 0;
}

/*
 * By number: between the connection and pidfd_open() the process might have ended and
 * its number become another's.  But whoever ends hangs up, so that a connection that
 * stands afterwards is the same process's, or one's that it shared its end with.
 */
static int open_by_number(int socket, struct zkcap_error *err)
{
	struct ucred creds;
	socklen_t len = sizeof(creds);
	int fd;

	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &creds, &len))
		return zkcap_error_set(err, -errno, "SO_PEERCRED: %s", strerror(errno));
	fd = creds.pid > 0 ? (int)syscall(SYS_pidfd_open, creds.pid, 0) : -1;
	if (fd < 0)
		return zkcap_error_set(err, -ESRCH, "the process that asks cannot be found");
	if (!peer_is_gone(socket))
		return fd;
	close(fd);
	return zkcap_error_set(err, -ESRCH, "the process that asks has ended");
}

static int open_peer(int socket, struct zkcap_error *err)
{
	socklen_t len = sizeof(int);
	int fd;

	if (!getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &fd, &len))
		return fd;
	if (errno == ENOPROTOOPT)
		return open_by_number(socket, err);
	return zkcap_error_set(err, -ESRCH, "the process that asks has ended");
}

/* The number that a pidfd has here; -1 once the process has been waited for */
static pid_t number_of(int pidfd)
{
	char path[64], line[128];
	long pid = -1;
	FILE *info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	info = fopen(path, "re");
	if (!info)
		return -1;
	while (fgets(line, sizeof(line), info))
		if (!strncmp(line, "Pid:", 4))
			pid = strtol(line + 4, NULL, 10);
	fclose(info);
	return (pid_t)pid;
}

/* The line of the unified hierarchy, "0::/a/b" */
static int read_cgroup(pid_t pid, char *out, size_t size, struct zkcap_error *err)
{
	char path[64], *line = NULL;
	size_t room = 0;
	int rc = -ENODATA;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/cgroup", (int)pid);
	file = fopen(path, "re");
	if (!file)
		return zkcap_error_set(err, -ESRCH, "the process that asks has ended");
	while (rc && getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "0::/", 4) && strlen(line + 3) < size) {
			memcpy(out, line + 3, strlen(line + 3) + 1);
			rc = 0;
		}
	}
	free(line);
	fclose(file);
	/* "/..": the service itself is not at the root of the hierarchy. */
	if (rc || !strncmp(out, "/..", 3))
		return zkcap_error_set(err, -EPERM,
				       "the process that asks is in no control group that is seen here");
	return 0;
}

static int group_of(int pidfd, pid_t *pid, char *out, size_t size, struct zkcap_error *err)
{
	int rc;

	*pid = number_of(pidfd);
	if (*pid <= 0)
		return zkcap_error_set(err, -ESRCH, "the process that asks has ended");
	rc = read_cgroup(*pid, out, size, err);
	/* While the process lives, nobody else has its number. */
	if (!rc && has_ended(pidfd))
		rc = zkcap_error_set(err, -ESRCH, "the process that asks has ended");
	return rc;
}

static bool is_tenant(uint64_t id)
{
	char path[sizeof(TENANTS_DIR) + 24];

	snprintf(path, sizeof(path), TENANTS_DIR "/%llu", (unsigned long long)id);
	return !access(path, F_OK);
}

/* A directory's inode number is its control group's id, by which the module knows it. */
static int find_tenant(struct peer *peer, size_t root_len, struct zkcap_error *err)
{
	struct stat st;
	char *slash;

	while (strlen(peer->cgroup) > root_len) {
		if (stat(peer->cgroup, &st))
			break;
		if (is_tenant(st.st_ino)) {
			peer->tenant = st.st_ino;
			return 0;
		}
		slash = strrchr(peer->cgroup, '/');
		*slash = '\0';
	}
	return zkcap_error_set(err, -EPERM,
			       "the process that asks is in no tenant's control group");
}

int peer_identify(int socket, const char *root, struct peer *peer, struct zkcap_error *err)
{
	size_t root_len = strlen(root);
	int pidfd = open_peer(socket, err), rc;

	if (pidfd < 0)
		return pidfd;
	memset(peer, 0, sizeof(*peer));
	if (root_len >= sizeof(peer->cgroup) / 2) {
		close(pidfd);
		return zkcap_error_set(err, -ENAMETOOLONG, "%s: too long", root);
	}
	memcpy(peer->cgroup, root, root_len + 1);
	rc = group_of(pidfd, &peer->pid, peer->cgroup + root_len,
		      sizeof(peer->cgroup) - root_len, err);
	close(pidfd);
	return rc ? rc : find_tenant(peer, root_len, err);
}
