/* SPDX-License-Identifier: MIT */
/* What the commands that measure share: the schema, the TPM's properties, progress. */
#ifndef ZKCAP_MEASURING_H
#define ZKCAP_MEASURING_H

#include "cmd.h"
#include "measure.h"

/**
 * struct measuring - what is measured, and how
 * @schema_path: NULL for the shipped one
 * @root: captured tree, or NULL
 * @tcti: NULL for the default
 * @no_tpm: ask no TPM
 */
struct measuring {
	const char *schema_path;
	const char *root;
	const char *tcti;
	bool no_tpm;
};

/* Both return 0, or what to exit with after reporting. */
int measuring_schema(const struct cmd *cmd, const struct measuring *m,
		     struct zkcap_schema *schema);

/**
 * measuring_collect() - read every attribute, with progress on standard error where that
 *	takes long
 * @need_tpm: without one it fails; else its attributes are absent
 */
int measuring_collect(const struct cmd *cmd, const struct measuring *m, bool need_tpm,
		      const struct zkcap_schema *schema, struct zkcap_facts *facts);

#endif /* ZKCAP_MEASURING_H */
