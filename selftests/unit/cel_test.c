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
#include "text_vectors.h"

#define DIGEST "sha256:1f87b1c29f9d1dc4a50ad4e0ffc84ce8f2c6ce3bc12bb7e3acbc9d3cdd5e5e1b"
#define PARAMS "a u64, v version, d digest"

static void reported(const char *expression, const char *message)
{
	struct zkcap_error err = { 0 };
	struct compiled c;

	if (!fixture_compile(&c, "measured", PARAMS, expression, &err))
		fail_msg("%s: accepted", expression);
	if (strcmp(err.message, message))
		fail_msg("%s:\n%s\nexpected:\n%s", expression, err.message, message);
}

static void faults_are_reported_where_they_are(void **state)
{
	each_text_vector("faults", "expressions", reported);
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
		"gpu.count == 9 || cpu.cpuid.AVX2",
		"gpu.count == 9 || gpu.count == 8 || cpu.cpuid.AVX2",
		"!(gpu.count == 9)", "!!(gpu.count == 3)", "!(gpu.count == 9 || gpu.count == 8)",
		"!(gpu.count == 9 && gpu.count == 3)",
		"gpu.count == 9 && gpu.count == 8 || cpu.cpuid.AVX2",
		"system.osrelease.id == \"" DIGEST "\" || gpu.count == 3",
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
	snprintf(text, sizeof(text), "gpu.count == 1");
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
