// SPDX-License-Identifier: GPL-2.0-only
/* Canonical JSON against the examples published in RFC 8785 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "canonical.h"
#include "shim.h"
#include "text_vectors.h"

static void assert_canonical(const char *in, const char *expected)
{
	json_t *json = json_loads(in, JSON_DECODE_ANY, NULL);
	char *text;

	assert_non_null(json);
	assert_int_equal(zkcap_canonical_json(&text, json, NULL), 0);
	assert_string_equal(text, expected);
	free(text);
	json_decref(json);
}

/* Sections 3.2.2 and 3.2.3: escapes, numbers, keys in the order of UTF-16 code units */
static void examples_of_section_3_2(void **state)
{
	each_text_vector("canonical", "rfc8785", assert_canonical);
}

/* Appendix B: IEEE 754 bits and the text */
static void numbers_of_appendix_b(void **state)
{
	static const struct {
		u64 bits;
		const char *text;
	} table[] = {
		{ 0x0000000000000000, "0" },
		{ 0x8000000000000000, "0" },
		{ 0x0000000000000001, "5e-324" },
		{ 0x8000000000000001, "-5e-324" },
		{ 0x7fefffffffffffff, "1.7976931348623157e+308" },
		{ 0xffefffffffffffff, "-1.7976931348623157e+308" },
		{ 0x4340000000000000, "9007199254740992" },
		{ 0xc340000000000000, "-9007199254740992" },
		{ 0x4430000000000000, "295147905179352830000" },
		{ 0x44b52d02c7e14af5, "9.999999999999997e+22" },
		{ 0x44b52d02c7e14af6, "1e+23" },
		{ 0x44b52d02c7e14af7, "1.0000000000000001e+23" },
		{ 0x444b1ae4d6e2ef4e, "999999999999999700000" },
		{ 0x444b1ae4d6e2ef4f, "999999999999999900000" },
		{ 0x444b1ae4d6e2ef50, "1e+21" },
		{ 0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7" },
		{ 0x3eb0c6f7a0b5ed8d, "0.000001" },
		{ 0x41b3de4355555553, "333333333.3333332" },
		{ 0x41b3de4355555554, "333333333.33333325" },
		{ 0x41b3de4355555555, "333333333.3333333" },
		{ 0x41b3de4355555556, "333333333.3333334" },
		{ 0x41b3de4355555557, "333333333.33333343" },
		{ 0xbecbf647612f3696, "-0.0000033333333333333333" },
		{ 0x43143ff3c1cb0959, "1424953923781206.2" },
	};
	char *text;
	double d;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		json_t *json;

		memcpy(&d, &table[i].bits, sizeof(d));
		json = json_real(d);
		assert_int_equal(zkcap_canonical_json(&text, json, NULL), 0);
		assert_string_equal(text, table[i].text);
		free(text);
		json_decref(json);
	}
}

static void integers_that_are_not_exact_are_refused(void **state)
{
	json_t *json = json_integer((1LL << 53) + 1);
	struct zkcap_error err = { 0 };
	char *text;

	assert_int_equal(zkcap_canonical_json(&text, json, &err), -ERANGE);
	assert_non_null(strstr(err.message, "9007199254740993"));
	assert_null(text);
	json_decref(json);
	assert_canonical("[9007199254740992, -9007199254740992]",
			 "[9007199254740992,-9007199254740992]");
}

static void empty_and_nested_values(void **state)
{
	assert_canonical("{ \"b\": {}, \"a\": [], \"\": [ [ 1 ] , { \"x\" : null } ] }",
			 "{\"\":[[1],{\"x\":null}],\"a\":[],\"b\":{}}");
}

/* sha256sum of {"a":1} */
static void digest_is_of_the_canonical_text(void **state)
{
	static const u8 expected[32] = {
		0x01, 0x5a, 0xbd, 0x7f, 0x5c, 0xc5, 0x7a, 0x2d, 0xd9, 0x4b, 0x75, 0x90,
		0xf0, 0x4a, 0xd8, 0x08, 0x42, 0x73, 0x90, 0x5e, 0xe3, 0x3e, 0xc5, 0xce,
		0xbe, 0xae, 0x62, 0x27, 0x6a, 0x97, 0xf8, 0x62,
	};
	json_t *json = json_loads("{ \"a\" : 1 }", 0, NULL);
	u8 digest[32];

	assert_int_equal(zkcap_canonical_digest(digest, json, NULL), 0);
	assert_memory_equal(digest, expected, sizeof(digest));
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_of_section_3_2),
		cmocka_unit_test(numbers_of_appendix_b),
		cmocka_unit_test(integers_that_are_not_exact_are_refused),
		cmocka_unit_test(empty_and_nested_values),
		cmocka_unit_test(digest_is_of_the_canonical_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
