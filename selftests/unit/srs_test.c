// SPDX-License-Identifier: GPL-2.0-only
/* The reference string: its file, its checks, the tables and constants made from it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "ntt.h"
#include "poly.h"
#include "sample.h"
#include "srs.h"
#include "srs_fixture.h"

static struct zkcap_srs_file shipped, work;

static int load(void **state)
{
	srs_fixture_file(&shipped);
	return 0;
}

/* A file with changed bytes, taken in again */
static void reparse(void)
{
	static u8 bytes[ZKCAP_SRS_FILE_BYTES];

	memcpy(bytes, work.bytes, sizeof(bytes));
	assert_int_equal(zkcap_srs_file_parse(&work, bytes, sizeof(bytes), NULL), 0);
}

static u8 *g1_bytes(size_t i)
{
	return work.bytes + ZKCAP_SRS_HEADER_BYTES + 48 * i;
}

static u8 *g2_bytes(size_t i)
{
	return g1_bytes(ZKCAP_SRS_G1_POWERS) + 96 * i;
}

static void assert_refused(const char *message)
{
	struct sample s = { 1 };
	struct zkcap_rand rand = sample_rand(&s);
	struct zkcap_error err = { 0 };

	reparse();
	assert_int_equal(zkcap_srs_file_verify(&work, &rand, &err), -EBADMSG);
	assert_non_null(strstr(err.message, message));
	work = shipped;
	reparse();
}

static void the_shipped_string_is_powers_of_one_secret(void **state)
{
	struct zkcap_error err = { 0 };

	assert_int_equal(zkcap_srs_file_verify(&shipped, &zkcap_rand_system, &err), 0);
}

static void one_wrong_point_is_refused(void **state)
{
	u8 other[96];

	work = shipped;
	reparse();
	/* the last power in G1, replaced by another point of G1 */
	memcpy(g1_bytes(4095), g1_bytes(17), 48);
	assert_refused("power in G1");
	/* two powers exchanged */
	memcpy(other, g1_bytes(1000), 48);
	memcpy(g1_bytes(1000), g1_bytes(1001), 48);
	memcpy(g1_bytes(1001), other, 48);
	assert_refused("power in G1");
	/* a negated one */
	g1_bytes(2000)[0] ^= 0x20;
	assert_refused("power in G1");
	memcpy(g2_bytes(64), g2_bytes(63), 96);
	assert_refused("power in G2");
	g2_bytes(30)[0] ^= 0x20;
	assert_refused("power in G2");
}

static void a_point_outside_the_group_is_refused(void **state)
{
	/* x = 4 is on the curve, but not in the subgroup */
	static const u8 cofactor_point[48] = { [0] = 0x80, [47] = 4 };
	/* no point has x = 1 */
	static const u8 off_curve[48] = { [0] = 0x80, [47] = 1 };
	static const u8 infinity[48] = { [0] = 0xc0 };
	struct zk_g1_affine p;

	assert_int_equal(zk_g1_from_bytes_unchecked_vartime(&p, cofactor_point), ZK_DECODE_OK);
	work = shipped;
	reparse();
	memcpy(g1_bytes(9), cofactor_point, 48);
	assert_refused("power 9 in G1: not in the subgroup");
	memcpy(g1_bytes(10), off_curve, 48);
	assert_refused("power 10 in G1: not on the curve");
	memcpy(g1_bytes(11), infinity, 48);
	assert_refused("power 11 in G1: the point at infinity");
	memset(g1_bytes(12), 0xbf, 48);
	assert_refused("power 12 in G1: a coordinate is not below p");
	g1_bytes(13)[0] &= 0x7f;
	assert_refused("power 13 in G1: wrong flags");
	g2_bytes(5)[0] &= 0x7f;
	assert_refused("power 5 in G2: wrong flags");
}

static void other_generators_are_refused(void **state)
{
	size_t i;

	work = shipped;
	reparse();
	g1_bytes(0)[0] ^= 0x20;
	assert_refused("power 0 in G1 is not the generator");
	g2_bytes(0)[0] ^= 0x20;
	assert_refused("power 0 in G2 is not the generator");
	/* x = 1 would pass the pairings of each group by itself */
	for (i = 1; i < ZKCAP_SRS_G1_POWERS; i++)
		memcpy(g1_bytes(i), g1_bytes(0), 48);
	assert_refused("power in G1");
}

