// SPDX-License-Identifier: MIT
/* zkcap ca: the authority that certifies attestation keys. */

#include <errno.h>
#include <inttypes.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "authority.h"
#include "commands.h"
#include "ek_check.h"
#include "enroll_io.h"

#define USUAL_NAME "zkcap attestation authority"
#define USUAL_DAYS 3650
#define USUAL_AK_DAYS 365
#define USUAL_LIFETIME 600

struct request {
	struct cmd *cmd;
	const char *dir, *name, *roots, *input, *output;
	uint64_t days, lifetime;
};

/* What is wrong with the request is refused; what is wrong with the call is usage. */
static int fail(const struct request *r, int rc, const struct zkcap_error *err)
{
	bool refused = rc == -EKEYREJECTED || rc == -ENOKEY || rc == -ETIMEDOUT || rc == -EDQUOT;

	return cmd_fail(r->cmd, refused ? CMD_REFUSED : CMD_USAGE, "%s", err->message);
}

static int check_number(const struct request *r, const char *what, uint64_t n)
{
	if (n && n <= 1000000)
		return 0;
	return cmd_fail(r->cmd, CMD_USAGE, "%s %" PRIu64 ": expected 1 to 1000000", what, n);
}

static int parse(struct request *r, int max_operands)
{
	int rc;

	r->cmd->into = r;
	r->lifetime = USUAL_LIFETIME;
	if (!r->days)
		r->days = USUAL_AK_DAYS;
	rc = cmd_operands(r->cmd, 0, max_operands);
	r->input = r->cmd->argc ? r->cmd->argv[0] : "-";
	if (!rc)
		rc = check_number(r, "--days", r->days);
	return rc ? rc : check_number(r, "--lifetime", r->lifetime);
}

static int show(const struct request *r, X509 *certificate)
{
	const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(certificate);
	char name[256], hex[2 * 64 + 1] = "", digest[2 * SHA256_DIGEST_LENGTH + 1];
	unsigned char md[SHA256_DIGEST_LENGTH];

	X509_NAME_oneline(X509_get_subject_name(certificate), name, sizeof(name));
	X509_digest(certificate, EVP_sha256(), md, NULL);
	if (id && ASN1_STRING_length(id) <= 64)
		cmd_hex(hex, ASN1_STRING_get0_data(id), (size_t)ASN1_STRING_length(id));
	return cmd_emit(r->cmd, json_pack("{s:s, s:s, s:s, s:s}", "directory",
					  zkcap_authority_dir(r->dir), "subject", name, "key-id",
					  hex, "sha256", cmd_hex(digest, md, sizeof(md))));
}

static int show_dir(const struct request *r)
{
	struct zkcap_authority *authority;
	struct zkcap_error err = { 0 };
	int rc = zkcap_authority_open(&authority, r->dir, &err);

	if (rc)
		return fail(r, rc, &err);
	rc = show(r, zkcap_authority_certificate(authority));
	zkcap_authority_close(authority);
	return rc;
}

static int init_run(struct cmd *cmd)
{
	struct request r = { .cmd = cmd, .name = USUAL_NAME, .days = USUAL_DAYS };
	struct zkcap_error err = { 0 };
	int rc = parse(&r, 0);

	if (rc)
		return rc;
	rc = zkcap_authority_init(r.dir, r.name, (unsigned int)r.days, &err);
	return rc ? fail(&r, rc, &err) : show_dir(&r);
}

static int show_run(struct cmd *cmd)
{
	struct request r = { .cmd = cmd };
	int rc = parse(&r, 0);

	return rc ? rc : show_dir(&r);
}

static int make_challenge(const struct request *r, struct zkcap_authority *authority,
			  X509_STORE *roots, const struct zkcap_enrol_request *request)
{
	struct zkcap_enrol_challenge challenge;
	struct zkcap_error err = { 0 };
	int rc = zkcap_authority_challenge(authority, request, roots,
					   (unsigned int)r->lifetime, &challenge, &err);

	if (rc)
		return fail(r, rc, &err);
	rc = enroll_write(r->cmd, r->output, zkcap_enrol_challenge_encode(&challenge));
	zkcap_enrol_challenge_free(&challenge);
	return rc;
}

static int challenge_with(const struct request *r, struct zkcap_authority *authority,
			  X509_STORE *roots)
{
	struct zkcap_enrol_request request;
	struct zkcap_error err = { 0 };
	cleanup_free uint8_t *text = NULL;
	size_t len;
	int rc = cmd_read_file(r->cmd, r->input, ZKCAP_ENROL_MESSAGE_MAX, &text, &len);

	if (rc)
		return rc;
	if (zkcap_enrol_request_decode(&request, (char *)text, len, &err))
		return cmd_fail(r->cmd, CMD_USAGE, "%s: %s", r->input, err.message);
	rc = make_challenge(r, authority, roots, &request);
	zkcap_enrol_request_free(&request);
	return rc;
}

