// SPDX-License-Identifier: GPL-2.0-only
/* The collector on a captured tree: every value, its level, and what makes facts absent */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hex.h"
#include "measure.h"
#include "measure_tree.h"
#include "sha256.h"
#include "value.h"

#define GIB (1ULL << 30)
#define KERNEL "/boot/vmlinuz-6.12.9-amd64"
#define CMDLINE "/boot/vmlinuz-6.12.9-amd64 root=/dev/mapper/vg-root ro ima_policy=tcb|secure_boot"
#define BOOT_LOG "/sys/kernel/security/tpm0/binary_bios_measurements"
#define IMA_LOG "/sys/kernel/security/ima/ascii_runtime_measurements"
#define EFI(name) "/sys/firmware/efi/efivars/" name "-8be4df61-93ca-11d2-aa0d-00e098032b8c"

static struct zkcap_schema schema;
static struct zkcap_facts facts;

static int setup(void **state)
{
	struct zkcap_error err = { 0 };

	return zkcap_schema_load(&schema, "circuits/attributes.yaml", &err);
}

static int teardown(void **state)
{
	zkcap_schema_free(&schema);
	return 0;
}

static void collect(const char *root)
{
	struct zkcap_measure_options options = { .root = root };
	struct zkcap_error err = { 0 };

	if (zkcap_measure_collect(&facts, &schema, &options, &err))
		fail_msg("%s", err.message);
}

static const struct zkcap_fact *fact(const char *name)
{
	const struct zkcap_attribute *a = zkcap_schema_find(&schema, name);

	assert_non_null(a);
	return &facts.fact[a->slot];
}

/* @text as zkcap_attribute_value_parse() takes it; NULL if it has to be absent */
static void check(const char *name, const char *text, enum zkcap_level level)
{
	const struct zkcap_attribute *a = zkcap_schema_find(&schema, name);
	struct zkcap_error err = { 0 };
	struct zk_fr value = zk_fr_zero;

	assert_non_null(a);
	if (text && zkcap_attribute_value_parse(&value, a, text, &err))
		fail_msg("%s", err.message);
	if (!zk_fr_eq(&value, &fact(name)->value) || fact(name)->level != level)
		fail_msg("%s is not %s, %s (%s)", name, text ? text : "0", zkcap_level_name(level),
			 fact(name)->source);
}

static void absent(const char *name)
{
	check(name, NULL, ZKCAP_LEVEL_ABSENT);
	assert_true(fact(name)->source[0]);
}

