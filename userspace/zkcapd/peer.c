// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "peer.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cgroup.h"

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
	rc = zkcap_cgroup_of(pidfd, &peer->pid, peer->cgroup + root_len,
			     sizeof(peer->cgroup) - root_len, err);
	close(pidfd);
	return rc ? rc : find_tenant(peer, root_len, err);
}
