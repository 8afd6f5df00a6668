/* SPDX-License-Identifier: MIT */
/* A capability definition as written: one YAML document, its expression not yet parsed. */
#ifndef ZKCAP_DEFINITION_H
#define ZKCAP_DEFINITION_H

#include "schema.h"
#include "source.h"
#include "yamldoc.h"

/**
 * struct zkcap_definition - a capability definition
 * @doc: the document; the other members point into it
 * @name: metadata.name
 * @title: metadata.title
 * @version: metadata.version
 * @assurance: least level of every attribute that an atom reads
 * @params: spec.params, public input j is the j-th
 * @n_params: up to ZKCAP_MAX_PUBLIC
 * @expression: spec.expression with the places of its characters
 */
struct zkcap_definition {
	struct zkcap_yaml doc;
	const char *name;
	const char *title;
	u32 version;
	enum zkcap_level assurance;
	struct {
		const char *name;
		const char *unit;
		enum zkcap_type type;
	} params[ZKCAP_MAX_PUBLIC];
	u32 n_params;
	struct zkcap_source expression;
};

/**
 * zkcap_definition_load() - read a definition and check its shape
 * Return: 0; -EINVAL with file, line and column; an errno of reading; -ENOMEM.
 */
int zkcap_definition_load(struct zkcap_definition *def, const char *path,
			  struct zkcap_error *err);
int zkcap_definition_parse(struct zkcap_definition *def, const char *name, const char *text,
			   size_t len, struct zkcap_error *err);
/* The same from a document that is parsed already, and taken over in any case */
int zkcap_definition_take(struct zkcap_definition *def, struct zkcap_yaml *doc,
			  struct zkcap_error *err);
void zkcap_definition_free(struct zkcap_definition *def);

/* Index of a parameter by name, or -1 */
int zkcap_definition_param(const struct zkcap_definition *def, const char *name);

#endif /* ZKCAP_DEFINITION_H */
