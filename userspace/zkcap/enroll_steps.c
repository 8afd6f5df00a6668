// SPDX-License-Identifier: MIT
/* The platform's steps of an enrolment. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ak_store.h"
#include "crypto_error.h"
#include "enroll_io.h"
#include "enroll_local.h"
#include "tpm_template.h"

static int out_of_memory(const struct enroll_options *o)
{
	return cmd_fail(o->cmd, CMD_USAGE, "out of memory");
}

/* A certificate that the vendor gives by other ways than the TPM's memory */
static int read_certificate(const struct enroll_options *o, struct zkcap_tpm_ek *ek)
{
	const struct tpm_ek_template *t = tpm_ek_template(o->ek);

	memset(ek, 0, sizeof(*ek));
	if (!t)
		return cmd_fail(o->cmd, CMD_USAGE,
				"--ek %s: expected rsa2048, ecc-p256, rsa2048-high, ecc-p256-high or ecc-p384",
				o->ek);
	ek->kind = t->kind;
	return cmd_read_file(o->cmd, o->ek_certificate, ZKCAP_TPM_CERTIFICATE_MAX,
			     &ek->certificate.data, &ek->certificate.len);
}

static int describe(struct zkcap_tpm *tpm, char *out, size_t size, struct zkcap_error *err)
{
	struct zkcap_tpm_properties p;
	int rc = zkcap_tpm_properties(tpm, &p, err);

	if (!rc)
		snprintf(out, size, "%s %s", p.manufacturer, p.model);
	return rc;
}

static int make_key(const struct enroll_options *o, struct zkcap_enrol_request *request,
		    struct zkcap_ak_stored *stored)
{
	struct zkcap_error err = { 0 };
	struct zkcap_tpm *tpm;
	int rc = zkcap_tpm_open(&tpm, o->tcti, &err);

	if (rc)
		return enroll_tpm_fail(o->cmd, rc, &err);
	rc = describe(tpm, request->tpm, sizeof(request->tpm), &err);
	if (!rc && !o->ek_certificate)
		rc = zkcap_tpm_ek_read(tpm, o->ek, &request->ek, &err);
	if (!rc)
		rc = zkcap_tpm_ak_create(tpm, o->algorithm, &stored->ak, &err);
	zkcap_tpm_close(tpm);
	return rc ? enroll_tpm_fail(o->cmd, rc, &err) : 0;
}

static int copy(struct zkcap_tpm_bytes *to, const uint8_t *data, size_t len)
{
	to->data = malloc(len + 1);
	if (!to->data)
		return -ENOMEM;
	memcpy(to->data, data, len);
	to->len = len;
	return 0;
}

static int fill_and_keep(const struct enroll_options *o, struct zkcap_enrol_request *request,
			 struct zkcap_ak_stored *stored)
{
	struct zkcap_error err = { 0 };
	int rc;

	snprintf(stored->ek, sizeof(stored->ek), "%s", request->ek.kind);
	if (copy(&request->ak_public, stored->ak.public_area, stored->ak.public_len) ||
	    copy(&request->ak_name, stored->ak.name, stored->ak.name_len))
		return out_of_memory(o);
	rc = zkcap_ak_save_pending(stored, o->ak_dir, &err);
	return rc ? cmd_fail(o->cmd, CMD_USAGE, "%s", err.message) : 0;
}

int enroll_request(const struct enroll_options *o, struct zkcap_enrol_request *request)
{
	struct zkcap_ak_stored stored = { 0 };
	int rc = 0;

	memset(request, 0, sizeof(*request));
	if (o->ek_certificate)
		rc = read_certificate(o, &request->ek);
	if (!rc)
		rc = make_key(o, request, &stored);
	if (!rc)
		rc = fill_and_keep(o, request, &stored);
	zkcap_ak_free(&stored);
	if (rc)
		zkcap_enrol_request_free(request);
	return rc;
}