/* What a kernel whose boot nobody measured says is reported, the processor's word measured */
static const struct {
	const char *name;
	const char *value;
	enum zkcap_level level;
} server[] = {
	{ "cpu.model.vendor_id", "GenuineIntel", ZKCAP_LEVEL_MEASURED },
	{ "cpu.model.family", "6", ZKCAP_LEVEL_MEASURED },
	{ "cpu.model.id", "0x8f", ZKCAP_LEVEL_MEASURED },
	{ "cpu.model.stepping", "8", ZKCAP_LEVEL_MEASURED },
	{ "cpu.cpuid.leaf1_ecx_edx", "0x7ffafbffbfebfbff", ZKCAP_LEVEL_MEASURED },
	{ "cpu.cpuid.leaf7_ebx_ecx", "0xf3bfbffffb417ffe", ZKCAP_LEVEL_MEASURED },
	{ "cpu.cpuid.leaf7_edx", "0xffdd4432", ZKCAP_LEVEL_MEASURED },
	{ "cpu.cpuid.leaf7_1_eax", "0x1c30", ZKCAP_LEVEL_MEASURED },
	{ "cpu.cpuid.leaf80000001_ecx_edx", "0x000001212c100800", ZKCAP_LEVEL_MEASURED },
	{ "cpu.cpuid.leafd_1_eax", "0x1f", ZKCAP_LEVEL_MEASURED },
	{ "cpu.microcode", "0x2b000461", ZKCAP_LEVEL_MEASURED },
	{ "cpu.topology.core_count", "4", ZKCAP_LEVEL_REPORTED },
	{ "cpu.topology.thread_count", "8", ZKCAP_LEVEL_REPORTED },
	{ "cpu.topology.socket_count", "2", ZKCAP_LEVEL_REPORTED },
	{ "cpu.topology.hardware_multithreading", "1", ZKCAP_LEVEL_REPORTED },
	{ "cpu.mitigated", "meltdown+spectre_v1+l1tf+retbleed", ZKCAP_LEVEL_REPORTED },
	{ "cpu.security", "sgx_enabled+tdx_enabled", ZKCAP_LEVEL_REPORTED },
	{ "cpu.frequency_max", "3800000000", ZKCAP_LEVEL_REPORTED },
	{ "cpu.cache_l3", "24Mi", ZKCAP_LEVEL_REPORTED },
	{ "memory.total", "32Gi", ZKCAP_LEVEL_REPORTED },
	{ "memory.numa.node_count", "2", ZKCAP_LEVEL_REPORTED },
	{ "memory.hugepages_2m", "512", ZKCAP_LEVEL_REPORTED },
	{ "memory.hugepages_1g", "2", ZKCAP_LEVEL_REPORTED },
	{ "memory.ecc", "1", ZKCAP_LEVEL_REPORTED },
	{ "memory.swap.enabled", "1", ZKCAP_LEVEL_REPORTED },
	{ "gpu.count", "2", ZKCAP_LEVEL_REPORTED },
	{ "gpu.memory_max", "32Gi", ZKCAP_LEVEL_REPORTED },
	{ "gpu.memory_total", "51522830336", ZKCAP_LEVEL_REPORTED },
	{ "gpu.vendor_id", "0x10de", ZKCAP_LEVEL_REPORTED },
	{ "gpu.device_id", "0x2684", ZKCAP_LEVEL_REPORTED },
	{ "gpu.driver_version", NULL, ZKCAP_LEVEL_ABSENT },
	{ "pci.device.count", "5", ZKCAP_LEVEL_REPORTED },
	{ "pci.device.accelerator_count", "1", ZKCAP_LEVEL_REPORTED },
	{ "pci.device.sriov_vf_total", "64", ZKCAP_LEVEL_REPORTED },
	{ "iommu.enabled", "1", ZKCAP_LEVEL_REPORTED },
	{ "network.device.count", "2", ZKCAP_LEVEL_REPORTED },
	{ "network.device.speed_max", "100G", ZKCAP_LEVEL_REPORTED },
	{ "network.rdma.count", "1", ZKCAP_LEVEL_REPORTED },
	{ "storage.nvme_count", "1", ZKCAP_LEVEL_REPORTED },
	{ "storage.rotational_count", "1", ZKCAP_LEVEL_REPORTED },
	{ "storage.total", "5024996573184", ZKCAP_LEVEL_REPORTED },
	{ "storage.encrypted_root", "1", ZKCAP_LEVEL_REPORTED },
	{ "kernel.version", "6.12.9", ZKCAP_LEVEL_MEASURED },
	{ "kernel.release", "6.12.9-amd64", ZKCAP_LEVEL_MEASURED },
	{ "kernel.image", NULL, ZKCAP_LEVEL_ABSENT },
	{ "kernel.cmdline", NULL, ZKCAP_LEVEL_ABSENT },
	{ "kernel.config", "STRICT_KERNEL_RWX+MODULE_SIG+VMAP_STACK+PAGE_TABLE_ISOLATION",
	  ZKCAP_LEVEL_REPORTED },
	{ "kernel.lockdown", "1", ZKCAP_LEVEL_REPORTED },
	{ "kernel.module_sig_enforce", "1", ZKCAP_LEVEL_REPORTED },
	{ "kernel.ima", "enabled+measure_kernel+measure_executables+appraise+appraise_modules",
	  ZKCAP_LEVEL_REPORTED },
	{ "kernel.lsm", "lockdown+capability+landlock+yama+apparmor+bpf+ima+evm",
	  ZKCAP_LEVEL_REPORTED },
	{ "kernel.tainted", "4096", ZKCAP_LEVEL_REPORTED },
	{ "system.osrelease.id", "debian", ZKCAP_LEVEL_REPORTED },
	{ "system.osrelease.version_id", "12.4", ZKCAP_LEVEL_REPORTED },
	{ "system.dmiid.sys_vendor", "Example Computers", ZKCAP_LEVEL_REPORTED },
	{ "system.dmiid.product_name", "Model 1", ZKCAP_LEVEL_REPORTED },
	{ "firmware.secure_boot", NULL, ZKCAP_LEVEL_ABSENT },
	{ "firmware.setup_mode", NULL, ZKCAP_LEVEL_ABSENT },
	{ "firmware.version", "1.2.3", ZKCAP_LEVEL_REPORTED },
	{ "openssl.version", "3.0.14", ZKCAP_LEVEL_REPORTED },
	{ "openssl.library", "library libcrypto of the test\n", ZKCAP_LEVEL_REPORTED },
	{ "openssl.fips_provider", "1", ZKCAP_LEVEL_REPORTED },
	{ "libsodium.version", NULL, ZKCAP_LEVEL_ABSENT },
	{ "libsodium.library", "library libsodium of the test\n", ZKCAP_LEVEL_REPORTED },
	{ "gnutls.version", "3.7.9", ZKCAP_LEVEL_REPORTED },
	{ "gnutls.library", "library libgnutls of the test\n", ZKCAP_LEVEL_REPORTED },
	{ "system.fips_mode", "1", ZKCAP_LEVEL_REPORTED },
	{ "container.runtime.name", "runc", ZKCAP_LEVEL_REPORTED },
	{ "container.runtime.version", "1.1.5", ZKCAP_LEVEL_REPORTED },
	{ "container.runtime.binary", "runc of the test\n", ZKCAP_LEVEL_REPORTED },
	{ "libc.version", "2.36", ZKCAP_LEVEL_REPORTED },
	{ "tpm.manufacturer", NULL, ZKCAP_LEVEL_ABSENT },
	{ "tpm.firmware", NULL, ZKCAP_LEVEL_ABSENT },
	{ "tpm.family", NULL, ZKCAP_LEVEL_ABSENT },
};

