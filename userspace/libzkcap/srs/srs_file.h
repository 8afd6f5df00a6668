/* SPDX-License-Identifier: MIT */
/*
 * The structured reference string as a file: the powers [x^i]_1 and [x^i]_2 of
 * a ceremony's secret x, compressed, as they were published.
 *
 *	 0  "ZKCS", u8 version 1, three zero bytes
 *	 8  u32be number of powers in G1
 *	12  u32be number of powers in G2
 *	16  32 bytes: SHA-256 of the text form that it was converted from
 *	48  the powers in G1, 48 bytes each, from [1]_1 on
 *	    the powers in G2, 96 bytes each, from [1]_2 on
 */
#ifndef ZKCAP_SRS_FILE_H
#define ZKCAP_SRS_FILE_H

#include "error.h"
#include "rand.h"
#include "shim.h"

#define ZKCAP_SRS_G1_POWERS 4096
#define ZKCAP_SRS_G2_POWERS 65
#define ZKCAP_SRS_HEADER_BYTES 48
#define ZKCAP_SRS_FILE_BYTES \
	(ZKCAP_SRS_HEADER_BYTES + 48 * ZKCAP_SRS_G1_POWERS + 96 * ZKCAP_SRS_G2_POWERS)
#define ZKCAP_SRS_TEXT_MAX (2 << 20)

/**
 * struct zkcap_srs_file - a reference string as stored, points not yet decoded
 * @bytes: the file
 * @g1: into @bytes: ZKCAP_SRS_G1_POWERS compressed points
 * @g2: into @bytes: ZKCAP_SRS_G2_POWERS compressed points
 * @source: into @bytes: SHA-256 of the text form
 * @digest: SHA-256 of @bytes
 */
struct zkcap_srs_file {
	u8 bytes[ZKCAP_SRS_FILE_BYTES];
	const u8 (*g1)[48];
	const u8 (*g2)[96];
	const u8 *source;
	u8 digest[32];
};

/**
 * zkcap_srs_file_parse() - take a reference string from its binary form
 * @f: filled in
 * @data: @len bytes, copied
 *
 * Checks the form only; points are looked at by zkcap_srs_file_verify().
 *
 * Return: 0, or -EINVAL.
 */
int zkcap_srs_file_parse(struct zkcap_srs_file *f, const u8 *data, size_t len,
			 struct zkcap_error *err);

/**
 * zkcap_srs_file_import() - take a reference string from the ceremony's text form
 * @f: filled in
 * @text: two counts, n and m, then one hexadecimal point a line: n Lagrange
 *	points in G1 (ignored), m powers in G2, n powers in G1
 * @len: bytes of @text
 *
 * Return: 0, or -EINVAL with the line that was not understood.
 */
int zkcap_srs_file_import(struct zkcap_srs_file *f, const char *text, size_t len,
			  struct zkcap_error *err);

/**
 * zkcap_srs_file_verify() - check that the points are powers of one secret
 * @f: the reference string
 * @rand: where the weights of the batched checks come from
 *
 * Every point is decoded and must be in the subgroup of order r and not infinity.
 * The first of each group must be the group's generator.  With random weights
 * w_i of 128 bits,
 *
 *	e(sum w_i P_i, [x]_2) = e(sum w_i P_(i+1), [1]_2)
 *	e([x]_1, sum w_i Q_i) = e([1]_1, sum w_i Q_(i+1))
 *
 * which a string that is not of the form passes with a chance of 2^-128.
 *
 * Return: 0; -EBADMSG naming what does not hold; -ENOMEM; the source's error.
 */
int zkcap_srs_file_verify(const struct zkcap_srs_file *f, const struct zkcap_rand *rand,
			  struct zkcap_error *err);

#endif /* ZKCAP_SRS_FILE_H */
