// SPDX-License-Identifier: GPL-2.0-only
/* The firmware's event log and IMA's: what is found in them, and what is refused */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "boot_log.h"
#include "ima_log.h"
#include "measure_tree.h"
#include "sha256.h"

static struct boot_bytes bytes;
static struct boot_log blog;

static void make(void)
{
	boot_bytes_begin(&bytes);
	boot_bytes_event(&bytes, 0, 0x80000008, "firmware", 8, "\1\2\3", 3);
	boot_bytes_variable(&bytes, "SecureBoot", 1);
	boot_bytes_variable(&bytes, "SecureBootX", 0);
	boot_bytes_event(&bytes, 4, 4, "\0\0\0\0", 4, "\0\0\0\0", 4);
}

static void events_are_found_by_digest(void **state)
{
	const struct boot_event *e;
	u8 digest[32];

	make();
	assert_int_equal(boot_log_parse(&blog, bytes.data, bytes.len, NULL), 0);
	assert_int_equal(blog.n, 4);
	zkcap_sha256(digest, "firmware", 8);
	e = boot_log_find(&blog, digest);
	assert_non_null(e);
	assert_int_equal(e->pcr, 0);
	assert_int_equal(e->len, 3);
	assert_memory_equal(e->data, "\1\2\3", 3);
	digest[31] ^= 1;
	assert_null(boot_log_find(&blog, digest));
	boot_log_free(&blog);
}

static void a_variable_is_found_by_its_whole_name(void **state)
{
	u8 value = 9;

	make();
	assert_int_equal(boot_log_parse(&blog, bytes.data, bytes.len, NULL), 0);
	assert_true(boot_log_variable(&blog, "SecureBoot", &value));
	assert_int_equal(value, 1);
	assert_true(boot_log_variable(&blog, "SecureBootX", &value));
	assert_int_equal(value, 0);
	assert_false(boot_log_variable(&blog, "Secure", &value));
	boot_log_free(&blog);
}

/* The log is not authenticated; the digest is what the PCR has */
static void a_variable_whose_digest_is_not_its_own_is_not_taken(void **state)
{
	u8 value;

	boot_bytes_begin(&bytes);
	boot_bytes_variable(&bytes, "SecureBoot", 0);
	bytes.data[bytes.len - 1] = 1;
	assert_int_equal(boot_log_parse(&blog, bytes.data, bytes.len, NULL), 0);
	assert_false(boot_log_variable(&blog, "SecureBoot", &value));
	boot_log_free(&blog);
}

static void every_cut_is_noticed_or_between_events(void **state)
{
	size_t len, whole = 0;

	make();
	for (len = 0; len < bytes.len; len++) {
		if (boot_log_parse(&blog, bytes.data, len, NULL))
			continue;
		whole++;
		boot_log_free(&blog);
	}
	assert_int_equal(whole, 4);
}

static void unknown_algorithms_and_old_logs_are_refused(void **state)
{
	struct zkcap_error err = { 0 };

	make();
	/* the first algorithm of the first event after the header of 32 + 37 bytes */
	bytes.data[32 + 37 + 12] = 0x77;
	assert_int_equal(boot_log_parse(&blog, bytes.data, bytes.len, &err), -EINVAL);
	assert_non_null(strstr(err.message, "event 1"));
	make();
	bytes.data[32] = 'X';
	assert_int_equal(boot_log_parse(&blog, bytes.data, bytes.len, &err), -EINVAL);
	assert_non_null(strstr(err.message, "event 0"));
}

static void ima_digests_are_those_of_sha256(void **state)
{
	char text[] =
		"10 00 ima-ng sha256:1111111111111111111111111111111111111111111111111111111111111111 boot_aggregate\n"
		"10 00 ima-sig sha256:2222222222222222222222222222222222222222222222222222222222222222 /a b\n"
		"10 00 ima-ng sha512:3333333333333333333333333333333333333333333333333333333333333333 /c\n"
		"10 00 ima-ngv2 verity:sha256:4444444444444444444444444444444444444444444444444444444444444444 /d\n"
		"10 00 ima-buf sha256:55 /e\n"
		"10 00\n\n";
	struct ima_log log;
	u8 digest[32];

	assert_int_equal(ima_log_parse(&log, text), 0);
	assert_true(log.boot_measured);
	memset(digest, 0x22, 32);
	assert_true(ima_log_has(&log, digest));
	memset(digest, 0x11, 32);
	assert_false(ima_log_has(&log, digest));
	memset(digest, 0x33, 32);
	assert_false(ima_log_has(&log, digest));
	/* a digest of fs-verity is not one of the content */
	memset(digest, 0x44, 32);
	assert_false(ima_log_has(&log, digest));
	ima_log_free(&log);
}

static void a_boot_aggregate_of_zeros_is_no_tpm(void **state)
{
	char text[] =
		"10 00 ima-ng sha256:0000000000000000000000000000000000000000000000000000000000000000 boot_aggregate\n";
	struct ima_log log;

	assert_int_equal(ima_log_parse(&log, text), 0);
	assert_false(log.boot_measured);
	assert_int_equal(log.n, 0);
	ima_log_free(&log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_are_found_by_digest),
		cmocka_unit_test(a_variable_is_found_by_its_whole_name),
		cmocka_unit_test(a_variable_whose_digest_is_not_its_own_is_not_taken),
		cmocka_unit_test(every_cut_is_noticed_or_between_events),
		cmocka_unit_test(unknown_algorithms_and_old_logs_are_refused),
		cmocka_unit_test(ima_digests_are_those_of_sha256),
		cmocka_unit_test(a_boot_aggregate_of_zeros_is_no_tpm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
