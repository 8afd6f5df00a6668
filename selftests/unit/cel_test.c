// SPDX-License-Identifier: GPL-2.0-only
/* What expressions may say, and what is said of those that may not, with its place */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compile_fixture.h"

#define PARAMS "a u64, v version, d digest"

static void faults_are_reported_where_they_are(void **state)
{
	/* columns are those of test.yaml, where the expression begins at column 5 */
	static const struct {
		const char *expression;
		const char *message;
	} table[] = {
		/* tokens */
		{ "gpu.count = 1", "15: found \"=\": expected \"==\" to compare" },
		{ "gpu.count >= 8Gi", "19: expected an integer without suffix, or quantity(\"8Gi\")" },
		{ "gpu.count >= 5u", "19: expected an integer without suffix, or quantity(\"8Gi\")" },
		{ "gpu.count >= 1.5", "18: expected an integer, or semver(\"...\"), or quantity(\"...\")" },
		{ "gpu.count >= 0x", "20: expected hex digits after 0x" },
		{ "gpu.count >= 18446744073709551616", "18: expected an integer below 2^64" },
		{ "system.osrelease.id == \"debian", "28: expected \" at the end of this string" },
		{ "system.osrelease.id == \"a\\n\"", "31: expected \\, \" or ' after \\ in a string" },
		{ "gpu.count >= 1 & has(gpu.count)", "20: found \"&\": expected \"&&\"" },
		{ "gpu.count >= 1 | has(gpu.count)", "20: found \"|\": expected \"||\"" },
		{ "gpu.count in [1, 2]", "18: found \"[\": lists are not supported: expected set(\"name\")" },
		{ "gpu.count / 2 == 1", "15: found \"/\": division is not supported: multiply the other side" },
		{ "gpu.count % 2 == 1", "15: found \"%\": the remainder is not supported" },
		{ "has(gpu.count) ? 1 : 2", "20: found \"?\": the conditional operator is not supported: expected && and ||" },
		{ "gpu.count > 1; has(gpu.count)", "18: expected an expression, found \";\"" },
		{ "gpu.count \xe2\x89\xa5 1", "15: expected an expression in ASCII, found byte 0xe2" },
		/* grammar */
		{ "gpu.count >=", "17: expected a name, a number, a string or \"(\", found the end of the expression" },
		{ "(gpu.count >= 1", "20: expected \")\", found the end of the expression" },
		{ "gpu.count >= 1)", "19: expected an operator or the end of the expression, found \")\"" },
		{ "gpu.count >= 1 gpu.count", "20: expected an operator or the end of the expression, found \"gpu\"" },
		{ "1 < gpu.count < 5", "19: expected \"&&\" or \"||\": comparisons do not chain, found \"<\"" },
		{ "gpu. >= 1", "10: expected a name after \".\", found \">=\"" },
		{ "&& has(gpu.count)", "5: expected a name, a number, a string or \"(\", found \"&&\"" },
		{ "gpu.count >= -1", "18: expected a name, a number, a string or \"(\", found \"-\"" },
		{ "has()", "9: expected a name, a number, a string or \"(\", found \")\"" },
		{ "has(gpu.count", "18: expected \")\", found the end of the expression" },
		{ "has(1, 2, 3, 4, 5)", "21: expected \")\" after so many arguments, found \"5\"" },
		/* names */
		{ "gpu.memory_mx >= 1", "5: gpu.memory_mx: expected an attribute; did you mean gpu.memory_max?" },
		{ "cpu.cpuid.avx2", "5: cpu.cpuid.avx2: expected an attribute; did you mean cpu.cpuid.AVX2?" },
		{ "wholly.unlike.anything == 1", "5: wholly.unlike.anything: expected an attribute of the schema" },
		{ "has(gpu.cuont)", "9: gpu.cuont: expected an attribute; did you mean gpu.count?" },
		{ "gpu.count >= params.aa", "18: params.aa: expected one of spec.params; did you mean params.a?" },
		{ "gpu.count >= params.minimum", "18: params.minimum: expected one of spec.params" },
		{ "size(gpu.count) > 1", "5: size(): expected quantity(), semver(), set() or has()" },
		{ "matches(gpu.count)", "5: matches(): expected a condition" },
		{ "gpu.count in set(\"no-such-set\")", "18: circuits/sets/no-such-set.yaml: No such file or directory" },
		{ "gpu.count in set(\"../capabilities/gpu-memory\")", "18: set \"../capabilities/gpu-memory\": expected lower-case letters, digits and dashes" },
		/* types */
		{ "gpu.count", "5: expected a condition, found a number: compare gpu.count with something" },
		{ "5", "5: expected a condition, found a value" },
		{ "gpu.count >= 1 && 5 + 5", "25: expected a condition, found a value" },
		{ "(gpu.count >= 1) == 1", "16: expected a value, found a condition" },
		{ "!gpu.count >= 1", "5: expected a value, found a condition" },
		{ "openssl.version >= 3", "24: expected a version, as semver(\"3.0.14\"), found a number" },
		{ "openssl.version >= \"3.0.14\"", "24: expected a version, as semver(\"3.0.14\"), found a string" },
		{ "gpu.count == semver(\"1.0\")", "18: expected a number, or quantity(\"8Gi\"), found a version" },
		{ "gpu.count == \"1\"", "18: expected a number, or quantity(\"8Gi\"), found a string" },
		{ "openssl.library == 5", "24: expected a digest: a string, or set(\"name\") after \"in\", found a number" },
		{ "\"a\" == \"a\"", "12: expected an attribute of type digest, found a string" },
		{ "openssl.library < \"a\"", "21: digests have no order: expected == or !=" },
		{ "openssl.library == \"sha256:00\"", "24: digest: \"sha256:00\": expected 64 lower-case hex digits after sha256:" },
		{ "openssl.version + 1 > semver(\"3\")", "5: expected a number in arithmetic, found a version" },
		{ "1 + openssl.library == params.d", "9: expected a number in arithmetic, found a digest" },
		{ "gpu.count * memory.total > 5", "15: expected a constant on one side of \"*\"" },
		{ "cpu.mitigated == 1", "5: cpu.mitigated is a word of bits: expected one of them, as cpu.mitigated.meltdown" },
		{ "cpu.cpuid.AVX2 == 1", "5: cpu.cpuid.AVX2 is a bit: expected it by itself, or !cpu.cpuid.AVX2" },
		{ "quantity(\"8Gb\") < gpu.count", "14: quantity: \"8Gb\": expected a whole number below 2^64, as 4096, 0x1000 or 4Ki" },
		{ "quantity(8) < gpu.count", "14: quantity(): expected one string, as quantity(\"8Gi\")" },
		{ "openssl.version > semver(\"3.x\")", "30: semver: \"3.x\": expected a version, as 3.0.14: up to three numbers below 2^16, 2^16, 2^32" },
		{ "has(params.a)", "9: params.a: expected an attribute of the schema" },
		{ "has(1)", "9: expected one attribute: has(gpu.memory_max)" },
		{ "has(gpu.count) == 1", "5: has() is a condition: expected a value" },
		{ "gpu.count == set(\"gpu-vendors\")", "18: expected set(\"name\") after \"in\" only" },
		{ "gpu.count in 5", "18: expected set(\"name\") after \"in\"" },
		{ "gpu.count in set(5)", "22: expected one string: set(\"name\")" },
		{ "5 in set(\"gpu-vendors\")", "7: expected an attribute before \"in\"" },
		{ "params.a in set(\"gpu-vendors\")", "14: expected an attribute before \"in\"" },
		{ "gpu.count + 1 in set(\"gpu-vendors\")", "19: expected an attribute before \"in\"" },
		{ "openssl.library in set(\"gpu-vendors\")", "24: expected a set of type digest, \"gpu-vendors\" is of type u64" },
		/* meaning */
		{ "1 < 2", "5: always holds: expected a condition on attributes" },
		{ "has(gpu.count) || 3 == 3", "5: always holds: expected a condition on attributes" },
		{ "has(gpu.count) && 2 * 3 != 6", "5: never holds, whatever the attributes are" },
		{ "gpu.count < 0", "5: never holds, whatever the attributes are" },
		{ "gpu.count > 18446744073709551615", "5: never holds, whatever the attributes are" },
		{ "gpu.count * 0xffffffffffffffff * 0xffffffffffffffff * 0xffffffffffffffff > 5",
		  "5: expected numbers that stay within 240 bits" },
	};
	struct zkcap_error err;
	struct compiled c;
	char expected[300];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		memset(&err, 0, sizeof(err));
		if (!fixture_compile(&c, "measured", PARAMS, table[i].expression, &err))
			fail_msg("%s: accepted", table[i].expression);
		snprintf(expected, sizeof(expected), "test.yaml:11:%s", table[i].message);
		if (strcmp(err.message, expected))
			fail_msg("%s:\n%s\nexpected:\n%s", table[i].expression, err.message,
				 expected);
	}
}

