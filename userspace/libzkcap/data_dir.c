// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "data_dir.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef ZKCAP_DATADIR
#error "the makefile says where data files are installed"
#endif

/* circuits/ of the source tree when the tool runs as <tree>/<build>/bin/zkcap, or NULL. */
static char *build_tree_dir(void)
{
	char exe[PATH_MAX];
	char *dir = NULL;
	struct stat st;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	int up;

	if (n < 0)
		return NULL;
	exe[n] = '\0';
	/* The build directory may be nested (build/asan): look a few levels up. */
	for (up = 0; up < 5; up++) {
		char *slash = strrchr(exe, '/');

		if (!slash || slash == exe)
			return NULL;
		*slash = '\0';
		if (asprintf(&dir, "%s/circuits/attributes.yaml", exe) < 0)
			return NULL;
		if (stat(dir, &st) == 0) {
			*strrchr(dir, '/') = '\0';
			return dir;
		}
		free(dir);
	}
	return NULL;
}

char *zkcap_data_dir(const char *given)
{
	char *tree;

	if (!given)
		given = secure_getenv("ZKCAP_DATADIR");
	if (given)
		return strdup(given);
	tree = build_tree_dir();
	return tree ? tree : strdup(ZKCAP_DATADIR);
}
