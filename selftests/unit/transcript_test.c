// SPDX-License-Identifier: GPL-2.0-only
/* The transcript against the worked example and against its own definition */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "example.h"
#include "transcript.h"

/* A challenge's value, which the file writes without leading zeros */
static void scalar_of(struct zk_fr *r, const char *hex)
{
	char padded[65];
	u8 bytes[32];

	memset(padded, '0', 64);
	padded[64] = 0;
	hex += 2;
	memcpy(padded + 64 - strlen(hex), hex, strlen(hex));
	assert_int_equal(example_hex(bytes, 32, padded), 32);
	assert_true(zk_fr_from_bytes(r, bytes));
}

static void every_state_of_the_worked_example(void **state)
{
	json_t *example = example_load(), *steps = json_object_get(example, "transcript"), *step;
	struct zk_transcript t;
	struct zk_fr got, want;
	const char *label;
	u8 data[1024], h[32];
	size_t i, n;

	(void)state;
	assert_int_equal(json_array_size(steps), 24);
	zk_transcript_init(&t, "zkcap-plonk-v1");
	json_array_foreach(steps, i, step) {
		label = json_string_value(json_object_get(step, "absorb"));
		if (label) {
			n = example_hex(data, sizeof(data),
					json_string_value(json_object_get(step, "data")));
			zk_transcript_absorb(&t, label, data, n);
		} else {
			label = json_string_value(json_object_get(step, "challenge"));
			zk_transcript_challenge(&t, label, &got);
			scalar_of(&want, json_string_value(json_object_get(step, "value")));
			assert_true(zk_fr_eq(&got, &want));
		}
		example_bytes(h, sizeof(h), step, "state");
		assert_memory_equal(t.h, h, 32);
	}
	json_decref(example);
}

/* The definition once more, over one flat buffer */
static void absorbs_length_label_length_data(void **state)
{
	struct zk_transcript t, u;
	u8 flat[32 + 1 + 3 + 4 + 0x10203];
	size_t len = 0x10203, i;

	(void)state;
	zk_transcript_init(&t, "d");
	memcpy(flat, t.h, 32);
	memcpy(flat + 32, "\x03xyz\x00\x01\x02\x03", 8);
	for (i = 0; i < len; i++)
		flat[40 + i] = i * 7;
	zk_transcript_absorb(&t, "xyz", flat + 40, len);
	SHA256(flat, 40 + len, u.h);
	assert_memory_equal(t.h, u.h, 32);
}

static void domain_label_and_data_all_matter(void **state)
{
	struct zk_transcript base, t;

	(void)state;
	zk_transcript_init(&base, "one");
	zk_transcript_init(&t, "two");
	assert_memory_not_equal(base.h, t.h, 32);

	zk_transcript_init(&base, "one");
	zk_transcript_absorb(&base, "ab", "c", 1);
	zk_transcript_init(&t, "one");
	zk_transcript_absorb(&t, "a", "bc", 2);
	assert_memory_not_equal(base.h, t.h, 32);

	zk_transcript_init(&t, "one");
	zk_transcript_absorb(&t, "ab", "d", 1);
	assert_memory_not_equal(base.h, t.h, 32);
}

static void challenges_differ_when_drawn_twice(void **state)
{
	struct zk_transcript t;
	struct zk_fr a, b;

	(void)state;
	zk_transcript_init(&t, "one");
	zk_transcript_challenge(&t, "c", &a);
	zk_transcript_challenge(&t, "c", &b);
	assert_false(zk_fr_eq(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_of_the_worked_example),
		cmocka_unit_test(absorbs_length_label_length_data),
		cmocka_unit_test(domain_label_and_data_all_matter),
		cmocka_unit_test(challenges_differ_when_drawn_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
