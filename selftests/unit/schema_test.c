// SPDX-License-Identifier: GPL-2.0-only
/* The attribute schema, values, sets and definitions as documents */
#include <errno.h>
#include <openssl/sha.h>
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
#include "value.h"

static void shipped_schema_covers_what_platforms_are_asked(void **state)
{
	static const char *const names[] = {
		"cpu.model.vendor_id", "cpu.model.family", "cpu.model.id", "cpu.model.stepping",
		"cpu.microcode", "cpu.topology.core_count", "cpu.topology.thread_count",
		"cpu.topology.socket_count", "cpu.topology.hardware_multithreading",
		"cpu.mitigated", "memory.total", "memory.numa.node_count", "memory.hugepages_2m",
		"gpu.count", "gpu.memory_max", "gpu.memory_total", "gpu.vendor_id",
		"gpu.device_id", "network.device.count", "network.device.speed_max",
		"network.rdma.count", "storage.nvme_count", "storage.rotational_count",
		"storage.total", "kernel.version", "kernel.config", "kernel.lockdown",
		"kernel.module_sig_enforce", "kernel.ima", "firmware.secure_boot", "kernel.lsm",
		"system.osrelease.id", "openssl.version", "openssl.library", "libsodium.version",
		"libsodium.library", "gnutls.version", "gnutls.library", "system.fips_mode",
		"container.runtime.version", "tpm.manufacturer", "tpm.firmware",
	};
	/* one of each CPUID word, at its place in the manual */
	static const struct {
		const char *name;
		const char *word;
		u8 bit;
	} bits[] = {
		{ "cpu.cpuid.SSE2", "cpu.cpuid.leaf1_ecx_edx", 26 },
		{ "cpu.cpuid.AESNI", "cpu.cpuid.leaf1_ecx_edx", 32 + 25 },
		{ "cpu.cpuid.AVX2", "cpu.cpuid.leaf7_ebx_ecx", 32 + 5 },
		{ "cpu.cpuid.GFNI", "cpu.cpuid.leaf7_ebx_ecx", 8 },
		{ "cpu.cpuid.AMXTILE", "cpu.cpuid.leaf7_edx", 24 },
		{ "cpu.cpuid.AVXVNNI", "cpu.cpuid.leaf7_1_eax", 4 },
		{ "cpu.cpuid.SVM", "cpu.cpuid.leaf80000001_ecx_edx", 32 + 2 },
		{ "cpu.cpuid.LM", "cpu.cpuid.leaf80000001_ecx_edx", 29 },
		{ "cpu.cpuid.XSAVES", "cpu.cpuid.leafd_1_eax", 3 },
		{ "cpu.mitigated.retbleed", "cpu.mitigated", 10 },
	};
	const struct zkcap_attribute *attr;
	size_t i;
	u8 bit;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!zkcap_schema_find(fixture_schema(), names[i]))
			fail_msg("%s", names[i]);
	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		attr = zkcap_schema_find_bit(fixture_schema(), bits[i].name, &bit);
		assert_non_null(attr);
		assert_string_equal(attr->name, bits[i].word);
		assert_int_equal(bit, bits[i].bit);
	}
	/* the standard part ends before the site's own */
	for (i = 0; i < fixture_schema()->n_attributes; i++)
		assert_in_range(fixture_schema()->attributes[i].slot, 0, 95);
}

static void schema_reported(const char *text, const char *message)
{
	struct zkcap_schema schema;
	struct zkcap_error err = { 0 };

	assert_int_equal(zkcap_schema_parse(&schema, "s.yaml", text, strlen(text), &err), -EINVAL);
	assert_string_equal(err.message, message);
}

static void schema_faults_have_their_place(void **state)
{
	each_text_vector("faults", "schemas", schema_reported);
}

static void depth_of_a_document_has_a_limit(void **state)
{
	struct zkcap_schema schema;
	struct zkcap_error err;
	char text[201] = { 0 };

	memset(text, '[', 200);
	assert_int_equal(zkcap_schema_parse(&schema, "s.yaml", text, 200, &err), -EINVAL);
	assert_string_equal(err.message, "s.yaml:1:33: nested too deeply");
}