static void a_file_of_another_form_is_refused(void **state)
{
	static u8 bytes[ZKCAP_SRS_FILE_BYTES + 1];
	size_t i;

	memcpy(bytes, shipped.bytes, ZKCAP_SRS_FILE_BYTES);
	assert_int_equal(zkcap_srs_file_parse(&work, bytes, ZKCAP_SRS_FILE_BYTES, NULL), 0);
	assert_int_equal(zkcap_srs_file_parse(&work, bytes, ZKCAP_SRS_FILE_BYTES + 1, NULL),
			 -EINVAL);
	assert_int_equal(zkcap_srs_file_parse(&work, bytes, ZKCAP_SRS_FILE_BYTES - 1, NULL),
			 -EINVAL);
	assert_int_equal(zkcap_srs_file_parse(&work, bytes, 0, NULL), -EINVAL);
	for (i = 0; i < 16; i++) {
		bytes[i] ^= 1;
		assert_int_equal(zkcap_srs_file_parse(&work, bytes, ZKCAP_SRS_FILE_BYTES, NULL),
				 -EINVAL);
		bytes[i] ^= 1;
	}
}

/* The text form of the shipped string; its Lagrange points, ignored, are zeros */
static char *make_text(size_t *len)
{
	char *text = malloc(ZKCAP_SRS_TEXT_MAX), *p = text;
	size_t i, j;

	p += sprintf(p, "%d\n%d\n", ZKCAP_SRS_G1_POWERS, ZKCAP_SRS_G2_POWERS);
	for (i = 0; i < ZKCAP_SRS_G1_POWERS; i++, *p++ = '\n')
		p += sprintf(p, "%096d", 0);
	for (i = 0; i < ZKCAP_SRS_G2_POWERS; i++, *p++ = '\n')
		for (j = 0; j < 96; j++)
			p += sprintf(p, "%02x", shipped.g2[i][j]);
	for (i = 0; i < ZKCAP_SRS_G1_POWERS; i++, *p++ = '\n')
		for (j = 0; j < 48; j++)
			p += sprintf(p, "%02x", shipped.g1[i][j]);
	*len = (size_t)(p - text);
	return text;
}

static void the_text_form_gives_the_same_points(void **state)
{
	struct zkcap_error err = { 0 };
	size_t len;
	char *text = make_text(&len);

	assert_int_equal(zkcap_srs_file_import(&work, text, len, &err), 0);
	assert_memory_equal(work.g1, shipped.g1, 48 * ZKCAP_SRS_G1_POWERS);
	assert_memory_equal(work.g2, shipped.g2, 96 * ZKCAP_SRS_G2_POWERS);
	free(text);
}

static void bad_text_is_refused_with_its_line(void **state)
{
	struct zkcap_error err = { 0 };
	size_t len, at;
	char *text = make_text(&len);

	assert_int_equal(zkcap_srs_file_import(&work, text, len - 2, &err), -EINVAL);
	assert_non_null(strstr(err.message, "line 8259: 95 characters, expected 96"));
	text[len] = '\n';
	assert_int_equal(zkcap_srs_file_import(&work, text, len + 1, &err), -EINVAL);
	assert_non_null(strstr(err.message, "line 8260: expected the end"));
	at = len - 10;
	text[at] = 'G';
	assert_int_equal(zkcap_srs_file_import(&work, text, len, &err), -EINVAL);
	assert_non_null(strstr(err.message, "line 8259: expected lower-case hex"));
	text[0] = '5';
	assert_int_equal(zkcap_srs_file_import(&work, text, len, &err), -EINVAL);
	assert_non_null(strstr(err.message, "line 1: expected the count 4096"));
	assert_int_equal(zkcap_srs_file_import(&work, "", 0, &err), -EINVAL);
	free(text);
}

static void assert_encodes(const struct zk_g1_affine *p, const u8 want[48])
{
	u8 bytes[48];

	zk_g1_to_bytes(bytes, p);
	assert_memory_equal(bytes, want, 48);
}

static void the_verifiers_constants_come_from_the_file(void **state)
{
	const struct zk_g1_affine *vanishing = srs_fixture()->vanishing[7];

	assert_memory_equal(zk_srs_const.digest, shipped.digest, 32);
	assert_memory_equal(zk_srs_const.g1, shipped.g1[0], 48);
	assert_memory_equal(zk_srs_const.g2, shipped.g2[0], 96);
	assert_memory_equal(zk_srs_const.x_g2, shipped.g2[1], 96);
	assert_encodes(&vanishing[0], zk_srs_const.z0);
	assert_encodes(&vanishing[1], zk_srs_const.z1);
}

static void tables_hold_the_powers_of_the_file(void **state)
{
	const struct zkcap_srs *srs = srs_fixture();
	size_t i;

	assert_int_equal(srs->powers.n, ZKCAP_SRS_POWERS);
	for (i = 0; i < ZKCAP_SRS_POWERS; i++)
		assert_encodes(&srs->powers.points[i * srs->powers.windows], shipped.g1[i]);
	assert_true(zkcap_srs_intact(srs));
}