static int challenge_run(struct cmd *cmd)
{
	struct request r = { .cmd = cmd, .output = "-", .roots = ENROLL_EK_ROOTS };
	struct zkcap_authority *authority;
	struct zkcap_error err = { 0 };
	X509_STORE *roots;
	int rc = parse(&r, 1);

	if (rc)
		return rc;
	rc = zkcap_authority_open(&authority, r.dir, &err);
	if (rc)
		return fail(&r, rc, &err);
	rc = zkcap_ek_roots_load(&roots, r.roots, &err);
	rc = rc ? fail(&r, rc, &err) : challenge_with(&r, authority, roots);
	X509_STORE_free(roots);
	zkcap_authority_close(authority);
	return rc;
}

static int certify_with(const struct request *r, struct zkcap_authority *authority)
{
	struct zkcap_enrol_certificate certificate;
	struct zkcap_enrol_response response;
	struct zkcap_error err = { 0 };
	uint8_t *text = NULL;
	size_t len;
	int rc = cmd_read_file(r->cmd, r->input, ZKCAP_ENROL_MESSAGE_MAX, &text, &len);

	if (rc)
		return rc;
	rc = zkcap_enrol_response_decode(&response, (char *)text, len, &err);
	explicit_bzero(text, len);
	free(text);
	if (rc)
		return cmd_fail(r->cmd, CMD_USAGE, "%s: %s", r->input, err.message);
	rc = zkcap_authority_certify(authority, &response, (unsigned int)r->days, &certificate,
				     &err);
	zkcap_enrol_response_wipe(&response);
	if (rc)
		return fail(r, rc, &err);
	rc = enroll_write(r->cmd, r->output, zkcap_enrol_certificate_encode(&certificate));
	zkcap_enrol_certificate_free(&certificate);
	return rc;
}

static int certify_run(struct cmd *cmd)
{
	struct request r = { .cmd = cmd, .output = "-" };
	struct zkcap_authority *authority;
	struct zkcap_error err = { 0 };
	int rc = parse(&r, 1);

	if (rc)
		return rc;
	rc = zkcap_authority_open(&authority, r.dir, &err);
	if (rc)
		return fail(&r, rc, &err);
	rc = certify_with(&r, authority);
	zkcap_authority_close(authority);
	return rc;
}

#define DIR_OPTION { CMD_TEXT(struct request, dir), "dir", "DIR", \
	"the authority's; $ZKCAP_CA_DIR or " ZKCAP_AUTHORITY_DIR }

static const struct cmd_option init_options[] = {
	DIR_OPTION,
	{ CMD_TEXT(struct request, name), "name", "NAME", "common name; " USUAL_NAME },
	{ CMD_NUMBER(struct request, days), "days", "N", "until its certificate expires; 3650" },
	{ 0 },
};

static const struct cmd_option show_options[] = {
	DIR_OPTION,
	{ 0 },
};

static const struct cmd_option challenge_options[] = {
	DIR_OPTION,
	{ CMD_TEXT(struct request, roots), "ek-roots", "PATH",
	  "certificates of TPM vendors, a file or a directory; " ENROLL_EK_ROOTS },
	{ CMD_NUMBER(struct request, lifetime), "lifetime", "SECONDS",
	  "how long the challenge is good for; 600" },
	{ CMD_TEXT(struct request, output) | CMD_LETTER('o'), "output", "CHALLENGE",
	  "where to write it; standard output" },
	{ 0 },
};

static const struct cmd_option certify_options[] = {
	DIR_OPTION,
	{ CMD_NUMBER(struct request, days), "days", "N", "until the certificate expires; 365" },
	{ CMD_TEXT(struct request, output) | CMD_LETTER('o'), "output", "CERTIFICATE",
	  "where to write it; standard output" },
	{ 0 },
};

static const struct cmd_verb verbs[] = {
	{
		.name = "init",
		.synopsis = "[--dir DIR] [--name NAME] [--days N]",
		.summary = "make an authority: a key and a certificate",
		.details = "The key stays in the directory, readable by its owner only.  authority.der there is\n"
			   "what a host's trust policy names.  Needs no TPM, and no machine that has one.",
		.options = init_options,
		.run = init_run,
	},
	{
		.name = "show",
		.synopsis = "[--dir DIR]",
		.summary = "show the authority's certificate",
		.options = show_options,
		.run = show_run,
	},
	{
		.name = "challenge",
		.synopsis = "[--ek-roots PATH] [-o CHALLENGE] [REQUEST]",
		.summary = "check a platform's keys and seal a secret for its TPM",
		.details = "REQUEST is what 'zkcap enroll request' wrote, standard input if it is not given.  The\n"
			   "endorsement key's certificate has to lead to one of the vendors in --ek-roots, the\n"
			   "attestation key has to be one that only ever signs what its TPM says of itself.\n"
			   "Exit code 1 and the reason if not.",
		.options = challenge_options,
		.run = challenge_run,
	},
	{
		.name = "certify",
		.synopsis = "[--days N] [-o CERTIFICATE] [RESPONSE]",
		.summary = "issue the certificate for who opened the challenge",
		.details = "RESPONSE is what 'zkcap enroll activate' wrote, standard input if it is not given.  Each\n"
			   "challenge is good for one certificate.",
		.options = certify_options,
		.run = certify_run,
	},
	{ 0 },
};

const struct cmd_noun cmd_ca = {
	.name = "ca",
	.summary = "certify attestation keys: the authority's side of enrolment",
	.verbs = verbs,
};
