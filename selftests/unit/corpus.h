/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vectors/verify-corpus.json: statements and proofs, good and bad, with the
 * verdicts of an independent verifier.  scripts/reference/make_corpus.py makes it.
 */
#ifndef SELFTESTS_UNIT_CORPUS_H
#define SELFTESTS_UNIT_CORPUS_H

#include <jansson.h>

#include "judge.h"

/* The parsed file; ends the test program if it cannot be read.  json_decref() it. */
json_t *corpus_load(void);

/**
 * corpus_resolve() - the statement and proof that a case stands for
 * @c: result
 * @corpus: the file
 * @entry: a member of "cases": one of "proofs", with some fields or parts replaced
 */
void corpus_resolve(struct judge_case *c, const json_t *corpus, const json_t *entry);

/* The case named @name; ends the test program if there is none */
const json_t *corpus_case(const json_t *corpus, const char *name);

#endif /* SELFTESTS_UNIT_CORPUS_H */
