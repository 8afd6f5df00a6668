// SPDX-License-Identifier: GPL-2.0-only
/* The verifier's own self-test: what it must notice before anything is verified */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "judge.h"
#include "selftest.h"
#include "srs_file.h"
#include "verifier.h"

static struct zk_srs *broken;
static struct zk_selftest_scratch *scratch;
static struct zk_srs_scratch *srs_scratch;

static int selftest_with_broken(void)
{
	return zk_selftest(broken, scratch);
}

static void passes_with_the_real_tables(void **state)
{
	(void)state;
	assert_int_equal(zk_selftest(judge_srs(), scratch), 0);
}

static void notices_zeroed_lines(void **state)
{
	(void)state;
	*broken = *judge_srs();
	memset(&broken->g2, 0, sizeof(broken->g2));
	assert_int_not_equal(selftest_with_broken(), 0);

	*broken = *judge_srs();
	memset(&broken->x_g2, 0, sizeof(broken->x_g2));
	assert_int_not_equal(selftest_with_broken(), 0);

	memset(&broken->g2, 0, sizeof(broken->g2));
	assert_int_not_equal(selftest_with_broken(), 0);

	memset(broken, 0, sizeof(*broken));
	assert_int_not_equal(selftest_with_broken(), 0);
}

static void notices_lines_of_another_point(void **state)
{
	(void)state;
	*broken = *judge_srs();
	broken->x_g2 = broken->g2;
	assert_int_not_equal(selftest_with_broken(), 0);

	*broken = *judge_srs();
	broken->g2 = broken->x_g2;
	assert_int_not_equal(selftest_with_broken(), 0);

	broken->g2 = judge_srs()->x_g2;
	broken->x_g2 = judge_srs()->g2;
	assert_int_not_equal(selftest_with_broken(), 0);
}

/* One bit of any line, of any entry of a table */
static void notices_one_corrupt_bit_anywhere(void **state)
{
	size_t at;
	u8 *bytes = (u8 *)broken;

	(void)state;
	for (at = 5; at < sizeof(*broken); at += 331) {
		*broken = *judge_srs();
		bytes[at] ^= 1 << at % 8;
		if (!selftest_with_broken())
			fail_msg("byte %zu of struct zk_srs changed, not noticed", at);
	}
}

static void notices_one_zeroed_line(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ZK_G2_LINES; i += 9) {
		*broken = *judge_srs();
		memset(&broken->g2.line[i], 0, sizeof(broken->g2.line[i]));
		assert_int_not_equal(selftest_with_broken(), 0);
		*broken = *judge_srs();
		memset(&broken->x_g2.line[i], 0, sizeof(broken->x_g2.line[i]));
		assert_int_not_equal(selftest_with_broken(), 0);
	}
}

static void notices_exchanged_tables(void **state)
{
	(void)state;
	*broken = *judge_srs();
	broken->z0 = judge_srs()->z1;
	broken->z1 = judge_srs()->z0;
	assert_int_not_equal(selftest_with_broken(), 0);
}

static bool decodes(const struct zk_srs_const *from)
{
	return zk_srs_init(broken, from, srs_scratch);
}

static void corrupt_constants_are_refused(void **state)
{
	struct zk_srs_const from;

	(void)state;
	assert_true(decodes(&zk_srs_const));
	from = zk_srs_const;
	memset(from.g1, 0, sizeof(from.g1));
	assert_false(decodes(&from));
	from = zk_srs_const;
	memset(from.z0, 0, sizeof(from.z0));
	from.z0[0] = 0xc0; /* infinity */
	assert_false(decodes(&from));
	from = zk_srs_const;
	memset(from.z1, 0, sizeof(from.z1));
	from.z1[0] = 0x80; /* order 3 */
	assert_false(decodes(&from));
	from = zk_srs_const;
	from.g2[95] ^= 1;
	assert_false(decodes(&from));
	from = zk_srs_const;
	memset(from.x_g2, 0, sizeof(from.x_g2));
	from.x_g2[0] = 0xc0;
	assert_false(decodes(&from));
}

static void constants_are_those_of_the_reference_string(void **state)
{
	struct zkcap_srs_file *f = malloc(sizeof(*f));
	struct zk_g1_affine p[2];
	struct zkcap_error err;
	u8 *data = malloc(ZKCAP_SRS_FILE_BYTES + 1), bytes[ZK_G1_BYTES];
	FILE *file = fopen("circuits/srs/ethereum-kzg.srs", "rb");
	struct zk_g1 sum, low;
	size_t len, i;

	(void)state;
	assert_true(f && data && file);
	len = fread(data, 1, ZKCAP_SRS_FILE_BYTES + 1, file);
	fclose(file);
	assert_int_equal(zkcap_srs_file_parse(f, data, len, &err), 0);
	assert_memory_equal(zk_srs_const.digest, f->digest, 32);
	assert_memory_equal(zk_srs_const.g1, f->g1[0], 48);
	assert_memory_equal(zk_srs_const.g2, f->g2[0], 96);
	assert_memory_equal(zk_srs_const.x_g2, f->g2[1], 96);
	for (i = 0; i < 2; i++) {
		assert_int_equal(zk_g1_from_bytes_vartime(&p[0], f->g1[i]), ZK_DECODE_OK);
		assert_int_equal(zk_g1_from_bytes_vartime(&p[1], f->g1[ZK_SLOTS + i]),
				 ZK_DECODE_OK);
		zk_g1_from_affine(&low, &p[0]);
		zk_g1_neg(&low, &low);
		zk_g1_add_affine_vartime(&sum, &low, &p[1]);
		zk_g1_to_affine_vartime(&p[0], &sum);
		zk_g1_to_bytes(bytes, &p[0]);
		assert_memory_equal(i ? zk_srs_const.z1 : zk_srs_const.z0, bytes, 48);
	}
	free(data);
	free(f);
}

static void library_tests_itself_once(void **state)
{
	struct zkcap_error err = { 0 };
	const struct zk_srs *srs = zkcap_verifier_tables(&err);

	(void)state;
	assert_non_null(srs);
	assert_int_equal(err.code, 0);
	assert_ptr_equal(srs, zkcap_verifier_tables(&err));
	assert_memory_equal(srs, judge_srs(), sizeof(*srs));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_with_the_real_tables),
		cmocka_unit_test(notices_zeroed_lines),
		cmocka_unit_test(notices_lines_of_another_point),
		cmocka_unit_test(notices_one_corrupt_bit_anywhere),
		cmocka_unit_test(notices_one_zeroed_line),
		cmocka_unit_test(notices_exchanged_tables),
		cmocka_unit_test(corrupt_constants_are_refused),
		cmocka_unit_test(constants_are_those_of_the_reference_string),
		cmocka_unit_test(library_tests_itself_once),
	};
	int rc;

	broken = malloc(sizeof(*broken));
	scratch = malloc(sizeof(*scratch));
	srs_scratch = malloc(sizeof(*srs_scratch));
	if (!broken || !scratch || !srs_scratch)
		return 1;
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	free(srs_scratch);
	free(scratch);
	free(broken);
	return rc;
}
