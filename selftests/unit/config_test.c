// SPDX-License-Identifier: GPL-2.0-only
/* Documents under /etc/zkcap: what they become, and what is said of mistakes in them */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config.h"
#include "timespan.h"

#define HEAD(kind) "apiVersion: zkcap/v1\nkind: " kind "\nmetadata: {name: it}\nspec:\n"
#define OFFER HEAD("Offer") "  trust: t\n  duration: 1h\n  resources: {cpu: 1}\n"
#define TRUST HEAD("TrustPolicy") "  authorities: [ca.pem]\n  maxAge: 1h\n"
#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define KEY "0123456789abcdef0123456789abcdef01234567"

static const struct zkcap_config_paths paths = {
	.schema = "circuits/attributes.yaml",
	.sets = "circuits/sets",
	.capabilities = "circuits/capabilities",
	.cgroup = "/nowhere",
};

static const struct zkcap_config_object *read_one(struct zkcap_config *config, const char *text)
{
	struct zkcap_error err = { 0 };

	memset(config, 0, sizeof(*config));
	if (zkcap_config_add_text(config, "file", text, strlen(text), &err))
		fail_msg("%s", err.message);
	assert_int_equal(config->n, 1);
	return config->objects[0];
}

static void a_pool_becomes_units(void **state)
{
	static const struct {
		const char *text;
		uint16_t kind;
		uint64_t amount;
	} amounts[] = {
		{ "cpu: 2", ZKCAP_RESOURCE_KIND_CPU, 2000 },
		{ "cpu: \"1.5\"", ZKCAP_RESOURCE_KIND_CPU, 1500 },
		{ "cpu: \"0.001\"", ZKCAP_RESOURCE_KIND_CPU, 1 },
		{ "cpu: 500m", ZKCAP_RESOURCE_KIND_CPU, 500 },
		{ "cpu: 0", ZKCAP_RESOURCE_KIND_CPU, 0 },
		{ "cpu: max", ZKCAP_RESOURCE_KIND_CPU, UINT64_MAX },
		{ "memory: 4096", ZKCAP_RESOURCE_KIND_MEMORY, 4096 },
		{ "memory: 8Gi", ZKCAP_RESOURCE_KIND_MEMORY, 8ull << 30 },
		{ "memory: 1.5Ki", ZKCAP_RESOURCE_KIND_MEMORY, 1536 },
		{ "memory: max", ZKCAP_RESOURCE_KIND_MEMORY, UINT64_MAX },
		{ "pids: 7", ZKCAP_RESOURCE_KIND_PIDS, 7 },
		{ "pids: max", ZKCAP_RESOURCE_KIND_PIDS, UINT64_MAX },
	};
	const struct zkcap_config_object *object;
	struct zkcap_config config = { 0 };
	char text[200];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(amounts); i++) {
		snprintf(text, sizeof(text), HEAD("Pool") "  %s\n", amounts[i].text);
		object = read_one(&config, text);
		assert_int_equal(object->kind, ZKCAP_CONFIG_POOL);
		assert_int_equal(object->pool.given, 1u << amounts[i].kind);
		if (object->pool.capacity[amounts[i].kind] != amounts[i].amount)
			fail_msg("%s", amounts[i].text);
		zkcap_config_free(&config);
	}
}

