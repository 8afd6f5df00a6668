// SPDX-License-Identifier: GPL-2.0-only
/* Manifests: what may be in one, how it is kept, and that a changed one is noticed */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manifest.h"
#include "sample.h"
#include "srs_fixture.h"
#include "value.h"

static struct zkcap_schema schema;
static char dir[] = "/tmp/zkcap-manifest-test-XXXXXX";
static char path[64];

static int setup(void **state)
{
	struct zkcap_error err = { 0 };

	if (zkcap_schema_load(&schema, "circuits/attributes.yaml", &err)) {
		fprintf(stderr, "%s\n", err.message);
		return -1;
	}
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/manifest", dir);
	return 0;
}

static int teardown(void **state)
{
	zkcap_schema_free(&schema);
	unlink(path);
	return rmdir(dir);
}

static void assign(struct zkcap_manifest *m, const char *text)
{
	struct zkcap_error err = { 0 };

	if (zkcap_manifest_assign(m, &schema, text, &err))
		fail_msg("%s: %s", text, err.message);
}

static void make(struct zkcap_manifest *m, u64 seed)
{
	struct sample s = { seed };
	struct zkcap_rand rand = sample_rand(&s);

	zkcap_manifest_init(m, &schema);
	assign(m, "memory.total=64Gi:measured");
	assign(m, "kernel.version=6.12.3:signed");
	assign(m, "cpu.model.vendor_id=GenuineIntel:reported");
	assert_int_equal(zkcap_manifest_seal(m, srs_fixture(), &rand, NULL), 0);
}

static u64 slot_u64(const struct zkcap_manifest *m, const char *name)
{
	u64 v;

	assert_true(zkcap_value_to_u64(&v, &m->slots[zkcap_schema_find(&schema, name)->slot]));
	return v;
}

static enum zkcap_level level_of(const struct zkcap_manifest *m, const char *name)
{
	return zkcap_slots_level(m->slots, zkcap_schema_find(&schema, name)->slot);
}

static void values_and_levels_go_to_their_slots(void **state)
{
	struct zkcap_manifest m;

	zkcap_manifest_init(&m, &schema);
	assign(&m, "memory.total=64Gi:measured");
	assign(&m, "kernel.version=6.12.3:3");
	assign(&m, "gpu.count=0x10:vendor");
	assign(&m, "cpu.cpuid.AVX2=1:1");
	assign(&m, "gpu.memory_max=:absent");
	assert_int_equal(slot_u64(&m, "memory.total"), 64ULL << 30);
	assert_int_equal(slot_u64(&m, "kernel.version"), 6ULL << 48 | 12ULL << 32 | 3);
	assert_int_equal(slot_u64(&m, "gpu.count"), 16);
	assert_int_equal(slot_u64(&m, "cpu.cpuid.leaf7_ebx_ecx"), 1ULL << 37);
	assert_int_equal(level_of(&m, "memory.total"), ZKCAP_LEVEL_MEASURED);
	assert_int_equal(level_of(&m, "kernel.version"), ZKCAP_LEVEL_SIGNED);
	assert_int_equal(level_of(&m, "gpu.count"), ZKCAP_LEVEL_SIGNED);
	assert_int_equal(level_of(&m, "cpu.cpuid.leaf7_ebx_ecx"), ZKCAP_LEVEL_REPORTED);
	assert_int_equal(level_of(&m, "gpu.memory_max"), ZKCAP_LEVEL_ABSENT);
	/* a bit leaves its neighbours alone, and can be cleared */
	assign(&m, "cpu.cpuid.BMI2=1:1");
	assert_int_equal(slot_u64(&m, "cpu.cpuid.leaf7_ebx_ecx"), 1ULL << 37 | 1ULL << 40);
	assign(&m, "cpu.cpuid.AVX2=0:1");
	assert_int_equal(slot_u64(&m, "cpu.cpuid.leaf7_ebx_ecx"), 1ULL << 40);
}

static void bad_assignments_say_what_was_expected(void **state)
{
	static const char *const bad[][2] = {
		{ "memory.total", "expected name=value:level" },
		{ "memory.total=5", "expected name=value:level" },
		{ "=5:measured", "expected name=value:level" },
		{ "a:b=5", "expected name=value:level" },
		{ "memory.total=5:most", "expected absent, reported, measured, signed" },
		{ "memory.total=5:4", "expected absent, reported, measured, signed" },
		{ "memory.total=5:", "expected absent, reported, measured, signed" },
		{ "memory.total=:measured", "memory.total" },
		{ "memory.total=-1:measured", "memory.total" },
		{ "memory.total=18446744073709551616:measured", "memory.total" },
		{ "memory.total=5:absent", "expected 0" },
		{ "memory.totel=5:measured", "did you mean 'memory.total'" },
		{ "cpu.cpuid.AVX2=2:measured", "expected 0 or 1" },
		{ "kernel.version=6.70000:measured", "kernel.version" },
	};
	struct zkcap_manifest m, before;
	size_t i;

	zkcap_manifest_init(&m, &schema);
	before = m;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct zkcap_error err = { 0 };

		assert_int_equal(zkcap_manifest_assign(&m, &schema, bad[i][0], &err), -EINVAL);
		if (!strstr(err.message, bad[i][1]))
			fail_msg("%s: said \"%s\"", bad[i][0], err.message);
		assert_memory_equal(&m, &before, sizeof(m));
	}
}