static void every_multiple_is_2_to_the_window_times_the_one_before(void **state)
{
	const struct zkcap_srs *srs = srs_fixture();
	size_t i, n = srs->powers.n * srs->powers.windows;
	struct zk_g1_affine want;
	struct zk_g1 p;
	int bit;

	for (i = 0; i + 1 < n; i += 37) {
		if (i % srs->powers.windows == srs->powers.windows - 1)
			continue;
		zk_g1_from_affine(&p, &srs->powers.points[i]);
		for (bit = 0; bit < ZKCAP_MSM_WINDOW_BITS; bit++)
			zk_g1_dbl(&p, &p);
		zk_g1_to_affine_vartime(&want, &p);
		assert_true(zk_g1_affine_eq(&srs->powers.points[i + 1], &want));
	}
}

/* Values and coefficients of one polynomial commit to the same point */
static void lagrange_points_of_every_domain(void **state)
{
	const struct zkcap_srs *srs = srs_fixture();
	static struct zk_fr values[2048], coefficients[2048];
	struct zk_g1_affine by_rows, by_powers;
	struct sample s = { 1 };
	struct zkcap_domain d;
	unsigned int k;
	size_t i;

	for (k = ZKCAP_SRS_MIN_LOG2N; k <= ZKCAP_SRS_MAX_LOG2N; k++) {
		assert_int_equal(zkcap_domain_init(&d, k), 0);
		for (i = 0; i < d.n; i++) {
			sample_fr(&s, &values[i]);
			coefficients[i] = values[i];
		}
		zkcap_intt(&d, coefficients);
		assert_int_equal(zkcap_srs_commit_rows_vartime(&by_rows, srs, k, values, 1), 0);
		assert_int_equal(zkcap_srs_commit_vartime(&by_powers, srs, coefficients, d.n, 1),
				 0);
		assert_true(zk_g1_affine_eq(&by_rows, &by_powers));
		zkcap_domain_free(&d);
	}
}

/* Writes the tables with one byte changed, and maps them */
static int map_changed(size_t at, u8 change, size_t len_change, const u8 source[32])
{
	char path[] = "/tmp/zkcap-srs-test-XXXXXX";
	size_t len;
	const u8 *image = zkcap_srs_image(srs_fixture(), &len);
	int fd = mkstemp(path), rc;
	struct zkcap_srs *srs;
	u8 byte = image[at] ^ change;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, image, len + len_change), len + len_change);
	assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
	close(fd);
	rc = zkcap_srs_map(&srs, path, source, NULL);
	unlink(path);
	if (!rc) {
		rc = zkcap_srs_intact(srs) ? 0 : 1;
		zkcap_srs_free(srs);
	}
	return rc;
}

static void other_tables_are_refused(void **state)
{
	u8 source[32];
	size_t i, len;

	zkcap_srs_image(srs_fixture(), &len);
	assert_int_equal(map_changed(0, 0, 0, shipped.digest), 0);
	for (i = 0; i < 48; i++)
		assert_int_equal(map_changed(i, 1, 0, shipped.digest), -EINVAL);
	assert_int_equal(map_changed(0, 0, -1, shipped.digest), -EINVAL);
	memset(source, 0, 32);
	assert_int_equal(map_changed(0, 0, 0, source), -EINVAL);
	/* changes of the content are found when somebody asks */
	assert_int_equal(map_changed(100, 1, 0, shipped.digest), 1);
	assert_int_equal(map_changed(len - 1, 1, 0, shipped.digest), 1);
	assert_int_equal(zkcap_srs_map(NULL, "/nonexistent", source, NULL), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_string_is_powers_of_one_secret),
		cmocka_unit_test(one_wrong_point_is_refused),
		cmocka_unit_test(a_point_outside_the_group_is_refused),
		cmocka_unit_test(other_generators_are_refused),
		cmocka_unit_test(a_file_of_another_form_is_refused),
		cmocka_unit_test(the_text_form_gives_the_same_points),
		cmocka_unit_test(bad_text_is_refused_with_its_line),
		cmocka_unit_test(the_verifiers_constants_come_from_the_file),
		cmocka_unit_test(tables_hold_the_powers_of_the_file),
		cmocka_unit_test(every_multiple_is_2_to_the_window_times_the_one_before),
		cmocka_unit_test(lagrange_points_of_every_domain),
		cmocka_unit_test(other_tables_are_refused),
	};

	return cmocka_run_group_tests_name("srs", tests, load, NULL);
}
