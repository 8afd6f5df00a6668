// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "listener.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "whole_file.h"

/* The first descriptor that systemd passes */
#define PASSED_FD 3
#define BACKLOG 128

static int check_passed(struct zkcap_error *err)
{
	int type = 0, listening = 0, domain = 0;
	socklen_t len = sizeof(int);

	getsockopt(PASSED_FD, SOL_SOCKET, SO_DOMAIN, &domain, &len);
	getsockopt(PASSED_FD, SOL_SOCKET, SO_TYPE, &type, &len);
	getsockopt(PASSED_FD, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len);
	if (domain != AF_UNIX || type != SOCK_SEQPACKET || !listening)
		return zkcap_error_set(err, -EINVAL,
				       "the socket passed by systemd: expected ListenSequentialPacket= with a path");
	if (fcntl(PASSED_FD, F_SETFD, FD_CLOEXEC) || fcntl(PASSED_FD, F_SETFL, O_NONBLOCK))
		return zkcap_error_set(err, -errno, "the socket passed by systemd: %s",
				       strerror(errno));
	return PASSED_FD;
}

/* The descriptor passed, 0 if there is none */
static int take_passed(struct zkcap_error *err)
{
	const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");

	if (!pid || !n || strtol(pid, NULL, 10) != getpid())
		return 0;
	if (strcmp(n, "1"))
		return zkcap_error_set(err, -EINVAL, "%s sockets passed by systemd: expected one",
				       n);
	return check_passed(err);
}

/* A socket file outlives its owner; one that nobody listens on is removed. */
static int clear_path(const struct sockaddr_un *address, struct zkcap_error *err)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), rc = 0;

	if (fd < 0)
		return zkcap_error_set(err, -errno, "socket: %s", strerror(errno));
	if (!connect(fd, (const struct sockaddr *)address, sizeof(*address)))
		rc = zkcap_error_set(err, -EADDRINUSE, "%s: another service listens here",
				     address->sun_path);
	else if (errno == ECONNREFUSED && unlink(address->sun_path))
		rc = zkcap_error_set(err, -errno, "%s: %s", address->sun_path, strerror(errno));
	close(fd);
	return rc;
}

static int make(const char *path, struct zkcap_error *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, rc;

	if (strlen(path) >= sizeof(address.sun_path))
		return zkcap_error_set(err, -ENAMETOOLONG, "%s: expected a path of up to %zu bytes",
				       path, sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, path, strlen(path) + 1);
	rc = zkcap_dir_make(path, 0755, err);
	if (!rc)
		rc = clear_path(&address, err);
	if (rc)
		return rc;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    chmod(path, 0666) || listen(fd, BACKLOG)) {
		rc = zkcap_error_set(err, -errno, "%s: cannot listen: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return rc;
	}
	return fd;
}

int listener_open(const char *path, bool *made, struct zkcap_error *err)
{
	int fd = take_passed(err);

	*made = !fd;
	return fd ? fd : make(path, err);
}

void listener_notify(const char *state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	socklen_t len;
	int fd;

	if (!path || strlen(path) >= sizeof(address.sun_path))
		return;
	memcpy(address.sun_path, path, strlen(path) + 1);
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	/* An address without a file begins with a zero byte. */
	if (*path == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address, len);
	close(fd);
}