static void every_attribute_of_a_server_is_read(void **state)
{
	char *root = tree_make("measure-server.tree");
	size_t i;

	tree_text(root, "/sys/devices/virtual/dmi/id/product_name", "Model 1 ");
	collect(root);
	assert_int_equal(sizeof(server) / sizeof(*server), schema.n_attributes);
	for (i = 0; i < schema.n_attributes; i++)
		check(server[i].name, server[i].value, server[i].level);
	tree_remove(root);
}

static void every_attribute_has_a_source(void **state)
{
	size_t i;

	for (i = 0; i < schema.n_attributes; i++)
		if (!zkcap_measure_knows(schema.attributes[i].name))
			fail_msg("%s has none", schema.attributes[i].name);
	assert_false(zkcap_measure_knows("cpu.nonsense"));
}

static void nothing_is_guessed_about_an_empty_tree(void **state)
{
	char *root = tree_make("measure-empty.tree");
	size_t i;

	collect(root);
	for (i = 0; i < schema.n_attributes; i++)
		absent(schema.attributes[i].name);
	tree_remove(root);
}

/* A log in which the firmware, GRUB and the kernel's stub measured what the tree has */
static void measured_boot(const char *root, u8 secure_boot)
{
	static const char image[] = "kernel image of the test\n";
	struct boot_bytes b;

	boot_bytes_begin(&b);
	boot_bytes_variable(&b, "SecureBoot", secure_boot);
	boot_bytes_event(&b, 8, 0xd, CMDLINE, strlen(CMDLINE), "kernel_cmdline: ", 16);
	boot_bytes_event(&b, 9, 0xd, image, strlen(image), KERNEL, strlen(KERNEL));
	tree_write(root, BOOT_LOG, b.data, b.len);
	tree_write(root, EFI("SecureBoot"), "\6\0\0\0\1", 5);
	tree_write(root, EFI("SetupMode"), "\6\0\0\0\0", 5);
}

