// SPDX-License-Identifier: MIT
/*
 * zkcap-oci-hook: makes a container's control group a tenant, if the container's
 * annotations say so.  A createRuntime hook: the runtime runs it in its own namespaces,
 * with the container's state on standard input, before anything of the container runs.
 * An exit status other than 0 keeps the container from being made.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <syslog.h>
#include <unistd.h>

#include "cgroup.h"
#include "client.h"
#include "oci_state.h"
#include "program_help.h"

#define EXIT_USAGE 2

static int read_state(struct zkcap_oci_state *state, struct zkcap_error *err)
{
	char *text = malloc(ZKCAP_OCI_STATE_MAX + 1);
	size_t len = 0;
	ssize_t n = 1;
	int rc;

	if (!text)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	while (n > 0 && len <= ZKCAP_OCI_STATE_MAX) {
		n = read(STDIN_FILENO, text + len, ZKCAP_OCI_STATE_MAX + 1 - len);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			len += (size_t)n;
	}
	rc = n < 0 ? zkcap_error_set(err, -errno, "standard input: %s", strerror(errno)) :
		zkcap_oci_state_parse(state, text, len, err);
	free(text);
	return rc;
}

/* The directory of the container's control group, open */
static int open_cgroup(pid_t pid, char *path, size_t size, struct zkcap_error *err)
{
	const char *root = getenv("ZKCAP_CGROUP");
	size_t root_len;
	int pidfd, fd, rc;

	if (!root)
		root = ZKCAP_CGROUP_ROOT;
	root_len = (size_t)snprintf(path, size, "%s", root);
	if (root_len >= size)
		return zkcap_error_set(err, -ENAMETOOLONG, "%s: too long", root);
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0)
		return zkcap_error_set(err, -errno, "process %d: %s", (int)pid, strerror(errno));
	rc = zkcap_cgroup_of(pidfd, NULL, path + root_len, size - root_len, err);
	close(pidfd);
	if (rc)
		return zkcap_error_context(err, rc, "process %d", (int)pid);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 ? fd : zkcap_error_set(err, -errno, "%s: %s", path, strerror(errno));
}

/* One look for an offer */
struct search {
	const char *name;
	uint64_t tenant;
	bool found;
};

static int each_offer(const struct zkcap_offer *offer, void *arg)
{
	struct search *s = arg;
	uint32_t i;

	if (strcmp(offer->name, s->name))
		return 0;
	s->found = !offer->n_tenants;
	for (i = 0; i < offer->n_tenants; i++)
		s->found |= offer->tenants[i] == s->tenant;
	return 0;
}

/* A container that could never get what it was made for is better not made. */
static int check_offer(struct zkcap_client *client, const struct zkcap_oci_state *state,
		       uint64_t tenant, struct zkcap_error *err)
{
	struct search s = { .name = state->offer, .tenant = tenant };
	int rc;

	if (!*state->offer)
		return 0;
	rc = zkcap_offer_dump(client, each_offer, &s, err);
	if (!rc && !s.found)
		rc = zkcap_error_set(err, -ENOENT,
				     "annotation %s: there is no offer %s for this container: see zkcap ls offers",
				     ZKCAP_OCI_OFFER, state->offer);
	return rc;
}

static int adopt_in(struct zkcap_client *client, int cgroup_fd,
		    const struct zkcap_oci_state *state, struct zkcap_tenant *tenant,
		    struct zkcap_error *err)
{
	int rc;

	tenant->baseline = state->baseline;
	rc = zkcap_tenant_add(client, cgroup_fd, tenant, err);
	if (rc)
		return rc;
	rc = check_offer(client, state, tenant->id, err);
	if (rc)
		zkcap_tenant_del(client, cgroup_fd, 0, NULL);
	return rc;
}

static int adopt(const struct zkcap_oci_state *state, struct zkcap_error *err)
{
	struct zkcap_tenant *tenant = calloc(1, sizeof(*tenant));
	struct zkcap_client *client = NULL;
	char path[PATH_MAX];
	int fd, rc;

	if (!tenant)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	fd = open_cgroup(state->pid, path, sizeof(path), err);
	rc = fd < 0 ? fd : zkcap_client_open(&client, err);
	if (!rc)
		rc = adopt_in(client, fd, state, tenant, err);
	if (!rc)
		printf("zkcap-oci-hook: container %s is tenant %s, control group %s, id %llu\n",
		       state->id, state->tenant, path, (unsigned long long)tenant->id);
	zkcap_client_close(client);
	if (fd >= 0)
		close(fd);
	free(tenant);
	return rc;
}

static const struct zkcap_help_row annotations[] = {
	{ ZKCAP_OCI_TENANT, "NAME", "makes the container's control group a tenant" },
	{ ZKCAP_OCI_OFFER, "OFFER", "an offer that there has to be for it" },
	{ ZKCAP_OCI_CPU, "CPU", "processors without any grant: 500m" },
	{ ZKCAP_OCI_MEMORY, "BYTES", "memory without any grant: 256Mi" },
	{ ZKCAP_OCI_PIDS, "N", "tasks without any grant: 100" },
};

static const struct zkcap_program_help program = {
	.name = "zkcap-oci-hook",
	.synopsis = "<STATE",
	.summary = "Makes a container's control group a tenant, as a createRuntime hook",
	.details =
		"A container runtime runs it for containers with an annotation that starts with\n"
		"org.zkcap, with the container's state on standard input, before anything of the\n"
		"container runs.  The first annotation has to be there with any of the others.  If\n"
		"the container cannot be made a tenant, it exits with 1, which keeps the container\n"
		"from being made, and says why on standard error and in the system's log.\n\n"
		"The tenant is gone with its control group.",
	.title = "Annotations",
	.rows = annotations,
	.n_rows = sizeof(annotations) / sizeof(annotations[0]),
};

int main(int argc, char **argv)
{
	struct zkcap_error err = { 0 };
	struct zkcap_oci_state state;

	if (argc == 2 && (!strcmp(argv[1], "--help") || !strncmp(argv[1], "--help=", 7)))
		return zkcap_program_help(&program, argv[1][6] ? argv[1] + 7 : NULL, stdout) ?
			EXIT_USAGE : EXIT_SUCCESS;
	if (argc > 1) {
		zkcap_program_help(&program, NULL, stderr);
		return EXIT_USAGE;
	}
	if (read_state(&state, &err) || (state.wanted && adopt(&state, &err))) {
		/* Runtimes mostly keep what a hook says to themselves. */
		fprintf(stderr, "zkcap-oci-hook: %s\n", err.message);
		openlog("zkcap-oci-hook", LOG_PID, LOG_DAEMON);
		syslog(LOG_ERR, "container %s: %s", *state.id ? state.id : "(unknown)",
		       err.message);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
