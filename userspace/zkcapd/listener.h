/* SPDX-License-Identifier: MIT */
/* The socket that peers connect to, and what systemd is told. */
#ifndef ZKCAPD_LISTENER_H
#define ZKCAPD_LISTENER_H

#include <stdbool.h>

#include "error.h"

/**
 * listener_open() - the socket to accept connections from
 * @path: where to make it, unless systemd passes one (see sd_listen_fds(3)); everybody
 *	may connect: who asks is found out from the connection
 * @made: set if it was made here, and is to be removed in the end
 *
 * Return: a descriptor; -EADDRINUSE when another service listens there; another
 * negative errno.
 */
int listener_open(const char *path, bool *made, struct zkcap_error *err);

/* As sd_notify(3): "READY=1" and the like, if anybody wants to know */
void listener_notify(const char *state);

#endif /* ZKCAPD_LISTENER_H */
