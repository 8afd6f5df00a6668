/* SPDX-License-Identifier: MIT */
/* Definitions with the shipped schema and sets, for commands that need them. */
#ifndef ZKCAP_CIRCUIT_OPEN_H
#define ZKCAP_CIRCUIT_OPEN_H

#include "circuit.h"
#include "cmd.h"
#include "compile.h"

/**
 * cmd_compile() - compile a definition file with the schema and sets of --data
 * @out: to be freed with zkcap_circuit_free()
 *
 * Return: 0, or CMD_USAGE after reporting.
 */
int cmd_compile(const struct cmd *cmd, const char *path, struct zkcap_circuit **out);

/* The schema of --data; to be freed.  Return: 0, or CMD_USAGE after reporting. */
int cmd_open_schema(const struct cmd *cmd, struct zkcap_schema *schema);

/**
 * cmd_parse_params() - public inputs of a circuit from --param name=value
 * @texts: n_texts arguments, in any order; each parameter exactly once
 * @publics: circuit->n_public results
 *
 * Return: 0, or CMD_USAGE after reporting.
 */
int cmd_parse_params(const struct cmd *cmd, const struct zkcap_circuit *circuit,
		     const char *const *texts, size_t n_texts, struct zk_fr *publics);

#endif /* ZKCAP_CIRCUIT_OPEN_H */
