// SPDX-License-Identifier: GPL-2.0-only
/* Resources and times as people write them */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "quantity.h"

#define CPU ZKCAP_RESOURCE_KIND_CPU
#define MEMORY ZKCAP_RESOURCE_KIND_MEMORY
#define PIDS ZKCAP_RESOURCE_KIND_PIDS
#define DEVICE ZKCAP_RESOURCE_KIND_DEVICE

static void amounts_are_parsed(void **state)
{
	static const struct {
		uint16_t kind;
		const char *text;
		uint64_t amount;
	} good[] = {
		{ CPU, "2", 2000 }, { CPU, "1.5", 1500 }, { CPU, "1500m", 1500 },
		{ CPU, "0.001", 1 }, { CPU, "0", 0 }, { CPU, "0m", 0 },
		{ CPU, "18446744073709551.615", UINT64_MAX },
		{ MEMORY, "4Gi", 4ull << 30 }, { MEMORY, "512M", 512000000 },
		{ MEMORY, "1", 1 }, { MEMORY, "1e9", 1000000000 },
		{ PIDS, "100", 100 }, { DEVICE, "1", 1 },
		{ PIDS, "18446744073709551615", UINT64_MAX },
	};
	static const struct {
		uint16_t kind;
		const char *text;
		int code;
	} bad[] = {
		{ CPU, "", -EINVAL }, { CPU, "-1", -EINVAL }, { CPU, "1.", -EINVAL },
		{ CPU, "1.2345", -EINVAL }, { CPU, "m", -EINVAL }, { CPU, "1.5m", -EINVAL },
		{ CPU, "1m5", -EINVAL }, { CPU, " 1", -EINVAL }, { CPU, "1 ", -EINVAL },
		{ CPU, "2Gi", -EINVAL }, { CPU, "18446744073709552", -ERANGE },
		{ CPU, "18446744073709551.616", -ERANGE },
		{ MEMORY, "4Q", -EINVAL }, { MEMORY, "-4Gi", -EINVAL },
		{ MEMORY, "16Ei", -ERANGE }, { MEMORY, "", -EINVAL },
		{ PIDS, "1m", -EINVAL }, { PIDS, "1.5", -EINVAL }, { PIDS, "0x10", -EINVAL },
		{ PIDS, "18446744073709551616", -ERANGE }, { 0, "1", -EINVAL }, { 9, "1", -EINVAL },
	};
	struct zkcap_error err;
	uint64_t amount;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(zkcap_amount_parse(good[i].kind, good[i].text, &amount, NULL), 0);
		assert_int_equal(amount, good[i].amount);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		memset(&err, 0, sizeof(err));
		assert_int_equal(zkcap_amount_parse(bad[i].kind, bad[i].text, &amount, &err),
				 bad[i].code);
		assert_int_equal(err.code, bad[i].code);
		assert_true(strlen(err.message) > 10);
	}
}

/* What is printed is read again as the same amount. */
static void amounts_are_printed_as_they_are_parsed(void **state)
{
	static const struct {
		uint16_t kind;
		uint64_t amount;
		const char *text;
	} cases[] = {
		{ CPU, 2000, "2" }, { CPU, 1500, "1500m" }, { CPU, 0, "0" },
		{ MEMORY, 4ull << 30, "4Gi" }, { MEMORY, 1000, "1000" }, { MEMORY, 1536, "1536" },
		{ MEMORY, 1ull << 60, "1Ei" }, { MEMORY, 0, "0" }, { PIDS, 4096, "4096" },
	};
	char text[ZKCAP_QUANTITY_TEXT];
	uint64_t amount;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		zkcap_amount_format(cases[i].kind, cases[i].amount, text);
		assert_string_equal(text, cases[i].text);
		assert_int_equal(zkcap_amount_parse(cases[i].kind, text, &amount, NULL), 0);
		assert_int_equal(amount, cases[i].amount);
	}
	assert_string_equal(zkcap_amount_format(MEMORY, ZKCAP_CLIENT_UNLIMITED, text), "unlimited");
}

