// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "selftest.h"

/* On the curve, of order 3: x = 0, y = 2 */
static const u8 order_3[ZK_POINT_BYTES] = { 0x80 };
static const u8 infinity[ZK_POINT_BYTES] = { 0xc0 };
static const u8 order_r[ZK_FR_BYTES] = {
	0x73, 0xed, 0xa7, 0x53, 0x29, 0x9d, 0x7d, 0x48, 0x33, 0x39, 0xd8,
	0x08, 0x09, 0xa1, 0xd8, 0x05, 0x53, 0xbd, 0xa4, 0x02, 0xff, 0xfe,
	0x5b, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01,
};

#define POINT(i) ((i) * ZK_POINT_BYTES)
#define SCALAR(i) (ZK_PROOF_POINTS * ZK_POINT_BYTES + (i) * ZK_FR_BYTES)

/*
 * Changes to the known proof: one bit of byte @at, or other bytes from @at on.
 * Together they touch what every table and every stage is there for.
 */
static const struct {
	u16 at;
	u8 flip;
	u8 len;
	const u8 *bytes;
	enum zk_verdict expect;
} bad_proofs[] = {
	{ POINT(ZK_PT_V), 0x20, 0, NULL, ZK_REFUSE_EQUATION },
	{ POINT(ZK_PT_T), 0x20, 0, NULL, ZK_REFUSE_EQUATION },
	{ POINT(ZK_PT_Z), 0x20, 0, NULL, ZK_REFUSE_EQUATION },
	{ POINT(ZK_PT_W_ZETA), 0x20, 0, NULL, ZK_REFUSE_EQUATION },
	{ POINT(ZK_PT_W_ZETA), 0, ZK_POINT_BYTES, zk_known_proof.proof + POINT(ZK_PT_W_ZETA_W),
	  ZK_REFUSE_EQUATION },
	{ SCALAR(0) + 31, 0x01, 0, NULL, ZK_REFUSE_EQUATION },
	{ SCALAR(6) + 31, 0x01, 0, NULL, ZK_REFUSE_EQUATION },
	{ SCALAR(7) + 31, 0x01, 0, NULL, ZK_REFUSE_EQUATION },
	{ SCALAR(8) + 31, 0x01, 0, NULL, ZK_REFUSE_EQUATION },
	{ SCALAR(8), 0, ZK_FR_BYTES, order_r, ZK_REFUSE_SCALAR_RANGE },
	{ POINT(ZK_PT_C), 0, ZK_POINT_BYTES, order_3, ZK_REFUSE_POINT_SUBGROUP },
	{ POINT(ZK_PT_W_ZETA_W), 0, ZK_POINT_BYTES, infinity, ZK_REFUSE_POINT_INFINITY },
	{ POINT(ZK_PT_A), 0x80, 0, NULL, ZK_REFUSE_POINT_FLAGS },
};

/* Decode what is known, and set the statement that holds */
static bool prepare(struct zk_selftest_scratch *s, struct zk_statement *good)
{
	const struct zk_known_proof *known = &zk_known_proof;

	zk_fr_from_u64(&s->public, known->public);
	zk_fr_from_u64(&s->other_public, known->public + 1);
	memcpy(s->context, known->context, sizeof(s->context));
	s->context[0] ^= 1;
	*good = (struct zk_statement){
		.vk = &s->vk,
		.commitment = &s->commitment,
		.context = known->context,
		.publics = &s->public,
		.n_publics = 1,
		.proof = known->proof,
		.proof_len = sizeof(known->proof),
	};
	return zk_vk_decode(&s->vk, known->vk, sizeof(known->vk), NULL, &s->work.vk) == ZK_ACCEPT &&
	       zk_commitment_decode(&s->commitment, known->commitment) == ZK_ACCEPT &&
	       zk_commitment_decode(&s->other_commitment, known->proof) == ZK_ACCEPT;
}

static bool says(const struct zk_srs *srs, struct zk_selftest_scratch *s,
		 const struct zk_statement *st, enum zk_verdict expect)
{
	return zk_plonk_verify(srs, st, 1, NULL, &s->work.plonk) == expect;
}

static bool refuses_other_statements(const struct zk_srs *srs, struct zk_selftest_scratch *s,
				     const struct zk_statement *good)
{
	struct zk_statement st = *good;

	st.context = s->context;
	if (!says(srs, s, &st, ZK_REFUSE_EQUATION))
		return false;
	st = *good;
	st.publics = &s->other_public;
	if (!says(srs, s, &st, ZK_REFUSE_EQUATION))
		return false;
	st = *good;
	st.commitment = &s->other_commitment;
	return says(srs, s, &st, ZK_REFUSE_EQUATION);
}

static bool refuses_bad_proof(const struct zk_srs *srs, struct zk_selftest_scratch *s,
			      const struct zk_statement *good, size_t i)
{
	struct zk_statement st = *good;

	memcpy(s->proof, good->proof, sizeof(s->proof));
	s->proof[bad_proofs[i].at] ^= bad_proofs[i].flip;
	if (bad_proofs[i].bytes)
		memcpy(s->proof + bad_proofs[i].at, bad_proofs[i].bytes, bad_proofs[i].len);
	st.proof = s->proof;
	return says(srs, s, &st, bad_proofs[i].expect);
}

/* Two that hold; and one that does not, beside one that does, is named */
static bool batches_work(const struct zk_srs *srs, struct zk_selftest_scratch *s,
			 const struct zk_statement *good)
{
	struct zk_statement st[2] = { *good, *good };
	struct zk_fault fault;

	if (zk_plonk_verify(srs, st, 2, &fault, &s->work.plonk) != ZK_ACCEPT)
		return false;
	memcpy(s->proof, good->proof, sizeof(s->proof));
	s->proof[SCALAR(0) + 31] ^= 1;
	st[1].proof = s->proof;
	return zk_plonk_verify(srs, st, 2, &fault, &s->work.plonk) == ZK_REFUSE_EQUATION &&
	       fault.statement == 1;
}

int zk_selftest(const struct zk_srs *srs, struct zk_selftest_scratch *scratch)
{
	struct zk_statement good;
	int check = 1;
	size_t i;

	if (!zk_srs_tables_ok(srs))
		return check;
	check++;
	if (!prepare(scratch, &good))
		return check;
	check++;
	if (!says(srs, scratch, &good, ZK_ACCEPT))
		return check;
	check++;
	if (!refuses_other_statements(srs, scratch, &good))
		return check;
	check++;
	if (!batches_work(srs, scratch, &good))
		return check;
	for (i = 0; i < ARRAY_SIZE(bad_proofs); i++) {
		check++;
		if (!refuses_bad_proof(srs, scratch, &good, i))
			return check;
	}
	return 0;
}
