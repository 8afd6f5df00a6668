/* SPDX-License-Identifier: MIT */
/*
 * The attribute schema: which measured fact stands in which of the 128 slots,
 * and how a value is written as a field element.
 *
 * Slots 0..95 hold standard attributes, 96..119 the site's own, 120..127 the
 * assurance levels: slot 120+k those of attributes 16k..16k+15, two bits each,
 * lowest first.
 */
#ifndef ZKCAP_SCHEMA_H
#define ZKCAP_SCHEMA_H

#include "circuit.h"

#define ZKCAP_ATTRIBUTE_SLOTS 120
#define ZKCAP_LEVEL_SLOT 120
#define ZKCAP_LEVELS_PER_SLOT 16

/* How far a value can be trusted */
enum zkcap_level {
	ZKCAP_LEVEL_ABSENT,
	ZKCAP_LEVEL_REPORTED,	/* userspace says so */
	ZKCAP_LEVEL_MEASURED,	/* from a source that the TPM event log or IMA covers */
	ZKCAP_LEVEL_SIGNED,	/* evidence signed by the vendor */
	ZKCAP_LEVELS
};

/**
 * struct zkcap_bit - a named bit of a bits64 attribute
 * @name: in full, as expressions write it: cpu.cpuid.AVX2
 * @bit: 0..63
 */
struct zkcap_bit {
	char *name;
	u8 bit;
};

/**
 * struct zkcap_attribute - one slot of the schema
 * @name: as expressions write it
 * @title: for people
 * @unit: of a u64; NULL if it has none
 * @source: how it is collected, for people
 * @slot: 0..119
 * @type: enum zkcap_type
 * @least: the level that it has at worst, when present
 * @usual: the level that it has on a platform set up as documented
 * @bits: of a bits64, ascending
 * @n_bits: how many
 */
struct zkcap_attribute {
	char *name;
	char *title;
	char *unit;
	char *source;
	u8 slot;
	u8 type;
	u8 least;
	u8 usual;
	struct zkcap_bit *bits;
	size_t n_bits;
};

/**
 * struct zkcap_schema - the whole schema
 * @name: metadata.name
 * @version: metadata.version
 * @digest: SHA-256 of the document's canonical JSON (RFC 8785)
 * @attributes: ascending by slot
 * @n_attributes: how many
 */
struct zkcap_schema {
	char *name;
	u32 version;
	u8 digest[ZKCAP_DIGEST_BYTES];
	struct zkcap_attribute *attributes;
	size_t n_attributes;
};

/**
 * zkcap_schema_load() - read and check a schema file
 *
 * Return: 0; -EINVAL with file, line and column; an errno of reading; -ENOMEM.
 */
int zkcap_schema_load(struct zkcap_schema *schema, const char *path, struct zkcap_error *err);
int zkcap_schema_parse(struct zkcap_schema *schema, const char *name, const char *text,
		       size_t len, struct zkcap_error *err);
void zkcap_schema_free(struct zkcap_schema *schema);

/* By name or by slot; NULL if there is none */
const struct zkcap_attribute *zkcap_schema_find(const struct zkcap_schema *schema,
						const char *name);
const struct zkcap_attribute *zkcap_schema_at(const struct zkcap_schema *schema,
					      unsigned int slot);

/* The attribute with a bit of that full name, and the bit; NULL if there is none */
const struct zkcap_attribute *zkcap_schema_find_bit(const struct zkcap_schema *schema,
						    const char *name, u8 *bit);

/* The name, of an attribute or a bit, that was probably meant; or NULL */
const char *zkcap_schema_suggest(const struct zkcap_schema *schema, const char *name);

const char *zkcap_type_name(enum zkcap_type type);
const char *zkcap_level_name(enum zkcap_level level);

/* "reported" or "1" and so on; -1 if it is no level */
int zkcap_level_from_name(const char *name);

/* The level of an attribute slot as the level slots of @slots say */
enum zkcap_level zkcap_slots_level(const struct zk_fr slots[ZKCAP_SLOTS], unsigned int slot);
void zkcap_slots_set_level(struct zk_fr slots[ZKCAP_SLOTS], unsigned int slot,
			   enum zkcap_level level);

#endif /* ZKCAP_SCHEMA_H */
