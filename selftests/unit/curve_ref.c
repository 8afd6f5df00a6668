// SPDX-License-Identifier: GPL-2.0-only
#include "curve_ref.h"

#include <string.h>

mpz_t ref_p, ref_r;
/* Temporaries of the formulas below: tests run one at a time */
static mpz_t tmp[8];
static mpz_t product[23];

void ref_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tmp); i++)
		mpz_init(tmp[i]);
	/* z^4 - z^2 + 1, and (z - 1)^2 / 3 times that, plus z, for z = -0xd201000000010000 */
	mpz_set_str(tmp[0], "-d201000000010000", 16);
	mpz_init(ref_r);
	mpz_init(ref_p);
	mpz_mul(tmp[1], tmp[0], tmp[0]);
	mpz_sub_ui(ref_r, tmp[1], 1);
	mpz_mul(ref_r, ref_r, tmp[1]);
	mpz_add_ui(ref_r, ref_r, 1);
	mpz_sub_ui(tmp[1], tmp[0], 1);
	mpz_mul(tmp[1], tmp[1], tmp[1]);
	mpz_mul(tmp[1], tmp[1], ref_r);
	mpz_divexact_ui(tmp[1], tmp[1], 3);
	mpz_add(ref_p, tmp[1], tmp[0]);
	for (i = 0; i < ARRAY_SIZE(product); i++)
		mpz_init(product[i]);
}

void ref_from_fp(mpz_t out, const struct zk_fp *a)
{
	u8 bytes[ZK_FP_BYTES];

	zk_fp_to_bytes(bytes, a);
	mpz_import(out, sizeof(bytes), 1, 1, 1, 0, bytes);
}

static void export_bytes(u8 *out, size_t len, const mpz_t a)
{
	size_t used = (mpz_sizeinbase(a, 2) + 7) / 8;

	memset(out, 0, len);
	if (mpz_sgn(a))
		mpz_export(out + len - used, NULL, 1, 1, 1, 0, a);
}

void ref_to_fp(struct zk_fp *out, const mpz_t a)
{
	u8 bytes[ZK_FP_BYTES];

	export_bytes(bytes, sizeof(bytes), a);
	zk_fp_from_bytes(out, bytes);
}

void ref_from_fr(mpz_t out, const struct zk_fr *a)
{
	u8 bytes[ZK_FR_BYTES];

	zk_fr_to_bytes(bytes, a);
	mpz_import(out, sizeof(bytes), 1, 1, 1, 0, bytes);
}

void ref_to_fr(struct zk_fr *out, const mpz_t a)
{
	u8 bytes[ZK_FR_BYTES];

	mpz_mod(tmp[0], a, ref_r);
	export_bytes(bytes, sizeof(bytes), tmp[0]);
	zk_fr_from_bytes(out, bytes);
}

void ref_point_init(struct ref_point *a)
{
	int i;

	for (i = 0; i < 4; i++)
		mpz_init(a->c[i]);
	a->inf = true;
}

void ref_point_clear(struct ref_point *a)
{
	int i;

	for (i = 0; i < 4; i++)
		mpz_clear(a->c[i]);
}

void ref_point_set(struct ref_point *r, const struct ref_point *a)
{
	int i;

	for (i = 0; i < 4; i++)
		mpz_set(r->c[i], a->c[i]);
	r->inf = a->inf;
}

void ref_point_neg(struct ref_point *r, const struct ref_point *a)
{
	int i;

	ref_point_set(r, a);
	for (i = 2; i < 4; i++) {
		mpz_neg(r->c[i], r->c[i]);
		mpz_mod(r->c[i], r->c[i], ref_p);
	}
}

bool ref_point_eq(const struct ref_point *a, const struct ref_point *b)
{
	int i;

	if (a->inf || b->inf)
		return a->inf == b->inf;
	for (i = 0; i < 4; i++)
		if (mpz_cmp(a->c[i], b->c[i]))
			return false;
	return true;
}

