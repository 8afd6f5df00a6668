/* SPDX-License-Identifier: MIT */
/* Connections: accepted, told apart, read from once, and handed to the workers. */
#ifndef ZKCAPD_SERVE_H
#define ZKCAPD_SERVE_H

#include "answer.h"

/**
 * serve() - take questions until a signal ends it
 * @listener: socket to accept connections from
 * @signals: a signalfd(2) for SIGTERM, SIGINT and SIGHUP
 * @reload: called on SIGHUP
 *
 * Return: 0 after SIGTERM or SIGINT; a negative errno.
 */
int serve(struct service *service, int listener, int signals,
	  void (*reload)(struct service *service), struct zkcap_error *err);

#endif /* ZKCAPD_SERVE_H */