static void an_offer_becomes_the_kernels(void **state)
{
	struct zkcap_config config;
	const struct zkcap_offer *offer = &read_one(&config, HEAD("Offer")
		"  trust: some-policy\n"
		"  capabilities: [{name: b}, {name: a, params: {min: 5}}]\n"
		"  resources: {pids: 9, cpu: 2, devices: {z: 1, a: 2}, memory: 1Mi}\n"
		"  duration: 1d2h\n  onExpiry: freeze\n  grace: 1s500ms\n"
		"  price: 9223372036854775807\n  priority: 4294967295\n  grantsPerTenant: 3\n")
		->offer.offer;
	static const struct zkcap_resource wanted[] = {
		{ ZKCAP_RESOURCE_KIND_CPU, "", 2000 }, { ZKCAP_RESOURCE_KIND_MEMORY, "", 1 << 20 },
		{ ZKCAP_RESOURCE_KIND_PIDS, "", 9 }, { ZKCAP_RESOURCE_KIND_DEVICE, "a", 2 },
		{ ZKCAP_RESOURCE_KIND_DEVICE, "z", 1 },
	};
	size_t i;

	assert_string_equal(offer->name, "it");
	assert_string_equal(offer->trust, "some-policy");
	assert_int_equal(offer->n_requirements, 2);
	assert_string_equal(offer->requirements[0].capability, "b");
	assert_int_equal(offer->duration, 93600);
	assert_int_equal(offer->on_expiry, ZKCAP_ON_EXPIRY_FREEZE);
	assert_int_equal(offer->grace_ms, 1500);
	assert_int_equal(offer->price, INT64_MAX);
	assert_int_equal(offer->priority, UINT32_MAX);
	assert_int_equal(offer->grants_per_tenant, 3);
	/* in the order in which the kernel takes them */
	assert_int_equal(offer->ceiling.n, ARRAY_SIZE(wanted));
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		assert_int_equal(offer->ceiling.r[i].kind, wanted[i].kind);
		assert_string_equal(offer->ceiling.r[i].name, wanted[i].name);
		assert_int_equal(offer->ceiling.r[i].amount, wanted[i].amount);
	}
	zkcap_config_free(&config);
}

static void a_policy_becomes_the_kernels(void **state)
{
	struct zkcap_config config;
	const struct zkcap_trust *trust = &read_one(&config, TRUST
		"  hostKeys: [{id: \"" KEY "\"}]\n"
		"  measurement: {pcr: 16, base: \"" DIGEST "\", commitment: last}\n"
		"  pcrs: [7, 0]\n  allowResettable: [16, 23]\n"
		"  references: [{10: \"" DIGEST "\", 4: \"" DIGEST "\"}]\n  clockSafe: true\n")
		->trust.trust;

	assert_int_equal(trust->measurement_pcr, 16);
	assert_int_equal(trust->measurement_base[0], 0x01);
	assert_int_equal(trust->measurement_base[31], 0xef);
	assert_int_equal(trust->commitment, ZKCAP_COMMITMENT_RULE_LAST);
	/* completed as the kernel does: the measurement's and those of references */
	assert_int_equal(trust->pcrs, 1 | 1 << 7 | 1 << 16 | 1 << 10 | 1 << 4);
	assert_int_equal(trust->resettable, 1 << 16 | 1 << 23);
	assert_int_equal(trust->n_references, 1);
	assert_int_equal(trust->references[0].pcrs[0].index, 4);
	assert_int_equal(trust->references[0].pcrs[1].index, 10);
	assert_true(trust->clock_safe);
	assert_int_equal(trust->max_age, 3600);
	assert_int_equal(trust->host_keys[0][1], 0x23);
	zkcap_config_free(&config);

	trust = &read_one(&config, TRUST)->trust.trust;
	assert_int_equal(trust->measurement_pcr, 13);
	assert_int_equal(trust->pcrs, 1 << 13);
	assert_int_equal(trust->commitment, ZKCAP_COMMITMENT_RULE_FIRST);
	zkcap_config_free(&config);
}

static void control_groups_are_paths_from_the_root(void **state)
{
	static const char *const texts[][2] = {
		{ "/a/b", "/a/b" }, { "a", "/a" }, { "/sys/fs/cgroup/a.slice", "/a.slice" },
		{ "//a", "/a" },
	};
	struct zkcap_config config;
	char text[200];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		snprintf(text, sizeof(text), HEAD("Tenant") "  cgroup: %s\n", texts[i][0]);
		assert_string_equal(read_one(&config, text)->tenant.tenant.path, texts[i][1]);
		zkcap_config_free(&config);
	}
}

static void files_hold_several_documents(void **state)
{
	static const char text[] = "# nothing yet\n---\n" HEAD("Pool") "  cpu: 1\n---\n"
		HEAD("Tenant") "  cgroup: /a\n...\n---\n" OFFER;
	struct zkcap_config config = { 0 };

	assert_int_equal(zkcap_config_add_text(&config, "f", text, strlen(text), NULL), 0);
	assert_int_equal(config.n, 3);
	assert_non_null(zkcap_config_find(&config, ZKCAP_CONFIG_TENANT, "it"));
	assert_null(zkcap_config_find(&config, ZKCAP_CONFIG_TENANT, "that"));
	assert_int_equal(zkcap_config_add_text(&config, "f", "# all out\n", 10, NULL), 0);
	assert_int_equal(config.n, 3);
	/* one name, another kind */
	assert_int_equal(zkcap_config_add_text(&config, "f", OFFER, strlen(OFFER), NULL), -EEXIST);
	zkcap_config_free(&config);
}

