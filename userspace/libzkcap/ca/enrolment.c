// SPDX-License-Identifier: MIT
/* The four messages of an enrolment. */

#include <errno.h>
#include <string.h>

#include "enrolment.h"
#include "hexjson.h"
#include "tpm_template.h"

#define REQUEST "zkcap-enrolment-request"
#define CHALLENGE "zkcap-enrolment-challenge"
#define RESPONSE "zkcap-enrolment-response"
#define CERTIFICATE "zkcap-enrolment-certificate"

/* Hash algorithm and digest */
#define NAME_LEN (2 + ZKCAP_TPM_DIGEST)

json_t *zkcap_enrol_request_encode(const struct zkcap_enrol_request *m)
{
	json_t *o = hexjson_new(REQUEST), *chain = json_array();
	size_t i;

	json_object_set_new(o, "tpm", json_string(m->tpm));
	json_object_set_new(o, "ek", json_string(m->ek.kind));
	hexjson_set(o, "ek_certificate", m->ek.certificate.data, m->ek.certificate.len);
	for (i = 0; i < m->ek.n_chain; i++)
		json_array_append_new(chain, hexjson_bytes(m->ek.chain[i].data,
							   m->ek.chain[i].len));
	json_object_set_new(o, "ek_chain", chain);
	hexjson_set(o, "ak_public", m->ak_public.data, m->ak_public.len);
	hexjson_set(o, "ak_name", m->ak_name.data, m->ak_name.len);
	return o;
}

static int decode_chain(struct zkcap_tpm_ek *ek, const json_t *chain, struct zkcap_error *err)
{
	size_t n = json_array_size(chain);
	int rc = 0;

	if (!json_is_array(chain) || n > ZKCAP_TPM_CHAIN_MAX)
		return zkcap_error_set(err, -EINVAL,
				       "'ek_chain': expected an array of at most %d certificates",
				       ZKCAP_TPM_CHAIN_MAX);
	while (!rc && ek->n_chain < n) {
		rc = hexjson_bytes_of(json_array_get(chain, ek->n_chain), "ek_chain", 1,
				      ZKCAP_TPM_CERTIFICATE_MAX, &ek->chain[ek->n_chain], err);
		if (!rc)
			ek->n_chain++;
	}
	return rc;
}

static int decode_ek(struct zkcap_tpm_ek *ek, const json_t *o, struct zkcap_error *err)
{
	const struct tpm_ek_template *t;
	char kind[ZKCAP_ENROL_KIND_MAX];
	int rc = hexjson_get_text(o, "ek", kind, sizeof(kind), err);

	if (rc)
		return rc;
	t = tpm_ek_template(kind);
	if (!t)
		return zkcap_error_set(err, -EINVAL,
				       "'ek' is '%s': expected a kind of endorsement key as rsa2048",
				       kind);
	ek->kind = t->kind;
	rc = hexjson_get_bytes(o, "ek_certificate", 1, ZKCAP_TPM_CERTIFICATE_MAX,
			       &ek->certificate, err);
	return rc ? rc : decode_chain(ek, json_object_get(o, "ek_chain"), err);
}

int zkcap_enrol_request_decode(struct zkcap_enrol_request *m, const char *text, size_t len,
			       struct zkcap_error *err)
{
	static const char *const members[] = { "tpm", "ek", "ek_certificate", "ek_chain",
					       "ak_public", "ak_name", NULL };
	json_t *o;
	int rc;

	memset(m, 0, sizeof(*m));
	rc = hexjson_parse(&o, text, len, REQUEST, members, err);
	if (rc)
		return rc;
	rc = hexjson_get_text(o, "tpm", m->tpm, sizeof(m->tpm), err);
	if (!rc)
		rc = decode_ek(&m->ek, o, err);
	if (!rc)
		rc = hexjson_get_bytes(o, "ak_public", 1, ZKCAP_TPM_AREA_MAX, &m->ak_public, err);
	if (!rc)
		rc = hexjson_get_bytes(o, "ak_name", NAME_LEN, NAME_LEN, &m->ak_name, err);
	if (rc)
		zkcap_enrol_request_free(m);
	json_decref(o);
	return rc;
}

void zkcap_enrol_request_free(struct zkcap_enrol_request *m)
{
	zkcap_tpm_ek_free(&m->ek);
	zkcap_tpm_bytes_free(&m->ak_public);
	zkcap_tpm_bytes_free(&m->ak_name);
}

