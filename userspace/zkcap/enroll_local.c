// SPDX-License-Identifier: MIT
/* Both sides of an enrolment on one machine. */

#include <errno.h>

#include "authority.h"
#include "crypto_error.h"
#include "ek_check.h"
#include "enroll_io.h"
#include "enroll_local.h"

#define AUTHORITY_NAME "zkcap local authority"
#define AUTHORITY_DAYS 3650
#define AK_DAYS 3650
#define LIFETIME 600

static int fail(const struct enroll_options *o, int rc, const struct zkcap_error *err)
{
	return cmd_fail(o->cmd, rc == -EKEYREJECTED ? CMD_REFUSED : CMD_USAGE, "%s",
			err->message);
}

/* The certificate itself as what is trusted: there is no chain to check then. */
static int trust_this(const struct zkcap_enrol_request *request, X509_STORE **store,
		      struct zkcap_error *err)
{
	X509 *certificate = crypto_certificate(request->ek.certificate.data,
					       request->ek.certificate.len);
	int rc = 0;

	*store = X509_STORE_new();
	if (!certificate || !*store || !X509_STORE_add_cert(*store, certificate))
		rc = crypto_error(err, -EKEYREJECTED,
				  "the endorsement key's certificate is not one in DER");
	X509_free(certificate);
	return rc;
}

static int open_roots(const struct enroll_options *o, const struct zkcap_enrol_request *request,
		      X509_STORE **store)
{
	struct zkcap_error err = { 0 };
	int rc;

	if (o->trust_this) {
		rc = trust_this(request, store, &err);
	} else {
		rc = zkcap_ek_roots_load(store, o->roots ? o->roots : ENROLL_EK_ROOTS, &err);
		if (rc == -ENOENT && !o->roots)
			return cmd_fail(o->cmd, CMD_USAGE,
					"%s (or --ek-roots PATH, or --trust-this-tpm to do without)",
					err.message);
	}
	return rc ? fail(o, rc, &err) : 0;
}

static int open_authority(const struct enroll_options *o, struct zkcap_authority **authority)
{
	struct zkcap_error err = { 0 };
	int rc = zkcap_authority_open(authority, o->ca_dir, &err);

	if (rc == -ENOENT) {
		rc = zkcap_authority_init(o->ca_dir, AUTHORITY_NAME, AUTHORITY_DAYS, &err);
		if (!rc)
			rc = zkcap_authority_open(authority, o->ca_dir, &err);
	}
	return rc ? fail(o, rc, &err) : 0;
}

/* The platform's TPM opens what this machine's authority sealed. */
static int answer(const struct enroll_options *o, struct zkcap_authority *authority,
		  const struct zkcap_enrol_challenge *challenge)
{
	struct zkcap_enrol_certificate certificate;
	struct zkcap_enrol_response response;
	struct zkcap_error err = { 0 };
	int rc = enroll_activate(o, challenge, &response);

	if (!rc) {
		rc = zkcap_authority_certify(authority, &response, AK_DAYS, &certificate, &err);
		if (rc) {
			rc = fail(o, rc, &err);
		} else {
			rc = enroll_install(o, &certificate);
			zkcap_enrol_certificate_free(&certificate);
		}
	}
	zkcap_enrol_response_wipe(&response);
	return rc;
}

static int enrol_with(const struct enroll_options *o, struct zkcap_authority *authority,
		      const struct zkcap_enrol_request *request)
{
	struct zkcap_enrol_challenge challenge;
	struct zkcap_error err = { 0 };
	X509_STORE *roots = NULL;
	int rc = open_roots(o, request, &roots);

	if (!rc) {
		rc = zkcap_authority_challenge(authority, request, roots, LIFETIME, &challenge,
					       &err);
		if (rc) {
			rc = fail(o, rc, &err);
		} else {
			rc = answer(o, authority, &challenge);
			zkcap_enrol_challenge_free(&challenge);
		}
	}
	X509_STORE_free(roots);
	return rc;
}

int enroll_local(const struct enroll_options *o)
{
	struct zkcap_authority *authority = NULL;
	struct zkcap_enrol_request request;
	int rc = enroll_request(o, &request);

	if (rc)
		return rc;
	rc = open_authority(o, &authority);
	if (!rc)
		rc = enrol_with(o, authority, &request);
	zkcap_authority_close(authority);
	zkcap_enrol_request_free(&request);
	return rc;
}
