// SPDX-License-Identifier: GPL-2.0-only
/*
 * The context of a proof against digests that were computed apart, by Python's hashlib
 * and struct, from the description in context.h; and attestations kept on disk.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "attestation_file.h"
#include "context.h"
#include "hex.h"

static uint8_t challenge[ZKCAP_CHALLENGE_LEN], attestation[ZKCAP_ATTESTATION_ID_LEN];
static char folder[] = "/tmp/zkcap-context-XXXXXX";

static int setup(void **state)
{
	uint8_t i;

	for (i = 0; i < sizeof(challenge); i++)
		challenge[i] = i;
	for (i = 0; i < sizeof(attestation); i++)
		attestation[i] = 0xa0 + i;
	return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
	return rmdir(folder);
}

static void assert_context(const struct zkcap_context *context, const char *expected)
{
	uint8_t digest[ZKCAP_DIGEST_LEN];
	char text[2 * ZKCAP_DIGEST_LEN + 1];

	assert_int_equal(zkcap_request_context(digest, context), 0);
	assert_string_equal(zkcap_hex_encode(text, digest, sizeof(digest)), expected);
}

static void a_request(void **state)
{
	static const struct zkcap_resources resources = { 3, {
		{ ZKCAP_RESOURCE_KIND_CPU, "", 2000 },
		{ ZKCAP_RESOURCE_KIND_MEMORY, "", 4ull << 30 },
		{ ZKCAP_RESOURCE_KIND_DEVICE, "gpu", 1 },
	} };
	const struct zkcap_context context = {
		.op = ZKCAP_CONTEXT_OP_REQUEST, .challenge = challenge,
		.attestation = attestation, .tenant = 0x0123456789abcdef, .duration = 60,
		.offer = "gold", .resources = &resources,
	};

	assert_context(&context,
		       "61702eebd73b633d2d4e637b58266b068f8d2249d1c4f8ae68386a07a4ae6584");
}

static void a_resize(void **state)
{
	static const struct zkcap_resources resources = { 1, {
		{ ZKCAP_RESOURCE_KIND_CPU, "", UINT64_MAX },
	} };
	const struct zkcap_context context = {
		.op = ZKCAP_CONTEXT_OP_RESIZE, .challenge = challenge,
		.attestation = attestation, .tenant = 0x0123456789abcdef, .grant = 7,
		.offer = "gold", .resources = &resources,
	};

	assert_context(&context,
		       "44b91f03f2f341de370ebc95725854adfadfac53ce23f6ffd8d8a41ec78b1722");
}

static void a_renewal(void **state)
{
	static const struct zkcap_resources none;
	char offer[ZKCAP_NAME_MAX + 1];
	struct zkcap_context context = {
		.op = ZKCAP_CONTEXT_OP_RENEW, .challenge = challenge,
		.attestation = attestation, .tenant = 1, .grant = UINT64_MAX,
		.duration = ZKCAP_DURATION_MAX, .offer = offer,
	};

	memset(offer, 'a', ZKCAP_NAME_MAX);
	offer[ZKCAP_NAME_MAX] = '\0';
	assert_context(&context,
		       "5569d23e4bfbbabfd7c7ce5bb2e41f347dac1152bf03dab2f4736d32f97992b2");
	context.resources = &none;
	assert_context(&context,
		       "5569d23e4bfbbabfd7c7ce5bb2e41f347dac1152bf03dab2f4736d32f97992b2");
}

static struct zkcap_kept example(void)
{
	struct zkcap_kept kept = { .tenant = 42, .trust = "main" };

	memcpy(kept.id, attestation, sizeof(kept.id));
	memset(kept.commitment, 0x5a, sizeof(kept.commitment));
	kept.expires_ms = zkcap_boottime_ms() + 60000;
	return kept;
}

static void an_attestation_is_kept(void **state)
{
	struct zkcap_kept kept = example(), found;
	struct zkcap_error err;

	assert_int_equal(zkcap_attestation_load(folder, 42, "main", &found, &err), -ENOENT);
	assert_int_equal(zkcap_attestation_save(folder, &kept, &err), 0);
	assert_int_equal(zkcap_attestation_load(folder, 42, "main", &found, &err), 0);
	assert_memory_equal(&found, &kept, sizeof(kept));
	assert_int_equal(zkcap_attestation_load(folder, 42, "other", &found, &err), -ENOENT);
	assert_int_equal(zkcap_attestation_load(folder, 43, "main", &found, &err), -ENOENT);
	zkcap_attestation_forget(folder, 42, "main");
	assert_int_equal(zkcap_attestation_load(folder, 42, "main", &found, &err), -ENOENT);
}

static void an_old_attestation_does_not_count(void **state)
{
	struct zkcap_kept kept = example(), found;

	kept.expires_ms = zkcap_boottime_ms() + ZKCAP_ATTESTATION_SLACK_MS - 1;
	assert_int_equal(zkcap_attestation_save(folder, &kept, NULL), 0);
	assert_int_equal(zkcap_attestation_load(folder, 42, "main", &found, NULL), -ESTALE);
	zkcap_attestation_forget(folder, 42, "main");
}

/* A name is no way out of the directory; what is in a file is not believed. */
static void other_files_are_refused(void **state)
{
	static const char *const names[] = { "", ".", "../x", "a/b" };
	static const char *const contents[] = {
		"", "{}", "[]", "{\"tenant\": 42}",
		"{\"tenant\": 43, \"trust\": \"main\", \"commitment\": \"\", \"id\": \"\", \"expires_ms\": 1}",
	};
	struct zkcap_kept kept = example(), found;
	char path[64];
	FILE *file;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		strcpy(kept.trust, names[i]);
		assert_int_equal(zkcap_attestation_save(folder, &kept, NULL), -EINVAL);
		assert_int_equal(zkcap_attestation_load(folder, 42, names[i], &found, NULL),
				 -EINVAL);
	}
	snprintf(path, sizeof(path), "%s/42-main.json", folder);
	for (i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		file = fopen(path, "w");
		assert_non_null(file);
		fputs(contents[i], file);
		fclose(file);
		assert_int_equal(zkcap_attestation_load(folder, 42, "main", &found, NULL),
				 -EBADMSG);
	}
	/* Another tenant's, under this one's name */
	kept = example();
	kept.tenant = 43;
	assert_int_equal(zkcap_attestation_save(folder, &kept, NULL), 0);
	snprintf(path, sizeof(path), "%s/43-main.json", folder);
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(rename("43-main.json", "42-main.json"), 0);
	assert_int_equal(zkcap_attestation_load(folder, 42, "main", &found, NULL), -EBADMSG);
	zkcap_attestation_forget(folder, 42, "main");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request),
		cmocka_unit_test(a_resize),
		cmocka_unit_test(a_renewal),
		cmocka_unit_test(an_attestation_is_kept),
		cmocka_unit_test(an_old_attestation_does_not_count),
		cmocka_unit_test(other_files_are_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
