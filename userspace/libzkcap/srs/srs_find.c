// SPDX-License-Identifier: MIT
/* Where a program finds the tables while it is not installed. */

#define _GNU_SOURCE
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "srs_tables.h"

/* <build>/bin/zkcap, <build>/unit/x_test, <build>/asan/unit/x_test */
#define LEVELS 3

char *zkcap_srs_find_tables(void)
{
	char exe[PATH_MAX], *slash, *path;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	int up;

	if (n < 0)
		return NULL;
	exe[n] = '\0';
	for (up = 0; up <= LEVELS; up++) {
		slash = strrchr(exe, '/');
		if (!slash)
			return NULL;
		*slash = '\0';
		if (asprintf(&path, "%s/srs/ethereum-kzg.tables", exe) < 0)
			return NULL;
		if (!access(path, R_OK))
			return path;
		free(path);
	}
	return NULL;
}