static void a_measured_boot_vouches_for_the_kernel(void **state)
{
	char *root = tree_make("measure-server.tree");

	measured_boot(root, 1);
	collect(root);
	check("memory.total", "32Gi", ZKCAP_LEVEL_MEASURED);
	check("gpu.memory_max", "32Gi", ZKCAP_LEVEL_MEASURED);
	check("kernel.lockdown", "1", ZKCAP_LEVEL_MEASURED);
	check("kernel.image", "kernel image of the test\n", ZKCAP_LEVEL_MEASURED);
	check("kernel.cmdline", "BOOT_IMAGE=" CMDLINE, ZKCAP_LEVEL_MEASURED);
	check("firmware.secure_boot", "1", ZKCAP_LEVEL_MEASURED);
	check("firmware.setup_mode", "0", ZKCAP_LEVEL_MEASURED);
	/* the schema says that these are never more than reported */
	check("memory.hugepages_2m", "512", ZKCAP_LEVEL_REPORTED);
	check("network.device.speed_max", "100G", ZKCAP_LEVEL_REPORTED);
	/* nor are files, without IMA */
	check("openssl.library", "library libcrypto of the test\n", ZKCAP_LEVEL_REPORTED);
	check("openssl.version", "3.0.14", ZKCAP_LEVEL_REPORTED);
	tree_remove(root);
}

static void secure_boot_has_to_be_as_it_was_measured(void **state)
{
	char *root = tree_make("measure-server.tree");

	measured_boot(root, 0);
	collect(root);
	absent("firmware.secure_boot");
	tree_remove(root);
}

static void another_kernel_than_the_measured_one_is_absent(void **state)
{
	char *root = tree_make("measure-server.tree");

	measured_boot(root, 1);
	tree_text(root, KERNEL, "another kernel\n");
	tree_text(root, "/proc/cmdline", "BOOT_IMAGE=" CMDLINE " init=/bin/sh\n");
	collect(root);
	absent("kernel.image");
	absent("kernel.cmdline");
	tree_remove(root);
}

static void a_cut_off_boot_log_vouches_for_nothing(void **state)
{
	char *root = tree_make("measure-server.tree");
	struct boot_bytes b;

	boot_bytes_begin(&b);
	boot_bytes_variable(&b, "SecureBoot", 1);
	tree_write(root, BOOT_LOG, b.data, b.len - 1);
	tree_write(root, EFI("SecureBoot"), "\6\0\0\0\1", 5);
	collect(root);
	absent("firmware.secure_boot");
	check("memory.total", "32Gi", ZKCAP_LEVEL_REPORTED);
	tree_remove(root);
}

/* An IMA log with the boot aggregate and one file */
static void ima_log(const char *root, bool with_tpm, const char *content)
{
	static const char zero[] = "0000000000000000000000000000000000000000000000000000000000000000";
	char text[1024], hex[65], aggregate[65];
	u8 digest[32];

	zkcap_sha256(digest, content, strlen(content));
	zkcap_hex_encode(hex, digest, 32);
	zkcap_sha256(digest, "aggregate", 9);
	zkcap_hex_encode(aggregate, digest, 32);
	snprintf(text, sizeof(text),
		 "10 %.40s ima-ng sha256:%s boot_aggregate\n"
		 "10 %.40s ima-ng sha1:%.40s /usr/bin/old\n"
		 "10 %.40s ima-ngv2 ima:sha256:%s /usr/lib/x86_64-linux-gnu/libcrypto.so.3\n",
		 zero, with_tpm ? aggregate : zero, zero, hex, zero, hex);
	tree_text(root, IMA_LOG, text);
}

static void ima_vouches_for_the_content_that_it_measured(void **state)
{
	char *root = tree_make("measure-server.tree");

	ima_log(root, true, "library libcrypto of the test\n");
	collect(root);
	check("openssl.library", "library libcrypto of the test\n", ZKCAP_LEVEL_MEASURED);
	check("gnutls.library", "library libgnutls of the test\n", ZKCAP_LEVEL_REPORTED);
	check("memory.total", "32Gi", ZKCAP_LEVEL_MEASURED);
	tree_text(root, "/usr/lib/x86_64-linux-gnu/libcrypto.so.3", "changed since\n");
	collect(root);
	check("openssl.library", "changed since\n", ZKCAP_LEVEL_REPORTED);
	tree_remove(root);
}

static void ima_without_a_tpm_vouches_for_nothing(void **state)
{
	char *root = tree_make("measure-server.tree");

	ima_log(root, false, "library libcrypto of the test\n");
	collect(root);
	check("openssl.library", "library libcrypto of the test\n", ZKCAP_LEVEL_REPORTED);
	check("memory.total", "32Gi", ZKCAP_LEVEL_REPORTED);
	tree_remove(root);
}