static int open_credential(const struct enroll_options *o, const struct zkcap_ak_stored *stored,
			   const struct zkcap_enrol_challenge *challenge,
			   struct zkcap_enrol_response *response)
{
	struct zkcap_tpm_bytes secret = { 0 };
	struct zkcap_error err = { 0 };
	struct zkcap_tpm *tpm;
	int rc = zkcap_tpm_open(&tpm, o->tcti, &err);

	if (!rc) {
		rc = zkcap_tpm_activate(tpm, stored->ek, &stored->ak, &challenge->credential,
					&challenge->seed, &secret, &err);
		zkcap_tpm_close(tpm);
	}
	if (!rc && secret.len != sizeof(response->secret))
		rc = zkcap_error_set(&err, -EBADMSG, "the credential holds %zu bytes: expected %zu",
				     secret.len, sizeof(response->secret));
	if (!rc)
		memcpy(response->secret, secret.data, secret.len);
	if (secret.data)
		explicit_bzero(secret.data, secret.len);
	zkcap_tpm_bytes_free(&secret);
	return rc ? enroll_tpm_fail(o->cmd, rc, &err) : 0;
}

int enroll_activate(const struct enroll_options *o, const struct zkcap_enrol_challenge *challenge,
		    struct zkcap_enrol_response *response)
{
	struct zkcap_ak_stored stored;
	struct zkcap_error err = { 0 };
	int rc;

	memset(response, 0, sizeof(*response));
	memcpy(response->id, challenge->id, sizeof(response->id));
	if (zkcap_ak_load(&stored, o->ak_dir, true, &err))
		return cmd_fail(o->cmd, CMD_USAGE, "%s", err.message);
	if (challenge->ak_name.len != stored.ak.name_len ||
	    memcmp(challenge->ak_name.data, stored.ak.name, stored.ak.name_len) != 0)
		rc = cmd_fail(o->cmd, CMD_REFUSED,
			      "the challenge is for another attestation key than the pending one");
	else
		rc = open_credential(o, &stored, challenge, response);
	zkcap_ak_free(&stored);
	return rc;
}

int enroll_install(const struct enroll_options *o, struct zkcap_enrol_certificate *certificate)
{
	struct zkcap_ak_stored stored;
	struct zkcap_error err = { 0 };
	int rc;

	if (zkcap_ak_load(&stored, o->ak_dir, true, &err))
		return cmd_fail(o->cmd, CMD_USAGE, "%s", err.message);
	stored.certificate = certificate->certificate;
	stored.authority = certificate->authority;
	memset(certificate, 0, sizeof(*certificate));
	rc = zkcap_ak_install(&stored, o->ak_dir, &err);
	zkcap_ak_free(&stored);
	if (rc)
		return cmd_fail(o->cmd, rc == -EKEYREJECTED ? CMD_REFUSED : CMD_USAGE, "%s",
				err.message);
	return 0;
}

static int print(const struct enroll_options *o, const struct zkcap_ak_stored *s, X509 *certificate)
{
	char id[2 * ZKCAP_AK_ID + 1], issuer[256], expires[32] = "";
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	struct tm tm;

	X509_NAME_oneline(X509_get_issuer_name(certificate), issuer, sizeof(issuer));
	if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm))
		strftime(expires, sizeof(expires), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return cmd_emit(o->cmd, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "key-id",
					  cmd_hex(id, s->id, sizeof(s->id)), "algorithm",
					  key && EVP_PKEY_is_a(key, "EC") ? "ecdsa-p256" :
					  "rsassa-2048", "endorsement-key", s->ek,
					  "issuer", issuer,
					  "expires", expires,
					  "directory", zkcap_ak_dir(o->ak_dir)));
}

int enroll_show(const struct enroll_options *o)
{
	struct zkcap_ak_stored stored;
	struct zkcap_error err = { 0 };
	X509 *certificate;
	int rc;

	if (zkcap_ak_load(&stored, o->ak_dir, false, &err))
		return cmd_fail(o->cmd, CMD_USAGE, "%s", err.message);
	certificate = crypto_certificate(stored.certificate.data, stored.certificate.len);
	rc = certificate ? print(o, &stored, certificate) : out_of_memory(o);
	X509_free(certificate);
	zkcap_ak_free(&stored);
	return rc;
}
