/* SPDX-License-Identifier: GPL-2.0-only */
/* Pairs of texts: what goes in and what must come out, from vectors/ */
#ifndef SELFTEST_TEXT_VECTORS_H
#define SELFTEST_TEXT_VECTORS_H

/* Called with each pair */
typedef void text_vector_fn(const char *in, const char *out);

/* All pairs of an array of vectors/<file>.json; ends the test program without any */
void each_text_vector(const char *file, const char *array, text_vector_fn *fn);

#endif /* SELFTEST_TEXT_VECTORS_H */