static void every_operator_true_and_false(void **state)
{
	/* count 3, memory_max 8Gi, version 3.0.14, id debian; AVX2 but not AVX512F; a is 3 */
	static const char *const hold[] = {
		"gpu.count == 3", "gpu.count != 4", "gpu.count < 4", "gpu.count <= 3",
		"gpu.count > 2", "gpu.count >= 3", "3 == gpu.count", "0x3 == gpu.count",
		"gpu.count + 1 == 4", "gpu.count - 1 == 2", "gpu.count * 2 == 6",
		"2 * gpu.count - 1 == 5", "gpu.count - 4 < 0", "1 + 2 * 1 == gpu.count",
		"gpu.count - 1 - 1 == 1", "gpu.count - (1 - 1) == 3", "gpu.count == params.a",
		"gpu.count + params.a == 6", "gpu.memory_max >= quantity(\"8Gi\")",
		"gpu.memory_max == 8 * 1024 * 1024 * 1024",
		"openssl.version == semver(\"3.0.14\")", "openssl.version < semver(\"3.1\")",
		"openssl.version >= params.v", "system.osrelease.id == \"debian\"",
		"system.osrelease.id == 'debian'", "system.osrelease.id != \"ubuntu\"",
		"system.osrelease.id == params.d", "cpu.cpuid.AVX2", "!cpu.cpuid.AVX512F",
		"has(gpu.count)", "!has(memory.total)", "gpu.vendor_id in set(\"gpu-vendors\")",
		"!(gpu.count in set(\"gpu-vendors\"))", "gpu.count == 3 && cpu.cpuid.AVX2",
		"gpu.count == 9 || cpu.cpuid.AVX2", "gpu.count == 9 || gpu.count == 8 || cpu.cpuid.AVX2",
		"!(gpu.count == 9)", "!!(gpu.count == 3)", "!(gpu.count == 9 || gpu.count == 8)",
		"!(gpu.count == 9 && gpu.count == 3)",
		"gpu.count == 9 && gpu.count == 8 || cpu.cpuid.AVX2",
		"system.osrelease.id == \"sha256:1f87b1c29f9d1dc4a50ad4e0ffc84ce8f2c6ce3bc12bb7e3acbc9d3cdd5e5e1b\" || gpu.count == 3",
	};
	static const char *const fail[] = {
		"gpu.count == 4", "gpu.count != 3", "gpu.count < 3", "gpu.count <= 2",
		"gpu.count > 3", "gpu.count >= 4", "gpu.count + 1 == 3", "gpu.count - 1 == 3",
		"gpu.count * 2 == 7", "openssl.version > semver(\"3.0.14\")",
		"openssl.version == semver(\"3\")", "openssl.version < params.v",
		"system.osrelease.id == \"ubuntu\"", "system.osrelease.id != \"debian\"",
		"system.osrelease.id != params.d", "!cpu.cpuid.AVX2", "cpu.cpuid.AVX512F",
		"!has(gpu.count)", "has(memory.total)", "gpu.count in set(\"gpu-vendors\")",
		"!(gpu.vendor_id in set(\"gpu-vendors\"))", "gpu.count == 3 && cpu.cpuid.AVX512F",
		"gpu.count == 9 || cpu.cpuid.AVX512F", "!(gpu.count == 3)",
		"!(gpu.count == 9 || gpu.count == 3)", "!(gpu.count == 3 && cpu.cpuid.AVX2)",
		"gpu.count == 9 && (gpu.count == 8 || cpu.cpuid.AVX2)", "memory.total == 0",
		"memory.total != 5", "!(memory.total == 5)",
	};
	struct zk_fr slots[ZKCAP_SLOTS] = { 0 }, publics[3];
	const struct zkcap_attribute *id = zkcap_schema_find(fixture_schema(),
							     "system.osrelease.id");
	size_t i, n = ARRAY_SIZE(hold) + ARRAY_SIZE(fail);
	struct zkcap_error err;
	struct compiled c;

	fixture_set(slots, "gpu.count", "3", ZKCAP_LEVEL_MEASURED);
	fixture_set(slots, "gpu.memory_max", "8Gi", ZKCAP_LEVEL_MEASURED);
	fixture_set(slots, "gpu.vendor_id", "0x10de", ZKCAP_LEVEL_MEASURED);
	fixture_set(slots, "openssl.version", "3.0.14", ZKCAP_LEVEL_SIGNED);
	fixture_set(slots, "system.osrelease.id", "debian", ZKCAP_LEVEL_MEASURED);
	fixture_set(slots, "cpu.cpuid.leaf7_ebx_ecx", "AVX2+BMI1", ZKCAP_LEVEL_MEASURED);
	zk_fr_from_u64(&publics[0], 3);
	zk_fr_from_u64(&publics[1], 0x000300000000000eULL);
	publics[2] = slots[id->slot];
	for (i = 0; i < n; i++) {
		bool expected = i < ARRAY_SIZE(hold);
		const char *text = expected ? hold[i] : fail[i - ARRAY_SIZE(hold)];

		if (fixture_compile(&c, "measured", PARAMS, text, &err))
			fail_msg("%s: %s", text, err.message);
		if (fixture_eval(&c, slots, publics) != expected)
			fail_msg("%s: evaluated to %d", text, !expected);
		if (fixture_gates(&c, slots, publics) != expected)
			fail_msg("%s: gates say %d", text, !expected);
		fixture_release(&c);
	}
}