static void many_documents_are_refused(void **state)
{
	static const char one[] = "---\n[]\n";
	size_t n = ZKCAP_YAML_MAX_DOCUMENTS + 1, len = strlen(one), i;
	char *text = malloc(n * len);
	struct zkcap_yaml_stream stream;
	struct zkcap_error err;

	for (i = 0; i < n; i++)
		memcpy(text + i * len, one, len);
	assert_int_equal(zkcap_yaml_parse_stream(&stream, "f", text, (n - 1) * len, &err), 0);
	assert_int_equal(stream.n, n - 1);
	assert_int_equal(stream.docs[n - 2].root->line, 2 * (n - 1));
	zkcap_yaml_free_stream(&stream);
	assert_int_equal(zkcap_yaml_parse_stream(&stream, "f", text, n * len, &err), -EINVAL);
	assert_string_equal(err.message, "f:514:1: more than 256 documents");
	free(text);
}

/* What is wrong, and just what is said of it */
static const char *const mistakes[][2] = {
	{ "a: [", "file:2:1: did not find expected node content" },
	{ "[]", "file:1:1: the document: expected a mapping: apiVersion, kind, metadata, spec" },
	{ "kind: Pool", "file:1:1: the document: expected a key \"apiVersion\": zkcap/v1" },
	{ "apiVersion: zkcap/v2\nkind: Pool", "file:1:13: apiVersion: expected zkcap/v1" },
	{ "apiVersion: zkcap/v1",
	  "file:1:1: the document: expected a key \"kind\": Pool, DeviceClass, TrustPolicy, Capability, Offer or Tenant" },
	{ "apiVersion: zkcap/v1\nkind: Set",
	  "file:2:7: kind: expected Pool, DeviceClass, TrustPolicy, Capability, Offer or Tenant" },
	{ "apiVersion: zkcap/v1\nkind: Pool\nmetadata: {name: It}\nspec: {}",
	  "file:3:18: name: expected a name of up to 63 lower-case letters, digits and dashes" },
	{ HEAD("Pool") "  cpus: 2",
	  "file:5:3: unknown key \"cpus\" in spec; did you mean \"cpu\"?" },
	{ HEAD("Pool") "  cpu: -1", "file:5:8: cpu: expected processors, as 2, \"1.5\", 500m or max" },
	{ HEAD("Pool") "  cpu: 1.5", "file:5:8: cpu: expected processors, as 2, \"1.5\", 500m or max" },
	{ HEAD("Pool") "  cpu: 1.5m", "file:5:8: cpu: expected processors, as 2, \"1.5\", 500m or max" },
	{ HEAD("Pool") "  cpu: 99999999999999999999m",
	  "file:5:8: cpu '99999999999999999999m': expected CPUs such as 2, 1.5 or 1500m, a whole number below 2^64" },
	{ HEAD("Pool") "  memory: 8GB", "file:5:11: memory: expected bytes, as 512Mi, 8Gi or max" },
	{ HEAD("Pool") "  memory: 0.5", "file:5:11: memory: expected bytes, as 512Mi, 8Gi or max" },
	{ HEAD("Pool") "  memory: 16Ei",
	  "file:5:11: memory '16Ei': expected bytes such as 4Gi, 512M or 1048576, a whole number below 2^64" },
	{ HEAD("Pool") "  memory: \"18446744073709551615\"",
	  "file:5:11: memory '18446744073709551615': expected less, or max" },
	{ HEAD("Pool") "  pids: many", "file:5:9: pids: expected a number of tasks, or max" },
	{ HEAD("DeviceClass") "  nodes: []", "file:5:10: nodes: expected a list of 1 to 64 devices" },
	{ HEAD("DeviceClass") "  nodes: [{path: /dev/null, major: 1}]",
	  "file:5:11: a device: expected either path, or type, major and minor" },
	{ HEAD("DeviceClass") "  nodes: [{type: char, major: 1}]",
	  "file:5:11: a device: expected either path, or type, major and minor" },
	{ HEAD("DeviceClass") "  nodes: [{type: fifo, major: 1, minor: 2}]",
	  "file:5:18: type: expected block or char" },
	{ HEAD("DeviceClass") "  nodes: [{type: char, major: 4096, minor: 2}]",
	  "file:5:31: major: expected a major number from 0 to 4095" },
	{ HEAD("DeviceClass") "  mode: shared\n  nodes: [{path: /dev/null}]",
	  "file:5:3: spec: expected a key \"share\": tenants that may hold one node at a time" },
	{ HEAD("DeviceClass") "  share: 2\n  nodes: [{path: /dev/null}]",
	  "file:5:10: share: expected mode: shared beside it" },
	{ HEAD("TrustPolicy") "  maxAge: 1h",
	  "file:5:3: spec: expected a key \"authorities\": a list of 1 to 8 certificate files" },
	{ HEAD("TrustPolicy") "  authorities: [a]\n  maxAge: 367d",
	  "file:6:11: maxAge: \"367d\": expected a time from 1s to 366d in whole seconds" },
	{ HEAD("TrustPolicy") "  authorities: [a]\n  maxAge: 1500ms",
	  "file:6:11: maxAge: \"1500ms\": expected a time from 1s to 366d in whole seconds" },
	{ HEAD("TrustPolicy") "  authorities: [a]\n  maxAge: 1s1h",
	  "file:6:11: maxAge: expected a time, as 90s, 1h30m or 500ms" },
	{ TRUST "  pcrs: [7, 24]", "file:7:13: pcrs: expected a PCR from 0 to 23" },
	{ TRUST "  pcrs: [7, 7]", "file:7:13: pcrs: 7 given twice" },
	{ TRUST "  pcrs: [7, 23]",
	  "file:5:3: spec: PCR 23 can be reset by software: expected it in allowResettable, or another PCR" },
	{ TRUST "  allowResettable: [13]",
	  "file:7:21: allowResettable: expected a resettable PCR, from 16 to 23" },
	{ TRUST "  references: [{7: \"abc\"}]",
	  "file:7:20: references: expected 64 lower-case hex digits, in quotes" },
	{ TRUST "  references: [{24: \"" DIGEST "\"}]",
	  "file:7:17: references: expected a PCR from 0 to 23 as key" },
	{ TRUST "  references: [{07: \"" DIGEST "\"}]",
	  "file:7:17: references: expected a PCR from 0 to 23 as key" },
	{ TRUST "  references: [{7: \"" ZEROS "\"}]",
	  "file:7:20: references: a PCR that was never extended matches nothing" },
	{ TRUST "  references: [{13: \"" DIGEST "\"}]",
	  "file:7:17: references: PCR 13 is the measurement's, whose value differs from boot to boot" },
	{ TRUST "  revoked: [{id: \"" KEY "\", certificate: a}]",
	  "file:7:13: a key: expected either id or certificate" },
	{ TRUST "  hostKeys: [{}]", "file:7:14: a key: expected either id or certificate" },
	{ TRUST "  measurement: {commitment: second}",
	  "file:7:29: commitment: expected first or last" },
	{ HEAD("Offer") "  trust: t\n  duration: 1h\n  resources: {}",
	  "file:7:14: resources: expected at least one of cpu, memory, pids and devices" },
	{ HEAD("Offer") "  trust: t\n  duration: 1h\n  resources: {cpu: 0m}",
	  "file:7:20: cpu '0m': expected more than nothing" },
	{ HEAD("Offer") "  trust: t\n  duration: 0s\n  resources: {cpu: 1}",
	  "file:6:13: duration: \"0s\": expected a time from 1s to 366d in whole seconds" },
	{ HEAD("Offer") "  trust: t\n  duration: 1h\n  resources: {devices: {GPU: 1}}",
	  "file:7:25: devices: expected a device class's name as key" },
	{ HEAD("Offer") "  trust: t\n  duration: 1h\n  resources: {devices: {gpu: 65}}",
	  "file:7:30: devices: expected a number of devices from 1 to 64" },
	{ OFFER "  grace: 2h", "file:8:10: grace: \"2h\": expected a time from 0s to 1h" },
	{ OFFER "  onExpiry: panic", "file:8:13: onExpiry: expected wait, freeze or kill" },
	{ OFFER "  tenants: []", "file:8:12: tenants: expected a list of 1 to 64 tenants' names" },
	{ OFFER "  tenants: [a, b, a]", "file:8:19: tenants: a given twice" },
	{ OFFER "  grantsPerTenant: 65", "file:8:20: grantsPerTenant: expected a number from 1 to 64" },
	{ OFFER "  capabilities: [{params: {}}]",
	  "file:8:18: capabilities: expected a key \"name\": a name of up to 63 lower-case letters, digits and dashes" },
	{ HEAD("Tenant") "  cgroup: /",
	  "file:5:11: cgroup: expected a control group below the root, without \"..\"" },
	{ HEAD("Tenant") "  cgroup: /a/../b",
	  "file:5:11: cgroup: expected a control group below the root, without \"..\"" },
	{ HEAD("Tenant") "  cgroup: /a\n  whenAbsent: wait",
	  "file:6:15: whenAbsent: expected fail, skip or create" },
	{ OFFER "---\n" OFFER, "file:9:1: Offer it: given twice; first in file, line 1" },
};