static void same_digest(const char *yaml, const char *canonical)
{
	struct zkcap_error err = { 0 };
	struct zkcap_schema schema;
	u8 expected[32];

	SHA256((const u8 *)canonical, strlen(canonical), expected);
	if (zkcap_schema_parse(&schema, "s.yaml", yaml, strlen(yaml), &err))
		fail_msg("%s", err.message);
	assert_memory_equal(schema.digest, expected, sizeof(expected));
	zkcap_schema_free(&schema);
}

static void digest_is_of_content_not_of_layout(void **state)
{
	each_text_vector("canonical", "schema_layouts", same_digest);
}

static void quantities_are_kubernetes_quantities(void **state)
{
	static const struct {
		const char *text;
		int ret;
		u64 value;
	} table[] = {
		{ "0", 0, 0 }, { "8Gi", 0, 8ULL << 30 }, { "1.5Gi", 0, 3ULL << 29 },
		{ "10G", 0, 10000000000ULL }, { "0.5k", 0, 500 }, { "2e3", 0, 2000 },
		{ "2E3", 0, 2000 }, { "3E", 0, 3000000000000000000ULL }, { "15Ei", 0, 15ULL << 60 },
		{ "18446744073709551615", 0, ~0ULL }, { "18446744073709551616", -ERANGE, 0 },
		{ "16Ei", -ERANGE, 0 }, { "0.5", -ERANGE, 0 }, { "1.0000001k", -ERANGE, 0 },
		{ "1e20", -ERANGE, 0 }, { "", -EINVAL, 0 }, { "Gi", -EINVAL, 0 },
		{ "1.", -EINVAL, 0 }, { ".5k", -EINVAL, 0 }, { "8GB", -EINVAL, 0 },
		{ "8K", -EINVAL, 0 }, { "-1", -EINVAL, 0 }, { " 1", -EINVAL, 0 },
		{ "100m", -EINVAL, 0 }, { "1e", -EINVAL, 0 }, { "1e-3", -EINVAL, 0 },
	};
	size_t i;
	u64 v;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if (zkcap_quantity_parse(table[i].text, &v) != table[i].ret)
			fail_msg("%s", table[i].text);
		if (!table[i].ret)
			assert_int_equal(v, table[i].value);
	}
}

static void versions_are_packed_in_order(void **state)
{
	static const char *const ascending[] = {
		"0", "0.0.1", "0.1", "1", "1.0.4294967295", "1.1", "1.2", "1.10", "3.0.9",
		"3.0.14", "3.1", "10", "65535.65535.4294967295",
	};
	static const char *const bad[] = {
		"", "1.", ".1", "1.2.3.4", "1..2", "v1", "1.2-rc1", "65536", "1.65536",
		"1.1.4294967296", " 1", "1 ",
	};
	u64 v, last = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ascending); i++) {
		assert_int_equal(zkcap_version_parse(ascending[i], &v), 0);
		assert_true(!i || v > last);
		last = v;
	}
	assert_int_equal(zkcap_version_parse("3.0.14", &v), 0);
	assert_int_equal(v, 0x000300000000000eULL);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_not_equal(zkcap_version_parse(bad[i], &v), 0);
}

static void digests_are_31_bytes_of_sha256(void **state)
{
	static const char given[] =
		"sha256:1b5bc2ae3dbfe93fb68ecde5c4f1ba3d6e12a5a1f6f3ca09fbbb9d40a3a2bb0f";
	u8 sha[32], bytes[32];
	struct zk_fr a, b;

	SHA256((const u8 *)"debian", 6, sha);
	assert_int_equal(zkcap_value_parse(&a, ZKCAP_TYPE_DIGEST, "debian", "x", NULL), 0);
	zk_fr_to_bytes(bytes, &a);
	assert_int_equal(bytes[0], 0);
	assert_memory_equal(bytes + 1, sha, 31);
	assert_int_equal(zkcap_value_parse(&b, ZKCAP_TYPE_DIGEST, given, "x", NULL), 0);
	zk_fr_to_bytes(bytes, &b);
	assert_int_equal(bytes[0], 0);
	assert_int_equal(bytes[1], 0x1b);
	assert_int_equal(bytes[31], 0xbb);
}

