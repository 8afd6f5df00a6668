// SPDX-License-Identifier: GPL-2.0-only
/*
 * The context of a request, against digests that Python's hashlib computed from
 * the definition.
 */
#include <kunit/test.h>

#include "../../kmod/context.c"

/* A context, and all that it borrows */
struct fixture {
	u8 challenge[ZKCAP_CHALLENGE_LEN];
	u8 attestation[ZKCAP_ATTESTATION_ID_LEN];
	struct zkcap_resources resources;
	struct zkcap_context context;
};

static struct fixture *new_fixture(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, f);
	for (i = 0; i < sizeof(f->challenge); i++)
		f->challenge[i] = i;
	for (i = 0; i < sizeof(f->attestation); i++)
		f->attestation[i] = sizeof(f->challenge) + i;
	f->resources.n = 2;
	f->resources.r[0] = (struct zkcap_resource) { ZKCAP_RESOURCE_KIND_CPU, "", 1500 };
	f->resources.r[1] = (struct zkcap_resource) { ZKCAP_RESOURCE_KIND_DEVICE, "gpu", 2 };
	f->context = (struct zkcap_context) {
		.op = ZKCAP_CONTEXT_OP_REQUEST,
		.challenge = f->challenge,
		.attestation = f->attestation,
		.tenant = 0x0123456789abcdef,
		.duration = 3600,
		.offer = "gold",
		.resources = &f->resources,
	};
	return f;
}

static void request_with_resources(struct kunit *test)
{
	static const u8 wanted[ZKCAP_DIGEST_LEN] = {
		0x38, 0xe5, 0x3b, 0xaf, 0x27, 0x96, 0xf0, 0x07,
		0x6c, 0x5e, 0x57, 0xca, 0xff, 0x33, 0x9e, 0x75,
		0xd3, 0xf7, 0x86, 0xd3, 0x0e, 0x7c, 0x91, 0x6b,
		0x99, 0x42, 0xdc, 0xe8, 0xb8, 0xdd, 0x54, 0xdb,
	};
	struct fixture *f = new_fixture(test);
	u8 digest[ZKCAP_DIGEST_LEN];

	zkcap_context_hash(digest, &f->context);
	KUNIT_EXPECT_MEMEQ(test, digest, wanted, sizeof(wanted));
}

static void renewal_without_resources(struct kunit *test)
{
	static const u8 wanted[ZKCAP_DIGEST_LEN] = {
		0xc7, 0x5f, 0xba, 0x43, 0xda, 0xa0, 0xf1, 0x88,
		0xe0, 0x70, 0x3e, 0xfa, 0x87, 0x6b, 0xcb, 0x87,
		0x5d, 0xd7, 0xe8, 0x99, 0xfc, 0x1a, 0x8b, 0xa0,
		0x2b, 0xc9, 0x3a, 0x0b, 0x5c, 0x3b, 0x9a, 0xc9,
	};
	struct fixture *f = new_fixture(test);
	u8 digest[ZKCAP_DIGEST_LEN];

	f->context.op = ZKCAP_CONTEXT_OP_RENEW;
	f->context.grant = 7;
	f->resources.n = 0;
	zkcap_context_hash(digest, &f->context);
	KUNIT_EXPECT_MEMEQ(test, digest, wanted, sizeof(wanted));
}

/* No two different requests may hash the same bytes, wherever a boundary lies. */
static void every_field_counts(struct kunit *test)
{
	struct fixture *f = new_fixture(test);
	u8 digest[16][ZKCAP_DIGEST_LEN];
	size_t n = 0, i, j;

	zkcap_context_hash(digest[n++], &f->context);
	f->context.op = ZKCAP_CONTEXT_OP_RESIZE;
	zkcap_context_hash(digest[n++], &f->context);
	f->challenge[31] ^= 1;
	zkcap_context_hash(digest[n++], &f->context);
	f->attestation[15] ^= 1;
	zkcap_context_hash(digest[n++], &f->context);
	f->context.tenant++;
	zkcap_context_hash(digest[n++], &f->context);
	f->context.grant++;
	zkcap_context_hash(digest[n++], &f->context);
	f->context.duration++;
	zkcap_context_hash(digest[n++], &f->context);
	f->context.offer = "gol";
	zkcap_context_hash(digest[n++], &f->context);
	f->context.offer = "";
	zkcap_context_hash(digest[n++], &f->context);
	f->resources.r[0].amount++;
	zkcap_context_hash(digest[n++], &f->context);
	f->resources.r[0].kind = ZKCAP_RESOURCE_KIND_MEMORY;
	zkcap_context_hash(digest[n++], &f->context);
	strscpy(f->resources.r[1].name, "gpv", sizeof(f->resources.r[1].name));
	zkcap_context_hash(digest[n++], &f->context);
	f->resources.n = 1;
	zkcap_context_hash(digest[n++], &f->context);
	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_MEMNEQ(test, digest[i], digest[j], ZKCAP_DIGEST_LEN);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(request_with_resources),
	KUNIT_CASE(renewal_without_resources),
	KUNIT_CASE(every_field_counts),
	{}
};

static struct kunit_suite suite = {
	.name = "zkcap_context",
	.test_cases = cases,
};
kunit_test_suite(suite);
