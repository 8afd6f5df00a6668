// SPDX-License-Identifier: MIT
/* zkcap run: a command with what it was granted, for as long as it runs. */

#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ask.h"
#include "commands.h"
#include "run_group.h"

#define CGROUP_ROOT "/sys/fs/cgroup"
/* As shells do: a command that cannot be run, one that is not there, one that a signal ended */
#define EXIT_CANNOT_RUN	126
#define EXIT_NOT_FOUND	127
#define EXIT_SIGNAL	128

enum { OPT_PARENT = CMD_LONG(0), OPT_RENEW };

/**
 * struct run - a command and its grant
 * @ask: the request
 * @parent: where to make the group
 * @group: where the command runs
 * @renew: renew the lease as long as the command runs
 */
struct run {
	struct ask *ask;
	const char *parent;
	struct run_group group;
	bool renew;
};

static int parse(struct run *r)
{
	struct cmd *cmd = r->ask->cmd;
	int c, rc;

	while ((c = cmd_getopt(cmd)) != CMD_OPT_END) {
		rc = 0;
		if (c == OPT_PARENT)
			r->parent = cmd->arg;
		else if (c == OPT_RENEW)
			r->renew = true;
		else
			rc = ask_option(r->ask, c);
		if (rc)
			return rc;
	}
	if (!r->ask->offer_name)
		return cmd_fail(cmd, CMD_USAGE, "expected --offer NAME");
	if (!r->ask->resources.n)
		return cmd_fail(cmd, CMD_USAGE,
				"expected something to ask for: --cpu, --memory, --pids or --device");
	if (!cmd->argc && !r->ask->dry_run)
		return cmd_fail(cmd, CMD_USAGE, "expected a command to run");
	return 0;
}

/* A tenant that is given is used; else a new one, else the caller's own. */
static int settle(struct run *r)
{
	int rc = ask_open(r->ask);

	if (rc)
		return rc;
	if (r->ask->tenant)
		return run_group_leaf(&r->group, r->ask->cmd, r->ask->cgroup_fd);
	rc = run_group_make(&r->group, r->ask->cmd, r->ask->client, r->parent,
			    &r->ask->resources);
	r->ask->cgroup_fd = r->group.fd;
	return rc;
}

static void child(const struct run *r, const sigset_t *mask)
{
	char **argv = r->ask->cmd->argv;
	int rc = run_group_enter(r->group.fd >= 0 ? r->group.fd : r->ask->cgroup_fd);

	if (rc) {
		fprintf(stderr, "zkcap run: cannot enter the tenant's control group: %s\n",
			strerror(-rc));
		_exit(EXIT_CANNOT_RUN);
	}
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(argv[0], argv);
	rc = errno;
	fprintf(stderr, "zkcap run: %s: %s\n", argv[0], strerror(rc));
	_exit(rc == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN);
}

static void try_renew(struct run *r)
{
	r->ask->op = ZKCAP_CONTEXT_OP_RENEW;
	r->ask->grant = r->ask->known.grant.id;
	if (ask_send(r->ask, true))
		fprintf(stderr, "zkcap run: the lease was not renewed, and will end\n");
}

/* Half of the lease, after which it is renewed; without --renew, for ever */
static const struct timespec *patience(const struct run *r, struct timespec *time)
{
	time->tv_sec = r->ask->duration / 2;
	time->tv_nsec = r->ask->duration % 2 * 500000000l;
	return r->renew ? time : NULL;
}

/* Signals are for the command: it decides whether they end it. */
static int supervise(struct run *r, pid_t pid, const sigset_t *signals)
{
	struct timespec time;
	siginfo_t info;
	int status, number;

	for (;;) {
		number = sigtimedwait(signals, &info, patience(r, &time));
		if (number < 0 && errno == EAGAIN)
			try_renew(r);
		else if (number > 0 && number != SIGCHLD)
			kill(pid, number);
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) :
				EXIT_SIGNAL + WTERMSIG(status);
	}
}