static void mistakes_are_told_with_their_place(void **state)
{
	struct zkcap_config config;
	struct zkcap_error err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mistakes); i++) {
		memset(&config, 0, sizeof(config));
		assert_int_not_equal(zkcap_config_add_text(&config, "file", mistakes[i][0],
							   strlen(mistakes[i][0]), &err), 0);
		assert_string_equal(err.message, mistakes[i][1]);
		zkcap_config_free(&config);
	}
}

/* What is only found out when documents are put together */
static const char *const contradictions[][2] = {
	{ HEAD("Pool") "  cpu: 1\n---\n"
	  "apiVersion: zkcap/v1\nkind: Pool\nmetadata: {name: other}\nspec: {cpu: 1}",
	  "file:7:1: cpu: in Pool it already" },
	{ HEAD("DeviceClass") "  nodes: [{path: /dev/null}]\n---\n"
	  "apiVersion: zkcap/v1\nkind: DeviceClass\nmetadata: {name: other}\n"
	  "spec: {nodes: [{type: char, major: 1, minor: 3}]}",
	  "file:10:16: nodes: char 1:3 is in class it already" },
	{ HEAD("DeviceClass") "  nodes: [{path: /dev/null}, {path: /dev/null}]",
	  "file:5:30: nodes: char 1:3 is in class it already" },
	{ HEAD("DeviceClass") "  nodes: [{path: /etc/passwd}]",
	  "file:5:18: path: /etc/passwd: expected a device node" },
	{ TRUST, "file:5:17: authorities: ca.pem: cannot open: No such file or directory" },
	{ HEAD("Tenant") "  cgroup: /a",
	  "file:5:11: cgroup: /nowhere/a: No such file or directory; whenAbsent: create or skip would do without" },
	{ HEAD("Tenant") "  cgroup: /a\n  whenAbsent: skip\n  keys: [{id: \"" KEY "\"}, {id: \"" KEY "\"}]",
	  "file:7:60: keys: the same key given twice" },
	{ OFFER "  tenants: [a]", "file:8:13: tenants: there is no Tenant a in the files" },
	{ OFFER "  capabilities: [{name: nonesuch}]",
	  "file:8:25: capabilities: nonesuch has no document and is not shipped" },
	{ OFFER "  capabilities: [{name: cpu-cores}]",
	  "file:8:18: params: expected a key \"min\": a u64" },
	{ OFFER "  capabilities: [{name: cpu-cores, params: {max: 1}}]",
	  "file:8:45: params: cpu-cores has no parameter \"max\"" },
	{ OFFER "  capabilities: [{name: cpu-cores, params: {min: few}}]",
	  "file:8:50: params: min: \"few\": expected a whole number below 2^64, as 4096, 0x1000 or 4Ki" },
	{ "apiVersion: zkcap/v1\nkind: Capability\nmetadata: {name: c, version: 1, title: T}\n"
	  "spec: {assurance: measured, expression: cpu.nothing > 1}", "file:4:41: " },
};

