// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "agent.h"

#include <errno.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent_work.h"
#include "clock.h"
#include "harden.h"
#include "log.h"

/* How long an agent may take to finish what it does when the service ends */
#define END_MS 2000
/* In the agent */
#define AGENT_FD 3

enum agent_op { AGENT_OFFER, AGENT_ATTEST };

/* Both sides are the same program, so that structures are sent as they are. */
struct call {
	uint32_t serial;
	enum agent_op op;
	uint64_t tenant;
	char offer[ZKCAP_NAME_MAX + 1];
	struct agent_attest attest;
};

struct outcome {
	uint32_t serial;
	int rc;
	struct zkcap_error err;
	union {
		struct agent_offer offer;
		struct zkcap_attestation attestation;
	};
};

static void serve(int fd, const struct config *config)
{
	static struct outcome outcome;
	static struct call call;

	while (recv(fd, &call, sizeof(call), 0) == (ssize_t)sizeof(call)) {
		memset(&outcome, 0, sizeof(outcome));
		outcome.serial = call.serial;
		if (call.op == AGENT_OFFER)
			outcome.rc = agent_do_offer(call.offer, call.tenant, &outcome.offer,
						    &outcome.err);
		else
			outcome.rc = agent_do_attest(config, &call.attest, &outcome.attestation,
						     &outcome.err);
		if (send(fd, &outcome, sizeof(outcome), MSG_NOSIGNAL) < 0)
			break;
	}
}

static void __attribute__((noreturn)) run(int fd, const char *name, const struct config *config)
{
	struct zkcap_error err = { 0 };

	/* Nothing else that is open is its business, least of all the other agent's socket. */
	if (dup2(fd, AGENT_FD) < 0 || close_range(AGENT_FD + 1, ~0u, 0))
		_exit(1);
	prctl(PR_SET_NAME, name, 0, 0, 0);
	/* Told by its starter when to end, also when a terminal signals them all */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	harden_join_tpm(config->tcti);
	if (harden_drop(1ull << CAP_SYS_ADMIN, &err)) {
		log_line(LOG_ERROR, "%s: %s", name, err.message);
		_exit(1);
	}
	serve(AGENT_FD, config);
	_exit(0);
}

int agent_start(struct agent *agent, const char *name, const struct config *config,
		struct zkcap_error *err)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return zkcap_error_set(err, -errno, "%s: socketpair: %s", name, strerror(errno));
	agent->pid = fork();
	if (agent->pid < 0) {
		close(fds[0]);
		close(fds[1]);
		return zkcap_error_set(err, -errno, "%s: fork: %s", name, strerror(errno));
	}
	if (!agent->pid) {
		close(fds[0]);
		run(fds[1], name, config);
	}
	close(fds[1]);
	agent->fd = fds[0];
	agent->serial = 0;
	pthread_mutex_init(&agent->lock, NULL);
	return 0;
}

void agent_hang_up(struct agent *agent)
{
	shutdown(agent->fd, SHUT_RDWR);
}

/* A TPM that hangs must not keep the service from ending. */
static void wait_for_end(pid_t pid)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	uint64_t deadline_ms = clock_ms() + END_MS;

	while (!waitpid(pid, NULL, WNOHANG)) {
		if (clock_ms() < deadline_ms) {
			nanosleep(&pause, NULL);
			continue;
		}
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return;
	}
}

void agent_end(struct agent *agent)
{
	if (agent->pid <= 0)
		return;
	agent_hang_up(agent);
	close(agent->fd);
	wait_for_end(agent->pid);
	pthread_mutex_destroy(&agent->lock);
	agent->pid = 0;
}

/* Outcomes of calls that somebody stopped waiting for are skipped. */
static int wait_for(struct agent *agent, struct outcome *outcome, uint64_t deadline_ms,
		    struct zkcap_error *err)
{
	struct pollfd p = { .fd = agent->fd, .events = POLLIN };
	uint64_t now;
	ssize_t n;
	int rc;

	for (;;) {
		now = clock_ms();
		rc = now < deadline_ms ? poll(&p, 1, (int)(deadline_ms - now)) : 0;
		if (!rc)
			return zkcap_error_set(err, -ETIMEDOUT, "no answer in time");
		if (rc < 0 && errno == EINTR)
			continue;
		n = recv(agent->fd, outcome, sizeof(*outcome), 0);
		if (n != (ssize_t)sizeof(*outcome))
			return zkcap_error_set(err, -EPIPE, "the agent has ended");
		if (outcome->serial == agent->serial)
			return 0;
	}
}

/* With the agent's lock held: the two large structures are shared by all callers. */
static int exchange(struct agent *agent, struct call *call, struct outcome *outcome,
		    uint64_t deadline_ms, struct zkcap_error *err)
{
	int rc;

	call->serial = ++agent->serial;
	if (send(agent->fd, call, sizeof(*call), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return errno == EAGAIN ? zkcap_error_set(err, -ETIMEDOUT, "the agent is busy") :
			zkcap_error_set(err, -EPIPE, "the agent has ended");
	rc = wait_for(agent, outcome, deadline_ms, err);
	if (rc)
		return rc;
	if (outcome->rc && err)
		*err = outcome->err;
	return outcome->rc;
}

int agent_offer(struct agent *agent, const char *name, uint64_t tenant, struct agent_offer *out,
		uint64_t deadline_ms, struct zkcap_error *err)
{
	struct call call = { .op = AGENT_OFFER, .tenant = tenant };
	static struct outcome outcome;
	int rc;

	snprintf(call.offer, sizeof(call.offer), "%s", name);
	pthread_mutex_lock(&agent->lock);
	rc = exchange(agent, &call, &outcome, deadline_ms, err);
	if (!rc)
		*out = outcome.offer;
	pthread_mutex_unlock(&agent->lock);
	return rc;
}

int agent_attest(struct agent *agent, const struct agent_attest *attest,
		 struct zkcap_attestation *out, uint64_t deadline_ms, struct zkcap_error *err)
{
	struct call call = { .op = AGENT_ATTEST, .attest = *attest };
	static struct outcome outcome;
	int rc;

	pthread_mutex_lock(&agent->lock);
	rc = exchange(agent, &call, &outcome, deadline_ms, err);
	if (!rc)
		*out = outcome.attestation;
	pthread_mutex_unlock(&agent->lock);
	return rc;
}
