/* SPDX-License-Identifier: MIT */
/* From a capability definition to a circuit. */
#ifndef ZKCAP_COMPILE_H
#define ZKCAP_COMPILE_H

#include "circuit.h"
#include "definition.h"
#include "schema.h"
#include "set.h"

/**
 * zkcap_compile() - compile a definition
 * @out: the circuit, to be freed with zkcap_circuit_free()
 * @sets: where its sets come from; read ones stay there
 *
 * The same definition, schema and sets give the same circuit.
 *
 * Return: 0; -EINVAL with file, line, column and what was expected, also for an
 * expression that holds always or never; -E2BIG if it needs more than 2048 rows;
 * an errno of reading a set; -ENOMEM.
 */
int zkcap_compile(struct zkcap_circuit **out, const struct zkcap_definition *def,
		  const struct zkcap_schema *schema, struct zkcap_sets *sets,
		  struct zkcap_error *err);

/**
 * zkcap_compile_file() - the same from files
 * @path: the definition
 * @schema_path: the schema
 * @sets_dir: directory of the sets
 */
int zkcap_compile_file(struct zkcap_circuit **out, const char *path, const char *schema_path,
		       const char *sets_dir, struct zkcap_error *err);

#endif /* ZKCAP_COMPILE_H */
