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
#include "value.h"

#define HEAD "apiVersion: zkcap/v1\nkind: AttributeSchema\nmetadata: {name: s, version: 1}\n" \
	     "spec:\n  attributes:\n"
#define ATTR(slot, name, rest) \
	"    - {slot: " slot ", name: " name ", title: T, source: S,\n" \
	"       assurance: {least: reported, usual: measured}, " rest "}\n"

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

static void schema_faults_have_their_place(void **state)
{
	static const struct {
		const char *text;
		const char *message;
	} table[] = {
		{ HEAD "    []\n", "6:5: attributes: expected a list of 1 to 120 attributes" },
		{ HEAD ATTR("120", "a.b", "type: u64"), "6:14: slot: expected a slot number, 0 to 119" },
		{ HEAD ATTR("-1", "a.b", "type: u64"), "6:14: slot: expected a slot number, 0 to 119" },
		{ HEAD ATTR("1", "ab", "type: u64"), "6:23: name: expected a dotted lower-case name of up to 48 characters, as gpu.memory_max" },
		{ HEAD ATTR("1", "a.b", "type: u32"), "7:61: type: expected u64, digest, version or bits64" },
		{ HEAD ATTR("1", "a.b", "typ: u64"), "7:55: unknown key \"typ\" in attributes; did you mean \"type\"?" },
		{ HEAD ATTR("1", "a.b", "type: u64") ATTR("1", "a.c", "type: u64"), "8:14: slot 1 is a.b already" },
		{ HEAD ATTR("1", "a.b", "type: u64") ATTR("2", "a.b", "type: u64"), "8:23: a.b has slot 1 already" },
		{ HEAD ATTR("1", "a.b", "type: bits64"), "6:7: a.b: expected bits for type bits64, and for no other" },
		{ HEAD ATTR("1", "a.b", "type: u64, bits: {prefix: a.b, names: {X: 1}}"), "6:7: a.b: expected bits for type bits64, and for no other" },
		{ HEAD ATTR("1", "a.b", "type: bits64, bits: {prefix: a.b, names: {X: 64}}"), "7:100: names: expected a bit number, 0 to 63" },
		{ HEAD ATTR("1", "a.b", "type: bits64, bits: {prefix: a.b, names: {X: 1, Y: 1}}"), "7:106: bit 1 has two names" },
		{ HEAD ATTR("1", "a.b", "type: bits64, bits: {prefix: a.c, names: {d: 1}}") ATTR("2", "a.c.d", "type: u64"), "8:7: a.c.d is a bit already" },
		{ HEAD ATTR("1", "a.b", "type: u64, slot: 3"), "7:66: \"slot\" given twice" },
		{ HEAD "    - {slot: 1, name: a.b, title: T, source: S, type: u64,\n       assurance: {least: signed, usual: reported}}\n",
		  "7:19: expected the usual level to be at least the least" },
		{ "kind: &x AttributeSchema\n", "1:7: anchors, aliases and tags are not supported here" },
		{ "kind: !!str x\n", "1:7: anchors, aliases and tags are not supported here" },
		{ "a: 1\n---\nb: 2\n", "2:1: expected one document, here a second begins" },
		{ "", "1:1: expected a document" },
		{ "a: [1, 2\n", "2:1: did not find expected ',' or ']'" },
		{ "a: 99999999999999999999\n", "1:4: integer does not fit into 64 bits" },
		{ "a: \"x\\0y\"\n", "1:4: a zero byte in a string" },
		{ "[a]: 1\n", "1:1: expected a name as key" },
		{ "5\n", "1:1: the document: expected an attribute schema: apiVersion, kind, metadata, spec" },
		{ "apiVersion: zkcap/v2\n", "1:13: apiVersion: expected zkcap/v1" },
		{ "apiVersion: zkcap/v1\n", "1:1: the document: expected a key \"kind\": AttributeSchema" },
	};
	struct zkcap_schema schema;
	struct zkcap_error err;
	char expected[300];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		assert_int_equal(zkcap_schema_parse(&schema, "s.yaml", table[i].text,
						    strlen(table[i].text), &err), -EINVAL);
		snprintf(expected, sizeof(expected), "s.yaml:%s", table[i].message);
		assert_string_equal(err.message, expected);
	}
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

