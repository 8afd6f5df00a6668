// SPDX-License-Identifier: MIT
/* Versions of packages: dpkg's database is read, rpm's is asked for by rpm. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect.h"
#include "whole_file.h"

#define DPKG_STATUS "/var/lib/dpkg/status"
#define DPKG_STATUS_MAX (64 * 1024 * 1024)
#define RPM "/usr/bin/rpm"

/* The value of a field in a paragraph of deb822(5), not NUL-terminated; NULL without it */
static const char *field(const char *at, const char *end, const char *name, size_t *len)
{
	size_t n = strlen(name);
	const char *eol;

	for (; at < end; at = eol + 1) {
		eol = memchr(at, '\n', (size_t)(end - at));
		if (!eol)
			eol = end;
		if ((size_t)(eol - at) > n + 1 && !strncmp(at, name, n) && at[n] == ':') {
			at += n + 1;
			at += strspn(at, " ");
			*len = (size_t)(eol - at);
			return at;
		}
	}
	return NULL;
}

static bool is(const char *value, size_t len, const char *wanted)
{
	return value && len == strlen(wanted) && !memcmp(value, wanted, len);
}

/* The upstream part: without epoch and revision (deb-version(7)) */
static bool take_version(char *out, size_t size, const char *value, size_t len)
{
	const char *colon = memchr(value, ':', len), *dash;

	if (colon) {
		len -= (size_t)(colon + 1 - value);
		value = colon + 1;
	}
	dash = memrchr(value, '-', len);
	if (dash)
		len = (size_t)(dash - value);
	return (size_t)snprintf(out, size, "%.*s", (int)len, value) < size;
}

static bool installed(char *out, size_t size, const char *status, const char *name)
{
	const char *at = status, *end, *value, *state;
	size_t len, state_len;

	for (; *at; at = *end ? end + 1 : end) {
		end = strstr(at, "\n\n");
		end = end ? end + 1 : at + strlen(at);
		value = field(at, end, "Package", &len);
		if (!is(value, len, name))
			continue;
		state = field(at, end, "Status", &state_len);
		value = field(at, end, "Version", &len);
		/* "want flag state" */
		if (state && value && state_len > 13 &&
		    !memcmp(state + state_len - 13, " ok installed", 13))
			return take_version(out, size, value, len);
	}
	return false;
}

static bool ask_dpkg(struct collector *c, char *out, size_t size, enum cover *cover, char *where,
		     size_t where_size, const char *const names[])
{
	size_t len, i;
	char *status = collect_file(c, DPKG_STATUS_MAX, &len, DPKG_STATUS);
	bool found = false;

	for (i = 0; status && names[i] && !found; i++) {
		found = installed(out, size, status, names[i]);
		if (found)
			snprintf(where, where_size, DPKG_STATUS ", package %s", names[i]);
	}
	free(status);
	if (found)
		*cover = cover_of_file(c, DPKG_STATUS);
	return found;
}

/* One line of output; false unless it exits with 0 */
static bool run(char *const argv[], char *out, size_t size)
{
	static char *const env[] = { "LC_ALL=C", "PATH=/usr/bin:/bin", NULL };
	posix_spawn_file_actions_t actions;
	int fds[2], status, rc;
	ssize_t n = -1;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return false;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fds[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	rc = posix_spawn(&pid, argv[0], &actions, NULL, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	close(fds[1]);
	if (!rc) {
		n = zkcap_file_read_fd(fds[0], out, size - 1);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	close(fds[0]);
	if (rc || n <= 0 || !WIFEXITED(status) || WEXITSTATUS(status))
		return false;
	out[n] = '\0';
	out[strcspn(out, "\n")] = '\0';
	return true;
}

static bool ask_rpm(struct collector *c, char *out, size_t size, char *where, size_t where_size,
		    const char *const names[])
{
	static const char *const databases[] = { "/usr/lib/sysimage/rpm", "/var/lib/rpm" };
	char root[PATH_MAX], database[64], name[64];
	char *argv[] = { RPM, "--root", root, "--dbpath", database, "-q", "--qf", "%{VERSION}\n",
			 name, NULL };
	size_t i;

	for (i = 0; i < 2 && !collect_exists(c, "%s", databases[i]); i++)
		;
	if (i == 2 || access(RPM, X_OK) || !realpath(c->live ? "/" : c->root_path, root))
		return false;
	snprintf(database, sizeof(database), "%s", databases[i]);
	for (i = 0; names[i]; i++) {
		snprintf(name, sizeof(name), "%s", names[i]);
		if (!run(argv, out, size))
			continue;
		snprintf(where, where_size, "rpm, package %s", name);
		return true;
	}
	return false;
}

bool package_version(struct collector *c, char *out, size_t size, enum cover *cover, char *where,
		     size_t where_size, const char *const names[])
{
	*cover = COVER_NONE;
	if (ask_dpkg(c, out, size, cover, where, where_size, names))
		return true;
	*cover = COVER_NONE;
	return ask_rpm(c, out, size, where, where_size, names);
}