static void contradictions_are_told_with_their_place(void **state)
{
	struct zkcap_config config;
	struct zkcap_error err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(contradictions); i++) {
		memset(&config, 0, sizeof(config));
		if (zkcap_config_add_text(&config, "file", contradictions[i][0],
					  strlen(contradictions[i][0]), &err))
			fail_msg("%s", err.message);
		assert_int_not_equal(zkcap_config_resolve(&config, &paths, &err), 0);
		if (strncmp(err.message, contradictions[i][1], strlen(contradictions[i][1])))
			assert_string_equal(err.message, contradictions[i][1]);
		zkcap_config_free(&config);
	}
}

static void offers_get_public_inputs_and_capabilities(void **state)
{
	static const char text[] = OFFER
		"  capabilities: [{name: kernel-version, params: {below: 6.13.0, from: 6.1}}]\n";
	struct zkcap_config config = { 0 };
	const struct zkcap_requirement *r;
	struct zkcap_error err;

	assert_int_equal(zkcap_config_add_text(&config, "f", text, strlen(text), NULL), 0);
	if (zkcap_config_resolve(&config, &paths, &err))
		fail_msg("%s", err.message);
	/* in the definition's order, not in the document's */
	r = &config.objects[0]->offer.offer.requirements[0];
	assert_int_equal(r->n_publics, 2);
	assert_memory_equal(r->publics[0] + 24, "\0\6\0\1\0\0\0\0", 8);
	assert_memory_equal(r->publics[1] + 24, "\0\6\0\15\0\0\0\0", 8);
	assert_int_equal(config.n, 2);
	assert_true(config.objects[1]->capability.implied);
	assert_non_null(config.objects[1]->capability.circuit);
	zkcap_config_free(&config);
}