static void durations_are_parsed(void **state)
{
	static const struct {
		const char *text;
		uint32_t seconds;
	} good[] = {
		{ "90", 90 }, { "30s", 30 }, { "10m", 600 }, { "2h", 7200 }, { "7d", 604800 },
		{ "1h30m", 5400 }, { "1d2h3m4s", 93784 }, { "366d", ZKCAP_DURATION_MAX },
	};
	static const struct {
		const char *text;
		int code;
	} bad[] = {
		{ "", -EINVAL }, { "s", -EINVAL }, { "1x", -EINVAL }, { "-1s", -EINVAL },
		{ "1h1h", -EINVAL }, { "1m1h", -EINVAL }, { "1h30", -EINVAL }, { "1 h", -EINVAL },
		{ "1.5h", -EINVAL }, { "1s1", -EINVAL },
		{ "0", -ERANGE }, { "0s", -ERANGE }, { "367d", -ERANGE },
		{ "99999999999999999999", -ERANGE }, { "18446744073709551615d", -ERANGE },
	};
	uint32_t seconds;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(zkcap_duration_parse(good[i].text, &seconds, NULL), 0);
		assert_int_equal(seconds, good[i].seconds);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(zkcap_duration_parse(bad[i].text, &seconds, NULL), bad[i].code);
}

static void durations_are_printed(void **state)
{
	char text[ZKCAP_QUANTITY_TEXT];

	assert_string_equal(zkcap_duration_format(0, text), "0.0s");
	assert_string_equal(zkcap_duration_format(2500, text), "2.5s");
	assert_string_equal(zkcap_duration_format(59999, text), "59.9s");
	assert_string_equal(zkcap_duration_format(60000, text), "1m 0s");
	assert_string_equal(zkcap_duration_format(5400000, text), "1h 30m");
	assert_string_equal(zkcap_duration_format(UINT64_MAX / 2, text), "106751991167d 7h");
}

static void devices_are_parsed(void **state)
{
	static const char *const bad[] = {
		"", "=1", ".gpu", "gpu/0", "gpu=", "gpu=x", "gpu=-1", "a b",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	struct zkcap_resource r;
	size_t i;

	assert_int_equal(zkcap_device_parse("gpu", &r, NULL), 0);
	assert_string_equal(r.name, "gpu");
	assert_int_equal(r.kind, DEVICE);
	assert_int_equal(r.amount, 1);
	assert_int_equal(zkcap_device_parse("gpu-a.b_c=3", &r, NULL), 0);
	assert_string_equal(r.name, "gpu-a.b_c");
	assert_int_equal(r.amount, 3);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(zkcap_device_parse(bad[i], &r, NULL), -EINVAL);
}

/* Whatever order they come in */
static void resources_are_kept_in_order(void **state)
{
	static const struct zkcap_resource in[] = {
		{ DEVICE, "b", 1 }, { PIDS, "", 2 }, { DEVICE, "a", 3 }, { CPU, "", 4 },
		{ MEMORY, "", 5 },
	};
	static const uint64_t amounts[] = { 4, 5, 2, 3, 1 };
	struct zkcap_resources resources = { 0 };
	struct zkcap_resource more = { DEVICE, "", 1 };
	size_t i;

	for (i = 0; i < 5; i++)
		assert_int_equal(zkcap_resources_add(&resources, &in[i], NULL), 0);
	for (i = 0; i < 5; i++)
		assert_int_equal(resources.r[i].amount, amounts[i]);
	assert_int_equal(zkcap_resources_add(&resources, &in[2], NULL), -EEXIST);
	assert_ptr_equal(zkcap_resources_find(&resources, DEVICE, "a"), &resources.r[3]);
	assert_null(zkcap_resources_find(&resources, DEVICE, "c"));
	for (i = 5; i < ZKCAP_CLIENT_RESOURCES; i++) {
		more.name[0] = (char)('c' + i);
		assert_int_equal(zkcap_resources_add(&resources, &more, NULL), 0);
	}
	more.name[0] = 'z';
	assert_int_equal(zkcap_resources_add(&resources, &more, NULL), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts_are_parsed),
		cmocka_unit_test(amounts_are_printed_as_they_are_parsed),
		cmocka_unit_test(durations_are_parsed),
		cmocka_unit_test(durations_are_printed),
		cmocka_unit_test(devices_are_parsed),
		cmocka_unit_test(resources_are_kept_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
