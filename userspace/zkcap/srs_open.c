// SPDX-License-Identifier: MIT
/* Finding the reference string and the tables made from it. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "srs.h"
#include "srs_open.h"

#define SRS_NAME "srs/ethereum-kzg.srs"
#define TABLES_NAME "srs/ethereum-kzg.tables"

int cmd_read_srs(const struct cmd *cmd, const char *path, struct zkcap_srs_file *file)
{
	cleanup_free char *shipped = NULL;
	cleanup_free uint8_t *data = NULL;
	struct zkcap_error err = { 0 };
	size_t len;
	int rc;

	if (!path) {
		path = shipped = cmd_data_path(cmd, SRS_NAME);
		if (!path)
			return cmd_fail(cmd, CMD_USAGE, "out of memory");
	}
	rc = cmd_read_file(cmd, path, ZKCAP_SRS_FILE_BYTES, &data, &len);
	if (rc)
		return rc;
	if (zkcap_srs_file_parse(file, data, len, &err))
		return cmd_fail(cmd, CMD_USAGE, "%s: %s", path, err.message);
	return 0;
}

static int derive(const struct cmd *cmd, struct zkcap_srs **out)
{
	cleanup_free struct zkcap_srs_file *file = malloc(sizeof(*file));
	struct zkcap_error err = { 0 };
	int rc;

	if (!file)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	rc = cmd_read_srs(cmd, NULL, file);
	if (rc)
		return rc;
	if (memcmp(file->digest, zk_srs_const.digest, sizeof(file->digest)))
		return cmd_fail(cmd, CMD_USAGE,
				"the reference string is not the one that the verifier uses");
	if (zkcap_srs_derive(out, file, zkcap_online_threads(), &err))
		return cmd_fail(cmd, CMD_USAGE, "%s", err.message);
	return 0;
}

int cmd_open_srs(const struct cmd *cmd, struct zkcap_srs **out)
{
	cleanup_free char *found = NULL;
	const char *path = getenv("ZKCAP_SRS_TABLES");
	struct zkcap_error err = { 0 };

	if (!path)
		path = found = zkcap_srs_find_tables();
	if (!path) {
		path = found = cmd_data_path(cmd, TABLES_NAME);
		if (!path || access(path, R_OK))
			return derive(cmd, out);
	}
	if (zkcap_srs_map(out, path, zk_srs_const.digest, &err))
		return cmd_fail(cmd, CMD_USAGE, "%s; remake it with: zkcap srs tables -o %s",
				err.message, path);
	return 0;
}
