// SPDX-License-Identifier: GPL-2.0-only
/* Reproducible pseudo-random values: splitmix64, not for secrets. */

#include "sample.h"

u64 sample_u64(struct sample *s)
{
	u64 z = s->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

void sample_bytes(struct sample *s, u8 *out, size_t len)
{
	while (len-- > 0)
		*out++ = sample_u64(s);
}

void sample_fr(struct sample *s, struct zk_fr *r)
{
	u8 wide[64];

	sample_bytes(s, wide, sizeof(wide));
	zk_fr_from_wide(r, wide);
}

void sample_points(struct sample *s, struct zk_g1_affine *p, size_t n)
{
	struct zk_g1 acc;
	struct zk_fr k;
	size_t i;

	sample_fr(s, &k);
	zk_g1_mul_vartime(&acc, &zk_g1_generator, &k);
	for (i = 0; i < n; i++) {
		zk_g1_to_affine_vartime(&p[i], &acc);
		zk_g1_dbl(&acc, &acc);
		zk_g1_add_affine_vartime(&acc, &acc, &zk_g1_generator);
	}
}

static int fill(void *ctx, u8 *out, size_t len)
{
	sample_bytes(ctx, out, len);
	return 0;
}

struct zkcap_rand sample_rand(struct sample *s)
{
	return (struct zkcap_rand){ .fill = fill, .ctx = s };
}
