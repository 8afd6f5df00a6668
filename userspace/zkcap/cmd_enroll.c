// SPDX-License-Identifier: MIT
/* zkcap enroll: the platform's side of enrolment. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ak_store.h"
#include "commands.h"
#include "enroll_io.h"
#include "enroll_local.h"

struct call {
	struct cmd *cmd;
	struct enroll_options o;
	const char *algorithm, *input, *output;
};

static int set_algorithm(struct call *c)
{
	if (!c->algorithm)
		return 0;
	if (!strcmp(c->algorithm, "rsa"))
		c->o.algorithm = ZKCAP_TPM_AK_RSA;
	else if (!strcmp(c->algorithm, "ecc"))
		c->o.algorithm = ZKCAP_TPM_AK_ECC;
	else
		return cmd_fail(c->cmd, CMD_USAGE, "--ak %s: expected rsa or ecc", c->algorithm);
	return 0;
}

static int parse(struct call *c, int max_operands)
{
	int rc;

	c->o.cmd = c->cmd;
	c->output = "-";
	c->cmd->into = c;
	rc = cmd_operands(c->cmd, 0, max_operands);
	c->input = c->cmd->argc ? c->cmd->argv[0] : "-";
	if (!rc)
		rc = set_algorithm(c);
	if (!rc && c->o.ek_certificate && !c->o.ek)
		rc = cmd_fail(c->cmd, CMD_USAGE, "--ek-certificate: expected --ek KIND with it");
	return rc;
}

static int request_run(struct cmd *cmd)
{
	struct call c = { .cmd = cmd };
	struct zkcap_enrol_request request;
	int rc = parse(&c, 0);

	if (!rc)
		rc = enroll_request(&c.o, &request);
	if (rc)
		return rc;
	rc = enroll_write(cmd, c.output, zkcap_enrol_request_encode(&request));
	zkcap_enrol_request_free(&request);
	return rc;
}

static int activate_run(struct cmd *cmd)
{
	struct call c = { .cmd = cmd };
	struct zkcap_enrol_challenge challenge;
	struct zkcap_enrol_response response;
	struct zkcap_error err = { 0 };
	cleanup_free uint8_t *text = NULL;
	size_t len;
	int rc = parse(&c, 1);

	if (!rc)
		rc = cmd_read_file(cmd, c.input, ZKCAP_ENROL_MESSAGE_MAX, &text, &len);
	if (rc)
		return rc;
	if (zkcap_enrol_challenge_decode(&challenge, (char *)text, len, &err))
		return cmd_fail(cmd, CMD_USAGE, "%s: %s", c.input, err.message);
	rc = enroll_activate(&c.o, &challenge, &response);
	zkcap_enrol_challenge_free(&challenge);
	if (!rc)
		rc = enroll_write(cmd, c.output, zkcap_enrol_response_encode(&response));
	zkcap_enrol_response_wipe(&response);
	return rc;
}

static int install_run(struct cmd *cmd)
{
	struct call c = { .cmd = cmd };
	struct zkcap_enrol_certificate certificate;
	struct zkcap_error err = { 0 };
	cleanup_free uint8_t *text = NULL;
	size_t len;
	int rc = parse(&c, 1);

	if (!rc)
		rc = cmd_read_file(cmd, c.input, ZKCAP_ENROL_MESSAGE_MAX, &text, &len);
	if (rc)
		return rc;
	if (zkcap_enrol_certificate_decode(&certificate, (char *)text, len, &err))
		return cmd_fail(cmd, CMD_USAGE, "%s: %s", c.input, err.message);
	rc = enroll_install(&c.o, &certificate);
	zkcap_enrol_certificate_free(&certificate);
	return rc ? rc : enroll_show(&c.o);
}

static int local_run(struct cmd *cmd)
{
	struct call c = { .cmd = cmd };
	int rc = parse(&c, 0);

	if (!rc)
		rc = enroll_local(&c.o);
	return rc ? rc : enroll_show(&c.o);
}

static int show_run(struct cmd *cmd)
{
	struct call c = { .cmd = cmd };
	int rc = parse(&c, 0);

	return rc ? rc : enroll_show(&c.o);
}

#define TCTI_OPTION { CMD_TEXT(struct call, o.tcti), "tcti", "TCTI", \
	"where the TPM is, as tpm2-tss names it; $ZKCAP_TCTI or device:/dev/tpmrm0" }
#define AK_DIR_OPTION { CMD_TEXT(struct call, o.ak_dir), "ak-dir", "DIR", \
	"where the key is kept; $ZKCAP_AK_DIR or " ZKCAP_AK_DIR }
#define EK_OPTION { CMD_TEXT(struct call, o.ek), "ek", "KIND", \
	"endorsement key: rsa2048, ecc-p256, ecc-p384, ...; the first that has a certificate" }
#define EK_CERTIFICATE_OPTION { CMD_TEXT(struct call, o.ek_certificate), "ek-certificate", "FILE", \
	"its certificate in DER, if it is not in the TPM" }
#define AK_OPTION { CMD_TEXT(struct call, algorithm), "ak", "rsa|ecc", \
	"attestation key: RSA-2048, or P-256 where the host's kernel has ECDSA; rsa" }

static const struct cmd_option request_options[] = {
	TCTI_OPTION,
	AK_DIR_OPTION,
	EK_OPTION,
	EK_CERTIFICATE_OPTION,
	AK_OPTION,
	{ CMD_TEXT(struct call, output) | CMD_LETTER('o'), "output", "REQUEST",
	  "where to write it; standard output" },
	{ 0 },
};

static const struct cmd_option activate_options[] = {
	TCTI_OPTION,
	AK_DIR_OPTION,
	{ CMD_TEXT(struct call, output) | CMD_LETTER('o'), "output", "RESPONSE",
	  "where to write it; standard output" },
	{ 0 },
};

static const struct cmd_option install_options[] = {
	AK_DIR_OPTION,
	{ 0 },
};

static const struct cmd_option local_options[] = {
	TCTI_OPTION,
	AK_DIR_OPTION,
	EK_OPTION,
	EK_CERTIFICATE_OPTION,
	AK_OPTION,
	{ CMD_TEXT(struct call, o.ca_dir), "ca-dir", "DIR",
	  "of the authority, made if there is none; see zkcap ca" },
	{ CMD_TEXT(struct call, o.roots), "ek-roots", "PATH",
	  "certificates of TPM vendors; " ENROLL_EK_ROOTS },
	{ CMD_FLAG(struct call, o.trust_this), "trust-this-tpm", NULL,
	  "take this TPM's endorsement key for good without its vendor" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.name = "request",
		.synopsis = "[--tcti TCTI] [--ek KIND] [--ak rsa|ecc] [-o REQUEST]",
		.summary = "make an attestation key and ask an authority to certify it",
		.details = "The key is kept as pending until its certificate is installed; a key in use stays in\n"
			   "use until then.  Nothing stays in the TPM.",
		.options = request_options,
		.run = request_run,
	},
	{
		.name = "activate",
		.synopsis = "[--tcti TCTI] [-o RESPONSE] [CHALLENGE]",
		.summary = "open what the authority sealed for this TPM",
		.details = "CHALLENGE is what 'zkcap ca challenge' wrote, standard input if it is not given.  Only\n"
			   "the TPM that has both the endorsement key and the attestation key can open it.",
		.options = activate_options,
		.run = activate_run,
	},
	{
		.name = "install",
		.synopsis = "[CERTIFICATE]",
		.summary = "put the pending key and its certificate in use",
		.details = "CERTIFICATE is what 'zkcap ca certify' wrote, standard input if it is not given.",
		.options = install_options,
		.run = install_run,
	},
	{
		.name = "--local",
		.synopsis = "[--tcti TCTI] [--ek-roots PATH|--trust-this-tpm] [--ak rsa|ecc]",
		.summary = "do all of it on this machine, with an authority of its own",
		.details = "For a host that attests to itself.  A virtual machine's key is to be certified by its\n"
			   "host's authority instead: with request, activate and install.",
		.options = local_options,
		.run = local_run,
	},
	{
		.name = "show",
		.synopsis = "[--ak-dir DIR]",
		.summary = "show the attestation key in use",
		.options = install_options,
		.run = show_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_enroll = {
	.name = "enroll",
	.summary = "get this platform's attestation key certified",
	.verbs = verbs,
};