/* r0 + r1 u = (a0 + a1 u) (b0 + b1 u); r apart from a and b */
static void mul2(mpz_t r0, mpz_t r1, const mpz_t a0, const mpz_t a1, const mpz_t b0,
		 const mpz_t b1)
{
	mpz_mul(r0, a0, b0);
	mpz_submul(r0, a1, b1);
	mpz_mod(r0, r0, ref_p);
	mpz_mul(r1, a0, b1);
	mpz_addmul(r1, a1, b0);
	mpz_mod(r1, r1, ref_p);
}

/* tmp[0], tmp[1] = (tmp[0] + tmp[1] u) / (tmp[2] + tmp[3] u) */
static void divide(void)
{
	mpz_mul(tmp[4], tmp[2], tmp[2]);
	mpz_addmul(tmp[4], tmp[3], tmp[3]);
	mpz_invert(tmp[4], tmp[4], ref_p);
	mpz_mul(tmp[2], tmp[2], tmp[4]);
	mpz_mul(tmp[3], tmp[3], tmp[4]);
	mpz_neg(tmp[3], tmp[3]);
	mul2(tmp[4], tmp[5], tmp[0], tmp[1], tmp[2], tmp[3]);
	mpz_swap(tmp[0], tmp[4]);
	mpz_swap(tmp[1], tmp[5]);
}

/* The slope of the line through a and b, into tmp[0], tmp[1]; false if it is vertical */
static bool slope(const struct ref_point *a, const struct ref_point *b)
{
	int i;

	for (i = 0; i < 2; i++) {
		mpz_sub(tmp[i], b->c[2 + i], a->c[2 + i]);
		mpz_sub(tmp[2 + i], b->c[i], a->c[i]);
	}
	if (mpz_sgn(tmp[2]) || mpz_sgn(tmp[3])) {
		divide();
		return true;
	}
	if (mpz_sgn(tmp[0]) || mpz_sgn(tmp[1]))
		return false;
	mul2(tmp[0], tmp[1], a->c[0], a->c[1], a->c[0], a->c[1]);
	for (i = 0; i < 2; i++) {
		mpz_mul_ui(tmp[i], tmp[i], 3);
		mpz_mul_2exp(tmp[2 + i], a->c[2 + i], 1);
	}
	divide();
	return true;
}

void ref_point_add(struct ref_point *r, const struct ref_point *a, const struct ref_point *b)
{
	int i;

	if (a->inf || b->inf) {
		ref_point_set(r, a->inf ? b : a);
		return;
	}
	if (!slope(a, b)) {
		r->inf = true;
		return;
	}
	mul2(tmp[2], tmp[3], tmp[0], tmp[1], tmp[0], tmp[1]);
	for (i = 0; i < 2; i++) {
		mpz_sub(tmp[2 + i], tmp[2 + i], a->c[i]);
		mpz_sub(tmp[2 + i], tmp[2 + i], b->c[i]);
		mpz_mod(tmp[2 + i], tmp[2 + i], ref_p);
		mpz_sub(tmp[4 + i], a->c[i], tmp[2 + i]);
	}
	mul2(tmp[6], tmp[7], tmp[0], tmp[1], tmp[4], tmp[5]);
	for (i = 0; i < 2; i++) {
		mpz_sub(r->c[2 + i], tmp[6 + i], a->c[2 + i]);
		mpz_mod(r->c[2 + i], r->c[2 + i], ref_p);
		mpz_set(r->c[i], tmp[2 + i]);
	}
	r->inf = false;
}

void ref_point_mul(struct ref_point *r, const struct ref_point *a, const mpz_t k)
{
	struct ref_point acc, p;
	size_t i;

	ref_point_init(&acc);
	ref_point_init(&p);
	ref_point_set(&p, a);
	for (i = mpz_sizeinbase(k, 2); i-- > 0;) {
		ref_point_add(&acc, &acc, &acc);
		if (mpz_tstbit(k, i))
			ref_point_add(&acc, &acc, &p);
	}
	ref_point_set(r, &acc);
	ref_point_clear(&acc);
	ref_point_clear(&p);
}

