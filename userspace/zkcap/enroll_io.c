// SPDX-License-Identifier: MIT
/* What the two sides of an enrolment share on the command line. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "enroll_io.h"

int enroll_write(const struct cmd *cmd, const char *path, json_t *message)
{
	char *text = NULL;
	size_t len;
	int rc;

	if (message) {
		text = json_dumps(message, JSON_INDENT(2));
		json_decref(message);
	}
	if (!text)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	len = strlen(text);
	text[len] = '\n'; /* in place of the NUL */
	rc = cmd_write_file(cmd, path, text, len + 1, 0600);
	/* A response has a secret in it. */
	explicit_bzero(text, len + 1);
	free(text);
	return rc;
}

int enroll_tpm_fail(const struct cmd *cmd, int rc, const struct zkcap_error *err)
{
	int code = CMD_TPM;

	if (rc == -EKEYREJECTED || rc == -EBADMSG)
		code = CMD_REFUSED;
	else if (rc == -EINVAL || rc == -EFBIG)
		code = CMD_USAGE;
	return cmd_fail(cmd, code, "%s", err->message);
}
