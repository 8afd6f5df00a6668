// SPDX-License-Identifier: MIT
/* Is a reference string what it claims to be: powers of one secret, in both groups? */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pairing.h"
#include "pippenger.h"
#include "srs_file.h"

/* Everything decoded */
struct powers {
	struct zk_g1_affine g1[ZKCAP_SRS_G1_POWERS];
	struct zk_g2_affine g2[ZKCAP_SRS_G2_POWERS];
	struct zk_fr weight[ZKCAP_SRS_G1_POWERS];
	struct zk_g2_lines lines[2];
	struct zk_pairing_scratch scratch;
};

static const char *decode_error(enum zk_decode d)
{
	switch (d) {
	case ZK_DECODE_BAD_FLAGS:
		return "wrong flags";
	case ZK_DECODE_NOT_CANONICAL:
		return "a coordinate is not below p";
	case ZK_DECODE_NOT_ON_CURVE:
		return "not on the curve";
	case ZK_DECODE_NOT_IN_SUBGROUP:
		return "not in the subgroup of order r";
	default:
		return "the point at infinity";
	}
}

static int decode(struct powers *p, const struct zkcap_srs_file *f, struct zkcap_error *err)
{
	enum zk_decode d;
	int i;

	for (i = 0; i < ZKCAP_SRS_G1_POWERS; i++) {
		d = zk_g1_from_bytes_vartime(&p->g1[i], f->g1[i]);
		if (d || zk_g1_affine_is_inf(&p->g1[i]))
			return zkcap_error_set(err, -EBADMSG, "power %d in G1: %s", i,
					       decode_error(d));
	}
	for (i = 0; i < ZKCAP_SRS_G2_POWERS; i++) {
		d = zk_g2_from_bytes_vartime(&p->g2[i], f->g2[i]);
		if (d || zk_g2_affine_is_inf(&p->g2[i]))
			return zkcap_error_set(err, -EBADMSG, "power %d in G2: %s", i,
					       decode_error(d));
	}
	if (!zk_g1_affine_eq(&p->g1[0], &zk_g1_generator))
		return zkcap_error_set(err, -EBADMSG, "power 0 in G1 is not the generator");
	if (!zk_g2_affine_eq(&p->g2[0], &zk_g2_generator))
		return zkcap_error_set(err, -EBADMSG, "power 0 in G2 is not the generator");
	return 0;
}

static int draw_weights(struct powers *p, const struct zkcap_rand *rand, struct zkcap_error *err)
{
	u8 wide[64] = { 0 };
	int i, rc;

	for (i = 0; i < ZKCAP_SRS_G1_POWERS; i++) {
		rc = rand->fill(rand->ctx, wide + 48, 16);
		if (rc)
			return zkcap_error_set(err, rc, "no random numbers: %s", strerror(-rc));
		zk_fr_from_wide(&p->weight[i], wide);
	}
	return 0;
}

/* e(a, q) = e(b, r)? */
static bool pairings_equal(struct powers *p, const struct zk_g1_affine *a,
			   const struct zk_g2_affine *q, const struct zk_g1_affine *b,
			   const struct zk_g2_affine *r)
{
	const struct zk_g2_lines *lines[] = { &p->lines[0], &p->lines[1] };
	struct zk_g1_affine pair[2];

	pair[0] = *a;
	zk_g1_affine_neg(&pair[1], b);
	zk_g2_lines_init(&p->lines[0], q);
	zk_g2_lines_init(&p->lines[1], r);
	return zk_pairing_product_is_one(pair, lines, 2, &p->scratch);
}

/* sum of weight[i] * point[i], all but one of the powers in G1 */
static int weigh_g1(struct zk_g1_affine *r, const struct powers *p, size_t first)
{
	struct zkcap_basis basis = { &p->g1[first], ZKCAP_SRS_G1_POWERS - 1, 1 };
	struct zk_g1 sum;
	int rc = zkcap_msm_vartime(&sum, &basis, p->weight, basis.n, 1);

	if (!rc)
		zk_g1_to_affine_vartime(r, &sum);
	return rc;
}

static void weigh_g2(struct zk_g2_affine *r, const struct powers *p, size_t first)
{
	struct zk_g2 sum = { 0 }, t;
	size_t i;

	for (i = 0; i + 1 < ZKCAP_SRS_G2_POWERS; i++) {
		zk_g2_mul_vartime(&t, &p->g2[first + i], &p->weight[i]);
		zk_g2_add_vartime(&sum, &sum, &t);
	}
	zk_g2_to_affine_vartime(r, &sum);
}

static int check_g1(struct powers *p, struct zkcap_error *err)
{
	struct zk_g1_affine low, high;

	if (weigh_g1(&low, p, 0) || weigh_g1(&high, p, 1))
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	if (!pairings_equal(p, &low, &p->g2[1], &high, &p->g2[0]))
		return zkcap_error_set(err, -EBADMSG,
				       "some power in G1 is not x times the one before it");
	return 0;
}

static int check_g2(struct powers *p, struct zkcap_error *err)
{
	struct zk_g2_affine low, high;

	weigh_g2(&low, p, 0);
	weigh_g2(&high, p, 1);
	if (!pairings_equal(p, &p->g1[1], &low, &p->g1[0], &high))
		return zkcap_error_set(err, -EBADMSG,
				       "some power in G2 is not x times the one before it");
	return 0;
}

int zkcap_srs_file_verify(const struct zkcap_srs_file *f, const struct zkcap_rand *rand,
			  struct zkcap_error *err)
{
	struct powers *p = malloc(sizeof(*p));
	int rc;

	if (!p)
		return zkcap_error_set(err, -ENOMEM, "out of memory");
	rc = decode(p, f, err);
	if (!rc)
		rc = draw_weights(p, rand, err);
	if (!rc)
		rc = check_g1(p, err);
	if (!rc)
		rc = check_g2(p, err);
	free(p);
	return rc;
}