static void an_unreadable_ima_policy_is_that_of_the_command_line(void **state)
{
	char *root = tree_make("measure-server.tree");
	char path[256];

	snprintf(path, sizeof(path), "%s/sys/kernel/security/ima/policy", root);
	assert_int_equal(chmod(path, 0200), 0);
	collect(root);
	check("kernel.ima", "enabled+measure_executables+measure_modules+appraise+appraise_modules+appraise_kexec",
	      ZKCAP_LEVEL_REPORTED);
	tree_text(root, "/proc/cmdline", "ima_policy=tcb|secure_boot ima_appraise=log");
	collect(root);
	check("kernel.ima", "enabled+measure_executables+measure_modules", ZKCAP_LEVEL_REPORTED);
	tree_remove(root);
}

/* A policy that was written takes the place of the one of the command line */
static void an_ima_policy_that_may_be_another_is_not_guessed(void **state)
{
	char *root = tree_make("measure-server.tree");
	char path[256];

	snprintf(path, sizeof(path), "%s/sys/kernel/security/ima/policy", root);
	assert_int_equal(chmod(path, 0200), 0);
	tree_text(root, "/boot/config-6.12.9-amd64", "#\nCONFIG_IMA_WRITE_POLICY=y\n");
	collect(root);
	check("kernel.ima", "enabled", ZKCAP_LEVEL_REPORTED);
	tree_unlink(root, "/boot/config-6.12.9-amd64");
	collect(root);
	check("kernel.ima", "enabled", ZKCAP_LEVEL_REPORTED);
	tree_unlink(root, "/sys/kernel/security/ima/policy");
	collect(root);
	check("kernel.ima", "enabled", ZKCAP_LEVEL_REPORTED);
	tree_remove(root);
}

/* What is cut off would be another text */
static void a_text_that_does_not_fit_is_absent(void **state)
{
	char *root = tree_make("measure-server.tree");
	char text[8192];

	memset(text, 'a', sizeof(text));
	memcpy(text, "ID=", 3);
	tree_write(root, "/usr/lib/os-release", text, sizeof(text));
	tree_write(root, "/sys/devices/virtual/dmi/id/sys_vendor", text, sizeof(text));
	collect(root);
	absent("system.osrelease.id");
	absent("system.dmiid.sys_vendor");
	tree_remove(root);
}

struct heard {
	int ended;
	u64 most;
};

static void hear(void *ctx, const char *path, u64 done, u64 total)
{
	struct heard *h = ctx;

	assert_true(done <= total);
	if (strcmp(path, "/usr/lib/x86_64-linux-gnu/libcrypto.so.3"))
		return;
	assert_true(done >= h->most);
	h->most = done;
	h->ended += done == total;
}

static void hashing_tells_how_far_it_is(void **state)
{
	char *root = tree_make("measure-server.tree"), *large = calloc(1, 1 << 20);
	struct heard heard = { 0 };
	struct zkcap_measure_options options = { .root = root, .progress = hear, .ctx = &heard };

	tree_write(root, "/usr/lib/x86_64-linux-gnu/libcrypto.so.3", large, 1 << 20);
	assert_int_equal(zkcap_measure_collect(&facts, &schema, &options, NULL), 0);
	assert_int_equal(heard.most, 1 << 20);
	assert_true(heard.ended >= 1);
	free(large);
	tree_remove(root);
}

static void broken_files_are_absent(void **state)
{
	char *root = tree_make("measure-server.tree");

	tree_text(root, "/sys/devices/system/cpu/cpu0/microcode/version", "garbage\n");
	tree_text(root, "/sys/kernel/security/lockdown", "none\n");
	tree_text(root, "/sys/module/module/parameters/sig_enforce", "maybe\n");
	tree_text(root, "/proc/sys/kernel/tainted", "99999999999999999999999\n");
	tree_text(root, "/proc/sys/kernel/osrelease", "unknown\n");
	tree_text(root, "/usr/lib/os-release", "ID=\nVERSION_ID=rolling\n");
	tree_text(root, "/etc/ssl/openssl.cnf", "[broken\n");
	tree_text(root, "/var/lib/dpkg/status", "Package: libssl3\nStatus: install ok installed\n");
	collect(root);
	absent("cpu.microcode");
	absent("kernel.lockdown");
	absent("kernel.module_sig_enforce");
	absent("kernel.tainted");
	absent("kernel.version");
	absent("system.osrelease.id");
	absent("system.osrelease.version_id");
	absent("openssl.fips_provider");
	absent("openssl.version");
	tree_remove(root);
}

