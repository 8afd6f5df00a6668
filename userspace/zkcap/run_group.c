// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "run_group.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>


/* The least that needs no longer period than the usual one, in thousandths of a CPU */
#define CPU_BASELINE 10
/* How long to wait for killed processes to be gone, in milliseconds */
#define EMPTY_WAIT_MS 2000
#define EMPTY_STEP_MS 10

static int write_file(int dir, const char *name, const char *text)
{
	int fd = openat(dir, name, O_WRONLY | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

/*
 * Limits of the group are files of controllers that its parent hands down.  A parent that
 * has processes of its own cannot; the kernel then says which controller is missing.
 */
static void enable_controllers(const char *parent)
{
	static const char *const controllers[] = { "+cpu", "+memory", "+pids" };
	int dir = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	size_t i;

	if (dir < 0)
		return;
	for (i = 0; i < sizeof(controllers) / sizeof(controllers[0]); i++)
		write_file(dir, "cgroup.subtree_control", controllers[i]);
	close(dir);
}

static int adopt(struct run_group *group, struct zkcap_client *client,
		 const struct zkcap_resources *resources, struct zkcap_error *err)
{
	struct zkcap_tenant *tenant = calloc(1, sizeof(*tenant));
	uint32_t i;
	int rc;

	if (!tenant)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	for (i = 0; i < resources->n; i++) {
		if (resources->r[i].kind == ZKCAP_RESOURCE_KIND_DEVICE)
			continue;
		tenant->baseline.r[tenant->baseline.n].kind = resources->r[i].kind;
		if (resources->r[i].kind == ZKCAP_RESOURCE_KIND_CPU)
			tenant->baseline.r[tenant->baseline.n].amount = CPU_BASELINE;
		tenant->baseline.n++;
	}
	rc = zkcap_tenant_add(client, group->fd, tenant, err);
	free(tenant);
	return rc;
}

static bool is_not_allowed(int rc)
{
	return rc == -EACCES || rc == -EPERM || rc == -EROFS;
}

static int make_directory(struct run_group *group, const struct cmd *cmd, const char *parent)
{
	if (asprintf(&group->path, "%s/zkcap-run-%d", parent, (int)getpid()) < 0) {
		group->path = NULL;
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	}
	if (mkdir(group->path, 0755)) {
		if (is_not_allowed(-errno))
			return 0;
		return cmd_fail(cmd, CMD_USAGE, "%s: %s", group->path, strerror(errno));
	}
	group->made = true;
	group->fd = open(group->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (group->fd < 0)
		return cmd_fail(cmd, CMD_USAGE, "%s: %s", group->path, strerror(errno));
	return 0;
}

int run_group_make(struct run_group *group, const struct cmd *cmd, struct zkcap_client *client,
		   const char *parent, const struct zkcap_resources *resources)
{
	struct zkcap_error err = { 0 };
	int rc = make_directory(group, cmd, parent);

	if (rc)
		return rc;
	if (group->made) {
		enable_controllers(parent);
		rc = adopt(group, client, resources, &err);
		group->adopted = !rc;
		if (rc && zkcap_client_refusal(client)->reason != ZKCAP_REASON_NOT_ADMIN)
			return cmd_client_fail(cmd, client, &err);
	}
	if (!group->adopted)
		run_group_drop(group, client);
	return 0;
}

int run_group_leaf(struct run_group *group, const struct cmd *cmd, int tenant_fd)
{
	char link[32], parent[PATH_MAX];
	ssize_t n;
	int rc;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", tenant_fd);
	n = readlink(link, parent, sizeof(parent) - 1);
	if (n < 0)
		return cmd_fail(cmd, CMD_USAGE, "%s: %s", link, strerror(errno));
	parent[n] = '\0';
	rc = make_directory(group, cmd, parent);
	if (!rc && !group->made) {
		free(group->path);
		group->path = NULL;
	}
	return rc;
}

/* Processes that outlive the command would keep the group, and what they use of it. */
static void empty(const struct run_group *group)
{
	struct timespec step = { .tv_nsec = EMPTY_STEP_MS * 1000000l };
	int waited;

	write_file(group->fd, "cgroup.kill", "1");
	for (waited = 0; waited < EMPTY_WAIT_MS; waited += EMPTY_STEP_MS) {
		if (!rmdir(group->path) || errno != EBUSY)
			return;
		nanosleep(&step, NULL);
	}
}

void run_group_drop(struct run_group *group, struct zkcap_client *client)
{
	struct zkcap_error err = { 0 };

	if (group->adopted && zkcap_tenant_del(client, group->fd, 0, &err) &&
	    zkcap_client_refusal(client)->reason != ZKCAP_REASON_TENANT_GONE)
		fprintf(stderr, "zkcap run: warning: %s\n", err.message);
	if (group->made && group->fd >= 0)
		empty(group);
	else if (group->made)
		rmdir(group->path);
	cmd_cleanup_close(&group->fd);
	free(group->path);
	*group = (struct run_group){ .fd = ZKCAP_OWN_TENANT };
}

int run_group_enter(int fd)
{
	char pid[16];

	if (fd < 0)
		return 0;
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	return write_file(fd, "cgroup.procs", pid);
}