void ref_from_g2(struct ref_point *r, const struct zk_g2_affine *a)
{
	ref_from_fp(r->c[0], &a->x.c0);
	ref_from_fp(r->c[1], &a->x.c1);
	ref_from_fp(r->c[2], &a->y.c0);
	ref_from_fp(r->c[3], &a->y.c1);
	r->inf = zk_g2_affine_is_inf(a);
}

void ref_to_g2(struct zk_g2_affine *r, const struct ref_point *a)
{
	memset(r, 0, sizeof(*r));
	if (a->inf)
		return;
	ref_to_fp(&r->x.c0, a->c[0]);
	ref_to_fp(&r->x.c1, a->c[1]);
	ref_to_fp(&r->y.c0, a->c[2]);
	ref_to_fp(&r->y.c1, a->c[3]);
}

void ref_to_g2_jacobian(struct zk_g2 *r, const struct ref_point *a, struct sample *s)
{
	struct zk_g2_affine p;
	struct zk_fp2 zz;

	ref_to_g2(&p, a);
	do
		ref_sample_fp2(s, &r->z);
	while (zk_fp2_is_zero(&r->z));
	zk_fp2_sqr(&zz, &r->z);
	zk_fp2_mul(&r->x, &p.x, &zz);
	zk_fp2_mul(&zz, &zz, &r->z);
	zk_fp2_mul(&r->y, &p.y, &zz);
	if (a->inf) {
		/* infinity is z = 0 whatever the rest */
		r->x = r->z;
		r->z = zk_fp2_zero;
	}
}

bool ref_is_g2(const struct ref_point *a, const struct zk_g2 *b)
{
	struct zk_g2_affine p;
	struct zk_fp2 zz, t;

	if (a->inf || zk_g2_is_inf(b))
		return a->inf == zk_g2_is_inf(b);
	ref_to_g2(&p, a);
	zk_fp2_sqr(&zz, &b->z);
	zk_fp2_mul(&t, &p.x, &zz);
	if (!zk_fp2_eq(&t, &b->x))
		return false;
	zk_fp2_mul(&zz, &zz, &b->z);
	zk_fp2_mul(&t, &p.y, &zz);
	return zk_fp2_eq(&t, &b->y);
}

void ref_from_g1(struct ref_point *r, const struct zk_g1_affine *a)
{
	struct zk_g2_affine t = { .x.c0 = a->x, .y.c0 = a->y };

	ref_from_g2(r, &t);
}

void ref_to_g1(struct zk_g1_affine *r, const struct ref_point *a)
{
	struct zk_g2_affine t;

	ref_to_g2(&t, a);
	r->x = t.x.c0;
	r->y = t.y.c0;
}

void ref_to_g1_jacobian(struct zk_g1 *r, const struct ref_point *a, struct sample *s)
{
	struct zk_g1_affine p;
	struct zk_fp zz;

	ref_to_g1(&p, a);
	do
		ref_sample_fp(s, &r->z);
	while (zk_fp_is_zero(&r->z));
	zk_fp_sqr(&zz, &r->z);
	zk_fp_mul(&r->x, &p.x, &zz);
	zk_fp_mul(&zz, &zz, &r->z);
	zk_fp_mul(&r->y, &p.y, &zz);
	if (a->inf) {
		r->x = r->z;
		r->z = zk_fp_zero;
	}
}

bool ref_is_g1(const struct ref_point *a, const struct zk_g1 *b)
{
	struct zk_g2 t = { .x.c0 = b->x, .y.c0 = b->y, .z.c0 = b->z };

	return ref_is_g2(a, &t);
}

void ref_fp12_init(struct ref_fp12 *a)
{
	int i;

	for (i = 0; i < 12; i++)
		mpz_init(a->c[i]);
}

