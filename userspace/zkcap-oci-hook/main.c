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

static int usage(FILE *out, int status)
{
	fputs("usage: zkcap-oci-hook <STATE\n"
	      "A createRuntime hook of OCI containers: makes the control group of a container\n"
	      "with the annotation " ZKCAP_OCI_TENANT " a tenant.  Other annotations:\n"
	      "  " ZKCAP_OCI_OFFER "            an offer that there has to be for it\n"
	      "  " ZKCAP_OCI_CPU "     limits without any grant: 500m,\n"
	      "  " ZKCAP_OCI_MEMORY "  256Mi,\n"
	      "  " ZKCAP_OCI_PIDS "    100\n", out);
	return status;
}

int main(int argc, char **argv)
{
	struct zkcap_error err = { 0 };
	struct zkcap_oci_state state;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return usage(stdout, EXIT_SUCCESS);
	if (argc > 1)
		return usage(stderr, 2);
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
