// SPDX-License-Identifier: MIT
/* Manifests: attributes, levels, the commitment and its opening. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "declassify.h"
#include "manifest.h"
#include "value.h"

#define SLOTS_AT 40
#define OPENING_AT (SLOTS_AT + ZKCAP_SLOTS * ZK_FR_BYTES)
#define COMMITMENT_AT (OPENING_AT + ZK_FR_BYTES)

static const u8 header[8] = { 'Z', 'K', 'C', 'M', 1 };

void zkcap_manifest_init(struct zkcap_manifest *m, const struct zkcap_schema *schema)
{
	memset(m, 0, sizeof(*m));
	memcpy(m->schema_digest, schema->digest, sizeof(m->schema_digest));
}

int zkcap_manifest_set(struct zkcap_manifest *m, const struct zkcap_attribute *attribute,
		       const struct zk_fr *value, enum zkcap_level level,
		       struct zkcap_error *err)
{
	if (level == ZKCAP_LEVEL_ABSENT && !zk_fr_is_zero(value))
		return zkcap_error_set(err, -EINVAL, "%s: is absent and has a value: expected 0",
				       attribute->name);
	m->slots[attribute->slot] = *value;
	zkcap_slots_set_level(m->slots, attribute->slot, level);
	return 0;
}

static int parse_level(const char *text)
{
	return strcmp(text, "vendor") ? zkcap_level_from_name(text) : ZKCAP_LEVEL_SIGNED;
}

/* Takes "name=value:level" apart, in place */
static int split(char *text, char **value, int *level, struct zkcap_error *err)
{
	char *equals = strchr(text, '='), *colon = strrchr(text, ':');

	if (!equals || equals == text || !colon || colon < equals)
		return zkcap_error_set(err, -EINVAL, "'%s': expected name=value:level", text);
	*equals = '\0';
	*colon = '\0';
	*value = equals + 1;
	*level = parse_level(colon + 1);
	if (*level < 0)
		return zkcap_error_set(err, -EINVAL,
				       "%s: '%s' is no level: expected absent, reported, measured, signed or 0..3",
				       text, colon + 1);
	return 0;
}

/* A single bit of a bits64 attribute: the others stay as they are */
static int parse_bit(struct zk_fr *value, const struct zk_fr *word, u8 bit, const char *name,
		     const char *text, struct zkcap_error *err)
{
	u64 v;

	if (strcmp(text, "0") && strcmp(text, "1"))
		return zkcap_error_set(err, -EINVAL, "%s: '%s': expected 0 or 1", name, text);
	zkcap_value_to_u64(&v, word);
	v &= ~(1ULL << bit);
	v |= (u64)(*text == '1') << bit;
	zk_fr_from_u64(value, v);
	return 0;
}

/* The attribute called @name, or that has a bit called so, and its new value */
static int parse_value(const struct zkcap_attribute **attribute, struct zk_fr *value,
		       const struct zkcap_manifest *m, const struct zkcap_schema *schema,
		       const char *name, const char *text, struct zkcap_error *err)
{
	const char *meant;
	u8 bit;

	*attribute = zkcap_schema_find(schema, name);
	if (*attribute)
		return zkcap_attribute_value_parse(value, *attribute, text, err);
	*attribute = zkcap_schema_find_bit(schema, name, &bit);
	if (*attribute)
		return parse_bit(value, &m->slots[(*attribute)->slot], bit, name, text, err);
	meant = zkcap_schema_suggest(schema, name);
	return zkcap_error_set(err, -EINVAL, "'%s' is not in the attribute schema%s%s%s", name,
			       meant ? ": did you mean '" : "", meant ? meant : "",
			       meant ? "'?" : "");
}

int zkcap_manifest_assign(struct zkcap_manifest *m, const struct zkcap_schema *schema,
			  const char *text, struct zkcap_error *err)
{
	const struct zkcap_attribute *attribute;
	char *copy = strdup(text), *value_text = NULL;
	struct zk_fr value = zk_fr_zero;
	int level = 0, rc;

	if (!copy)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	rc = split(copy, &value_text, &level, err);
	if (!rc)
		rc = parse_value(&attribute, &value, m, schema, copy,
				 *value_text || level ? value_text : "0", err);
	if (!rc)
		rc = zkcap_manifest_set(m, attribute, &value, level, err);
	explicit_bzero(&value, sizeof(value));
	explicit_bzero(copy, strlen(text));
	free(copy);
	return rc;
}

static void commit(u8 out[ZKCAP_COMMITMENT_BYTES], const struct zkcap_manifest *m,
		   const struct zkcap_srs *srs)
{
	struct zk_g1_affine v;

	zkcap_commit_slots(&v, srs, m->slots, &m->opening);
	zk_g1_to_bytes(out, &v);
}

int zkcap_manifest_seal(struct zkcap_manifest *m, const struct zkcap_srs *srs,
			const struct zkcap_rand *rand, struct zkcap_error *err)
{
	int rc = zkcap_rand_fr(rand, &m->opening, 1, err);

	if (!rc)
		commit(m->commitment, m, srs);
	return rc;
}

void zkcap_manifest_encode(u8 out[ZKCAP_MANIFEST_BYTES], const struct zkcap_manifest *m)
{
	int i;

	memcpy(out, header, sizeof(header));
	memcpy(out + sizeof(header), m->schema_digest, sizeof(m->schema_digest));
	for (i = 0; i < ZKCAP_SLOTS; i++)
		zk_fr_to_bytes(out + SLOTS_AT + ZK_FR_BYTES * i, &m->slots[i]);
	zk_fr_to_bytes(out + OPENING_AT, &m->opening);
	memcpy(out + COMMITMENT_AT, m->commitment, sizeof(m->commitment));
}

/* Looks at all of them before it says whether all are below r */
static int decode_scalars(struct zkcap_manifest *m, const u8 *data, struct zkcap_error *err)
{
	bool ok = true;
	int i;

	for (i = 0; i < ZKCAP_SLOTS; i++)
		ok &= zk_fr_from_bytes(&m->slots[i], data + SLOTS_AT + ZK_FR_BYTES * i);
	ok &= zk_fr_from_bytes(&m->opening, data + OPENING_AT);
	zkcap_declassify(&ok, sizeof(ok));
	if (!ok)
		return zkcap_error_set(err, -EINVAL, "a slot or the opening is not a field element");
	return 0;
}

int zkcap_manifest_decode(struct zkcap_manifest *m, const u8 *data, size_t len,
			  const struct zkcap_srs *srs, struct zkcap_error *err)
{
	int rc;

	if (len != ZKCAP_MANIFEST_BYTES || memcmp(data, header, sizeof(header)))
		return zkcap_error_set(err, -EINVAL,
				       "not a manifest: expected %d bytes that begin with \"ZKCM\", version 1",
				       ZKCAP_MANIFEST_BYTES);
	memcpy(m->schema_digest, data + sizeof(header), sizeof(m->schema_digest));
	rc = decode_scalars(m, data, err);
	if (!rc) {
		commit(m->commitment, m, srs);
		if (memcmp(m->commitment, data + COMMITMENT_AT, sizeof(m->commitment)))
			rc = zkcap_error_set(err, -EBADMSG,
					     "the commitment does not match the attributes: damaged or tampered with");
	}
	if (rc)
		zkcap_manifest_wipe(m);
	return rc;
}

void zkcap_manifest_wipe(struct zkcap_manifest *m)
{
	explicit_bzero(m, sizeof(*m));
}