/* From before there is anything to undo, signals wait until it can be undone. */
static void hold_signals(sigset_t *signals, sigset_t *before)
{
	static const int numbers[] = { SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	size_t i;

	sigemptyset(signals);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaddset(signals, numbers[i]);
	sigprocmask(SIG_BLOCK, signals, before);
	signal(SIGCHLD, SIG_DFL);
}

static int run_command(struct run *r, const sigset_t *signals, const sigset_t *before)
{
	static const struct timespec now;
	int number = sigtimedwait(signals, NULL, &now);
	pid_t pid;

	/* It came while there was no command yet that it could have been for. */
	if (number > 0 && number != SIGCHLD)
		return EXIT_SIGNAL + number;
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return cmd_fail(r->ask->cmd, CMD_USAGE, "cannot fork: %s", strerror(errno));
	if (!pid)
		child(r, before);
	return supervise(r, pid, signals);
}

static void release(struct run *r)
{
	struct zkcap_error err = { 0 };
	uint32_t reason;

	if (!r->ask->known.grant.id || !zkcap_release(r->ask->client, r->ask->cgroup_fd,
						 r->ask->known.grant.id, &err))
		return;
	/* Over already: its lease ended, or it was taken away. */
	reason = zkcap_client_refusal(r->ask->client)->reason;
	if (reason != ZKCAP_REASON_GRANT_ABSENT && reason != ZKCAP_REASON_GRANT_ENDED)
		fprintf(stderr, "zkcap run: warning: %s\n", err.message);
}

static int run(struct run *r)
{
	sigset_t signals, before;
	int rc = parse(r);

	if (rc)
		return rc;
	hold_signals(&signals, &before);
	rc = settle(r);
	if (!rc)
		rc = ask_find_offer(r->ask);
	if (!rc)
		rc = ask_send(r->ask, true);
	if (rc)
		return rc;
	if (r->ask->dry_run)
		return cmd_emit(r->ask->cmd, ask_result(r->ask));
	rc = run_command(r, &signals, &before);
	release(r);
	return rc;
}

static int run_run(struct cmd *cmd)
{
	struct run r = {
		.ask = ask_new(cmd, ZKCAP_CONTEXT_OP_REQUEST),
		.parent = CGROUP_ROOT,
		.group = { .fd = ZKCAP_OWN_TENANT },
	};
	int rc;

	if (!r.ask)
		return CMD_USAGE;
	rc = run(&r);
	if (!r.ask->tenant)
		r.ask->cgroup_fd = ZKCAP_OWN_TENANT;
	if (r.ask->client)
		run_group_drop(&r.group, r.ask->client);
	ask_free(r.ask);
	return rc;
}

static const struct cmd_option options[] = {
	ASK_OFFER_OPTION,
	ASK_RESOURCE_OPTIONS,
	ASK_DURATION_OPTION,
	{ OPT_RENEW, "renew", NULL, "renew the lease for as long as the command runs" },
	ASK_TENANT_OPTION,
	{ OPT_PARENT, "parent", "DIR", "where to make the group; /sys/fs/cgroup when absent" },
	ASK_EVIDENCE_OPTIONS,
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.synopsis = "--offer NAME [--cpu AMOUNT] [--memory AMOUNT] [--pids N] [--device CLASS[=N]]... -- COMMAND...",
		.summary = "run a command with resources granted for as long as it runs",
		.details = "The administrator's command runs in a control group of its own, which is adopted as a tenant\n"
			   "and whose limits for what is asked for are what is granted; others' runs in the tenant\n"
			   "that the caller is in, or in the one given by --tenant.  Afterwards the grant is released\n"
			   "and the group is removed, with whatever the command left running in it.  SIGINT, SIGTERM,\n"
			   "SIGHUP and SIGQUIT are passed on to the command.  The exit status is the command's, 128 and\n"
			   "the signal's number if one ended it, 127 if there is no such command; if nothing was\n"
			   "granted, it is as for zkcap request, and nothing runs.\n\n"
			   ASK_EVIDENCE_DETAILS,
		.options = options,
		.flags = CMD_STOP_AT_OPERAND,
		.run = run_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_run = {
	.name = "run",
	.summary = "run a command with resources granted for as long as it runs",
	.verbs = verbs,
};
