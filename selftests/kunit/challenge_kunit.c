// SPDX-License-Identifier: GPL-2.0-only
/*
 * Challenges: the code that makes them genuine, their expiry, and that each is
 * used once.
 */
#include <kunit/test.h>
#include <linux/delay.h>

#include "../../kmod/challenge.c"

#define TENANT 0x0123456789abcdef
#define KIND ZKCAP_CHALLENGE_KIND_REQUEST

static int init(struct kunit *test)
{
	return zkcap_challenge_init();
}

static void clean_up(struct kunit *test)
{
	zkcap_challenge_exit();
	KUNIT_EXPECT_EQ(test, n_used, 0);
	KUNIT_EXPECT_TRUE(test, hash_empty(consumers));
}

/* A genuine challenge that expires at a given time */
static void make_expiring(struct kunit *test, u8 *challenge, u64 at, u64 number)
{
	u8 mac[SHA256_DIGEST_SIZE];

	put_unaligned_be64(at, challenge);
	put_unaligned_be64(number, challenge + RANDOM_OFFSET);
	KUNIT_ASSERT_EQ(test, compute_mac(mac, challenge, KIND, TENANT), 0);
	memcpy(challenge + MAC_OFFSET, mac, MAC_LEN);
}

static enum zkcap_reason why(int err, const struct netlink_ext_ack *extack)
{
	return err ? zkcap_refusal(extack, NULL) : ZKCAP_REASON_NONE;
}

static enum zkcap_reason check(const u8 *challenge, u8 kind, u64 tenant)
{
	struct netlink_ext_ack extack = {};

	return why(zkcap_challenge_check(challenge, kind, tenant, &extack), &extack);
}

static enum zkcap_reason use_as(const u8 *challenge, u64 tenant)
{
	struct netlink_ext_ack extack = {};

	return why(zkcap_challenge_use(challenge, tenant, &extack), &extack);
}

/* Says what a use would, and uses nothing. */
static enum zkcap_reason usable(const u8 *challenge)
{
	struct netlink_ext_ack extack = {};

	return why(zkcap_challenge_usable(challenge, TENANT, &extack), &extack);
}

static enum zkcap_reason use(const u8 *challenge)
{
	return use_as(challenge, TENANT);
}

/* Against Python's hmac, with a secret that is known for once */
static void code_is_as_defined(struct kunit *test)
{
	static const u8 wanted[SHA256_DIGEST_SIZE] = {
		0x0d, 0x83, 0x2c, 0xd1, 0x9d, 0x60, 0xde, 0x26,
		0x34, 0x31, 0x46, 0xfa, 0x15, 0xdd, 0x94, 0x9f,
		0xbf, 0x46, 0x61, 0x9c, 0xba, 0xe5, 0xe4, 0x9a,
		0xab, 0xcf, 0xa8, 0x4c, 0x7c, 0xbf, 0x0a, 0xdd,
	};
	u8 secret[SHA256_DIGEST_SIZE], challenge[ZKCAP_CHALLENGE_LEN] = {};
	u8 mac[SHA256_DIGEST_SIZE];
	size_t i;

	for (i = 0; i < sizeof(secret); i++)
		secret[i] = i + 1;
	KUNIT_ASSERT_EQ(test, crypto_shash_setkey(hmac, secret, sizeof(secret)), 0);
	put_unaligned_be64(0x1122334455667788, challenge);
	put_unaligned_be64(0xa0a1a2a3a4a5a6a7, challenge + RANDOM_OFFSET);
	KUNIT_ASSERT_EQ(test, compute_mac(mac, challenge, 2, TENANT), 0);
	KUNIT_EXPECT_MEMEQ(test, mac, wanted, sizeof(wanted));
}

