/* SPDX-License-Identifier: MIT */
/*
 * What the prover makes of the reference string ahead of time: decoded powers
 * with their multiples, and the Lagrange points of every domain, so that a column
 * of small values is committed to at the price of its bits.
 *
 * The tables are public and take a second or two to make, so they are kept in a
 * file that is mapped: same machine architecture, same version, made again
 * by "make tools" or "zkcap srs tables".  Whoever can write that file can make
 * proofs fail, nothing else: the prover checks its proofs before it shows them.
 */
#ifndef ZKCAP_SRS_TABLES_H
#define ZKCAP_SRS_TABLES_H

#include "pippenger.h"
#include "srs_file.h"

#define ZKCAP_SRS_MIN_LOG2N 7		/* the attribute column's domain */
#define ZKCAP_SRS_MAX_LOG2N 11
/* The longest polynomial, the last part of the quotient, has n + 6 coefficients */
#define ZKCAP_SRS_POWERS ((1 << ZKCAP_SRS_MAX_LOG2N) + 6)
/* 6 windows of 11 bits: a column of 64-bit numbers takes one pass */
#define ZKCAP_SRS_ROW_WINDOWS 6

struct zkcap_srs_image;

/**
 * struct zkcap_srs - the prover's tables; read-only, may be shared by threads
 * @powers: [x^i]_1, i < ZKCAP_SRS_POWERS
 * @rows: [L_i(x)]_1 over H_n, at index log2 n
 * @vanishing: [x^n - 1]_1 and [x^(n+1) - x]_1, at index log2 n: what blinds a column
 * @image: the tables as they are in a file
 * @mapped: @image is a mapping, not allocated
 */
struct zkcap_srs {
	struct zkcap_basis powers;
	struct zkcap_basis rows[ZKCAP_SRS_MAX_LOG2N + 1];
	struct zk_g1_affine vanishing[ZKCAP_SRS_MAX_LOG2N + 1][2];
	struct zkcap_srs_image *image;
	bool mapped;
};

/**
 * zkcap_srs_derive() - make the tables
 * @out: the tables, to be freed with zkcap_srs_free()
 * @file: a reference string; points are decoded, but not checked to be in the
 *	subgroup: see zkcap_srs_file_verify()
 * @threads: 1 .. ZKCAP_MAX_THREADS
 *
 * Return: 0; -EBADMSG for a point that does not decode; -ENOMEM.
 */
int zkcap_srs_derive(struct zkcap_srs **out, const struct zkcap_srs_file *file,
		     unsigned int threads, struct zkcap_error *err);

/**
 * zkcap_srs_map() - take the tables from a file
 * @out: the tables, to be freed with zkcap_srs_free()
 * @path: what zkcap_srs_image() gave, as a file
 * @source: SHA-256 of the reference string that they must come from
 *
 * Return: 0; -ENOENT or another errno of open(2) and mmap(2); -EINVAL if it is not
 * a table, of another version or byte order, or of another reference string.
 */
int zkcap_srs_map(struct zkcap_srs **out, const char *path, const u8 source[32],
		  struct zkcap_error *err);

void zkcap_srs_free(struct zkcap_srs *srs);

/**
 * zkcap_srs_find_tables() - the tables of the build tree that the program runs from
 *
 * Return: srs/ethereum-kzg.tables in one of the directories above the program's
 * own, to be freed; NULL if there are none.
 */
char *zkcap_srs_find_tables(void);

/* The bytes to write to a file; they belong to @srs */
const void *zkcap_srs_image(const struct zkcap_srs *srs, size_t *len);

/* True if the tables are as they were when made: compares their SHA-256 */
bool zkcap_srs_intact(const struct zkcap_srs *srs);

/**
 * zkcap_srs_commit_rows_vartime() - commit to a polynomial given by its values on H_n
 * @r: sum of value[i] * [L_i(x)]_1
 * @log2n: ZKCAP_SRS_MIN_LOG2N .. ZKCAP_SRS_MAX_LOG2N
 * @value: n values; small and negative ones are cheap
 *
 * Return: 0 or -ENOMEM.
 */
int zkcap_srs_commit_rows_vartime(struct zk_g1_affine *r, const struct zkcap_srs *srs,
				  unsigned int log2n, const struct zk_fr *value,
				  unsigned int threads);

/* The same for n <= ZKCAP_SRS_POWERS coefficients */
int zkcap_srs_commit_vartime(struct zk_g1_affine *r, const struct zkcap_srs *srs,
			     const struct zk_fr *coefficient, size_t n, unsigned int threads);

#endif /* ZKCAP_SRS_TABLES_H */