/* To the kernel an offer without tenants is for all: that must not happen by absence. */
static void offers_for_absent_tenants_stay_restricted(void **state)
{
	static const char text[] = OFFER "  tenants: [gone]\n---\napiVersion: zkcap/v1\nkind: Tenant\n"
		"metadata: {name: gone}\nspec: {cgroup: /gone, whenAbsent: skip}\n";
	struct zkcap_config config = { 0 };

	assert_int_equal(zkcap_config_add_text(&config, "f", text, strlen(text), NULL), 0);
	assert_int_equal(zkcap_config_resolve(&config, &paths, NULL), 0);
	assert_true(config.objects[0]->offer.restricted);
	assert_int_equal(config.objects[0]->offer.offer.n_tenants, 0);
	assert_true(config.objects[1]->tenant.missing);
	zkcap_config_free(&config);
}

static void times_are_read_and_written(void **state)
{
	static const struct {
		const char *text;
		uint64_t ms;
	} times[] = {
		{ "0s", 0 }, { "1ms", 1 }, { "90s", 90000 }, { "1m30s", 90000 },
		{ "1d1h1m1s1ms", 90061001 }, { "366d", 31622400000 },
	};
	static const char *const wrong[] = { "", "s", "1", "1s1m", "1s1s", "1 s", "-1s", "1.5h", "1ss" };
	char text[ZKCAP_TIMESPAN_TEXT];
	uint64_t ms, again;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(times); i++) {
		assert_int_equal(zkcap_timespan_parse(times[i].text, &ms), 0);
		assert_int_equal(ms, times[i].ms);
		zkcap_timespan_format(text, ms);
		assert_int_equal(zkcap_timespan_parse(text, &again), 0);
		assert_int_equal(again, ms);
	}
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		if (zkcap_timespan_parse(wrong[i], &ms) != -EINVAL)
			fail_msg("%s", wrong[i]);
	assert_int_equal(zkcap_timespan_parse("99999999999999999999d", &ms), -ERANGE);
	assert_int_equal(zkcap_timespan_parse("999999999999999d", &ms), -ERANGE);
	assert_string_equal(zkcap_timespan_format(text, UINT64_MAX), "213503982334d14h25m51s615ms");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pool_becomes_units),
		cmocka_unit_test(an_offer_becomes_the_kernels),
		cmocka_unit_test(a_policy_becomes_the_kernels),
		cmocka_unit_test(control_groups_are_paths_from_the_root),
		cmocka_unit_test(files_hold_several_documents),
		cmocka_unit_test(many_documents_are_refused),
		cmocka_unit_test(mistakes_are_told_with_their_place),
		cmocka_unit_test(contradictions_are_told_with_their_place),
		cmocka_unit_test(offers_get_public_inputs_and_capabilities),
		cmocka_unit_test(offers_for_absent_tenants_stay_restricted),
		cmocka_unit_test(times_are_read_and_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
