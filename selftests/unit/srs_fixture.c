// SPDX-License-Identifier: GPL-2.0-only
#include "srs_fixture.h"

#include <stdio.h>
#include <stdlib.h>

#define PATH "circuits/srs/ethereum-kzg.srs"

static void fail(const char *message)
{
	fprintf(stderr, "%s: %s (run from the top of the tree)\n", PATH, message);
	exit(1);
}

void srs_fixture_file(struct zkcap_srs_file *f)
{
	static u8 data[ZKCAP_SRS_FILE_BYTES + 1];
	struct zkcap_error err = { 0 };
	FILE *in = fopen(PATH, "r");
	size_t len;

	if (!in)
		fail("cannot open");
	len = fread(data, 1, sizeof(data), in);
	fclose(in);
	if (zkcap_srs_file_parse(f, data, len, &err))
		fail(err.message);
}

const struct zkcap_srs *srs_fixture(void)
{
	static struct zkcap_srs_file file;
	static struct zkcap_srs *srs;
	struct zkcap_error err = { 0 };
	char *path;

	if (srs)
		return srs;
	path = zkcap_srs_find_tables();
	srs_fixture_file(&file);
	if (path ? zkcap_srs_map(&srs, path, file.digest, &err) :
		   zkcap_srs_derive(&srs, &file, zkcap_online_threads(), &err))
		fail(err.message);
	free(path);
	return srs;
}
