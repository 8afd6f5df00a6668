// SPDX-License-Identifier: MIT
/* What the commands that measure share. */

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "measuring.h"

#define PROGRESS_AFTER_MS 1000

int measuring_schema(const struct cmd *cmd, const struct measuring *m,
		     struct zkcap_schema *schema)
{
	cleanup_free char *shipped = NULL;
	struct zkcap_error err = { 0 };
	const char *path = m->schema_path;

	if (!path)
		path = shipped = cmd_data_path(cmd, "attributes.yaml");
	if (!path)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	if (zkcap_schema_load(schema, path, &err))
		return cmd_fail(cmd, CMD_USAGE, "%s", err.message);
	return 0;
}

static u64 now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000 + (u64)t.tv_nsec / 1000000;
}

/* One line, drawn again, and only for who waits in front of a terminal */
struct progress {
	u64 start;
	u64 drawn;
};

static void progress(void *ctx, const char *path, u64 done, u64 total)
{
	struct progress *p = ctx;
	u64 now = now_ms();

	if (!isatty(STDERR_FILENO) || now - p->start < PROGRESS_AFTER_MS || now - p->drawn < 100)
		return;
	p->drawn = now;
	fprintf(stderr, "\r\033[Khashing %s: %3u%%", path,
		total ? (unsigned int)(100 * done / total) : 100);
}

/* Closed before anything is hashed: signals are held back while it is open */
static int ask_tpm(const struct cmd *cmd, const struct measuring *m, bool need, bool *asked,
		   struct zkcap_tpm_properties *properties)
{
	struct zkcap_error err = { 0 };
	struct zkcap_tpm *tpm;
	int rc;

	*asked = false;
	if (m->no_tpm)
		return 0;
	rc = zkcap_tpm_open(&tpm, m->tcti, &err);
	if (rc == -ENXIO && !need)
		return 0;
	if (!rc) {
		rc = zkcap_tpm_properties(tpm, properties, &err);
		zkcap_tpm_close(tpm);
	}
	if (rc)
		return cmd_fail(cmd, CMD_TPM, "%s", err.message);
	*asked = true;
	return 0;
}

int measuring_collect(const struct cmd *cmd, const struct measuring *m, bool need_tpm,
		      const struct zkcap_schema *schema, struct zkcap_facts *facts)
{
	struct progress state = { .start = now_ms() };
	struct zkcap_measure_options options = {
		.root = m->root,
		.progress = progress,
		.ctx = &state,
	};
	struct zkcap_tpm_properties properties;
	struct zkcap_error err = { 0 };
	bool asked;
	int rc;

	rc = ask_tpm(cmd, m, need_tpm, &asked, &properties);
	if (rc)
		return rc;
	options.tpm = asked ? &properties : NULL;
	rc = zkcap_measure_collect(facts, schema, &options, &err);
	if (state.drawn)
		fputs("\r\033[K", stderr);
	return rc ? cmd_fail(cmd, CMD_TPM, "%s", err.message) : 0;
}
