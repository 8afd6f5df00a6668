/* SPDX-License-Identifier: MIT */
/*
 * Who is at the other end of a connection.  The kernel names the process: by a
 * descriptor where it can, which stands for that process for ever, otherwise by a
 * number, which is checked to be that process's still.  The process's control group
 * names the tenant: the nearest group, upwards, that the module manages.
 */
#ifndef ZKCAPD_PEER_H
#define ZKCAPD_PEER_H

#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

#include "error.h"

/**
 * struct peer - a process, as it was when it was looked at
 * @pid: for the log only: it may be another's by now
 * @tenant: control group id of its tenant
 * @cgroup: directory of that tenant's control group
 */
struct peer {
	pid_t pid;
	uint64_t tenant;
	char cgroup[PATH_MAX];
};

/**
 * peer_identify() - find out who is connected
 * @socket: connected
 * @root: where the unified hierarchy is mounted
 *
 * What a peer is told of a failure says nothing about other groups.
 *
 * Return: 0; -EPERM when the process is in no tenant; -ESRCH when it has ended; another
 * errno of reading /proc.
 */
int peer_identify(int socket, const char *root, struct peer *peer, struct zkcap_error *err);

/* True once nobody holds the other end any more */
int peer_is_gone(int socket);

#endif /* ZKCAPD_PEER_H */
