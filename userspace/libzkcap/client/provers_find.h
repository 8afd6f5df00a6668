/* SPDX-License-Identifier: MIT */
/* Where a prover finds what it needs. */
#ifndef ZKCAP_PROVERS_FIND_H
#define ZKCAP_PROVERS_FIND_H

#include "circuit.h"
#include "client_types.h"
#include "srs_tables.h"

/**
 * struct provers_places - directories
 * @definitions: the site's definitions
 * @data: shipped files
 */
struct provers_places {
	char *definitions;
	char *data;
};

/**
 * provers_open_tables() - the prover's tables
 * @path: NULL for $ZKCAP_SRS_TABLES, those of the build tree, else srs/ in @data
 *
 * Made from the reference string when there is no file, which takes seconds.
 */
int provers_open_tables(struct zkcap_srs **out, const char *path, const char *data,
			struct zkcap_error *err);

/**
 * provers_find() - the definition with a capability's id, compiled
 * @out: to be freed with zkcap_circuit_free()
 *
 * Return: 0; -ENOENT; -EINVAL when the definition of that name does not compile.
 */
int provers_find(struct zkcap_circuit **out, const struct provers_places *places,
		 const struct zkcap_capability *capability, struct zkcap_error *err);

#endif /* ZKCAP_PROVERS_FIND_H */