static void bits_are_set_by_name(void **state)
{
	const struct zkcap_attribute *attr = zkcap_schema_find(fixture_schema(),
							       "cpu.cpuid.leaf7_ebx_ecx");
	struct zkcap_error err;
	struct zk_fr r;
	u64 v;

	assert_int_equal(zkcap_attribute_value_parse(&r, attr, "AVX2+cpu.cpuid.GFNI", &err), 0);
	assert_true(zkcap_value_to_u64(&v, &r));
	assert_int_equal(v, 1ULL << 37 | 1ULL << 8);
	assert_int_equal(zkcap_attribute_value_parse(&r, attr, "0x100", &err), 0);
	assert_true(zkcap_value_to_u64(&v, &r));
	assert_int_equal(v, 0x100);
	assert_int_equal(zkcap_attribute_value_parse(&r, attr, "AVX2+nonsense", &err), -EINVAL);
	assert_non_null(strstr(err.message, "\"nonsense\""));
}

static void levels_keep_to_their_two_bits(void **state)
{
	struct zk_fr slots[ZKCAP_SLOTS] = { 0 };
	unsigned int slot, other;
	u64 word;

	for (slot = 0; slot < ZKCAP_ATTRIBUTE_SLOTS; slot++) {
		zkcap_slots_set_level(slots, slot, ZKCAP_LEVEL_SIGNED);
		zkcap_slots_set_level(slots, slot, ZKCAP_LEVEL_MEASURED);
		assert_true(zkcap_value_to_u64(&word, &slots[120 + slot / 16]));
		assert_int_equal(word, 2ULL << 2 * (slot % 16));
		for (other = 0; other < ZKCAP_ATTRIBUTE_SLOTS; other++)
			assert_int_equal(zkcap_slots_level(slots, other), other == slot ? 2 : 0);
		zkcap_slots_set_level(slots, slot, ZKCAP_LEVEL_ABSENT);
	}
}

static void sets_are_sorted_and_each_element_counts_once(void **state)
{
	static const char *const one[] = { "7", "0x10de", "5", "7", NULL };
	static const char *const two[] = { "5", "7", "4318", NULL };
	const struct zkcap_set *a, *b;
	u8 bytes[96] = { [31] = 5, [63] = 7, [94] = 0x10, [95] = 0xde }, digest[32];

	fixture_add_set("one", "u64", one);
	fixture_add_set("two", "u64", two);
	assert_int_equal(zkcap_sets_get(fixture_sets(), "one", &a, NULL), 0);
	assert_int_equal(zkcap_sets_get(fixture_sets(), "two", &b, NULL), 0);
	assert_int_equal(a->n_elements, 3);
	SHA256(bytes, sizeof(bytes), digest);
	assert_memory_equal(a->digest, digest, sizeof(digest));
	assert_memory_equal(b->digest, digest, sizeof(digest));
}

static void set_reported(const char *text, const char *message)
{
	struct zkcap_sets sets = { 0 };
	struct zkcap_error err = { 0 };

	assert_int_equal(zkcap_sets_add(&sets, "x.yaml", text, strlen(text), &err), -EINVAL);
	assert_string_equal(err.message, message);
}

static void set_faults_have_their_place(void **state)
{
	each_text_vector("faults", "sets", set_reported);
}

static void definition_reported(const char *text, const char *message)
{
	struct zkcap_definition def;
	struct zkcap_error err = { 0 };

	assert_int_equal(zkcap_definition_parse(&def, "x.yaml", text, strlen(text), &err),
			 -EINVAL);
	assert_string_equal(err.message, message);
}

static void definition_faults_have_their_place(void **state)
{
	each_text_vector("faults", "definitions", definition_reported);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_schema_covers_what_platforms_are_asked),
		cmocka_unit_test(schema_faults_have_their_place),
		cmocka_unit_test(depth_of_a_document_has_a_limit),
		cmocka_unit_test(digest_is_of_content_not_of_layout),
		cmocka_unit_test(quantities_are_kubernetes_quantities),
		cmocka_unit_test(versions_are_packed_in_order),
		cmocka_unit_test(digests_are_31_bytes_of_sha256),
		cmocka_unit_test(bits_are_set_by_name),
		cmocka_unit_test(levels_keep_to_their_two_bits),
		cmocka_unit_test(sets_are_sorted_and_each_element_counts_once),
		cmocka_unit_test(set_faults_have_their_place),
		cmocka_unit_test(definition_faults_have_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
