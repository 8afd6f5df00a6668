// SPDX-License-Identifier: MIT
/* Control groups that are made for tenants. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_read.h"

/* Those that limits need; one that the kernel or a group above lacks is none of ours. */
static const char *const controllers[] = { "+cpu", "+memory", "+pids" };

static int enable_controllers(const char *directory)
{
	char *path;
	size_t i;
	int fd;

	if (asprintf(&path, "%s/cgroup.subtree_control", directory) < 0)
		return -ENOMEM;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	free(path);
	if (fd < 0)
		return -errno;
	for (i = 0; i < ARRAY_SIZE(controllers); i++)
		if (write(fd, controllers[i], strlen(controllers[i])) < 0 && errno != ENOENT &&
		    errno != EINVAL) {
			close(fd);
			return -errno;
		}
	return close(fd) ? -errno : 0;
}

/* Each group on the way: there, and with the controllers for what is below it */
static int make_groups(char *directory, size_t root_len)
{
	char *slash = directory + root_len;
	int ret = 0;

	while (!ret) {
		*slash = '\0';
		ret = enable_controllers(directory);
		*slash = '/';
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (!ret && mkdir(directory, 0755) && errno != EEXIST)
			ret = -errno;
		if (!slash)
			break;
	}
	return ret;
}

static int make_tenant(struct zkcap_config_object *object, const char *root,
		       struct zkcap_error *err)
{
	struct zkcap_config_tenant *tenant = &object->tenant;
	struct stat st;
	int ret;

	ret = make_groups(tenant->directory, strlen(root));
	if (!ret && stat(tenant->directory, &st))
		ret = -errno;
	if (ret)
		return zkcap_error_set(err, ret, "%s:%u:%u: cgroup: %s: cannot be made: %s",
				       object->doc.file, object->doc.root->line,
				       object->doc.root->column, tenant->directory,
				       strerror(-ret));
	tenant->tenant.id = st.st_ino;
	tenant->missing = false;
	return 0;
}

int zkcap_config_make_groups(struct zkcap_config *config, const struct zkcap_config_paths *paths,
			     struct zkcap_error *err)
{
	struct zkcap_config_object *object;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < config->n; i++) {
		object = config->objects[i];
		if (object->kind == ZKCAP_CONFIG_TENANT && object->tenant.missing &&
		    object->tenant.absent == ZKCAP_ABSENT_CREATE)
			ret = make_tenant(object, paths->cgroup, err);
	}
	for (i = 0; !ret && i < config->n; i++)
		if (config->objects[i]->kind == ZKCAP_CONFIG_OFFER)
			ret = zkcap_config_find_tenants(config, config->objects[i], err);
	return ret;
}
