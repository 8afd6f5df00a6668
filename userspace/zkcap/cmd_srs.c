// SPDX-License-Identifier: MIT
/* zkcap srs: the reference string that proofs use. */

#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "srs.h"
#include "srs_open.h"

/* The operand, or NULL for the shipped file */
static const char *operand(const struct cmd *cmd)
{
	return cmd->argc ? cmd->argv[0] : NULL;
}

/* Reads "-o FILE" and the operands of a verb that has no other option */
static int parse_output(struct cmd *cmd, const char **output, int min)
{
	int c, rc;

	*output = NULL;
	while ((c = cmd_getopt(cmd)) == 'o')
		*output = cmd->arg;
	if (c != CMD_OPT_END)
		return CMD_USAGE;
	rc = cmd_operands(cmd, min, 1);
	if (!rc && !*output)
		rc = cmd_fail(cmd, CMD_USAGE, "no output: expected -o FILE");
	return rc;
}

static json_t *describe(const struct zkcap_srs_file *file)
{
	char source[65], digest[65];

	cmd_hex(source, file->source, 32);
	cmd_hex(digest, file->digest, 32);
	return json_pack("{s:s, s:s, s:i, s:i, s:b}", "sha256", digest, "text_sha256", source,
			 "g1_powers", ZKCAP_SRS_G1_POWERS, "g2_powers", ZKCAP_SRS_G2_POWERS,
			 "used-by-verifier", !memcmp(file->digest, zk_srs_const.digest, 32));
}

static int show_run(struct cmd *cmd)
{
	cleanup_free struct zkcap_srs_file *file = malloc(sizeof(*file));
	int rc = cmd_operands(cmd, 0, 1);

	if (rc)
		return rc;
	if (!file)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	rc = cmd_read_srs(cmd, operand(cmd), file);
	return rc ? rc : cmd_emit(cmd, describe(file));
}

/* The prover's tables, made again, must be those in use */
static int verify_tables(const struct cmd *cmd, const struct zkcap_srs_file *file)
{
	struct zkcap_srs *used, *fresh;
	struct zkcap_error err = { 0 };
	size_t len;
	bool same;
	int rc = cmd_open_srs(cmd, &used);

	if (rc)
		return rc;
	if (zkcap_srs_derive(&fresh, file, zkcap_online_threads(), &err)) {
		zkcap_srs_free(used);
		return cmd_fail(cmd, CMD_REFUSED, "%s", err.message);
	}
	same = !memcmp(zkcap_srs_image(used, &len), zkcap_srs_image(fresh, &len), len);
	zkcap_srs_free(used);
	zkcap_srs_free(fresh);
	return same ? 0 : cmd_fail(cmd, CMD_REFUSED,
				   "the prover's tables do not come from this reference string");
}

static int verify_run(struct cmd *cmd)
{
	cleanup_free struct zkcap_srs_file *file = malloc(sizeof(*file));
	struct zkcap_error err = { 0 };
	json_t *result;
	int rc = cmd_operands(cmd, 0, 1);

	if (rc)
		return rc;
	if (!file)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	rc = cmd_read_srs(cmd, operand(cmd), file);
	if (rc)
		return rc;
	if (zkcap_srs_file_verify(file, &zkcap_rand_system, &err))
		return cmd_fail(cmd, CMD_REFUSED, "%s", err.message);
	if (!memcmp(file->digest, zk_srs_const.digest, 32)) {
		rc = verify_tables(cmd, file);
		if (rc)
			return rc;
	}
	result = describe(file);
	json_object_set_new(result, "verified", json_true());
	return cmd_emit(cmd, result);
}

static int import_run(struct cmd *cmd)
{
	cleanup_free struct zkcap_srs_file *file = malloc(sizeof(*file));
	cleanup_free uint8_t *text = NULL;
	struct zkcap_error err = { 0 };
	const char *output;
	size_t len;
	int rc = parse_output(cmd, &output, 1);

	if (rc)
		return rc;
	if (!file)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	rc = cmd_read_file(cmd, cmd->argv[0], ZKCAP_SRS_TEXT_MAX, &text, &len);
	if (rc)
		return rc;
	if (zkcap_srs_file_import(file, (const char *)text, len, &err))
		return cmd_fail(cmd, CMD_USAGE, "%s: %s", cmd->argv[0], err.message);
	if (zkcap_srs_file_verify(file, &zkcap_rand_system, &err))
		return cmd_fail(cmd, CMD_REFUSED, "%s: %s", cmd->argv[0], err.message);
	rc = cmd_write_file(cmd, output, file->bytes, sizeof(file->bytes), 0644);
	return rc ? rc : cmd_emit(cmd, describe(file));
}

static int tables_run(struct cmd *cmd)
{
	cleanup_free struct zkcap_srs_file *file = malloc(sizeof(*file));
	struct zkcap_error err = { 0 };
	struct zkcap_srs *srs;
	const char *output;
	const void *image;
	size_t len;
	int rc = parse_output(cmd, &output, 0);

	if (rc)
		return rc;
	if (!file)
		return cmd_fail(cmd, CMD_USAGE, "out of memory");
	rc = cmd_read_srs(cmd, operand(cmd), file);
	if (rc)
		return rc;
	if (zkcap_srs_derive(&srs, file, zkcap_online_threads(), &err))
		return cmd_fail(cmd, CMD_USAGE, "%s", err.message);
	image = zkcap_srs_image(srs, &len);
	rc = cmd_write_file(cmd, output, image, len, 0644);
	zkcap_srs_free(srs);
	return rc;
}

static const struct cmd_option output_options[] = {
	{ 'o', "output", "FILE", "where to write" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.name = "verify",
		.synopsis = "[FILE]",
		.summary = "check that a reference string is made of powers of one secret",
		.details = "Decodes every point with its subgroup check, and checks each power against\n"
			   "the one before it, all at once, by pairings with random weights.  For the\n"
			   "shipped one, also makes the prover's tables again and compares them.",
		.run = verify_run,
	},
	{
		.name = "show",
		.synopsis = "[FILE]",
		.summary = "describe a reference string",
		.run = show_run,
	},
	{
		.name = "import",
		.synopsis = "TEXT -o FILE",
		.summary = "convert and check the ceremony's text form",
		.options = output_options,
		.run = import_run,
	},
	{
		.name = "tables",
		.synopsis = "[FILE] -o TABLES",
		.summary = "make the prover's tables",
		.details = "They depend on the machine's architecture and on the version, and can be made\n"
			   "again at any time.",
		.options = output_options,
		.run = tables_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_srs = {
	.name = "srs",
	.summary = "check, describe and convert the reference string",
	.verbs = verbs,
};
