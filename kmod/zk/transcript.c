// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "transcript.h"

/* What a challenge hashes after its label: two halves of a scalar, the next state */
enum { HALF_0, HALF_1, NEXT };

static void begin(struct zk_sha256 *s, const struct zk_transcript *t, const char *label)
{
	size_t n = strlen(label);
	u8 len = n;

	zk_sha256_init(s);
	zk_sha256_update(s, t->h, sizeof(t->h));
	zk_sha256_update(s, &len, 1);
	zk_sha256_update(s, label, n);
}

static void draw(u8 out[32], const struct zk_transcript *t, const char *label, u8 what)
{
	struct zk_sha256 s;

	begin(&s, t, label);
	zk_sha256_update(&s, &what, 1);
	zk_sha256_final(&s, out);
}

void zk_transcript_init(struct zk_transcript *t, const char *domain)
{
	struct zk_sha256 s;

	zk_sha256_init(&s);
	zk_sha256_update(&s, domain, strlen(domain));
	zk_sha256_final(&s, t->h);
}

void zk_transcript_absorb(struct zk_transcript *t, const char *label, const void *data,
			  size_t len)
{
	u8 be[4] = { len >> 24, len >> 16, len >> 8, len };
	struct zk_sha256 s;

	begin(&s, t, label);
	zk_sha256_update(&s, be, sizeof(be));
	zk_sha256_update(&s, data, len);
	zk_sha256_final(&s, t->h);
}

void zk_transcript_challenge(struct zk_transcript *t, const char *label, struct zk_fr *c)
{
	u8 wide[64];

	draw(wide, t, label, HALF_0);
	draw(wide + 32, t, label, HALF_1);
	zk_fr_from_wide(c, wide);
	draw(t->h, t, label, NEXT);
}
