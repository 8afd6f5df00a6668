/* SPDX-License-Identifier: MIT */
/*
 * The collector: every attribute of the schema, read on the machine that it runs on.
 *
 * Levels are those of the schema, lowered by what was really there: a fact that the kernel
 * states counts as measured only if the boot that loaded the kernel was measured by a TPM, a
 * file only if IMA measured that very content.  A fact that could not be read is absent,
 * never guessed.
 */
#ifndef ZKCAP_MEASURE_H
#define ZKCAP_MEASURE_H

#include "manifest.h"
#include "tpm.h"

#define ZKCAP_FACT_SOURCE_MAX 160

/**
 * struct zkcap_fact - one attribute as found
 * @value: zero if absent
 * @level: ZKCAP_LEVEL_ABSENT if it was not found
 * @source: for people: what was read, or why there is nothing
 */
struct zkcap_fact {
	struct zk_fr value;
	enum zkcap_level level;
	char source[ZKCAP_FACT_SOURCE_MAX];
};

/**
 * struct zkcap_facts - what a platform has
 * @fact: by slot; slots that the schema leaves free are absent
 */
struct zkcap_facts {
	struct zkcap_fact fact[ZKCAP_ATTRIBUTE_SLOTS];
};

/**
 * struct zkcap_measure_options - how to measure
 * @root: directory that stands for "/": a captured tree; NULL for this machine.  The
 *	processor's own CPUID is only asked without it; else the tree's file "cpuid" holds
 *	lines "0x00000007 0x00: eax=0x... ebx=0x... ecx=0x... edx=0x..."
 * @tpm: what the TPM says of itself; NULL if there is none
 * @progress: called while a file is hashed, with bytes done and in all; may be NULL
 * @ctx: handed to @progress
 */
struct zkcap_measure_options {
	const char *root;
	const struct zkcap_tpm_properties *tpm;
	void (*progress)(void *ctx, const char *path, u64 done, u64 total);
	void *ctx;
};

/**
 * zkcap_measure_collect() - read every attribute that the schema has and this knows
 *
 * Attributes of the site's own slots are absent.
 *
 * Return: 0, also when facts are absent; -ENOMEM; an errno of opening @root; -EINVAL if the
 * schema gives an attribute another type than its source has.
 */
int zkcap_measure_collect(struct zkcap_facts *facts, const struct zkcap_schema *schema,
			  const struct zkcap_measure_options *options, struct zkcap_error *err);

/* All attribute slots of a manifest from what was found; the opening stays as it is */
int zkcap_measure_fill(struct zkcap_manifest *m, const struct zkcap_schema *schema,
		       const struct zkcap_facts *facts, struct zkcap_error *err);

/* Whether the collector has a source for an attribute */
bool zkcap_measure_knows(const char *attribute);

#endif /* ZKCAP_MEASURE_H */