static void links_stay_inside_of_the_tree(void **state)
{
	char *root = tree_make("measure-server.tree");

	tree_unlink(root, "/etc/os-release");
	tree_unlink(root, "/usr/lib/os-release");
	tree_text(root, "/real", "ID=inside\nVERSION_ID=1\n");
	/* an absolute link is one from the tree's root */
	{
		char path[256];

		snprintf(path, sizeof(path), "%s/etc/os-release", root);
		assert_int_equal(symlink("/real", path), 0);
	}
	collect(root);
	check("system.osrelease.id", "inside", ZKCAP_LEVEL_REPORTED);
	tree_remove(root);
}

static void the_gpu_with_most_memory_is_described(void **state)
{
	char *root = tree_make("measure-server.tree");

	tree_text(root, "/sys/bus/pci/devices/0000:03:00.0/mem_info_vram_total", "51539607552\n");
	collect(root);
	check("gpu.memory_max", "48Gi", ZKCAP_LEVEL_REPORTED);
	check("gpu.vendor_id", "0x1002", ZKCAP_LEVEL_REPORTED);
	check("gpu.driver_version", "6.7.0", ZKCAP_LEVEL_REPORTED);
	tree_text(root, "/sys/bus/pci/devices/0000:04:00.0/tile0/physical_vram_size_bytes",
		  "34359738368\n");
	tree_text(root, "/sys/bus/pci/devices/0000:04:00.0/tile1/physical_vram_size_bytes",
		  "34359738368\n");
	collect(root);
	check("gpu.memory_max", "64Gi", ZKCAP_LEVEL_REPORTED);
	tree_remove(root);
}

static void a_manifest_takes_what_was_found(void **state)
{
	char *root = tree_make("measure-server.tree");
	struct zkcap_manifest m;
	const struct zkcap_attribute *a = zkcap_schema_find(&schema, "memory.total");
	u64 v;

	collect(root);
	zkcap_manifest_init(&m, &schema);
	assert_int_equal(zkcap_measure_fill(&m, &schema, &facts, NULL), 0);
	assert_true(zkcap_value_to_u64(&v, &m.slots[a->slot]));
	assert_int_equal(v, 32 * GIB);
	assert_int_equal(zkcap_slots_level(m.slots, a->slot), ZKCAP_LEVEL_REPORTED);
	a = zkcap_schema_find(&schema, "kernel.image");
	assert_int_equal(zkcap_slots_level(m.slots, a->slot), ZKCAP_LEVEL_ABSENT);
	tree_remove(root);
}

static void a_root_that_is_not_there_is_an_error(void **state)
{
	struct zkcap_measure_options options = { .root = "/nonexistent" };
	struct zkcap_error err = { 0 };

	assert_int_equal(zkcap_measure_collect(&facts, &schema, &options, &err), -ENOENT);
	assert_non_null(strstr(err.message, "/nonexistent"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_attribute_has_a_source),
		cmocka_unit_test(every_attribute_of_a_server_is_read),
		cmocka_unit_test(nothing_is_guessed_about_an_empty_tree),
		cmocka_unit_test(a_measured_boot_vouches_for_the_kernel),
		cmocka_unit_test(secure_boot_has_to_be_as_it_was_measured),
		cmocka_unit_test(another_kernel_than_the_measured_one_is_absent),
		cmocka_unit_test(a_cut_off_boot_log_vouches_for_nothing),
		cmocka_unit_test(ima_vouches_for_the_content_that_it_measured),
		cmocka_unit_test(ima_without_a_tpm_vouches_for_nothing),
		cmocka_unit_test(an_unreadable_ima_policy_is_that_of_the_command_line),
		cmocka_unit_test(an_ima_policy_that_may_be_another_is_not_guessed),
		cmocka_unit_test(a_text_that_does_not_fit_is_absent),
		cmocka_unit_test(hashing_tells_how_far_it_is),
		cmocka_unit_test(broken_files_are_absent),
		cmocka_unit_test(links_stay_inside_of_the_tree),
		cmocka_unit_test(the_gpu_with_most_memory_is_described),
		cmocka_unit_test(a_manifest_takes_what_was_found),
		cmocka_unit_test(a_root_that_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