static void its_own_is_genuine(struct kunit *test)
{
	u8 a[ZKCAP_CHALLENGE_LEN], b[ZKCAP_CHALLENGE_LEN];
	u64 before = ktime_get_boottime_ns();

	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(a, KIND, TENANT), 0);
	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(b, KIND, TENANT), 0);
	KUNIT_EXPECT_EQ(test, check(a, KIND, TENANT), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, check(b, KIND, TENANT), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_MEMNEQ(test, a, b, sizeof(a));
	KUNIT_EXPECT_GE(test, expiry(a), before + ZKCAP_CHALLENGE_NS);
	KUNIT_EXPECT_LE(test, expiry(b), ktime_get_boottime_ns() + ZKCAP_CHALLENGE_NS);
}

static void every_bit_counts(struct kunit *test)
{
	u8 challenge[ZKCAP_CHALLENGE_LEN];
	unsigned int bit;

	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(challenge, KIND, TENANT), 0);
	for (bit = 0; bit < 8 * ZKCAP_CHALLENGE_LEN; bit++) {
		challenge[bit / 8] ^= BIT(bit % 8);
		KUNIT_EXPECT_EQ_MSG(test, check(challenge, KIND, TENANT),
				    ZKCAP_REASON_CHALLENGE_FORGED, "bit %u", bit);
		challenge[bit / 8] ^= BIT(bit % 8);
	}
	KUNIT_EXPECT_EQ(test, check(challenge, KIND, TENANT), ZKCAP_REASON_NONE);
}

static void bound_to_kind_and_tenant(struct kunit *test)
{
	u8 challenge[ZKCAP_CHALLENGE_LEN];

	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(challenge, KIND, TENANT), 0);
	KUNIT_EXPECT_EQ(test, check(challenge, ZKCAP_CHALLENGE_KIND_ATTEST, TENANT),
			ZKCAP_REASON_CHALLENGE_FORGED);
	KUNIT_EXPECT_EQ(test, check(challenge, KIND, TENANT + 1), ZKCAP_REASON_CHALLENGE_FORGED);
	KUNIT_EXPECT_EQ(test, check(challenge, KIND, 0), ZKCAP_REASON_CHALLENGE_FORGED);
}

static void void_with_the_next_secret(struct kunit *test)
{
	u8 challenge[ZKCAP_CHALLENGE_LEN];

	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(challenge, KIND, TENANT), 0);
	zkcap_challenge_exit();
	KUNIT_ASSERT_EQ(test, zkcap_challenge_init(), 0);
	KUNIT_EXPECT_EQ(test, check(challenge, KIND, TENANT), ZKCAP_REASON_CHALLENGE_FORGED);
}

static void expires_on_time(struct kunit *test)
{
	u8 challenge[ZKCAP_CHALLENGE_LEN];
	u64 now = ktime_get_boottime_ns();

	make_expiring(test, challenge, 0, 1);
	KUNIT_EXPECT_EQ(test, check(challenge, KIND, TENANT), ZKCAP_REASON_CHALLENGE_EXPIRED);
	make_expiring(test, challenge, now, 2);
	KUNIT_EXPECT_EQ(test, check(challenge, KIND, TENANT), ZKCAP_REASON_CHALLENGE_EXPIRED);
	make_expiring(test, challenge, now + 60 * (u64)NSEC_PER_SEC, 3);
	KUNIT_EXPECT_EQ(test, check(challenge, KIND, TENANT), ZKCAP_REASON_NONE);
	/* An expired forgery is a forgery. */
	make_expiring(test, challenge, 0, 4);
	challenge[MAC_OFFSET] ^= 1;
	KUNIT_EXPECT_EQ(test, check(challenge, KIND, TENANT), ZKCAP_REASON_CHALLENGE_FORGED);
}

