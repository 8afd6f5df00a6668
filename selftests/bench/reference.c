// SPDX-License-Identifier: GPL-2.0-only
/* blst and c-kzg behind struct reference.  Compiled with their headers, not ours. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blst.h"
#include "ckzg.h"
#include "reference.h"

static void fp_mul(ref_point r, const ref_point a, size_t n)
{
	blst_fp x, y;

	blst_fp_from_bendian(&x, r);
	blst_fp_from_bendian(&y, a);
	while (n--)
		blst_fp_mul(&x, &x, &y);
	blst_bendian_from_fp(r, &x);
}

static void fr_from_bytes(blst_fr *r, const ref_scalar in)
{
	blst_scalar s;

	blst_scalar_from_bendian(&s, in);
	blst_fr_from_scalar(r, &s);
}

static void fr_mul(ref_scalar r, const ref_scalar a, size_t n)
{
	blst_fr x, y;
	blst_scalar s;

	fr_from_bytes(&x, r);
	fr_from_bytes(&y, a);
	while (n--)
		blst_fr_mul(&x, &x, &y);
	blst_scalar_from_fr(&s, &x);
	blst_bendian_from_scalar(r, &s);
}

static bool decode(const ref_point in)
{
	blst_p1_affine p;

	return blst_p1_uncompress(&p, in) == BLST_SUCCESS && blst_p1_affine_in_g1(&p);
}

struct ref_msm {
	blst_p1_affine *points;
	blst_scalar *scalars;
	limb_t *scratch;
	size_t n;
};

static void msm_free(struct ref_msm *m)
{
	if (!m)
		return;
	free(m->points);
	free(m->scalars);
	free(m->scratch);
	free(m);
}

static struct ref_msm *msm_new(const ref_point *points, const ref_scalar *scalars, size_t n)
{
	struct ref_msm *m = calloc(1, sizeof(*m));
	size_t i;

	if (!m)
		return NULL;
	m->n = n;
	m->points = calloc(n, sizeof(*m->points));
	m->scalars = calloc(n, sizeof(*m->scalars));
	m->scratch = malloc(blst_p1s_mult_pippenger_scratch_sizeof(n));
	if (!m->points || !m->scalars || !m->scratch)
		goto fail;
	for (i = 0; i < n; i++) {
		if (blst_p1_uncompress(&m->points[i], points[i]) != BLST_SUCCESS)
			goto fail;
		blst_scalar_from_bendian(&m->scalars[i], scalars[i]);
	}
	return m;
fail:
	msm_free(m);
	return NULL;
}

static void msm(struct ref_msm *m, ref_point sum)
{
	const blst_p1_affine *points[2] = { m->points, NULL };
	const uint8_t *scalars[2] = { m->scalars[0].b, NULL };
	blst_p1 r;

	blst_p1s_mult_pippenger(&r, points, m->n, scalars, 255, m->scratch);
	blst_p1_compress(sum, &r);
}

struct ref_pairs {
	blst_fp6 lines[2][68];
	blst_p1_affine g1[2];
};

static struct ref_pairs *pairs_new(const uint8_t g2[2][96], const ref_point g1[2])
{
	struct ref_pairs *p = calloc(1, sizeof(*p));
	int i;

	for (i = 0; p && i < 2; i++) {
		blst_p2_affine q;

		if (blst_p2_uncompress(&q, g2[i]) != BLST_SUCCESS ||
		    blst_p1_uncompress(&p->g1[i], g1[i]) != BLST_SUCCESS) {
			free(p);
			return NULL;
		}
		blst_precompute_lines(p->lines[i], &q);
	}
	return p;
}

static bool pairing(const struct ref_pairs *p)
{
	blst_fp12 f, g;

	blst_miller_loop_lines(&f, p->lines[0], &p->g1[0]);
	blst_miller_loop_lines(&g, p->lines[1], &p->g1[1]);
	blst_fp12_mul(&f, &f, &g);
	blst_final_exp(&f, &f);
	return blst_fp12_is_one(&f);
}

static void pairs_free(struct ref_pairs *p)
{
	free(p);
}

/* The polynomial X, opened at z: its value is z, the quotient is 1. */
struct ref_kzg {
	KZGSettings settings;
	Bytes48 commitment, proof;
	Bytes32 z;
};

static bool kzg_verify(const struct ref_kzg *k)
{
	bool ok = false;

	return verify_kzg_proof(&ok, &k->commitment, &k->z, &k->z, &k->proof, &k->settings) ==
		C_KZG_OK && ok;
}

static void kzg_free(struct ref_kzg *k)
{
	if (k)
		free_trusted_setup(&k->settings);
	free(k);
}

static struct ref_kzg *kzg_new(const char *setup_file)
{
	struct ref_kzg *k = calloc(1, sizeof(*k));
	FILE *f = fopen(setup_file, "r");
	blst_p1 p;

	if (!k || !f || load_trusted_setup_file(&k->settings, f, 0) != C_KZG_OK) {
		if (f)
			fclose(f);
		free(k);
		return NULL;
	}
	fclose(f);
	memset(k->z.bytes + 1, 0x5a, sizeof(k->z.bytes) - 1);
	p = k->settings.g1_values_monomial[1];
	blst_p1_compress(k->commitment.bytes, &p);
	p = k->settings.g1_values_monomial[0];
	blst_p1_compress(k->proof.bytes, &p);
	return k;
}

const struct reference reference = {
	.name = REFERENCE_NAME,
	.fp_mul = fp_mul,
	.fr_mul = fr_mul,
	.decode = decode,
	.msm_new = msm_new,
	.msm = msm,
	.msm_free = msm_free,
	.pairs_new = pairs_new,
	.pairing = pairing,
	.pairs_free = pairs_free,
	.kzg_new = kzg_new,
	.kzg_verify = kzg_verify,
	.kzg_free = kzg_free,
};
