// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "serve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "limit.h"
#include "log.h"

/* Connections that have not asked yet */
#define CONNECTIONS 256
/* Of these, how many may be one tenant's */
#define CONNECTIONS_OF_TENANT 64
/* Who connects knows what to ask */
#define ASK_MS 5000

enum { SLOT_SIGNALS, SLOT_LISTENER, SLOTS };

/* A connection that has not asked yet; the job is completed when it does */
struct connection {
	struct job *job;
	uint64_t connected_ms;
};

/*
 * struct loop - all that one thread does
 * @polls: signals, the listener, then one for each connection
 */
struct loop {
	struct service *service;
	struct limit *limit;
	unsigned int n;
	struct connection connections[CONNECTIONS];
	struct pollfd polls[SLOTS + CONNECTIONS];
};

static void refuse(int fd, enum zkcap_service_code code, const char *text)
{
	log_line(LOG_DETAIL, "refused: %s: %s", zkcap_service_code_name(code), text);
	answer_refusal(fd, code, text);
	close(fd);
}

static unsigned int connections_of(const struct loop *loop, uint64_t tenant)
{
	unsigned int i, n = 0;

	for (i = 0; i < loop->n; i++)
		n += loop->connections[i].job->peer.tenant == tenant;
	return n;
}

static void add(struct loop *loop, int fd, struct job *job)
{
	struct connection *c = &loop->connections[loop->n];

	job->fd = fd;
	c->job = job;
	c->connected_ms = clock_ms();
	job->deadline_ms = c->connected_ms + loop->service->config.deadline_ms;
	loop->polls[SLOTS + loop->n++] = (struct pollfd) { .fd = fd, .events = POLLIN };
}

/* The last one takes its place. */
static void drop(struct loop *loop, unsigned int i)
{
	loop->n--;
	loop->connections[i] = loop->connections[loop->n];
	loop->polls[SLOTS + i] = loop->polls[SLOTS + loop->n];
}

static void accept_one(struct loop *loop, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct job *job = fd < 0 ? NULL : calloc(1, sizeof(*job));
	struct zkcap_error err = { 0 };

	if (fd < 0)
		return;
	if (!job) {
		refuse(fd, ZKCAP_SERVICE_FAILED, "out of memory");
		return;
	}
	if (peer_identify(fd, loop->service->config.cgroup, &job->peer, &err)) {
		refuse(fd, ZKCAP_SERVICE_NO_TENANT, err.message);
		free(job);
	} else if (connections_of(loop, job->peer.tenant) >= CONNECTIONS_OF_TENANT) {
		refuse(fd, ZKCAP_SERVICE_BUSY, "the tenant has too many connections");
		free(job);
	} else {
		add(loop, fd, job);
	}
}

/* Hands a question on, or says why not; the job is not the loop's any more. */
static void take_question(struct loop *loop, struct job *job)
{
	/* One byte more than there may be shows what is too long. */
	uint8_t data[ZKCAP_SERVICE_QUESTION_MAX + 1];
	ssize_t len = recv(job->fd, data, sizeof(data), MSG_DONTWAIT);
	struct zkcap_error err = { 0 };

	if (len <= 0)
		close(job->fd);
	else if (!limit_take(loop->limit, job->peer.tenant, clock_ms()))
		refuse(job->fd, ZKCAP_SERVICE_RATE_LIMITED, "the tenant asked too often");
	else if (zkcap_service_question_decode(&job->question, data, (size_t)len, &err))
		refuse(job->fd, ZKCAP_SERVICE_MALFORMED, err.message);
	else if (!queue_put(loop->service->queue, job))
		refuse(job->fd, ZKCAP_SERVICE_BUSY, "too many questions wait");
	else
		return;
	free(job);
}

static void expire(struct loop *loop, unsigned int i)
{
	struct job *job = loop->connections[i].job;

	drop(loop, i);
	refuse(job->fd, ZKCAP_SERVICE_TIMED_OUT, "no question came");
	free(job);
}

static void look_at_connections(struct loop *loop)
{
	uint64_t now = clock_ms();
	struct job *job;
	unsigned int i;

	/* From the end, so that what takes a place has been looked at. */
	for (i = loop->n; i-- > 0;) {
		if (loop->polls[SLOTS + i].revents) {
			job = loop->connections[i].job;
			drop(loop, i);
			take_question(loop, job);
		} else if (now > loop->connections[i].connected_ms + ASK_MS) {
			expire(loop, i);
		}
	}
}

/* True when the service is to end */
static bool take_signal(struct loop *loop, int fd, void (*reload)(struct service *service))
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return false;
	if (info.ssi_signo != SIGHUP)
		return true;
	reload(loop->service);
	return false;
}

static int run(struct loop *loop, void (*reload)(struct service *service),
	       struct zkcap_error *err)
{
	int rc;

	for (;;) {
		/* A peer that finds no place waits in the listener's backlog. */
		loop->polls[SLOT_LISTENER].events = loop->n < CONNECTIONS ? POLLIN : 0;
		rc = poll(loop->polls, SLOTS + loop->n, loop->n ? 1000 : -1);
		if (rc < 0 && errno == EINTR)
			continue;
		if (rc < 0)
			return zkcap_error_set(err, -errno, "poll: %s", strerror(errno));
		if (loop->polls[SLOT_SIGNALS].revents &&
		    take_signal(loop, loop->polls[SLOT_SIGNALS].fd, reload))
			return 0;
		look_at_connections(loop);
		if (loop->polls[SLOT_LISTENER].revents)
			accept_one(loop, loop->polls[SLOT_LISTENER].fd);
	}
}

int serve(struct service *service, int listener, int signals,
	  void (*reload)(struct service *service), struct zkcap_error *err)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	int rc;

	if (loop)
		loop->limit = limit_new(service->config.rate, service->config.burst);
	if (!loop || !loop->limit) {
		free(loop);
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	}
	loop->service = service;
	loop->polls[SLOT_SIGNALS] = (struct pollfd) { .fd = signals, .events = POLLIN };
	loop->polls[SLOT_LISTENER] = (struct pollfd) { .fd = listener };
	rc = run(loop, reload, err);
	while (loop->n) {
		struct job *job = loop->connections[loop->n - 1].job;

		drop(loop, loop->n - 1);
		refuse(job->fd, ZKCAP_SERVICE_STOPPING, "the service ends");
		free(job);
	}
	limit_free(loop->limit);
	free(loop);
	return rc;
}