static void used_once(struct kunit *test)
{
	u8 a[ZKCAP_CHALLENGE_LEN], b[ZKCAP_CHALLENGE_LEN];

	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(a, KIND, TENANT), 0);
	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(b, KIND, TENANT), 0);
	KUNIT_EXPECT_EQ(test, usable(a), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, use(a), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, usable(a), ZKCAP_REASON_CHALLENGE_USED);
	KUNIT_EXPECT_EQ(test, use(a), ZKCAP_REASON_CHALLENGE_USED);
	KUNIT_EXPECT_EQ(test, use(b), ZKCAP_REASON_NONE);
	zkcap_challenge_unuse(a);
	KUNIT_EXPECT_EQ(test, use(b), ZKCAP_REASON_CHALLENGE_USED);
	KUNIT_EXPECT_EQ(test, use(a), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, n_used, 2);
	/* Undoing what was never done changes nothing. */
	a[RANDOM_OFFSET] ^= 1;
	zkcap_challenge_unuse(a);
	KUNIT_EXPECT_EQ(test, n_used, 2);
}

/* Those of one random part but another expiry are two. */
static void collisions_are_told_apart(struct kunit *test)
{
	u64 later = ktime_get_boottime_ns() + 60 * (u64)NSEC_PER_SEC;
	u8 a[ZKCAP_CHALLENGE_LEN], b[ZKCAP_CHALLENGE_LEN];

	make_expiring(test, a, later, 1);
	make_expiring(test, b, later + 1, 1);
	KUNIT_EXPECT_EQ(test, use(a), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, use(b), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, use(b), ZKCAP_REASON_CHALLENGE_USED);
	zkcap_challenge_unuse(b);
	KUNIT_EXPECT_EQ(test, use(a), ZKCAP_REASON_CHALLENGE_USED);
}

/*
 * What has expired is not kept, so that memory is bounded by a lifetime's worth, and is
 * not used either: it may have been, before it was forgotten.
 */
static void expired_are_forgotten(struct kunit *test)
{
	u64 soon = ktime_get_boottime_ns() + 50 * (u64)NSEC_PER_MSEC;
	u8 challenge[ZKCAP_CHALLENGE_LEN];
	u64 number;

	for (number = 0; number < 10; number++) {
		make_expiring(test, challenge, soon, number);
		KUNIT_ASSERT_EQ(test, use(challenge), ZKCAP_REASON_NONE);
	}
	KUNIT_EXPECT_EQ(test, use(challenge), ZKCAP_REASON_CHALLENGE_USED);
	KUNIT_EXPECT_EQ(test, n_used, 10);
	while (ktime_get_boottime_ns() < soon)
		msleep(20);
	KUNIT_EXPECT_EQ(test, use(challenge), ZKCAP_REASON_CHALLENGE_EXPIRED);
	KUNIT_EXPECT_EQ(test, n_used, 0);
	/* One that is good stays, and holds back those after it only until it goes. */
	make_expiring(test, challenge, ktime_get_boottime_ns() + 60 * (u64)NSEC_PER_SEC, 200);
	KUNIT_ASSERT_EQ(test, use(challenge), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, use(challenge), ZKCAP_REASON_CHALLENGE_USED);
	KUNIT_EXPECT_EQ(test, n_used, 1);
}

/* Uses @n challenges of a tenant up, all good for as long as the test takes. */
static void use_many(struct kunit *test, u64 tenant, u64 first, u32 n)
{
	u64 at = ktime_get_boottime_ns() + 60 * (u64)NSEC_PER_SEC;
	u8 challenge[ZKCAP_CHALLENGE_LEN];
	u64 number;

	for (number = first; number < first + n; number++) {
		make_expiring(test, challenge, at, number);
		KUNIT_ASSERT_EQ(test, use_as(challenge, tenant), ZKCAP_REASON_NONE);
	}
}

