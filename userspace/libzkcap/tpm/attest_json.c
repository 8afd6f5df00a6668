// SPDX-License-Identifier: MIT
/* Challenges and evidence as JSON, for a virtual machine that is attested by its host. */

#include <errno.h>
#include <string.h>

#include "attest.h"
#include "hexjson.h"

#define TASK "zkcap-attestation-challenge"
#define EVIDENCE "zkcap-attestation-evidence"

json_t *zkcap_attest_task_encode(const struct zkcap_attest_task *t)
{
	json_t *o = hexjson_new(TASK);

	hexjson_set(o, "challenge", t->challenge.bytes, sizeof(t->challenge.bytes));
	json_object_set_new(o, "tenant", json_integer((json_int_t)t->challenge.tenant));
	json_object_set_new(o, "expires_in_ms",
			    json_integer((json_int_t)t->challenge.expires_in_ms));
	json_object_set_new(o, "trust", json_string(t->trust));
	json_object_set_new(o, "measurement_pcr", json_integer(t->measurement_pcr));
	json_object_set_new(o, "pcrs", json_integer(t->pcrs));
	json_object_set_new(o, "commitment", json_string(t->last ? "last" : "first"));
	return o;
}

static int get_pcrs(struct zkcap_attest_task *t, const json_t *o, struct zkcap_error *err)
{
	uint64_t pcr, pcrs;
	int rc = hexjson_get_u64(o, "measurement_pcr", &pcr, err);

	if (!rc)
		rc = hexjson_get_u64(o, "pcrs", &pcrs, err);
	if (rc)
		return rc;
	if (pcr >= ZKCAP_TPM_PCRS || pcrs >> ZKCAP_TPM_PCRS || !(pcrs & 1ULL << pcr))
		return zkcap_error_set(err, -EINVAL,
				       "'pcrs' and 'measurement_pcr': expected PCRs below %d, the second among the first",
				       ZKCAP_TPM_PCRS);
	t->measurement_pcr = (uint32_t)pcr;
	t->pcrs = (uint32_t)pcrs;
	return 0;
}

static int get_rule(struct zkcap_attest_task *t, const json_t *o, struct zkcap_error *err)
{
	char rule[8];
	int rc = hexjson_get_text(o, "commitment", rule, sizeof(rule), err);

	if (rc)
		return rc;
	t->last = !strcmp(rule, "last");
	if (!t->last && strcmp(rule, "first") != 0)
		return zkcap_error_set(err, -EINVAL, "'commitment': expected first or last");
	return 0;
}

int zkcap_attest_task_decode(struct zkcap_attest_task *t, const char *text, size_t len,
			     struct zkcap_error *err)
{
	static const char *const members[] = { "challenge", "tenant", "expires_in_ms", "trust",
					       "measurement_pcr", "pcrs", "commitment", NULL };
	json_t *o;
	int rc;

	memset(t, 0, sizeof(*t));
	rc = hexjson_parse(&o, text, len, TASK, members, err);
	if (rc)
		return rc;
	rc = hexjson_get(o, "challenge", t->challenge.bytes, sizeof(t->challenge.bytes), err);
	if (!rc)
		rc = hexjson_get_u64(o, "tenant", &t->challenge.tenant, err);
	if (!rc)
		rc = hexjson_get_u64(o, "expires_in_ms", &t->challenge.expires_in_ms, err);
	if (!rc)
		rc = hexjson_get_text(o, "trust", t->trust, sizeof(t->trust), err);
	if (!rc)
		rc = get_pcrs(t, o, err);
	if (!rc)
		rc = get_rule(t, o, err);
	json_decref(o);
	return rc;
}

static json_t *digests(const uint8_t (*values)[ZKCAP_DIGEST_LEN], uint32_t n)
{
	json_t *array = json_array();
	uint32_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(array, hexjson_bytes(values[i], ZKCAP_DIGEST_LEN));
	return array;
}

json_t *zkcap_attest_evidence_encode(const struct zkcap_attest_evidence *e)
{
	const struct zkcap_attest *a = &e->attest;
	json_t *o = hexjson_new(EVIDENCE);

	hexjson_set(o, "challenge", a->challenge, sizeof(a->challenge));
	json_object_set_new(o, "tenant", json_integer((json_int_t)e->tenant));
	json_object_set_new(o, "trust", json_string(a->trust));
	hexjson_set(o, "key", a->key, sizeof(a->key));
	hexjson_set(o, "quote", a->quote.data, a->quote.len);
	hexjson_set(o, "signature", a->signature.data, a->signature.len);
	json_object_set_new(o, "pcr_values", digests(a->pcr_values, a->n_pcr_values));
	json_object_set_new(o, "measurements", digests(a->measurements, a->n_measurements));
	json_object_set_new(o, "commitment_index", json_integer(a->commitment_index));
	hexjson_set(o, "schema", a->schema, sizeof(a->schema));
	hexjson_set(o, "commitment", a->commitment, sizeof(a->commitment));
	return o;
}