static void the_file_is_private_and_comes_back_the_same(void **state)
{
	struct zkcap_manifest m, back;
	struct stat st;

	make(&m, 1);
	assert_int_equal(zkcap_manifest_save(&m, path, NULL), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_size, ZKCAP_MANIFEST_BYTES);
	assert_int_equal(zkcap_manifest_load(&back, path, srs_fixture(), NULL), 0);
	assert_memory_equal(&m, &back, sizeof(m));
	/* again, over the old one, which somebody has open to the public */
	assert_int_equal(chmod(path, 0644), 0);
	make(&m, 2);
	assert_int_equal(zkcap_manifest_save(&m, path, NULL), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(zkcap_manifest_load(&back, path, srs_fixture(), NULL), 0);
	assert_memory_equal(&m, &back, sizeof(m));
}

static void a_file_that_others_can_touch_is_refused(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0610, 0601 };
	struct zkcap_manifest m;
	size_t i;

	make(&m, 1);
	assert_int_equal(zkcap_manifest_save(&m, path, NULL), 0);
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		assert_int_equal(chmod(path, modes[i]), 0);
		assert_int_equal(zkcap_manifest_load(&m, path, srs_fixture(), NULL), -EPERM);
	}
	assert_int_equal(zkcap_manifest_load(&m, dir, srs_fixture(), NULL), -EINVAL);
	assert_int_equal(zkcap_manifest_load(&m, "/nonexistent", srs_fixture(), NULL), -ENOENT);
}

static void saving_into_nowhere_leaves_nothing(void **state)
{
	struct zkcap_manifest m;

	make(&m, 1);
	assert_int_equal(zkcap_manifest_save(&m, "/nonexistent/manifest", NULL), -ENOENT);
	/* a directory cannot be replaced by a file: the temporary file goes away again */
	assert_true(zkcap_manifest_save(&m, dir, NULL) < 0);
}

static bool all_zero(const void *p, size_t len)
{
	const u8 *b = p;

	while (len-- > 0)
		if (*b++)
			return false;
	return true;
}

static void any_changed_byte_is_noticed(void **state)
{
	u8 data[ZKCAP_MANIFEST_BYTES];
	struct zkcap_manifest m;
	struct zkcap_error err;
	struct sample s = { 3 };
	size_t i;
	int rc;

	make(&m, 1);
	zkcap_manifest_encode(data, &m);
	for (i = 0; i < sizeof(data); i++) {
		/* the schema digest stands by itself: a proof for it finds no key */
		if (i >= 8 && i < 40)
			continue;
		/* every byte of the ends, some between */
		if (i > 100 && i < 4100 && i % 61)
			continue;
		data[i] ^= 1 << sample_u64(&s) % 8;
		rc = zkcap_manifest_decode(&m, data, sizeof(data), srs_fixture(), &err);
		assert_true(rc == -EINVAL || rc == -EBADMSG);
		if (i >= 4168)
			assert_int_equal(rc, -EBADMSG);
		if (i >= 8)
			assert_true(all_zero(&m, sizeof(m)));
		make(&m, 1);
		zkcap_manifest_encode(data, &m);
	}
	assert_int_equal(zkcap_manifest_decode(&m, data, sizeof(data) - 1, srs_fixture(), &err),
			 -EINVAL);
	memset(data + 40, 0xff, 32);
	assert_int_equal(zkcap_manifest_decode(&m, data, sizeof(data), srs_fixture(), &err),
			 -EINVAL);
}

static void every_sealing_takes_a_new_opening(void **state)
{
	struct zkcap_manifest a, b;

	make(&a, 1);
	b = a;
	assert_int_equal(zkcap_manifest_seal(&a, srs_fixture(), &zkcap_rand_system, NULL), 0);
	assert_int_equal(zkcap_manifest_seal(&b, srs_fixture(), &zkcap_rand_system, NULL), 0);
	assert_false(zk_fr_eq(&a.opening, &b.opening));
	assert_memory_not_equal(a.commitment, b.commitment, sizeof(a.commitment));
	assert_memory_equal(a.slots, b.slots, sizeof(a.slots));
}

static int no_randomness(void *ctx, u8 *out, size_t len)
{
	return -ENOSYS;
}

static void no_randomness_no_manifest(void **state)
{
	struct zkcap_rand rand = { no_randomness, NULL };
	struct zkcap_error err = { 0 };
	struct zkcap_manifest m;

	zkcap_manifest_init(&m, &schema);
	assert_int_equal(zkcap_manifest_seal(&m, srs_fixture(), &rand, &err), -ENOSYS);
	assert_true(all_zero(m.commitment, sizeof(m.commitment)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_levels_go_to_their_slots),
		cmocka_unit_test(bad_assignments_say_what_was_expected),
		cmocka_unit_test(the_file_is_private_and_comes_back_the_same),
		cmocka_unit_test(a_file_that_others_can_touch_is_refused),
		cmocka_unit_test(saving_into_nowhere_leaves_nothing),
		cmocka_unit_test(any_changed_byte_is_noticed),
		cmocka_unit_test(every_sealing_takes_a_new_opening),
		cmocka_unit_test(no_randomness_no_manifest),
	};

	return cmocka_run_group_tests_name("manifest", tests, setup, teardown);
}