/* One tenant has its own, and all others theirs. */
static void each_tenant_has_a_limit(struct kunit *test)
{
	u8 challenge[ZKCAP_CHALLENGE_LEN];
	struct netlink_ext_ack extack = {};

	use_many(test, TENANT, 0, ZKCAP_TENANT_USED_MAX - 1);
	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(challenge, KIND, TENANT), 0);
	KUNIT_EXPECT_EQ(test, use(challenge), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, use(challenge), ZKCAP_REASON_CHALLENGE_USED);
	zkcap_challenge_unuse(challenge);
	KUNIT_EXPECT_EQ(test, use(challenge), ZKCAP_REASON_NONE);
	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(challenge, KIND, TENANT), 0);
	KUNIT_EXPECT_EQ(test, usable(challenge), ZKCAP_REASON_LIMIT_REACHED);
	KUNIT_EXPECT_EQ(test, zkcap_challenge_use(challenge, TENANT, &extack), -ENOSPC);
	KUNIT_EXPECT_EQ(test, zkcap_refusal(&extack, NULL), ZKCAP_REASON_LIMIT_REACHED);
	KUNIT_EXPECT_TRUE(test, strstarts(extack._msg, "limit-reached: the tenant"));
	KUNIT_EXPECT_EQ(test, use_as(challenge, TENANT + 1), ZKCAP_REASON_NONE);
}

/* What has expired counts no more. */
static void a_limit_is_for_a_lifetime(struct kunit *test)
{
	u64 soon = ktime_get_boottime_ns() + 50 * (u64)NSEC_PER_MSEC;
	u8 early[ZKCAP_CHALLENGE_LEN], challenge[ZKCAP_CHALLENGE_LEN];

	make_expiring(test, early, soon, ZKCAP_TENANT_USED_MAX);
	KUNIT_ASSERT_EQ(test, use(early), ZKCAP_REASON_NONE);
	use_many(test, TENANT, 0, ZKCAP_TENANT_USED_MAX - 1);
	while (ktime_get_boottime_ns() < soon)
		msleep(20);
	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(challenge, KIND, TENANT), 0);
	KUNIT_EXPECT_EQ(test, use(challenge), ZKCAP_REASON_NONE);
	KUNIT_EXPECT_EQ(test, n_used, ZKCAP_TENANT_USED_MAX);
}

/* All together fill what there is, and still nobody is left with nothing. */
static void all_tenants_have_a_limit(struct kunit *test)
{
	u8 challenge[ZKCAP_CHALLENGE_LEN];
	u32 others;

	use_many(test, TENANT, 0, ZKCAP_TENANT_USED_MIN - 1);
	others = ZKCAP_USED_MAX - n_used;
	n_used += others;
	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(challenge, KIND, TENANT), 0);
	KUNIT_EXPECT_EQ(test, use(challenge), ZKCAP_REASON_NONE);
	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(challenge, KIND, TENANT), 0);
	KUNIT_EXPECT_EQ(test, use(challenge), ZKCAP_REASON_LIMIT_REACHED);
	KUNIT_EXPECT_EQ(test, use_as(challenge, TENANT + 1), ZKCAP_REASON_NONE);
	KUNIT_ASSERT_EQ(test, zkcap_challenge_make(challenge, KIND, TENANT), 0);
	n_used -= 3;
	KUNIT_EXPECT_EQ(test, use(challenge), ZKCAP_REASON_NONE);
	n_used -= others - 3;
}

static struct kunit_case cases[] = {
	KUNIT_CASE(code_is_as_defined),
	KUNIT_CASE(its_own_is_genuine),
	KUNIT_CASE(every_bit_counts),
	KUNIT_CASE(bound_to_kind_and_tenant),
	KUNIT_CASE(void_with_the_next_secret),
	KUNIT_CASE(expires_on_time),
	KUNIT_CASE(used_once),
	KUNIT_CASE(collisions_are_told_apart),
	KUNIT_CASE(expired_are_forgotten),
	KUNIT_CASE(each_tenant_has_a_limit),
	KUNIT_CASE(a_limit_is_for_a_lifetime),
	KUNIT_CASE(all_tenants_have_a_limit),
	{}
};

static struct kunit_suite suite = {
	.name = "zkcap_challenge",
	.init = init,
	.exit = clean_up,
	.test_cases = cases,
};
kunit_test_suite(suite);