static void nesting_and_length_have_limits(void **state)
{
	static char text[8192];
	struct zkcap_error err;
	struct compiled c;
	int i;

	memset(text, 0, sizeof(text));
	memset(text, '(', 200);
	strcat(text, "gpu.count == 1");
	for (i = 0; i < 200; i++)
		strcat(text, ")");
	assert_int_equal(fixture_compile(&c, "measured", "", text, &err), -EINVAL);
	assert_non_null(strstr(err.message, "nested less deeply"));
	memset(text, 0, sizeof(text));
	memset(text, '!', 40);
	strcat(text, "has(gpu.count)");
	assert_int_equal(fixture_compile(&c, "measured", "", text, &err), 0);
	fixture_release(&c);
	strcpy(text, "gpu.count == 1");
	for (i = 0; i < 300; i++)
		strcat(text, " || gpu.count");
	assert_int_equal(fixture_compile(&c, "measured", "", text, &err), -EINVAL);
	for (i = 0; i < 300; i++)
		strcat(text, " + 1");
	assert_int_equal(fixture_compile(&c, "measured", "", text, &err), -EINVAL);
	assert_non_null(strstr(err.message, "up to 4096 bytes"));
}

/* The same fault in every way in which YAML writes a string */
static void places_follow_yaml_quoting(void **state)
{
	static const struct {
		const char *scalar;
		const char *place;
	} table[] = {
		{ "gpu.count >= nonsense.x", "t.yaml:6:28:" },
		{ "'gpu.count >= nonsense.x'", "t.yaml:6:29:" },
		{ "\"gpu.count >= nonsense.x\"", "t.yaml:6:29:" },
		{ "'system.osrelease.id == ''debian'' && nonsense.x == 1'", "t.yaml:6:53:" },
		{ "\"system.osrelease.id == \\\"debian\\\" && nonsense.x == 1\"", "t.yaml:6:53:" },
		{ "|\n    gpu.count >= 1 &&\n      nonsense.x == 1", "t.yaml:8:7:" },
		{ ">-\n    gpu.count >= 1 &&\n    nonsense.x == 1", "t.yaml:8:5:" },
		{ "gpu.count >= 1 &&\n    nonsense.x == 1", "t.yaml:7:5:" },
	};
	struct zkcap_definition def;
	struct zkcap_circuit *circuit;
	struct zkcap_error err;
	char text[400];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		snprintf(text, sizeof(text),
			 "apiVersion: zkcap/v1\nkind: Capability\n"
			 "metadata: {name: t, version: 1, title: T}\nspec:\n"
			 "  assurance: measured\n  expression: %s\n", table[i].scalar);
		assert_int_equal(zkcap_definition_parse(&def, "t.yaml", text, strlen(text), &err),
				 0);
		assert_int_equal(zkcap_compile(&circuit, &def, fixture_schema(), fixture_sets(),
					       &err), -EINVAL);
		if (strncmp(err.message, table[i].place, strlen(table[i].place)))
			fail_msg("%s\n%s, expected %s", text, err.message, table[i].place);
		zkcap_definition_free(&def);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_are_reported_where_they_are),
		cmocka_unit_test(every_operator_true_and_false),
		cmocka_unit_test(nesting_and_length_have_limits),
		cmocka_unit_test(places_follow_yaml_quoting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
