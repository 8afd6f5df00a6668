/* SPDX-License-Identifier: MIT */
/*
 * A manifest: the attributes of a platform at one time, the commitment V to them,
 * and the opening r0 of that commitment.  Whoever has the opening can confirm
 * guesses about the attributes, so that a manifest never leaves its platform.
 *
 * The file, readable by its owner only:
 *
 *	   0  "ZKCM", u8 version 1, three zero bytes
 *	   8  digest of the attribute schema
 *	  40  128 slots, 32 bytes big endian each
 *	4136  r0, 32 bytes big endian
 *	4168  V, compressed
 */
#ifndef ZKCAP_MANIFEST_H
#define ZKCAP_MANIFEST_H

#include "prover.h"
#include "rand.h"
#include "schema.h"

#define ZKCAP_MANIFEST_BYTES 4216

/**
 * struct zkcap_manifest - secret, but for the commitment and the schema
 * @schema_digest: schema that gives the slots their meaning
 * @slots: values; the last eight hold the assurance levels
 * @opening: r0
 * @commitment: V, compressed; zero until sealed
 */
struct zkcap_manifest {
	u8 schema_digest[ZKCAP_DIGEST_BYTES];
	struct zk_fr slots[ZKCAP_SLOTS];
	struct zk_fr opening;
	u8 commitment[ZKCAP_COMMITMENT_BYTES];
};

/* All attributes absent */
void zkcap_manifest_init(struct zkcap_manifest *m, const struct zkcap_schema *schema);

/**
 * zkcap_manifest_set() - give an attribute its value
 * @attribute: of the schema that @m was made for
 * @value: 0 if @level is absent
 *
 * Return: 0; -EINVAL for an absent attribute with a value.
 */
int zkcap_manifest_set(struct zkcap_manifest *m, const struct zkcap_attribute *attribute,
		       const struct zk_fr *value, enum zkcap_level level,
		       struct zkcap_error *err);

/**
 * zkcap_manifest_assign() - the same from "name=value:level"
 *
 * The level is what follows the last colon: absent, reported, measured, signed
 * (or vendor), or 0..3.  Values are written as value.h says.  A name may also be that
 * of a single bit, cpu.cpuid.AVX2=1:measured; the level is the whole attribute's.
 * An absent attribute needs no value: name=:absent.
 *
 * Return: 0, or -EINVAL after saying what was expected.
 */
int zkcap_manifest_assign(struct zkcap_manifest *m, const struct zkcap_schema *schema,
			  const char *text, struct zkcap_error *err);

/**
 * zkcap_manifest_seal() - draw an opening and commit
 * @rand: zkcap_rand_system, but in tests
 *
 * In constant time.  Return: 0, or the source's error.
 */
int zkcap_manifest_seal(struct zkcap_manifest *m, const struct zkcap_srs *srs,
			const struct zkcap_rand *rand, struct zkcap_error *err);

void zkcap_manifest_encode(u8 out[ZKCAP_MANIFEST_BYTES], const struct zkcap_manifest *m);

/**
 * zkcap_manifest_decode() - take a manifest from its file's bytes
 * @srs: to compute V again: a manifest whose V is not that of its slots and
 *	opening was damaged or tampered with
 *
 * Return: 0; -EINVAL if it has another form; -EBADMSG if V does not match.
 */
int zkcap_manifest_decode(struct zkcap_manifest *m, const u8 *data, size_t len,
			  const struct zkcap_srs *srs, struct zkcap_error *err);

/**
 * zkcap_manifest_save() - write a sealed manifest to a file, as a whole or not at all
 *
 * Mode 0600; synced, with its directory, before it returns.
 *
 * Return: 0 or a negative errno.
 */
int zkcap_manifest_save(const struct zkcap_manifest *m, const char *path,
			struct zkcap_error *err);

/**
 * zkcap_manifest_load() - read a manifest
 *
 * Refuses a file that group or others may read or write, or that belongs to somebody
 * else than root and the caller.  From then on the process dumps no core: no_dumps.h.
 *
 * Return: 0; -EPERM; -EINVAL; -EBADMSG as zkcap_manifest_decode(); another errno of
 * reading.
 */
int zkcap_manifest_load(struct zkcap_manifest *m, const char *path, const struct zkcap_srs *srs,
			struct zkcap_error *err);

/* Forgets everything in it */
void zkcap_manifest_wipe(struct zkcap_manifest *m);

#endif /* ZKCAP_MANIFEST_H */