static int get_digests(const json_t *o, const char *name, uint8_t (*out)[ZKCAP_DIGEST_LEN],
		       size_t max, uint32_t *n, struct zkcap_error *err)
{
	const json_t *array = json_object_get(o, name);
	struct zkcap_tpm_bytes bytes;
	size_t count = json_array_size(array), i;
	int rc;

	if (!json_is_array(array) || count > max)
		return zkcap_error_set(err, -EINVAL,
				       "'%s': expected an array of at most %zu digests", name,
				       max);
	for (i = 0; i < count; i++) {
		rc = hexjson_bytes_of(json_array_get(array, i), name, ZKCAP_DIGEST_LEN,
				      ZKCAP_DIGEST_LEN, &bytes, err);
		if (rc)
			return rc;
		memcpy(out[i], bytes.data, ZKCAP_DIGEST_LEN);
		zkcap_tpm_bytes_free(&bytes);
	}
	*n = (uint32_t)count;
	return 0;
}

static int get_blob(const json_t *o, const char *name, uint8_t *out, size_t max,
		    struct zkcap_bytes *where, struct zkcap_error *err)
{
	struct zkcap_tpm_bytes bytes;
	int rc = hexjson_get_bytes(o, name, 1, max, &bytes, err);

	if (rc)
		return rc;
	memcpy(out, bytes.data, bytes.len);
	*where = (struct zkcap_bytes){ out, bytes.len };
	zkcap_tpm_bytes_free(&bytes);
	return 0;
}

static int get_quote(struct zkcap_attest_evidence *e, const json_t *o, struct zkcap_error *err)
{
	struct zkcap_attest *a = &e->attest;
	int rc = get_blob(o, "quote", e->quote.attest, sizeof(e->quote.attest), &a->quote, err);

	if (!rc)
		rc = get_blob(o, "signature", e->quote.signature, sizeof(e->quote.signature),
			      &a->signature, err);
	if (!rc)
		rc = get_digests(o, "pcr_values", a->pcr_values, ZKCAP_CLIENT_PCRS,
				 &a->n_pcr_values, err);
	return rc;
}

static int get_measurements(struct zkcap_attest *a, const json_t *o, struct zkcap_error *err)
{
	uint64_t index;
	int rc = get_digests(o, "measurements", a->measurements, ZKCAP_CLIENT_MEASUREMENTS,
			     &a->n_measurements, err);

	if (!rc)
		rc = hexjson_get_u64(o, "commitment_index", &index, err);
	if (rc)
		return rc;
	if (index >= a->n_measurements)
		return zkcap_error_set(err, -EINVAL,
				       "'commitment_index': expected that of a measurement");
	a->commitment_index = (uint32_t)index;
	rc = hexjson_get(o, "schema", a->schema, sizeof(a->schema), err);
	return rc ? rc : hexjson_get(o, "commitment", a->commitment, sizeof(a->commitment), err);
}

int zkcap_attest_evidence_decode(struct zkcap_attest_evidence *e, const char *text, size_t len,
				 struct zkcap_error *err)
{
	static const char *const members[] = { "challenge", "tenant", "trust", "key", "quote",
					       "signature", "pcr_values", "measurements",
					       "commitment_index", "schema", "commitment", NULL };
	struct zkcap_attest *a = &e->attest;
	json_t *o;
	int rc;

	memset(e, 0, sizeof(*e));
	rc = hexjson_parse(&o, text, len, EVIDENCE, members, err);
	if (rc)
		return rc;
	rc = hexjson_get(o, "challenge", a->challenge, sizeof(a->challenge), err);
	if (!rc)
		rc = hexjson_get_u64(o, "tenant", &e->tenant, err);
	if (!rc)
		rc = hexjson_get_text(o, "trust", a->trust, sizeof(a->trust), err);
	if (!rc)
		rc = hexjson_get(o, "key", a->key, sizeof(a->key), err);
	if (!rc)
		rc = get_quote(e, o, err);
	if (!rc)
		rc = get_measurements(a, o, err);
	json_decref(o);
	return rc;
}
