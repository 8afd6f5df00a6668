/* SPDX-License-Identifier: MIT */
/*
 * The id of a definition: SHA-256 of its canonical JSON (RFC 8785), with a member
 * spec.sets added that gives for each set the expression names the digest of its
 * sorted content, in hex.  Without sets there is no such member.
 */
#ifndef ZKCAP_DEFINITION_ID_H
#define ZKCAP_DEFINITION_ID_H

#include "check.h"

/**
 * zkcap_definition_id() - compute it
 * @scope: of the definition, its sets readable
 * @root: its expression
 *
 * Return: 0; an errno of reading a set; -ENOMEM.
 */
int zkcap_definition_id(u8 out[ZKCAP_DIGEST_BYTES], const struct zkcap_scope *scope,
			const struct zkcap_cel *root);

#endif /* ZKCAP_DEFINITION_ID_H */