void ref_fp12_clear(struct ref_fp12 *a)
{
	int i;

	for (i = 0; i < 12; i++)
		mpz_clear(a->c[i]);
}

void ref_fp12_mul(struct ref_fp12 *r, const struct ref_fp12 *a, const struct ref_fp12 *b)
{
	int i, j;

	for (i = 0; i < 23; i++)
		mpz_set_ui(product[i], 0);
	for (i = 0; i < 12; i++)
		for (j = 0; j < 12; j++)
			mpz_addmul(product[i + j], a->c[i], b->c[j]);
	/* w^12 = 2 w^6 - 2 */
	for (i = 22; i >= 12; i--) {
		mpz_addmul_ui(product[i - 6], product[i], 2);
		mpz_submul_ui(product[i - 12], product[i], 2);
	}
	for (i = 0; i < 12; i++)
		mpz_mod(r->c[i], product[i], ref_p);
}

bool ref_fp12_eq(const struct ref_fp12 *a, const struct ref_fp12 *b)
{
	int i;

	for (i = 0; i < 12; i++)
		if (mpz_cmp(a->c[i], b->c[i]))
			return false;
	return true;
}

void ref_from_fp12(struct ref_fp12 *r, const struct zk_fp12 *a)
{
	const struct zk_fp2 *c[] = {
		&a->c0.c0, &a->c1.c0, &a->c0.c1, &a->c1.c1, &a->c0.c2, &a->c1.c2,
	};
	int i;

	/* w^6 = 1 + u, so that u = w^6 - 1 */
	for (i = 0; i < 6; i++) {
		ref_from_fp(r->c[i], &c[i]->c0);
		ref_from_fp(r->c[i + 6], &c[i]->c1);
		mpz_sub(r->c[i], r->c[i], r->c[i + 6]);
		mpz_mod(r->c[i], r->c[i], ref_p);
	}
}

void ref_sample_fp(struct sample *s, struct zk_fp *r)
{
	static const u64 edge[][ZK_FP_LIMBS] = {
		{ 0 }, { 1 }, { 2 }, { ~0ULL }, { 0, 1 }, { ~0ULL, ~0ULL, ~0ULL },
		{ 0, 0, 0, 0, 0, 1 },
		{ ~0ULL, ~0ULL, ~0ULL, ~0ULL, ~0ULL, 0x1a0111ea397fe699ULL },
	};
	u64 pick = sample_u64(s), l[ZK_FP_LIMBS];
	u8 bytes[ZK_FP_BYTES];
	int i;

	if (pick % 8 == 0) {
		/* half of the edges are those seen from p, so p - 1 is among them */
		memcpy(l, edge[pick / 8 % ARRAY_SIZE(edge)], sizeof(l));
		for (i = 0; i < ZK_FP_BYTES; i++)
			bytes[ZK_FP_BYTES - 1 - i] = l[i / 8] >> (8 * (i % 8));
		zk_fp_from_bytes(r, bytes);
		if (pick & 1 << 20)
			zk_fp_neg(r, r);
		return;
	}
	do {
		sample_bytes(s, bytes, sizeof(bytes));
		bytes[0] &= 0x1f;
	} while (!zk_fp_from_bytes(r, bytes));
}

void ref_sample_fp2(struct sample *s, struct zk_fp2 *r)
{
	ref_sample_fp(s, &r->c0);
	ref_sample_fp(s, &r->c1);
}

void ref_sample_fp6(struct sample *s, struct zk_fp6 *r)
{
	ref_sample_fp2(s, &r->c0);
	ref_sample_fp2(s, &r->c1);
	ref_sample_fp2(s, &r->c2);
}

void ref_sample_fp12(struct sample *s, struct zk_fp12 *r)
{
	ref_sample_fp6(s, &r->c0);
	ref_sample_fp6(s, &r->c1);
}