json_t *zkcap_enrol_challenge_encode(const struct zkcap_enrol_challenge *m)
{
	json_t *o = hexjson_new(CHALLENGE);

	hexjson_set(o, "id", m->id, sizeof(m->id));
	hexjson_set(o, "ak_name", m->ak_name.data, m->ak_name.len);
	hexjson_set(o, "credential", m->credential.data, m->credential.len);
	hexjson_set(o, "seed", m->seed.data, m->seed.len);
	json_object_set_new(o, "expires", json_integer((json_int_t)m->expires));
	return o;
}

int zkcap_enrol_challenge_decode(struct zkcap_enrol_challenge *m, const char *text, size_t len,
				 struct zkcap_error *err)
{
	static const char *const members[] = { "id", "ak_name", "credential", "seed", "expires",
					       NULL };
	json_t *o;
	int rc;

	memset(m, 0, sizeof(*m));
	rc = hexjson_parse(&o, text, len, CHALLENGE, members, err);
	if (rc)
		return rc;
	rc = hexjson_get(o, "id", m->id, sizeof(m->id), err);
	if (!rc)
		rc = hexjson_get_bytes(o, "ak_name", NAME_LEN, NAME_LEN, &m->ak_name, err);
	if (!rc)
		rc = hexjson_get_bytes(o, "credential", 1, ZKCAP_ENROL_CREDENTIAL_MAX,
				       &m->credential, err);
	if (!rc)
		rc = hexjson_get_bytes(o, "seed", 1, ZKCAP_ENROL_SEED_MAX, &m->seed, err);
	if (!rc)
		rc = hexjson_get_u64(o, "expires", &m->expires, err);
	if (rc)
		zkcap_enrol_challenge_free(m);
	json_decref(o);
	return rc;
}

void zkcap_enrol_challenge_free(struct zkcap_enrol_challenge *m)
{
	zkcap_tpm_bytes_free(&m->ak_name);
	zkcap_tpm_bytes_free(&m->credential);
	zkcap_tpm_bytes_free(&m->seed);
}

json_t *zkcap_enrol_response_encode(const struct zkcap_enrol_response *m)
{
	json_t *o = hexjson_new(RESPONSE);

	hexjson_set(o, "id", m->id, sizeof(m->id));
	hexjson_set(o, "secret", m->secret, sizeof(m->secret));
	return o;
}

int zkcap_enrol_response_decode(struct zkcap_enrol_response *m, const char *text, size_t len,
				struct zkcap_error *err)
{
	static const char *const members[] = { "id", "secret", NULL };
	json_t *o;
	int rc;

	memset(m, 0, sizeof(*m));
	rc = hexjson_parse(&o, text, len, RESPONSE, members, err);
	if (rc)
		return rc;
	rc = hexjson_get(o, "id", m->id, sizeof(m->id), err);
	if (!rc)
		rc = hexjson_get(o, "secret", m->secret, sizeof(m->secret), err);
	json_decref(o);
	return rc;
}

void zkcap_enrol_response_wipe(struct zkcap_enrol_response *m)
{
	explicit_bzero(m, sizeof(*m));
}

json_t *zkcap_enrol_certificate_encode(const struct zkcap_enrol_certificate *m)
{
	json_t *o = hexjson_new(CERTIFICATE);

	hexjson_set(o, "certificate", m->certificate.data, m->certificate.len);
	hexjson_set(o, "authority", m->authority.data, m->authority.len);
	return o;
}

int zkcap_enrol_certificate_decode(struct zkcap_enrol_certificate *m, const char *text,
				   size_t len, struct zkcap_error *err)
{
	static const char *const members[] = { "certificate", "authority", NULL };
	json_t *o;
	int rc;

	memset(m, 0, sizeof(*m));
	rc = hexjson_parse(&o, text, len, CERTIFICATE, members, err);
	if (rc)
		return rc;
	rc = hexjson_get_bytes(o, "certificate", 1, ZKCAP_TPM_CERTIFICATE_MAX, &m->certificate,
			       err);
	if (!rc)
		rc = hexjson_get_bytes(o, "authority", 1, ZKCAP_TPM_CERTIFICATE_MAX,
				       &m->authority, err);
	if (rc)
		zkcap_enrol_certificate_free(m);
	json_decref(o);
	return rc;
}

void zkcap_enrol_certificate_free(struct zkcap_enrol_certificate *m)
{
	zkcap_tpm_bytes_free(&m->certificate);
	zkcap_tpm_bytes_free(&m->authority);
}