static void digest_is_of_content_not_of_layout(void **state)
{
	static const char block[] =
		"# a comment\n" HEAD
		"    - slot: 1\n      name: a.b\n      title: T\n      type: u64\n"
		"      source: S\n      assurance: {usual: measured, least: reported}\n";
	static const char flow[] =
		"{spec: {attributes: [{name: \"a.b\", type: u64, title: 'T', source: S, slot: 0x1,"
		"assurance: {least: reported, usual: measured}}]}, kind: AttributeSchema,"
		"metadata: {version: 1, name: s}, apiVersion: zkcap/v1}";
	static const char canonical[] =
		"{\"apiVersion\":\"zkcap/v1\",\"kind\":\"AttributeSchema\","
		"\"metadata\":{\"name\":\"s\",\"version\":1},\"spec\":{\"attributes\":["
		"{\"assurance\":{\"least\":\"reported\",\"usual\":\"measured\"},\"name\":\"a.b\","
		"\"slot\":1,\"source\":\"S\",\"title\":\"T\",\"type\":\"u64\"}]}}";
	struct zkcap_schema a, b;
	u8 expected[32];

	SHA256((const u8 *)canonical, strlen(canonical), expected);
	assert_int_equal(zkcap_schema_parse(&a, "a", block, strlen(block), NULL), 0);
	assert_int_equal(zkcap_schema_parse(&b, "b", flow, strlen(flow), NULL), 0);
	assert_memory_equal(a.digest, expected, sizeof(expected));
	assert_memory_equal(b.digest, expected, sizeof(expected));
	zkcap_schema_free(&a);
	zkcap_schema_free(&b);
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

static void set_faults_have_their_place(void **state)
{
	static const char head[] = "apiVersion: zkcap/v1\nkind: Set\nmetadata: {name: x, title: T}\n";
	static const struct {
		const char *spec;
		const char *message;
	} table[] = {
		{ "spec: {type: digest, items: []}\n", "x.yaml:4:29: items: expected a list of at least one item" },
		{ "spec: {type: digest, items: [{value: 5, source: S}]}\n", "x.yaml:4:38: value: expected a value, as a string of up to 200 bytes" },
		{ "spec: {type: bits64, items: [{value: a, source: S}]}\n", "x.yaml:4:14: type: expected u64, digest or version" },
		{ "spec: {type: version, items: [{value: \"3.x\", source: S}]}\n",
		  "x.yaml:4:39: value: \"3.x\": expected a version, as 3.0.14: up to three numbers below 2^16, 2^16, 2^32" },
	};
	struct zkcap_sets sets = { 0 };
	struct zkcap_error err;
	char text[400];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		snprintf(text, sizeof(text), "%s%s", head, table[i].spec);
		assert_int_equal(zkcap_sets_add(&sets, "x.yaml", text, strlen(text), &err),
				 -EINVAL);
		assert_string_equal(err.message, table[i].message);
	}
}

static void definition_faults_have_their_place(void **state)
{
	static const struct {
		const char *text;
		const char *message;
	} table[] = {
		{ "{apiVersion: zkcap/v1, kind: Capability, metadata: {name: x, version: 1}, spec: 1}",
		  "x.yaml:1:52: metadata: expected a key \"title\": a line of text of up to 200 bytes" },
		{ "{apiVersion: zkcap/v1, kind: Capability, metadata: {name: X, version: 1, title: T}}",
		  "x.yaml:1:59: name: expected a name of up to 63 lower-case letters, digits and dashes" },
		{ "{apiVersion: zkcap/v1, kind: Capability, metadata: {name: x, version: 0, title: T}}",
		  "x.yaml:1:71: version: expected a version number from 1 on" },
		{ "{apiVersion: zkcap/v1, kind: Capability, metadata: {name: x, version: \"1\", title: T}}",
		  "x.yaml:1:71: version: expected a version number from 1 on" },
		{ "{apiVersion: zkcap/v1, kind: Capability, metadata: {name: x, version: 1, title: T},\n"
		  "spec: {assurance: absent, expression: x}}",
		  "x.yaml:2:19: assurance: expected reported, measured or signed" },
		{ "{apiVersion: zkcap/v1, kind: Capability, metadata: {name: x, version: 1, title: T},\n"
		  "spec: {assurance: signed, expression: x, parms: []}}",
		  "x.yaml:2:42: unknown key \"parms\" in spec; did you mean \"params\"?" },
		{ "{apiVersion: zkcap/v1, kind: Capability, metadata: {name: x, version: 1, title: T},\n"
		  "spec: {assurance: signed, expression: x, params: [{name: a, type: u64}, {name: a, type: u64}]}}",
		  "x.yaml:2:80: parameter a given twice" },
		{ "{apiVersion: zkcap/v1, kind: Capability, metadata: {name: x, version: 1, title: T},\n"
		  "spec: {assurance: signed, expression: x, params: [{name: a, type: bits64}]}}",
		  "x.yaml:2:67: type: expected u64, digest or version" },
	};
	struct zkcap_definition def;
	struct zkcap_error err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		assert_int_equal(zkcap_definition_parse(&def, "x.yaml", table[i].text,
							strlen(table[i].text), &err), -EINVAL);
		assert_string_equal(err.message, table[i].message);
	}
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
